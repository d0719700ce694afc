package org.fastest.engine;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.fastest.cache.World;
import org.fastest.index.Collected;
import org.fastest.index.FileTests;
import org.fastest.index.Wanted;
import org.fastest.index.Workspace;
import org.fastest.model.CollectError;
import org.fastest.model.CollectionReport;
import org.fastest.model.RunItem;
import org.fastest.run.RunHandle;
import org.fastest.run.RunRequest;
import org.jspecify.annotations.Nullable;

/**
 * Lets pytest collect, in the background, the files whose texts do not tell everything, and hands
 * the answer to their workspace. One collection at a time; one that is overtaken by a new request
 * for the same workspace is broken off and begun anew. Thread-safe.
 */
final class Reconciler implements AutoCloseable {
    /** Saves and changes on disk come in bursts. */
    private static final long QUIET_MILLIS = 250;

    /** A module that is imported for so long hangs: nobody may wait for it in the background. */
    private static final long LONGEST_SECONDS = 120;

    private final Collector collector;
    private final Function<Workspace, @Nullable RunRequest> question;
    private final Consumer<Throwable> bugs;
    private final ScheduledExecutorService clock = thread("fastest-reconcile-clock");
    private final ScheduledExecutorService work = thread("fastest-reconcile");
    private final Map<Workspace, Due> due = new LinkedHashMap<>();

    /** Used by the one thread that works. */
    private final Map<Workspace, Worlds> worlds = new WeakHashMap<>();

    private @Nullable Workspace current;
    private @Nullable RunHandle handle;
    private @Nullable Future<?> limit;
    private boolean isOvertaken;
    private boolean isClosed;

    /**
     * A workspace that waits for its turn.
     *
     * @param turn begins when it has been quiet
     * @param done ends when nothing is left to collect, or nothing can be
     */
    private record Due(Future<?> turn, CompletableFuture<@Nullable Void> done) {}

    /**
     * Starts no thread yet.
     *
     * @param question what pytest has to be asked about a whole workspace; null where there is none
     *     to ask
     * @param bugs hears of what should not have happened
     */
    Reconciler(
            Collector collector,
            Function<Workspace, @Nullable RunRequest> question,
            Consumer<Throwable> bugs) {
        this.collector = collector;
        this.question = question;
        this.bugs = bugs;
    }

    /** Asks for a collection soon; the answer ends when it is done. */
    synchronized CompletableFuture<@Nullable Void> want(Workspace workspace) {
        Due waiting = due.remove(workspace);
        CompletableFuture<@Nullable Void> done =
                waiting == null ? new CompletableFuture<>() : waiting.done;
        if (isClosed) {
            done.complete(null);
            return done;
        }
        if (waiting != null) {
            waiting.turn.cancel(false);
        }
        if (workspace.equals(current)) {
            isOvertaken = true;
            if (handle != null) {
                handle.kill();
            }
        }
        Future<?> turn =
                clock.schedule(
                        () -> work.execute(() -> turn(workspace)),
                        QUIET_MILLIS,
                        TimeUnit.MILLISECONDS);
        due.put(workspace, new Due(turn, done));
        return done;
    }

    @Override
    public void close() {
        List<Due> waiting;
        synchronized (this) {
            isClosed = true;
            isOvertaken = true;
            waiting = new ArrayList<>(due.values());
            due.clear();
            if (handle != null) {
                handle.kill();
            }
        }
        clock.shutdownNow();
        work.shutdownNow();
        for (Due each : waiting) {
            each.done.complete(null);
        }
    }

    private void turn(Workspace workspace) {
        Due mine;
        synchronized (this) {
            mine = due.remove(workspace);
            if (mine == null || isClosed) {
                return;
            }
            current = workspace;
            isOvertaken = false;
        }
        try {
            reconcile(workspace);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error bug) {
            bugs.accept(bug);
        } finally {
            Due next;
            synchronized (this) {
                next = due.get(workspace);
                current = null;
                handle = null;
                stopLimit();
            }
            if (next == null) {
                mine.done.complete(null);
            } else {
                // Whoever waits for what was broken off waits for what took its place.
                CompletableFuture<Void> _ = next.done.thenRun(() -> mine.done.complete(null));
            }
        }
    }

    private void reconcile(Workspace workspace) throws InterruptedException {
        Wanted wanted = workspace.needsCollecting();
        Set<String> stale = new LinkedHashSet<>(wanted.paths());
        stale.addAll(worlds(workspace).outdated());
        RunRequest all = stale.isEmpty() ? null : question.apply(workspace);
        if (all == null) {
            return;
        }
        List<String> only = new ArrayList<>();
        List<String> asked = new ArrayList<>();
        for (String path : stale) {
            Path file = workspace.snapshot().rootdir().resolve(path).normalize();
            if (Files.isRegularFile(file)) {
                asked.add(path);
                only.add(file.toString());
            }
        }
        if (asked.isEmpty()) {
            return;
        }
        CollectionReport report = ask(all.withOnly(only), workspace, wanted, asked);
        if (report != null && report.together() != null) {
            List<String> paths = new ArrayList<>();
            for (FileTests file : workspace.snapshot().files()) {
                paths.add(file.path());
            }
            ask(all, workspace, wanted, paths);
        }
    }

    /** Asks one question and hands the answer over, unless a part of it depends on the rest. */
    private @Nullable CollectionReport ask(
            RunRequest request, Workspace workspace, Wanted wanted, List<String> paths)
            throws InterruptedException {
        Remembered remembered =
                collector.remembered(
                        collector.key(
                                request.interpreter().executable(),
                                request.cwd(),
                                request.args(),
                                request.only(),
                                request.env()));
        CollectionReport report;
        World world = null;
        List<CollectError> errors = List.of();
        if (remembered != null && remembered.isTrue()) {
            report = remembered.kept().report(request.project());
            world = remembered.kept().world();
        } else {
            Answer answer = collector.collect(request, remembered, this::started);
            report = answer.report();
            errors = answer.errors();
            if (report != null && report.world() != null) {
                world = new World(report.world().getBytes(StandardCharsets.UTF_8));
            }
        }
        synchronized (this) {
            if (report == null || isOvertaken) {
                return null;
            }
        }
        if (request.only() == null || report.together() == null) {
            worlds(workspace).put(paths, world);
            workspace.collected(wanted.moment(), byFile(report, errors, paths));
        }
        return report;
    }

    private Worlds worlds(Workspace workspace) {
        return worlds.computeIfAbsent(workspace, one -> new Worlds());
    }

    private synchronized void started(RunHandle begun) {
        handle = begun;
        if (isOvertaken) {
            begun.kill();
        } else {
            stopLimit();
            limit = clock.schedule(begun::kill, LONGEST_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void stopLimit() {
        if (limit != null) {
            limit.cancel(false);
            limit = null;
        }
    }

    /** What was said of each of the files; one without items or errors has no tests. */
    static List<Collected> byFile(
            CollectionReport report, List<CollectError> errors, List<String> paths) {
        Map<String, List<RunItem>> items = new HashMap<>();
        for (RunItem item : report.items()) {
            items.computeIfAbsent(fileOf(item.id().nodeId()), path -> new ArrayList<>()).add(item);
        }
        Map<String, List<CollectError>> failed = new HashMap<>();
        for (CollectError error : errors) {
            failed.computeIfAbsent(fileOf(error.nodeId()), path -> new ArrayList<>()).add(error);
        }
        List<Collected> files = new ArrayList<>();
        for (String path : paths) {
            files.add(
                    new Collected(
                            path,
                            items.getOrDefault(path, List.of()),
                            failed.getOrDefault(path, List.of())));
        }
        return files;
    }

    private static String fileOf(String nodeId) {
        int colons = nodeId.indexOf("::");
        return colons < 0 ? nodeId : nodeId.substring(0, colons);
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
