package org.fastest.index;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.config.Glob;
import org.fastest.config.Options;
import org.fastest.config.Sources;
import org.fastest.config.Target;

/** Reads from the disk what the configuration is determined from. */
public final class Disk {
    private Disk() {}

    /**
     * Looks up what {@code python -m pytest ARGS} started in a folder would read before collecting.
     *
     * @param cwd absolute
     * @param args pytest's arguments
     * @param addopts the value of PYTEST_ADDOPTS, or empty
     */
    public static Sources sources(Path cwd, List<String> args, String addopts) {
        Options options = Options.parse(args);
        List<Target> targets = new ArrayList<>();
        for (String argument : options.paths()) {
            targets.add(target(cwd, argument));
        }
        Map<Path, String> texts = new HashMap<>();
        Set<Path> setupPys = new HashSet<>();
        for (Path folder : Sources.folders(cwd, targets)) {
            for (String name : Sources.names()) {
                read(folder.resolve(name), texts);
            }
            if (Files.isRegularFile(folder.resolve("setup.py"))) {
                setupPys.add(folder);
            }
        }
        String inifile = options.inifile();
        if (inifile != null) {
            read(cwd.resolve(inifile).normalize(), texts);
        }
        return new Sources(cwd, targets, texts, setupPys, addopts);
    }

    /** A positional argument with what is on the disk at its path. */
    public static Target target(Path cwd, String argument) {
        Path path = cwd.resolve(Target.fileOf(argument)).normalize();
        Target.Type type =
                Files.isDirectory(path)
                        ? Target.Type.FOLDER
                        : Files.exists(path) ? Target.Type.FILE : Target.Type.MISSING;
        return new Target(argument, path, Target.insideOf(argument), type);
    }

    /**
     * What a testpaths entry names: a path, or all that match a pattern, sorted.
     *
     * @param cwd absolute
     */
    static List<Target> matching(Path cwd, String pattern) {
        Path plain = cwd.resolve(pattern).normalize();
        if (Files.exists(plain)) {
            return List.of(target(cwd, pattern));
        }
        List<Path> level = List.of(cwd);
        for (String part : pattern.split("/", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            List<Path> next = new ArrayList<>();
            for (Path folder : level) {
                if (part.equals("**")) {
                    folders(folder, next, 0);
                } else {
                    children(folder, part, next);
                }
            }
            level = next;
        }
        List<Target> targets = new ArrayList<>();
        Collections.sort(level);
        for (Path path : level) {
            targets.add(target(cwd, path.toString()));
        }
        return targets;
    }

    /** A path as the modules' own names go: with {@code /} everywhere. */
    static String slashed(Path path) {
        String text = path.toString();
        return File.separatorChar == '/' ? text : text.replace(File.separatorChar, '/');
    }

    private static void children(Path folder, String pattern, List<Path> into) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                // As Python's glob, a star does not match a leading dot.
                if (Glob.matches(pattern, name)
                        && (pattern.startsWith(".") || !name.startsWith("."))) {
                    into.add(entry);
                }
            }
        } catch (IOException notAFolder) {
            return;
        }
    }

    private static void folders(Path folder, List<Path> into, int depth) {
        into.add(folder);
        List<Path> below = new ArrayList<>();
        children(folder, "*", below);
        for (Path path : below) {
            if (depth < 40 && Files.isDirectory(path) && !Files.isSymbolicLink(path)) {
                folders(path, into, depth + 1);
            }
        }
    }

    private static void read(Path path, Map<Path, String> into) {
        // An ini file that can't be read is as good as none here; pytest itself says so when it
        // runs.
        byte[] bytes = DiskView.unnoted().read(path.toString());
        if (bytes != null) {
            into.put(path, new String(bytes, StandardCharsets.UTF_8));
        }
    }
}
