package org.fastest.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.fastest.model.Certainty;
import org.fastest.model.CollectError;
import org.fastest.model.CollectionReport;
import org.fastest.model.Crash;
import org.fastest.model.Failure;
import org.fastest.model.Kind;
import org.fastest.model.Outcome;
import org.fastest.model.Phase;
import org.fastest.model.PhaseReport;
import org.fastest.model.RunEnd;
import org.fastest.model.RunEvent;
import org.fastest.model.RunItem;
import org.fastest.model.RunWarning;
import org.fastest.model.Section;
import org.fastest.model.TestId;
import org.fastest.model.TestResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JSON of runs and listings. */
class JsonReportTest {
    private static final RunEvent.Ended END =
            new RunEvent.Ended(
                    new RunEnd(
                            RunEnd.Reason.DONE,
                            1,
                            null,
                            Map.of("failed", 1, "deselected", 2),
                            0.5));

    @TempDir Path folder = Path.of("");

    @Test
    void theWholeShape() throws Exception {
        Path file = folder.resolve("new/deep/report.json");
        try (JsonReport report = new JsonReport(file, Instant.ofEpochMilli(1500))) {
            TestId id = TestId.of("p", "a.py::x\ud800");
            report.on(new RunEvent.Ready("3.11.7", "9.0.3", 1));
            report.on(
                    new RunEvent.Collected(
                            new CollectionReport(
                                    "/p",
                                    null,
                                    List.of(new RunItem(id, "a.py", 0, Kind.FUNCTION, List.of())),
                                    2,
                                    List.of(),
                                    List.of())));
            Failure failure =
                    new Failure(
                            "E   x",
                            null,
                            new Crash("/p/a.py", 3, "x"),
                            List.of(),
                            null,
                            null,
                            null);
            report.on(
                    new RunEvent.Finished(
                            new TestResult(
                                    id,
                                    Outcome.FAILED,
                                    0.75,
                                    List.of(
                                            phase(Phase.SETUP, "passed", null, null),
                                            phase(Phase.CALL, "failed", failure, "i=1"),
                                            phase(Phase.CALL, "failed", failure, null),
                                            phase(Phase.TEARDOWN, "passed", null, null)),
                                    List.of(
                                            new Section(Phase.CALL, "stdout", "a"),
                                            new Section(Phase.CALL, "stdout", "b"),
                                            new Section(Phase.TEARDOWN, "log", "l")))));
            report.on(
                    new RunEvent.CollectFailed(new CollectError("b.py", "b.py", 1, "E   y", null)));
            report.on(new RunEvent.Warned(new RunWarning("w", "W", "/p/a.py", 4, "runtest", null)));
            report.on(END);
            assertFalse(Files.exists(file));
        }
        assertEquals(
                """
                {"created":1.5,"duration":0.5,"exitcode":1,"root":"/p",\
                "environment":{"Python":"3.11.7","Packages":{"pytest":"9.0.3"}},\
                "summary":{"failed":1,"deselected":2,"total":1,"collected":1},"tests":[
                {"nodeid":"a.py::x\\ud800","outcome":"failed","duration":0.75,\
                "setup":{"duration":0.25,"outcome":"passed"},\
                "call":{"duration":0.25,"outcome":"failed",\
                "crash":{"path":"/p/a.py","lineno":3,"message":"x"},"longrepr":"E   x","stdout":"ab"},\
                "teardown":{"duration":0.25,"outcome":"passed","log":"l"},\
                "subtests":[{"name":"i=1","duration":0.25,"outcome":"failed",\
                "crash":{"path":"/p/a.py","lineno":3,"message":"x"},"longrepr":"E   x"}]}
                ],"collectors":[{"nodeid":"b.py","outcome":"failed","longrepr":"E   y"}],\
                "warnings":[{"message":"w","category":"W","when":"runtest","filename":"/p/a.py",\
                "lineno":4}]}
                """,
                Files.readString(file));
        assertOnly(file);
    }

    @Test
    void anOldReportStaysUntilTheNewOneIsWhole() throws Exception {
        Path file = folder.resolve("report.json");
        Files.writeString(file, "old");
        try (JsonReport report = new JsonReport(file, Instant.EPOCH)) {
            report.on(new RunEvent.Ready("3", null, 1));
        }
        assertEquals("old", Files.readString(file));
        try (JsonReport report = new JsonReport(file, Instant.EPOCH)) {
            report.on(END);
        }
        assertTrue(Files.readString(file).startsWith("{\"created\":0.0,"));
        assertOnly(file);
    }

    @Test
    void aPlaceThatCannotBeWrittenSaysSo() throws Exception {
        Path file = folder.resolve("file");
        Files.writeString(file, "");
        for (Path wrong : List.of(file.resolve("report.json"), folder)) {
            ReportException error =
                    assertThrows(
                            ReportException.class,
                            () -> new JsonReport(wrong, Instant.EPOCH).close());
            assertTrue(String.valueOf(error.getMessage()).startsWith("The report " + wrong));
        }
    }

    @Test
    void listings() throws IOException {
        Listing listing =
                new Listing(
                        "/p",
                        List.of(
                                row("t/a.py::f", Kind.FUNCTION, 3),
                                row("t/a.py::T::m[a::b\\\n]", Kind.CASE, 5),
                                row("t/a.py::T::n", Kind.FUNCTION, 7),
                                row("b.py", Kind.FILE, 1)),
                        List.of(new Listing.Fault("c.py", null, "broken")));
        assertEquals(
                "t/a.py::f\nt/a.py::T::m[a::b\\\\\\n]\nt/a.py::T::n\nb.py\n",
                written(Listing.Format.IDS, listing));
        assertEquals(
                "t/a.py\n  f\n  T\n    m[a::b\\\\\\n]\n    n\nb.py\n",
                written(Listing.Format.TREE, listing));
        assertEquals("4\n", written(Listing.Format.COUNT, listing));
        assertEquals("8\n", written(Listing.Format.COUNT, listing, listing));
        Listing small =
                new Listing(
                        "/p",
                        List.of(row("a.py::f", Kind.DOCTEST, 3)),
                        List.of(new Listing.Fault("c.py", null, "broken")));
        String json =
                "{\"rootdir\":\"/p\",\"tests\":[{\"nodeid\":\"a.py::f\",\"kind\":\"doctest\","
                        + "\"certainty\":\"exact\",\"path\":\"a.py\",\"line\":3}],"
                        + "\"errors\":[{\"path\":\"c.py\",\"line\":null,\"message\":\"broken\"}]}";
        assertEquals(json + "\n", written(Listing.Format.JSON, small));
        assertEquals(
                "{\"projects\":[" + json + "," + json + "]}\n",
                written(Listing.Format.JSON, small, small));
    }

    private static Listing.Row row(String nodeId, Kind kind, int line) {
        String path = nodeId.contains("::") ? nodeId.substring(0, nodeId.indexOf("::")) : nodeId;
        return new Listing.Row(nodeId, kind, Certainty.EXACT, path, line);
    }

    private static String written(Listing.Format format, Listing... listings) throws IOException {
        StringBuilder out = new StringBuilder();
        Listing.write(List.of(listings), format, out);
        return out.toString();
    }

    private static PhaseReport phase(
            Phase phase,
            String outcome,
            @org.jspecify.annotations.Nullable Failure failure,
            @org.jspecify.annotations.Nullable String subtest) {
        return new PhaseReport(phase, outcome, outcome, 0.25, failure, null, subtest);
    }

    private static void assertOnly(Path file) throws IOException {
        try (var files = Files.list(file.getParent())) {
            assertEquals(List.of(file), files.toList());
        }
    }
}
