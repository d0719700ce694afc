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

    /** Its result as the session told it. */
    TestResult finished(TestId id, SessionEvent.Finished told) {
        return new TestResult(id, told.outcome(), told.seconds(), phases, output, told.junit());
    }

    /** Its result where the session will tell no more. */
    TestResult broken(TestId id, String why) {
        // The setup's report may have died with the session, so a call is the better guess.
        Phase phase = Phase.CALL;
        double seconds = 0;
        for (PhaseReport report : phases) {
            seconds += report.subtest() == null ? report.seconds() : 0;
            if (report.subtest() == null) {
                phase = report.phase() == Phase.SETUP ? Phase.CALL : Phase.TEARDOWN;
            }
        }
        List<PhaseReport> all = new ArrayList<>(phases);
        all.add(new PhaseReport(phase, "failed", "error", 0, Failure.of(why), null, null));
        return new TestResult(id, Outcome.ERROR, seconds, all, output);
    }
}
