package org.fastest.report;

/** Texts within XML, escaped as pytest and Python's own writer do it. */
final class Xml {
    private Xml() {}

    /** What stands between tags. */
    static String text(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            switch (point) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                default -> append(point, out);
            }
        }
        return out.toString();
    }

    /** An attribute with a blank before it. */
    static String attribute(String name, String value) {
        String escaped =
                text(value)
                        .replace("\"", "&quot;")
                        .replace("\r", "&#13;")
                        .replace("\n", "&#10;")
                        .replace("\t", "&#09;");
        return " " + name + "=\"" + escaped + "\"";
    }

    /** What no XML document may hold is written so that people see it. */
    private static void append(int point, StringBuilder out) {
        boolean allowed =
                point == '\t'
                        || point == '\n'
                        || point == '\r'
                        || (point >= 0x20 && point <= 0x7e)
                        || (point >= 0x80 && point <= 0xd7ff)
                        || (point >= 0xe000 && point <= 0xfffd)
                        || point >= 0x10000;
        if (allowed) {
            out.appendCodePoint(point);
        } else {
            out.append(String.format(point <= 0xff ? "#x%02X" : "#x%04X", point));
        }
    }
}
