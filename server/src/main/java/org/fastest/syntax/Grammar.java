package org.fastest.syntax;

import org.jspecify.annotations.Nullable;

/** Whether expressions can be read here. */
public final class Grammar {
    private Grammar() {}

    /** Reads a line; gives what is wrong with the library that does so, or null. */
    public static @Nullable String problem() {
        try {
            int[] tree = TreeSitter.tree("answer = 6 * 7\n");
            return tree == null || tree.length <= TreeSitter.STRIDE ? "it reads nothing" : null;
        } catch (IllegalStateException missing) {
            return String.valueOf(missing.getMessage());
        } catch (UnsatisfiedLinkError broken) {
            return String.valueOf(broken.getMessage());
        }
    }
}
