package org.fastest.engine;

import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.fastest.bridge.Launcher;
import org.fastest.bridge.SessionEvent;
import org.fastest.bridge.Supervisors;
import org.fastest.bridge.Warm;
import org.fastest.bridge.WorkerException;
import org.fastest.bridge.WorkerMessage;
import org.fastest.bridge.WorkerOp;
import org.fastest.model.FileEngine;
import org.fastest.model.TimeLimits;
import org.jspecify.annotations.Nullable;

/**
 * What pytest's own collection says about how tests would be run.
 *
 * @param files which engine runs how many of a file's tests, in pytest's order
 * @param plugins installed ones that pytest has loaded, with their versions
 * @param problem what went wrong, or null
 * @param cold why no later run could start where this one had collected, or null
 */
public record Examination(
        List<FileEngine> files,
        List<String> plugins,
        @Nullable String problem,
        @Nullable String cold) {
    /** What stands before the reason why a session that has collected does not park. */
    private static final String LAYER = "collected: ";

    private static final long PATIENCE_SECONDS = 120;

    public Examination {
        files = List.copyOf(files);
        plugins = List.copyOf(plugins);
    }

    /**
     * Collects and ends.
     *
     * @param select just these node ids, or null for all that the arguments give
     * @param full files, relative to the rootdir, that pytest runs in any case, with reasons
     */
    static Examination ask(
            Supervisors supervisors,
            Launcher.Place place,
            String name,
            List<String> args,
            @Nullable List<String> select,
            Map<String, String> full)
            throws InterruptedException {
        WorkerOp.Open open =
                new WorkerOp.Open(
                        name,
                        0,
                        name,
                        new WorkerOp.Runner.Lean(full),
                        place.cwd().toString(),
                        args,
                        select,
                        null,
                        true,
                        false,
                        Map.of(),
                        TimeLimits.NONE,
                        false,
                        // So that it says why it could not be kept; it leaves with its session.
                        Warm.RUN,
                        WorkerOp.Part.WHOLE);
        BlockingQueue<WorkerMessage> heard = new LinkedBlockingQueue<>();
        try {
            supervisors.at(place).open(open, (message, bytes) -> heard.add(message));
        } catch (WorkerException notStarted) {
            return failed(String.valueOf(notStarted.getMessage()));
        }
        return listen(heard);
    }

    private static Examination listen(BlockingQueue<WorkerMessage> heard)
            throws InterruptedException {
        Examination found = new Examination(List.of(), List.of(), null, null);
        while (true) {
            WorkerMessage message = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            switch (message) {
                case null -> {
                    return failed("the collection takes too long");
                }
                case WorkerMessage.Engines engines ->
                        found =
                                new Examination(
                                        engines.files(),
                                        engines.plugins(),
                                        found.problem,
                                        found.cold);
                case WorkerMessage.Unparked unparked -> found = found.cold(unparked.why());
                case WorkerMessage.Events events -> {
                    for (SessionEvent event : events.events()) {
                        found = found.with(problem(event));
                    }
                }
                case WorkerMessage.Exited exited -> {
                    return found;
                }
                case WorkerMessage.Lost lost -> {
                    return failed(lost.why());
                }
                case WorkerMessage.Stale stale -> {
                    return failed(stale.file() + " has just changed");
                }
                case WorkerMessage.Hello _,
                        WorkerMessage.Opened _,
                        WorkerMessage.Refused _,
                        WorkerMessage.Collected _,
                        WorkerMessage.Quick _,
                        WorkerMessage.Raw _ -> {}
            }
        }
    }

    private static @Nullable String problem(SessionEvent event) {
        if (event instanceof SessionEvent.Ended ended) {
            return ended.message();
        }
        return event instanceof SessionEvent.CollectFailed failed
                ? failed.error().nodeId() + " cannot be collected"
                : null;
    }

    /** The first problem is the one that says most. */
    private Examination with(@Nullable String later) {
        return new Examination(files, plugins, problem == null ? later : problem, cold);
    }

    private Examination cold(String why) {
        String reason = why.startsWith(LAYER) ? why.substring(LAYER.length()) : why;
        return new Examination(files, plugins, problem, reason);
    }

    private static Examination failed(String problem) {
        return new Examination(List.of(), List.of(), problem, null);
    }
}
