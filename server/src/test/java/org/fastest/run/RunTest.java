package org.fastest.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.fastest.bridge.Supervisors;
import org.fastest.bridge.WorkerException;
import org.fastest.model.RunEnd;
import org.fastest.model.RunEvent;
import org.junit.jupiter.api.Test;

/** Runs against a fake Python side: exact events, and what holds for every run. */
class RunTest {
    @Test
    void tellsEverythingInOrder() throws Exception {
        Recording run =
                Recording.of(new FakeSuite("a.py::x", "a.py::y").with("a.py::y", "failed"), 1);
        assertEquals(
                List.of(
                        "ready 9.0.3",
                        "collected 2",
                        "started a.py::x",
                        "output out",
                        "passed a.py::x",
                        "started a.py::y",
                        "output out",
                        "failed a.py::y",
                        "ended DONE 1 {failed=1, passed=1}"),
                run.lines);
        assertEquals("out", run.results().get(0).output().get(0).text());

        Recording failed = Recording.of(new FakeSuite("a.py::y").with("a.py::y", "failed"), 1);
        assertEquals("E   boom", failed.firstText());
    }

    @Test
    void oneWorkerKeepsPytestsOrder() throws Exception {
        FakeSuite suite = new FakeSuite("b.py::1", "a.py::1", "b.py::2", "a.py::2");
        Recording run = Recording.of(suite, 1);
        List<String> order = run.results().stream().map(result -> result.id().nodeId()).toList();
        assertEquals(List.of("b.py::1", "a.py::1", "b.py::2", "a.py::2"), order);
    }

    @Test
    void severalWorkersRunEachTestOnce() throws Exception {
        String[] ids =
                IntStream.range(0, 60)
                        .mapToObj(i -> "f" + i / 5 + ".py::t" + i)
                        .toArray(String[]::new);
        FakeSuite suite = new FakeSuite(ids);
        suite.deselected = 7;
        for (int workers = 2; workers <= 8; workers++) {
            Recording run = Recording.of(suite, workers);
            assertEquals(60, run.outcomes().size());
            assertTrue(run.endsOnceAndLast());
            assertEquals(Map.of("passed", 60, "deselected", 7), run.end.stats());
            assertEquals(0, run.end.exitCode());
        }
    }

    @Test
    void failuresOfAllWorkersCountForMaxfail() throws Exception {
        String[] ids =
                IntStream.range(0, 40).mapToObj(i -> "f" + i + ".py::t").toArray(String[]::new);
        FakeSuite suite = new FakeSuite(ids);
        for (String id : ids) {
            suite.with(id, "failed");
        }
        RunRequest request = Recording.request(2).with(new Sharing(Map.of(), false, 3));
        Recording run = Recording.of(suite, request);
        assertEquals(1, run.end.exitCode());
        assertEquals(RunEnd.Reason.DONE, run.end.reason());
        assertTrue(run.message().startsWith("stopping after 3 failures\n"), run.message());
        assertTrue(run.outcomes().size() < 40, "all were run");
        assertTrue(suite.told.contains("interrupt"));
    }

    @Test
    void aFileStaysWithOneWorker() throws Exception {
        FakeSuite suite = new FakeSuite("a.py::1", "b.py::1", "a.py::2", "c.py::1", "b.py::2");
        Recording run = Recording.of(suite, 2);
        for (String file : List.of("a.py", "b.py")) {
            long workers =
                    run.events.stream()
                            .filter(event -> event instanceof RunEvent.Started)
                            .map(event -> (RunEvent.Started) event)
                            .filter(started -> started.id().nodeId().startsWith(file))
                            .map(RunEvent.Started::worker)
                            .distinct()
                            .count();
            assertEquals(1, workers, file);
        }
    }

    @Test
    void theRunningTestOfADeadWorkerIsAnErrorAndTheOthersGoOn() throws Exception {
        FakeSuite suite = new FakeSuite("a.py::x", "a.py::die", "a.py::y").with("a.py::die", "die");
        Recording run = Recording.of(suite, 1);
        assertEquals(
                List.of(
                        "ready 9.0.3",
                        "collected 3",
                        "started a.py::x",
                        "output out",
                        "passed a.py::x",
                        "started a.py::die",
                        "error a.py::die",
                        "lost: worker 0 died: SIGSEGV while running a.py::die",
                        "started a.py::y",
                        "output out",
                        "passed a.py::y",
                        "ended DONE 1 {passed=2, error=1}"),
                run.lines);
        assertEquals("[\"a.py::y\"]", suite.opened.get(1).get("select").toString());
    }

    @Test
    void whoeverDiesWhereverEachTestHasOneResult() throws Exception {
        List<String> points =
                List.of(
                        "opened",
                        "collecting",
                        "collected",
                        "before an item",
                        "in an item",
                        "after the phase",
                        "after an item",
                        "before ended");
        String[] ids = {"a.py::1", "a.py::2", "b.py::1", "b.py::2", "c.py::1"};
        for (String point : points) {
            for (int after = 0; after < 3; after++) {
                for (int times : new int[] {1, 2, 100}) {
                    for (int workers = 1; workers <= 3; workers++) {
                        for (boolean supervisor : new boolean[] {false, true}) {
                            FakeSuite suite = new FakeSuite(ids).dying(point, after, times);
                            suite.supervisorDies = supervisor;
                            check(suite, workers, point + after + times + workers + supervisor);
                        }
                    }
                }
            }
        }
    }

    private static void check(FakeSuite suite, int workers, String what) throws Exception {
        Recording run = Recording.of(suite, workers);
        assertTrue(run.endsOnceAndLast(), what);
        for (Throwable bug : run.bugs) {
            throw new AssertionError(what, bug);
        }
        Map<String, String> outcomes = run.outcomes();
        if (run.lines.contains("collected 5")) {
            assertEquals(5, outcomes.size(), what);
        } else {
            assertEquals(RunEnd.Reason.CRASHED, run.end.reason(), what);
        }
        boolean allPassed = outcomes.values().stream().allMatch("passed"::equals);
        if (!allPassed || outcomes.isEmpty()) {
            assertTrue(run.end.exitCode() != 0, what);
        }
        int passed = (int) outcomes.values().stream().filter("passed"::equals).count();
        int stats = run.end.stats().getOrDefault("passed", 0);
        // A test whose call passed before its worker died counts in both, as in pytest.
        assertTrue(stats >= passed, what + run.end.stats() + outcomes);
    }

    @Test
    void aWorkerThatDiesThreeTimesBeforeAnyTestLeavesErrors() throws Exception {
        FakeSuite suite = new FakeSuite("a.py::1", "a.py::2").dying("before an item", 0, 100);
        Recording run = Recording.of(suite, 1);
        assertEquals(Map.of("p::a.py::1", "error", "p::a.py::2", "error"), run.outcomes());
        assertEquals(3, suite.opened.size());
        assertEquals(1, run.end.exitCode());
        assertEquals(
                "no result: worker 0 died: exit status 3 before its first test", run.firstText());
    }

    @Test
    void aWorkerThatDiesAfterItsLastTestIsNoSuccess() throws Exception {
        FakeSuite suite = new FakeSuite("a.py::1").dying("before ended", 0, 1);
        Recording run = Recording.of(suite, 1);
        assertEquals(Map.of("p::a.py::1", "passed"), run.outcomes());
        assertEquals(3, run.end.exitCode());
        assertEquals(Map.of("passed", 1), run.end.stats());
        assertTrue(
                run.lines.contains("lost: worker 0 died: exit status 3 after its last test"),
                run.lines::toString);
    }

    @Test
    void aTestThatIsNeverReportedIsAnError() throws Exception {
        FakeSuite suite = new FakeSuite("a.py::1", "a.py::2").with("a.py::1", "lost");
        Recording run = Recording.of(suite, 1);
        assertEquals(Map.of("p::a.py::1", "error", "p::a.py::2", "passed"), run.outcomes());
        assertEquals(1, run.end.exitCode());
        assertEquals(Map.of("passed", 1, "error", 1), run.end.stats());
    }

    @Test
    void collectionsThatDisagreeStillRunEachTestWhereItIsKnown() throws Exception {
        FakeSuite suite = new FakeSuite();
        suite.collections =
                worker ->
                        worker == 0
                                ? List.of("a.py::0", "a.py::x", "b.py::x", "c.py::x", "b.py::0")
                                : List.of("c.py::x", "z.py::1", "b.py::x", "a.py::x");
        for (int i = 0; i < 20; i++) {
            Recording run = Recording.of(suite, 2);
            assertEquals(
                    Map.of(
                            "p::a.py::0", "passed",
                            "p::a.py::x", "passed",
                            "p::b.py::x", "passed",
                            "p::c.py::x", "passed",
                            "p::b.py::0", "passed"),
                    run.outcomes());
            assertEquals(0, run.end.exitCode());
        }
    }

    @Test
    void anItemThatTheNewWorkerDoesNotCollectAgainIsAnError() throws Exception {
        FakeSuite suite = new FakeSuite().with("a.py::1", "die");
        List<List<String>> given = new ArrayList<>();
        suite.collections =
                worker -> {
                    given.add(List.of());
                    return given.size() == 1
                            ? List.of("a.py::1", "a.py::time1")
                            : List.of("a.py::1", "a.py::time2");
                };
        Recording run = Recording.of(suite, 1);
        assertEquals(Map.of("p::a.py::1", "error", "p::a.py::time1", "error"), run.outcomes());
        assertEquals(1, run.end.exitCode());
    }

    @Test
    void duplicatesOfAnIdAreToldApart() throws Exception {
        Recording run = Recording.of(new FakeSuite("a.py::x", "a.py::x"), 1);
        assertEquals(Map.of("p::a.py::x", "passed", "p::a.py::x#2", "passed"), run.outcomes());
    }

    @Test
    void aStaleSupervisorIsReplaced() throws Exception {
        Recording run = Recording.of(new FakeSuite("a.py::1").dying("stale", 0, 1), 1);
        assertEquals("passed", run.outcomes().get("p::a.py::1"));
        assertEquals(0, run.end.exitCode());
        Recording never = Recording.of(new FakeSuite("a.py::1").dying("stale", 0, 100), 1);
        assertEquals("/lib/x.py keeps changing while the workers start.", never.end.message());
        assertEquals(3, never.end.exitCode());
    }

    @Test
    void exitFirstStopsTheOthersAndCountsWhatDidNotRun() throws Exception {
        FakeSuite suite =
                new FakeSuite("a.py::1", "a.py::2", "b.py::0", "b.py::hang")
                        .with("a.py::1", "failed")
                        .with("b.py::hang", "hang");
        suite.exitFirst = true;
        Recording run = Recording.of(suite, 2);
        assertEquals("failed", run.outcomes().get("p::a.py::1"));
        // The other file's first test may or may not have come through before.
        int through = run.outcomes().size();
        assertEquals(
                "stopping after 1 failures\n" + (4 - through) + " tests not run",
                run.end.message());
        assertEquals(
                through == 1 ? Map.of("failed", 1) : Map.of("failed", 1, "passed", 1),
                run.end.stats());
        assertEquals(1, run.end.exitCode());
        assertEquals(RunEnd.Reason.DONE, run.end.reason());
    }

    @Test
    void cancelInterruptsAndThenKills() throws Exception {
        FakeSuite suite = new FakeSuite("a.py::1", "a.py::2").with("a.py::1", "hang");
        suite.ignoresInterrupt = true;
        Recording run = new Recording();
        try (Supervisors supervisors = new Supervisors(Recording.launching(suite))) {
            Limits patient =
                    new Limits(
                            Duration.ofMinutes(1),
                            Duration.ZERO,
                            Duration.ofMinutes(1),
                            Duration.ofMinutes(1),
                            3);
            java.util.concurrent.CountDownLatch begun = suite.begins("a.py::1");
            RunHandle handle = run.start(supervisors, Recording.request(1), patient);
            begun.await();
            handle.cancel();
            handle.cancel();
            assertEquals(RunEnd.Reason.CANCELLED, handle.await().reason());
        }
        assertEquals(List.of("interrupt", "kill"), suite.told);
        assertEquals(Map.of(), run.outcomes());
        assertEquals(2, run.end.exitCode());
        assertEquals("2 tests not run", run.end.message());
    }

    @Test
    void killWaitsForNobody() throws Exception {
        FakeSuite suite = new FakeSuite("a.py::1").with("a.py::1", "hang");
        Recording run = new Recording();
        try (Supervisors supervisors = new Supervisors(Recording.launching(suite))) {
            java.util.concurrent.CountDownLatch begun = suite.begins("a.py::1");
            RunHandle handle = run.start(supervisors, Recording.request(1), Limits.standard());
            begun.await();
            handle.kill();
            assertEquals(2, handle.await().exitCode());
        }
        assertFalse(suite.told.contains("interrupt"));
    }

    @Test
    void sessionsOfAPythonThatIsThereAreOpenedBeforeTheRunHasItsThread() throws Exception {
        FakeSuite suite = new FakeSuite("a.py::1", "b.py::1");
        List<Recording> runs = List.of(new Recording(), new Recording());
        java.util.concurrent.CountDownLatch collections =
                new java.util.concurrent.CountDownLatch(4);
        List<String> ids = suite.collections.apply(0);
        suite.collections =
                worker -> {
                    collections.countDown();
                    return ids;
                };
        try (Supervisors supervisors = new Supervisors(Recording.launching(suite))) {
            for (Recording run : runs) {
                boolean isFirst = run == runs.get(0);
                Run begun =
                        new Run(
                                Recording.request(2),
                                Map.of(),
                                supervisors,
                                Recording.QUICK,
                                new Ear(run, run.bugs::add));
                begun.begin();
                if (isFirst) {
                    // Starting a Python takes its time, and whoever clicked does something else.
                    assertEquals(List.of(), suite.opened);
                } else {
                    assertTrue(collections.await(1, java.util.concurrent.TimeUnit.MINUTES));
                    assertEquals(List.of(), run.lines);
                }
                begun.run();
                assertEquals(Map.of("passed", 2), run.end.stats());
                assertTrue(run.endsOnceAndLast());
            }
        }
        assertEquals(4, suite.opened.size());
    }

    @Test
    void aPythonSideThatNeverAnswersIsGivenUp() throws Exception {
        FakeSuite suite = new FakeSuite("a.py::1");
        suite.silent = true;
        suite.collections = worker -> List.of();
        Recording run = new Recording();
        Limits hasty =
                new Limits(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofMinutes(1), 3);
        try (Supervisors supervisors = new Supervisors(Recording.launching(suite))) {
            run.start(supervisors, Recording.request(1), hasty).await();
        }
        assertEquals("/py/bin/python did not answer within 0 seconds.", run.end.message());
        assertEquals(3, run.end.exitCode());
    }

    @Test
    void aSupervisorThatIsKilledBeforeItsFirstWordIsStartedAgain() throws Exception {
        Recording run = Recording.of(new FakeSuite("a.py::1", "b.py::1").dying("start", 0, 2), 1);
        assertEquals(Map.of("passed", 2), run.end.stats());
        assertEquals(0, run.end.exitCode());
    }

    @Test
    void aPythonThatCannotStartIsTheRunsMessage() throws Exception {
        Recording run = new Recording();
        try (Supervisors supervisors =
                new Supervisors(place -> {
                    throw new WorkerException("no such file");
                })) {
            run.start(supervisors, Recording.request(2), Recording.QUICK).await();
        }
        assertEquals(List.of("ended ERROR 3 {}"), run.lines);
        assertEquals("no such file", run.end.message());

        Recording dead = Recording.of(new FakeSuite("a.py::1").dying("start", 0, 100), 2);
        assertEquals("/py/bin/python ended: exit status 1", dead.end.message());
        assertEquals(3, dead.end.exitCode());
    }

    @Test
    void aUsageErrorIsTheRunsEnd() throws Exception {
        FakeSuite suite = new FakeSuite();
        suite.usageError = "ERROR: no such option";
        Recording run = Recording.of(suite, 2);
        assertEquals(List.of("ready 9.0.3", "ended ERROR 4 {}"), run.lines);
        assertEquals("ERROR: no such option", run.end.message());
    }

    @Test
    void errorsOfABrokenOffCollectionCountOnce() throws Exception {
        FakeSuite suite = new FakeSuite();
        suite.usageError = "stopping after 1 failures";
        suite.whileCollecting.add(
                "{'t':'collecterror','id':'a.py','path':'a.py','line':0,'longrepr':'E   boom'}");
        Recording run = Recording.of(suite, 2);
        assertEquals(Map.of("error", 1), run.end.stats());
    }

    @Test
    void nothingCollectedIsFive() throws Exception {
        assertEquals(5, Recording.of(new FakeSuite(), 1).end.exitCode());
        assertEquals(5, Recording.of(new FakeSuite(), 3).end.exitCode());
    }

    @Test
    void aListenerThatThrowsDoesNotStopTheRun() throws Exception {
        FakeSuite suite = new FakeSuite("a.py::1");
        List<RunEvent> heard = new ArrayList<>();
        List<Throwable> bugs = new ArrayList<>();
        try (Supervisors supervisors = new Supervisors(Recording.launching(suite))) {
            RunEnd end =
                    new Runs(supervisors, Recording.QUICK, bugs::add)
                            .start(
                                    Recording.request(1),
                                    Map.of(),
                                    event -> {
                                        heard.add(event);
                                        throw new AssertionError("a bug");
                                    })
                            .await();
            assertEquals(0, end.exitCode());
        }
        assertEquals(heard.size(), bugs.size());
        assertTrue(heard.get(heard.size() - 1) instanceof RunEvent.Ended);
    }

    @Test
    void withoutPytestTheTestsThatNeedItAreErrorsWithTheCommand() throws Exception {
        FakeSuite suite = new FakeSuite("u.py::T::test");
        suite.pytest = null;
        RunRequest.Mode plain =
                new RunRequest.Mode.Plain(
                        Path.of("/p"), List.of("u.py::T::test"), List.of("a.py::test_fixture"));
        Recording run = Recording.of(suite, Recording.request(2, plain, null));
        assertEquals(
                Map.of("p::u.py::T::test", "passed", "p::a.py::test_fixture", "error"),
                run.outcomes());
        assertTrue(run.firstText().contains("/py/bin/python -m pip install pytest"));
        assertEquals(1, run.end.exitCode());
        assertEquals(Map.of("passed", 1, "error", 1), run.end.stats());

        RunRequest.Mode none =
                new RunRequest.Mode.Plain(Path.of("/p"), List.of(), List.of("a.py::test_f"));
        Recording alone = Recording.of(suite, Recording.request(1, none, null));
        assertEquals(
                List.of(
                        "ready null",
                        "collected 1",
                        "error a.py::test_f",
                        "ended DONE 1 {error=1}"),
                alone.lines);

        Recording full = Recording.of(suite, 1);
        assertEquals(3, full.end.exitCode());
        assertTrue(full.message().contains("-m pip install pytest"));
    }

    @Test
    void aWarningWhileCollectingCountsOnce() throws Exception {
        FakeSuite suite = new FakeSuite("a.py::1", "b.py::1");
        suite.whileCollecting.add(
                "{'t':'warning','message':'old','category':'W','path':'/p/a.py','line':3,"
                        + "'when':'collect','id':null}");
        Recording run = Recording.of(suite, 2);
        assertEquals(1, run.lines.stream().filter("warning old"::equals).count());
    }

    @Test
    void neverMoreSessionsThanFiles() throws Exception {
        FakeSuite suite = new FakeSuite("a.py::1", "a.py::2");
        Recording.of(
                suite,
                Recording.request(4, new RunRequest.Mode.Full(), List.of("a.py::1", "a.py::2")));
        assertEquals(1, suite.opened.size());
    }

    @Test
    void exitCodesCombineToTheWorst() {
        assertEquals(3, Exits.worse(3, 2));
        assertEquals(2, Exits.worse(2, 4));
        assertEquals(4, Exits.worse(1, 4));
        assertEquals(1, Exits.worse(0, 1));
        assertEquals(0, Exits.worse(5, 0));
        assertEquals(5, Exits.worse(5, 5));
        assertEquals(77, Exits.worse(77, 3));
    }
}
