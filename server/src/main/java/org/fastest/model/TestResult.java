package org.fastest.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A test's one final result.
 *
 * @param id which test
 * @param outcome the worst of its phases
 * @param seconds duration of all phases
 * @param phases the reports in the order they came, subtests among them
 * @param output captured output, in order
 * @param junit its part of the JUnit report, where there is one and pytest made it
 */
public record TestResult(
        TestId id,
        Outcome outcome,
        double seconds,
        List<PhaseReport> phases,
        List<Section> output,
        @Nullable JunitPart junit) {
    /** A result without a part of a JUnit report. */
    public TestResult(
            TestId id,
            Outcome outcome,
            double seconds,
            List<PhaseReport> phases,
            List<Section> output) {
        this(id, outcome, seconds, phases, output, null);
    }

    public TestResult {
        phases = List.copyOf(phases);
        output = List.copyOf(output);
    }
}
