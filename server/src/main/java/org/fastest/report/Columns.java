package org.fastest.report;

import org.jspecify.annotations.Nullable;

/** How many columns of a terminal a text takes. */
final class Columns {
    private Columns() {}

    static int of(String text) {
        int columns = 0;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            columns += width(point);
            i += Character.charCount(point);
        }
        return columns;
    }

    /**
     * The first line of a text behind a prefix and before a suffix, shortened with three dots to
     * the columns there are; null where not even the dots fit.
     */
    static @Nullable String trimmed(String before, String text, String after, int columns) {
        int frame = of(before) + of(after);
        if (frame + 3 > columns) {
            return null;
        }
        int newline = text.indexOf('\n');
        String line = newline < 0 ? text : text.substring(0, newline);
        if (frame + of(line) > columns) {
            int most = columns - 3;
            int end = Math.min(line.length(), Math.max(most, 0));
            while (end > 0 && frame + of(line.substring(0, end)) > most) {
                end--;
            }
            line = line.substring(0, end) + "...";
        }
        return before + line + after;
    }

    private static int width(int point) {
        if (point < 0x300) {
            return 1;
        }
        int type = Character.getType(point);
        if (type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.FORMAT) {
            return 0;
        }
        boolean wide =
                (point >= 0x1100 && point <= 0x115f)
                        || (point >= 0x2e80 && point <= 0xa4cf)
                        || (point >= 0xac00 && point <= 0xd7a3)
                        || (point >= 0xf900 && point <= 0xfaff)
                        || (point >= 0xfe30 && point <= 0xfe6f)
                        || (point >= 0xff00 && point <= 0xff60)
                        || (point >= 0xffe0 && point <= 0xffe6)
                        || (point >= 0x1f300 && point <= 0x1faff)
                        || (point >= 0x20000 && point <= 0x3fffd);
        return wide ? 2 : 1;
    }
}
