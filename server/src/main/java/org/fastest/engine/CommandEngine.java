package org.fastest.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.fastest.bridge.Interpreters;
import org.fastest.bridge.Launcher;
import org.fastest.bridge.NoInterpreterException;
import org.fastest.bridge.Supervisor;
import org.fastest.bridge.WorkerException;
import org.fastest.cache.CollectionKey;
import org.fastest.index.FileTests;
import org.fastest.index.Listing;
import org.fastest.index.Project;
import org.fastest.index.StaticIndex;
import org.fastest.index.StaticListing;
import org.fastest.model.CollectionReport;
import org.fastest.model.Interpreter;
import org.fastest.model.Places;
import org.fastest.run.RunHandle;
import org.fastest.run.RunListener;
import org.fastest.run.RunRequest;
import org.fastest.run.Variables;
import org.jspecify.annotations.Nullable;

/**
 * What the commands of the terminal ask of the engine: each for one invocation, as pytest has it.
 */
public final class CommandEngine implements AutoCloseable {
    private final Parts parts;
    private final Collector collector;

    /**
     * Starts nothing yet.
     *
     * @param bugs hears of what should not have happened
     */
    public CommandEngine(Machine machine, Consumer<Throwable> bugs) {
        this.parts = Parts.of(machine, true, bugs);
        this.collector = new Collector(parts);
    }

    /** The Python that a command runs with. */
    public Interpreter interpreter(Invocation invocation, Project project)
            throws NoInterpreterException {
        Path rootdir = project.config().rootdir();
        return parts.interpreter(
                new Interpreters.Search(
                        rootdir,
                        rootdir,
                        Interpreters.Layout.ONE_PROJECT,
                        invocation.cwd(),
                        invocation.python()));
    }

    /** The project as a command sees it, before any test file is read. */
    public Project project(Invocation invocation) {
        Project project = parts.determine(invocation.cwd(), invocation.args());
        try {
            return parts.with(interpreter(invocation, project), project);
        } catch (NoInterpreterException none) {
            return project;
        }
    }

    /**
     * Begins what a run waits for, before its settings are read: where a glance shows that pytest
     * will be needed, and with which Python, that begins to import it. A guess that turns out wrong
     * has only taken time.
     */
    public void prepare(Invocation invocation) {
        Map<String, String> environment = parts.machine().environment();
        if (!invocation.mapping().isEmpty() || !Bare.isOut(invocation, environment)) {
            return;
        }
        try {
            Path python = parts.interpreters().evident(invocation.python(), invocation.cwd());
            if (python != null) {
                startPython(invocation, python);
            }
        } catch (NoInterpreterException none) {
            // Who asks next is told.
            return;
        }
    }

    /** Its tests as their texts tell them. */
    public Listing list(Invocation invocation, Project project) {
        return Listing.read(
                project, projectName(invocation.cwd(), project), parts.machine().cores());
    }

    /**
     * The same from the index, where it is up to date.
     *
     * @param use whether what is kept there may be used
     * @param part what will be asked for
     */
    public StaticListing list(
            Invocation invocation, Project project, StaticIndex.Use use, StaticListing.Part part) {
        return StaticListing.of(
                project,
                projectName(invocation.cwd(), project),
                parts.machine().cores(),
                parts.index(use),
                part);
    }

    /**
     * What was collected before for the same command, or null; starts no Python. What it depends on
     * is looked at now.
     */
    public @Nullable Remembered remembered(Invocation invocation) {
        CollectionKey key = key(invocation);
        return key == null ? null : collector.remembered(key);
    }

    /** Keeps an answer to a command, as if pytest had just given it. */
    public void keep(Invocation invocation, CollectionReport report) {
        CollectionKey key = key(invocation);
        if (key != null) {
            collector.keep(key, report);
        }
    }

    private @Nullable CollectionKey key(Invocation invocation) {
        try {
            Path evident = parts.interpreters().evident(invocation.python(), invocation.cwd());
            Path python =
                    evident != null
                            ? evident
                            : interpreter(invocation, project(invocation)).executable();
            return collector.key(python, invocation.cwd(), invocation.args(), null, Map.of());
        } catch (NoInterpreterException none) {
            return null;
        }
    }

    /**
     * Asks pytest for what is not known, runs nothing, and remembers the answer.
     *
     * @param remembered what was collected before and is not true any more, or null
     * @param started is given each collection as it begins
     */
    public Answer collect(
            Invocation invocation,
            Project project,
            Interpreter interpreter,
            @Nullable Remembered remembered,
            Consumer<RunHandle> started)
            throws InterruptedException {
        RunRequest request =
                new RunRequest(
                                "cli",
                                projectName(invocation.cwd(), project),
                                interpreter,
                                invocation.cwd(),
                                invocation.args(),
                                null,
                                1,
                                new RunRequest.Mode.Full(),
                                true,
                                invocation.color(),
                                Map.of())
                        .withLimits(invocation.limits());
        return collector.collect(request, remembered, started);
    }

    /** The option because of which a run has one worker, whatever was asked for, or null. */
    public @Nullable String oneByOne(Project project) {
        return Workers.oneByOne(project.config().options());
    }

    /** Forgets all that is kept on disk. */
    public void clearCache() throws IOException {
        collector.blobs().clear();
    }

    /** What it knows of the machine. */
    public Machine machine() {
        return parts.machine();
    }

    /** What is kept of the project's tests as their texts tell them. */
    public StaticIndex.State indexed(Project project) {
        return parts.index(StaticIndex.Use.KEPT).state(project);
    }

    /** The folders whose code editors may run. */
    public TrustedFolders trusted() {
        Machine machine = parts.machine();
        return TrustedFolders.of(
                Places.of(machine.environment(), machine.system(), machine.home()).state());
    }

    /** Whether a run stops at a prompt on the person's terminal. */
    public boolean isDebugged(Project project) {
        List<String> options = project.config().options().rest();
        return options.contains("--pdb") || options.contains("--trace");
    }

    /**
     * Runs what a command asks for.
     *
     * @param terminal the device at which the tests' process reads and writes, or null for none
     */
    public RunHandle run(
            Invocation invocation,
            Project project,
            Interpreter interpreter,
            @Nullable String terminal,
            RunListener listener) {
        boolean collectOnly = project.config().options().collectOnly();
        Way way = way(invocation, project, interpreter, collectOnly);
        int workers =
                Workers.count(invocation.workers(), project.config(), parts.machine().cores());
        Timing timing = parts.timing(project);
        Map<String, @Nullable String> env = new LinkedHashMap<>(invocation.env());
        if (terminal != null) {
            env.put("FASTEST_TERMINAL", terminal);
        }
        RunRequest request =
                new RunRequest(
                                "cli",
                                projectName(invocation.cwd(), project),
                                interpreter,
                                invocation.cwd(),
                                invocation.args(),
                                null,
                                workers,
                                way.mode(),
                                collectOnly,
                                invocation.color(),
                                env)
                        .with(timing.sharing(workers, List.of(project.config().options())))
                        .withLimits(invocation.limits());
        boolean isElsewhere = !invocation.mapping().isEmpty();
        RunListener told = isElsewhere ? new Mapped(invocation.mapping(), listener) : listener;
        return parts.runs()
                .start(
                        isElsewhere ? request.within(invocation.mapping()) : request,
                        parts.machine().environment(),
                        timing.keeping(
                                way.plan() == null
                                        ? told
                                        : new Comparison(parts.secondLook(), way.plan(), told)));
    }

    /** Why a run would not do without pytest, as far as that can be known now, or null. */
    public @Nullable String whyPytest(
            Invocation invocation, Project project, Interpreter interpreter) {
        String why = Bare.early(project, invocation, interpreter, parts.machine().environment());
        if (why != null) {
            return why;
        }
        Listing listing = list(invocation, project);
        why = Bare.whyNot(listing, invocation.cwd());
        if (why == null) {
            Map<String, String> pins = parts.secondLook().pins(project.config().rootdir());
            for (String path : paths(listing)) {
                if (pins.containsKey(path)) {
                    return path + " is " + pins.get(path);
                }
            }
        }
        return why;
    }

    /** Lets pytest collect and say how it would run the tests. */
    public Examination examine(Invocation invocation, Project project, Interpreter interpreter)
            throws InterruptedException {
        return Examination.ask(
                parts.supervisors(),
                new Launcher.Place(
                        interpreter.executable(), invocation.cwd(), parts.machine().environment()),
                "doctor",
                invocation.args(),
                null,
                parts.secondLook().pins(project.config().rootdir()));
    }

    /** How a run is done; without a plan nothing of it is compared or kept. */
    private record Way(RunRequest.Mode mode, SecondLook.@Nullable Plan plan) {}

    private Way way(
            Invocation invocation, Project project, Interpreter interpreter, boolean collectOnly) {
        Map<String, String> environment =
                Variables.over(parts.machine().environment(), invocation.env());
        boolean mayBeBare =
                !collectOnly
                        && interpreter.pytest() != null
                        && invocation.mapping().isEmpty()
                        && Bare.early(project, invocation, interpreter, environment) == null;
        if (!mayBeBare && interpreter.pytest() != null) {
            startPython(invocation, interpreter.executable());
        }
        if (invocation.fullOnly() || !invocation.mapping().isEmpty()) {
            return new Way(new RunRequest.Mode.Full(), null);
        } else if (interpreter.pytest() == null) {
            return new Way(Standard.mode(list(invocation, project)), null);
        } else if (collectOnly) {
            return new Way(new RunRequest.Mode.Lean(Map.of()), null);
        }
        SecondLook.Asked asked =
                SecondLook.Asked.of(
                        project.config().rootdir(),
                        invocation.cwd(),
                        interpreter,
                        invocation.args(),
                        invocation.env());
        if (mayBeBare) {
            Listing listing = list(invocation, project);
            RunRequest.Mode bare = Bare.mode(listing, invocation.cwd(), interpreter);
            if (bare != null) {
                SecondLook.Plan plan = parts.secondLook().plain(asked, paths(listing));
                return new Way(
                        plan.full().isEmpty() ? bare : new RunRequest.Mode.Lean(plan.full()), plan);
            }
        }
        SecondLook.Plan plan = parts.secondLook().lean(asked);
        return new Way(new RunRequest.Mode.Lean(plan.full()), plan);
    }

    /** Begins what takes longer than all that is left to find out: Python imports pytest. */
    private void startPython(Invocation invocation, Path python) {
        Map<String, String> environment =
                Variables.atStart(parts.machine().environment(), invocation.env());
        Launcher.Place place = new Launcher.Place(python, invocation.cwd(), environment);
        try {
            Supervisor _ = parts.supervisors().at(place);
        } catch (WorkerException e) {
            // The run is about to find the same, and says so.
            return;
        }
    }

    private static List<String> paths(Listing listing) {
        List<String> paths = new ArrayList<>();
        for (FileTests file : listing.files()) {
            paths.add(file.path());
        }
        return paths;
    }

    /** Ends every worker. */
    @Override
    public void close() {
        parts.close();
    }

    private static String projectName(Path cwd, Project project) {
        String relative = cwd.relativize(project.config().rootdir()).toString();
        return relative.isEmpty() ? "." : relative;
    }
}
