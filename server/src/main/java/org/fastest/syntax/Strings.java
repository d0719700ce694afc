package org.fastest.syntax;

import static org.fastest.syntax.Chars.isIdentifier;
import static org.fastest.syntax.Chars.isLineEnd;
import static org.fastest.syntax.Chars.skipLineEnd;

/**
 * Passes over string literals. The literal parts of f-strings and t-strings are read here, their
 * replacement fields by the scanner's own loop, as PEP 701 has it: a field can hold the string's
 * own quotes, comments and line ends.
 *
 * <p>A missing triple quote shows only at the text's end, when what was string and what was code
 * may be the wrong way round since long. The second, suspicious scan takes a triple-quoted string
 * for unclosed where it never ends, or where it holds a line that defines something at no deeper
 * column than its statement's and its end looks like another string's start: a name follows
 * directly, or the line before ends with a colon, as before a docstring. Such a string ends before
 * the definition.
 */
final class Strings {
    private static final int QUOTE = 0x7F;
    private static final int TRIPLE = 1 << 8;
    private static final int RAW = 1 << 9;
    private static final int TEMPLATE = 1 << 10;

    /** The field is itself in another field's format. */
    private static final int IN_FORMAT = 1 << 11;

    /** The string has replacement fields. */
    private static final int FORMATTED = 1 << 12;

    private final char[] a;
    private final int n;
    private final Brackets brackets;
    private final Issues issues;
    private final boolean suspicious;
    private boolean lostCount;

    Strings(char[] text, int length, Brackets brackets, Issues issues, boolean suspicious) {
        a = text;
        n = length;
        this.brackets = brackets;
        this.issues = issues;
        this.suspicious = suspicious;
    }

    /** Whether a triple quote was missing, so that the scan should be done again with suspicion. */
    boolean lostCount() {
        return lostCount;
    }

    /** Goes over the string that starts with the quote at p, or to its first field. */
    int skip(int p, int statementStart, int column) {
        char quote = a[p];
        int mark = prefix(p, statementStart) | quote;
        boolean triple = a[p + 1] == quote && a[p + 2] == quote;
        if (triple) {
            mark |= TRIPLE;
            int end = tripleEnd(p + 3, quote);
            if (end < 0 || (suspicious && isSuspect(p, end, column))) {
                return unclosed(p, mark, column);
            }
            return (mark & FORMATTED) == 0 ? end : literal(p + 3, p, mark, false, column);
        }
        return (mark & FORMATTED) == 0 ? plain(p, quote) : literal(p + 1, p, mark, false, column);
    }

    /** Goes on with the string whose replacement field was just closed. */
    int resume(int p, int column) {
        int mark = brackets.closedMark();
        return literal(
                p, brackets.closedString(), mark & ~IN_FORMAT, (mark & IN_FORMAT) != 0, column);
    }

    /** Goes over the format of the innermost field, from after its colon. */
    int format(int p, int column) {
        return literal(p, brackets.fieldString(), brackets.fieldMark() & ~IN_FORMAT, true, column);
    }

    private int plain(int start, char quote) {
        int p = start + 1;
        while (true) {
            char c = a[p];
            if (c == quote) {
                return p + 1;
            }
            if (c == '\\') {
                p = skipEscaped(p);
            } else if (isLineEnd(c) || (c == '\0' && p >= n)) {
                return unterminated(start, quote, p);
            } else {
                p++;
            }
        }
    }

    /** In a field, a quote without partner is more likely the end of the string around it. */
    private int unterminated(int start, char quote, int lineEnd) {
        int mark = brackets.innermostFieldMark();
        if (mark >= 0 && (mark & QUOTE) == quote && (mark & TRIPLE) == 0) {
            issues.add(start, "f-string: expecting '}'");
            brackets.dropString(brackets.innermostFieldString());
            return start + 1;
        }
        issues.add(start, "unterminated string literal (detected at line ", start, ")");
        return lineEnd;
    }

    /** After the closing quotes, or -1. */
    private int tripleEnd(int from, char quote) {
        int p = from;
        while (true) {
            char c = a[p];
            if (c == quote) {
                if (a[p + 1] == quote && a[p + 2] == quote) {
                    return p + 3;
                }
                p++;
            } else if (c == '\\') {
                p = skipEscaped(p);
            } else if (c == '\0' && p >= n) {
                return -1;
            } else {
                p++;
            }
        }
    }

    /**
     * Reads characters of a formatted string, or of a field's format, up to its end or its next
     * field.
     */
    private int literal(int from, int string, int mark, boolean startsInFormat, int column) {
        boolean inFormat = startsInFormat;
        char quote = (char) (mark & QUOTE);
        boolean triple = (mark & TRIPLE) != 0;
        int p = from;
        while (true) {
            char c = a[p];
            if (c == quote && (!triple || (a[p + 1] == quote && a[p + 2] == quote))) {
                if (inFormat) {
                    issues.add(p, "f-string: expecting '}'");
                    brackets.dropString(string);
                }
                return p + (triple ? 3 : 1);
            }
            if (c == '{') {
                if (a[p + 1] != '{' || inFormat) {
                    brackets.openField(p, inFormat ? mark | IN_FORMAT : mark, string);
                    return p + 1;
                }
                p += 2;
            } else if (c == '}') {
                if (inFormat) {
                    brackets.close(p);
                    inFormat = (brackets.closedMark() & IN_FORMAT) != 0;
                } else if (a[p + 1] == '}') {
                    p++;
                } else {
                    issues.add(p, "f-string: single '}' is not allowed");
                }
                p++;
            } else if (c == '\\') {
                p = skipEscape(p, (mark & RAW) != 0);
            } else if ((!triple && isLineEnd(c)) || (c == '\0' && p >= n)) {
                if (!triple && inFormat && p < n) {
                    // The line end ends the format, not the field: only its brace may follow.
                    return p;
                }
                return unclosed(string, mark, column, p);
            } else {
                p++;
            }
        }
    }

    private int unclosed(int string, int mark, int column, int at) {
        brackets.dropString(string);
        if ((mark & TRIPLE) != 0) {
            return unclosed(string, mark, column);
        }
        issues.add(string, "unterminated " + name(mark) + " literal (detected at line ", at, ")");
        return at;
    }

    /**
     * Ends a triple-quoted string that was never closed before the first definition after its
     * start.
     */
    private int unclosed(int string, int mark, int column) {
        lostCount = true;
        if (!suspicious) {
            return n;
        }
        issues.add(
                string,
                "unterminated triple-quoted " + name(mark) + " literal (detected at line ",
                n,
                ")");
        int line = definitionBefore(string, n, column);
        return line < 0 ? n : line;
    }

    private static String name(int mark) {
        return (mark & FORMATTED) == 0
                ? "string"
                : (mark & TEMPLATE) == 0 ? "f-string" : "t-string";
    }

    private boolean isSuspect(int start, int end, int column) {
        return (isIdentifier(a[end]) || followsColon(start, end - 4))
                && definitionBefore(start, end, column) >= 0;
    }

    /** Whether only blanks stand between a place and a line that ends with a colon. */
    private boolean followsColon(int start, int from) {
        int p = from;
        boolean lineEnd = false;
        while (p > start && (Chars.isBlank(a[p]) || isLineEnd(a[p]))) {
            lineEnd |= isLineEnd(a[p]);
            p--;
        }
        return lineEnd && a[p] == ':';
    }

    /** The line end before the first line that defines something, or -1. */
    private int definitionBefore(int from, int to, int column) {
        int p = Chars.lineEnd(a, n, from);
        while (p < to) {
            int next = skipLineEnd(a, p);
            if (Words.isDefinitionLine(a, next, column)) {
                return p;
            }
            p = Chars.lineEnd(a, n, next);
        }
        return -1;
    }

    private int prefix(int quote, int statementStart) {
        int p = quote;
        while (p > statementStart && quote - p < 3 && isIdentifier(a[p - 1])) {
            p--;
        }
        int length = quote - p;
        if (length == 0 || length > 2) {
            return 0;
        }
        int first = a[p] | 0x20;
        int second = length == 1 ? first : a[p + 1] | 0x20;
        boolean raw = first == 'r' || second == 'r';
        boolean template = first == 't' || second == 't';
        boolean formatted = first == 'f' || second == 'f' || template;
        if (length == 2 && !raw) {
            return 0;
        }
        return (raw ? RAW : 0) | (template ? TEMPLATE : 0) | (formatted ? FORMATTED : 0);
    }

    private int skipEscaped(int backslash) {
        int p = backslash + 1;
        return isLineEnd(a[p]) ? skipLineEnd(a, p) : Math.min(p + 1, n);
    }

    /** A backslash never hides a brace, but for the name of a character. */
    private int skipEscape(int backslash, boolean raw) {
        char next = a[backslash + 1];
        if (next == '{' || next == '}') {
            return backslash + 1;
        }
        if (next == 'N' && a[backslash + 2] == '{' && !raw) {
            int p = backslash + 3;
            while (isIdentifier(a[p]) || a[p] == ' ' || a[p] == '-') {
                p++;
            }
            return a[p] == '}' ? p + 1 : backslash + 2;
        }
        return skipEscaped(backslash);
    }
}
