package org.fastest.report;

import java.util.LinkedHashMap;
import java.util.Map;
import org.fastest.model.PhaseReport;
import org.fastest.model.TestResult;

/** What progress knows: how many of how many, and the counts so far. */
final class Counts {
    final Map<String, Integer> stats = new LinkedHashMap<>();
    int done;
    int all;

    void add(TestResult result) {
        done++;
        for (PhaseReport report : result.phases()) {
            if (!report.category().isEmpty()) {
                stats.merge(report.category(), 1, Integer::sum);
            }
        }
    }

    /** {@code [ 12%]}. */
    String percent() {
        int percent = all == 0 ? 100 : (int) (done * 100L / all);
        String number = String.valueOf(percent);
        return " [" + " ".repeat(3 - number.length()) + number + "%]";
    }

    /** The colour so far; green until something else is known. */
    Paint.Ink color() {
        return stats.isEmpty() ? Paint.Ink.GREEN : ClosingLine.color(stats);
    }
}
