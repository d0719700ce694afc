package org.fastest.engine;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
import org.fastest.cache.Stamp;
import org.fastest.cache.World;
import org.fastest.index.Collected;
import org.fastest.index.FileTests;
import org.fastest.index.Wanted;
import org.fastest.index.Workspace;
import org.fastest.model.CollectError;
import org.fastest.model.CollectionReport;
import org.fastest.model.RunEnd;
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

    /** So often pytest is asked again without files that may have kept it from an answer. */
    private static final int MOST_QUESTIONS = 32;

    private final Collector collector;
    private final Function<Workspace, @Nullable Question> question;
    private final Consumer<Throwable> bugs;
    private final Precedence runs;
    private final ScheduledExecutorService clock = thread("fastest-reconcile-clock");
    private final ScheduledExecutorService work = thread("fastest-reconcile");
    private final Map<Workspace, Due> due = new LinkedHashMap<>();

    /** Used by the one thread that works. */
    private final Map<Workspace, Known> known = new WeakHashMap<>();

    /** Those whose last collection was broken off. */
    private final Set<Workspace> brokenOff =
            java.util.Collections.newSetFromMap(new WeakHashMap<>());

    private @Nullable Workspace current;
    private @Nullable RunHandle handle;
    private @Nullable Future<?> limit;
    private boolean isOvertaken;
    private boolean isOverdue;
    private boolean isClosed;

    /** What earlier collections of a workspace left. */
    private static final class Known {
        private final Worlds worlds = new Worlds();

        /** Files that could not be collected for a reason that may lie elsewhere. */
        private final Set<String> failed = new LinkedHashSet<>();

        /** Files that were said to be the reason. */
        private final Set<String> blamed = new LinkedHashSet<>();
    }

    /**
     * What pytest is to be asked about a workspace.
     *
     * @param request for all of its files
     * @param rootdir absolute
     * @param inifile where its settings stand, absolute, or null
     */
    record Question(RunRequest request, Path rootdir, @Nullable Path inifile) {}

    /**
     * How one collection ended.
     *
     * @param report what was collected, or null
     * @param end why there is no report, or null where it was broken off
     * @param errors files and folders that failed
     */
    private record Outcome(
            @Nullable CollectionReport report, @Nullable RunEnd end, List<CollectError> errors) {}

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
     * @param runs what goes before it
     */
    Reconciler(
            Collector collector,
            Function<Workspace, @Nullable Question> question,
            Consumer<Throwable> bugs,
            Precedence runs) {
        this.collector = collector;
        this.question = question;
        this.bugs = bugs;
        this.runs = runs;
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
        // One in a row is broken off: else somebody who saves all the time never sees an end.
        if (workspace.equals(current) && brokenOff.add(workspace)) {
            isOvertaken = true;
            if (handle != null) {
                handle.kill();
            }
        }
        due.put(workspace, new Due(later(workspace), done));
        return done;
    }

    private Future<?> later(Workspace workspace) {
        return clock.schedule(() -> come(workspace), QUIET_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** It has been quiet for a while: begins, unless somebody waits for a run. */
    private synchronized void come(Workspace workspace) {
        Due waiting = due.get(workspace);
        if (waiting != null && !isClosed && runs.delay(System.nanoTime()) > 0) {
            due.put(workspace, new Due(later(workspace), waiting.done));
        } else {
            work.execute(() -> turn(workspace));
        }
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
                if (!isOvertaken) {
                    brokenOff.remove(workspace);
                }
                current = null;
                handle = null;
                isOverdue = false;
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
        Known before = known.computeIfAbsent(workspace, one -> new Known());
        Set<String> stale = new LinkedHashSet<>(wanted.paths());
        stale.addAll(before.worlds.outdated());
        stale.addAll(before.failed);
        Question all = stale.isEmpty() ? null : question.apply(workspace);
        if (all == null) {
            return;
        }
        List<String> asked = new ArrayList<>();
        for (String path : stale) {
            if (Files.isRegularFile(all.rootdir.resolve(path))) {
                asked.add(path);
            }
        }
        before.failed.clear();
        Set<String> blamed = new LinkedHashSet<>();
        if (asked.isEmpty() || ask(all, workspace, wanted, asked, blamed)) {
            List<Collected> mended = new ArrayList<>();
            for (String path : before.blamed) {
                if (!blamed.contains(path)) {
                    mended.add(new Collected(path, List.of(), List.of()));
                }
            }
            workspace.collected(wanted.moment(), mended);
            before.blamed.clear();
            before.blamed.addAll(blamed);
        } else {
            before.failed.addAll(asked);
        }
    }

    /**
     * Asks about files, together first. Where that has no answer: without those that are to blame,
     * which are looked for by halves.
     *
     * @param blamed takes the files that something was said of in place of others
     * @return whether it came to an end
     */
    private boolean ask(
            Question all,
            Workspace workspace,
            Wanted wanted,
            List<String> asked,
            Set<String> blamed)
            throws InterruptedException {
        Deque<List<String>> parts = new ArrayDeque<>();
        parts.add(asked);
        for (int i = 0; i < MOST_QUESTIONS && !parts.isEmpty(); i++) {
            List<String> part = parts.removeFirst();
            Outcome outcome = ask(all.request.withOnly(files(all, part)), workspace, wanted, part);
            CollectionReport report = outcome.report;
            RunEnd end = outcome.end;
            if (report != null && report.together() != null) {
                List<String> paths = new ArrayList<>();
                for (FileTests file : workspace.snapshot().files()) {
                    paths.add(file.path());
                }
                return ask(all.request, workspace, wanted, paths).report != null;
            }
            if (report == null && end == null) {
                return false;
            }
            if (end == null) {
                continue;
            }
            Blame blame = Blame.of(end, outcome.errors, all.rootdir, all.inifile);
            List<String> hurt = new ArrayList<>(part);
            String culprit = blame.path();
            if (!blame.isGeneral() && part.size() > 1 && !blamed.contains(culprit)) {
                hurt.removeIf(path -> !blame.concerns(path));
            }
            if (culprit != null) {
                blamed.add(culprit);
            }
            tell(blame, hurt, workspace, wanted);
            List<String> rest = new ArrayList<>(part);
            rest.removeAll(hurt);
            if (hurt.isEmpty()) {
                int half = rest.size() / 2;
                parts.addFirst(List.copyOf(rest.subList(half, rest.size())));
                parts.addFirst(List.copyOf(rest.subList(0, half)));
            } else if (!rest.isEmpty()) {
                parts.addFirst(rest);
            }
        }
        return true;
    }

    private static List<String> files(Question all, List<String> paths) {
        List<String> files = new ArrayList<>();
        for (String path : paths) {
            files.add(all.rootdir.resolve(path).normalize().toString());
        }
        return files;
    }

    /** These have no tests now; why is told once, where it lies. */
    private void tell(Blame blame, List<String> hurt, Workspace workspace, Wanted wanted) {
        List<Collected> failed = new ArrayList<>();
        String culprit = blame.path();
        if (culprit != null && !hurt.isEmpty()) {
            failed.add(new Collected(culprit, List.of(), List.of(blame.error(culprit))));
        }
        for (String path : hurt) {
            failed.add(new Collected(path, List.of(), List.of(blame.error(hurt.getFirst()))));
        }
        workspace.collected(wanted.moment(), failed);
        Known left = known.computeIfAbsent(workspace, one -> new Known());
        left.worlds.put(hurt, null);
        left.failed.addAll(hurt);
    }

    /** Asks one question and hands the answer over, unless a part of it depends on the rest. */
    private Outcome ask(RunRequest request, Workspace workspace, Wanted wanted, List<String> paths)
            throws InterruptedException {
        List<Path> files = new ArrayList<>();
        for (String path : paths) {
            files.add(workspace.snapshot().rootdir().resolve(path));
        }
        List<@Nullable Stamp> then = Stamp.of(files);
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
        RunEnd end = null;
        if (remembered != null && remembered.isTrue()) {
            report = remembered.kept().report(request.project());
            world = remembered.kept().world();
        } else {
            Answer answer = collector.collect(request, remembered, this::started);
            report = answer.report();
            errors = answer.errors();
            end = answer.end();
            if (report != null && report.world() != null) {
                world = new World(report.world().getBytes(StandardCharsets.UTF_8));
            }
        }
        synchronized (this) {
            if (isOvertaken || isClosed) {
                return new Outcome(null, null, errors);
            }
            if (report == null && isOverdue) {
                isOverdue = false;
                String message = "pytest took more than " + LONGEST_SECONDS + " s to collect this";
                end = new RunEnd(RunEnd.Reason.TIMEOUT, 2, message, Map.of(), LONGEST_SECONDS);
            }
        }
        if (report == null) {
            return new Outcome(null, end, errors);
        }
        if (request.only() == null || report.together() == null) {
            List<String> same = unchanged(paths, files, then);
            known.computeIfAbsent(workspace, one -> new Known()).worlds.put(same, world);
            workspace.collected(wanted.moment(), PerFile.of(report, errors, same));
        }
        return new Outcome(report, null, errors);
    }

    /** Those that pytest has seen as they are now; the others will be asked about again. */
    private static List<String> unchanged(
            List<String> paths, List<Path> files, List<@Nullable Stamp> then) {
        List<@Nullable Stamp> now = Stamp.of(files);
        List<String> unchanged = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            Stamp before = then.get(i);
            Stamp after = now.get(i);
            if (before != null && before.equals(after)) {
                unchanged.add(paths.get(i));
            }
        }
        return unchanged;
    }

    private synchronized void started(RunHandle begun) {
        handle = begun;
        if (isOvertaken) {
            begun.kill();
        } else {
            stopLimit();
            limit = clock.schedule(() -> overdue(begun), LONGEST_SECONDS, TimeUnit.SECONDS);
        }
    }

    private synchronized void overdue(RunHandle hanging) {
        isOverdue = true;
        hanging.kill();
    }

    private void stopLimit() {
        if (limit != null) {
            limit.cancel(false);
            limit = null;
        }
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
