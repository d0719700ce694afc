package org.fastest.text;

import java.util.Arrays;

/**
 * An immutable text with its line starts. Offsets and columns count UTF-16 units unless a name says
 * UTF-8; lines and columns count from 0. Lines end with {@code \n}, {@code \r\n} or {@code \r}: the
 * three that the Language Server Protocol and Python both know.
 *
 * <p>Positions outside of the text are moved to the nearest one inside, as the Language Server
 * Protocol asks for columns after a line's end.
 */
public final class SourceText {
    private final String text;
    private final int[] lineStarts;
    private final int lineCount;

    private SourceText(String text, int[] lineStarts, int lineCount) {
        this.text = text;
        this.lineStarts = lineStarts;
        this.lineCount = lineCount;
    }

    public static SourceText of(String text) {
        LineStarts starts = new LineStarts(text.length() / 32 + 8);
        starts.add(0);
        starts.addBetween(text, 0, text.length() + 1);
        return new SourceText(text, starts.items, starts.length);
    }

    public String text() {
        return text;
    }

    public int length() {
        return text.length();
    }

    /** At least 1: a text that ends with a line end has an empty last line. */
    public int lineCount() {
        return lineCount;
    }

    public int lineStart(int line) {
        return lineStarts[Math.clamp(line, 0, lineCount - 1)];
    }

    /** The offset after the line's last character, before its line end. */
    public int lineEnd(int line) {
        int known = Math.clamp(line, 0, lineCount - 1);
        int end = known + 1 < lineCount ? lineStarts[known + 1] : text.length();
        int start = lineStarts[known];
        if (known + 1 < lineCount) {
            end--;
            if (end > start && text.charAt(end) == '\n' && text.charAt(end - 1) == '\r') {
                end--;
            }
        }
        return end;
    }

    public int line(int offset) {
        int found = Arrays.binarySearch(lineStarts, 0, lineCount, clamp(offset));
        return found >= 0 ? found : -found - 2;
    }

    public int column(int offset) {
        int inside = clamp(offset);
        return inside - lineStarts[line(inside)];
    }

    public int offset(int line, int column) {
        if (line >= lineCount) {
            return text.length();
        }
        int start = lineStart(line);
        return line < 0 ? 0 : Math.clamp((long) start + column, start, lineEnd(line));
    }

    /**
     * The column in UTF-8 bytes, for clients that negotiated them and for CPython's own positions.
     */
    public int utf8Column(int offset) {
        int inside = clamp(offset);
        int bytes = 0;
        for (int i = lineStarts[line(inside)]; i < inside; i++) {
            bytes += utf8Length(i);
        }
        return bytes;
    }

    /** The offset of a column in UTF-8 bytes; inside of a character, that character's start. */
    public int offsetOfUtf8(int line, int utf8Column) {
        if (line < 0 || line >= lineCount) {
            return offset(line, 0);
        }
        int end = lineEnd(line);
        int left = utf8Column;
        int offset = lineStarts[line];
        while (offset < end) {
            boolean pair = isPair(offset);
            int bytes = pair ? 4 : utf8Length(offset);
            if (bytes > left) {
                break;
            }
            left -= bytes;
            offset += pair ? 2 : 1;
        }
        return offset;
    }

    /**
     * This text with the stretch from start to end replaced; only the lines around the change are
     * searched again.
     */
    public SourceText edit(int start, int end, String replacement) {
        int from = clamp(start);
        int to = Math.max(from, clamp(end));
        String changed =
                new StringBuilder(text.length() - (to - from) + replacement.length())
                        .append(text, 0, from)
                        .append(replacement)
                        .append(text, to, text.length())
                        .toString();
        int delta = changed.length() - text.length();
        // A line start right at the change may vanish: "\r" before it and "\n" in it become one
        // line end.
        int kept = line(Math.max(0, from - 1)) + 1;
        // What ends a line at or after the change still ends one: those starts only move.
        int tail = line(to) + 1;
        int limit = tail < lineCount ? lineStarts[tail] + delta : changed.length() + 1;
        LineStarts starts =
                new LineStarts(kept + (lineCount - tail) + replacement.length() / 16 + 8);
        starts.copy(lineStarts, 0, kept, 0);
        starts.addBetween(changed, lineStarts[kept - 1], limit);
        starts.copy(lineStarts, tail, lineCount, delta);
        return new SourceText(changed, starts.items, starts.length);
    }

    private int clamp(int offset) {
        return Math.clamp(offset, 0, text.length());
    }

    private boolean isPair(int offset) {
        return offset + 1 < text.length()
                && Character.isSurrogatePair(text.charAt(offset), text.charAt(offset + 1));
    }

    /** Each half of a pair counts 2 of its 4 bytes; a lone half would be encoded with 3. */
    private int utf8Length(int offset) {
        char c = text.charAt(offset);
        if (c < 0x80) {
            return 1;
        }
        if (c < 0x800) {
            return 2;
        }
        boolean half =
                isPair(offset) || (offset > 0 && Character.isLowSurrogate(c) && isPair(offset - 1));
        return half ? 2 : 3;
    }

    /** A growing array of offsets. */
    private static final class LineStarts {
        private int[] items;
        private int length;

        LineStarts(int capacity) {
            items = new int[capacity];
        }

        void add(int start) {
            if (length == items.length) {
                items = Arrays.copyOf(items, length * 2);
            }
            items[length++] = start;
        }

        void copy(int[] other, int from, int to, int delta) {
            int count = to - from;
            if (length + count > items.length) {
                items = Arrays.copyOf(items, Math.max(items.length * 2, length + count));
            }
            System.arraycopy(other, from, items, length, count);
            for (int i = length; delta != 0 && i < length + count; i++) {
                items[i] += delta;
            }
            length += count;
        }

        /** Adds the starts that lie after a line's start and before the limit. */
        void addBetween(String text, int lineStart, int limit) {
            if (text.indexOf('\r', lineStart, Math.min(limit, text.length())) < 0) {
                // The JDK's search is compiled before this loop is.
                for (int at = text.indexOf('\n', lineStart);
                        at >= 0 && at + 1 < limit;
                        at = text.indexOf('\n', at + 1)) {
                    add(at + 1);
                }
                return;
            }
            for (int i = lineStart; i + 1 < limit; i++) {
                char c = text.charAt(i);
                if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                    continue;
                }
                if (c == '\n' || c == '\r') {
                    add(i + 1);
                }
            }
        }
    }
}
