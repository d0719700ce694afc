package org.fastest.report;

import java.io.PrintStream;
import java.util.List;
import org.fastest.model.CollectError;
import org.fastest.model.Crash;
import org.fastest.model.Failure;
import org.fastest.model.Frame;
import org.fastest.model.Phase;
import org.fastest.model.PhaseReport;
import org.fastest.model.ReportOptions;
import org.fastest.model.Section;
import org.jspecify.annotations.Nullable;

/** The sections behind the tests: errors, failures, and what else was asked for. */
final class Problems {
    private final Style style;
    private final Paint paint;
    private final ReportOptions options;
    private final Reported reported;
    private final PrintStream out;

    Problems(Style style, Paint paint, ReportOptions options, Reported reported, PrintStream out) {
        this.style = style;
        this.paint = paint;
        this.options = options;
        this.reported = reported;
        this.out = out;
    }

    /** Errors and failures, and expected ones where their tracebacks were asked for. */
    void print() {
        if (options.traceback().equals("no")) {
            return;
        }
        List<Reported.One> errors = reported.of("error");
        if (!reported.collectErrors().isEmpty() || !errors.isEmpty()) {
            out.println(Paint.fill('=', "ERRORS", 6, style.width()));
            for (CollectError error : reported.collectErrors()) {
                heading("ERROR collecting " + error.nodeId(), Paint.Ink.RED);
                text(error.text(), error.ansi());
            }
            for (Reported.One one : errors) {
                heading(
                        "ERROR at " + one.report().phase().word() + " of " + one.name(),
                        Paint.Ink.RED);
                body(one);
            }
        }
        failures("FAILURES", reported.of("failed"));
        if (options.expectedTracebacks()) {
            failures("XFAILURES", reported.of("xfailed"));
        }
    }

    /** What tests printed that passed, where it was asked for. */
    void printPasses() {
        if (!options.traceback().equals("no")) {
            passes('P', "PASSES", "passed");
            passes('X', "XPASSES", "xpassed");
        }
    }

    private void failures(String title, List<Reported.One> failures) {
        if (failures.isEmpty()) {
            return;
        }
        out.println(Paint.fill('=', title, Columns.of(title), style.width()));
        boolean inLines = options.traceback().equals("line");
        for (Reported.One one : failures) {
            if (inLines) {
                body(one);
                line(crash(one));
            } else {
                heading(one.name(), Paint.Ink.RED);
                body(one);
            }
        }
    }

    private void passes(char letter, String title, String category) {
        List<Reported.One> passes = reported.of(category);
        if (options.chars().indexOf(letter) < 0 || passes.isEmpty()) {
            return;
        }
        out.println(Paint.fill('=', title, Columns.of(title), style.width()));
        for (Reported.One one : passes) {
            if (hasOutput(one)) {
                heading(one.name(), Paint.Ink.GREEN);
                body(one);
            }
        }
    }

    /**
     * Says how to get at a debugger's prompt that found no terminal: the test's process has none,
     * but with {@code --pdb}.
     */
    private void prompt(Reported.One one, Failure failure) {
        for (Frame frame : failure.frames()) {
            if (frame.path().endsWith("/bdb.py") || frame.path().endsWith("\\bdb.py")) {
                line(
                        "breakpoint() needs a terminal: fastest run --pdb \""
                                + one.test().id().nodeId()
                                + "\"");
                return;
            }
        }
    }

    private static String crash(Reported.One one) {
        Failure failure = one.report().failure();
        Crash crash = failure == null ? null : failure.crash();
        if (crash == null) {
            return failure == null ? "" : failure.text().strip();
        }
        String message = crash.message();
        int newline = message.indexOf('\n');
        String first = newline < 0 ? message : message.substring(0, newline);
        return crash.path() + ":" + crash.line() + ": " + first;
    }

    private void heading(String title, Paint.Ink ink) {
        out.println(paint.line('_', title, style.width(), ink, Paint.Ink.BOLD));
    }

    private void body(Reported.One one) {
        Failure failure = one.report().failure();
        if (failure != null) {
            text(failure.text(), failure.ansi());
            prompt(one, failure);
        }
        boolean withTeardown = one.report().phase() == Phase.TEARDOWN || isTornDown(one);
        for (Section section : one.test().output()) {
            boolean isOfTeardown = section.phase() == Phase.TEARDOWN;
            if ((isOfTeardown && !withTeardown) || !isShown(section)) {
                continue;
            }
            String title = "Captured " + section.stream() + " " + section.phase().word();
            out.println(Paint.fill('-', title, Columns.of(title), style.width()));
            line(section.text());
        }
    }

    /** Whether the teardown has no report that shows its output itself. */
    private static boolean isTornDown(Reported.One one) {
        if (one.report().phase() == Phase.SETUP) {
            return false;
        }
        for (PhaseReport report : one.test().phases()) {
            if (report.phase() == Phase.TEARDOWN && !report.category().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasOutput(Reported.One one) {
        for (Section section : one.test().output()) {
            if (section.phase() != Phase.TEARDOWN || isTornDown(one)) {
                return true;
            }
        }
        return false;
    }

    private boolean isShown(Section section) {
        return options.capture().equals("all") || options.capture().equals(section.stream());
    }

    private void text(String plain, @Nullable String ansi) {
        String text = paint.on() && ansi != null ? ansi : plain;
        // With --tb=line pytest has nothing to show but the line.
        if (!text.isEmpty() || !options.traceback().equals("line")) {
            line(text);
        }
    }

    private void line(String text) {
        out.print(text);
        if (!text.endsWith("\n")) {
            out.println();
        }
    }
}
