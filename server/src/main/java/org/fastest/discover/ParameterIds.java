package org.fastest.discover;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.config.IdRules;
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
     * @return null where it can't be known
     */
    static @Nullable String of(
            PyValue value, String argument, int index, IdRules rules, Facts facts) {
        // Not a pattern switch: its bootstrap costs 20 ms at the start.
        PyValue shown = value instanceof PyValue.Member member ? member.like() : value;
        if (isLong(shown) && facts.isAtLeast(9, 1) && !rules.longStrings().equals("legacy")) {
            return switch (rules.longStrings()) {
                case "short" -> argument + index;
                case "sha256" -> digest(shown);
                default -> null;
            };
        }
        return hasNone(shown) ? argument + index : required(shown, rules.escapes());
    }

    /** Whether one of the values is a string too long for an id, and that is an error here. */
    static boolean areRefused(List<PyValue> values, IdRules rules, Facts facts) {
        boolean refused = false;
        for (PyValue value : values) {
            PyValue shown = value instanceof PyValue.Member member ? member.like() : value;
            refused |= isLong(shown);
        }
        return refused && rules.longStrings().equals("disallow") && facts.isAtLeast(9, 1);
    }

    private static boolean isLong(PyValue value) {
        boolean text = value instanceof PyValue.Str || value instanceof PyValue.Bytes;
        Integer length = text ? Iteration.length(value) : null;
        return length != null && length > LONG;
    }

    private static @Nullable String digest(PyValue text) {
        byte[] bytes =
                text instanceof PyValue.Str str
                        ? str.text().getBytes(StandardCharsets.UTF_8)
                        : text instanceof PyValue.Bytes raw
                                ? raw.bytes().getBytes(StandardCharsets.ISO_8859_1)
                                : new byte[0];
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException none) {
            return null;
        }
    }

    /** Whether this is surely something that has no id. */
    static boolean hasNone(PyValue value) {
        return (value instanceof PyValue.Sequence sequence
                        && sequence.form() != PyValue.Form.GENERATOR)
                || value instanceof PyValue.Dict
                || value instanceof PyValue.SetOf
                || value instanceof PyValue.Param
                || value instanceof PyValue.Plain;
    }

    /**
     * The id that a value given in {@code ids} stands for; null where it can't be known or is none.
     */
    static @Nullable String required(PyValue given, boolean escape) {
        PyValue value = given instanceof PyValue.Member member ? member.like() : given;
        if (value instanceof PyValue.Str str) {
            return escape ? escaped(str.text()) : str.text();
        }
        if (value instanceof PyValue.Bytes bytes) {
            return escape ? escapedBytes(bytes.bytes()) : null;
        }
        if (value instanceof PyValue.Scalar scalar) {
            return scalar.text();
        }
        return value instanceof PyValue.Pattern pattern
                ? escaped(pattern.pattern())
                : Attributes.ownName(value);
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
