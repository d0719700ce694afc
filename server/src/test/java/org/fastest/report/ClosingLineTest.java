package org.fastest.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The closing line against what pytest 9.0.3 prints for the same counts. */
class ClosingLineTest {
    @Test
    void wordsAndOrder() {
        check("no tests ran in 0.01s", 0.01);
        check("1 passed in 0.12s", 0.123, "passed", 1);
        check(
                "1 failed, 489 passed, 2 warnings in 1.23s",
                1.23,
                "warnings",
                2,
                "passed",
                489,
                "failed",
                1);
        check("1 error in 0.00s", 0.004, "error", 1);
        check("1 warning, 2 errors in 2.00s", 1.999, "error", 2, "warnings", 1);
        check(
                "1 failed, 2 passed, 3 skipped, 4 deselected, 5 xfailed, 6 xpassed, 1 error in 61.23s"
                        + " (0:01:01)",
                61.23,
                "error",
                1,
                "xpassed",
                6,
                "xfailed",
                5,
                "deselected",
                4,
                "skipped",
                3,
                "passed",
                2,
                "failed",
                1);
        check(
                "1 passed, 3 subtests passed, 2 rerun in 0.10s",
                0.1,
                "rerun",
                2,
                "passed",
                1,
                "subtests passed",
                3);
    }

    @Test
    void durations() {
        assertEquals("59.99s", Durations.ofSession(59.994));
        assertEquals("60.00s (0:01:00)", Durations.ofSession(60));
        assertEquals("3661.50s (1:01:01)", Durations.ofSession(3661.5));
        assertEquals("90061.00s (1 day, 1:01:01)", Durations.ofSession(90061));
    }

    @Test
    void asWideAsTheTerminal() {
        Paint plain = new Paint(false);
        assertEquals(
                "============================== 1 passed in 0.01s ===============================",
                ClosingLine.wide(Map.of("passed", 1), 0.01, 80, plain));
        assertEquals(
                "============================= 12 passed in 0.01s ==============================="
                        .length(),
                ClosingLine.wide(Map.of("passed", 12), 0.01, 80, plain).length());
        assertEquals(
                "= 1 passed in 0.01s =", ClosingLine.wide(Map.of("passed", 1), 0.01, 5, plain));
    }

    @Test
    void colours() {
        Paint paint = new Paint(true);
        assertEquals(
                "\u001b[32m=== \u001b[32m\u001b[1m1 passed\u001b[0m\u001b[32m in 0.01s\u001b[0m\u001b[32m"
                        + " ===\u001b[0m",
                ClosingLine.wide(Map.of("passed", 1), 0.01, 25, paint));
        Map<String, Integer> stats = new LinkedHashMap<>();
        stats.put("failed", 1);
        stats.put("passed", 1);
        assertEquals(
                "\u001b[31m\u001b[31m\u001b[1m1 failed\u001b[0m, \u001b[32m1 passed\u001b[0m\u001b[31m in"
                        + " 0.03s\u001b[0m\u001b[0m",
                ClosingLine.quiet(stats, 0.03, paint));
        assertEquals(Paint.Ink.YELLOW, ClosingLine.color(Map.of("passed", 1, "warnings", 1)));
        assertEquals(Paint.Ink.YELLOW, ClosingLine.color(Map.of("skipped", 1)));
        assertEquals(Paint.Ink.RED, ClosingLine.color(Map.of("passed", 1, "error", 1)));
    }

    private static void check(String expected, double seconds, Object... counts) {
        Map<String, Integer> stats = new LinkedHashMap<>();
        for (int i = 0; i < counts.length; i += 2) {
            stats.put((String) counts[i], (Integer) counts[i + 1]);
        }
        assertEquals(expected, ClosingLine.quiet(stats, seconds, new Paint(false)));
    }
}
