package org.fastest.engine;

import java.util.concurrent.TimeUnit;

/**
 * What somebody waits for goes before what is done in the background, where both want the same few
 * cores; but a long run holds nothing up for long. Thread-safe.
 */
final class Precedence {
    /** Runs of one test are over long before. */
    private static final long MOST = TimeUnit.SECONDS.toNanos(3);

    private int runs;
    private long since;

    /**
     * A run begins.
     *
     * @param now by {@link System#nanoTime}
     */
    synchronized void begin(long now) {
        if (runs == 0) {
            since = now;
        }
        runs++;
    }

    /** A run has ended. */
    synchronized void end() {
        runs--;
    }

    /**
     * How long the background has to wait at most, in nanoseconds; 0 where it need not.
     *
     * @param now by {@link System#nanoTime}
     */
    synchronized long delay(long now) {
        return runs == 0 ? 0 : Math.max(0, MOST - (now - since));
    }
}
