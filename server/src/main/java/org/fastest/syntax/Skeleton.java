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
     * Whether this is the other skeleton but for what functions do: statements are the same ones,
     * and a stretch that was replaced touches none of them outside of a function's body.
     *
     * @param start of the stretch in both texts
     * @param oldEnd its end in the other's text
     * @param by how much longer it became
     */
    boolean isOutlineOf(Skeleton other, int start, int oldEnd, int by) {
        if (count != other.count) {
            return false;
        }
        for (int i = 0; i < count * STRIDE; i += STRIDE) {
            int kind = items[i + KIND];
            boolean ends = items[i + COLON] < 0 || kind <= DECORATOR;
            int from = other.items[i + START];
            int to = ends ? other.items[i + END] : other.items[i + COLON] + 1;
            if (start <= to && oldEnd >= from) {
                return false;
            }
            int moved = from > oldEnd ? by : 0;
            if (items[i + START] != from + moved
                    || (ends && items[i + END] != other.items[i + END] + moved)
                    || kind != other.items[i + KIND]
                    || items[i + DEPTH] != other.items[i + DEPTH]
                    || items[i + FLAGS] != other.items[i + FLAGS]
                    || isElsewhere(other, i + COLON, moved)
                    || isElsewhere(other, i + EQUALS, moved)
                    || isElsewhere(other, i + LAST_EQUALS, moved)) {
                return false;
            }
        }
        return true;
    }

    private boolean isElsewhere(Skeleton other, int at, int moved) {
        int old = other.items[at];
        return items[at] != (old < 0 ? old : old + moved);
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
