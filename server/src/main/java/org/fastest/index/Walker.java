package org.fastest.index;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.fastest.config.Config;
import org.fastest.config.Glob;
import org.fastest.config.Target;

/** Finds the test files of a project in the order in which pytest collects them. */
final class Walker {
    private final Config config;
    private final Set<Path> ignored = new HashSet<>();
    private final List<String> ignoreGlobs = new ArrayList<>();
    private final boolean filesFirst;
    private final Set<String> found = new LinkedHashSet<>();
    private final Set<Path> linked = new HashSet<>();

    private Walker(Config config, Path cwd, boolean filesFirst) {
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
     * The test files below the targets.
     *
     * @param filesFirst whether a folder's files come before its folders, as in pytest before 8
     * @return paths relative to the rootdir, with {@code /}; each once
     */
    static List<String> files(Config config, Path cwd, List<Target> targets, boolean filesFirst) {
        Walker walker = new Walker(config, cwd, filesFirst);
        for (Target target : targets) {
            switch (target.type()) {
                case FOLDER -> {
                    String relative = relative(config.rootdir(), target.path());
                    walker.walk(target.path(), relative.isEmpty() ? "" : relative + "/");
                }
                case FILE -> {
                    // A file that is named is collected whatever its name, if it is Python.
                    if (target.path().toString().endsWith(".py")) {
                        walker.found.add(relative(config.rootdir(), target.path()));
                    }
                }
                case MISSING -> {}
            }
        }
        return new ArrayList<>(walker.found);
    }

    /** The path relative to the rootdir as pytest writes it in node ids: with {@code /}, and {@code ..} where outside. */
    static String relative(Path rootdir, Path path) {
        String text = rootdir.relativize(path).toString();
        return path.getFileSystem().getSeparator().equals("/") ? text : text.replace('\\', '/');
    }

    /** Whether pytest would go into a folder of this name on its way down. */
    static boolean entersFolder(Config config, String name) {
        if (name.equals("__pycache__")) {
            return false;
        }
        List<String> patterns = config.norecursedirs();
        for (int i = 0; i < patterns.size(); i++) {
            if (Glob.matches(patterns.get(i), name)) {
                return false;
            }
        }
        return true;
    }

    private void walk(Path folder, String prefix) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                names.add(String.valueOf(entry.getFileName()));
            }
        } catch (IOException unreadable) {
            return;
        }
        Collections.sort(names);
        if (names.remove("__init__.py")) {
            names.addFirst("__init__.py");
        }
        List<Path> later = new ArrayList<>();
        for (String name : names) {
            if (name.endsWith(".py")) {
                // Whether it is a file shows when it is read: asking here would cost as much as reading.
                if (config.isTestFile(prefix + name) && !isIgnored(folder, name)) {
                    found.add(prefix + name);
                }
                continue;
            }
            Path path = folder.resolve(name);
            if (entersFolder(config, name) && isFolder(path) && !isIgnored(folder, name) && !isVenv(path)) {
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

    private boolean isFolder(Path path) {
        try {
            BasicFileAttributes own = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!own.isSymbolicLink()) {
                return own.isDirectory();
            }
            // A linked folder is entered once, so that a link to a parent ends.
            return Files.isDirectory(path) && linked.add(path.toRealPath());
        } catch (IOException gone) {
            return false;
        }
    }

    private boolean isIgnored(Path folder, String name) {
        if (ignored.isEmpty() && ignoreGlobs.isEmpty()) {
            return false;
        }
        Path path = folder.resolve(name);
        if (ignored.contains(path)) {
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
                && (Files.exists(folder.resolve("pyvenv.cfg")) || Files.isRegularFile(folder.resolve("conda-meta/history")));
    }
}
