package org.fastest.report;

import java.util.Locale;
import org.fastest.model.PhaseReport;
import org.jspecify.annotations.Nullable;

/** How progress shows one report: pytest's letters, words and colours. */
final class Words {
    private Words() {}

    /** The letter among the dots; empty where nothing is shown. */
    static String letter(PhaseReport report) {
        if (report.subtest() != null) {
            return switch (report.category()) {
                case "failed", "subtests failed" -> "u";
                case "xfailed", "subtests xfailed" -> "y";
                case "skipped", "subtests skipped" -> "-";
                case "" -> "";
                default -> ",";
            };
        }
        return switch (report.category()) {
            case "" -> "";
            case "passed" -> ".";
            case "skipped" -> "s";
            case "failed" -> "F";
            case "error" -> "E";
            case "xfailed" -> "x";
            case "xpassed" -> "X";
            default -> report.category().substring(0, 1).toUpperCase(Locale.ROOT);
        };
    }

    /** The word that {@code -v} shows. */
    static String word(PhaseReport report) {
        String word =
                switch (report.category()) {
                    case "xfailed" -> "XFAIL";
                    case "xpassed" -> "XPASS";
                    default -> report.category().toUpperCase(Locale.ROOT);
                };
        @Nullable String subtest = report.subtest();
        if (subtest == null) {
            return word;
        }
        String plain = word.startsWith("SUBTESTS ") ? word.substring(9) : word;
        return "SUB" + plain + " " + subtest;
    }

    static Paint.Ink ink(PhaseReport report) {
        if (report.category().startsWith("x")) {
            return Paint.Ink.YELLOW;
        }
        return switch (report.outcome()) {
            case "passed" -> Paint.Ink.GREEN;
            case "failed" -> Paint.Ink.RED;
            default -> Paint.Ink.YELLOW;
        };
    }

    /** Whether {@code -v} shows the reason behind the word. */
    static boolean showsReason(PhaseReport report) {
        return report.outcome().equals("skipped") || report.category().startsWith("x");
    }
}
