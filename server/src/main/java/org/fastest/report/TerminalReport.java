package org.fastest.report;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.fastest.model.CollectSkip;
import org.fastest.model.CollectionReport;
import org.fastest.model.Kind;
import org.fastest.model.ReportOptions;
import org.fastest.model.RunEnd;
import org.fastest.model.RunEvent;
import org.fastest.model.RunItem;
import org.fastest.model.TestId;
import org.fastest.run.RunListener;
import org.jspecify.annotations.Nullable;

/** A run for people at a terminal: progress while it goes on, then pytest's sections and words. */
public final class TerminalReport implements RunListener {
    private Style style;
    private final PrintStream out;
    private final LongSupplier nanos;
    private final Paint paint;
    private final Reported reported;
    private final Slowest slowest = new Slowest();
    private final StringBuilder conclusions = new StringBuilder();
    private List<CollectSkip> skips = List.of();
    private int collected;
    private final Warnings warnings = new Warnings();
    private final Set<TestId> doctests = new HashSet<>();
    private Names names;
    private Progress progress;
    private RunEvent.@Nullable Ready ready;
    private ReportOptions options;

    /** Whether raw output has left the cursor within a line. */
    private boolean withinLine;

    private String coverage = "";
    private boolean begun;

    /**
     * Writes to a stream, which should encode UTF-8 and is flushed, never closed.
     *
     * @param nanos a clock as {@link System#nanoTime}, for how often a live line is drawn
     */
    public TerminalReport(Style style, PrintStream out, LongSupplier nanos) {
        this.style = style;
        this.out = out;
        this.nanos = nanos;
        this.paint = new Paint(style.color());
        this.names = new Names(style.cwd(), style.cwd());
        this.options = ReportOptions.standard(style.verbosity());
        this.reported = new Reported(options);
        this.progress = progress(1);
    }

    @Override
    public void on(RunEvent event) {
        if (withinLine && writes(event)) {
            out.println();
            withinLine = false;
        }
        // No pattern switch: a cold run would link it while tests wait.
        if (event instanceof RunEvent.Started started) {
            progress.start(started.id().nodeId());
        } else if (event instanceof RunEvent.Finished finished) {
            progress.finish(finished.result());
            reported.add(finished.result(), doctests.contains(finished.result().id()));
            if (options.durations() != null) {
                slowest.add(finished.result());
            }
        } else if (event instanceof RunEvent.Ready told) {
            ready = told;
            progress = progress(told.workers());
        } else if (event instanceof RunEvent.Configured configured) {
            configure(configured.options());
        } else if (event instanceof RunEvent.Concluded concluded) {
            conclusions.append(concluded.text());
        } else if (event instanceof RunEvent.Collected collected) {
            begin(collected.report());
        } else if (event instanceof RunEvent.CollectFailed failed) {
            reported.add(failed.error());
        } else if (event instanceof RunEvent.RawOutput raw) {
            interrupt(raw.text());
        } else if (event instanceof RunEvent.Warned warned) {
            warnings.add(warned.warning());
        } else if (event instanceof RunEvent.Covered told) {
            coverage = told.coverage().text();
        } else if (event instanceof RunEvent.DebuggerAwaited awaited) {
            interrupt("waiting for a debugger on " + awaited.host() + ":" + awaited.port() + "\n");
        } else if (event instanceof RunEvent.WorkerLost lost) {
            interrupt(lost.message() + "\n");
        } else if (event instanceof RunEvent.Ended ended) {
            end(ended.end());
        }
    }

    private Progress progress(int workers) {
        if (style.verbosity() > 0) {
            return new LineProgress(style, paint, out);
        }
        return style.live()
                ? new LiveProgress(style, paint, out, nanos)
                : new DotProgress(style, paint, out, workers);
    }

    /** What pytest has read of its options goes before what the command line says of them. */
    private void configure(ReportOptions told) {
        options = told;
        reported.configure(told);
        style = style.at(told.verbosity());
        RunEvent.Ready before = ready;
        progress = progress(before == null ? 1 : before.workers());
    }

    private void begin(CollectionReport report) {
        begun = true;
        skips = report.skipped();
        collected = report.items().size();
        names = new Names(style.cwd(), Path.of(report.rootdir()));
        for (RunItem item : report.items()) {
            if (item.kind() == Kind.DOCTEST) {
                doctests.add(item.id());
            }
        }
        if (style.verbosity() >= 0 && options.header()) {
            header(report);
        }
        for (String line : options.headerLines()) {
            out.println(line);
        }
        if (!options.headerLines().isEmpty() && !style.live()) {
            out.println();
        }
        if (!options.collectOnly()) {
            progress.begin(report.items(), names);
        }
    }

    private void header(CollectionReport report) {
        StringBuilder line = new StringBuilder("fastest " + style.version());
        RunEvent.Ready told = ready;
        if (told != null && !told.python().isEmpty()) {
            line.append(" · Python ").append(told.python());
        }
        if (told != null && told.pytest() != null) {
            line.append(" · pytest ").append(told.pytest());
        }
        line.append(" · rootdir: ").append(report.rootdir());
        if (told != null && told.workers() > 0) {
            line.append(" · ").append(told.workers());
            line.append(told.workers() == 1 ? " worker" : " workers");
        }
        out.println(line);
        if (!style.live() && options.headerLines().isEmpty()) {
            out.println();
        }
        out.flush();
    }

    private void interrupt(String text) {
        if (!withinLine) {
            progress.pause();
        }
        out.print(text);
        withinLine = !text.endsWith("\n");
        out.flush();
    }

    /** Raw output comes in pieces, which only something else may break. */
    private static boolean writes(RunEvent event) {
        return event instanceof RunEvent.Collected
                || event instanceof RunEvent.Started
                || event instanceof RunEvent.Finished
                || event instanceof RunEvent.WorkerLost
                || event instanceof RunEvent.Ended;
    }

    private void end(RunEnd end) {
        progress.end();
        if (!begun && end.exitCode() == 4) {
            // As pytest: a usage error is its message and nothing else.
            message(end);
            out.flush();
            return;
        }
        sections();
        message(end);
        if (options.collectOnly() && style.verbosity() >= -1) {
            int width = style.verbosity() < 0 ? 0 : style.width();
            out.println(CollectionLine.of(collected, end, width, paint));
        } else if (style.verbosity() >= 0) {
            out.println(ClosingLine.wide(end.stats(), end.seconds(), style.width(), paint));
        } else if (style.verbosity() == -1) {
            out.println(ClosingLine.quiet(end.stats(), end.seconds(), paint));
        }
        out.flush();
    }

    private void sections() {
        Problems problems = new Problems(style, paint, options, reported, out);
        if (options.summary()) {
            problems.print();
            if (options.chars().indexOf('w') >= 0) {
                warnings.print(style, names, paint, out);
            }
            problems.printPasses();
        }
        if (!conclusions.isEmpty()) {
            out.print(conclusions);
        }
        Integer durations = options.durations();
        if (durations != null) {
            slowest.print(options, durations, style, out);
        }
        junit();
        out.print(coverage.isEmpty() ? "" : "\n" + coverage);
        if (options.summary()) {
            List<String> lines =
                    ShortSummary.lines(
                            style,
                            paint,
                            names,
                            reported,
                            options.chars(),
                            options.foldsSkipped(),
                            skips);
            if (!lines.isEmpty()) {
                String title = "short test summary info";
                out.println(paint.line('=', title, style.width(), Paint.Ink.CYAN, Paint.Ink.BOLD));
                lines.forEach(out::println);
            }
        }
    }

    private void junit() {
        ReportOptions.@Nullable Junit junit = options.junit();
        if (junit != null && style.verbosity() >= 0) {
            String title = "generated xml file: " + junit.file();
            out.println(Paint.fill('-', title, Columns.of(title), style.width()));
        }
    }

    /** pytest puts the reason for an early end between exclamation marks. */
    private void message(RunEnd end) {
        @Nullable String message = end.message();
        List<String> lines = message == null ? List.of() : List.of(message.split("\n", -1));
        int from = 0;
        if (end.reason() == RunEnd.Reason.CANCELLED) {
            out.println(Paint.fill('!', "KeyboardInterrupt", 17, style.width()));
        } else if (end.exitCode() == 2 && !lines.isEmpty()) {
            String title = interruption(lines.get(0));
            out.println(Paint.fill('!', title, Columns.of(title), style.width()));
            from = 1;
        } else if (end.exitCode() == 1 && lines.size() > 0 && lines.get(0).startsWith("stopping")) {
            out.println(paint.line('!', lines.get(0), style.width(), Paint.Ink.RED));
            from = 1;
        }
        for (String line : lines.subList(from, lines.size())) {
            out.println(line);
        }
    }

    private static String interruption(String message) {
        if (message.equals("interrupted")) {
            return "KeyboardInterrupt";
        }
        return message.startsWith("exit: ")
                ? "_pytest.outcomes.Exit: " + message.substring(6)
                : "Interrupted: " + message;
    }
}
