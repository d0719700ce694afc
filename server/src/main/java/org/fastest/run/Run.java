package org.fastest.run;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.fastest.bridge.Launcher;
import org.fastest.bridge.SessionEvent;
import org.fastest.bridge.Supervisors;
import org.fastest.bridge.WorkerException;
import org.fastest.bridge.WorkerMessage;
import org.fastest.model.RunEnd;
import org.fastest.model.RunEvent;
import org.jspecify.annotations.Nullable;

/**
 * One run, on a thread of its own that alone decides and alone speaks to the listener; sessions and
 * people put what they have to say into its inbox.
 */
final class Run implements RunHandle, Runnable {
    /**
     * Longer lists of ids are not sent: without them the session collects a bit more, that is all.
     */
    private static final int LONGEST_SELECT = 4 * 1024 * 1024;

    /** So many ids are written in no time. */
    private static final int FEW = 200;

    private final Limits limits;
    private final Ear ear;
    private final Inbox inbox = new Inbox();
    private final CompletableFuture<RunEnd> end = new CompletableFuture<>();

    private final Crew crew;
    private final Results results;
    private final Deadlines deadlines;
    private final Watch watch;

    /** Without the files that could not be imported in time. */
    private RunRequest request;

    /** How many workers have been given their first session. */
    private int opened;

    private boolean ready;

    /** Whether somebody cancelled: from then on an unfinished item is not an error. */
    private volatile boolean cancelled;

    /** Whether a session stopped early for a reason of pytest's, such as {@code -x}. */
    private boolean stopping;

    /** Whether a session died while it collected, nobody knows over which file. */
    private boolean diedUnknown;

    /** What is said where it was {@code --maxfail} over all workers. */
    private @Nullable String reached;

    /** Why the run as a whole cannot go on. */
    private @Nullable String failure;

    /** What took too long for the run to go on. */
    private Busy.@Nullable With over;

    Run(
            RunRequest request,
            Map<String, String> environment,
            Supervisors supervisors,
            Limits limits,
            Ear ear) {
        this.request = request;
        this.limits = limits;
        this.ear = ear;
        this.results = new Results(request, ear);
        Launcher.Place place =
                new Launcher.Place(
                        request.interpreter().executable(),
                        request.start(),
                        Variables.atStart(environment, request.env()));
        this.crew = new Crew(place, supervisors, inbox, Opening.workers(request));
        this.deadlines = new Deadlines(limits, request.limits().run());
        this.watch = new Watch(request.limits(), limits.killGrace());
    }

    @Override
    public void cancel() {
        cancelled = true;
        inbox.put(new Inbox.Entry.Cancel(), 0);
    }

    @Override
    public void kill() {
        cancelled = true;
        for (Session session : crew.live()) {
            session.kill();
        }
        inbox.put(new Inbox.Entry.Kill(), 0);
    }

    @Override
    public RunEnd await() throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The end is a value, never a failure", e);
        }
    }

    /**
     * Asks for the first sessions before the run has its thread, where that takes no time: whoever
     * clicked waits for it. Called once, by who is about to start that thread.
     */
    void begin() {
        @Nullable List<String> select = request.select();
        if (!crew.isWarm(request.mode()) || (select != null && select.size() > FEW)) {
            return;
        }
        try {
            openAll();
        } catch (RuntimeException bug) {
            ear.report(bug);
            fail("Fastest itself failed: " + bug);
        }
    }

    @Override
    public void run() {
        RunEnd last;
        try {
            drive();
            reportCoverage();
            last = results.end(verdict());
        } catch (Throwable bug) {
            ear.report(bug);
            killAll();
            failure = "Fastest itself failed: " + bug;
            last = results.end(verdict());
        }
        inbox.close();
        ear.tell(new RunEvent.Ended(last));
        end.complete(last);
    }

    private Verdict verdict() {
        return new Verdict(failure, cancelled, stopping, reached, over);
    }

    private void drive() throws InterruptedException {
        openAll();
        if (crew.workers() == 0) {
            results.withoutSessions();
        }
        hearAll();
    }

    /** Opens the first session of each worker, once. */
    private void openAll() {
        while (opened < crew.workers() && failure == null) {
            open(opened++);
        }
    }

    /** Lets a session of its own report what the others have measured, once they are gone. */
    private void reportCoverage() throws InterruptedException {
        String measured = results.measured();
        if (measured == null || isEnding()) {
            return;
        }
        try {
            crew.openReport(request, measured);
        } catch (WorkerException e) {
            crew.live().clear();
            ear.tell(new RunEvent.WorkerLost(crew.workers(), String.valueOf(e.getMessage())));
        }
        hearAll();
    }

    private void hearAll() throws InterruptedException {
        while (!crew.live().isEmpty()) {
            long next = Watch.next(crew.live(), deadlines.next());
            Inbox.@Nullable Entry entry = next <= System.nanoTime() ? null : inbox.take(next);
            // No pattern switch here and below: a cold run would link it while tests wait.
            if (entry == null) {
                late();
            } else if (entry instanceof Inbox.Entry.Message message) {
                hear(message.session(), message.message());
            } else if (entry instanceof Inbox.Entry.Overdue overdue) {
                expire(overdue.session(), overdue.busy());
            } else if (entry instanceof Inbox.Entry.Cancel) {
                interruptAll();
            }
            if (entry instanceof Inbox.Entry.Kill) {
                killAll();
            }
        }
    }

    /** Starts a session for what a worker has still to do. */
    private void open(int worker) {
        @Nullable Selected selected = results.selected();
        try {
            List<String> select = selected == null ? request.select() : rest(selected);
            crew.open(request, results, worker, select, diedUnknown);
        } catch (WorkerException e) {
            fail(String.valueOf(e.getMessage()));
        }
    }

    private void hear(Session session, WorkerMessage message) {
        if (session.gone) {
            return;
        }
        if (message instanceof WorkerMessage.Events events) {
            for (SessionEvent event : events.events()) {
                happen(session, event);
                if (event instanceof SessionEvent.Finished) {
                    // Not before: its teardown is part of the result, and still to come.
                    countFailures();
                }
            }
        } else if (message instanceof WorkerMessage.Hello hello) {
            greet(hello);
        } else if (message instanceof WorkerMessage.Opened) {
            watch.opened(session);
        } else if (message instanceof WorkerMessage.Collected collected) {
            collect(session, collected);
        } else if (message instanceof WorkerMessage.Raw raw) {
            ear.tell(new RunEvent.RawOutput(session.worker, raw.text()));
        } else if (message instanceof WorkerMessage.Quick quick) {
            ear.tell(new RunEvent.Quick(quick.files(), quick.once(), quick.newest()));
        } else if (message instanceof WorkerMessage.Exited exited) {
            exit(session, Opening.howItEnded(exited), exited.stacks());
        } else if (message instanceof WorkerMessage.Refused) {
            refuse(session);
        } else if (message instanceof WorkerMessage.Stale stale) {
            renew(session, stale.file());
        } else if (message instanceof WorkerMessage.Lost lost) {
            lose(session, lost.why());
        }
    }

    private void greet(WorkerMessage.Hello hello) {
        if (ready) {
            return;
        }
        ready = true;
        deadlines.greeted();
        boolean bare = request.mode() instanceof RunRequest.Mode.Bare;
        @Nullable String pytest = bare ? request.interpreter().pytest() : hello.pytest();
        ear.tell(new RunEvent.Ready(hello.python(), pytest, crew.workers()));
        if (pytest == null && !(request.mode() instanceof RunRequest.Mode.Plain)) {
            fail(Opening.withoutPytest(request, hello.pytestError()));
        }
    }

    private void collect(Session session, WorkerMessage.Collected message) {
        if (session.found != null) {
            // A second list would be a fault of the other side's; the first one holds.
            return;
        }
        session.collected.addAll(message.items());
        if (message.found() != null) {
            session.found = message.found();
            match();
        }
    }

    private void match() {
        crew.match(results, request.project());
        handOut();
    }

    private void handOut() {
        @Nullable Selected selected = results.selected();
        if (selected != null && !request.collectOnly() && !isEnding()) {
            crew.handOut(selected.waiting());
        }
    }

    private void happen(Session session, SessionEvent event) {
        watch.heard(session, event);
        if (event instanceof SessionEvent.Collecting(@Nullable String id, @Nullable String path)) {
            session.importing = id == null || path == null ? null : new Busy.With.Import(id, path);
        }
        if (results.happen(session, event)) {
            handOut();
        }
        if (event instanceof SessionEvent.Ended ended
                && session.isMatched()
                && !session.stopped
                && !cancelled
                && !request.collectOnly()) {
            if (Results.stopsTheRun(ended)) {
                stop();
            } else {
                results.leaveUnfinished(session, ended);
            }
        }
    }

    /**
     * Ends a run at its {@code --maxfail}; that of one worker pytest ends itself, unless a test
     * took its session along.
     */
    private void countFailures() {
        int most = request.sharing().maxfail();
        if (most > 0
                && (crew.workers() > 1 || results.countsForNobody())
                && !isEnding()
                && results.failures() >= most) {
            reached = "stopping after " + results.failures() + " failures";
            stop();
        }
    }

    /**
     * Lets no session begin anything more; one that has enough failures of its own ends by itself.
     */
    private void stop() {
        stopping = true;
        crew.interruptAll(request.sharing().maxfail());
        deadlines.stop();
    }

    /** pytest runs what cannot be run without it. */
    private void refuse(Session session) {
        crew.leave(session);
        if (request.mode() instanceof RunRequest.Mode.Bare) {
            request = request.with(new RunRequest.Mode.Lean(Map.of()));
        }
        if (!isEnding()) {
            open(session.worker);
        }
    }

    private void renew(Session session, String file) {
        crew.leave(session);
        crew.retire(session);
        if (crew.isReport(session)) {
            // The one that reports the coverage is not needed twice: the data lie on the disk.
            ear.tell(new RunEvent.WorkerLost(session.worker, file + " has changed."));
        } else if (crew.died(session.worker) >= limits.deaths()) {
            fail(file + " keeps changing while the workers start.");
        } else if (!isEnding()) {
            open(session.worker);
        }
    }

    private void lose(Session session, String why) {
        if (!ready) {
            crew.leave(session);
            boolean again = !cancelled && failure == null;
            if (again && crew.died(session.worker) < limits.deaths()) {
                open(session.worker);
            } else {
                fail(why);
            }
        } else {
            exit(session, why, null);
        }
    }

    private void exit(Session session, String how, @Nullable String stacks) {
        crew.leave(session);
        if (crew.isReport(session)) {
            if (session.ended == null) {
                String why = "the coverage could not be reported: " + how;
                ear.tell(new RunEvent.WorkerLost(session.worker, why));
            }
            return;
        }
        Busy overdue = session.overdue;
        if (overdue != null && over != null) {
            results.expire(session, overdue, stacks);
        } else if (session.ended == null && !isEnding()) {
            boolean progress = session.finished > 0;
            if (overdue == null && results.selected() == null && session.found == null) {
                progress = diedCollecting(session, how);
            } else if (overdue == null) {
                results.crash(session, how);
            } else if (overdue.with() instanceof Busy.With.Item) {
                progress = true;
                results.expire(session, overdue, stacks);
            } else if (results.selected() == null) {
                progress = true;
                results.expire(session, overdue, stacks);
                goOnWithout(overdue.with());
            } else {
                results.crash(session, overdue.over());
            }
            countFailures();
            int deaths = 0;
            if (progress) {
                crew.gotOn(session.worker);
            } else {
                deaths = crew.died(session.worker);
            }
            @Nullable Selected selected = results.selected();
            boolean needed =
                    !isEnding()
                            && (selected == null
                                    || (!request.collectOnly() && selected.waiting().scopes() > 0));
            if (needed && deaths < limits.deaths()) {
                open(session.worker);
            } else {
                results.noEnd();
            }
        }
        match();
    }

    /** Whether nothing more is to be begun. */
    private boolean isEnding() {
        return cancelled || stopping || failure != null || over != null;
    }

    /** A session has taken too long, unless it has come to an end of it meanwhile. */
    private void expire(Session session, Busy busy) {
        if (session.gone || !busy.equals(session.busy) || session.stopped) {
            return;
        }
        if (busy.with() instanceof Busy.With.End) {
            exit(session, busy.over(), null);
            crew.abandon(session);
        } else {
            watch.expire(session, busy);
        }
    }

    /** The time of the run is over: every session says where it is, and ends. */
    private void runOut() {
        if (isEnding()) {
            return;
        }
        over = new Busy.With.Run();
        Busy busy = Busy.of(over, request.limits().run());
        for (Session session : crew.live()) {
            session.stopped = true;
            session.overdue = busy;
            session.expire();
        }
        deadlines.kill();
    }

    /** Leaves out the file that took the session along; true where it is known which. */
    private boolean diedCollecting(Session session, String how) {
        Busy.With.@Nullable Import file = session.importing;
        if (file == null) {
            diedUnknown = true;
            results.crash(session, how);
            return false;
        }
        results.crash(session, file, how);
        goOnWithout(file);
        // Else it is imported though it is left out, and the next session would die of it too.
        return session.request == null || !Opening.isWithout(session.request, file);
    }

    /** A file could not be imported: the others follow only where pytest would go on. */
    private void goOnWithout(Busy.With with) {
        if (Opening.isWithout(request, with)) {
            // Another worker's word for the same.
            return;
        }
        @Nullable RunRequest others = Opening.without(request, with);
        if (others == null) {
            over = with;
            killAll();
        } else {
            request = others;
        }
    }

    private @Nullable List<String> rest(Selected selected) {
        List<String> ids = selected.waitingIds();
        long length = 0;
        for (String id : ids) {
            length += id.length();
        }
        return length > LONGEST_SELECT ? request.select() : ids;
    }

    private void fail(String why) {
        if (failure == null) {
            failure = why;
        }
        killAll();
    }

    private void interruptAll() {
        if (deadlines.cancel()) {
            crew.interruptAll(0);
        }
    }

    private void killAll() {
        crew.killAll();
        deadlines.kill();
    }

    private void late() {
        if (deadlines.isHelloOver() && !ready) {
            fail(
                    request.interpreter().executable()
                            + " did not answer within "
                            + limits.hello().toSeconds()
                            + " seconds.");
            abandon();
        } else if (deadlines.isKillOver()) {
            abandon();
        } else if (deadlines.isGraceOver()) {
            killAll();
        } else if (deadlines.takeRunOver()) {
            runOut();
        } else {
            Watch.late(crew.live(), inbox);
        }
    }

    /** Ends the supervisors themselves: they do not answer any more. */
    private void abandon() {
        for (Session session : List.copyOf(crew.live())) {
            crew.abandon(session);
        }
    }
}
