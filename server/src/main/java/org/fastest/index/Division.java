package org.fastest.index;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.fastest.config.Configured;
import org.fastest.config.Sources;
import org.fastest.config.Target;
import org.fastest.discover.Facts;

/**
 * Divides an opened folder into projects. The folder itself is one. A folder below it that has
 * settings of pytest's own is another, unless a project above it that has settings collects there,
 * in it or in a part of it: everywhere, or in its testpaths.
 */
public final class Division {
    /** Never looked into, whatever the settings say: large, and nobody's own tests. */
    private static final Set<String> NEVER =
            Set.of(".git", ".hg", ".svn", ".tox", ".nox", "node_modules", "__pycache__");

    private final Map<String, String> environment;
    private final Set<Path> foreign = new TreeSet<>();
    private final List<Part> parts = new ArrayList<>();

    private record Part(Path folder, List<Path> without) {}

    private Division(Path opened, Collection<Path> others, Map<String, String> environment) {
        this.environment = environment;
        for (Path other : others) {
            if (other.startsWith(opened) && !other.equals(opened)) {
                foreign.add(other);
            }
        }
    }

    /**
     * The projects of a folder as it lies on disk now, outermost first.
     *
     * @param opened absolute
     * @param others the other folders that are open: what lies in one of them belongs to it
     * @param environment for PYTEST_ADDOPTS
     */
    public static List<Territory> of(
            Path opened, Collection<Path> others, Map<String, String> environment) {
        Division division = new Division(opened, others, environment);
        division.add(opened);
        List<Territory> territories = new ArrayList<>();
        boolean isOnly = division.parts.size() == 1;
        for (Part part : division.parts) {
            territories.add(new Territory(opened, part.folder, part.without, isOnly));
        }
        return territories;
    }

    /** Whether a file of this name may change how its folder is divided. */
    public static boolean dependsOn(String fileName) {
        return fileName.equals("pyvenv.cfg") || Sources.names().contains(fileName);
    }

    /** Whether nothing below a folder of this name is anybody's own tests. */
    public static boolean isNeverEntered(String folderName) {
        return NEVER.contains(folderName);
    }

    private void add(Path folder) {
        Project project = Project.at(folder, List.of(), environment, new Facts(null));
        List<Path> collected = new ArrayList<>();
        if (hasSettings(project)) {
            for (Target target : project.targets()) {
                collected.add(target.path());
            }
        }
        Set<Path> nested = new TreeSet<>();
        if (!isIn(collected, folder)) {
            search(folder, project, collected, nested);
        }
        List<Path> without = new ArrayList<>(nested);
        for (Path other : foreign) {
            if (other.startsWith(folder) && !isIn(without, other)) {
                without.add(other);
            }
        }
        parts.add(new Part(folder, without));
        for (Path below : nested) {
            add(below);
        }
    }

    private void search(Path folder, Project project, List<Path> collected, Set<Path> nested) {
        String[] names = folder.toFile().list();
        if (names == null) {
            return;
        }
        Arrays.sort(names);
        for (String name : names) {
            // No package is called so: one look at the disk less for most entries.
            if (name.endsWith(".py") || NEVER.contains(name)) {
                continue;
            }
            Path path = folder.resolve(name);
            if (isIn(collected, path)
                    || foreign.contains(path)
                    || !Walker.entersFolder(project.config(), path)
                    || !isOwnFolder(path)) {
                continue;
            }
            if (hasSettings(path) && !holdsAny(path, collected)) {
                nested.add(path);
            } else {
                search(path, project, collected, nested);
            }
        }
    }

    private static boolean isIn(Collection<Path> folders, Path path) {
        for (Path folder : folders) {
            if (path.startsWith(folder)) {
                return true;
            }
        }
        return false;
    }

    private static boolean holdsAny(Path folder, Collection<Path> paths) {
        for (Path path : paths) {
            if (path.startsWith(folder)) {
                return true;
            }
        }
        return false;
    }

    /** A link shows a folder that has a place elsewhere; an environment is no source. */
    private static boolean isOwnFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                && !Files.exists(path.resolve("pyvenv.cfg"))
                && !Files.exists(path.resolve("conda-meta"));
    }

    private static boolean hasSettings(Project project) {
        Path file = project.config().inifile();
        return file != null && holdsSettings(file);
    }

    private static boolean hasSettings(Path folder) {
        for (String name : Sources.names()) {
            Path file = folder.resolve(name);
            if (Files.isRegularFile(file) && holdsSettings(file)) {
                return true;
            }
        }
        return false;
    }

    private static boolean holdsSettings(Path file) {
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            return Configured.holdsSettings(String.valueOf(file.getFileName()), text);
        } catch (IOException unreadable) {
            return false;
        }
    }
}
