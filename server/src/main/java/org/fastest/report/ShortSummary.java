package org.fastest.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fastest.model.CollectError;
import org.fastest.model.CollectSkip;
import org.fastest.model.Failure;
import org.fastest.model.Phase;
import org.fastest.model.PhaseReport;
import org.jspecify.annotations.Nullable;

/** The short summary: a line for each report of the kinds that {@code -r} names, in its order. */
final class ShortSummary {
    private final Style style;
    private final Paint paint;
    private final Names names;
    private final Reported reported;
    private final List<String> lines = new ArrayList<>();

    private ShortSummary(Style style, Paint paint, Names names, Reported reported) {
        this.style = style;
        this.paint = paint;
        this.names = names;
        this.reported = reported;
    }

    /**
     * Its lines without the heading.
     *
     * @param chars the letters of {@code -r}, spelled out
     * @param folds whether skips of one place are one line
     * @param skips modules that skipped themselves
     */
    static List<String> lines(
            Style style,
            Paint paint,
            Names names,
            Reported reported,
            String chars,
            boolean folds,
            List<CollectSkip> skips) {
        ShortSummary summary = new ShortSummary(style, paint, names, reported);
        for (int i = 0; i < chars.length(); i++) {
            switch (chars.charAt(i)) {
                case 'f' -> summary.simple("FAILED", "failed", Paint.Ink.RED);
                case 'E' -> summary.errors();
                case 'p' -> summary.simple("PASSED", "passed", Paint.Ink.GREEN);
                case 'x' -> summary.reasons("XFAIL", "xfailed");
                case 'X' -> summary.reasons("XPASS", "xpassed");
                case 's' -> summary.skips(folds, skips);
                default -> {}
            }
        }
        return summary.lines;
    }

    private void simple(String word, String category, Paint.Ink ink) {
        for (Reported.One one : reported.of(category)) {
            String subtest = one.report().subtest();
            String shown = subtest == null ? word : "SUB" + word + subtest;
            line(shown, ink, relative(one), message(one.report()));
        }
    }

    private void errors() {
        for (CollectError error : reported.collectErrors()) {
            line("ERROR", Paint.Ink.RED, names.relative(error.nodeId()), message(error));
        }
        simple("ERROR", "error", Paint.Ink.RED);
    }

    private void reasons(String word, String category) {
        for (Reported.One one : reported.of(category)) {
            String reason = one.report().reason();
            String at =
                    one.report().phase() == Phase.CALL
                            ? " "
                            : " at " + one.report().phase().word() + " of ";
            String shown = paint.mark(word, Paint.Ink.YELLOW) + at + marked(relative(one));
            lines.add(reason == null || reason.isEmpty() ? shown : shown + " - " + reason);
        }
    }

    private void skips(boolean folds, List<CollectSkip> modules) {
        Map<String, Integer> places = new LinkedHashMap<>();
        String word = paint.mark("SKIPPED", Paint.Ink.YELLOW);
        for (CollectSkip skip : modules) {
            String path = names.path(Path.of(skip.path()));
            if (folds) {
                String place = skip.line() == null ? path : path + ":" + skip.line();
                places.merge(place + ": " + orSkipped(skip.reason()), 1, Integer::sum);
            } else {
                lines.add(word + " " + path + " - " + whole(skip.reason()));
            }
        }
        for (Reported.One one : reported.of("skipped")) {
            String reason = one.report().reason() == null ? "" : one.report().reason();
            if (folds) {
                String place = one.report().place();
                String shown = place == null ? relative(one) : place;
                places.merge(shown + ": " + orSkipped(reason), 1, Integer::sum);
            } else {
                lines.add(word + " " + marked(relative(one)) + " - " + whole(reason));
            }
        }
        for (Map.Entry<String, Integer> place : places.entrySet()) {
            lines.add(word + " [" + place.getValue() + "] " + place.getKey());
        }
    }

    /** pytest's text of a skip for which nobody gave a reason. */
    private static String orSkipped(String reason) {
        return reason.isEmpty() ? "Skipped" : reason;
    }

    private static String whole(String reason) {
        return reason.isEmpty() ? "Skipped" : "Skipped: " + reason;
    }

    private String relative(Reported.One one) {
        return names.relative(one.test().id().nodeId());
    }

    private String marked(String nodeId) {
        int start = nodeId.indexOf("::");
        return start < 0
                ? nodeId
                : nodeId.substring(0, start + 2)
                        + paint.mark(nodeId.substring(start + 2), Paint.Ink.BOLD);
    }

    private void line(String word, Paint.Ink ink, String nodeId, @Nullable String message) {
        String line = paint.mark(word, ink) + " " + marked(nodeId);
        if (message != null) {
            if (style.fullMessages() || style.verbosity() >= 2) {
                line += " - " + message;
            } else {
                int left = style.width() - Columns.of(word) - 1 - Columns.of(nodeId);
                @Nullable String trimmed = Columns.trimmed(" - ", message, "", left);
                line += trimmed == null ? "" : trimmed;
            }
        }
        lines.add(line);
    }

    private static @Nullable String message(PhaseReport report) {
        @Nullable Failure failure = report.failure();
        if (failure == null) {
            return null;
        }
        return failure.crash() == null ? failure.text() : failure.crash().message();
    }

    /**
     * pytest has no message for files that cannot be imported, and the exception for the others.
     */
    private static @Nullable String message(CollectError error) {
        String text = error.text();
        if (text.startsWith("ImportError while importing") || text.contains("SyntaxError")) {
            return null;
        }
        @Nullable String message = null;
        boolean within = false;
        for (String line : text.split("\n", -1)) {
            boolean marked = line.startsWith("E   ");
            if (marked && !within) {
                message = line.substring(4);
            }
            within = marked;
        }
        return message;
    }
}
