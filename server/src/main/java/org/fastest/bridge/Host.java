package org.fastest.bridge;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The machine as far as the search for an interpreter looks at it.
 *
 * @param env the process's environment
 * @param home the person's home folder
 * @param system whose layout of folders holds
 */
public record Host(Map<String, String> env, Path home, OperatingSystem system) {
    /** Where a system keeps executables and caches. */
    public enum OperatingSystem {
        LINUX,
        MAC,
        WINDOWS
    }

    public Host {
        env = Map.copyOf(env);
    }

    /** A variable's value, or null where it is not set or empty. */
    @Nullable String variable(String name) {
        @Nullable String value = env.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** A variable's value as a path, or null where it is not set or no path. */
    @Nullable Path path(String name) {
        @Nullable String value = variable(name);
        return value == null ? null : pathOf(value);
    }

    /** The text as a path, or null where it can be none. */
    static @Nullable Path pathOf(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** The interpreter of an environment's folder, or null where there is none. */
    @Nullable Path pythonIn(Path environment) {
        if (system == OperatingSystem.WINDOWS) {
            Path venv = environment.resolve("Scripts").resolve("python.exe");
            Path conda = environment.resolve("python.exe");
            return isExecutable(venv) ? venv : isExecutable(conda) ? conda : null;
        }
        Path python = environment.resolve("bin").resolve("python");
        return isExecutable(python) ? python : null;
    }

    /**
     * The first executable of this name on PATH, or null. Entries that are not absolute mean
     * something else in each folder, which may be a workspace: they are passed by.
     */
    @Nullable Path onPath(String name) {
        for (Path folder : pathFolders()) {
            Path file = folder.resolve(system == OperatingSystem.WINDOWS ? name + ".exe" : name);
            if (isExecutable(file)) {
                return file;
            }
        }
        return null;
    }

    static boolean isExecutable(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    private List<Path> pathFolders() {
        List<Path> folders = new ArrayList<>();
        @Nullable String value = variable("PATH");
        int from = 0;
        while (value != null && from <= value.length()) {
            int end = value.indexOf(File.pathSeparatorChar, from);
            end = end < 0 ? value.length() : end;
            @Nullable Path folder = pathOf(value.substring(from, end));
            // Windows' own alias opens the shop instead of running Python.
            if (folder != null && folder.isAbsolute() && !folder.endsWith("WindowsApps")) {
                folders.add(folder);
            }
            from = end + 1;
        }
        return folders;
    }
}
