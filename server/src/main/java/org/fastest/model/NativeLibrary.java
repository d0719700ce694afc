package org.fastest.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The one native library. It is found in the folder that the system property {@code fastest.native}
 * names, in a folder of its own for each platform: {@code linux-x86_64/libfastest.so}.
 */
public final class NativeLibrary {
    private static volatile @Nullable String missing;
    private static volatile boolean loaded;

    private NativeLibrary() {}

    /**
     * Loads it at the first call.
     *
     * @return null where it is loaded, else what is wrong, for people
     */
    // Native access is allowed by the jar's manifest.
    @SuppressWarnings("restricted")
    public static @Nullable String load() {
        if (!loaded) {
            synchronized (NativeLibrary.class) {
                if (!loaded) {
                    Path library = path();
                    missing = library == null ? NOWHERE : problem(library);
                    if (library != null && missing == null) {
                        System.load(library.toString());
                    }
                    loaded = true;
                }
            }
        }
        return missing;
    }

    private static final String NOWHERE =
            "The native library cannot be found: start the JVM with -Dfastest.native=FOLDER.";

    private static @Nullable String problem(Path library) {
        return Files.isRegularFile(library)
                ? null
                : "The native library is missing: build "
                        + library
                        + " with server/native/build.py.";
    }

    /** Where it is looked for; null where nobody says in which folder. */
    public static @Nullable Path path() {
        String folder = System.getProperty("fastest.native");
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String os =
                name.startsWith("mac") ? "macos" : name.startsWith("windows") ? "windows" : "linux";
        String arch = System.getProperty("os.arch", "");
        arch = arch.equals("amd64") ? "x86_64" : arch.equals("arm64") ? "aarch64" : arch;
        String file =
                os.equals("macos")
                        ? "libfastest.dylib"
                        : os.equals("windows") ? "fastest.dll" : "libfastest.so";
        return folder == null ? null : Path.of(folder, os + "-" + arch, file).toAbsolutePath();
    }
}
