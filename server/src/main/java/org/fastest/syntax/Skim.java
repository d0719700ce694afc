package org.fastest.syntax;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds its way in a short stretch of code, such as a header, by steps over what belongs together:
 * a word, a string, a bracket with all in it, a comment. So a search sees only what is outside of
 * brackets.
 */
final class Skim {
    /** Strings nested in fields of strings; deeper ones end where the stretch ends. */
    private static final int DEEPEST = 50;

    private Skim() {}

    /** The place after the step that starts at p, at most to. */
    static int next(String s, int p, int to) {
        return next(s, p, to, 0);
    }

    /** The first place from p on that is no blank, comment or line end. */
    static int skipBlank(String s, int from, int to) {
        int p = from;
        while (p < to) {
            char c = s.charAt(p);
            if (c == '#') {
                p = lineEnd(s, p, to);
            } else if (Chars.isBlank(c) || Chars.isLineEnd(c) || c == '\\') {
                p++;
            } else {
                break;
            }
        }
        return p;
    }

    static int wordEnd(String s, int from, int to) {
        int p = from;
        while (p < to && Chars.isIdentifier(s.charAt(p))) {
            p++;
        }
        return p;
    }

    static boolean isWord(String s, int p, int to, String word) {
        int end = p + word.length();
        return end <= to && s.startsWith(word, p) && wordEnd(s, p, to) == end;
    }

    /** The first such character outside of brackets, or -1. */
    static int find(String s, int from, int to, char wanted) {
        for (int p = from; p < to; p = next(s, p, to)) {
            if (s.charAt(p) == wanted) {
                return p;
            }
        }
        return -1;
    }

    /** The first such word outside of brackets, or -1. */
    static int findWord(String s, int from, int to, String word) {
        for (int p = from; p < to; p = next(s, p, to)) {
            if (isWord(s, p, to, word)) {
                return p;
            }
        }
        return -1;
    }

    /**
     * What stands between commas; nothing for an empty stretch, no last empty part for a comma at
     * the end.
     */
    static List<Code> parts(String s, int from, int to) {
        List<Code> parts = new ArrayList<>(4);
        int start = from;
        int lambdas = 0;
        for (int p = from; p < to; p = next(s, p, to)) {
            char c = s.charAt(p);
            if (c == ',' && lambdas == 0) {
                parts.add(Code.of(s, start, p));
                start = p + 1;
            } else if (c == 'l' && isWord(s, p, to, "lambda")) {
                lambdas++;
            } else if (c == ':' && lambdas > 0) {
                lambdas--;
            }
        }
        Code last = Code.of(s, start, to);
        if (!last.isEmpty()) {
            parts.add(last);
        }
        return parts;
    }

    /** The brackets at a place without them, or null where they do not reach exactly to the end. */
    static @Nullable Code insideBrackets(String s, int from, int to) {
        return from < to
                        && s.charAt(from) == '('
                        && next(s, from, to) == to
                        && s.charAt(to - 1) == ')'
                ? Code.of(s, from + 1, to - 1)
                : null;
    }

    private static int next(String s, int p, int to, int level) {
        char c = s.charAt(p);
        if (Chars.isIdentifier(c)) {
            int end = wordEnd(s, p, to);
            return end < to && isQuote(s.charAt(end)) ? string(s, p, end, to, level) : end;
        }
        if (isQuote(c)) {
            return string(s, p, p, to, level);
        }
        return switch (c) {
            case '(', '[', '{' -> bracket(s, p, to, level);
            case '#' -> lineEnd(s, p, to);
            case '\\' -> Math.min(p + 2, to);
            default -> p + 1;
        };
    }

    private static int bracket(String s, int open, int to, int level) {
        int depth = 0;
        int p = open;
        while (p < to) {
            char c = s.charAt(p);
            if (c == '(' || c == '[' || c == '{') {
                depth++;
                p++;
            } else if (c == ')' || c == ']' || c == '}') {
                depth--;
                p++;
                if (depth == 0) {
                    return p;
                }
            } else {
                p = next(s, p, to, level);
            }
        }
        return to;
    }

    private static int string(String s, int prefix, int quote, int to, int level) {
        boolean raw = false;
        boolean formatted = false;
        for (int p = prefix; p < quote && quote - prefix <= 2; p++) {
            int letter = s.charAt(p) | 0x20;
            raw |= letter == 'r';
            formatted |= letter == 'f' || letter == 't';
        }
        char q = s.charAt(quote);
        boolean triple = quote + 2 < to && s.charAt(quote + 1) == q && s.charAt(quote + 2) == q;
        String close = triple ? s.substring(quote, quote + 3) : String.valueOf(q);
        int p = quote + close.length();
        while (p < to) {
            char c = s.charAt(p);
            if (s.startsWith(close, p)) {
                return Math.min(p + close.length(), to);
            }
            if (c == '\\') {
                p += escape(s, p, to, raw, formatted);
            } else if (formatted && c == '{') {
                boolean doubled = p + 1 < to && s.charAt(p + 1) == '{';
                p = doubled ? p + 2 : field(s, p + 1, to, close, level + 1);
            } else {
                p++;
            }
        }
        return to;
    }

    private static int escape(String s, int p, int to, boolean raw, boolean formatted) {
        if (!formatted || p + 1 >= to) {
            return 2;
        }
        if (!raw && s.startsWith("N{", p + 1)) {
            int end = s.indexOf('}', p);
            return end < 0 ? 2 : end + 1 - p;
        }
        char c = s.charAt(p + 1);
        return c == '{' || c == '}' ? 1 : 2;
    }

    /** After the brace that closes the field, from after the one that opens it. */
    private static int field(String s, int from, int to, String close, int level) {
        boolean inFormat = false;
        int p = from;
        while (p < to) {
            char c = s.charAt(p);
            if (c == '}') {
                return p + 1;
            }
            if (level >= DEEPEST) {
                return to;
            }
            if (inFormat && s.startsWith(close, p)) {
                return p;
            }
            if (inFormat) {
                p = c == '{' ? field(s, p + 1, to, close, level + 1) : p + 1;
            } else if (c == ':') {
                inFormat = true;
                p++;
            } else {
                p = next(s, p, to, level);
            }
        }
        return to;
    }

    private static boolean isQuote(char c) {
        return c == '"' || c == '\'';
    }

    private static int lineEnd(String s, int from, int to) {
        int p = from;
        while (p < to && !Chars.isLineEnd(s.charAt(p))) {
            p++;
        }
        return p;
    }
}
