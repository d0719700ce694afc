package org.fastest.lsp;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.fastest.engine.ChangedFiles;
import org.fastest.engine.Engine;
import org.fastest.engine.Explanation;
import org.fastest.engine.PythonChoice;
import org.fastest.engine.RunSettings;
import org.fastest.index.Division;
import org.fastest.index.Territory;
import org.fastest.index.Workspace;
import org.fastest.model.CollectionReport;
import org.fastest.model.Crash;
import org.fastest.model.Failure;
import org.fastest.model.Frame;
import org.fastest.model.Interpreter;
import org.fastest.model.Kind;
import org.fastest.model.Outcome;
import org.fastest.model.Phase;
import org.fastest.model.PhaseReport;
import org.fastest.model.RunEnd;
import org.fastest.model.RunEvent;
import org.fastest.model.RunItem;
import org.fastest.model.Selection;
import org.fastest.model.TestId;
import org.fastest.model.TestResult;
import org.fastest.run.RunHandle;
import org.fastest.run.RunListener;
import org.jspecify.annotations.Nullable;

/** An engine whose runs the test plays. */
final class FakeEngine implements Engine {
    final BlockingQueue<Run> runs = new LinkedBlockingQueue<>();
    final BlockingQueue<Workspace> collections = new LinkedBlockingQueue<>();
    volatile ChangedFiles changed = new ChangedFiles(List.of(), null);
    final Map<Path, Set<String>> importers = new ConcurrentHashMap<>();
    final BlockingQueue<PythonChoice> chosen = new LinkedBlockingQueue<>();
    volatile CompletableFuture<@Nullable Void> collected = CompletableFuture.completedFuture(null);
    final AtomicInteger looks = new AtomicInteger();

    /** Whose workspaces are opened instead of fake ones. */
    volatile @Nullable Engine index;

    volatile @Nullable CompletableFuture<Explanation> explained;
    final CountDownLatch closed = new CountDownLatch(1);
    private volatile CountDownLatch mayOpen = new CountDownLatch(0);
    volatile @Nullable FakeWorkspace workspace;
    volatile boolean isBroken;

    /** Lets nobody open a folder until {@link #letOpen}. */
    void hold() {
        mayOpen = new CountDownLatch(1);
    }

    void letOpen() {
        mayOpen.countDown();
    }

    /** A run as it was asked for; the test says what happens in it. */
    static final class Run implements RunHandle {
        final Selection selection;
        final RunSettings settings;
        final BlockingQueue<String> stops = new LinkedBlockingQueue<>();
        private final RunListener listener;
        private final String project;

        Run(String project, Selection selection, RunSettings settings, RunListener listener) {
            this.project = project;
            this.selection = selection;
            this.settings = settings;
            this.listener = listener;
        }

        void say(RunEvent event) {
            listener.on(event);
        }

        TestId id(String nodeId) {
            return TestId.of(project, nodeId);
        }

        void collect(String... nodeIds) {
            collect(List.of(), nodeIds);
        }

        void collect(List<String> unmatched, String... nodeIds) {
            List<RunItem> items = new ArrayList<>();
            for (String nodeId : nodeIds) {
                String path = nodeId.substring(0, nodeId.indexOf("::"));
                Kind kind = nodeId.endsWith("]") ? Kind.CASE : Kind.FUNCTION;
                items.add(new RunItem(id(nodeId), path, 0, kind, List.of()));
            }
            say(
                    new RunEvent.Collected(
                            new CollectionReport("/", null, items, 0, List.of(), unmatched)));
        }

        void pass(String nodeId) {
            say(new RunEvent.Started(id(nodeId), 0));
            finish(nodeId, Outcome.PASSED, null);
        }

        void fail(String nodeId, Path file, int line, String message) {
            Frame frame = new Frame(file.toString(), line, "test");
            Frame deeper = new Frame("/usr/lib/site-packages/lib.py", 7, "helper");
            Crash crash = new Crash(deeper.path(), 7, message);
            finish(
                    nodeId,
                    Outcome.FAILED,
                    new Failure(
                            "E   " + message,
                            "\u001b[31mE   " + message,
                            crash,
                            List.of(frame, deeper),
                            "AssertionError",
                            "10",
                            "9"));
        }

        void finish(String nodeId, Outcome outcome, @Nullable Failure failure) {
            String word = failure == null ? "passed" : "failed";
            PhaseReport call = new PhaseReport(Phase.CALL, word, word, 0.012, failure, null, null);
            say(
                    new RunEvent.Finished(
                            new TestResult(
                                    id(nodeId), outcome, 0.0123456, List.of(call), List.of())));
        }

        void end() {
            end(RunEnd.Reason.DONE, 0, null);
        }

        void end(RunEnd.Reason reason, int exitCode, @Nullable String message) {
            Map<String, Integer> stats = new LinkedHashMap<>();
            say(new RunEvent.Ended(new RunEnd(reason, exitCode, message, stats, 1)));
        }

        @Override
        public void cancel() {
            stops.add("cancel");
        }

        @Override
        public void kill() {
            stops.add("kill");
        }

        @Override
        public RunEnd await() {
            throw new UnsupportedOperationException("the face never waits");
        }
    }

    /** The next run that was started. */
    Run nextRun() throws InterruptedException {
        Run run = runs.poll(20, TimeUnit.SECONDS);
        if (run == null) {
            throw new AssertionError("no run was started");
        }
        return run;
    }

    @Override
    public List<Territory> divide(Path opened, Collection<Path> others) {
        return Division.of(opened, others, Map.of());
    }

    @Override
    public Workspace open(Territory territory) {
        try {
            mayOpen.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        Engine real = index;
        if (real != null) {
            return real.open(territory);
        }
        FakeWorkspace opened = new FakeWorkspace(territory);
        workspace = opened;
        return opened;
    }

    @Override
    public Interpreter interpreter(Workspace of) {
        throw new UnsupportedOperationException("the face never asks");
    }

    @Override
    public RunHandle run(
            Workspace of, Selection selection, RunSettings settings, RunListener listener) {
        if (isBroken) {
            throw new IllegalStateException("a bug in the engine");
        }
        Run run = new Run(of.snapshot().project(), selection, settings, listener);
        runs.add(run);
        return run;
    }

    @Override
    public CompletableFuture<@Nullable Void> reconcile(Workspace asked) {
        collections.add(asked);
        return collected;
    }

    @Override
    public void look() {
        looks.incrementAndGet();
    }

    @Override
    public CompletableFuture<Explanation> explain(Workspace of, TestId id) {
        CompletableFuture<Explanation> played = explained;
        return played != null
                ? played
                : CompletableFuture.completedFuture(
                        new Explanation("full", "because of " + id.nodeId(), null, null, null));
    }

    @Override
    public List<String> command(Workspace of, Selection selection, RunSettings settings) {
        List<String> command = new ArrayList<>(List.of("python", "-m", "pytest"));
        command.addAll(settings.args());
        command.add(String.valueOf(selection));
        return command;
    }

    @Override
    public CompletableFuture<List<String>> reached(Workspace of, Collection<Path> files) {
        Set<String> reached = new java.util.TreeSet<>();
        for (Path file : files) {
            reached.addAll(importers.getOrDefault(file, Set.of()));
            if (of.snapshot().file(String.valueOf(of.pathOf(file))) != null) {
                reached.add(String.valueOf(of.pathOf(file)));
            }
        }
        return CompletableFuture.completedFuture(List.copyOf(reached));
    }

    @Override
    public CompletableFuture<ChangedFiles> changedSince(Path of, String revision) {
        return CompletableFuture.completedFuture(
                revision.equals("main")
                        ? changed
                        : new ChangedFiles(List.of(), "git: bad revision"));
    }

    @Override
    public void choose(PythonChoice pythons) {
        chosen.add(pythons);
    }

    @Override
    public void close() {
        Engine real = index;
        if (real != null) {
            real.close();
        }
        closed.countDown();
    }
}
