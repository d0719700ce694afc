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
    /** From this length on ids of strings depend on a setting that came with pytest 9.1. */
    private static final int LONG = 100;

    private ParameterIds() {}

    /**
     * The id that pytest derives from a value.
     *
     * @param argument the argument's name, {@code index} its parameter set's number, for values without an id of their own
     * @param escape whether non-ASCII characters are escaped
     * @return null where it can't be known
     */
    static @Nullable String of(PyValue value, String argument, int index, boolean escape) {
        return switch (value) {
            case PyValue.Str(String text) -> text.length() > LONG ? null : escape ? escaped(text) : text;
            case PyValue.Bytes(String bytes) -> bytes.length() > LONG ? null : escapedBytes(bytes);
            case PyValue.Scalar(String text) -> text;
            case PyValue.Named(String name) -> name;
            case PyValue.Pattern(String pattern) -> escaped(pattern);
            case PyValue.Sequence sequence -> argument + index;
            case PyValue.Plain plain -> argument + index;
            case PyValue.Unknown unknown -> null;
        };
    }

    /** Makes the ids of one parametrization unique by suffixes, as pytest 8 and 9 do. */
    static List<String> unique(List<String> ids) {
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
            String stem = digit ? id + "_" : id;
            int suffix = suffixes.getOrDefault(id, 0);
            while (taken.contains(stem + suffix)) {
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
