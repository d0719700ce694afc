package org.fastest.run;

import org.jspecify.annotations.Nullable;

/** What a run waits for no longer than its limits say; times are of {@link System#nanoTime}. */
final class Deadlines {
    private static final long FAR = 3_600_000_000_000L;

    private final Limits limits;
    private @Nullable Long hello;
    private @Nullable Long grace;
    private @Nullable Long kill;
    private @Nullable Long run;
    private boolean cancelled;

    /**
     * Of a run that begins now.
     *
     * @param run seconds that it may take; 0 for any
     */
    Deadlines(Limits limits, double run) {
        this.limits = limits;
        this.run = run > 0 ? Long.valueOf(System.nanoTime() + (long) (run * 1e9)) : null;
        this.hello = System.nanoTime() + limits.hello().toNanos();
    }

    /** The next one, or some time far away. */
    long next() {
        long next = System.nanoTime() + FAR;
        for (@Nullable Long one : new @Nullable Long[] {hello, grace, kill, run}) {
            next = one != null && one - next < 0 ? one : next;
        }
        return next;
    }

    void greeted() {
        hello = null;
    }

    /** A soft cancel begins; false where it has begun already. */
    boolean cancel() {
        if (cancelled) {
            return false;
        }
        cancelled = true;
        if (kill == null) {
            grace = System.nanoTime() + limits.cancelGrace().toNanos();
        }
        return true;
    }

    void stop() {
        if (grace == null && kill == null) {
            grace = System.nanoTime() + limits.stopGrace().toNanos();
        }
    }

    void kill() {
        grace = null;
        if (kill == null) {
            kill = System.nanoTime() + limits.killGrace().toNanos();
        }
    }

    /** Whether the run has taken too long; says so once. */
    boolean takeRunOver() {
        boolean over = isOver(run);
        run = over ? null : run;
        return over;
    }

    boolean isHelloOver() {
        return isOver(hello);
    }

    boolean isGraceOver() {
        return isOver(grace);
    }

    boolean isKillOver() {
        return isOver(kill);
    }

    private static boolean isOver(@Nullable Long time) {
        return time != null && time - System.nanoTime() <= 0;
    }
}
