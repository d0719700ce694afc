package org.fastest.syntax;

import java.util.Arrays;

/**
 * The open brackets of a logical line. The braces of an f-string's replacement fields are among
 * them and remember the string that goes on after them, so that strings nested in strings need no
 * recursion.
 */
final class Brackets {
    /** Marks the brace of a replacement field; the other bits of its mark describe the string. */
    static final int FIELD = 1 << 16;

    private final char[] a;
    private final Issues issues;
    private int size;
    private int[] offsets = new int[16];
    private int[] marks = new int[16];
    private int[] strings = new int[16];

    Brackets(char[] text, Issues issues) {
        a = text;
        this.issues = issues;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void clear() {
        size = 0;
    }

    void open(int offset) {
        push(offset, 0, -1);
    }

    /** Opens a replacement field of the string that starts at an offset. */
    void openField(int offset, int mark, int string) {
        push(offset, mark | FIELD, string);
    }

    /**
     * Closes with the bracket at an offset; true where that ended a field, which then is {@link
     * #closedMark}.
     */
    boolean close(int p) {
        int match = matching(a[p]);
        if (match < 0) {
            issues.add(p, size == 0 ? "unmatched '" + a[p] + "'" : mismatch(p));
            return false;
        }
        if (match != size - 1) {
            issues.add(p, mismatch(p));
        }
        size = match;
        return (marks[match] & FIELD) != 0;
    }

    /** What {@link #openField} was told of the field that {@link #close} closed last. */
    int closedMark() {
        return marks[size] & ~FIELD;
    }

    int closedString() {
        return strings[size];
    }

    /** Whether the innermost bracket is a field: its next colon starts the format. */
    boolean startsFormat() {
        return size > 0 && isField(size - 1);
    }

    int fieldMark() {
        return marks[size - 1] & ~FIELD;
    }

    int fieldString() {
        return strings[size - 1];
    }

    /** Whether the place is in a field, where a colon can start its format. */
    boolean hasField() {
        return size > 0 && innermostField() >= 0;
    }

    /** The mark of the innermost open field, or -1. */
    int innermostFieldMark() {
        int field = innermostField();
        return field < 0 ? -1 : marks[field] & ~FIELD;
    }

    int innermostFieldString() {
        return strings[innermostField()];
    }

    /** Forgets a string's fields and what was opened in them. */
    void dropString(int string) {
        for (int i = 0; i < size; i++) {
            if (isField(i) && strings[i] == string) {
                size = i;
                return;
            }
        }
    }

    /** Reports the innermost bracket as left open and forgets all. */
    void reportOpen() {
        if (size > 0) {
            issues.add(offsets[size - 1], "'" + a[offsets[size - 1]] + "' was never closed");
            size = 0;
        }
    }

    private int innermostField() {
        int i = size - 1;
        while (i >= 0 && !isField(i)) {
            i--;
        }
        return i;
    }

    private boolean isField(int index) {
        return (marks[index] & FIELD) != 0;
    }

    /**
     * The innermost bracket that a closing one can belong to; never one outside of the current
     * field.
     */
    private int matching(char closing) {
        for (int i = size - 1; i >= 0; i--) {
            char opening = a[offsets[i]];
            if (opening == '(' ? closing == ')' : closing == opening + 2) {
                return i;
            }
            if (isField(i)) {
                return -1;
            }
        }
        return -1;
    }

    private String mismatch(int p) {
        char opening = a[offsets[size - 1]];
        return "closing parenthesis '"
                + a[p]
                + "' does not match opening parenthesis '"
                + opening
                + "'";
    }

    private void push(int offset, int mark, int string) {
        if (size == offsets.length) {
            offsets = Arrays.copyOf(offsets, size * 2);
            marks = Arrays.copyOf(marks, size * 2);
            strings = Arrays.copyOf(strings, size * 2);
        }
        offsets[size] = offset;
        marks[size] = mark;
        strings[size] = string;
        size++;
    }
}
