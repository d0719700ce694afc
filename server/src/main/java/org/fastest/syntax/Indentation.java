package org.fastest.syntax;

import java.util.Arrays;

/**
 * The indentation of the logical lines so far and what the next one must have. A tab goes to the
 * next multiple of 8; a second count in which it is one column wide finds mixtures that other tab
 * widths would read differently.
 */
final class Indentation {
    /** CPython's limit (MAXINDENT); deeper levels are taken for this one. */
    private static final int DEEPEST = 99;

    private static final int NO_SUITE = 0;
    private static final int SUITE_REQUIRED = 1;
    private static final int SUITE_ALLOWED = 2;

    private final Issues issues;
    private final int[] columns = new int[DEEPEST + 1];
    private final int[] narrowColumns = new int[DEEPEST + 1];
    private final int[] owners = new int[DEEPEST + 1];
    private int top;

    private int column;
    private int narrowColumn;

    private int expected = NO_SUITE;
    private int expectedOwner;
    private int ownerStart;

    Indentation(Issues issues) {
        this.issues = issues;
        Arrays.fill(owners, Skeleton.SIMPLE);
    }

    /**
     * Measures a physical line from its start and gives the offset of its first character that is
     * no blank.
     */
    int measure(char[] a, int lineStart) {
        int wide = 0;
        int narrow = 0;
        int continued = -1;
        int p = lineStart;
        while (true) {
            char c = a[p];
            if (c == ' ') {
                wide++;
                narrow++;
            } else if (c == '\t') {
                wide = (wide / 8 + 1) * 8;
                narrow++;
            } else if (c == '\f') {
                wide = 0;
                narrow = 0;
            } else if (c == '\\' && Chars.isLineEnd(a[p + 1])) {
                // Blanks after an escaped line end do not count.
                continued = continued > 0 ? continued : wide;
                p = Chars.skipLineEnd(a, p + 1) - 1;
            } else {
                break;
            }
            p++;
        }
        column = continued > 0 ? continued : wide;
        narrowColumn = continued > 0 ? continued : narrow;
        return p;
    }

    /** Enters the measured line as a logical one and gives its depth; 0 is the module's own. */
    int enter(int offset) {
        int wanted = expected;
        expected = NO_SUITE;
        if (column == columns[top]) {
            requireNone(wanted, offset);
            if (narrowColumn != narrowColumns[top]) {
                issues.add(offset, "inconsistent use of tabs and spaces in indentation");
            }
        } else if (column > columns[top]) {
            indent(wanted, offset);
        } else {
            requireNone(wanted, offset);
            dedent(offset);
        }
        return top;
    }

    int column() {
        return column;
    }

    /** The kind of statement that the current lines are the suite of. */
    int owner() {
        return owners[top];
    }

    /** Whether the next logical line must be deeper. */
    boolean isSuiteRequired() {
        return expected == SUITE_REQUIRED;
    }

    void expectSuite(int owner, int start) {
        expected = SUITE_REQUIRED;
        expectedOwner = owner;
        ownerStart = start;
    }

    /** After a header without a colon, which has its own issue. */
    void allowSuite(int owner, int start) {
        expectSuite(owner, start);
        expected = SUITE_ALLOWED;
    }

    void finish(int offset) {
        requireNone(expected, offset);
    }

    private void requireNone(int wanted, int offset) {
        if (wanted == SUITE_REQUIRED) {
            issues.add(
                    offset,
                    "expected an indented block after "
                            + Words.suiteOwner(expectedOwner)
                            + " on line ",
                    ownerStart,
                    "");
        }
    }

    private void indent(int wanted, int offset) {
        if (wanted == NO_SUITE) {
            issues.add(offset, "unexpected indent");
        } else if (narrowColumn <= narrowColumns[top]) {
            issues.add(offset, "inconsistent use of tabs and spaces in indentation");
        }
        push(offset, wanted == NO_SUITE ? owners[top] : expectedOwner);
    }

    private void dedent(int offset) {
        int owner = owners[top];
        while (top > 0 && column < columns[top]) {
            owner = owners[top];
            top--;
        }
        if (column != columns[top]) {
            issues.add(offset, "unindent does not match any outer indentation level");
            push(offset, owner);
        } else if (narrowColumn != narrowColumns[top]) {
            issues.add(offset, "inconsistent use of tabs and spaces in indentation");
        }
    }

    private void push(int offset, int owner) {
        if (top == DEEPEST) {
            issues.add(offset, "too many levels of indentation");
            return;
        }
        top++;
        columns[top] = column;
        narrowColumns[top] = narrowColumn;
        owners[top] = owner;
    }
}
