package org.fastest.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.fastest.bridge.Launcher;
import org.fastest.bridge.SessionEvent;
import org.fastest.bridge.SessionListener;
import org.fastest.bridge.Supervisor;
import org.fastest.bridge.Supervisors;
import org.fastest.bridge.WorkerException;
import org.fastest.bridge.WorkerMessage;
import org.fastest.bridge.WorkerOp;
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

    private final Launcher.Place place;
    private final Supervisors supervisors;
    private final Limits limits;
    private final Ear ear;
    private final Inbox inbox = new Inbox();
    private final CompletableFuture<RunEnd> end = new CompletableFuture<>();

    /** The current session of each worker. */
    private final List<Session> slots = new ArrayList<>();

    /** Read by other threads too, for a kill that waits for nobody. */
    private final Set<Session> live = ConcurrentHashMap.newKeySet();

    private final Results results;
    private final int[] deaths;

    /** What people's tests may tell this run from others by. */
    private final String uid = UUID.randomUUID().toString().replace("-", "");

    private final Deadlines deadlines;
    private final Watch watch;

    /** How many sessions were opened. */
    private int opened;

    /** Without the files that could not be imported in time. */
    private RunRequest request;

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
        this.place =
                new Launcher.Place(request.interpreter().executable(), request.cwd(), environment);
        this.supervisors = supervisors;
        this.limits = limits;
        this.ear = ear;
        this.results = new Results(request, ear);
        this.deaths = new int[Opening.workers(request)];
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
        for (Session session : live) {
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
        for (int worker = 0; worker < deaths.length && failure == null; worker++) {
            open(worker, request.select());
        }
        if (deaths.length == 0) {
            results.withoutSessions();
        }
        hearAll();
    }

    /** Lets a session of its own report what the others have measured, once they are gone. */
    private void reportCoverage() throws InterruptedException {
        String measured = results.measured();
        if (measured == null || isEnding()) {
            return;
        }
        try {
            Supervisor supervisor = supervisors.at(place);
            Session session = new Session(request.runId(), deaths.length, supervisor);
            live.add(session);
            supervisor.open(Opening.report(request, session.worker, measured), listener(session));
        } catch (WorkerException e) {
            live.clear();
            ear.tell(new RunEvent.WorkerLost(deaths.length, String.valueOf(e.getMessage())));
        }
        hearAll();
    }

    private SessionListener listener(Session session) {
        return (message, bytes) ->
                inbox.put(new Inbox.Entry.Message(session, message, bytes), bytes);
    }

    private void hearAll() throws InterruptedException {
        while (!live.isEmpty()) {
            long next = Watch.next(live, deadlines.next());
            Inbox.@Nullable Entry entry = next <= System.nanoTime() ? null : inbox.take(next);
            switch (entry) {
                case null -> late();
                case Inbox.Entry.Message message -> hear(message.session(), message.message());
                case Inbox.Entry.Overdue overdue -> expire(overdue.session(), overdue.busy());
                case Inbox.Entry.Cancel cancel -> interruptAll();
                case Inbox.Entry.Kill kill -> killAll();
            }
        }
    }

    private void open(int worker, @Nullable List<String> select) {
        try {
            Supervisor supervisor = supervisors.at(place());
            Session session = new Session(request.runId(), worker, supervisor);
            if (worker < slots.size()) {
                slots.set(worker, session);
            } else {
                slots.add(session);
            }
            results.add(session);
            live.add(session);
            WorkerOp.Part part = new WorkerOp.Part(deaths.length, opened++);
            WorkerOp.Open open = Opening.of(request, worker, uid, select, diedUnknown, part);
            supervisor.open(open, listener(session));
        } catch (WorkerException e) {
            live.removeIf(session -> session.worker == worker);
            fail(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Where sessions are started now: one that does without pytest needs no process that has it.
     */
    private Launcher.Place place() {
        return request.mode() instanceof RunRequest.Mode.Bare
                ? new Launcher.Place(place.python(), place.cwd(), place.env(), true)
                : place;
    }

    private void hear(Session session, WorkerMessage message) {
        if (session.gone) {
            return;
        }
        switch (message) {
            case WorkerMessage.Hello hello -> greet(hello);
            case WorkerMessage.Opened opened -> watch.opened(session);
            case WorkerMessage.Collected collected -> collect(session, collected);
            case WorkerMessage.Events events -> {
                for (SessionEvent event : events.events()) {
                    happen(session, event);
                    if (event instanceof SessionEvent.Finished) {
                        // Not before: its teardown is part of the result, and still to come.
                        countFailures();
                    }
                }
            }
            case WorkerMessage.Raw raw ->
                    ear.tell(new RunEvent.RawOutput(session.worker, raw.text()));
            case WorkerMessage.Refused refused -> refuse(session);
            case WorkerMessage.Engines engines -> {}
            case WorkerMessage.Stale stale -> renew(session, stale.file());
            case WorkerMessage.Exited exited ->
                    exit(session, Opening.howItEnded(exited), exited.stacks());
            case WorkerMessage.Lost lost -> lose(session, lost.why());
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
        ear.tell(new RunEvent.Ready(hello.python(), pytest, deaths.length));
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

    /** The first worker's collection is the run's; the others' are matched with it. */
    private void match() {
        if (results.selected() == null) {
            for (Session session : slots) {
                if (session.found != null && !session.isMatched()) {
                    results.choose(session);
                    break;
                }
                if (!session.gone) {
                    return;
                }
            }
        }
        @Nullable Selected selected = results.selected();
        if (selected == null) {
            return;
        }
        for (Session session : slots) {
            if (session.found != null && !session.isMatched() && !session.gone) {
                session.match(selected, request.project());
                results.news(session);
            }
        }
        handOut(selected);
    }

    /** Gives every session what it needs to go on: the item after the current one, or the end. */
    private void handOut(Selected selected) {
        if (request.collectOnly() || isEnding()) {
            return;
        }
        // Once more where one took something: another may have waited for just that.
        boolean any;
        do {
            any = handOut(selected.waiting());
        } while (any);
    }

    /** Goes through the sessions once; true where one of them got something. */
    private boolean handOut(Waiting waiting) {
        boolean any = false;
        for (Session session : slots) {
            if (deaths.length == 1 && session.takesItems()) {
                session.hand(waiting.takeAll(session), true);
                any = true;
            }
            while (session.takesItems() && session.openLists() < 2) {
                // A second scope is prefetched only where nobody goes without a first.
                if (session.openLists() == 1 && waiting.scopes() > 0) {
                    int idle = 0;
                    for (Session other : slots) {
                        idle += other != session && other.isIdle() ? 1 : 0;
                    }
                    if (waiting.scopes() <= idle) {
                        break;
                    }
                }
                @Nullable List<Integer> scope = waiting.take(session);
                session.hand(scope == null ? List.of() : scope, scope == null);
                any = true;
            }
        }
        return any;
    }

    private void happen(Session session, SessionEvent event) {
        watch.heard(session, event);
        if (event instanceof SessionEvent.Collecting(@Nullable String id, @Nullable String path)) {
            session.importing = id == null || path == null ? null : new Busy.With.Import(id, path);
        }
        if (results.happen(session, event)) {
            @Nullable Selected selected = results.selected();
            if (selected != null) {
                handOut(selected);
            }
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
                && (deaths.length > 1 || results.countsForNobody())
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
        int most = request.sharing().maxfail();
        stopping = true;
        for (Session session : live) {
            boolean leaves = most > 0 && session.failures >= most;
            if (session.ended == null && !session.stopped && !leaves) {
                session.stopped = true;
                session.interrupt();
            }
        }
        deadlines.stop();
    }

    /** pytest runs what cannot be run without it. */
    private void refuse(Session session) {
        leave(session);
        if (request.mode() instanceof RunRequest.Mode.Bare) {
            request = request.with(new RunRequest.Mode.Lean());
        }
        if (!isEnding()) {
            @Nullable Selected selected = results.selected();
            open(session.worker, selected == null ? request.select() : rest(selected));
        }
    }

    private void renew(Session session, String file) {
        leave(session);
        supervisors.retire(session.supervisor);
        if (session.worker == deaths.length) {
            // The one that reports the coverage is not needed twice: the data lie on the disk.
            ear.tell(new RunEvent.WorkerLost(session.worker, file + " has changed."));
        } else if (++deaths[session.worker] >= limits.deaths()) {
            fail(file + " keeps changing while the workers start.");
        } else if (!isEnding()) {
            @Nullable Selected selected = results.selected();
            open(session.worker, selected == null ? request.select() : rest(selected));
        }
    }

    private void lose(Session session, String why) {
        if (!ready) {
            leave(session);
            boolean again = !cancelled && failure == null;
            if (again && ++deaths[session.worker] < limits.deaths()) {
                open(session.worker, request.select());
            } else {
                fail(why);
            }
        } else {
            exit(session, why, null);
        }
    }

    private void exit(Session session, String how, @Nullable String stacks) {
        leave(session);
        if (session.worker == deaths.length) {
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
            deaths[session.worker] = progress ? 0 : deaths[session.worker] + 1;
            @Nullable Selected selected = results.selected();
            boolean needed =
                    !isEnding()
                            && (selected == null
                                    || (!request.collectOnly() && selected.waiting().scopes() > 0));
            if (needed && deaths[session.worker] < limits.deaths()) {
                open(session.worker, selected == null ? request.select() : rest(selected));
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
            supervisors.retire(session.supervisor);
            session.supervisor.close();
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
        for (Session session : live) {
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
        return true;
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

    private void leave(Session session) {
        session.leave();
        live.remove(session);
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
            for (Session session : live) {
                if (session.ended == null && !session.stopped) {
                    session.stopped = true;
                    session.interrupt();
                }
            }
        }
    }

    private void killAll() {
        for (Session session : live) {
            session.stopped = true;
            session.kill();
        }
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
            Watch.late(live, inbox);
        }
    }

    /** Ends the supervisors themselves: they do not answer any more. */
    private void abandon() {
        for (Session session : List.copyOf(live)) {
            leave(session);
            supervisors.retire(session.supervisor);
            session.supervisor.close();
        }
    }
}
