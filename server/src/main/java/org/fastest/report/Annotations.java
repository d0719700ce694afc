package org.fastest.report;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fastest.model.CollectError;
import org.fastest.model.CollectionReport;
import org.fastest.model.Crash;
import org.fastest.model.Failure;
import org.fastest.model.Frame;
import org.fastest.model.PhaseReport;
import org.fastest.model.ReportOptions;
import org.fastest.model.RunEnd;
import org.fastest.model.RunEvent;
import org.fastest.model.RunItem;
import org.fastest.model.TestId;
import org.fastest.model.TestResult;
import org.fastest.run.RunListener;
import org.jspecify.annotations.Nullable;

/**
 * Failures and errors as GitHub's workflow commands ({@code ::error file=…,line=…,title=…::…}),
 * which GitHub shows beside the lines of a change. They are printed when the run has ended.
 */
public final class Annotations implements RunListener {
    /** GitHub keeps no more of a job. */
    private static final int MOST = 50;

    private static final int LONGEST = 4096;

    private final Path workspace;
    private final PrintStream out;
    private final List<String> commands = new ArrayList<>();
    private final Map<TestId, RunItem> items = new HashMap<>();
    private Path rootdir;
    private int more;
    private boolean isOthersPart;

    /**
     * Prints to a stream, which is flushed, never closed.
     *
     * @param workspace the checkout's folder, absolute: paths are told relative to it
     */
    public Annotations(Path workspace, PrintStream out) {
        this.workspace = workspace;
        this.rootdir = workspace;
        this.out = out;
    }

    @Override
    public void on(RunEvent event) {
        switch (event) {
            case RunEvent.Configured(ReportOptions options) -> isOthersPart = options.annotates();
            case RunEvent.Collected(CollectionReport report) -> {
                rootdir = Path.of(report.rootdir());
                for (RunItem item : report.items()) {
                    items.put(item.id(), item);
                }
            }
            case RunEvent.CollectFailed(CollectError error) ->
                    add(
                            rootdir.resolve(error.path()),
                            error.line(),
                            "collection of " + error.nodeId(),
                            error.text());
            case RunEvent.Finished(TestResult result) -> add(result);
            case RunEvent.Ended(RunEnd end) -> print();
            case RunEvent.Ready ready -> {}
            case RunEvent.Junit junit -> {}
            case RunEvent.Started started -> {}
            case RunEvent.Output output -> {}
            case RunEvent.RawOutput raw -> {}
            case RunEvent.Concluded concluded -> {}
            case RunEvent.Quick quick -> {}
            case RunEvent.Warned warned -> {}
            case RunEvent.Covered covered -> {}
            case RunEvent.DebuggerAwaited awaited -> {}
            case RunEvent.WorkerLost lost -> {}
        }
    }

    private void add(TestResult result) {
        @Nullable RunItem item = items.remove(result.id());
        for (PhaseReport report : result.phases()) {
            Failure failure = report.failure();
            boolean isBad = report.category().equals("failed") || report.category().equals("error");
            if (!isBad || failure == null) {
                continue;
            }
            String nodeId = result.id().nodeId();
            String subtest = report.subtest();
            Path file = rootdir.resolve(item == null ? TestId.fileOf(nodeId) : item.path());
            Integer line = item == null || item.line() == null ? null : item.line() + 1;
            for (Frame frame : failure.frames()) {
                line = frame.path().equals(file.toString()) ? Integer.valueOf(frame.line()) : line;
            }
            Crash crash = failure.crash();
            String text = failure.text().strip();
            add(
                    file,
                    line,
                    subtest == null ? nodeId : nodeId + " " + subtest,
                    crash == null || text.isEmpty() ? text : crash.message() + "\n\n" + text);
        }
    }

    private void add(Path file, @Nullable Integer line, String title, String message) {
        if (commands.size() == MOST) {
            more++;
            return;
        }
        String path =
                file.startsWith(workspace)
                        ? workspace.relativize(file).toString().replace('\\', '/')
                        : file.toString();
        String text = message.length() > LONGEST ? message.substring(0, LONGEST) + "…" : message;
        commands.add(
                "::error file="
                        + property(path)
                        + (line == null ? "" : ",line=" + line)
                        + ",title="
                        + property(title)
                        + "::"
                        + data(text));
    }

    private void print() {
        if (isOthersPart) {
            return;
        }
        for (String command : commands) {
            out.println(command);
        }
        if (more > 0) {
            out.println("::notice::" + more + " more failures and errors are in the log");
        }
        out.flush();
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
