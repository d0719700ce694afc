package org.fastest.report;

import java.util.Map;
import org.fastest.model.RunEnd;

/** The line that pytest ends with: counts by category, and the time. */
final class ClosingLine {
    private ClosingLine() {}

    /** The line between {@code =} signs. */
    static String wide(Map<String, Integer> stats, double seconds, int width, Paint paint) {
        Paint.Ink main = color(stats);
        String plain = text(stats, seconds, new Paint(false));
        String colored = text(stats, seconds, paint) + paint.start(main);
        return paint.mark(Paint.fill('=', colored, plain.length(), width), main);
    }

    /** The line as {@code -q} has it. */
    static String quiet(Map<String, Integer> stats, double seconds, Paint paint) {
        return paint.mark(text(stats, seconds, paint), color(stats));
    }

    /** The colour that the whole run has. */
    static Paint.Ink color(Map<String, Integer> stats) {
        if (stats.containsKey("failed") || stats.containsKey("error")) {
            return Paint.Ink.RED;
        }
        boolean unknown = !RunEnd.CATEGORIES.containsAll(stats.keySet());
        if (stats.containsKey("warnings") || stats.containsKey("xpassed") || unknown) {
            return Paint.Ink.YELLOW;
        }
        return stats.containsKey("passed") ? Paint.Ink.GREEN : Paint.Ink.YELLOW;
    }

    private static String text(Map<String, Integer> stats, double seconds, Paint paint) {
        Paint.Ink main = color(stats);
        StringBuilder line = new StringBuilder();
        for (String category : RunEnd.CATEGORIES) {
            append(category, stats, main, paint, line);
        }
        for (String category : stats.keySet()) {
            if (!RunEnd.CATEGORIES.contains(category)) {
                append(category, stats, main, paint, line);
            }
        }
        if (line.isEmpty()) {
            line.append(paint.mark("no tests ran", Paint.Ink.YELLOW));
        }
        return line + paint.mark(" in " + Durations.ofSession(seconds), main);
    }

    private static void append(
            String category,
            Map<String, Integer> stats,
            Paint.Ink main,
            Paint paint,
            StringBuilder line) {
        int count = stats.getOrDefault(category, 0);
        if (count == 0) {
            return;
        }
        Paint.Ink own =
                switch (category) {
                    case "failed", "error", "subtests failed" -> Paint.Ink.RED;
                    case "passed", "subtests passed" -> Paint.Ink.GREEN;
                    default -> Paint.Ink.YELLOW;
                };
        String part = count + " " + noun(category, count);
        line.append(line.isEmpty() ? "" : ", ");
        line.append(own == main ? paint.mark(part, own, Paint.Ink.BOLD) : paint.mark(part, own));
    }

    private static String noun(String category, int count) {
        return switch (category) {
            case "error" -> count == 1 ? "error" : "errors";
            case "warnings" -> count == 1 ? "warning" : "warnings";
            default -> category;
        };
    }
}
