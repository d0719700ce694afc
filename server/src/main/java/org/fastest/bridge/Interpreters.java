package org.fastest.bridge;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fastest.model.Interpreter;
import org.fastest.model.Places;
import org.jspecify.annotations.Nullable;

/** Finds the Python of a project, and says what is known about it without running the workspace. */
public final class Interpreters {
    private static final List<String> FOLDERS = List.of(".venv", "venv", "env");

    private final Host host;
    private final ToolEnvironments tools;
    private final AskedInterpreters asked;

    /**
     * Searches on this machine; answers of interpreters outside the workspace are kept in the
     * cache.
     */
    public Interpreters(Host host, Places places) {
        this.host = host;
        this.tools = new ToolEnvironments(host);
        this.asked = new AskedInterpreters(host, places.cache().resolve("interpreters"));
    }

    /**
     * What is searched for.
     *
     * @param rootdir the project's folder, absolute
     * @param workspace the folder that the person opened, absolute; the search upwards ends there
     * @param layout whether the workspace is one project
     * @param cwd what a relative {@code explicit} is relative to
     * @param explicit the person's own choice: an executable, a name on PATH or an environment's
     *     folder; null for none
     */
    public record Search(
            Path rootdir, Path workspace, Layout layout, Path cwd, @Nullable String explicit) {}

    /** How many projects a workspace holds. */
    public enum Layout {
        ONE_PROJECT,
        /** A project's own environment goes before the activated one, which is another's. */
        SEVERAL_PROJECTS
    }

    /** The interpreter of the project; starts nothing. */
    public Interpreter find(Search search) throws NoInterpreterException {
        if (search.explicit != null) {
            return explicit(search, search.explicit);
        }
        List<String> tried = new ArrayList<>();
        Found found = null;
        if (search.layout == Layout.SEVERAL_PROJECTS) {
            found = inFolder(search.rootdir);
        }
        if (found == null) {
            found = activated(tried);
        }
        if (found == null) {
            found = inFolders(search, tried);
        }
        if (found == null) {
            found = tools.find(search.rootdir, search.workspace, tried);
        }
        if (found == null) {
            found = condaBase(tried);
        }
        if (found == null) {
            found = onPath(tried);
        }
        if (found == null) {
            throw new NoInterpreterException(
                    "No Python was found. Tried: "
                            + String.join(", ", tried)
                            + ". Name one with --python or activate an environment.");
        }
        return found.describe(host);
    }

    /**
     * The executable that {@link #find} would lead to, where that takes no search: the person's own
     * choice, or the activated environment of a workspace of one project; else null.
     */
    public @Nullable Path evident(@Nullable String explicit, Path cwd)
            throws NoInterpreterException {
        if (explicit != null) {
            Search search = new Search(cwd, cwd, Layout.ONE_PROJECT, cwd, explicit);
            return find(search).executable();
        }
        Path venv = host.path("VIRTUAL_ENV");
        Path python = venv == null ? null : host.pythonIn(venv);
        return python == null ? null : python.toAbsolutePath().normalize();
    }

    /**
     * The same interpreter with its version, pytest's version and its folders. One outside the
     * workspace is asked, once, in the given folder (shims such as pyenv's answer by folder); one
     * inside is not, and stays as unknown as its files leave it.
     */
    public Interpreter facts(Interpreter interpreter, Path workspace, Path cwd)
            throws NoInterpreterException {
        if (interpreter.version() != null
                || interpreter.executable().normalize().startsWith(workspace.normalize())) {
            return interpreter;
        }
        return asked.ask(interpreter, cwd);
    }

    /** An executable and how it was found. */
    record Found(Path executable, String why) {
        Interpreter describe(Host host) {
            return Venvs.describe(executable.toAbsolutePath().normalize(), why, host);
        }
    }

    private Interpreter explicit(Search search, String choice) throws NoInterpreterException {
        @Nullable Path given = Host.pathOf(choice);
        if (given != null) {
            Path path = search.cwd.resolve(given);
            if (Files.isDirectory(path)) {
                @Nullable Path python = host.pythonIn(path);
                if (python != null) {
                    return new Found(python, "chosen").describe(host);
                }
            } else if (Host.isExecutable(path)) {
                return new Found(path, "chosen").describe(host);
            } else if (given.getNameCount() == 1) {
                @Nullable Path python = host.onPath(choice);
                if (python != null) {
                    return new Found(python, "chosen, on PATH").describe(host);
                }
            }
        }
        throw new NoInterpreterException(
                "The chosen Python " + choice + " is no executable file and not on PATH.");
    }

    private @Nullable Found activated(List<String> tried) {
        @Nullable Path venv = host.path("VIRTUAL_ENV");
        @Nullable Found found = in(venv, "VIRTUAL_ENV");
        if (found != null) {
            return found;
        }
        tried.add(
                venv == null ? "VIRTUAL_ENV (not set)" : "VIRTUAL_ENV (no Python in " + venv + ")");
        @Nullable Path conda = host.path("CONDA_PREFIX");
        if (conda == null || isCondaBase(conda)) {
            tried.add("CONDA_PREFIX (" + (conda == null ? "not set" : "the base") + ")");
            return null;
        }
        found = in(conda, "CONDA_PREFIX");
        if (found == null) {
            tried.add("CONDA_PREFIX (no Python in " + conda + ")");
        }
        return found;
    }

    private @Nullable Found inFolders(Search search, List<String> tried) {
        for (Path folder : upwards(search.rootdir, search.workspace)) {
            @Nullable Found found = inFolder(folder);
            if (found != null) {
                return found;
            }
            tried.add(String.join(", ", FOLDERS) + " in " + folder);
        }
        return null;
    }

    private @Nullable Found inFolder(Path folder) {
        for (String name : FOLDERS) {
            @Nullable Found found = in(folder.resolve(name), name + " in " + folder);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable Found condaBase(List<String> tried) {
        @Nullable Path base = host.path("CONDA_PREFIX");
        if (base == null || !isCondaBase(base)) {
            @Nullable Path conda = host.path("CONDA_EXE");
            @Nullable Path bin = conda == null ? null : conda.getParent();
            base = bin == null ? null : bin.getParent();
        }
        @Nullable Found found = in(base, "conda's base");
        if (found == null) {
            tried.add("conda's base");
        }
        return found;
    }

    private @Nullable Found onPath(List<String> tried) {
        for (String name : List.of("python3", "python")) {
            @Nullable Path python = host.onPath(name);
            if (python != null) {
                return new Found(python, name + " on PATH");
            }
            tried.add(name + " on PATH");
        }
        return null;
    }

    private @Nullable Found in(@Nullable Path environment, String why) {
        @Nullable Path python = environment == null ? null : host.pythonIn(environment);
        return python == null ? null : new Found(python, why);
    }

    /** Only the base has the command itself. */
    private boolean isCondaBase(Path prefix) {
        return "base".equals(host.variable("CONDA_DEFAULT_ENV"))
                || Files.isDirectory(prefix.resolve("condabin"));
    }

    /** The folder and those above it up to the top, or the folder alone where it lies elsewhere. */
    static List<Path> upwards(Path folder, Path top) {
        List<Path> folders = new ArrayList<>();
        Path last = top.normalize();
        Path first = folder.normalize();
        folders.add(first);
        @Nullable Path next =
                first.startsWith(last) && !first.equals(last) ? first.getParent() : null;
        while (next != null && next.startsWith(last)) {
            folders.add(next);
            next = next.getParent();
        }
        return folders;
    }
}
