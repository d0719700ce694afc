package org.fastest.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The texts that configuration is determined from, read by the caller.
 *
 * @param cwd the folder pytest would be started in, absolute
 * @param targets the positional arguments
 * @param texts configuration files by absolute path; those that do not exist are left out
 * @param setupPys folders among the candidates that hold a setup.py
 * @param addopts the value of PYTEST_ADDOPTS, or empty
 */
public record Sources(
        Path cwd,
        List<Target> targets,
        Map<Path, String> texts,
        Set<Path> setupPys,
        String addopts) {
    public Sources {
        targets = List.copyOf(targets);
        texts = Map.copyOf(texts);
        setupPys = Set.copyOf(setupPys);
    }

    /**
     * The folders whose files {@link #texts} must hold: those of the current folder and the
     * targets, with all their parents.
     */
    public static List<Path> folders(Path cwd, List<Target> targets) {
        Set<Path> folders = new LinkedHashSet<>();
        withParents(cwd, folders);
        for (Target target : targets) {
            withParents(target.path(), folders);
        }
        return new ArrayList<>(folders);
    }

    /** The names to look for in each of the {@link #folders}, without {@code setup.py}. */
    public static List<String> names() {
        return ConfigFile.NAMES;
    }

    private static void withParents(Path path, Set<Path> into) {
        for (Path at = path; at != null; at = at.getParent()) {
            if (!into.add(at)) {
                return;
            }
        }
    }
}
