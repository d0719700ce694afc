package org.fastest.index;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        Target.Type type = Files.isDirectory(path) ? Target.Type.FOLDER : Files.exists(path) ? Target.Type.FILE : Target.Type.MISSING;
        return new Target(argument, path, Target.insideOf(argument), type);
    }

    private static void read(Path path, Map<Path, String> into) {
        if (!Files.isRegularFile(path)) {
            return;
        }
        try {
            into.put(path, new String(Files.readAllBytes(path), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            // An ini file that can't be read is as good as none here; pytest itself says so when it runs.
            into.remove(path);
        }
    }
}
