package org.fastest.discover;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code str()} and {@code repr()} make of values; null where that can't be known. */
final class Texts {
    private Texts() {}

    /** {@code str(value)}. */
    static @Nullable String str(PyValue value) {
        if (value instanceof PyValue.Str str) {
            return str.text();
        }
        if (value instanceof PyValue.Member member) {
            return member.like() instanceof PyValue.Named named
                    ? named.name()
                    : member.like() instanceof PyValue.Scalar scalar ? scalar.text() : null;
        }
        return repr(value);
    }

    /** {@code repr(value)}. */
    static @Nullable String repr(PyValue value) {
        if (value instanceof PyValue.Scalar scalar) {
            return scalar.text();
        }
        if (value instanceof PyValue.Str str) {
            return quoted(str.text());
        }
        if (value instanceof PyValue.Bytes bytes) {
            String text = quotedBytes(bytes.bytes());
            return "b" + text;
        }
        if (value instanceof PyValue.Sequence sequence) {
            return switch (sequence.form()) {
                case LIST -> all("[", sequence.elements(), "]");
                case TUPLE ->
                        all("(", sequence.elements(), sequence.elements().size() == 1 ? ",)" : ")");
                case VIEW, ITERATOR, GENERATOR -> null;
            };
        }
        if (value instanceof PyValue.SetOf set && set.elements().size() == 1) {
            return all("{", set.elements(), "}");
        }
        return value instanceof PyValue.Dict dict ? dict(dict) : null;
    }

    private static @Nullable String dict(PyValue.Dict dict) {
        StringBuilder out = new StringBuilder("{");
        for (int i = 0; i < dict.keys().size(); i++) {
            String key = repr(dict.keys().get(i));
            String value = repr(dict.values().get(i));
            if (key == null || value == null) {
                return null;
            }
            out.append(i == 0 ? "" : ", ").append(key).append(": ").append(value);
        }
        return out.append('}').toString();
    }

    private static @Nullable String all(String open, List<PyValue> elements, String close) {
        StringBuilder out = new StringBuilder(open);
        for (int i = 0; i < elements.size(); i++) {
            String text = repr(elements.get(i));
            if (text == null) {
                return null;
            }
            out.append(i == 0 ? "" : ", ").append(text);
        }
        return out.append(close).toString();
    }

    private static char quote(String text) {
        return text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    }

    /**
     * As {@code repr} writes a string; which characters beyond Latin-1 are printable depends on
     * Python's version.
     */
    private static @Nullable String quoted(String text) {
        char quote = quote(text);
        StringBuilder out = new StringBuilder().append(quote);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0xff) {
                return null;
            }
            boolean printable = (c >= ' ' && c < 0x7f) || (c > 0xa0 && c != 0xad);
            escape(out, c, quote, printable);
        }
        return out.append(quote).toString();
    }

    private static String quotedBytes(String bytes) {
        char quote = quote(bytes);
        StringBuilder out = new StringBuilder().append(quote);
        for (int i = 0; i < bytes.length(); i++) {
            char c = bytes.charAt(i);
            escape(out, c, quote, c >= ' ' && c < 0x7f);
        }
        return out.append(quote).toString();
    }

    private static void escape(StringBuilder out, char c, char quote, boolean printable) {
        switch (c) {
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\\' -> out.append("\\\\");
            default -> {
                if (c == quote) {
                    out.append('\\').append(c);
                } else if (printable) {
                    out.append(c);
                } else {
                    out.append("\\x").append(c < 16 ? "0" : "").append(Integer.toHexString(c));
                }
            }
        }
    }
}
