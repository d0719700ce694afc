package org.fastest.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.fastest.bridge.Supervisors;
import org.fastest.model.Frame;
import org.fastest.model.RunEnd;
import org.fastest.model.TimeLimits;
import org.junit.jupiter.api.Test;

/** What becomes of tests, and of the run, when their time is over. */
class TimeLimitsTest {
    private static final Limits PATIENT =
            new Limits(
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    3);

    @Test
    void moreHangsThanWorkersMayDieStillCostOneTestEach() throws Exception {
        FakeSuite suite = new FakeSuite("a.py::1", "a.py::2", "a.py::3", "a.py::4", "a.py::5");
        for (String id : List.of("a.py::1", "a.py::2", "a.py::3", "a.py::4")) {
            suite.with(id, "hang");
        }
        Recording run = run(suite, new TimeLimits(0.01, 0));
        assertEquals(List.of("expire", "expire", "expire", "expire"), suite.told);
        assertEquals(RunEnd.Reason.DONE, run.end.reason());
        assertEquals(1, run.end.exitCode());
        assertEquals(Map.of("failed", 4, "passed", 1), run.end.stats());
        assertEquals("Timeout (>0.01s)\n\nstacks", run.firstText());
    }

    @Test
    void whoseEndWasOnlyHeardTooLateHasItsOutcomeAndTheNextIsRunAgain() throws Exception {
        FakeSuite suite =
                new FakeSuite("a.py::1", "a.py::2", "a.py::3").with("a.py::1", "heard late");
        Recording run = run(suite, new TimeLimits(0.6, 0));
        assertEquals(List.of("expire"), suite.told);
        assertEquals(0, run.end.exitCode());
        assertEquals(Map.of("passed", 3), run.end.stats());
        assertEquals(3, run.outcomes().size());
    }

    @Test
    void whoGoesOnOnlyBecauseItWasAskedIsLateAllTheSame() throws Exception {
        FakeSuite suite = new FakeSuite("a.py::1", "a.py::2").with("a.py::1", "heard late");
        // It says that it has taken half a second.
        Recording run = run(suite, new TimeLimits(0.01, 0));
        assertEquals(1, run.end.exitCode());
        assertEquals(Map.of("failed", 1, "passed", 1), run.end.stats());
    }

    @Test
    void theEndOfTheRunsTimeEndsAll() throws Exception {
        FakeSuite suite = new FakeSuite("a.py::1", "a.py::2", "a.py::3").with("a.py::2", "hang");
        Recording run = run(suite, new TimeLimits(0, 0.3));
        assertEquals(RunEnd.Reason.TIMEOUT, run.end.reason());
        assertEquals(2, run.end.exitCode());
        assertEquals(
                "run timeout (>0.3s)\n1 test not run:\na.py::3", String.valueOf(run.end.message()));
        assertEquals(Map.of("failed", 1, "passed", 1), run.end.stats());
    }

    @Test
    void secondsAreWrittenAsPeopleWriteThem() {
        assertEquals(0.5, TimeLimits.seconds(".5"));
        assertEquals(60.0, TimeLimits.seconds("60"));
        assertEquals(0.0, TimeLimits.seconds("0"));
        for (String wrong : List.of("", "-1", "1d", "1e3", "NaN", "Infinity", "0x1p3", "1s", ".")) {
            assertNull(TimeLimits.seconds(wrong), wrong);
        }
    }

    @Test
    void theMainThreadIsTheLastOne() {
        String text =
                """
                Timeout (>1.0s)

                Thread 0x00007f (most recent call first):
                  File "/p/t.py", line 8 in helper

                Current thread 0x00007e (most recent call first):
                  File "/p/a in b.py", line 3 in deep
                  File "/p/t.py", line 5 in test_x
                  ...
                """;
        List<Frame> main = Stacks.main(text);
        assertEquals(
                List.of(new Frame("/p/t.py", 5, "test_x"), new Frame("/p/a in b.py", 3, "deep")),
                main);
        assertEquals(main.subList(1, 2), Stacks.from("/p/a in b.py", main));
        assertEquals(List.of(), Stacks.from("/p/x.py", main));
        assertEquals(List.of(), Stacks.main("[no stacks: it is stopped]"));
    }

    private static Recording run(FakeSuite suite, TimeLimits limits) throws Exception {
        Recording recording = new Recording();
        try (Supervisors supervisors = new Supervisors(Recording.launching(suite))) {
            RunRequest request = Recording.request(1).withLimits(limits);
            recording.start(supervisors, request, PATIENT).await();
        }
        assertEquals(List.of(), recording.bugs);
        return recording;
    }
}
