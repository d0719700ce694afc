package org.fastest.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.cache.FolderEntries;
import org.fastest.config.Config;
import org.fastest.config.Glob;
import org.fastest.config.Target;
import org.fastest.discover.Facts;

/** Finds the test files of a project in the order in which pytest collects them. */
final class Walker {
    private final Config config;
    private final DiskView disk;
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

    private Walker(
            Config config, Path cwd, boolean filesFirst, Conftests conftests, DiskView disk) {
        this.disk = disk;
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
            Config config,
            Path cwd,
            List<Target> targets,
            boolean filesFirst,
            Facts facts,
            DiskView disk) {
        Conftests conftests = new Conftests(config, facts, disk);
        Walker walker = new Walker(config, cwd, filesFirst, conftests, disk);
        for (Target target : targets) {
            Path folder =
                    target.type() == Target.Type.FOLDER ? target.path() : target.path().getParent();
            for (Path at = folder;
                    at != null && at.startsWith(config.rootdir());
                    at = at.getParent()) {
                walker.isSessionDoubtful |= conftests.in(at).mayChangeSession();
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
        walker.doubtWhatOthersNarrow();
        return new Walk(
                new ArrayList<>(walker.found),
                walker.doubtful,
                walker.isSessionDoubtful,
                conftests,
                disk);
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

    /** A conftest may narrow the session for files, too, that it does not hold for otherwise. */
    private void doubtWhatOthersNarrow() {
        for (Path folder : conftests.narrowing()) {
            String below = relative(config.rootdir(), folder);
            for (String file : found) {
                if (!below.isEmpty() && !file.startsWith(below + "/")) {
                    doubtful.add(file);
                }
            }
        }
    }

    /**
     * Goes through a folder. Names and plain files stand for paths where they can: with thousands
     * of files making a Path of each costs as much as reading them.
     *
     * @param prefix the folder relative to the rootdir, with a slash behind it if not empty
     */
    private void walk(Path folder, String prefix) {
        FolderEntries entries = disk.entries(Disk.slashed(folder));
        if (entries.count() == 0) {
            return;
        }
        isSessionDoubtful |= conftests.in(folder).mayChangeSession();
        boolean allStay =
                ignored.isEmpty() && ignoreGlobs.isEmpty() && conftests.leaveNothingOut(folder);
        List<Path> later = new ArrayList<>();
        int init = entries.find("__init__.py");
        for (int i = init < 0 ? 0 : -1; i < entries.count(); i++) {
            // That one comes first.
            int at = i < 0 ? init : i;
            if (i == init) {
                continue;
            }
            String name = entries.name(at);
            if (config.isTestFile(prefix + name) && isFile(entries, at, folder)) {
                file(folder, name, prefix + name, allStay);
                continue;
            }
            if (!entries.isFolder(at) && !entries.isLink(at)) {
                continue;
            }
            Path path = folder.resolve(name);
            if (entersFolder(config, path)
                    && isFolder(entries, at, path)
                    && !isIgnored(path)
                    && !isVenv(path)) {
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

    private String moduleName(Path folder, String file) {
        String name = file;
        for (Path at = folder; at != null && isPackage(Disk.slashed(at)); at = at.getParent()) {
            name = at.getFileName() + "." + name;
        }
        return name;
    }

    private boolean isPackage(String folder) {
        return disk.isListed(folder)
                ? disk.has(folder, "__init__.py")
                : disk.exists(folder + "/__init__.py");
    }

    private boolean isFile(FolderEntries entries, int at, Path folder) {
        return entries.isFile(at)
                || (entries.isLink(at)
                        && disk.isFile(Disk.slashed(folder) + "/" + entries.name(at)));
    }

    private boolean isFolder(FolderEntries entries, int at, Path path) {
        if (entries.isFolder(at)) {
            return true;
        }
        try {
            // A linked folder is entered once, so that a link to a parent ends.
            return disk.isFolder(Disk.slashed(path)) && linked.add(disk.target(path));
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
        String at = Disk.slashed(folder);
        return !config.options().collectInVenv()
                && (disk.has(at, "pyvenv.cfg")
                        || (disk.has(at, "conda-meta") && disk.isFile(at + "/conda-meta/history")));
    }
}
