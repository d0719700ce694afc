package org.fastest.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What people see, against what pytest prints for the same tests at 80 columns. */
class TerminalReportTest {
    private static final Style PLAIN =
            new Style("0.1.0", Path.of("/p"), 80, false, false, 0, false);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Test
    void aFailedRun() {
        TerminalReport report =
                begin(PLAIN, 1, "a.py::test_ok", "a.py::T::test_bad[x::y]", "b.py::s");
        report.on(finished(result("a.py::test_ok", Outcome.PASSED, passed())));
        Failure failure =
                new Failure(
                        "    def test_bad():\n>       assert 1 == 2\nE       assert 1 == 2\n\na.py:3: AssertionError",
                        null,
                        new Crash("/p/a.py", 3, "assert 1 == 2"),
                        List.of(),
                        "AssertionError",
                        "2",
                        "1");
        report.on(
                finished(
                        new TestResult(
                                id("a.py::T::test_bad[x::y]"),
                                Outcome.ERROR,
                                0.1,
                                List.of(
                                        phase(Phase.CALL, "failed", "failed", failure, null),
                                        phase(
                                                Phase.TEARDOWN,
                                                "failed",
                                                "error",
                                                Failure.of("E   no teardown"),
                                                null)),
                                List.of(
                                        new Section(Phase.SETUP, "stdout", "before\n"),
                                        new Section(Phase.CALL, "stderr", "oh")))));
        report.on(
                new RunEvent.Warned(
                        new RunWarning("old\nthing", "W", "/p/a.py", 7, "runtest", "b.py::s")));
        report.on(
                finished(
                        result(
                                "b.py::s",
                                Outcome.SKIPPED,
                                phase(Phase.SETUP, "skipped", "skipped", null, "no"))));
        report.on(
                ended(
                        1,
                        null,
                        0.12,
                        "failed",
                        1,
                        "passed",
                        1,
                        "skipped",
                        1,
                        "error",
                        1,
                        "warnings",
                        1));
        assertEquals(
                """
                fastest 0.1.0 · Python 3.11.7 · pytest 9.0.3 · rootdir: /p · 1 worker

                a.py .FE                                                                 [ 66%]
                b.py s                                                                   [100%]

                ==================================== ERRORS ====================================
                ____________________ ERROR at teardown of T.test_bad[x::y] _____________________
                E   no teardown
                ---------------------------- Captured stdout setup -----------------------------
                before
                ----------------------------- Captured stderr call -----------------------------
                oh
                =================================== FAILURES ===================================
                _______________________________ T.test_bad[x::y] _______________________________
                    def test_bad():
                >       assert 1 == 2
                E       assert 1 == 2

                a.py:3: AssertionError
                ---------------------------- Captured stdout setup -----------------------------
                before
                ----------------------------- Captured stderr call -----------------------------
                oh
                =============================== warnings summary ===============================
                b.py::s
                  /p/a.py:7: W: old
                  thing

                -- Docs: https://docs.pytest.org/en/stable/how-to/capture-warnings.html
                =========================== short test summary info ============================
                FAILED a.py::T::test_bad[x::y] - assert 1 == 2
                ERROR a.py::T::test_bad[x::y] - E   no teardown
                ========== 1 failed, 1 passed, 1 skipped, 1 warning, 1 error in 0.12s ==========
                """,
                text());
    }

    @Test
    void linesOfDotsBreakAtTheEdge() {
        String[] ids = new String[75];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = "a.py::t" + i;
        }
        TerminalReport report = begin(PLAIN, 1, ids);
        for (String id : ids) {
            report.on(finished(result(id, Outcome.PASSED, passed())));
        }
        report.on(ended(0, null, 1, "passed", 75));
        List<String> lines = text().lines().toList();
        assertEquals("a.py " + ".".repeat(67) + " [ 89%]", lines.get(2));
        assertEquals("........" + " ".repeat(64) + " [100%]", lines.get(3));
    }

    @Test
    void severalWorkersGiveAFilesLineAtOnce() {
        TerminalReport report = begin(PLAIN, 2, "a.py::1", "a.py::2", "b.py::1");
        report.on(finished(result("a.py::1", Outcome.PASSED, passed())));
        report.on(finished(result("b.py::1", Outcome.PASSED, passed())));
        report.on(finished(result("a.py::2", Outcome.PASSED, passed())));
        report.on(ended(0, null, 1, "passed", 3));
        List<String> lines = text().lines().toList();
        assertTrue(lines.get(0).endsWith("2 workers"));
        assertTrue(lines.get(2).startsWith("b.py .  "), lines.get(2));
        assertTrue(lines.get(2).endsWith(" [ 33%]"), lines.get(2));
        assertTrue(lines.get(3).startsWith("a.py ..  "), lines.get(3));
        assertTrue(lines.get(3).endsWith(" [100%]"), lines.get(3));
    }

    @Test
    void verboseLinesGiveWordAndReason() {
        Style verbose = new Style("0.1.0", Path.of("/p/sub"), 60, false, false, 1, false);
        TerminalReport report = begin(verbose, 1, "sub/a.py::x", "b.py::y");
        report.on(
                finished(
                        result(
                                "sub/a.py::x",
                                Outcome.XFAILED,
                                phase(
                                        Phase.CALL,
                                        "skipped",
                                        "xfailed",
                                        null,
                                        "a known and long reason of this"))));
        report.on(finished(result("b.py::y", Outcome.PASSED, passed())));
        report.on(ended(0, null, 1, "passed", 1, "xfailed", 1));
        List<String> lines = text().lines().toList();
        assertEquals("a.py::x XFAIL (a known and long reason of this)      [ 50%]", lines.get(2));
        assertEquals("../b.py::y PASSED" + " ".repeat(35) + " [100%]", lines.get(3));
    }

    @Test
    void quietLeavesHeadersOut() {
        Style quiet = new Style("0.1.0", Path.of("/p"), 80, false, false, -1, false);
        TerminalReport report = begin(quiet, 1, "a.py::x");
        report.on(finished(result("a.py::x", Outcome.PASSED, passed())));
        report.on(ended(0, null, 0.01, "passed", 1));
        assertEquals("." + " ".repeat(71) + " [100%]\n\n1 passed in 0.01s\n", text());
    }

    @Test
    void interruptionsAreNamed() {
        assertEnding("!!! KeyboardInterrupt !!!!", cancelled("2 tests not run"));
        assertTrue(text().contains("2 tests not run\n"));
        assertEnding(
                "!!! stopping after 1 failures !!!",
                ended(1, "stopping after 1 failures", 1, "failed", 1));
        assertEnding(
                "!!! Interrupted: 1 error during collection !!!",
                ended(2, "1 error during collection", 1, "error", 1));
        assertEnding("!!! _pytest.outcomes.Exit: enough !!!", ended(2, "exit: enough", 1));
    }

    private void assertEnding(String expected, RunEvent.Ended end) {
        bytes.reset();
        TerminalReport report = begin(PLAIN, 1, "a.py::x");
        report.on(end);
        assertTrue(text().contains(expected), text());
    }

    @Test
    void aUsageErrorIsItsMessageAlone() {
        TerminalReport report = new TerminalReport(PLAIN, stream(), () -> 0L);
        report.on(ended(4, "ERROR: no such option", 0.1));
        assertEquals("ERROR: no such option\n", text());
    }

    @Test
    void collectionErrorsNameTheException() {
        TerminalReport report = begin(PLAIN, 1);
        report.on(
                new RunEvent.CollectFailed(
                        new CollectError(
                                "c.py",
                                "c.py",
                                2,
                                "c.py:2: in <module>\n    x\nE   NameError: no x\n",
                                null)));
        report.on(
                new RunEvent.CollectFailed(
                        new CollectError(
                                "b.py",
                                "b.py",
                                1,
                                "ImportError while importing test module '/p/b.py'.\nE   ModuleNotFoundError: n",
                                null)));
        report.on(ended(2, "2 errors during collection", 0.5, "error", 2));
        assertEquals(
                """
                fastest 0.1.0 · Python 3.11.7 · pytest 9.0.3 · rootdir: /p · 1 worker

                ==================================== ERRORS ====================================
                ____________________________ ERROR collecting c.py _____________________________
                c.py:2: in <module>
                    x
                E   NameError: no x
                ____________________________ ERROR collecting b.py _____________________________
                ImportError while importing test module '/p/b.py'.
                E   ModuleNotFoundError: n
                =========================== short test summary info ============================
                ERROR c.py - NameError: no x
                ERROR b.py
                !!!!!!!!!!!!!!!!!!! Interrupted: 2 errors during collection !!!!!!!!!!!!!!!!!!!!
                ============================== 2 errors in 0.50s ===============================
                """,
                text());
    }

    @Test
    void rawOutputIsBrokenByNothingButOtherLines() {
        TerminalReport report = begin(PLAIN, 1, "a.py::x");
        report.on(new RunEvent.RawOutput(0, "one "));
        report.on(new RunEvent.RawOutput(0, "line"));
        report.on(finished(result("a.py::x", Outcome.PASSED, passed())));
        report.on(ended(0, null, 0.1, "passed", 1));
        assertTrue(text().contains("\none line\na.py ."), text());
    }

    @Test
    void aLiveLineIsTakenBackAtTheEnd() {
        Style live = new Style("0.1.0", Path.of("/p"), 40, false, true, 0, false);
        TerminalReport report = begin(live, 1, "a.py::x");
        report.on(new RunEvent.Started(id("a.py::x"), 0));
        report.on(finished(result("a.py::x", Outcome.PASSED, passed())));
        report.on(ended(0, null, 0.01, "passed", 1));
        String text = text();
        assertTrue(text.contains("\r\u001b[K0/1"), text);
        assertTrue(text.endsWith("\r\u001b[K========== 1 passed in 0.01s ===========\n"), text);
        assertFalse(text.contains("a.py ."), text);
    }

    @Test
    void longMessagesAreShortenedToTheTerminal() {
        assertEquals(" - abc...", Columns.trimmed(" - ", "abcdefghij", "", 9));
        assertEquals(" - one", Columns.trimmed(" - ", "one\ntwo", "", 9));
        assertEquals(null, Columns.trimmed(" - ", "one", "", 5));
        assertEquals(" - \u6f22...", Columns.trimmed(" - ", "\u6f22\u5b57\u6f22\u5b57", "", 9));
        assertEquals(4, Columns.of("\u6f22\u5b57"));
        assertEquals(1, Columns.of("e\u0301"));
    }

    private TerminalReport begin(Style style, int workers, String... nodeIds) {
        TerminalReport report = new TerminalReport(style, stream(), () -> 0L);
        report.on(new RunEvent.Ready("3.11.7", "9.0.3", workers));
        List<RunItem> items = new java.util.ArrayList<>();
        for (String nodeId : nodeIds) {
            items.add(new RunItem(id(nodeId), "a.py", 0, Kind.FUNCTION, List.of()));
        }
        report.on(
                new RunEvent.Collected(
                        new CollectionReport("/p", null, items, 0, List.of(), List.of())));
        return report;
    }

    private PrintStream stream() {
        return new PrintStream(bytes, false, StandardCharsets.UTF_8);
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static TestId id(String nodeId) {
        return TestId.of("p", nodeId);
    }

    private static PhaseReport passed() {
        return phase(Phase.CALL, "passed", "passed", null, null);
    }

    private static PhaseReport phase(
            Phase phase,
            String outcome,
            String category,
            @Nullable Failure failure,
            @Nullable String reason) {
        return new PhaseReport(phase, outcome, category, 0.1, failure, reason, null);
    }

    private static TestResult result(String nodeId, Outcome outcome, PhaseReport report) {
        return new TestResult(id(nodeId), outcome, 0.1, List.of(report), List.of());
    }

    private static RunEvent.Finished finished(TestResult result) {
        return new RunEvent.Finished(result);
    }

    private static RunEvent.Ended cancelled(String message) {
        return new RunEvent.Ended(
                new RunEnd(RunEnd.Reason.CANCELLED, 2, message, Map.of("passed", 1), 1));
    }

    private static RunEvent.Ended ended(
            int exit, @Nullable String message, double seconds, Object... counts) {
        Map<String, Integer> stats = new java.util.LinkedHashMap<>();
        for (int i = 0; i < counts.length; i += 2) {
            stats.put((String) counts[i], (Integer) counts[i + 1]);
        }
        return new RunEvent.Ended(new RunEnd(RunEnd.Reason.DONE, exit, message, stats, seconds));
    }
}
