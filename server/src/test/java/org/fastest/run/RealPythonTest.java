package org.fastest.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fastest.bridge.Host;
import org.fastest.bridge.Interpreters;
import org.fastest.bridge.PythonLauncher;
import org.fastest.bridge.Supervisors;
import org.fastest.model.Interpreter;
import org.fastest.model.Places;
import org.fastest.model.RunEnd;
import org.fastest.model.RunEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs with the real Python side and the real pytest. */
class RealPythonTest {
    private static final Path BRIDGE =
            Path.of(System.getProperty("fastest.bridge", "")).normalize();
    private static final Path PYTHON =
            Path.of(System.getProperty("fastest.python", "")).normalize();

    private static final String MIXED =
            """
            import os, pytest, signal
            def test_passes(): print("hello")
            def test_fails(): assert [1] == [2]
            @pytest.mark.skip(reason="no")
            def test_skips(): pass
            @pytest.mark.xfail(reason="known")
            def test_xfails(): assert 0
            @pytest.fixture
            def broken(): raise ValueError("broken")
            def test_errors(broken): pass
            @pytest.mark.parametrize("x", [1, 2])
            def test_case(x): pass
            """;

    private static final String DEADLY =
            """
            import os, signal
            def test_before(): pass
            def test_killed(): os.kill(os.getpid(), signal.SIGSEGV)
            def test_leaves(): os._exit(0)
            def test_after(): pass
            """;

    @TempDir Path folder = Path.of("");

    @BeforeEach
    void realFolder() throws IOException {
        folder = folder.toRealPath();
        Files.writeString(folder.resolve("pytest.ini"), "[pytest]\n");
    }

    @Test
    void outcomesAtOneAndTwoWorkers() throws Exception {
        Files.writeString(folder.resolve("test_mixed.py"), MIXED);
        Files.writeString(folder.resolve("test_deadly.py"), DEADLY);
        // The standard library must come first, whatever the person's folder holds.
        Files.writeString(folder.resolve("json.py"), "raise SystemExit('shadowed')\n");
        Map<String, String> expected = new HashMap<>();
        expected.put("p::test_mixed.py::test_passes", "passed");
        expected.put("p::test_mixed.py::test_fails", "failed");
        expected.put("p::test_mixed.py::test_skips", "skipped");
        expected.put("p::test_mixed.py::test_xfails", "xfailed");
        expected.put("p::test_mixed.py::test_errors", "error");
        expected.put("p::test_mixed.py::test_case[1]", "passed");
        expected.put("p::test_mixed.py::test_case[2]", "passed");
        expected.put("p::test_deadly.py::test_before", "passed");
        expected.put("p::test_deadly.py::test_killed", "error");
        expected.put("p::test_deadly.py::test_leaves", "error");
        expected.put("p::test_deadly.py::test_after", "passed");
        for (int workers = 1; workers <= 2; workers++) {
            Recording run = new Recording();
            try (Supervisors supervisors = supervisors()) {
                run(supervisors, run, workers, List.of()).await();
            }
            assertEquals(List.of(), run.bugs);
            assertEquals(expected, run.outcomes());
            assertTrue(run.endsOnceAndLast());
            assertEquals(1, run.end.exitCode());
            assertEquals(
                    Map.of("failed", 1, "passed", 5, "skipped", 1, "xfailed", 1, "error", 3),
                    run.end.stats());
            assertTrue(
                    run.lines.contains(
                            "lost: worker "
                                    + workerOf(run, "test_deadly.py::test_killed")
                                    + " died: SIGSEGV while running test_deadly.py::test_killed"),
                    run.lines.toString());
        }
    }

    @Test
    void aWarmSupervisorSeesTheFilesAsTheyAreNow() throws Exception {
        try (Supervisors supervisors = supervisors()) {
            for (String body : List.of("pass", "assert 0", "pass")) {
                Files.writeString(folder.resolve("test_a.py"), "def test_a(): " + body + "\n");
                Recording run = new Recording();
                run(supervisors, run, 1, List.of()).await();
                assertEquals(
                        Map.of("p::test_a.py::test_a", body.equals("pass") ? "passed" : "failed"),
                        run.outcomes());
            }
        }
    }

    @Test
    void cancelEndsATestThatWaits() throws Exception {
        Files.writeString(
                folder.resolve("test_wait.py"),
                """
                import time
                def test_first(): pass
                def test_waits():
                    time.sleep(600)
                def test_never(): pass
                """);
        Recording run = new Recording();
        java.util.concurrent.CountDownLatch waiting = new java.util.concurrent.CountDownLatch(1);
        try (Supervisors supervisors = supervisors()) {
            RunHandle handle =
                    new Runs(supervisors, Limits.standard(), run.bugs::add)
                            .start(
                                    request(1, List.of()),
                                    System.getenv(),
                                    event -> {
                                        run.on(event);
                                        if (event instanceof RunEvent.Started started
                                                && started.id().nodeId().endsWith("test_waits")) {
                                            waiting.countDown();
                                        }
                                    });
            waiting.await();
            handle.cancel();
            assertEquals(2, handle.await().exitCode());
        }
        assertEquals(RunEnd.Reason.CANCELLED, run.end.reason());
        assertEquals(Map.of("p::test_wait.py::test_first", "passed"), run.outcomes());
    }

    @Test
    void exitFirstLeavesTheRestUnrun() throws Exception {
        Files.writeString(folder.resolve("test_mixed.py"), MIXED);
        Recording run = new Recording();
        try (Supervisors supervisors = supervisors()) {
            run(supervisors, run, 1, List.of("-x")).await();
        }
        assertEquals(
                Map.of(
                        "p::test_mixed.py::test_passes",
                        "passed",
                        "p::test_mixed.py::test_fails",
                        "failed"),
                run.outcomes());
        assertEquals("stopping after 1 failures\n5 tests not run", run.end.message());
        assertEquals(1, run.end.exitCode());
    }

    @Test
    void aBrokenFileInterruptsAsInPytest() throws Exception {
        Files.writeString(folder.resolve("test_broken.py"), "import nothing_like_it\n");
        Files.writeString(folder.resolve("test_fine.py"), "def test_a(): pass\n");
        for (int workers = 1; workers <= 2; workers++) {
            Recording run = new Recording();
            try (Supervisors supervisors = supervisors()) {
                run(supervisors, run, workers, List.of()).await();
            }
            assertEquals(2, run.end.exitCode());
            assertEquals(Map.of("error", 1), run.end.stats());
            assertEquals(
                    1, run.lines.stream().filter("collect failed test_broken.py"::equals).count());
            assertEquals(Map.of(), run.outcomes());
        }
    }

    @Test
    void theSearchDescribesThisPython() throws Exception {
        Interpreters interpreters =
                new Interpreters(
                        new Host(System.getenv(), folder, Host.OperatingSystem.LINUX),
                        new Places(folder.resolve("cache"), folder.resolve("state")));
        Interpreter python =
                interpreters.find(
                        new Interpreters.Search(
                                folder,
                                folder,
                                Interpreters.Layout.ONE_PROJECT,
                                folder,
                                PYTHON.toString()));
        Recording run = new Recording();
        try (Supervisors supervisors = supervisors()) {
            run(supervisors, run, 1, List.of()).await();
        }
        assertTrue(
                run.events.contains(
                        new RunEvent.Ready(String.valueOf(python.version()), python.pytest(), 1)),
                run.lines + " " + python);
        assertEquals(5, run.end.exitCode());
    }

    private static int workerOf(Recording run, String nodeId) {
        for (RunEvent event : run.events) {
            if (event instanceof RunEvent.Started started && started.id().nodeId().equals(nodeId)) {
                return started.worker();
            }
        }
        throw new AssertionError(nodeId + " never started");
    }

    private static Supervisors supervisors() {
        return new Supervisors(new PythonLauncher(BRIDGE, false));
    }

    private RunHandle run(
            Supervisors supervisors, Recording recording, int workers, List<String> args) {
        return new Runs(supervisors, Limits.standard(), recording.bugs::add)
                .start(request(workers, args), System.getenv(), recording);
    }

    private RunRequest request(int workers, List<String> args) {
        Interpreter python = new Interpreter(PYTHON, "test", null, null, List.of());
        return new RunRequest(
                "r",
                "p",
                python,
                folder,
                args,
                null,
                workers,
                new RunRequest.Mode.Full(),
                false,
                false,
                Map.of());
    }
}
