package org.fastest.index;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fastest.config.Config;
import org.fastest.config.Sources;
import org.fastest.config.Target;
import org.fastest.discover.Facts;
import org.fastest.model.Interpreter;
import org.fastest.model.Issue;
import org.fastest.model.Parsed;

/**
 * A project as {@code python -m pytest ARGS} started in a folder sees it, before any test file is
 * read.
 *
 * @param cwd where it is started, absolute
 * @param args pytest's arguments
 * @param sources what the configuration was determined from
 * @param config rootdir, settings and options
 * @param targets what is collected: the arguments, else testpaths, else the current folder
 * @param facts of the interpreter's pytest
 * @param installation the interpreter's own folders
 * @param issues what is wrong with the configuration, and arguments that name nothing
 */
public record Project(
        Path cwd,
        List<String> args,
        Sources sources,
        Config config,
        List<Target> targets,
        Facts facts,
        Installation installation,
        List<Issue> issues) {
    public Project {
        args = List.copyOf(args);
        targets = List.copyOf(targets);
        issues = List.copyOf(issues);
    }

    /**
     * Determines a project from what is on the disk now.
     *
     * @param environment for PYTEST_ADDOPTS, PYTHONPATH and the like
     */
    public static Project at(
            Path cwd, List<String> args, Map<String, String> environment, Facts facts) {
        Sources sources = Disk.sources(cwd, args, environment.getOrDefault("PYTEST_ADDOPTS", ""));
        Parsed<Config> parsed = Config.determine(sources, args);
        Config config = parsed.value();
        List<Issue> issues = new ArrayList<>(parsed.issues());
        List<Target> targets = new ArrayList<>();
        for (String argument : config.options().paths()) {
            Target target = Disk.target(cwd, argument);
            targets.add(target);
            if (target.type() == Target.Type.MISSING) {
                issues.add(
                        new Issue(
                                Issue.Severity.ERROR,
                                "file or directory not found: " + argument,
                                null,
                                null));
            }
        }
        if (config.options().paths().isEmpty() && cwd.equals(config.rootdir())) {
            for (String testpath : config.testpaths()) {
                targets.addAll(Disk.matching(cwd, testpath));
            }
        }
        if (config.options().paths().isEmpty() && targets.isEmpty()) {
            targets.add(Disk.target(cwd, "."));
        }
        Installation installation = Installation.of(environment);
        return new Project(cwd, args, sources, config, targets, facts, installation, issues);
    }

    /** The same project with what is now known of its interpreter. */
    public Project with(Facts known, Interpreter interpreter) {
        Installation with = installation.with(interpreter);
        return new Project(cwd, args, sources, config, targets, known, with, issues);
    }

    /**
     * Whether the person asked for something that can't be done: a broken ini file, a path that is
     * not there.
     */
    public boolean isUnusable() {
        for (Issue issue : issues) {
            if (issue.severity() == Issue.Severity.ERROR) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether pytest reads the conftest of a folder before it collects anything, and refuses to
     * begin where it is broken: those above the targets, in them, and in their folders named {@code
     * test…}.
     */
    public boolean beginsWith(Path folder) {
        for (Target target : targets) {
            Path anchor =
                    target.type() == Target.Type.FOLDER ? target.path() : target.path().getParent();
            if (anchor == null || anchor.startsWith(folder)) {
                return true;
            }
            Path name = folder.getFileName();
            if (anchor.equals(folder.getParent())
                    && name != null
                    && name.toString().startsWith("test")) {
                return true;
            }
        }
        return false;
    }

    /** All that decides a listing beside the files that are read for it. */
    String question() {
        return Question.of(this);
    }

    /** Goes through the folders for test files. */
    Walk walk() {
        return walk(DiskView.unnoted());
    }

    /** The same with what looks at the disk. */
    Walk walk(DiskView disk) {
        return Walker.walk(config, cwd, targets, filesFirst(), facts, disk);
    }

    /** How the files of {@link #walk} are ordered. */
    PathOrder order() {
        List<String> relative = new ArrayList<>();
        for (Target target : targets) {
            relative.add(Walker.relative(config.rootdir(), target.path()));
        }
        return new PathOrder(relative, filesFirst());
    }

    private boolean filesFirst() {
        return facts.major() > 0 && facts.major() < 8;
    }
}
