package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.fastest.config.Options;
import org.fastest.engine.Profile;
import org.fastest.engine.RunCommands;
import org.fastest.engine.RunSettings;
import org.fastest.index.Workspace;
import org.fastest.model.RunEnd;
import org.fastest.model.Selection;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.fastest.report.KeptRun;
import org.fastest.run.RunHandle;
import org.fastest.run.RunListener;
import org.jspecify.annotations.Nullable;

/**
 * The runs that go on: starts, cancels and ends them. Used by the session's thread; only {@link
 * #killAll} may come from another.
 */
final class Runs {
    /**
     * How long after its answer a run's first news come to a client without {@code tests/*}:
     * lsp-mode 8.0 loses whatever it reads together with an answer that it waits for.
     */
    private static final Duration AFTER_ANSWER = Duration.ofMillis(50);

    private final Features features;
    private final Folders folders;
    private final DiskChanges disk;
    private final Executor work;
    private final Delay delay;
    private final Map<String, RunSession> active = new ConcurrentHashMap<>();
    private final Map<String, RunFeed> feeds = new ConcurrentHashMap<>();
    private final Map<String, List<RunResults.Part>> kept = new HashMap<>();
    private Consumer<String> whenEnded = runId -> {};
    private int count;

    /**
     * What became of an order.
     *
     * @param runId the run's id
     * @param refused why it was not accepted, or null
     * @param command what a person could paste, or null where it was not accepted
     */
    record Answer(String runId, @Nullable String refused, @Nullable JsonObject command) {
        static Answer refused(String runId, String why) {
            return new Answer(runId, why, null);
        }
    }

    Runs(Features features, Folders folders, DiskChanges disk, Executor work, Delay delay) {
        this.features = features;
        this.folders = folders;
        this.disk = disk;
        this.work = work;
        this.delay = delay;
    }

    /** From now on this hears which runs have ended, after the client did. */
    void whenEnded(Consumer<String> then) {
        whenEnded = then;
    }

    /** Whether a run would be accepted, and as what; starts nothing. */
    Answer check(RunOrder order, Set<String> taken) {
        String runId = order.runId() == null ? freshId() : order.runId();
        if (active.containsKey(runId) || taken.contains(runId)) {
            return Answer.refused(runId, "the run id " + runId + " is in use");
        }
        Allowed allowed = allowed(parts(order), order.style(), runId);
        String refused = allowed.refused();
        if (refused != null && (order.include() != null || allowed.parts().isEmpty())) {
            return Answer.refused(runId, refused);
        }
        return new Answer(runId, null, command(allowed.parts().getFirst()));
    }

    Answer start(RunOrder order) {
        String runId = order.runId() == null ? freshId() : order.runId();
        if (active.containsKey(runId)) {
            return Answer.refused(runId, "the run id " + runId + " is in use");
        }
        if (order.include() == null) {
            disk.lookAtAll();
        }
        Allowed allowed = allowed(parts(order), order.style(), runId);
        List<RunParts.Part> parts = allowed.parts();
        String refused = allowed.refused();
        // A run of everything leaves out what may not be run, and says so.
        if (refused != null && (order.include() != null || parts.isEmpty())) {
            return Answer.refused(runId, refused);
        }
        if (parts.size() > 1 && RunReports.isForOneOnly(parts.getFirst())) {
            return Answer.refused(
                    runId, "several projects would write one report: give it a relative path");
        }
        Executor first = features.client().profile().tests() ? work : this::afterAnswer;
        RunFeed feed = new RunFeed(first, work, batch -> heard(runId, batch));
        List<RunResults.Part> told = new ArrayList<>();
        RunParts engineRuns = new RunParts(parts, refused, part -> engineRun(part, feed, told));
        List<Project> projects = parts.stream().map(RunParts.Part::project).toList();
        RunSession run = new RunSession(runId, order, projects, engineRuns, features);
        active.put(runId, run);
        feeds.put(runId, feed);
        kept.put(runId, told);
        try {
            engineRuns.next();
            run.started();
            // Not before: the test waits for it. What happens meanwhile is told after the answer.
            return new Answer(runId, null, command(parts.getFirst()));
        } catch (RuntimeException e) {
            active.remove(runId);
            feeds.remove(runId);
            kept.remove(runId);
            throw e;
        }
    }

    /** Does what is told of a run first, after the answer to who began it. */
    private void afterAnswer(Runnable task) {
        delay.after(AFTER_ANSWER, task);
    }

    private RunHandle engineRun(RunParts.Part part, RunFeed feed, List<RunResults.Part> told) {
        String prefix = Options.parse(part.settings().args()).junitPrefix();
        KeptRun keeping = new KeptRun(features.now(), prefix);
        told.add(new RunResults.Part(part.project().snapshot().project(), keeping));
        RunListener next = feed.of(part.project());
        return features.engine()
                .run(
                        part.project().workspace(),
                        part.selection(),
                        part.settings(),
                        new RunReports(
                                part,
                                part.project().workspace().folder(),
                                features.now(),
                                event -> {
                                    keeping.on(event);
                                    next.on(event);
                                }));
    }

    /**
     * What may be run of what was asked for.
     *
     * @param parts those in trusted folders
     * @param refused why others may not be run, or null where all may
     */
    private record Allowed(List<RunParts.Part> parts, @Nullable String refused) {}

    private Allowed allowed(List<RunParts.Wanted> wanted, RunStyle style, String runId) {
        List<RunParts.Part> allowed = new ArrayList<>();
        String refused = wanted.isEmpty() ? "there are no tests" : null;
        for (RunParts.Wanted part : wanted) {
            Trust trust = folders.trust(part.project());
            boolean wasGiven = trust != null && trust.isGiven();
            ProfileBook.Settled settled = settle(part.project(), style, runId);
            RunSettings settings = settled.settings();
            if (settings == null) {
                refused = settled.refused();
            } else if (trust != null && trust.allowsExplicitRun()) {
                allowed.add(
                        new RunParts.Part(
                                part.project(), part.selection(), settings, settled.reports()));
                if (!wasGiven) {
                    folders.reconcile();
                }
            } else {
                Path folder = part.project().workspace().territory().opened();
                refused = Trust.refusal(folder);
            }
        }
        return new Allowed(allowed, refused);
    }

    private ProfileBook.Settled settle(Project project, RunStyle style, String runId) {
        boolean color = features.client().profile().tests();
        return features.profiles().settle(project, style, runId, color);
    }

    private void heard(String runId, List<RunFeed.Told> batch) {
        RunSession run = active.get(runId);
        if (run == null) {
            return;
        }
        boolean shown = run.on(batch);
        if (run.isEnded()) {
            active.remove(runId, run);
            feeds.remove(runId);
            features.results().add(runId, kept.getOrDefault(runId, List.of()));
            kept.remove(runId);
            whenEnded.accept(runId);
        }
        features.diagnostics().flush();
        if (shown) {
            features.lensesChanged();
        }
    }

    private String freshId() {
        String id;
        do {
            id = "run-" + ++count;
        } while (active.containsKey(id));
        return id;
    }

    /** What to run of each project, in the order in which projects are listed. */
    private List<RunParts.Wanted> parts(RunOrder order) {
        Map<Project, List<TestId>> include = byProject(order.include());
        Map<Project, List<TestId>> exclude = byProject(order.exclude());
        List<RunParts.Wanted> parts = new ArrayList<>();
        List<Project> all = features.projects().all();
        for (Project project : all) {
            List<TestId> excluded = exclude.getOrDefault(project, List.of());
            List<TestId> included = include.get(project);
            if (order.include() != null) {
                if (included != null) {
                    parts.add(new RunParts.Wanted(project, new Selection.Ids(included, excluded)));
                }
            } else if (all.size() == 1 || !project.snapshot().items().isEmpty()) {
                parts.add(new RunParts.Wanted(project, everything(project, excluded)));
            }
        }
        return parts;
    }

    private Map<Project, List<TestId>> byProject(@Nullable List<TestId> ids) {
        Map<Project, List<TestId>> byProject = new HashMap<>();
        for (TestId id : ids == null ? List.<TestId>of() : ids) {
            Project project = features.projects().of(id);
            if (project != null) {
                byProject.computeIfAbsent(project, none -> new ArrayList<>()).add(id);
            }
        }
        return byProject;
    }

    private static Selection everything(Project project, List<TestId> excluded) {
        if (excluded.isEmpty()) {
            return new Selection.All();
        }
        List<TestId> top = new ArrayList<>();
        for (TestItem item : project.snapshot().items()) {
            if (item.parent() == null) {
                top.add(item.id());
            }
        }
        return new Selection.Ids(top, excluded);
    }

    /**
     * The same for a terminal, one command for each project.
     *
     * @throws RpcError where the style names what is not there
     */
    JsonArray commands(RunOrder order) {
        JsonArray commands = new JsonArray();
        for (RunParts.Wanted part : parts(order)) {
            ProfileBook.Settled settled = settle(part.project(), order.style(), "command");
            RunSettings settings = settled.settings();
            if (settings == null) {
                throw RpcError.params(String.valueOf(settled.refused()));
            }
            commands.add(
                    command(
                            new RunParts.Part(
                                    part.project(),
                                    part.selection(),
                                    settings,
                                    settled.reports())));
        }
        return commands;
    }

    private JsonObject command(RunParts.Part part) {
        Workspace workspace = part.project().workspace();
        JsonObject env = new JsonObject();
        part.settings().env().forEach(env::addProperty);
        List<String> argv = features.engine().command(workspace, part.selection(), part.settings());
        return Json.object(
                "argv",
                Json.array(argv),
                "cwd",
                workspace.folder(),
                "env",
                env,
                "debug",
                part.settings().profile() == Profile.DEBUG
                        ? Json.object("host", RunCommands.HOST, "port", RunCommands.PORT)
                        : null);
    }

    /** Whether no run goes on. */
    boolean isIdle() {
        return active.isEmpty();
    }

    /** Whether a test is selected by a run that goes on and has no outcome yet. */
    boolean isRunning(TestId id) {
        for (RunSession run : active.values()) {
            if (run.isRunning(id)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a run of this id goes on. */
    boolean isActive(String runId) {
        return active.containsKey(runId);
    }

    /** Cancels one run, by its id; gives what state it is in now. */
    String cancel(String runId) {
        return stop(runId, RunParts::cancel);
    }

    /** Kills one run, by its id; gives what state it is in now. */
    String kill(String runId) {
        return stop(runId, RunParts::kill);
    }

    private String stop(String runId, Consumer<RunParts> how) {
        RunSession run = active.get(runId);
        if (run == null) {
            return "unknown";
        }
        how.accept(run.parts());
        return "cancelling";
    }

    void cancelAll() {
        List.copyOf(active.keySet()).forEach(this::cancel);
    }

    void cancelByToken(String token) {
        for (Map.Entry<String, RunSession> run : List.copyOf(active.entrySet())) {
            if (run.getValue().token().equals(token)) {
                cancel(run.getKey());
            }
        }
    }

    /** The client is gone: nothing of a run stays. */
    void killAll() {
        feeds.values().forEach(RunFeed::close);
        List.copyOf(active.keySet()).forEach(this::kill);
    }

    /** Tells clients that show nothing of a run themselves how it ended. */
    static void announce(Features features, RunEnd end, Counts counts) {
        Client client = features.client();
        if (client.profile().tests()) {
            return;
        }
        boolean failedToStart = end.reason() == RunEnd.Reason.ERROR;
        if (failedToStart || !client.profile().progress()) {
            String why = end.message() == null ? "" : ": " + end.message();
            String text = ToLsp.word(end.reason()) + ", " + counts.summary() + why;
            String which = features.isUnsaved() ? "Tests (saved version): " : "Tests: ";
            client.show(failedToStart ? Client.ERROR : Client.INFO, which + text);
        }
    }
}
