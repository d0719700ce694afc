package org.fastest.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.fastest.bridge.Interpreters;
import org.fastest.bridge.NoInterpreterException;
import org.fastest.cache.Blobs;
import org.fastest.cache.CollectionKey;
import org.fastest.cache.Collections;
import org.fastest.cache.Kept;
import org.fastest.cache.World;
import org.fastest.index.Listing;
import org.fastest.index.Project;
import org.fastest.model.CollectionReport;
import org.fastest.model.Interpreter;
import org.fastest.model.RunEnd;
import org.fastest.run.RunHandle;
import org.fastest.run.RunListener;
import org.fastest.run.RunRequest;
import org.jspecify.annotations.Nullable;

/**
 * What the commands of the terminal ask of the engine: each for one invocation, as pytest has it.
 */
public final class CommandEngine implements AutoCloseable {
    /** pytest's exit code where there are no tests. */
    private static final int NOTHING = 5;

    private final Parts parts;
    private final Collections collections;

    /**
     * Starts nothing yet.
     *
     * @param bugs hears of what should not have happened
     */
    public CommandEngine(Machine machine, Consumer<Throwable> bugs) {
        this.parts = Parts.of(machine, bugs);
        this.collections = new Collections(new Blobs(Parts.places(machine).cache()));
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

    /** Its tests as their texts tell them. */
    public Listing list(Invocation invocation, Project project) {
        return Listing.read(
                project, projectName(invocation.cwd(), project), parts.machine().cores());
    }

    /**
     * What was collected before for the same command, or null; starts no Python. What it depends on
     * is looked at now.
     */
    public @Nullable Remembered remembered(Invocation invocation) {
        CollectionKey key = key(invocation);
        Kept kept = key == null ? null : collections.read(key);
        if (key == null || kept == null) {
            return null;
        }
        World.Look look = kept.world().look(Renewal.MOST);
        World renewed = look.renewed();
        if (renewed != null) {
            collections.write(key, kept.with(renewed));
        } else if (look.changed().isEmpty()) {
            collections.touch(key);
        }
        return new Remembered(key, kept, look.changed());
    }

    /**
     * Asks pytest for what is not known, runs nothing, and remembers the answer.
     *
     * @param remembered what was collected before and is not true any more, or null
     * @param started is given the collection while it goes on
     */
    public Answer collect(
            Invocation invocation,
            Project project,
            Interpreter interpreter,
            @Nullable Remembered remembered,
            Consumer<RunHandle> started)
            throws InterruptedException {
        Renewal renewal =
                remembered == null
                        ? null
                        : Renewal.of(remembered, projectName(invocation.cwd(), project));
        if (renewal != null) {
            Answer part = ask(invocation, project, interpreter, renewal.only(), started);
            CollectionReport report = renewal.report(part);
            if (report != null) {
                int exit = report.items().isEmpty() ? NOTHING : 0;
                Answer answer = new Answer(report, List.of(), part.end().with(exit));
                keep(invocation, interpreter, answer);
                return answer;
            }
            if (part.end().reason() == RunEnd.Reason.CANCELLED) {
                return part;
            }
        }
        Answer answer = ask(invocation, project, interpreter, null, started);
        keep(invocation, interpreter, answer);
        return answer;
    }

    private Answer ask(
            Invocation invocation,
            Project project,
            Interpreter interpreter,
            @Nullable List<String> only,
            Consumer<RunHandle> started)
            throws InterruptedException {
        Answer.Gathering gathering = new Answer.Gathering();
        RunRequest request =
                new RunRequest(
                        "cli",
                        projectName(invocation.cwd(), project),
                        interpreter,
                        invocation.cwd(),
                        invocation.args(),
                        null,
                        only,
                        1,
                        new RunRequest.Mode.Full(),
                        true,
                        invocation.color(),
                        Map.of());
        RunHandle handle = parts.runs().start(request, parts.machine().environment(), gathering);
        started.accept(handle);
        return gathering.answer(handle.await());
    }

    private void keep(Invocation invocation, Interpreter interpreter, Answer answer) {
        CollectionReport report = answer.report();
        boolean whole = answer.end().exitCode() == 0 || answer.end().exitCode() == NOTHING;
        if (report != null && whole && answer.errors().isEmpty()) {
            Kept kept = Collections.of(report);
            if (kept != null) {
                collections.write(key(invocation, interpreter.executable()), kept);
            }
        }
    }

    /** Forgets all that is kept on disk. */
    public void clearCache() throws IOException {
        collections.blobs().clear();
    }

    /** Runs what a command asks for. */
    public RunHandle run(
            Invocation invocation, Project project, Interpreter interpreter, RunListener listener) {
        boolean plain = interpreter.pytest() == null && !invocation.fullOnly();
        RunRequest.Mode mode =
                plain ? Standard.mode(list(invocation, project)) : new RunRequest.Mode.Full();
        int workers =
                Workers.count(invocation.workers(), project.config(), parts.machine().cores());
        return parts.runs()
                .start(
                        new RunRequest(
                                "cli",
                                projectName(invocation.cwd(), project),
                                interpreter,
                                invocation.cwd(),
                                invocation.args(),
                                null,
                                workers,
                                mode,
                                false,
                                invocation.color(),
                                Map.of()),
                        parts.machine().environment(),
                        listener);
    }

    /** Ends every worker. */
    @Override
    public void close() {
        parts.close();
    }

    private @Nullable CollectionKey key(Invocation invocation) {
        try {
            Path evident = parts.interpreters().evident(invocation.python(), invocation.cwd());
            return key(
                    invocation,
                    evident != null
                            ? evident
                            : interpreter(invocation, project(invocation)).executable());
        } catch (NoInterpreterException none) {
            return null;
        }
    }

    private CollectionKey key(Invocation invocation, Path python) {
        Machine machine = parts.machine();
        return CollectionKey.of(
                machine.build(),
                python,
                invocation.cwd(),
                invocation.args(),
                machine.environment());
    }

    private static String projectName(Path cwd, Project project) {
        String relative = cwd.relativize(project.config().rootdir()).toString();
        return relative.isEmpty() ? "." : relative;
    }
}
