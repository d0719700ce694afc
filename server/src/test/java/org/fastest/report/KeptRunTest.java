package org.fastest.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fastest.model.CollectError;
import org.fastest.model.CollectionReport;
import org.fastest.model.Failure;
import org.fastest.model.JunitPart;
import org.fastest.model.Kind;
import org.fastest.model.Outcome;
import org.fastest.model.Phase;
import org.fastest.model.PhaseReport;
import org.fastest.model.ReportOptions;
import org.fastest.model.RunEnd;
import org.fastest.model.RunEvent;
import org.fastest.model.RunItem;
import org.fastest.model.RunWarning;
import org.fastest.model.Section;
import org.fastest.model.TestId;
import org.fastest.model.TestResult;
import org.fastest.run.RunListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report that is written afterwards is the one that would have been written meanwhile. */
class KeptRunTest {
    private static final Instant CREATED = Instant.ofEpochMilli(1500);
    private static final Failure FAILURE =
            new Failure("E   x <&>", null, null, List.of(), "E", null, null);

    @TempDir Path folder = Path.of("");

    private static List<RunEvent> run(ReportOptions options, JunitPart part) {
        List<RunItem> items = new ArrayList<>();
        for (String name : List.of("one", "two", "three", "four", "five", "never")) {
            items.add(new RunItem(id(name), "a.py", 0, Kind.FUNCTION, List.of("slow")));
        }
        List<PhaseReport> passed =
                List.of(
                        new PhaseReport(Phase.SETUP, "passed", "", 0.25, null, null, null),
                        new PhaseReport(Phase.CALL, "passed", "passed", 0.5, null, null, null),
                        new PhaseReport(Phase.TEARDOWN, "passed", "", 0.125, null, null, null));
        PhaseReport failed =
                new PhaseReport(Phase.CALL, "failed", "failed", 1, FAILURE, null, "i=1");
        PhaseReport skipped =
                new PhaseReport(
                        Phase.SETUP, "skipped", "skipped", 0, null, "because", null, "a.py:3");
        List<RunEvent> events = new ArrayList<>();
        events.add(new RunEvent.Ready("3.11.7", "9.0.3", 1));
        events.add(new RunEvent.Configured(options));
        events.add(
                new RunEvent.Collected(
                        new CollectionReport("/p", null, items, 2, List.of(), List.of())));
        events.add(new RunEvent.Started(id("one"), 0));
        Section printed = new Section(Phase.CALL, "stdout", "seen\n");
        events.add(finished("one", Outcome.PASSED, passed, List.of(), null));
        events.add(finished("two", Outcome.PASSED, passed, List.of(printed), null));
        events.add(
                finished("three", Outcome.FAILED, List.of(passed.get(0), failed), List.of(), part));
        events.add(finished("four", Outcome.SKIPPED, List.of(skipped), List.of(), null));
        events.add(finished("five", Outcome.PASSED, passed, List.of(), part));
        events.add(new RunEvent.CollectFailed(new CollectError("b.py", "b.py", 1, "E   y", null)));
        events.add(new RunEvent.Warned(new RunWarning("w", "W", "/p/a.py", 4, "runtest", null)));
        events.add(new RunEvent.Junit(part));
        events.add(
                new RunEvent.Ended(
                        new RunEnd(RunEnd.Reason.DONE, 1, null, Map.of("deselected", 2), 0.5)));
        return events;
    }

    private static TestId id(String name) {
        return TestId.of("p", "a.py::test_" + name);
    }

    private static RunEvent finished(
            String name,
            Outcome outcome,
            List<PhaseReport> phases,
            List<Section> output,
            @Nullable JunitPart part) {
        return new RunEvent.Finished(
                new TestResult(id(name), outcome, 0.875, phases, output, part));
    }

    private static void tell(List<RunEvent> events, RunListener listener) {
        events.forEach(listener::on);
    }

    @Test
    void bothReportsAreTheSame() throws Exception {
        JunitPart part =
                new JunitPart(
                        List.of("<testcase name=\"x\" />"),
                        0,
                        1,
                        0,
                        1,
                        List.of(Map.entry("k", "v")));
        ReportOptions plain = ReportOptions.standard(0);
        String frame =
                "<?xml version=\"1.0\"?><testsuites><testsuite name=\"own\" errors=\"0\""
                        + " failures=\"0\" skipped=\"0\" tests=\"0\" time=\"0\" /></testsuites>";
        Path theirs = folder.resolve("theirs.xml");
        for (ReportOptions options :
                List.of(plain, plain.with(new ReportOptions.Junit(theirs.toString(), frame)))) {
            List<RunEvent> events = run(options, part);
            KeptRun kept = new KeptRun(CREATED, "pre");
            tell(events, kept);
            assertFalse(kept.isTooLong());
            Path json = folder.resolve("direct.json");
            try (JsonReport direct = new JsonReport(json, CREATED)) {
                tell(events, direct);
            }
            kept.write(KeptRun.Format.JSON, folder.resolve("kept.json"));
            assertEquals(Files.readString(json), Files.readString(folder.resolve("kept.json")));

            boolean isAsked = options.junit() != null;
            Path xml = isAsked ? theirs : folder.resolve("direct.xml");
            List<RunEvent> told = new ArrayList<>(events);
            if (!isAsked) {
                // As where nobody but the command line says where it goes.
                told.removeIf(event -> event instanceof RunEvent.Configured);
            }
            try (JunitReport direct = new JunitReport(new JunitReport.Asked(xml, "pre"), CREATED)) {
                tell(told, direct);
            }
            String before = Files.readString(xml);
            kept.write(KeptRun.Format.JUNIT, folder.resolve("kept.xml"));
            assertEquals(before, Files.readString(folder.resolve("kept.xml")));
            assertTrue(before.contains("test_one"), before);
        }
        assertTrue(Files.readString(theirs).contains("name=\"own\""));
    }

    @Test
    void whatHasTooMuchToSayIsNotKept() {
        KeptRun kept = new KeptRun(CREATED, null);
        Section printed = new Section(Phase.CALL, "stdout", "x".repeat(1 << 20));
        for (int i = 0; i < 17; i++) {
            kept.on(finished("t" + i, Outcome.PASSED, List.of(), List.of(printed), null));
        }
        assertTrue(kept.isTooLong());
    }

    @Test
    void ahundredThousandTestsThatPassAreKept() {
        KeptRun kept = new KeptRun(CREATED, null);
        RunEvent event =
                run(ReportOptions.standard(0), new JunitPart(List.of(), 0, 0, 0, 0, List.of()))
                        .stream()
                        .filter(each -> each instanceof RunEvent.Finished)
                        .findFirst()
                        .orElseThrow();
        for (int i = 0; i < 100_000; i++) {
            kept.on(event);
        }
        assertFalse(kept.isTooLong());
    }
}
