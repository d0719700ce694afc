package org.fastest.index;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.config.Config;
import org.fastest.config.Glob;
import org.fastest.config.Target;
import org.fastest.discover.Facts;

/** Finds the test files of a project in the order in which pytest collects them. */
final class Walker {
    private final Config config;
    private final Set<Path> ignored = new HashSet<>();
    private final List<String> ignoreGlobs = new ArrayList<>();
    private final boolean filesFirst;
    private final Set<String> found = new LinkedHashSet<>();
    private final Set<Path> linked = new HashSet<>();
    private final Set<String> doubtful = new HashSet<>();

    /** The folder in which a file of each name was found first. */
    private final Map<String, Path> byName = new HashMap<>();

    /** Names of the modules among these of which there are several. */
    private final Set<String> modules = new HashSet<>();

    private final Conftests conftests;
    private boolean isSessionDoubtful;

    private Walker(Config config, Path cwd, boolean filesFirst, Conftests conftests) {
        this.conftests = conftests;
        this.config = config;
        this.filesFirst = filesFirst;
        for (String path : config.options().ignore()) {
            ignored.add(cwd.resolve(path).normalize());
        }
        for (String glob : config.options().ignoreGlobs()) {
            ignoreGlobs.add(cwd.resolve(glob).normalize().toString());
        }
    }

    /**
     * Finds the test files below the targets.
     *
     * @param filesFirst whether a folder's files come before its folders, as in pytest before 8
     */
    static Walk walk(
            Config config, Path cwd, List<Target> targets, boolean filesFirst, Facts facts) {
        Conftests conftests = new Conftests(config, facts);
        Walker walker = new Walker(config, cwd, filesFirst, conftests);
        for (Target target : targets) {
            Path folder =
                    target.type() == Target.Type.FOLDER ? target.path() : target.path().getParent();
            for (Path at = folder;
                    at != null && at.startsWith(config.rootdir());
                    at = at.getParent()) {
                walker.isSessionDoubtful |= conftests.in(at).changesSession();
            }
            if (target.type() == Target.Type.FOLDER) {
                String relative = relative(config.rootdir(), target.path());
                walker.walk(target.path(), relative.isEmpty() ? "" : relative + "/");
            } else if (target.type() == Target.Type.FILE) {
                // A file that is named is collected whatever its name, if it is Python.
                String relative = relative(config.rootdir(), target.path());
                if (relative.endsWith(".py") || config.isNamedDoctestText(relative)) {
                    walker.found.add(relative);
                }
            }
        }
        return new Walk(
                new ArrayList<>(walker.found),
                walker.doubtful,
                walker.isSessionDoubtful,
                conftests);
    }

    /**
     * The path relative to the rootdir as pytest writes it in node ids: with {@code /}, and {@code
     * ..} where outside.
     */
    static String relative(Path rootdir, Path path) {
        String text = rootdir.relativize(path).toString();
        return path.getFileSystem().getSeparator().equals("/") ? text : text.replace('\\', '/');
    }

    /** Whether pytest would go into a folder on its way down, going by its path alone. */
    static boolean entersFolder(Config config, Path folder) {
        String name = String.valueOf(folder.getFileName());
        if (name.equals("__pycache__")) {
            return false;
        }
        List<String> patterns = config.norecursedirs();
        for (int i = 0; i < patterns.size(); i++) {
            if (Glob.matchesPath(patterns.get(i), folder.toString(), name)) {
                return false;
            }
        }
        return true;
    }

    /** Whether options leave a file or folder out. */
    static boolean isIgnored(Project project, Path path) {
        for (String ignored : project.config().options().ignore()) {
            if (path.equals(project.cwd().resolve(ignored).normalize())) {
                return true;
            }
        }
        for (String glob : project.config().options().ignoreGlobs()) {
            if (Glob.matches(project.cwd().resolve(glob).normalize().toString(), path.toString())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Goes through a folder. Names and plain files stand for paths where they can: with thousands
     * of files making a Path of each costs as much as reading them.
     *
     * @param prefix the folder relative to the rootdir, with a slash behind it if not empty
     */
    private void walk(Path folder, String prefix) {
        File plain = folder.toFile();
        String[] listed = plain.list();
        if (listed == null) {
            return;
        }
        List<String> names = new ArrayList<>(Arrays.asList(listed));
        Collections.sort(names);
        if (names.remove("__init__.py")) {
            names.addFirst("__init__.py");
        }
        isSessionDoubtful |= conftests.in(folder).changesSession();
        boolean allStay =
                ignored.isEmpty() && ignoreGlobs.isEmpty() && conftests.leaveNothingOut(folder);
        List<Path> later = new ArrayList<>();
        for (String name : names) {
            if (config.isTestFile(prefix + name) && new File(plain, name).isFile()) {
                file(folder, name, prefix + name, allStay);
                continue;
            }
            Path path = folder.resolve(name);
            if (entersFolder(config, path) && isFolder(path) && !isIgnored(path) && !isVenv(path)) {
                if (filesFirst) {
                    later.add(path);
                } else {
                    walk(path, prefix + name + "/");
                }
            }
        }
        for (Path path : later) {
            walk(path, prefix + path.getFileName() + "/");
        }
    }

    private void file(Path folder, String name, String relative, boolean stays) {
        boolean isDoubtful = false;
        if (!stays) {
            Path path = folder.resolve(name);
            Conftests.Fate fate = conftests.fate(path);
            if (fate == Conftests.Fate.LEFT_OUT || isIgnored(path)) {
                return;
            }
            isDoubtful = fate == Conftests.Fate.DOUBTFUL;
        }
        found.add(relative);
        if (isTaken(folder, name) || isDoubtful) {
            doubtful.add(relative);
        }
    }

    /**
     * Whether another file found before has the same module name, so that Python would give pytest
     * that one instead.
     */
    private boolean isTaken(Path folder, String name) {
        if ("importlib".equals(config.options().importMode()) || !name.endsWith(".py")) {
            return false;
        }
        Path other = byName.putIfAbsent(name, folder);
        if (other == null) {
            return false;
        }
        modules.add(moduleName(other, name));
        return !modules.add(moduleName(folder, name));
    }

    private static String moduleName(Path folder, String file) {
        String name = file;
        for (Path at = folder;
                at != null && Files.exists(at.resolve("__init__.py"));
                at = at.getParent()) {
            name = at.getFileName() + "." + name;
        }
        return name;
    }

    private boolean isFolder(Path path) {
        try {
            BasicFileAttributes own =
                    Files.readAttributes(
                            path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!own.isSymbolicLink()) {
                return own.isDirectory();
            }
            // A linked folder is entered once, so that a link to a parent ends.
            return Files.isDirectory(path) && linked.add(path.toRealPath());
        } catch (IOException gone) {
            return false;
        }
    }

    private boolean isIgnored(Path path) {
        if (ignored.contains(path) || conftests.fate(path) == Conftests.Fate.LEFT_OUT) {
            return true;
        }
        for (String glob : ignoreGlobs) {
            if (Glob.matches(glob, path.toString())) {
                return true;
            }
        }
        return false;
    }

    /** pytest's {@code _in_venv}: a virtual environment or a conda one. */
    private boolean isVenv(Path folder) {
        return !config.options().collectInVenv()
                && (Files.exists(folder.resolve("pyvenv.cfg"))
                        || Files.isRegularFile(folder.resolve("conda-meta/history")));
    }
}
