package org.fastest.engine;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.fastest.bridge.Interpreters;
import org.fastest.bridge.NoInterpreterException;
import org.fastest.index.Listing;
import org.fastest.index.Project;
import org.fastest.model.Interpreter;
import org.fastest.run.RunHandle;
import org.fastest.run.RunListener;
import org.fastest.run.RunRequest;

/**
 * What the commands of the terminal ask of the engine: each for one invocation, as pytest has it.
 */
public final class CommandEngine implements AutoCloseable {
    private final Parts parts;

    /**
     * Starts nothing yet.
     *
     * @param bugs hears of what should not have happened
     */
    public CommandEngine(Machine machine, Consumer<Throwable> bugs) {
        this.parts = Parts.of(machine, bugs);
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

    /** Collects with pytest and runs nothing. */
    public RunHandle collect(
            Invocation invocation, Project project, Interpreter interpreter, RunListener listener) {
        RunRequest.Mode mode = new RunRequest.Mode.Full();
        return parts.runs()
                .start(
                        request(invocation, project, interpreter, 1, mode, true),
                        parts.machine().environment(),
                        listener);
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
                        request(invocation, project, interpreter, workers, mode, false),
                        parts.machine().environment(),
                        listener);
    }

    /** Ends every worker. */
    @Override
    public void close() {
        parts.close();
    }

    private RunRequest request(
            Invocation invocation,
            Project project,
            Interpreter interpreter,
            int workers,
            RunRequest.Mode mode,
            boolean collectOnly) {
        return new RunRequest(
                "cli",
                projectName(invocation.cwd(), project),
                interpreter,
                invocation.cwd(),
                invocation.args(),
                null,
                workers,
                mode,
                collectOnly,
                invocation.color(),
                Map.of());
    }

    private static String projectName(Path cwd, Project project) {
        String relative = cwd.relativize(project.config().rootdir()).toString();
        return relative.isEmpty() ? "." : relative;
    }
}
