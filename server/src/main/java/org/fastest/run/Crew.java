package org.fastest.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.fastest.bridge.Launcher;
import org.fastest.bridge.SessionListener;
import org.fastest.bridge.Supervisor;
import org.fastest.bridge.Supervisors;
import org.fastest.bridge.WorkerException;
import org.fastest.bridge.WorkerMessage;
import org.fastest.bridge.WorkerOp;
import org.jspecify.annotations.Nullable;

/** The sessions of a run, one a worker at a time: opens them, hands them items, ends them. */
final class Crew {
    private final Launcher.Place place;
    private final Supervisors supervisors;
    private final Inbox inbox;

    /** The current session of each worker. */
    private final List<Session> slots = new ArrayList<>();

    /** Read by other threads too, for a kill that waits for nobody. */
    private final Set<Session> live = ConcurrentHashMap.newKeySet();

    /** How often in a row each worker's sessions have died before they finished an item. */
    private final int[] deaths;

    /** What people's tests may tell this run from others by. */
    private final String uid = Chance.name();

    /** How many sessions were opened. */
    private int opened;

    Crew(Launcher.Place place, Supervisors supervisors, Inbox inbox, int workers) {
        this.place = place;
        this.supervisors = supervisors;
        this.inbox = inbox;
        this.deaths = new int[workers];
    }

    /** Whether the sessions of such a run begin in a process that is there already. */
    boolean isWarm(RunRequest.Mode mode) {
        return supervisors.isWarm(place(mode));
    }

    /** How many workers there are to be. */
    int workers() {
        return deaths.length;
    }

    /** The sessions whose processes are not gone. */
    Set<Session> live() {
        return live;
    }

    /** Counts one more death of a worker in a row; gives how many there are now. */
    int died(int worker) {
        return ++deaths[worker];
    }

    /** The worker gets on: earlier deaths do not count any more. */
    void gotOn(int worker) {
        deaths[worker] = 0;
    }

    /**
     * Starts a worker's session, in the place of its last one.
     *
     * @param results hears of it
     * @param select only these node ids, or null for all of the request
     * @param tellsImports whether it is to say which file it is about to import
     */
    void open(
            RunRequest request,
            Results results,
            int worker,
            @Nullable List<String> select,
            boolean tellsImports)
            throws WorkerException {
        try {
            Session session =
                    new Session(request.runId(), worker, supervisors.at(place(request.mode())));
            if (worker < slots.size()) {
                slots.set(worker, session);
            } else {
                slots.add(session);
            }
            session.request = request;
            results.add(session);
            live.add(session);
            WorkerOp.Part part = new WorkerOp.Part(deaths.length, opened++);
            WorkerOp.Open open = Opening.of(request, worker, uid, select, tellsImports, part);
            session.runsAll = open.runsAll();
            session.supervisor.open(open, listener(session));
        } catch (WorkerException e) {
            live.removeIf(session -> session.worker == worker);
            throw e;
        }
    }

    /** Starts the session that reports what the others have measured; it is nobody's of theirs. */
    void openReport(RunRequest request, String measured) throws WorkerException {
        Supervisor supervisor = supervisors.at(place);
        Session session = new Session(request.runId(), deaths.length, supervisor);
        live.add(session);
        supervisor.open(Opening.report(request, session.worker, measured), listener(session));
    }

    /** Whether the session is the one that reports what the others have measured. */
    boolean isReport(Session session) {
        return session.worker == deaths.length;
    }

    /** The first worker's collection is the run's; the others' are matched with it. */
    void match(Results results, String project) {
        if (results.selected() == null) {
            for (Session session : slots) {
                WorkerMessage.@Nullable Found found = session.found;
                if (found != null && !session.isMatched()) {
                    session.matchItself(results.choose(session, found));
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
                session.match(selected, project);
                results.news(session);
            }
        }
    }

    /** Gives every session what it needs to go on: more items than the current one, or the end. */
    void handOut(Waiting waiting) {
        // Once more where one took something: another may have waited for just that.
        boolean any;
        do {
            any = handOutOnce(waiting);
        } while (any);
    }

    /** Goes through the sessions once; true where one of them got something. */
    private boolean handOutOnce(Waiting waiting) {
        boolean any = false;
        for (Session session : slots) {
            if (deaths.length == 1 && session.takesItems()) {
                session.hand(waiting.takeAll(session), true);
                any = true;
            }
            long now = System.nanoTime();
            while (session.takesItems()
                    && !session.isProvided(waiting.scopes(), slots.size(), now)) {
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

    /**
     * Lets no session begin anything more.
     *
     * @param maxfail one that has so many failures of its own ends by itself; 0 for none
     */
    void interruptAll(int maxfail) {
        for (Session session : live) {
            boolean leaves = maxfail > 0 && session.failures >= maxfail;
            if (session.ended == null && !session.stopped && !leaves) {
                session.stopped = true;
                session.interrupt();
            }
        }
    }

    void killAll() {
        for (Session session : live) {
            session.stopped = true;
            session.kill();
        }
    }

    /** The session's processes are gone. */
    void leave(Session session) {
        session.leave();
        live.remove(session);
    }

    /** The session's supervisor starts no more of them. */
    void retire(Session session) {
        supervisors.retire(session.supervisor);
    }

    /** Ends the session's supervisor itself: it does not answer any more. */
    void abandon(Session session) {
        leave(session);
        supervisors.retire(session.supervisor);
        session.supervisor.close();
    }

    private SessionListener listener(Session session) {
        return (message, bytes) ->
                inbox.put(new Inbox.Entry.Message(session, message, bytes), bytes);
    }

    /**
     * Where sessions are started now: one that does without pytest needs no process that has it.
     */
    private Launcher.Place place(RunRequest.Mode mode) {
        return mode instanceof RunRequest.Mode.Bare
                ? new Launcher.Place(place.python(), place.cwd(), place.env(), true)
                : place;
    }
}
