package org.fastest.syntax;

import org.jspecify.annotations.Nullable;

/**
 * One string or bytes literal.
 *
 * @param content between the quotes
 */
record StringLiteral(
        String content, boolean isTriple, boolean isRaw, boolean isBytes, boolean isFormatted) {

    /** Null where the text is no string as a whole. */
    static @Nullable StringLiteral of(String literal) {
        boolean raw = false;
        boolean bytes = false;
        boolean formatted = false;
        int p = 0;
        while (p < literal.length() && literal.charAt(p) != '"' && literal.charAt(p) != '\'') {
            int letter = literal.charAt(p) | 0x20;
            raw |= letter == 'r';
            bytes |= letter == 'b';
            formatted |= letter == 'f' || letter == 't';
            p++;
        }
        boolean unicode = p == 1 && (literal.charAt(0) | 0x20) == 'u';
        int meanings = (raw ? 1 : 0) + (bytes ? 1 : 0) + (formatted ? 1 : 0) + (unicode ? 1 : 0);
        if (p >= literal.length() || p != meanings) {
            return null;
        }
        String quote = literal.substring(p, p + 1);
        String triple = quote.repeat(3);
        int width = literal.startsWith(triple, p) && literal.length() >= p + 6 ? 3 : 1;
        int end = literal.length() - width;
        if (end < p + width || !literal.endsWith(width == 3 ? triple : quote)) {
            return null;
        }
        return new StringLiteral(
                literal.substring(p + width, end), width == 3, raw, bytes, formatted);
    }

    /**
     * Appends the value; false where Python would refuse it, or where Java has no string for it.
     */
    boolean decode(StringBuilder value) {
        boolean plain = true;
        for (int i = 0; i < content.length() && plain; i++) {
            char c = content.charAt(i);
            plain = c != '\\' && !Chars.isLineEnd(c) && (!isBytes || c < 128);
        }
        if (plain) {
            value.append(content);
            return true;
        }
        return new Decoding(value).run();
    }

    /** Goes through the content once. */
    private final class Decoding {
        private final StringBuilder value;
        private int p;

        /** Where the value ended after an escape for a high surrogate, else -1. */
        private int highSurrogate = -1;

        Decoding(StringBuilder value) {
            this.value = value;
        }

        boolean run() {
            while (p < content.length()) {
                char c = content.charAt(p++);
                if ((isBytes && c >= 128) || (Chars.isLineEnd(c) && !isTriple)) {
                    return false;
                }
                if (c == '\r') {
                    newline();
                    value.append('\n');
                } else if (c != '\\') {
                    value.append(c);
                } else if (isRaw) {
                    value.append(c);
                    rawEscaped();
                } else if (p >= content.length() || !escape(content.charAt(p++))) {
                    return false;
                }
            }
            return true;
        }

        /**
         * Even in a raw string a backslash keeps what follows it from ending the line or the
         * string.
         */
        private void rawEscaped() {
            if (p < content.length() && content.charAt(p) == '\r') {
                p++;
                newline();
                value.append('\n');
            } else if (p < content.length() && (content.charAt(p) < 128 || !isBytes)) {
                value.append(content.charAt(p++));
            }
        }

        /** Python reads every line end of a file as one newline. */
        private void newline() {
            if (p < content.length() && content.charAt(p) == '\n') {
                p++;
            }
        }

        private boolean escape(char c) {
            switch (c) {
                case '\n' -> {
                    // The line goes on.
                }
                case '\r' -> newline();
                case '\\', '\'', '"' -> value.append(c);
                case 'a' -> value.append('\007');
                case 'b' -> value.append('\b');
                case 'f' -> value.append('\f');
                case 'n' -> value.append('\n');
                case 'r' -> value.append('\r');
                case 't' -> value.append('\t');
                case 'v' -> value.append('\013');
                case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(c - '0');
                case 'x' -> {
                    return hexadecimal(2);
                }
                case 'u', 'U', 'N' -> {
                    if (!isBytes) {
                        return c == 'N' ? named() : hexadecimal(c == 'u' ? 4 : 8);
                    }
                    value.append('\\').append(c);
                }
                default -> {
                    if ((isBytes && c >= 128) || (Chars.isLineEnd(c) && !isTriple)) {
                        return false;
                    }
                    value.append('\\').append(c);
                }
            }
            return true;
        }

        private void octal(int first) {
            int code = first;
            for (int i = 0; i < 2 && p < content.length(); i++) {
                int digit = Character.digit(content.charAt(p), 8);
                if (digit < 0 || content.charAt(p) >= 128) {
                    break;
                }
                code = code * 8 + digit;
                p++;
            }
            value.append((char) (isBytes ? code & 0xFF : code));
        }

        private boolean hexadecimal(int digits) {
            if (p + digits > content.length()) {
                return false;
            }
            long code = 0;
            for (int i = 0; i < digits; i++) {
                char c = content.charAt(p++);
                int digit = c < 128 ? Character.digit(c, 16) : -1;
                if (digit < 0) {
                    return false;
                }
                code = code * 16 + digit;
            }
            return code <= Character.MAX_CODE_POINT && append((int) code);
        }

        /** Two escaped halves stay two characters in Python, but would be one in Java. */
        private boolean append(int code) {
            boolean low =
                    code >= Character.MIN_LOW_SURROGATE && code <= Character.MAX_LOW_SURROGATE;
            if (low && highSurrogate == value.length()) {
                return false;
            }
            value.appendCodePoint(code);
            if (code >= Character.MIN_HIGH_SURROGATE && code <= Character.MAX_HIGH_SURROGATE) {
                highSurrogate = value.length();
            }
            return true;
        }

        private boolean named() {
            int end = content.indexOf('}', p);
            if (p >= content.length() || content.charAt(p) != '{' || end < 0) {
                return false;
            }
            String name = content.substring(p + 1, end);
            p = end + 1;
            try {
                return append(Character.codePointOf(name));
            } catch (IllegalArgumentException unknown) {
                return false;
            }
        }
    }
}
