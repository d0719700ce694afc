package org.fastest.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fastest.bridge.PytestCache;
import org.fastest.bridge.SessionEvent;
import org.fastest.bridge.WorkerMessage;
import org.fastest.model.Coverage;
import org.fastest.model.Failure;
import org.fastest.model.Frame;
import org.fastest.model.Outcome;
import org.fastest.model.PhaseReport;
import org.fastest.model.ReportOptions;
import org.fastest.model.RunEnd;
import org.fastest.model.RunEvent;
import org.fastest.model.RunWarning;
import org.fastest.model.TestId;
import org.fastest.model.TestResult;
import org.jspecify.annotations.Nullable;

/**
 * What a run has found out: tells the listener, and sees to it that every selected item gets
 * exactly one result.
 */
final class Results {
    private static final Running NOTHING_YET = new Running();

    private static final String MISSING =
            "WARNING: What the tests of a worker that died have covered is missing.\n";

    /** How many tests without a result are named. */
    private static final int NAMED = 100;

    private final RunRequest request;
    private final Ear ear;
    private final long begin = System.nanoTime();
    private final List<Session> sessions = new ArrayList<>();
    private final PytestCache cache = new PytestCache();
    private final Findings findings;
    private final Set<String> conclusions = new HashSet<>();

    /** Errors that no session counts: items without a result, without pytest. */
    private int ownErrors;

    /** Failed reports, as pytest counts them for {@code --maxfail}. */
    private int failures;

    /** Tests that were ended because they took too long. */
    private int ownFailures;

    /** What a session has said of what it has measured. */
    private @Nullable String measured;

    private final List<Coverage.File> coveredFiles = new ArrayList<>();
    private @Nullable Coverage coverage;

    /** How workers died, the last one. */
    private @Nullable String lastDeath;

    private boolean endUnknown;

    Results(RunRequest request, Ear ear) {
        this.request = request;
        this.ear = ear;
        this.findings = new Findings(request, ear, cache);
    }

    /** Whether tests have failed that no session counts. */
    boolean countsForNobody() {
        return ownErrors + ownFailures > 0;
    }

    /** How many failures all sessions have told, and how many tests died with one. */
    int failures() {
        return failures + ownErrors + ownFailures;
    }

    void add(Session session) {
        sessions.add(session);
    }

    @Nullable Selected selected() {
        return findings.selected();
    }

    /** Makes a session's complete collection the run's; gives its items. */
    Selected choose(Session session, WorkerMessage.Found found) {
        Selected all = findings.choose(session, found);
        failWithoutPytest(all);
        if (found.junit() != null) {
            ear.tell(new RunEvent.Junit(found.junit()));
        }
        findings.news(session);
        return all;
    }

    /** Where no item needs a session. */
    void withoutSessions() {
        @Nullable String python = request.interpreter().version();
        ear.tell(new RunEvent.Ready(python == null ? "" : python, null, 0));
        failWithoutPytest(findings.withoutSessions());
    }

    private void failWithoutPytest(Selected all) {
        if (request.mode() instanceof RunRequest.Mode.Plain plain && !request.collectOnly()) {
            for (String nodeId : plain.needPytest()) {
                int place = all.place(TestId.of(request.project(), nodeId));
                fail(all, place, NOTHING_YET, Opening.withoutPytest(request, null));
            }
        }
    }

    /** Tells what a session's collection found that was not told yet. */
    void news(Session session) {
        findings.news(session);
    }

    /** Takes a session's event; true where it changes what sessions need. */
    boolean happen(Session session, SessionEvent event) {
        // No pattern switch: a cold run would link it while tests wait.
        if (event instanceof SessionEvent.Started started) {
            start(session, started.item());
        } else if (event instanceof SessionEvent.Phase phase) {
            session.tally.add(phase.report().category(), 1);
            @Nullable Running running = session.running.get(session.placeOf(phase.item()));
            if (running != null) {
                running.add(phase.report());
            }
        } else if (event instanceof SessionEvent.Finished finished) {
            return finish(session, finished);
        } else if (event instanceof SessionEvent.Output output) {
            int place = session.placeOf(output.item());
            @Nullable Running running = session.running.get(place);
            @Nullable Selected selected = selected();
            if (running != null && selected != null) {
                running.add(output.section());
                ear.tell(new RunEvent.Output(selected.id(place), output.section()));
            }
        } else if (event instanceof SessionEvent.CollectFailed failed) {
            session.tally.add("error", 1);
            session.tally.collectErrors++;
            findings.early(session, failed);
        } else if (event instanceof SessionEvent.Warned warned) {
            session.tally.add("warnings", 1);
            if (warned.warning().when().equals("runtest")) {
                ear.tell(new RunEvent.Warned(warned.warning()));
            } else {
                session.tally.earlyWarnings++;
                findings.early(session, warned);
            }
        } else if (event instanceof SessionEvent.Debug debug) {
            ear.tell(new RunEvent.DebuggerAwaited(debug.host(), debug.port()));
        } else if (event instanceof SessionEvent.CoveredFile covered) {
            coveredFiles.add(covered.file());
        } else if (event instanceof SessionEvent.Covered covered) {
            String missing = lastDeath == null && ownFailures == 0 ? "" : MISSING;
            Coverage all = new Coverage(covered.text() + missing, covered.isEnough(), coveredFiles);
            coverage = all;
            ear.tell(new RunEvent.Covered(all));
        } else if (event instanceof SessionEvent.Said said) {
            ear.tell(new RunEvent.RawOutput(session.worker, said.text()));
        } else if (event instanceof SessionEvent.Concluded concluded) {
            // What each worker's plugins say alike is said once.
            if (conclusions.add(concluded.text())) {
                ear.tell(new RunEvent.Concluded(concluded.text()));
            }
        } else if (event instanceof SessionEvent.Ended ended) {
            measured = ended.coverage() != null ? ended.coverage() : measured;
            session.ended = ended;
            findings.close(session, ended);
            if (selected() == null && session.found == null) {
                findings.news(session);
            }
            return true;
        }
        return false;
    }

    /** Whether pytest ended the session before its items were through, and says so. */
    static boolean stopsTheRun(SessionEvent.Ended ended) {
        return switch (ended.exit()) {
            case 0, 5 -> false;
            case 1 -> ended.message() != null;
            default -> true;
        };
    }

    /** A session ended as if all were well, but has not run all: those items are errors. */
    void leaveUnfinished(Session session, SessionEvent.Ended ended) {
        Selected all = selected();
        if (all == null) {
            return;
        }
        for (Integer place : session.unfinished()) {
            String why =
                    "no result: worker "
                            + session.worker
                            + " ended with status "
                            + ended.exit()
                            + " without finishing this test";
            fail(all, place, session.running.getOrDefault(place, NOTHING_YET), why);
            session.drop(place);
        }
    }

    /** A session died: what it ran is an error, what it had not begun goes back. */
    void crash(Session session, String how) {
        String message = "worker " + session.worker + " died: " + how;
        Selected all = selected();
        List<Integer> running = new ArrayList<>(session.running.keySet());
        if (all != null) {
            for (Integer place : running) {
                String why = message + " while running " + all.id(place).nodeId();
                fail(all, place, session.running.getOrDefault(place, NOTHING_YET), why);
                session.drop(place);
                message = why;
            }
            all.waiting().giveBack(session, session.unfinished());
        }
        if (running.isEmpty()) {
            boolean through = session.last && session.unfinished().isEmpty();
            String between = through ? " after its last test" : " between two tests";
            message += session.finished > 0 ? between : " before its first test";
        }
        lastDeath = message;
        ear.tell(new RunEvent.WorkerLost(session.worker, message));
    }

    /** A session died over a file that it was importing. */
    void crash(Session session, Busy.With.Import file, String how) {
        String why = "worker " + session.worker + " died: " + how + " while importing " + file.id();
        lastDeath = why;
        findings.notCollected(file.id(), null, why);
    }

    /**
     * A session is gone that took too long: what it ran has failed, what it had not begun goes
     * back.
     *
     * @param stacks where its threads were, as {@code faulthandler} writes it, or why nobody knows
     */
    void expire(Session session, Busy busy, @Nullable String stacks) {
        String why = busy.over();
        String text = stacks == null ? why : why + "\n\n" + stacks;
        Selected all = selected();
        if (all == null) {
            expire(busy.with(), text);
            return;
        }
        for (Integer place : List.copyOf(session.running.keySet())) {
            // Where its test has ended meanwhile, the next one is not to blame.
            boolean isLate = !(busy.with() instanceof Busy.With.Item item) || item.place() == place;
            if (isLate && all.finish(place)) {
                Failure failure = Stacks.late(all.items().get(place), findings.root(), why, text);
                Running running = session.running.getOrDefault(place, NOTHING_YET);
                for (PhaseReport report : running.dropPassed()) {
                    session.tally.add(report.category(), -1);
                }
                TestResult result = running.late(all.id(place), failure, busy.seconds());
                if (result.outcome() == Outcome.FAILED) {
                    ownFailures++;
                } else {
                    ownErrors++;
                }
                tell(result);
            }
            if (isLate) {
                session.drop(place);
            }
        }
        all.waiting().giveBack(session, session.unfinished());
    }

    /** What took too long was no test. */
    private void expire(Busy.With with, String text) {
        List<Frame> frames = Stacks.main(text);
        if (with instanceof Busy.With.Import file) {
            List<Frame> own = Stacks.from(file.path(), frames);
            @Nullable Integer line = own.isEmpty() ? null : own.getFirst().line();
            findings.notCollected(file.id(), line, text);
        } else if (with instanceof Busy.With.Start) {
            String path = request.cwd().toString();
            @Nullable Integer line = null;
            for (Frame frame : frames) {
                if (frame.path().endsWith("conftest.py")) {
                    path = frame.path();
                    line = frame.line();
                }
            }
            findings.notCollected(path, line, text);
        } else {
            ear.tell(new RunEvent.WorkerLost(0, text));
        }
    }

    /** A worker died and nobody takes its place: how pytest would have ended is unknown. */
    void noEnd() {
        endUnknown = true;
    }

    /** What is to be reported of what the sessions have measured, or null where none has. */
    @Nullable String measured() {
        return measured;
    }

    /** Gives every item without a result its due, and the run its end. */
    RunEnd end(Verdict verdict) {
        int notRun = 0;
        List<String> names = new ArrayList<>();
        @Nullable Selected all = selected();
        if (all != null && !request.collectOnly()) {
            String why =
                    verdict.failure() != null
                            ? "no result: " + verdict.failure()
                            : lastDeath != null
                                    ? "no result: " + lastDeath
                                    : "no result: no worker could collect this test";
            for (int place = 0; place < all.items().size(); place++) {
                if (!all.isDone(place)) {
                    if (verdict.excusesUnfinished()) {
                        notRun++;
                        if (verdict.isRunOver() && notRun <= NAMED) {
                            names.add(all.id(place).nodeId());
                        }
                    } else {
                        fail(all, place, NOTHING_YET, why);
                    }
                }
            }
        }
        keep();
        return Ending.of(
                verdict,
                sessions,
                new Ending.Facts(
                        findings.chosen(),
                        all != null,
                        ownErrors,
                        ownFailures,
                        findings.errors(),
                        request.collectOnly(),
                        measured != null && (coverage == null || !coverage.isEnough()),
                        notRun,
                        names,
                        request.limits(),
                        findings.unmatched(),
                        lastDeath,
                        endUnknown),
                (System.nanoTime() - begin) / 1e9);
    }

    private void start(Session session, int index) {
        int place = session.placeOf(index);
        @Nullable Selected selected = selected();
        if (selected != null && place >= 0 && !selected.isDone(place)) {
            session.running.put(place, new Running());
            ear.tell(new RunEvent.Started(selected.id(place), session.worker));
        }
    }

    private boolean finish(Session session, SessionEvent.Finished finished) {
        int place = session.placeOf(finished.item());
        @Nullable Selected selected = selected();
        if (selected == null || place < 0) {
            return false;
        }
        if (session.isLate(place, finished.seconds())) {
            // It went on only because the session was asked where it is.
            return false;
        }
        Running running = session.running.getOrDefault(place, NOTHING_YET);
        session.finish(place);
        failures += running.failures();
        session.failures += running.failures();
        if (selected.finish(place)) {
            TestId id = selected.id(place);
            tell(running.finished(id, finished));
        }
        return true;
    }

    private void fail(Selected all, int place, Running running, String why) {
        if (all.finish(place)) {
            ownErrors++;
            tell(running.broken(all.id(place), why));
        }
    }

    /** Where pytest's cache is, if it is ours to write. */
    private @Nullable Path cacheFolder() {
        @Nullable ReportOptions told = findings.options();
        if (request.mode() instanceof RunRequest.Mode.Bare bare) {
            // Only where there are no settings that could say something else.
            return bare.rootdir().resolve(".pytest_cache");
        }
        // One session that came to its end has written it itself.
        boolean isOne = sessions.size() == 1 && sessions.getFirst().ended != null;
        return told == null || told.cacheDir() == null || isOne ? null : Path.of(told.cacheDir());
    }

    private void keep() {
        Path folder = cacheFolder();
        if (folder == null || request.collectOnly()) {
            return;
        }
        try {
            cache.write(folder);
        } catch (IOException e) {
            String message = "could not write to pytest's cache: " + e;
            ear.tell(
                    new RunEvent.Warned(
                            new RunWarning(
                                    message,
                                    "PytestCacheWarning",
                                    folder.toString(),
                                    0,
                                    "config",
                                    null)));
        }
    }

    private void tell(TestResult result) {
        cache.add(result);
        ear.tell(new RunEvent.Finished(result));
    }
}
