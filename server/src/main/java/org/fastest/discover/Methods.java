package org.fastest.discover;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Methods of strings, bytes, dictionaries and sequences that change nothing. */
final class Methods {
    private static final PyValue UNKNOWN = new PyValue.Unknown();

    private static final Set<String> NAMES =
            Set.of(
                    "capitalize",
                    "copy",
                    "count",
                    "decode",
                    "encode",
                    "endswith",
                    "find",
                    "format",
                    "get",
                    "index",
                    "isdigit",
                    "items",
                    "join",
                    "keys",
                    "ljust",
                    "lower",
                    "lstrip",
                    "partition",
                    "removeprefix",
                    "removesuffix",
                    "replace",
                    "rjust",
                    "rstrip",
                    "split",
                    "splitlines",
                    "startswith",
                    "strip",
                    "title",
                    "upper",
                    "values",
                    "zfill");

    private Methods() {}

    /** The method of that name, unknown where there is none here. */
    static PyValue named(PyValue self, String name) {
        boolean has =
                NAMES.contains(name)
                        && (self instanceof PyValue.Str
                                || self instanceof PyValue.Bytes
                                || self instanceof PyValue.Dict
                                || self instanceof PyValue.Sequence);
        return has ? new PyValue.Method(self, name) : UNKNOWN;
    }

    static PyValue call(
            PyValue self, String name, List<PyValue> arguments, Map<String, PyValue> keywords) {
        if (self instanceof PyValue.Str str && name.equals("format")) {
            String text = Formatting.template(str.text(), arguments, keywords);
            return text == null ? UNKNOWN : new PyValue.Str(text);
        }
        if (!keywords.isEmpty()) {
            return UNKNOWN;
        }
        if (self instanceof PyValue.Str str) {
            return string(str.text(), name, arguments);
        }
        if (self instanceof PyValue.Dict dict) {
            return dict(dict, name, arguments);
        }
        if (self instanceof PyValue.Bytes bytes && name.equals("decode") && isUtf8(arguments)) {
            byte[] raw = bytes.bytes().getBytes(StandardCharsets.ISO_8859_1);
            String text = new String(raw, StandardCharsets.UTF_8);
            return text.indexOf('\ufffd') >= 0 ? UNKNOWN : new PyValue.Str(text);
        }
        if (self instanceof PyValue.Sequence sequence
                && name.equals("copy")
                && sequence.form() == PyValue.Form.LIST) {
            return self;
        }
        return UNKNOWN;
    }

    private static PyValue dict(PyValue.Dict dict, String name, List<PyValue> arguments) {
        if (name.equals("get") && !arguments.isEmpty()) {
            for (int i = 0; i < dict.keys().size(); i++) {
                Boolean same = Logic.equal(dict.keys().get(i), arguments.getFirst());
                if (same == null || same) {
                    return same == null ? UNKNOWN : dict.values().get(i);
                }
            }
            return arguments.size() > 1 ? arguments.get(1) : new PyValue.Scalar("None");
        }
        if (!arguments.isEmpty()) {
            return UNKNOWN;
        }
        return switch (name) {
            case "keys" -> new PyValue.Sequence(dict.keys(), PyValue.Form.VIEW);
            case "values" -> new PyValue.Sequence(dict.values(), PyValue.Form.VIEW);
            case "items" -> {
                List<PyValue> items = new ArrayList<>();
                for (int i = 0; i < dict.keys().size(); i++) {
                    items.add(
                            new PyValue.Sequence(
                                    List.of(dict.keys().get(i), dict.values().get(i)),
                                    PyValue.Form.TUPLE));
                }
                yield new PyValue.Sequence(items, PyValue.Form.VIEW);
            }
            case "copy" -> dict;
            default -> UNKNOWN;
        };
    }

    private static PyValue string(String text, String name, List<PyValue> arguments) {
        if (name.equals("join") && arguments.size() == 1) {
            return joined(text, arguments.getFirst());
        }
        return switch (arguments.size()) {
            case 0 -> bare(text, name);
            case 1 ->
                    arguments.getFirst() instanceof PyValue.Str str
                            ? with(text, name, str.text())
                            : withNumber(text, name, arguments.getFirst());
            case 2 ->
                    arguments.getFirst() instanceof PyValue.Str str
                            ? withTwo(text, name, str.text(), arguments.get(1))
                            : UNKNOWN;
            default -> UNKNOWN;
        };
    }

    private static PyValue withTwo(String text, String name, String first, PyValue second) {
        if (name.equals("replace") && second instanceof PyValue.Str to && !first.isEmpty()) {
            return new PyValue.Str(text.replace(first, to.text()));
        }
        Long most = Operators.integer(second);
        return name.equals("split") && most != null ? split(text, first, most) : UNKNOWN;
    }

    private static PyValue joined(String between, PyValue parts) {
        List<PyValue> elements = Iteration.of(parts);
        if (elements == null) {
            return UNKNOWN;
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < elements.size(); i++) {
            if (!(elements.get(i) instanceof PyValue.Str part)) {
                return UNKNOWN;
            }
            out.append(i == 0 ? "" : between).append(part.text());
        }
        return new PyValue.Str(out.toString());
    }

    /** Those that look at letters are known for ASCII; what other letters become is Unicode's. */
    private static PyValue bare(String text, String name) {
        if (!isAscii(text)) {
            return name.equals("encode") ? encoded(text) : UNKNOWN;
        }
        return switch (name) {
            case "encode" -> encoded(text);
            case "upper" -> new PyValue.Str(upper(text));
            case "lower" -> new PyValue.Str(lower(text));
            case "capitalize" ->
                    new PyValue.Str(
                            text.isEmpty()
                                    ? text
                                    : upper(text.substring(0, 1)) + lower(text.substring(1)));
            case "title" -> title(text);
            case "strip" -> new PyValue.Str(lstrip(rstrip(text)));
            case "lstrip" -> new PyValue.Str(lstrip(text));
            case "rstrip" -> new PyValue.Str(rstrip(text));
            case "split" -> words(text);
            case "splitlines" -> lines(text);
            case "isdigit" -> {
                boolean digits = !text.isEmpty();
                for (int i = 0; i < text.length(); i++) {
                    digits &= Character.isDigit(text.charAt(i));
                }
                yield Logic.of(digits);
            }
            default -> UNKNOWN;
        };
    }

    private static PyValue with(String text, String name, String other) {
        return switch (name) {
            case "startswith" -> Logic.of(text.startsWith(other));
            case "endswith" -> Logic.of(text.endsWith(other));
            case "removeprefix" ->
                    new PyValue.Str(text.startsWith(other) ? text.substring(other.length()) : text);
            case "removesuffix" ->
                    new PyValue.Str(
                            text.endsWith(other) && !other.isEmpty()
                                    ? text.substring(0, text.length() - other.length())
                                    : text);
            case "split" -> split(text, other, Long.MAX_VALUE);
            case "strip", "lstrip", "rstrip" -> stripped(text, name, other);
            case "encode" -> isUtf8(List.of(new PyValue.Str(other))) ? encoded(text) : UNKNOWN;
            case "partition" -> {
                int at = other.isEmpty() ? -1 : text.indexOf(other);
                yield at < 0
                        ? UNKNOWN
                        : new PyValue.Sequence(
                                List.of(
                                        new PyValue.Str(text.substring(0, at)),
                                        new PyValue.Str(other),
                                        new PyValue.Str(text.substring(at + other.length()))),
                                PyValue.Form.TUPLE);
            }
            default -> UNKNOWN;
        };
    }

    private static PyValue withNumber(String text, String name, PyValue argument) {
        Long width = Operators.integer(argument);
        if (Logic.isNone(argument) && name.equals("split")) {
            return isAscii(text) ? words(text) : UNKNOWN;
        }
        if (width == null || width > 1000) {
            return UNKNOWN;
        }
        int missing = (int) Math.max(0, width - text.codePointCount(0, text.length()));
        return switch (name) {
            case "ljust" -> new PyValue.Str(text + " ".repeat(missing));
            case "rjust" -> new PyValue.Str(" ".repeat(missing) + text);
            case "zfill" ->
                    text.startsWith("-") || text.startsWith("+")
                            ? UNKNOWN
                            : new PyValue.Str("0".repeat(missing) + text);
            default -> UNKNOWN;
        };
    }

    private static PyValue split(String text, String by, long most) {
        if (by.isEmpty()) {
            return UNKNOWN;
        }
        List<PyValue> parts = new ArrayList<>();
        int start = 0;
        for (int at = text.indexOf(by);
                at >= 0 && (most < 0 || parts.size() < most);
                at = text.indexOf(by, start)) {
            parts.add(new PyValue.Str(text.substring(start, at)));
            start = at + by.length();
        }
        parts.add(new PyValue.Str(text.substring(start)));
        return new PyValue.Sequence(parts, PyValue.Form.LIST);
    }

    private static PyValue words(String text) {
        List<PyValue> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean inside = i < text.length() && !isSpace(text.charAt(i));
            if (inside && start < 0) {
                start = i;
            } else if (!inside && start >= 0) {
                words.add(new PyValue.Str(text.substring(start, i)));
                start = -1;
            }
        }
        return new PyValue.Sequence(words, PyValue.Form.LIST);
    }

    private static PyValue lines(String text) {
        List<PyValue> lines = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            // Python knows more line ends than this one.
            if (text.charAt(i) < ' ' && text.charAt(i) != '\n' && text.charAt(i) != '\t') {
                return UNKNOWN;
            }
        }
        int start = 0;
        for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', start)) {
            lines.add(new PyValue.Str(text.substring(start, at)));
            start = at + 1;
        }
        if (start < text.length()) {
            lines.add(new PyValue.Str(text.substring(start)));
        }
        return new PyValue.Sequence(lines, PyValue.Form.LIST);
    }

    private static PyValue stripped(String text, String name, String letters) {
        int start = 0;
        int end = text.length();
        while (!name.equals("rstrip") && start < end && letters.indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        while (!name.equals("lstrip")
                && end > start
                && letters.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return isAscii(letters) ? new PyValue.Str(text.substring(start, end)) : UNKNOWN;
    }

    private static PyValue title(String text) {
        StringBuilder out = new StringBuilder();
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            String c = text.substring(i, i + 1);
            out.append(inWord ? lower(c) : upper(c));
            inWord = Character.isLetter(text.charAt(i));
        }
        return new PyValue.Str(out.toString());
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static PyValue encoded(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return UNKNOWN;
            }
        }
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        return new PyValue.Bytes(new String(raw, StandardCharsets.ISO_8859_1));
    }

    private static boolean isUtf8(List<PyValue> arguments) {
        if (arguments.isEmpty()) {
            return true;
        }
        String name = arguments.getFirst() instanceof PyValue.Str str ? lower(str.text()) : "";
        return arguments.size() == 1 && (name.equals("utf-8") || name.equals("utf8"));
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f);
    }

    private static String lstrip(String text) {
        int start = 0;
        while (start < text.length() && isSpace(text.charAt(start))) {
            start++;
        }
        return text.substring(start);
    }

    private static String rstrip(String text) {
        int end = text.length();
        while (end > 0 && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }
}
