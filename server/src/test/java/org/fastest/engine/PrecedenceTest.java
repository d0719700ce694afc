package org.fastest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PrecedenceTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void theBackgroundWaitsForRunsButNotForLong() {
        Precedence runs = new Precedence();
        // The clock's zero lies anywhere, and it may run over.
        long start = Long.MAX_VALUE - SECOND;
        assertEquals(0, runs.delay(start));
        runs.begin(start);
        assertEquals(3 * SECOND, runs.delay(start));
        runs.begin(start + SECOND);
        assertEquals(SECOND, runs.delay(start + 2 * SECOND));
        runs.end();
        assertEquals(SECOND, runs.delay(start + 2 * SECOND));
        assertEquals(0, runs.delay(start + 4 * SECOND));
        runs.end();
        assertEquals(0, runs.delay(start + 2 * SECOND));
        runs.begin(start + 5 * SECOND);
        assertEquals(2 * SECOND, runs.delay(start + 6 * SECOND));
    }
}
