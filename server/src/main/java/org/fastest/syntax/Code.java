package org.fastest.syntax;

/**
 * An expression, or what stands for one, as it is written; {@link Expressions#parse} says what it
 * means.
 *
 * @param text without blanks around it
 * @param start its offset in the file, in UTF-16 units
 */
public record Code(String text, int start) {
    /** A stretch of a file without the blanks, comments and line ends around it. */
    static Code of(String file, int from, int to) {
        int start = Math.min(Skim.skipBlank(file, from, to), to);
        int end = to;
        while (end > start && isTrailing(file.charAt(end - 1))) {
            end--;
        }
        return new Code(file.substring(start, end), start);
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

    private static boolean isTrailing(char c) {
        return Chars.isBlank(c) || Chars.isLineEnd(c) || c == '\\';
    }
}
