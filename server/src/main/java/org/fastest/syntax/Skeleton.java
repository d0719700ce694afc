package org.fastest.syntax;

import java.util.Arrays;

/**
 * The statements that a {@link Scanner} found outside of function bodies, in order, as one array of
 * ints: a file has thousands, and an object for each would cost more than finding it.
 */
final class Skeleton {
    /** A statement that opens no suite; {@code pass}, assignments, expressions. */
    static final int SIMPLE = 0;

    static final int DECORATOR = 1;
    static final int DEF = 2;
    static final int CLASS = 3;
    static final int IF = 4;
    static final int ELIF = 5;
    static final int ELSE = 6;
    static final int FOR = 7;
    static final int WHILE = 8;
    static final int TRY = 9;
    static final int EXCEPT = 10;
    static final int FINALLY = 11;
    static final int WITH = 12;
    static final int MATCH = 13;
    static final int CASE = 14;

    /** In a function: its own body yields. */
    static final int GENERATOR = 1;

    /** Behind a colon or a semicolon of the same logical line. */
    static final int INLINE = 2;

    /** Starts with {@code async}. */
    static final int ASYNC = 4;

    private static final int START = 0;
    private static final int END = 1;
    private static final int DEPTH = 2;
    private static final int KIND = 3;
    private static final int COLON = 4;
    private static final int EQUALS = 5;
    private static final int LAST_EQUALS = 6;
    private static final int FLAGS = 7;
    private static final int STRIDE = 8;

    private int[] items = new int[64 * STRIDE];
    private int count;

    int count() {
        return count;
    }

    int start(int index) {
        return items[index * STRIDE + START];
    }

    /** After the last token; of a function, of its body's last token. */
    int end(int index) {
        return items[index * STRIDE + END];
    }

    /** How many indentations deep, 0 for the module's own. */
    int depth(int index) {
        return items[index * STRIDE + DEPTH];
    }

    int kind(int index) {
        return items[index * STRIDE + KIND];
    }

    /**
     * The colon that opens the suite, or a simple statement's first one outside of brackets; -1
     * where there is none.
     */
    int colon(int index) {
        return items[index * STRIDE + COLON];
    }

    /** The first {@code =} of an assignment outside of brackets, or -1. */
    int firstEquals(int index) {
        return items[index * STRIDE + EQUALS];
    }

    int lastEquals(int index) {
        return items[index * STRIDE + LAST_EQUALS];
    }

    boolean has(int index, int flag) {
        return (items[index * STRIDE + FLAGS] & flag) != 0;
    }

    int add(int start, int depth, int kind, int flags) {
        int at = count * STRIDE;
        if (at == items.length) {
            items = Arrays.copyOf(items, items.length * 2);
        }
        items[at + START] = start;
        items[at + END] = start;
        items[at + DEPTH] = depth;
        items[at + KIND] = kind;
        items[at + COLON] = -1;
        items[at + EQUALS] = -1;
        items[at + LAST_EQUALS] = -1;
        items[at + FLAGS] = flags;
        return count++;
    }

    /**
     * Adds the statements of another skeleton from one index to another.
     *
     * @param by how far their places are moved
     */
    void addAll(Skeleton other, int from, int to, int by) {
        int length = (to - from) * STRIDE;
        int at = count * STRIDE;
        if (at + length > items.length) {
            items = Arrays.copyOf(items, Math.max(items.length * 2, at + length));
        }
        System.arraycopy(other.items, from * STRIDE, items, at, length);
        count += to - from;
        if (by == 0) {
            return;
        }
        for (int i = at; i < at + length; i += STRIDE) {
            items[i + START] += by;
            items[i + END] += by;
            items[i + COLON] += items[i + COLON] < 0 ? 0 : by;
            items[i + EQUALS] += items[i + EQUALS] < 0 ? 0 : by;
            items[i + LAST_EQUALS] += items[i + LAST_EQUALS] < 0 ? 0 : by;
        }
    }

    /**
     * How many statements from the first on are those of the skeleton before an edit, which starts
     * behind them.
     */
    int sameBefore(Skeleton other, int start) {
        int most = Math.min(count, other.count);
        int at = 0;
        while (at < most && other.end(at) <= start && isSame(other, at, at, 0)) {
            at++;
        }
        return at;
    }

    /**
     * How many statements up to the last one are those of the skeleton before an edit, which ends
     * before them.
     *
     * @param oldEnd where it ends in the other's text
     * @param by how much longer the text became
     * @param most so many at most
     */
    int sameBehind(Skeleton other, int oldEnd, int by, int most) {
        int same = 0;
        while (same < most
                && other.start(other.count - same - 1) >= oldEnd
                && isSame(other, count - same - 1, other.count - same - 1, by)) {
            same++;
        }
        return same;
    }

    private boolean isSame(Skeleton other, int index, int otherIndex, int by) {
        int own = index * STRIDE;
        int old = otherIndex * STRIDE;
        return items[own + START] == other.items[old + START] + by
                && items[own + END] == other.items[old + END] + by
                && items[own + DEPTH] == other.items[old + DEPTH]
                && items[own + KIND] == other.items[old + KIND]
                && items[own + FLAGS] == other.items[old + FLAGS]
                && isMoved(items[own + COLON], other.items[old + COLON], by)
                && isMoved(items[own + EQUALS], other.items[old + EQUALS], by)
                && isMoved(items[own + LAST_EQUALS], other.items[old + LAST_EQUALS], by);
    }

    private static boolean isMoved(int offset, int old, int by) {
        return offset == (old < 0 ? old : old + by);
    }

    void setKind(int index, int kind) {
        items[index * STRIDE + KIND] = kind;
    }

    void setColon(int index, int colon) {
        items[index * STRIDE + COLON] = colon;
    }

    void setEnd(int index, int end) {
        items[index * STRIDE + END] = end;
    }

    void addEquals(int index, int offset) {
        int at = index * STRIDE;
        if (items[at + EQUALS] < 0) {
            items[at + EQUALS] = offset;
        }
        items[at + LAST_EQUALS] = offset;
    }

    void setGenerator(int index) {
        items[index * STRIDE + FLAGS] |= GENERATOR;
    }
}
