package org.fastest.syntax;

import org.jspecify.annotations.Nullable;

/**
 * An expression, or what stands for one, as it is written; {@link Expressions#parse} says what it
 * means. Immutable; what was parsed once is kept.
 */
public final class Code {
    private final String text;
    private final int start;

    /** What the text means, once that was asked. Any thread may find it out again. */
    @Nullable Expr parsed;

    /**
     * A piece of code.
     *
     * @param text without blanks around it
     * @param start its offset in the file, in UTF-16 units
     */
    public Code(String text, int start) {
        this.text = text;
        this.start = start;
    }

    /** A stretch of a file without the blanks, comments and line ends around it. */
    static Code of(String file, int from, int to) {
        int start = Math.min(Skim.skipBlank(file, from, to), to);
        int end = to;
        while (end > start && isTrailing(file.charAt(end - 1))) {
            end--;
        }
        return new Code(file.substring(start, end), start);
    }

    /** The same code at another place of a file. */
    Code moved(int by) {
        Code moved = new Code(text, start + by);
        moved.parsed = parsed;
        return moved;
    }

    /** Without blanks around it. */
    public String text() {
        return text;
    }

    /** Its offset in the file, in UTF-16 units. */
    public int start() {
        return start;
    }

    public int end() {
        return start + text.length();
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    /** Whether this is a name, or names with dots between: {@code unittest.TestCase}. */
    public boolean isDottedName() {
        boolean startsName = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                if (startsName) {
                    return false;
                }
                startsName = true;
            } else if (startsName ? !Chars.isIdentifierStart(c) : !Chars.isIdentifier(c)) {
                return false;
            } else {
                startsName = false;
            }
        }
        return !startsName;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Code code && start == code.start && text.equals(code.text);
    }

    @Override
    public int hashCode() {
        return 31 * text.hashCode() + start;
    }

    @Override
    public String toString() {
        return text + " at " + start;
    }

    private static boolean isTrailing(char c) {
        return Chars.isBlank(c) || Chars.isLineEnd(c) || c == '\\';
    }
}
