package org.fastest.bridge;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a frame's JSON straight from its bytes. There are three values for each test that passes,
 * and a general reader takes most of what the server spends on such a test, half of it before it is
 * compiled. Objects become {@link Fields}, lists {@link List}s, numbers {@link Double}s.
 */
final class FrameJson {
    /** Deeper than any message; far from the end of a thread's stack. */
    private static final int DEEPEST = 100;

    /**
     * So many digits are exact in a double, as are these powers: one division rounds as it must.
     */
    private static final int EXACT_DIGITS = 15;

    private static final double[] POWERS = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };

    private final byte[] body;
    private int at;
    private int depth;

    private FrameJson(byte[] body) {
        this.body = body;
    }

    /** The one object that a body is. */
    static Fields read(byte[] body) throws FrameException {
        FrameJson json = new FrameJson(body);
        if (json.next() != '{') {
            throw json.broken();
        }
        Fields fields = json.object();
        json.space();
        if (json.at < body.length) {
            throw new FrameException("a frame holds more than one JSON value");
        }
        return fields;
    }

    private FrameException broken() {
        return new FrameException("a frame is not JSON: at its byte " + at);
    }

    private void space() {
        while (at < body.length && isSpace(body[at])) {
            at++;
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /** The next byte that is no space, taken. */
    private byte next() throws FrameException {
        space();
        if (at == body.length) {
            throw broken();
        }
        return body[at++];
    }

    private void deeper() throws FrameException {
        if (++depth > DEEPEST) {
            throw broken();
        }
    }

    private Fields object() throws FrameException {
        deeper();
        @Nullable Object[] values = new Object[8];
        int count = 0;
        byte b = next();
        while (b != '}') {
            if (b != '"') {
                throw broken();
            }
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = string();
            if (next() != ':') {
                throw broken();
            }
            values[count++] = value(next());
            b = next();
            if (b == ',') {
                b = next();
                if (b == '}') {
                    throw broken();
                }
            } else if (b != '}') {
                throw broken();
            }
        }
        depth--;
        return new Fields(values, count);
    }

    private List<@Nullable Object> list() throws FrameException {
        deeper();
        List<@Nullable Object> list = new ArrayList<>();
        byte b = next();
        while (b != ']') {
            list.add(value(b));
            b = next();
            if (b == ',') {
                b = next();
                if (b == ']') {
                    throw broken();
                }
            } else if (b != ']') {
                throw broken();
            }
        }
        depth--;
        return list;
    }

    private @Nullable Object value(byte first) throws FrameException {
        return switch (first) {
            case '"' -> string();
            case '{' -> object();
            case '[' -> list();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private @Nullable Object word(String word, @Nullable Object meaning) throws FrameException {
        int end = at - 1 + word.length();
        if (end > body.length) {
            throw broken();
        }
        for (int i = 1; i < word.length(); i++) {
            if (body[at++] != word.charAt(i)) {
                throw broken();
            }
        }
        return meaning;
    }

    /** The number whose first byte was taken. */
    private Double number() throws FrameException {
        int start = --at;
        boolean isNegative = body[at] == '-';
        at += isNegative ? 1 : 0;
        int first = at;
        long digits = digits(0);
        if (body[first] == '0' && at > first + 1) {
            throw broken();
        }
        int count = at - first;
        int behind = 0;
        if (at < body.length && body[at] == '.') {
            int point = at++;
            digits = digits(digits);
            behind = at - point - 1;
        }
        boolean isPlain = at == body.length || (body[at] != 'e' && body[at] != 'E');
        if (isPlain && count + behind <= EXACT_DIGITS) {
            double value = digits / POWERS[behind];
            return isNegative ? -value : value;
        }
        if (!isPlain) {
            at++;
            if (at < body.length && (body[at] == '+' || body[at] == '-')) {
                at++;
            }
            digits(0);
        }
        return Double.valueOf(new String(body, start, at - start, StandardCharsets.ISO_8859_1));
    }

    /** Takes at least one digit; gives all behind those before, where they are not too many. */
    private long digits(long before) throws FrameException {
        int start = at;
        long all = before;
        while (at < body.length && body[at] >= '0' && body[at] <= '9') {
            all = all * 10 + (body[at++] - '0');
        }
        if (at == start) {
            throw broken();
        }
        return all;
    }

    /** The string whose opening quote was taken. */
    private String string() throws FrameException {
        int start = at;
        int high = 0;
        while (at < body.length && body[at] != '"' && body[at] != '\\') {
            high |= body[at++];
        }
        if (at < body.length && body[at] == '"') {
            @Nullable String word = FrameWords.at(body, start, at);
            int end = at++;
            return word == null ? text(start, end, high) : word;
        }
        StringBuilder text = new StringBuilder().append(text(start, at, high));
        while (true) {
            if (at == body.length) {
                throw broken();
            }
            byte b = body[at++];
            if (b == '"') {
                return text.toString();
            }
            if (b == '\\') {
                text.append(escaped());
            } else {
                start = at - 1;
                high = b;
                while (at < body.length && body[at] != '"' && body[at] != '\\') {
                    high |= body[at++];
                }
                text.append(text(start, at, high));
            }
        }
    }

    /**
     * The text of some bytes.
     *
     * @param high all of them, or'ed: below 0 where one is not ASCII
     */
    private String text(int start, int end, int high) {
        return new String(
                body,
                start,
                end - start,
                high < 0 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    }

    private char escaped() throws FrameException {
        if (at == body.length) {
            throw broken();
        }
        byte b = body[at++];
        return switch (b) {
            case '"', '\\', '/' -> (char) b;
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> unit();
            default -> throw broken();
        };
    }

    private char unit() throws FrameException {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < body.length ? Character.digit(body[at], 16) : -1;
            if (digit < 0) {
                throw broken();
            }
            at++;
            unit = unit << 4 | digit;
        }
        return (char) unit;
    }
}
