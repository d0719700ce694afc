package org.fastest.syntax;

import static org.fastest.syntax.Chars.isIdentifierStart;
import static org.fastest.syntax.Chars.isWord;
import static org.fastest.syntax.Chars.skipBlanks;
import static org.fastest.syntax.Chars.skipBlanksAndContinuations;
import static org.fastest.syntax.Chars.skipIdentifier;

/** What the first words of a line say. */
final class Words {
    private static final String[] NEVER_IN_BRACKETS = {
        "return",
        "import",
        "pass",
        "while",
        "with",
        "raise",
        "assert",
        "del",
        "global",
        "nonlocal",
        "break",
        "continue",
        "try",
        "elif",
        "except",
        "finally",
    };

    private Words() {}

    /** The kind of the statement that starts here; soft keywords are the caller's to decide. */
    static int kind(char[] a, int p) {
        return switch (a[p]) {
            case '@' -> Skeleton.DECORATOR;
            case 'a' -> isWord(a, p, "async") ? asyncKind(a, p) : Skeleton.SIMPLE;
            case 'c' -> either(a, p, "class", Skeleton.CLASS, "case", Skeleton.CASE);
            case 'd' -> isWord(a, p, "def") ? Skeleton.DEF : Skeleton.SIMPLE;
            case 'e' ->
                    isWord(a, p, "except")
                            ? Skeleton.EXCEPT
                            : either(a, p, "else", Skeleton.ELSE, "elif", Skeleton.ELIF);
            case 'f' -> either(a, p, "for", Skeleton.FOR, "finally", Skeleton.FINALLY);
            case 'i' -> isWord(a, p, "if") ? Skeleton.IF : Skeleton.SIMPLE;
            case 'm' -> isWord(a, p, "match") ? Skeleton.MATCH : Skeleton.SIMPLE;
            case 't' -> isWord(a, p, "try") ? Skeleton.TRY : Skeleton.SIMPLE;
            case 'w' -> either(a, p, "with", Skeleton.WITH, "while", Skeleton.WHILE);
            default -> Skeleton.SIMPLE;
        };
    }

    private static int either(
            char[] a, int p, String one, int oneKind, String other, int otherKind) {
        if (isWord(a, p, one)) {
            return oneKind;
        }
        return isWord(a, p, other) ? otherKind : Skeleton.SIMPLE;
    }

    private static int asyncKind(char[] a, int p) {
        int next = skipBlanksAndContinuations(a, p + "async".length());
        int kind = kind(a, next);
        return kind == Skeleton.DEF || kind == Skeleton.FOR || kind == Skeleton.WITH
                ? kind
                : Skeleton.SIMPLE;
    }

    /** How CPython names what a suite belongs to. */
    static String suiteOwner(int kind) {
        return switch (kind) {
            case Skeleton.DEF -> "function definition";
            case Skeleton.CLASS -> "class definition";
            case Skeleton.IF -> "'if' statement";
            case Skeleton.ELIF -> "'elif' statement";
            case Skeleton.ELSE -> "'else' statement";
            case Skeleton.FOR -> "'for' statement";
            case Skeleton.WHILE -> "'while' statement";
            case Skeleton.TRY -> "'try' statement";
            case Skeleton.EXCEPT -> "'except' statement";
            case Skeleton.FINALLY -> "'finally' statement";
            case Skeleton.WITH -> "'with' statement";
            case Skeleton.MATCH -> "'match' statement";
            case Skeleton.CASE -> "'case' statement";
            default ->
                    throw new IllegalArgumentException("statement kind " + kind + " has no suite");
        };
    }

    /**
     * Whether a physical line can only be a statement of its own, although a bracket before it is
     * open: it starts with a definition, or, where it is not indented deeper than the open
     * statement, with another hard keyword or a decorator. No expression can hold these, so code
     * that is valid never matches.
     */
    static boolean endsBracket(char[] a, int lineStart, int column) {
        int p = lineStart;
        while (a[p] == ' ' || a[p] == '\t') {
            p++;
        }
        char c = a[p];
        if (c == 'd' || c == 'c' || c == 'a') {
            if (isDefinition(a, p)) {
                return true;
            }
        }
        if ((c != '@' && (c < 'a' || c > 'w')) || column(a, lineStart, p) > column) {
            return false;
        }
        if (c == '@') {
            return isDecorator(a, lineStart, p);
        }
        for (String word : NEVER_IN_BRACKETS) {
            if (c == word.charAt(0) && isWord(a, p, word)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a physical line not deeper than the column looks like a definition or the decorator
     * of one.
     */
    static boolean isDefinitionLine(char[] a, int lineStart, int column) {
        int p = skipBlanks(a, lineStart);
        char c = a[p];
        if ((c != 'd' && c != 'c' && c != 'a' && c != '@') || column(a, lineStart, p) > column) {
            return false;
        }
        return c == '@' ? isDecorator(a, lineStart, p) : isDefinition(a, p);
    }

    private static boolean isDefinition(char[] a, int p) {
        if (isWord(a, p, "async")) {
            int next = skipBlanks(a, p + "async".length());
            return isWord(a, next, "def") && isDefinition(a, next);
        }
        boolean function = isWord(a, p, "def");
        if (!function && !isWord(a, p, "class")) {
            return false;
        }
        int name = skipBlanks(a, p + (function ? "def" : "class").length());
        if (!isIdentifierStart(a[name])) {
            return false;
        }
        char after = a[skipBlanks(a, skipIdentifier(a, name))];
        return after == '(' || after == '[' || (!function && after == ':');
    }

    /**
     * A line that starts with {@code @} can also go on with a matrix product: the next lines
     * decide.
     */
    private static boolean isDecorator(char[] a, int lineStart, int at) {
        int length = a.length - Chars.PADDING;
        int width = at - lineStart;
        int p = at;
        while (a[p] == '@') {
            if (!isIdentifierStart(a[skipBlanks(a, p + 1)])) {
                return false;
            }
            int end = Chars.lineEnd(a, length, p);
            int next = Chars.skipLineEnd(a, end);
            if (next == end) {
                return false;
            }
            p = skipBlanks(a, next);
            if (p - next != width) {
                return false;
            }
        }
        return isDefinition(a, p);
    }

    private static int column(char[] a, int lineStart, int to) {
        int column = 0;
        for (int p = lineStart; p < to; p++) {
            column = a[p] == '\t' ? (column / 8 + 1) * 8 : a[p] == '\f' ? 0 : column + 1;
        }
        return column;
    }
}
