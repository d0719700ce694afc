package org.fastest.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.config.Configured;
import org.fastest.index.FileTests;
import org.fastest.index.Listing;
import org.fastest.index.Mentions;
import org.fastest.index.Project;
import org.fastest.model.Certainty;
import org.fastest.model.Interpreter;
import org.fastest.model.Issue;
import org.fastest.model.Kind;
import org.fastest.model.TestItem;
import org.fastest.run.RunRequest;
import org.jspecify.annotations.Nullable;

/**
 * Which runs the standard library alone may do though pytest is there: those of tests that are
 * known exactly and have nothing of pytest's about them. The Python side looks again once the files
 * are imported.
 */
final class Bare {
    /** The minor versions whose ways with functions and cases the runner has. */
    private static final List<String> VERSIONS = List.of("9.0.", "9.1.", "9.2.");

    private static final List<String> VARIABLES =
            List.of(
                    "PYTEST_ADDOPTS",
                    "PYTEST_PLUGINS",
                    "PYTEST_DEBUG",
                    "PYTEST_TIMEOUT",
                    "PYTHONWARNINGS",
                    "PYTHONOPTIMIZE",
                    "PYTHONDEVMODE",
                    "PYTHONSAFEPATH");

    private static final List<String> WORDS =
            List.of("pytest", "hypothesis", "async ", "IsolatedAsyncioTestCase", "sys.modules");

    private static final Set<String> OPTIONS = Set.of("-q", "-qq", "-x", "--exitfirst", "--quiet");

    private static final List<String> SETTINGS =
            List.of("pyproject.toml", "pytest.ini", "tox.ini", "setup.cfg");

    private static final List<String> SECTIONS =
            List.of("[tool.pytest.ini_options]", "[tool.pytest]", "[pytest]", "[tool:pytest]");

    private Bare() {}

    /** How a run is done without pytest, or null where pytest has to do it. */
    static RunRequest.@Nullable Mode mode(Listing listing, Path cwd, Interpreter interpreter) {
        String pytest = interpreter.pytest();
        if (pytest == null || whyNot(listing, cwd) != null) {
            return null;
        }
        List<String> tests = new ArrayList<>();
        for (FileTests file : listing.files()) {
            for (TestItem item : TestItem.leaves(file.items())) {
                tests.add(item.id().nodeId());
            }
        }
        return new RunRequest.Mode.Bare(listing.project().config().rootdir(), tests, pytest);
    }

    /**
     * Why a command's run is not done without pytest, or null where that takes a listing to know.
     * What costs nothing is asked first: for most projects the settings are the answer.
     */
    static @Nullable String early(
            Project project,
            Invocation invocation,
            Interpreter interpreter,
            Map<String, String> environment) {
        String asked = asked(invocation, interpreter, environment);
        if (asked != null) {
            return asked;
        }
        Path rootdir = project.config().rootdir();
        Path inifile = project.config().inifile();
        if (inifile != null) {
            String text = project.sources().texts().getOrDefault(inifile, "[pytest]");
            Path name = inifile.getFileName();
            if (name == null
                    || isSection(text)
                    || Configured.holdsSettings(name.toString(), text)) {
                return "settings in " + inifile;
            }
        }
        if (Files.exists(rootdir.resolve(".pytest_cache/v/cache/lastfailed"))) {
            return "tests that failed before are noted in .pytest_cache";
        }
        for (Path folder : List.of(invocation.cwd(), rootdir)) {
            if (Files.exists(folder.resolve("conftest.py"))) {
                return folder.resolve("conftest.py").toString();
            }
        }
        if (project.isUnusable()) {
            return "something is wrong with the project";
        }
        String word = Mentions.any(project, WORDS);
        return word == null ? null : "a test file mentions " + word.strip();
    }

    /**
     * Whether a glance shows that a run in the current folder is not done without pytest: at the
     * command, and at texts that nobody has read as settings.
     */
    static boolean isOut(Invocation invocation, Map<String, String> environment) {
        if (invocation.fullOnly()
                || invocation.limits().isAny()
                || byWords(invocation, environment) != null
                || Files.exists(invocation.cwd().resolve("conftest.py"))) {
            return true;
        }
        for (String name : SETTINGS) {
            if (isSection(textOf(invocation.cwd().resolve(name)))) {
                return true;
            }
        }
        return false;
    }

    private static String textOf(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException none) {
            return "";
        }
    }

    /** Whether a line looks like the beginning of pytest's settings; who is wrong asks pytest. */
    private static boolean isSection(String text) {
        for (String head : SECTIONS) {
            int at = text.indexOf(head);
            if (at == 0 || (at > 0 && text.charAt(at - 1) == '\n')) {
                return true;
            }
        }
        return false;
    }

    /** The same once the tests are known. */
    static @Nullable String whyNot(Listing listing, Path cwd) {
        String reason = items(listing);
        return reason != null
                ? reason
                : conftest(listing, cwd, listing.project().config().rootdir());
    }

    /** A reason that the command itself is, or null. */
    private static @Nullable String asked(
            Invocation invocation, Interpreter interpreter, Map<String, String> environment) {
        String pytest = interpreter.pytest();
        if (invocation.fullOnly()) {
            return "--engine full";
        } else if (pytest == null || !isKnown(pytest)) {
            return "pytest " + pytest + " is not among the tested versions";
        } else if (invocation.limits().isAny()) {
            return "a time limit";
        }
        return byWords(invocation, environment);
    }

    private static @Nullable String byWords(
            Invocation invocation, Map<String, String> environment) {
        for (String arg : invocation.args()) {
            if (arg.startsWith("-") && !OPTIONS.contains(arg) && !arg.startsWith("--maxfail=")) {
                return "the option " + arg;
            }
        }
        for (String name : VARIABLES) {
            if (!environment.getOrDefault(name, "").isEmpty()) {
                return "the variable " + name;
            }
        }
        return null;
    }

    private static boolean isKnown(String version) {
        for (String known : VERSIONS) {
            if (version.startsWith(known)) {
                return true;
            }
        }
        return false;
    }

    /** Whether nothing is wrong with a file but what does not keep its tests from running. */
    private static boolean isSound(FileTests file) {
        for (Issue issue : file.issues()) {
            if (issue.code() != Issue.Code.SHADOWED_TEST) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String items(Listing listing) {
        if (!listing.issues().isEmpty() || listing.project().isUnusable()) {
            return "something is wrong with the project";
        } else if (listing.files().isEmpty()) {
            return "no tests";
        } else if (!listing.empty().isEmpty()) {
            // Its import may fail, and the run with it.
            return listing.empty().getFirst() + " has no tests, but is imported";
        }
        Set<String> seen = new HashSet<>();
        for (FileTests file : listing.files()) {
            if (!isSound(file) || file.stale() || !file.path().endsWith(".py")) {
                return "something is wrong with " + file.path();
            }
            for (TestItem item : TestItem.leaves(file.items())) {
                String id = item.id().nodeId();
                if (item.certainty() != Certainty.EXACT || item.kind() != Kind.FUNCTION) {
                    return id + " is not a plain function or method";
                } else if (!seen.add(id)) {
                    return id + " is there twice";
                }
            }
        }
        return null;
    }

    private static @Nullable String conftest(Listing listing, Path cwd, Path rootdir) {
        Set<Path> folders = new HashSet<>();
        folders.add(cwd);
        for (FileTests file : listing.files()) {
            Path folder = rootdir.resolve(file.path()).getParent();
            while (folder != null && folder.startsWith(rootdir) && folders.add(folder)) {
                folder = folder.getParent();
            }
        }
        folders.add(rootdir);
        for (Path folder : folders) {
            if (Files.exists(folder.resolve("conftest.py"))) {
                return folder.resolve("conftest.py").toString();
            }
        }
        return null;
    }
}
