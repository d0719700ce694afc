package org.fastest.lsp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fastest.engine.RunSettings;
import org.fastest.model.RunEnd;
import org.fastest.model.Selection;
import org.fastest.run.RunHandle;
import org.jspecify.annotations.Nullable;

/**
 * The engine's runs that are one run to the client: one project after the other, so that there are
 * never more workers than were asked for. Used by the session's thread; only {@link #kill} may come
 * from another.
 */
final class RunParts {
    private final Starter starter;
    private final Deque<Part> waiting;
    private final @Nullable String remark;
    private final List<RunEnd> ends = new ArrayList<>();
    private volatile @Nullable RunHandle current;
    private volatile boolean isStopped;

    /**
     * What was asked for of one project.
     *
     * @param project whose tests
     * @param selection which of them
     */
    record Wanted(Project project, Selection selection) {}

    /**
     * What to run in one project.
     *
     * @param project whose tests
     * @param selection which of them
     * @param settings how
     * @param reports files of JSON reports, relative to the project's folder
     */
    record Part(Project project, Selection selection, RunSettings settings, List<String> reports) {}

    /** Starts the run of one part. */
    interface Starter {
        RunHandle start(Part part);
    }

    /**
     * Nothing runs yet.
     *
     * @param remark what else people should know at the end, or null
     */
    RunParts(List<Part> parts, @Nullable String remark, Starter starter) {
        this.waiting = new ArrayDeque<>(parts);
        this.remark = remark;
        this.starter = starter;
    }

    /** Starts the next part. */
    void next() {
        Part part = waiting.remove();
        RunHandle handle = starter.start(part);
        current = handle;
        if (isStopped) {
            handle.kill();
        }
    }

    /**
     * A part has ended.
     *
     * @return the end of the run as a whole, or null where it goes on with {@link #next}
     */
    @Nullable RunEnd ended(RunEnd end) {
        ends.add(end);
        if (!waiting.isEmpty() && !isStopped) {
            return null;
        }
        if (!waiting.isEmpty()) {
            ends.add(new RunEnd(RunEnd.Reason.CANCELLED, 2, null, Map.of(), 0));
        }
        return together(ends, remark);
    }

    /** Stops softly; parts that have not begun never do. */
    void cancel() {
        isStopped = true;
        RunHandle handle = current;
        if (handle != null) {
            handle.cancel();
        }
    }

    /** Stops at once. */
    void kill() {
        isStopped = true;
        RunHandle handle = current;
        if (handle != null) {
            handle.kill();
        }
    }

    /** Several ends as one: the worst of them, with all that is said of them. */
    static RunEnd together(List<RunEnd> ends, @Nullable String remark) {
        RunEnd.Reason reason = RunEnd.Reason.DONE;
        RunEnd worst = ends.getFirst();
        Map<String, Integer> stats = new LinkedHashMap<>();
        List<String> messages = new ArrayList<>();
        double seconds = 0;
        for (RunEnd end : ends) {
            reason = weight(end.reason()) > weight(reason) ? end.reason() : reason;
            worst = weight(end.exitCode()) > weight(worst.exitCode()) ? end : worst;
            end.stats().forEach((category, count) -> stats.merge(category, count, Integer::sum));
            if (end.message() != null && !messages.contains(end.message())) {
                messages.add(end.message());
            }
            seconds += end.seconds();
        }
        if (remark != null) {
            messages.add(remark);
        }
        String message = messages.isEmpty() ? null : String.join("\n", messages);
        return new RunEnd(reason, worst.exitCode(), message, stats, seconds);
    }

    private static int weight(RunEnd.Reason reason) {
        return switch (reason) {
            case DONE -> 0;
            case TIMEOUT -> 1;
            case CRASHED -> 2;
            case ERROR -> 3;
            case CANCELLED -> 4;
        };
    }

    /** Nothing collected (5) is the mildest: another project had tests. Higher codes are worse. */
    private static int weight(int exitCode) {
        return exitCode == 5 ? -1 : exitCode;
    }
}
