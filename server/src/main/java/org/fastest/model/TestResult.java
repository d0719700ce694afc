package org.fastest.model;

import java.util.List;

/**
 * A test's one final result.
 *
 * @param id which test
 * @param outcome the worst of its phases
 * @param seconds duration of all phases
 * @param phases the reports in the order they came, subtests among them
 * @param output captured output, in order
 */
public record TestResult(
        TestId id,
        Outcome outcome,
        double seconds,
        List<PhaseReport> phases,
        List<Section> output) {
    public TestResult {
        phases = List.copyOf(phases);
        output = List.copyOf(output);
    }
}
