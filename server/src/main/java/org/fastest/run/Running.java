package org.fastest.run;

import java.util.ArrayList;
import java.util.List;
import org.fastest.bridge.SessionEvent;
import org.fastest.model.Failure;
import org.fastest.model.Outcome;
import org.fastest.model.Phase;
import org.fastest.model.PhaseReport;
import org.fastest.model.Section;
import org.fastest.model.TestId;
import org.fastest.model.TestResult;

/** What a running test has given so far. */
final class Running {
    private final List<PhaseReport> phases = new ArrayList<>();
    private final List<Section> output = new ArrayList<>();

    void add(PhaseReport report) {
        phases.add(report);
    }

    void add(Section section) {
        output.add(section);
    }

    /** How many of its reports so far say that it failed. */
    int failures() {
        int failures = 0;
        for (PhaseReport report : phases) {
            failures += report.outcome().equals("failed") ? 1 : 0;
        }
        return failures;
    }

    /** Its result as the session told it. */
    TestResult finished(TestId id, SessionEvent.Finished told) {
        return new TestResult(id, told.outcome(), told.seconds(), phases, output, told.junit());
    }

    /** Drops what it still came to while it was being ended: of that only failures count. */
    List<PhaseReport> dropPassed() {
        List<PhaseReport> passed = new ArrayList<>();
        for (PhaseReport report : phases) {
            if (report.phase() != Phase.SETUP && report.outcome().equals("passed")) {
                passed.add(report);
            }
        }
        phases.removeAll(passed);
        return passed;
    }

    /** Its result where the session was ended because the test took too long. */
    TestResult late(TestId id, Failure failure, double limit) {

        Phase phase = next();
        boolean isCall = phase == Phase.CALL;
        List<PhaseReport> all = new ArrayList<>(phases);
        String category = isCall ? "failed" : "error";
        all.add(new PhaseReport(phase, "failed", category, limit, failure, null, null));
        return new TestResult(id, isCall ? Outcome.FAILED : Outcome.ERROR, limit, all, output);
    }

    /** Its result where the session will tell no more. */
    TestResult broken(TestId id, String why) {
        double seconds = 0;
        for (PhaseReport report : phases) {
            seconds += report.subtest() == null ? report.seconds() : 0;
        }
        List<PhaseReport> all = new ArrayList<>(phases);
        all.add(new PhaseReport(next(), "failed", "error", 0, Failure.of(why), null, null));
        return new TestResult(id, Outcome.ERROR, seconds, all, output);
    }

    /**
     * The phase that it was in; its setup's report may have been lost, so a call is the better
     * guess.
     */
    private Phase next() {
        Phase phase = Phase.CALL;
        for (PhaseReport report : phases) {
            if (report.subtest() == null) {
                phase = report.phase() == Phase.SETUP ? Phase.CALL : Phase.TEARDOWN;
            }
        }
        return phase;
    }
}
