package org.fastest.index;

import java.util.Comparator;
import java.util.List;

/**
 * The order in which pytest collects files: by the targets they lie below, then name by name.
 *
 * @param targets paths relative to the rootdir of what is collected, in order; empty text is the
 *     rootdir itself
 * @param filesFirst whether a folder's files come before its folders, as in pytest before 8
 */
record PathOrder(List<String> targets, boolean filesFirst) implements Comparator<String> {
    PathOrder {
        targets = List.copyOf(targets);
    }

    @Override
    public int compare(String left, String right) {
        if (targets.size() > 1) {
            int byTarget = Integer.compare(target(left), target(right));
            if (byTarget != 0) {
                return byTarget;
            }
        }
        int start = 0;
        while (true) {
            int leftEnd = left.indexOf('/', start);
            int rightEnd = right.indexOf('/', start);
            String leftName = left.substring(start, leftEnd < 0 ? left.length() : leftEnd);
            String rightName = right.substring(start, rightEnd < 0 ? right.length() : rightEnd);
            if (leftName.equals(rightName) && leftEnd >= 0 && rightEnd >= 0) {
                start = leftEnd + 1;
                continue;
            }
            return compareNames(leftName, leftEnd >= 0, rightName, rightEnd >= 0);
        }
    }

    /**
     * Compares two entries of one folder.
     *
     * @param leftFolder whether the left one is a folder
     * @param rightFolder whether the right one is
     */
    int compareNames(String left, boolean leftFolder, String right, boolean rightFolder) {
        if (filesFirst && leftFolder != rightFolder) {
            return leftFolder ? 1 : -1;
        }
        int named = byName(left, right);
        return named == 0 ? Boolean.compare(leftFolder, rightFolder) : named;
    }

    /** The first target that a path lies below; their number for none. */
    int target(String path) {
        for (int i = 0; i < targets.size(); i++) {
            String target = targets.get(i);
            if (target.isEmpty() || path.equals(target) || path.startsWith(target + "/")) {
                return i;
            }
        }
        return targets.size();
    }

    private static int byName(String left, String right) {
        boolean leftInit = left.equals("__init__.py");
        boolean rightInit = right.equals("__init__.py");
        if (leftInit != rightInit) {
            return leftInit ? -1 : 1;
        }
        return byCodePoint(left, right);
    }

    /** Python's order of texts; Java's own puts a pair of surrogates before U+E000. */
    private static int byCodePoint(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            char l = left.charAt(i);
            char r = right.charAt(i);
            if (l != r) {
                return place(l) - place(r);
            }
        }
        return left.length() - right.length();
    }

    private static int place(char c) {
        return Character.isSurrogate(c) ? c + 0x10000 : c;
    }
}
