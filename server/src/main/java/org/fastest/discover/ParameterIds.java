package org.fastest.discover;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parameter ids as pytest's {@code IdMaker} makes them. */
final class ParameterIds {
    /** Longer strings have no id of their own since pytest 9.1. */
    private static final int LONG = 100;

    private ParameterIds() {}

    /**
     * The id that pytest derives from a value.
     *
     * @param argument the argument's name, {@code index} its parameter set's number, for values
     *     without an id of their own
     * @param escape whether non-ASCII characters are escaped
     * @return null where it can't be known
     */
    static @Nullable String of(
            PyValue value, String argument, int index, boolean escape, Facts facts) {
        // Not a pattern switch: its bootstrap costs 20 ms at the start.
        if (value instanceof PyValue.Str str) {
            String text = str.text();
            if (text.codePointCount(0, text.length()) > LONG && facts.isAtLeast(9, 1)) {
                return argument + index;
            }
            return escape ? escaped(text) : text;
        }
        if (value instanceof PyValue.Bytes bytes) {
            boolean isLong = bytes.bytes().length() > LONG && facts.isAtLeast(9, 1);
            return isLong ? argument + index : escape ? escapedBytes(bytes.bytes()) : null;
        }
        return value instanceof PyValue.Sequence || value instanceof PyValue.Plain
                ? argument + index
                : required(value, escape);
    }

    /**
     * The id that a value given in {@code ids} stands for; null where it can't be known or is none.
     */
    static @Nullable String required(PyValue value, boolean escape) {
        if (value instanceof PyValue.Str str) {
            return escape ? escaped(str.text()) : str.text();
        }
        if (value instanceof PyValue.Bytes bytes) {
            return escape ? escapedBytes(bytes.bytes()) : null;
        }
        if (value instanceof PyValue.Scalar scalar) {
            return scalar.text();
        }
        if (value instanceof PyValue.Named named) {
            return named.name();
        }
        return value instanceof PyValue.Pattern pattern ? escaped(pattern.pattern()) : null;
    }

    /** What {@code ids=str} or {@code ids=repr} makes of a value; null where it can't be known. */
    static @Nullable String said(String function, PyValue value, boolean escape) {
        if (value instanceof PyValue.Scalar scalar) {
            return scalar.text();
        }
        if (value instanceof PyValue.Str str && function.equals("str")) {
            return escape ? escaped(str.text()) : str.text();
        }
        if (value instanceof PyValue.Str str && isPlain(str.text())) {
            return "'" + str.text() + "'";
        }
        return null;
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '\'' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    /**
     * Makes the ids of one parametrization unique by suffixes; before pytest 8 without a look at
     * what is taken.
     */
    static List<String> unique(List<String> ids, boolean careful) {
        Map<String, Integer> counts = new HashMap<>();
        for (String id : ids) {
            counts.merge(id, 1, Integer::sum);
        }
        if (counts.size() == ids.size()) {
            return ids;
        }
        List<String> resolved = new ArrayList<>(ids);
        Set<String> taken = new HashSet<>(ids);
        Map<String, Integer> suffixes = new HashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            String id = ids.get(i);
            if (counts.getOrDefault(id, 0) < 2) {
                continue;
            }
            boolean digit = !id.isEmpty() && Character.isDigit(id.charAt(id.length() - 1));
            String stem = digit && careful ? id + "_" : id;
            int suffix = suffixes.getOrDefault(id, 0);
            while (careful && taken.contains(stem + suffix)) {
                suffix++;
            }
            resolved.set(i, stem + suffix);
            taken = new HashSet<>(resolved);
            suffixes.put(id, suffix + 1);
        }
        return resolved;
    }

    /** Python's {@code unicode_escape}, and the control characters that pytest translates. */
    static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            switch (c) {
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (c >= 0x20 && c < 0x7f) {
                        out.append((char) c);
                    } else if (c < 0x100) {
                        hex(out, "\\x", c, 2);
                    } else if (c < 0x10000) {
                        hex(out, "\\u", c, 4);
                    } else {
                        hex(out, "\\U", c, 8);
                    }
                }
            }
        }
        return out.toString();
    }

    private static String escapedBytes(String bytes) {
        StringBuilder out = new StringBuilder(bytes.length());
        for (int i = 0; i < bytes.length(); i++) {
            char c = bytes.charAt(i);
            switch (c) {
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c >= 0x20 && c < 0x7f) {
                        out.append(c);
                    } else {
                        hex(out, "\\x", c, 2);
                    }
                }
            }
        }
        return out.toString();
    }

    private static void hex(StringBuilder out, String prefix, int value, int digits) {
        String hex = Integer.toHexString(value);
        out.append(prefix);
        for (int i = hex.length(); i < digits; i++) {
            out.append('0');
        }
        out.append(hex);
    }
}
