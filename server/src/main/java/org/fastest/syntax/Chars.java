package org.fastest.syntax;

import org.fastest.text.TextChange;

/**
 * Characters and words of Python's grammar, on arrays that end with at least {@link #PADDING}
 * zeros.
 */
final class Chars {
    /** Lets every look ahead at a word go without a check of the array's end. */
    static final int PADDING = 16;

    private static final boolean[] IDENTIFIER = new boolean[128];

    static {
        for (char c = 'a'; c <= 'z'; c++) {
            IDENTIFIER[c] = true;
            IDENTIFIER[c - 32] = true;
        }
        for (char c = '0'; c <= '9'; c++) {
            IDENTIFIER[c] = true;
        }
        IDENTIFIER['_'] = true;
    }

    private Chars() {}

    static char[] padded(String text) {
        char[] chars = new char[text.length() + PADDING];
        text.getChars(0, text.length(), chars, 0);
        return chars;
    }

    /**
     * The padded text after a change.
     *
     * @param before the padded text before it: most of it is copied as it is, which takes half of
     *     what it would from the text itself
     */
    static char[] padded(char[] before, TextChange change) {
        String text = change.after().text();
        char[] chars = new char[text.length() + PADDING];
        System.arraycopy(before, 0, chars, 0, change.start());
        text.getChars(change.start(), change.newEnd(), chars, change.start());
        int rest = text.length() - change.newEnd();
        System.arraycopy(before, change.oldEnd(), chars, change.newEnd(), rest);
        return chars;
    }

    /**
     * Whether a character can be inside of a name; every one outside of ASCII counts, which errs
     * only on broken code.
     */
    static boolean isIdentifier(char c) {
        return c >= 128 || IDENTIFIER[c];
    }

    static boolean isIdentifierStart(char c) {
        return isIdentifier(c) && (c < '0' || c > '9');
    }

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\f';
    }

    static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r';
    }

    /** Whether the whole word at a place is this one. */
    static boolean isWord(char[] text, int at, String word) {
        int length = word.length();
        for (int i = 0; i < length; i++) {
            if (text[at + i] != word.charAt(i)) {
                return false;
            }
        }
        return !isIdentifier(text[at + length]);
    }

    static int skipBlanks(char[] text, int from) {
        int p = from;
        while (isBlank(text[p])) {
            p++;
        }
        return p;
    }

    static int skipIdentifier(char[] text, int from) {
        int p = from;
        while (isIdentifier(text[p])) {
            p++;
        }
        return p;
    }

    /** After the line end at a place, or the place itself where there is none. */
    static int skipLineEnd(char[] text, int at) {
        if (text[at] == '\r') {
            return text[at + 1] == '\n' ? at + 2 : at + 1;
        }
        return text[at] == '\n' ? at + 1 : at;
    }

    /** The line end that closes a line, or the text's end. */
    static int lineEnd(char[] text, int length, int from) {
        int p = from;
        while (p < length && text[p] != '\n' && text[p] != '\r') {
            p++;
        }
        return p;
    }

    /** Blanks and escaped line ends; both separate the words of one logical line. */
    static int skipBlanksAndContinuations(char[] text, int from) {
        int p = skipBlanks(text, from);
        while (text[p] == '\\' && isLineEnd(text[p + 1])) {
            p = skipBlanks(text, skipLineEnd(text, p + 1));
        }
        return p;
    }
}
