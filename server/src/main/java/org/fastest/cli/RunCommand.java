package org.fastest.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.fastest.bridge.NoInterpreterException;
import org.fastest.bridge.Terminal;
import org.fastest.config.Options;
import org.fastest.config.Profiles;
import org.fastest.config.RunProfile;
import org.fastest.engine.CommandEngine;
import org.fastest.engine.Invocation;
import org.fastest.engine.ProfileFiles;
import org.fastest.index.Project;
import org.fastest.model.Interpreter;
import org.fastest.model.Issue;
import org.fastest.model.RunEnd;
import org.fastest.model.RunEvent;
import org.fastest.report.Annotations;
import org.fastest.report.JsonReport;
import org.fastest.report.JunitReport;
import org.fastest.report.ReportException;
import org.fastest.report.Style;
import org.fastest.report.TerminalReport;
import org.fastest.run.RunHandle;
import org.fastest.run.RunListener;
import org.jspecify.annotations.Nullable;

/** {@code fastest run}: runs tests and shows what happens. */
final class RunCommand {
    private static final int INTERRUPTED = 2;
    private static final int INTERNAL = 3;
    private static final int USAGE = 4;

    private final Path start;
    private final List<String> words;
    private final Arguments arguments;
    private final @Nullable RunProfile profile;
    private final String version;
    private final Console console;
    private final CommandEngine engine;
    private final Cli.Interrupts interrupts;

    /** A command of these words. */
    RunCommand(
            Path start,
            List<String> words,
            String version,
            Console console,
            CommandEngine engine,
            Cli.Interrupts interrupts)
            throws UsageException {
        this(
                start,
                words,
                Arguments.parse(start, words),
                null,
                version,
                console,
                engine,
                interrupts);
    }

    private RunCommand(
            Path start,
            List<String> words,
            Arguments arguments,
            @Nullable RunProfile profile,
            String version,
            Console console,
            CommandEngine engine,
            Cli.Interrupts interrupts) {
        this.start = start;
        this.words = words;
        this.arguments = arguments;
        this.profile = profile;
        this.version = version;
        this.console = console;
        this.engine = engine;
        this.interrupts = interrupts;
    }

    int run() throws UsageException {
        if (arguments.help()) {
            console.out().print(Help.RUN);
            return 0;
        }
        if (arguments.profile() != null && profile == null) {
            return profiled(arguments.profile()).run();
        }
        boolean color = console.isColored(arguments.color());
        boolean full = arguments.engine().equals("full");
        Invocation invocation = invocation(full, color);
        engine.prepare(invocation);
        Project project = engine.project(invocation);
        Interpreter interpreter;
        try {
            interpreter = engine.interpreter(invocation, project);
        } catch (NoInterpreterException none) {
            console.err().println("fastest: " + none.getMessage());
            return USAGE;
        }
        if (interpreter.pytest() == null && !full && project.isUnusable()) {
            for (Issue issue : project.issues()) {
                console.err().println("ERROR: " + issue.message());
            }
            return USAGE;
        }
        String oneByOne = engine.oneByOne(project);
        if (oneByOne != null && arguments.workers() != null && !arguments.workers().equals("1")) {
            console.err()
                    .println("fastest: " + oneByOne + " takes one test after the other: -n is 1");
        }
        String terminal = null;
        if (engine.isDebugged(project)) {
            terminal = Terminal.device();
            if (terminal == null) {
                console.err().println("fastest: --pdb and --trace need a terminal to ask at");
                return USAGE;
            }
        }
        List<JsonReport> files = new ArrayList<>();
        try {
            for (String report : arguments.reports()) {
                Path file = arguments.cwd().resolve(report);
                files.add(new JsonReport(file, Instant.now()));
            }
            JunitReport junit = new JunitReport(junit(project), Instant.now());
            List<RunListener> listeners = new ArrayList<>(files);
            listeners.add(junit);
            int exit = run(invocation, project, interpreter, terminal, listeners);
            for (JsonReport file : files) {
                file.close();
            }
            junit.close();
            return exit;
        } catch (ReportException unwritable) {
            console.err().println("fastest: " + unwritable.getMessage());
            return USAGE;
        }
    }

    private Invocation invocation(boolean full, boolean color) throws UsageException {
        Invocation plain =
                new Invocation(
                        arguments.cwd(),
                        arguments.pytest(),
                        arguments.python(),
                        arguments.workers(),
                        full,
                        color,
                        arguments.limits());
        if (profile == null) {
            return plain;
        }
        Path rootdir = engine.project(plain).config().rootdir();
        try {
            return plain.with(profile, rootdir, ProfileFiles.environment(profile, rootdir));
        } catch (ProfileFiles.NoEnvFileException none) {
            throw new UsageException(String.valueOf(none.getMessage()), none);
        }
    }

    /** The same command with a profile, whose arguments are words before its own. */
    private RunCommand profiled(String name) throws UsageException {
        Path rootdir = engine.project(arguments.listing()).config().rootdir();
        Profiles profiles = ProfileFiles.of(rootdir).value();
        RunProfile named = profiles.byName().get(name);
        if (named == null) {
            throw new UsageException(String.valueOf(profiles.whyNot(name)));
        }
        List<String> all = new ArrayList<>(named.arguments());
        all.addAll(words);
        Arguments both = Arguments.parse(start, all);
        return new RunCommand(start, words, both, named, version, console, engine, interrupts);
    }

    /** What the settings say, for tests that run without pytest. */
    private JunitReport.Asked junit(Project project) {
        Options options = project.config().options();
        String file = options.junitFile();
        return new JunitReport.Asked(
                file == null ? null : arguments.cwd().resolve(file), options.junitPrefix());
    }

    private int run(
            Invocation invocation,
            Project project,
            Interpreter interpreter,
            @Nullable String terminal,
            List<RunListener> listeners) {
        boolean inCi = !console.environment().getOrDefault("CI", "").isEmpty();
        Style style =
                new Style(
                        version,
                        arguments.cwd(),
                        console.width(),
                        invocation.color(),
                        // A line that is rewritten would get into the debugger's prompt.
                        console.isLive() && terminal == null,
                        arguments.verbosity(),
                        inCi);
        listeners.add(withUsageErrors(new TerminalReport(style, console.out(), System::nanoTime)));
        if (arguments.annotates() && "true".equals(console.environment().get("GITHUB_ACTIONS"))) {
            String checkout = console.environment().getOrDefault("GITHUB_WORKSPACE", "");
            Path workspace = arguments.cwd().resolve(checkout).normalize();
            listeners.add(new Annotations(workspace, console.err()));
        }
        RunHandle handle =
                engine.run(
                        invocation,
                        project,
                        interpreter,
                        terminal,
                        event -> {
                            for (RunListener listener : listeners) {
                                listener.on(event);
                            }
                        });
        AtomicBoolean isCancelled = new AtomicBoolean();
        interrupts.set(() -> {
            // Who presses Ctrl-C again does not want to wait for the teardown.
            if (isCancelled.getAndSet(true)) {
                handle.kill();
            } else {
                handle.cancel();
            }
        });
        try {
            RunEnd end = handle.await();
            return end.exitCode();
        } catch (InterruptedException stopped) {
            handle.kill();
            Thread.currentThread().interrupt();
            return INTERRUPTED;
        } catch (RuntimeException bug) {
            console.err().println("fastest: internal error: " + bug);
            return INTERNAL;
        }
    }

    /**
     * A report that gets no end where nothing began: then there is only a usage error to tell,
     * which is no report.
     */
    private RunListener withUsageErrors(RunListener report) {
        AtomicBoolean begun = new AtomicBoolean();
        return event -> {
            // No pattern switch: a cold run would link it while tests wait.
            if (event instanceof RunEvent.Collected) {
                begun.set(true);
            }
            if (event instanceof RunEvent.Ended ended
                    && ended.end().exitCode() == USAGE
                    && !begun.get()) {
                console.err().println(ended.end().message());
            } else {
                report.on(event);
            }
        };
    }
}
