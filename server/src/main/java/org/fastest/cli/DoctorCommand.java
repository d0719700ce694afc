package org.fastest.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.fastest.bridge.NoInterpreterException;
import org.fastest.engine.CommandEngine;
import org.fastest.engine.Examination;
import org.fastest.engine.Invocation;
import org.fastest.index.Project;
import org.fastest.model.FileEngine;
import org.fastest.model.Interpreter;
import org.fastest.model.Issue;
import org.jspecify.annotations.Nullable;

/** {@code fastest doctor}: says what a run would be made of, and why. Runs no test. */
final class DoctorCommand {
    private static final int USAGE = 4;
    private static final int INTERRUPTED = 2;

    private final String version;
    private final Arguments arguments;
    private final Console console;
    private final CommandEngine engine;

    DoctorCommand(String version, Arguments arguments, Console console, CommandEngine engine) {
        this.version = version;
        this.arguments = arguments;
        this.console = console;
        this.engine = engine;
    }

    int run() {
        Invocation invocation = arguments.listing();
        Project project = engine.project(invocation);
        PrintStream out = console.out();
        Installation installation = new Installation(engine.machine());
        installation.facts(version).forEach((name, value) -> say(out, name, value));
        if (installation.problem() != null) {
            // The rest looks at files with that library, too.
            console.err().println("fastest: nothing works without its library");
            return USAGE;
        }
        say(out, "trust", trust(invocation.cwd()));
        say(out, "index", index(project));
        Interpreter interpreter;
        try {
            interpreter = engine.interpreter(invocation, project);
        } catch (NoInterpreterException none) {
            console.err().println("fastest: " + none.getMessage());
            return USAGE;
        }
        say(out, "interpreter", interpreter.executable() + " (" + interpreter.why() + ")");
        say(out, "python", text(interpreter.version(), "not known before it is started"));
        say(out, "pytest", text(interpreter.pytest(), "not installed"));
        say(out, "rootdir", project.config().rootdir().toString());
        Path inifile = project.config().inifile();
        say(out, "settings", inifile == null ? "none" : inifile.toString());
        for (Issue issue : project.issues()) {
            say(out, "problem", issue.message());
        }
        if (interpreter.pytest() == null) {
            say(out, "engine", "plain, the standard library alone: there is no pytest");
            return 0;
        }
        try {
            tell(invocation, project, interpreter, out);
            return 0;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return INTERRUPTED;
        }
    }

    private void tell(
            Invocation invocation, Project project, Interpreter interpreter, PrintStream out)
            throws InterruptedException {
        String needed = engine.whyPytest(invocation, project, interpreter);
        Examination found = engine.examine(invocation, project, interpreter);
        say(
                out,
                "plugins",
                found.plugins().isEmpty() ? "none" : String.join(", ", found.plugins()));
        if (found.problem() != null) {
            say(out, "problem", found.problem());
        }
        if (found.cold() != null) {
            say(out, "re-runs", "import and collect anew in an editor: " + found.cold());
        }
        int lean = 0;
        int full = 0;
        for (FileEngine file : found.files()) {
            lean += file.lean();
            full += file.full();
        }
        say(out, "engine", engine(needed, lean, full));
        if (needed != null) {
            for (FileEngine file : found.files()) {
                out.println(line(file));
            }
        }
    }

    private String trust(Path folder) {
        try {
            Path above = engine.trusted().holding(folder);
            return above == null
                    ? "not remembered: editors that do not say it may run nothing before a run is"
                            + " asked for"
                    : "remembered for "
                            + new Installation.Shown(engine.machine().home()).path(above);
        } catch (IOException unreadable) {
            return "not known: " + unreadable.getMessage();
        }
    }

    private String index(Project project) {
        return switch (engine.indexed(project)) {
            case NONE -> "nothing is kept of this project";
            case OUTDATED -> "kept, and something has changed since";
            case CURRENT -> "kept, and nothing has changed since";
        };
    }

    private static String engine(@Nullable String needed, int lean, int full) {
        if (needed == null) {
            return "plain, without pytest: no test needs it, as far as the files' texts tell";
        }
        return "pytest ("
                + needed
                + "): "
                + lean
                + (lean == 1 ? " test" : " tests")
                + " lean, past hooks that have nothing to do, "
                + full
                + " in full";
    }

    private static String line(FileEngine file) {
        StringBuilder line = new StringBuilder(file.path()).append("  ");
        if (file.lean() > 0) {
            line.append("lean ").append(file.lean());
        }
        if (file.full() > 0) {
            line.append(file.lean() > 0 ? ", full " : "full ").append(file.full());
            line.append(": ").append(file.why());
        }
        return line.toString();
    }

    private static String text(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }

    private static void say(PrintStream out, String name, String value) {
        out.println(name + " ".repeat(Math.max(1, 14 - name.length())) + value);
    }
}
