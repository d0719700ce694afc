package org.fastest.syntax;

import java.util.Arrays;

/**
 * Lines at which a scan depends on nothing before: the starts of logical lines at the module's own
 * level that no header before waits for. From each of them on the same text always gives the same
 * statements.
 */
final class Borders {
    private static final int LINE = 0;
    private static final int STATEMENT = 1;
    private static final int ISSUE = 2;
    private static final int STRIDE = 3;

    private int[] items = new int[32 * STRIDE];
    private int count;

    int count() {
        return count;
    }

    /** The offset of the physical line. */
    int line(int index) {
        return items[index * STRIDE + LINE];
    }

    /** The index in the skeleton of the line's first statement. */
    int statement(int index) {
        return items[index * STRIDE + STATEMENT];
    }

    /** How many issues were known before. */
    int issue(int index) {
        return items[index * STRIDE + ISSUE];
    }

    void add(int line, int statement, int issue) {
        int at = count * STRIDE;
        if (at == items.length) {
            items = Arrays.copyOf(items, items.length * 2);
        }
        items[at + LINE] = line;
        items[at + STATEMENT] = statement;
        items[at + ISSUE] = issue;
        count++;
    }

    /** Adds the other's borders from one index to another, moved by so much. */
    void addAll(Borders other, int from, int to, int lines, int statements, int issues) {
        for (int i = from; i < to; i++) {
            add(other.line(i) + lines, other.statement(i) + statements, other.issue(i) + issues);
        }
    }

    /** The last border at or before an offset, or -1. */
    int before(int offset) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (line(middle) <= offset) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }
}
