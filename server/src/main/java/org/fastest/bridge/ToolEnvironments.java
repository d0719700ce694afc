package org.fastest.bridge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.fastest.bridge.Interpreters.Found;
import org.jspecify.annotations.Nullable;

/** The environments that uv, poetry, pipenv and pdm made, found by the files they leave. */
final class ToolEnvironments {
    private final Host host;

    ToolEnvironments(Host host) {
        this.host = host;
    }

    /** Looks from the project's folder up to the workspace; notes in {@code tried} what it saw. */
    @Nullable Found find(Path rootdir, Path workspace, List<String> tried) {
        for (Path folder : Interpreters.upwards(rootdir, workspace)) {
            @Nullable Found found = uv(folder);
            if (found == null) {
                found = poetry(folder);
            }
            if (found == null) {
                found = pipenv(folder);
            }
            if (found == null) {
                found = pdm(folder);
            }
            if (found != null) {
                return found;
            }
        }
        tried.add("environments of uv, poetry, pipenv and pdm");
        return null;
    }

    private @Nullable Found uv(Path project) {
        @Nullable Path environment = host.path("UV_PROJECT_ENVIRONMENT");
        if (environment == null || !Files.exists(project.resolve("pyproject.toml"))) {
            return null;
        }
        return in(project.resolve(environment), "uv's environment of " + project);
    }

    /** poetry names an environment NAME-HASH-pyVERSION; the hash is of the project's real path. */
    private @Nullable Found poetry(Path project) {
        if (!Files.exists(project.resolve("pyproject.toml"))) {
            return null;
        }
        Path folder = poetryFolder();
        String mark = "-" + hash(real(project).toString()) + "-py";
        @Nullable String best = null;
        for (String name : Venvs.names(folder)) {
            if (name.contains(mark) && (best == null || newer(name, best, mark))) {
                best = name;
            }
        }
        return best == null ? null : in(folder.resolve(best), "poetry's environment of " + project);
    }

    /** Whether the first of two such names is of the newer Python: 3.10 is newer than 3.9. */
    private static boolean newer(String name, String other, String mark) {
        String version = name.substring(name.indexOf(mark) + mark.length());
        String old = other.substring(other.indexOf(mark) + mark.length());
        int byLength = Integer.compare(version.length(), old.length());
        return byLength > 0 || (byLength == 0 && version.compareTo(old) > 0);
    }

    private Path poetryFolder() {
        @Nullable Path path = host.path("POETRY_VIRTUALENVS_PATH");
        if (path != null && path.isAbsolute()) {
            return path;
        }
        @Nullable Path cache = host.path("POETRY_CACHE_DIR");
        if (cache == null || !cache.isAbsolute()) {
            @Nullable Path xdg = host.path("XDG_CACHE_HOME");
            @Nullable Path local = host.path("LOCALAPPDATA");
            cache =
                    switch (host.system()) {
                        case LINUX ->
                                (xdg == null ? host.home().resolve(".cache") : xdg)
                                        .resolve("pypoetry");
                        case MAC -> host.home().resolve("Library/Caches/pypoetry");
                        case WINDOWS ->
                                (local == null ? host.home().resolve("AppData/Local") : local)
                                        .resolve("pypoetry/Cache");
                    };
        }
        return cache.resolve("virtualenvs");
    }

    /** pipenv names an environment FOLDER-HASH and writes the project's path into it. */
    private @Nullable Found pipenv(Path project) {
        if (!Files.exists(project.resolve("Pipfile"))) {
            return null;
        }
        @Nullable Path folder = host.path("WORKON_HOME");
        if (folder == null) {
            @Nullable Path data = host.path("XDG_DATA_HOME");
            folder =
                    host.system() == Host.OperatingSystem.WINDOWS
                            ? host.home().resolve(".virtualenvs")
                            : (data == null ? host.home().resolve(".local/share") : data)
                                    .resolve("virtualenvs");
        }
        for (String name : Venvs.names(folder)) {
            Path environment = folder.resolve(name);
            @Nullable String owner = firstLine(environment.resolve(".project"));
            @Nullable Path path = owner == null ? null : Host.pathOf(owner);
            if (path != null && real(path).equals(real(project))) {
                @Nullable Found found = in(environment, "pipenv's environment of " + project);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    /** pdm writes the path of the chosen interpreter itself. */
    private @Nullable Found pdm(Path project) {
        @Nullable String line = firstLine(project.resolve(".pdm-python"));
        @Nullable Path python = line == null ? null : Host.pathOf(line);
        if (python == null || !python.isAbsolute() || !Host.isExecutable(python)) {
            return null;
        }
        return new Found(python, "pdm's choice for " + project);
    }

    private @Nullable Found in(Path environment, String why) {
        @Nullable Path python = host.pythonIn(environment);
        return python == null ? null : new Found(python, why);
    }

    private static @Nullable String firstLine(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8).strip();
            int end = text.indexOf('\n');
            String line = end < 0 ? text : text.substring(0, end).strip();
            return line.isEmpty() ? null : line;
        } catch (IOException e) {
            return null;
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().encodeToString(digest).substring(0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
