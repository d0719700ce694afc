package org.fastest.run;

import java.time.Duration;
import java.util.Collection;
import org.fastest.bridge.SessionEvent;
import org.fastest.model.TimeLimits;
import org.jspecify.annotations.Nullable;

/** Holds sessions to the limits of tests and imports. */
final class Watch {
    /** Django alone takes seconds to start, which no limit of a test is meant for. */
    private static final double SHORTEST_START = 10;

    private final double limit;
    private final double end;

    Watch(TimeLimits limits, Duration killGrace) {
        this.limit = limits.test();
        this.end = killGrace.toNanos() / 1e9;
    }

    /** The session's process is up. */
    void opened(Session session) {
        begin(session, new Busy.With.Start(), limit > 0 ? Math.max(limit, SHORTEST_START) : 0);
    }

    /** Hears what the session is at. */
    void heard(Session session, SessionEvent event) {
        if (limit <= 0 || session.overdue != null) {
            return;
        }
        switch (event) {
            case SessionEvent.Started(int item, @Nullable Double own) -> {
                int place = session.placeOf(item);
                begin(session, new Busy.With.Item(place), own == null ? limit : own);
            }
            case SessionEvent.Collecting(@Nullable String id, @Nullable String path) -> {
                if (id == null || path == null) {
                    session.busy = null;
                } else {
                    begin(session, new Busy.With.Import(id, path), limit);
                }
            }
            case SessionEvent.Finished finished -> session.busy = null;
            case SessionEvent.Ended ended -> session.busy = null;
            case SessionEvent.Output output -> {}
            case SessionEvent.Phase phase -> {}
            case SessionEvent.CollectFailed failed -> {}
            case SessionEvent.Warned warned -> {}
            case SessionEvent.Debug debug -> {}
            case SessionEvent.CoveredFile file -> {}
            case SessionEvent.Covered covered -> {}
            case SessionEvent.Said said -> {}
            case SessionEvent.Concluded concluded -> {}
        }
    }

    /** When the next session's time is over, if that is before the given time. */
    static long next(Collection<Session> live, long time) {
        long next = time;
        for (Session session : live) {
            Busy busy = session.busy;
            if (busy != null && !busy.equals(session.asked) && busy.due() - next < 0) {
                next = busy.due();
            }
        }
        return next;
    }

    /**
     * Puts a question into the inbox for each session whose time is over: it is answered when all
     * that came before has been read, which may well say that the test has ended in time.
     */
    static void late(Collection<Session> live, Inbox inbox) {
        long now = System.nanoTime();
        for (Session session : live) {
            Busy busy = session.busy;
            if (busy != null && !busy.equals(session.asked) && busy.due() - now <= 0) {
                session.asked = busy;
                inbox.put(new Inbox.Entry.Overdue(session, busy), 0);
            }
        }
    }

    /** Ends a session that takes too long, once it has said where it is. */
    void expire(Session session, Busy busy) {
        session.overdue = busy;
        session.busy = Busy.of(new Busy.With.End(), end);
        session.expire();
    }

    private static void begin(Session session, Busy.With with, double seconds) {
        session.busy = seconds > 0 ? Busy.of(with, seconds) : null;
    }
}
