package org.fastest.syntax;

import static org.fastest.syntax.Chars.isIdentifier;
import static org.fastest.syntax.Chars.isWord;

/**
 * Decides to which lambda, if any, a colon or a yield belongs: rare enough to look at a line a
 * second time.
 */
final class Lambdas {
    private Lambdas() {}

    /** Whether a colon outside of brackets belongs to a lambda that starts between from and it. */
    static boolean ownsColon(char[] a, int from, int colon) {
        return mentions(a, from, colon) && new Walk(a, from, colon).waiting[0] > 0;
    }

    /** Whether a place is in the body of a lambda that starts between from and it. */
    static boolean encloses(char[] a, int from, int place) {
        return mentions(a, from, place) && new Walk(a, from, place).isInBody();
    }

    private static boolean mentions(char[] a, int from, int to) {
        for (int p = from; p < to; p++) {
            if (a[p] == 'l' && isWord(a, p, "lambda") && (p == 0 || !isIdentifier(a[p - 1]))) {
                return true;
            }
        }
        return false;
    }

    /**
     * The state of each open bracket at a place; 0 is outside of all. Deeper brackets share the
     * last state.
     */
    private static final class Walk {
        private static final int DEEPEST = 63;

        private final int[] waiting = new int[DEEPEST + 1];
        private final boolean[] inBody = new boolean[DEEPEST + 1];
        private int depth;

        Walk(char[] a, int from, int to) {
            int p = from;
            while (p < to) {
                char c = a[p];
                int d = Math.min(depth, DEEPEST);
                if (c == '"' || c == '\'') {
                    p = stringEnd(a, p, to);
                    continue;
                }
                if (c == '(' || c == '[' || c == '{') {
                    depth++;
                    waiting[Math.min(depth, DEEPEST)] = 0;
                    inBody[Math.min(depth, DEEPEST)] = false;
                } else if (c == ')' || c == ']' || c == '}') {
                    depth = Math.max(0, depth - 1);
                } else if (c == 'l'
                        && isWord(a, p, "lambda")
                        && (p == 0 || !isIdentifier(a[p - 1]))) {
                    waiting[d]++;
                } else if (c == ':' && waiting[d] > 0) {
                    waiting[d]--;
                    inBody[d] = true;
                } else if (c == ',' && waiting[d] == 0) {
                    inBody[d] = false;
                }
                p++;
            }
        }

        boolean isInBody() {
            for (int d = 0; d <= Math.min(depth, DEEPEST); d++) {
                if (inBody[d]) {
                    return true;
                }
            }
            return false;
        }

        /** Plain strings are enough: a lambda in an f-string's field ends with the field. */
        private static int stringEnd(char[] a, int quote, int to) {
            char q = a[quote];
            boolean triple = a[quote + 1] == q && a[quote + 2] == q;
            int p = quote + (triple ? 3 : 1);
            while (p < to) {
                if (a[p] == '\\') {
                    p += 2;
                } else if (a[p] == q && (!triple || (a[p + 1] == q && a[p + 2] == q))) {
                    return p + (triple ? 3 : 1);
                } else {
                    p++;
                }
            }
            return to;
        }
    }
}
