package org.fastest.lsp;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.fastest.config.Options;
import org.fastest.model.RunEnd;
import org.fastest.model.RunEvent;
import org.fastest.report.JsonReport;
import org.fastest.report.JunitReport;
import org.fastest.report.ReportException;
import org.fastest.run.RunListener;

/**
 * Writes the files that an editor's run was asked for, before its client hears of its end. What
 * keeps one from being written is part of that end, and the exit code is that of a usage error
 * then.
 */
final class RunReports implements RunListener {
    private static final int USAGE = 4;

    private final List<JsonReport> files = new ArrayList<>();
    private final JunitReport junit;
    private final List<String> problems = new ArrayList<>();
    private final RunListener next;

    /**
     * The reports of one project's run.
     *
     * @param part what is run
     * @param folder what their paths are relative to
     * @param next hears every event, too
     */
    RunReports(RunParts.Part part, Path folder, Instant now, RunListener next) {
        this.next = next;
        Options options = Options.parse(part.settings().args());
        String file = options.junitFile();
        this.junit =
                new JunitReport(
                        new JunitReport.Asked(
                                file == null ? null : folder.resolve(file), options.junitPrefix()),
                        now);
        for (String report : part.reports()) {
            try {
                files.add(new JsonReport(folder.resolve(report), now));
            } catch (ReportException unwritable) {
                problems.add(String.valueOf(unwritable.getMessage()));
            }
        }
    }

    /** Whether runs of several projects would write one file. */
    static boolean isForOneOnly(RunParts.Part part) {
        String junit = Options.parse(part.settings().args()).junitFile();
        if (junit != null && Path.of(junit).isAbsolute()) {
            return true;
        }
        for (String report : part.reports()) {
            if (Path.of(report).isAbsolute()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void on(RunEvent event) {
        for (JsonReport file : files) {
            file.on(event);
        }
        junit.on(event);
        next.on(
                event instanceof RunEvent.Ended(RunEnd end)
                        ? new RunEvent.Ended(closed(end))
                        : event);
    }

    private RunEnd closed(RunEnd end) {
        for (JsonReport file : files) {
            try {
                file.close();
            } catch (ReportException unwritable) {
                problems.add(String.valueOf(unwritable.getMessage()));
            }
        }
        try {
            junit.close();
        } catch (ReportException unwritable) {
            problems.add(String.valueOf(unwritable.getMessage()));
        }
        if (problems.isEmpty()) {
            return end;
        }
        String why = String.join("\n", problems);
        String message = end.message() == null ? why : end.message() + "\n" + why;
        return new RunEnd(end.reason(), USAGE, message, end.stats(), end.seconds());
    }
}
