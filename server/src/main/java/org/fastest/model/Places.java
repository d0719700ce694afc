package org.fastest.model;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The person's own folders, never inside a workspace.
 *
 * @param cache what can be computed again
 * @param state what is remembered: trust, history, durations
 */
public record Places(Path cache, Path state) {
    /**
     * The folders by the system's custom: XDG on Linux, Library on macOS, LOCALAPPDATA on Windows.
     *
     * @param env the process's environment
     * @param os the system's name as Java gives it: {@code Linux}, {@code Mac OS X}, {@code Windows
     *     11}
     * @param home the person's home folder
     */
    public static Places of(Map<String, String> env, String os, Path home) {
        String system = os.toLowerCase(Locale.ROOT);
        if (system.startsWith("windows")) {
            Path local = folder(env, "LOCALAPPDATA", home.resolve("AppData").resolve("Local"));
            return new Places(
                    local.resolve("fastest").resolve("cache"),
                    local.resolve("fastest").resolve("state"));
        }
        if (system.startsWith("mac")) {
            Path library = home.resolve("Library");
            return new Places(
                    folder(env, "XDG_CACHE_HOME", library.resolve("Caches")).resolve("fastest"),
                    folder(env, "XDG_STATE_HOME", library.resolve("Application Support"))
                            .resolve("fastest"));
        }
        return new Places(
                folder(env, "XDG_CACHE_HOME", home.resolve(".cache")).resolve("fastest"),
                folder(env, "XDG_STATE_HOME", home.resolve(".local").resolve("state"))
                        .resolve("fastest"));
    }

    /** The XDG rules say that a path which is not absolute is to be ignored. */
    private static Path folder(Map<String, String> env, String name, Path otherwise) {
        @Nullable String value = env.get(name);
        if (value == null || value.isEmpty()) {
            return otherwise;
        }
        Path path = Path.of(value);
        return path.isAbsolute() ? path : otherwise;
    }
}
