package org.fastest.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.fastest.bridge.Git;
import org.fastest.bridge.Interpreters;
import org.fastest.bridge.Launcher;
import org.fastest.bridge.NoInterpreterException;
import org.fastest.bridge.Warm;
import org.fastest.bridge.WorkerOp;
import org.fastest.config.Options;
import org.fastest.index.Division;
import org.fastest.index.Importers;
import org.fastest.index.Listing;
import org.fastest.index.Project;
import org.fastest.index.ProjectWorkspace;
import org.fastest.index.StaticIndex;
import org.fastest.index.Territory;
import org.fastest.index.Workspace;
import org.fastest.model.FileEngine;
import org.fastest.model.Interpreter;
import org.fastest.model.RunEvent;
import org.fastest.model.Selection;
import org.fastest.model.TestId;
import org.fastest.model.TimeLimits;
import org.fastest.run.RunHandle;
import org.fastest.run.RunListener;
import org.fastest.run.RunRequest;
import org.fastest.run.Tools;
import org.jspecify.annotations.Nullable;

/** The engine of this process: its own index, its own workers on this machine. */
public final class LocalEngine implements Engine {
    private final Parts parts;
    private final Consumer<Throwable> bugs;
    private final Reconciler reconciler;
    private final Precedence precedence = new Precedence();
    private final AtomicInteger questions = new AtomicInteger();
    private final Map<Path, Importers> importers = new ConcurrentHashMap<>();
    private volatile PythonChoice chosen = PythonChoice.NONE;

    /**
     * Starts nothing yet.
     *
     * @param bugs hears of what should not have happened
     */
    public LocalEngine(Machine machine, Consumer<Throwable> bugs) {
        this.parts = Parts.of(machine, false, bugs);
        this.bugs = bugs;
        this.reconciler = new Reconciler(new Collector(parts), this::question, bugs, precedence);
    }

    @Override
    public List<Territory> divide(Path opened, Collection<Path> others) {
        return Division.of(opened, others, parts.machine().environment());
    }

    @Override
    public Workspace open(Territory territory) {
        return ProjectWorkspace.open(
                territory,
                this::project,
                parts.index(StaticIndex.Use.KEPT),
                parts.machine().cores(),
                this::later);
    }

    /** In the background; the end of the process does not wait for it. */
    private void later(Runnable keep) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                keep.run();
                            } catch (RuntimeException | Error bug) {
                                bugs.accept(bug);
                            }
                        },
                        "fastest-index");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public Interpreter interpreter(Workspace workspace) throws NoInterpreterException {
        return interpreter(workspace.snapshot().rootdir(), workspace.territory());
    }

    @Override
    public RunHandle run(
            Workspace workspace, Selection selection, RunSettings settings, RunListener listener) {
        Territory territory = workspace.territory();
        // While it is found out here what to run, and how.
        parts.supervisors().ready(territory.folder(), settings.runId());
        Project project = parts.determine(territory.folder(), territory.arguments());
        Interpreter interpreter;
        try {
            interpreter = interpreter(project.config().rootdir(), territory, settings.python());
        } catch (NoInterpreterException none) {
            return NotStarted.because(none, listener);
        }
        project = parts.with(interpreter, project);
        List<Options> options = List.of(project.config().options(), Options.parse(settings.args()));
        String nothing = whyNothing(options);
        if (nothing != null) {
            return NotStarted.because(nothing, listener);
        }
        boolean isElsewhere = !settings.mapping().isEmpty();
        boolean plain = interpreter.pytest() == null && !isElsewhere;
        boolean oneByOne = Workers.oneByOne(options.get(1)) != null;
        List<String> args = arguments(project, selection, measuring(project, settings));
        List<String> files = files(project, selection);
        SecondLook.@Nullable Plan plan =
                plain || isElsewhere || settings.isFull() || settings.profile() == Profile.DEBUG
                        ? null
                        : parts.secondLook()
                                .lean(
                                        SecondLook.Asked.of(
                                                        project.config().rootdir(),
                                                        project.cwd(),
                                                        interpreter,
                                                        args,
                                                        settings.env())
                                                .limitedTo(files));
        RunRequest.Mode mode =
                plain && !settings.isFull()
                        ? Standard.mode(
                                Listing.read(
                                        project,
                                        workspace.snapshot().project(),
                                        parts.machine().cores()),
                                selection)
                        : plan == null
                                ? new RunRequest.Mode.Full()
                                : new RunRequest.Mode.Lean(plan.full());
        boolean isOne = settings.profile() == Profile.DEBUG || oneByOne;
        int workers =
                isOne
                        ? 1
                        : Workers.count(
                                settings.workers(), project.config(), parts.machine().cores());
        RunRequest request =
                new RunRequest(
                        settings.runId(),
                        workspace.snapshot().project(),
                        interpreter,
                        project.cwd(),
                        args,
                        select(selection),
                        workers,
                        mode,
                        false,
                        settings.color(),
                        settings.env());
        if (settings.args().isEmpty() && !files.isEmpty()) {
            // So that what is configured serves for every file; an option may need a file's
            // conftest.
            request = request.withOnly(files);
        }
        request = request.with(settings.profile() == Profile.RUN ? Warm.KEEP : Warm.NOT);
        if (isElsewhere) {
            request = request.within(settings.mapping());
        }
        RunListener told = isElsewhere ? new Mapped(settings.mapping(), listener) : listener;
        Timing timing = parts.timing(project);
        precedence.begin(System.nanoTime());
        return parts.runs()
                .start(
                        request.with(timing.sharing(workers, options))
                                .withLimits(
                                        settings.profile() == Profile.DEBUG
                                                ? TimeLimits.NONE
                                                : settings.limits())
                                .withTools(tools(settings)),
                        parts.machine().environment(),
                        preceding(
                                timing.keeping(
                                        plan == null
                                                ? told
                                                : new Comparison(parts.secondLook(), plan, told))));
    }

    /** Hands on all that happens; from the run's end on the background need not wait for it. */
    private RunListener preceding(RunListener listener) {
        return event -> {
            if (event instanceof RunEvent.Ended) {
                precedence.end();
            }
            listener.on(event);
        };
    }

    @Override
    public CompletableFuture<@Nullable Void> reconcile(Workspace workspace) {
        return reconciler.want(workspace).whenComplete((nothing, failure) -> look());
    }

    @Override
    public void look() {
        // Its processes exist only where the person has run tests.
        parts.supervisors().look();
    }

    /** Why no test would be run with these options, in words, or null. */
    private static @Nullable String whyNothing(List<Options> options) {
        for (Options each : options) {
            if (each.collectOnly()) {
                return "--collect-only is among the options: pytest runs no test with it";
            }
            for (String name : List.of("--pdb", "--trace")) {
                if (each.rest().contains(name)) {
                    return name + " needs a terminal to ask at: debug the test instead";
                }
            }
        }
        return null;
    }

    private static Tools tools(RunSettings settings) {
        return switch (settings.profile()) {
            case RUN -> Tools.NONE;
            case COVERAGE -> Tools.LINES;
            case DEBUG -> new Tools(WorkerOp.Told.SUMMARY, settings.debugger());
        };
    }

    @Override
    public CompletableFuture<Explanation> explain(Workspace workspace, TestId id) {
        CompletableFuture<Explanation> answer = new CompletableFuture<>();
        later(() -> {
            try {
                answer.complete(explanation(workspace, id));
            } catch (InterruptedException | RuntimeException bug) {
                answer.completeExceptionally(bug);
            }
        });
        return answer;
    }

    private Explanation explanation(Workspace workspace, TestId id) throws InterruptedException {
        Project project = project(workspace.territory());
        Path inifile = project.config().inifile();
        Interpreter interpreter;
        try {
            interpreter = interpreter(workspace);
        } catch (NoInterpreterException none) {
            return new Explanation(null, String.valueOf(none.getMessage()), null, inifile, null);
        }
        if (interpreter.pytest() == null) {
            return new Explanation("plain", "there is no pytest", null, inifile, interpreter);
        }
        Examination found =
                Examination.ask(
                        parts.supervisors(),
                        new Launcher.Place(
                                interpreter.executable(),
                                project.cwd(),
                                parts.machine().environment()),
                        "explain-" + questions.incrementAndGet(),
                        arguments(project, new Selection.Ids(List.of(id), List.of()), List.of()),
                        List.of(id.nodeId()),
                        parts.secondLook().pins(project.config().rootdir()));
        for (FileEngine file : found.files()) {
            String why = file.why();
            return why == null
                    ? new Explanation(
                            "lean",
                            "no hook has anything to do",
                            found.cold(),
                            inifile,
                            interpreter)
                    : new Explanation("full", why, found.cold(), inifile, interpreter);
        }
        String problem = found.problem();
        return new Explanation(
                null,
                problem == null ? "pytest does not collect it" : problem,
                found.cold(),
                inifile,
                interpreter);
    }

    /** The arguments of a run, with what makes it measure where the project's own do not. */
    private static List<String> measuring(Project project, RunSettings settings) {
        List<String> rest = project.config().options().rest();
        if (settings.profile() != Profile.COVERAGE
                || rest.contains("--cov")
                || Options.parse(settings.args()).rest().contains("--cov")) {
            return settings.args();
        }
        List<String> args = new ArrayList<>(settings.args());
        args.add("--cov");
        args.add("--cov-report=");
        return args;
    }

    /** What pytest is asked in the background: all of the workspace's tests, as a run would. */
    private Reconciler.@Nullable Question question(Workspace workspace) {
        Project project = project(workspace.territory());
        Interpreter interpreter;
        try {
            interpreter = interpreter(workspace);
        } catch (NoInterpreterException none) {
            return null;
        }
        if (interpreter.pytest() == null || project.isUnusable()) {
            return null;
        }
        RunRequest request =
                new RunRequest(
                        "collect-" + questions.incrementAndGet(),
                        workspace.snapshot().project(),
                        interpreter,
                        project.cwd(),
                        arguments(project, new Selection.All(), List.of()),
                        null,
                        1,
                        new RunRequest.Mode.Full(),
                        true,
                        false,
                        Map.of());
        return new Reconciler.Question(
                request, project.config().rootdir(), project.config().inifile());
    }

    @Override
    public List<String> command(Workspace workspace, Selection selection, RunSettings settings) {
        Project project = project(workspace.territory());
        String python = "python";
        try {
            python =
                    interpreter(
                                    project.config().rootdir(),
                                    workspace.territory(),
                                    settings.python())
                            .executable()
                            .toString();
        } catch (NoInterpreterException none) {
            // What people would type, too.
            python = settings.python() == null ? python : settings.python();
        }
        return RunCommands.of(python, workspace, selection, settings, measuring(project, settings));
    }

    @Override
    public CompletableFuture<List<String>> reached(Workspace workspace, Collection<Path> files) {
        CompletableFuture<List<String>> answer = new CompletableFuture<>();
        later(() -> {
            try {
                Importers known =
                        importers.computeIfAbsent(workspace.folder(), none -> new Importers());
                answer.complete(known.reached(workspace.snapshot(), files));
            } catch (RuntimeException bug) {
                answer.completeExceptionally(bug);
                throw bug;
            }
        });
        return answer;
    }

    @Override
    public CompletableFuture<ChangedFiles> changedSince(Path folder, String revision) {
        CompletableFuture<ChangedFiles> answer = new CompletableFuture<>();
        later(() -> {
            try {
                Git git = new Git(parts.machine().environment());
                answer.complete(new ChangedFiles(git.changedSince(folder, revision), null));
            } catch (Git.Silent why) {
                answer.complete(new ChangedFiles(List.of(), why.getMessage()));
            } catch (RuntimeException bug) {
                answer.completeExceptionally(bug);
                throw bug;
            }
        });
        return answer;
    }

    @Override
    public void choose(PythonChoice pythons) {
        chosen = pythons;
    }

    @Override
    public void close() {
        reconciler.close();
        parts.close();
    }

    /**
     * pytest's arguments for an editor's run: the configuration that was listed; with further ones,
     * the files that hold what was chosen.
     */
    private static List<String> arguments(Project project, Selection selection, List<String> more) {
        List<String> args = new ArrayList<>();
        args.add("--rootdir=" + project.config().rootdir());
        if (project.config().inifile() != null) {
            args.add("-c");
            args.add(String.valueOf(project.config().inifile()));
        }
        args.add("--continue-on-collection-errors");
        args.addAll(project.args());
        if (!more.isEmpty()) {
            args.addAll(more);
            args.addAll(files(project, selection));
        }
        if (selection instanceof Selection.Ids(List<TestId> include, List<TestId> exclude)) {
            for (TestId id : exclude) {
                args.add("--deselect=" + id.nodeId());
            }
        }
        return args;
    }

    /** The files that hold what was chosen, absolute paths, each once; none for all. */
    private static List<String> files(Project project, Selection selection) {
        Path rootdir = project.config().rootdir();
        Set<String> paths = new LinkedHashSet<>();
        if (selection instanceof Selection.Ids(List<TestId> include, List<TestId> exclude)) {
            for (TestId id : include) {
                Path path = rootdir.resolve(TestId.fileOf(id.nodeId()));
                if (Files.exists(path)) {
                    paths.add(path.normalize().toString());
                }
            }
        }
        return new ArrayList<>(paths);
    }

    private static @Nullable List<String> select(Selection selection) {
        return switch (selection) {
            case Selection.All all -> null;
            case Selection.Ids(List<TestId> include, List<TestId> exclude) -> {
                List<String> ids = new ArrayList<>();
                for (TestId id : include) {
                    ids.add(id.nodeId());
                }
                yield ids;
            }
        };
    }

    /** A project as an editor sees it; listing needs no Python, so that none is no error here. */
    private Project project(Territory territory) {
        Project project = parts.determine(territory.folder(), territory.arguments());
        try {
            return parts.with(interpreter(project.config().rootdir(), territory), project);
        } catch (NoInterpreterException none) {
            return project;
        }
    }

    private Interpreter interpreter(Path rootdir, Territory territory)
            throws NoInterpreterException {
        return interpreter(rootdir, territory, null);
    }

    private Interpreter interpreter(Path rootdir, Territory territory, @Nullable String python)
            throws NoInterpreterException {
        Interpreters.Layout layout =
                territory.isOnly()
                        ? Interpreters.Layout.ONE_PROJECT
                        : Interpreters.Layout.SEVERAL_PROJECTS;
        return parts.interpreter(
                new Interpreters.Search(
                        rootdir,
                        territory.opened(),
                        layout,
                        territory.folder(),
                        python == null ? chosen.of(territory.folder()) : python));
    }
}
