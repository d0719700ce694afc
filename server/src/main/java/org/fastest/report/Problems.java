package org.fastest.report;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.fastest.model.CollectError;
import org.fastest.model.Failure;
import org.fastest.model.Phase;
import org.fastest.model.PhaseReport;
import org.fastest.model.Section;
import org.fastest.model.TestResult;
import org.jspecify.annotations.Nullable;

/** The sections ERRORS and FAILURES and the short summary of them. */
final class Problems {
    private final Style style;
    private final Paint paint;
    private final List<CollectError> collectErrors = new ArrayList<>();
    private final List<One> errors = new ArrayList<>();
    private final List<One> failures = new ArrayList<>();

    private record One(TestResult test, PhaseReport report, boolean doctest) {}

    Problems(Style style, Paint paint) {
        this.style = style;
        this.paint = paint;
    }

    void add(CollectError error) {
        collectErrors.add(error);
    }

    /** Keeps what is bad of a result; the rest of it is let go. */
    void add(TestResult result, boolean doctest) {
        for (PhaseReport report : result.phases()) {
            if (report.category().equals("error")) {
                errors.add(new One(result, report, doctest));
            } else if (report.category().equals("failed")) {
                failures.add(new One(result, report, doctest));
            }
        }
    }

    void print(PrintStream out) {
        if (!collectErrors.isEmpty() || !errors.isEmpty()) {
            out.println(Paint.fill('=', "ERRORS", 6, style.width()));
            for (CollectError error : collectErrors) {
                heading("ERROR collecting " + error.nodeId(), out);
                text(error.text(), error.ansi(), out);
            }
            for (One one : errors) {
                heading("ERROR at " + one.report.phase().word() + " of " + name(one), out);
                body(one, out);
            }
        }
        if (!failures.isEmpty()) {
            out.println(Paint.fill('=', "FAILURES", 8, style.width()));
            for (One one : failures) {
                heading(name(one), out);
                body(one, out);
            }
        }
    }

    void printShort(Names names, PrintStream out) {
        if (collectErrors.isEmpty() && errors.isEmpty() && failures.isEmpty()) {
            return;
        }
        out.println(
                paint.line(
                        '=',
                        "short test summary info",
                        style.width(),
                        Paint.Ink.CYAN,
                        Paint.Ink.BOLD));
        for (One one : failures) {
            @Nullable String subtest = one.report.subtest();
            String word = subtest == null ? "FAILED" : "SUBFAILED" + subtest;
            summary(word, names.relative(one.test.id().nodeId()), message(one.report), out);
        }
        for (CollectError error : collectErrors) {
            summary("ERROR", names.relative(error.nodeId()), message(error), out);
        }
        for (One one : errors) {
            summary("ERROR", names.relative(one.test.id().nodeId()), message(one.report), out);
        }
    }

    private static String name(One one) {
        String name = Names.heading(one.test.id().nodeId());
        @Nullable String subtest = one.report.subtest();
        return (one.doctest ? "[doctest] " : "") + name + (subtest == null ? "" : " " + subtest);
    }

    private void heading(String title, PrintStream out) {
        out.println(paint.line('_', title, style.width(), Paint.Ink.RED, Paint.Ink.BOLD));
    }

    private void body(One one, PrintStream out) {
        @Nullable Failure failure = one.report.failure();
        if (failure != null) {
            text(failure.text(), failure.ansi(), out);
        }
        boolean failedSetup = one.report.phase() == Phase.SETUP;
        for (Section section : one.test.output()) {
            // What came later than a failed setup is the teardown's, which has a report of its own.
            if (failedSetup && section.phase() != Phase.SETUP) {
                continue;
            }
            String title = "Captured " + section.stream() + " " + section.phase().word();
            out.println(Paint.fill('-', title, Columns.of(title), style.width()));
            line(section.text(), out);
        }
    }

    private void text(String plain, @Nullable String ansi, PrintStream out) {
        line(paint.on() && ansi != null ? ansi : plain, out);
    }

    private static void line(String text, PrintStream out) {
        out.print(text);
        if (!text.endsWith("\n")) {
            out.println();
        }
    }

    private void summary(String word, String nodeId, @Nullable String message, PrintStream out) {
        int start = nodeId.indexOf("::");
        String shown =
                start < 0
                        ? nodeId
                        : nodeId.substring(0, start + 2)
                                + paint.mark(nodeId.substring(start + 2), Paint.Ink.BOLD);
        String line = paint.mark(word, Paint.Ink.RED) + " " + shown;
        if (message != null) {
            if (style.fullMessages() || style.verbosity() >= 2) {
                line += " - " + message;
            } else {
                int left = style.width() - Columns.of(word) - 1 - Columns.of(nodeId);
                @Nullable String trimmed = Columns.trimmed(" - ", message, "", left);
                line += trimmed == null ? "" : trimmed;
            }
        }
        out.println(line);
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
