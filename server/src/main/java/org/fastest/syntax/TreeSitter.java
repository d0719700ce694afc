package org.fastest.syntax;

import org.fastest.model.NativeLibrary;
import org.jspecify.annotations.Nullable;

/**
 * Tree-sitter with its Python grammar, in the native library. That is loaded at the first call, so
 * that a program which needs no expressions does not pay for it.
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

    private static void load() {
        String missing = NativeLibrary.load();
        if (missing != null) {
            throw new IllegalStateException(missing);
        }
    }

    private static native int @Nullable [] parse(String text);

    private static native String[] kinds();

    private static native String[] fields();
}
