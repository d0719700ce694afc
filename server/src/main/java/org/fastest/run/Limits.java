package org.fastest.run;

import java.time.Duration;

/**
 * How long a run waits, and how often it tries.
 *
 * @param hello for the Python side's first word
 * @param cancelGrace between a soft cancel and the kill
 * @param stopGrace for the other sessions' teardowns, after one stopped by {@code -x}
 * @param killGrace between the request to kill and the end of the supervisor itself
 * @param deaths how often in a row a session may die, or be stale, before it has finished an item
 */
public record Limits(
        Duration hello, Duration cancelGrace, Duration stopGrace, Duration killGrace, int deaths) {
    /** What people get. */
    public static Limits standard() {
        return new Limits(
                Duration.ofSeconds(60),
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                3);
    }
}
