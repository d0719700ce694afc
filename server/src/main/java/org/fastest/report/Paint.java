package org.fastest.report;

/** Colours as pytest's terminal writer gives them, or none. */
record Paint(boolean on) {
    /** A colour or weight. */
    enum Ink {
        BOLD(1),
        RED(31),
        GREEN(32),
        YELLOW(33),
        CYAN(36);

        private final int code;

        Ink(int code) {
            this.code = code;
        }
    }

    String mark(String text, Ink... inks) {
        return on && inks.length > 0 ? start(inks) + text + "\u001b[0m" : text;
    }

    /** Only the beginning of the colour. */
    String start(Ink... inks) {
        if (!on) {
            return "";
        }
        StringBuilder codes = new StringBuilder();
        for (Ink ink : inks) {
            codes.append("\u001b[").append(ink.code).append('m');
        }
        return codes.toString();
    }

    /** A text in the middle of a line of signs, as wide as the terminal. */
    String line(char sign, String title, int width, Ink... inks) {
        return mark(fill(sign, title, Columns.of(title), width), inks);
    }

    /** The same where the title's visible width is not its length. */
    static String fill(char sign, String title, int visible, int width) {
        int each = Math.max((width - visible - 2) / 2, 1);
        String fill = String.valueOf(sign).repeat(each);
        String line = fill + " " + title + " " + fill;
        return 2 * each + 2 + visible + 1 <= width ? line + sign : line;
    }
}
