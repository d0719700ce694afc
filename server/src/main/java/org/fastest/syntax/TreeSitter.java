package org.fastest.syntax;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The native library: tree-sitter with its Python grammar. Loaded at the first call, so that a
 * program which needs no expressions does not pay for it.
 *
 * <p>It is found in the folder that the system property {@code fastest.native} names, in a folder
 * of its own for each platform: {@code linux-x86_64/libfastest.so}.
 */
final class TreeSitter {
    /**
     * Ints of a node: kind, field, start, end, and the index of the node that follows its subtree.
     */
    static final int STRIDE = 5;

    /** In a kind: the parser made the node up to go on. */
    static final int MISSING = 1 << 16;

    /** The kind of what the parser could not read. */
    static final int ERROR = 0xFFFF;

    private static volatile boolean loaded;

    private TreeSitter() {}

    /**
     * The tree of a text in preorder, {@link #STRIDE} ints a node; places are in UTF-16 units. Null
     * where the text is too large.
     *
     * @throws IllegalStateException where the library is missing
     */
    static int @Nullable [] tree(String text) {
        load();
        return parse(text);
    }

    /** The names of kinds by number; empty for tokens. */
    static String[] kindNames() {
        load();
        return kinds();
    }

    /** The names of fields by number; number 0 is no field. */
    static String[] fieldNames() {
        load();
        return fields();
    }

    // Native access is allowed by the jar's manifest.
    @SuppressWarnings("restricted")
    private static void load() {
        if (!loaded) {
            synchronized (TreeSitter.class) {
                if (!loaded) {
                    System.load(library().toString());
                    loaded = true;
                }
            }
        }
    }

    private static Path library() {
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
        if (folder == null) {
            throw new IllegalStateException(
                    "The native library cannot be found: start the JVM with -Dfastest.native=FOLDER.");
        }
        Path library = Path.of(folder, os + "-" + arch, file).toAbsolutePath();
        if (!Files.isRegularFile(library)) {
            throw new IllegalStateException(
                    "The native library is missing: build "
                            + library
                            + " with server/native/build.py.");
        }
        return library;
    }

    private static native int @Nullable [] parse(String text);

    private static native String[] kinds();

    private static native String[] fields();
}
