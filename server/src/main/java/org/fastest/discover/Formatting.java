package org.fastest.discover;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's ways to put values into texts; null where the result can't be known. */
final class Formatting {
    private static final int WIDEST = 1000;

    private Formatting() {}

    /**
     * {@code format(value, spec)} for strings, ints and floats, with the parts of a specification
     * that are in common use.
     *
     * @param conversion {@code r}, {@code s}, or 0 for none
     */
    static @Nullable String format(PyValue value, char conversion, String spec) {
        PyValue shown = value;
        if (conversion != 0) {
            String text =
                    conversion == 'r'
                            ? Texts.repr(value)
                            : conversion == 's' ? Texts.str(value) : null;
            if (text == null) {
                return null;
            }
            shown = new PyValue.Str(text);
        } else if (value instanceof PyValue.Member) {
            // What format() makes of a member changed with Python's versions.
            return null;
        }
        if (spec.isEmpty()) {
            return Texts.str(shown);
        }
        Spec read = Spec.read(spec);
        return read == null ? null : read.apply(shown);
    }

    /** {@code template.format(…)}. */
    static @Nullable String template(
            String template, List<PyValue> arguments, Map<String, PyValue> keywords) {
        StringBuilder out = new StringBuilder();
        int next = 0;
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            char after = i + 1 < template.length() ? template.charAt(i + 1) : 0;
            if (c != '{' && c != '}') {
                out.append(c);
                continue;
            }
            if (after == c) {
                out.append(c);
                i++;
                continue;
            }
            int end = template.indexOf('}', i);
            if (c == '}' || end < 0) {
                return null;
            }
            String field = template.substring(i + 1, end);
            i = end;
            int colon = field.indexOf(':');
            String spec = colon < 0 ? "" : field.substring(colon + 1);
            String name = colon < 0 ? field : field.substring(0, colon);
            int mark = name.indexOf('!');
            char conversion = mark >= 0 && mark + 2 == name.length() ? name.charAt(mark + 1) : 0;
            name = mark < 0 ? name : name.substring(0, mark);
            PyValue value = null;
            if (name.isEmpty()) {
                value = next < arguments.size() ? arguments.get(next++) : null;
            } else if (name.length() < 3 && Logic.isInteger(name)) {
                int index = Integer.parseInt(name);
                boolean has = index >= 0 && index < arguments.size();
                value = has ? arguments.get(index) : null;
            } else {
                value = keywords.get(name);
            }
            String text =
                    value == null || spec.indexOf('{') >= 0
                            ? null
                            : format(value, conversion, spec);
            if (text == null) {
                return null;
            }
            out.append(text);
        }
        return out.toString();
    }

    /** {@code template % value}. */
    static @Nullable String percent(String template, PyValue value) {
        List<PyValue> arguments =
                value instanceof PyValue.Sequence sequence && sequence.form() == PyValue.Form.TUPLE
                        ? sequence.elements()
                        : List.of(value);
        StringBuilder out = new StringBuilder();
        int next = 0;
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            if (c != '%') {
                out.append(c);
                continue;
            }
            int end = i + 1;
            while (end < template.length() && "0123456789.-".indexOf(template.charAt(end)) >= 0) {
                end++;
            }
            char kind = end < template.length() ? template.charAt(end) : 0;
            String spec = template.substring(i + 1, end);
            i = end;
            if (kind == '%' && spec.isEmpty()) {
                out.append('%');
                continue;
            }
            String text =
                    next < arguments.size() ? percent(arguments.get(next++), spec, kind) : null;
            if (text == null) {
                return null;
            }
            out.append(text);
        }
        return next == arguments.size() ? out.toString() : null;
    }

    private static @Nullable String percent(PyValue value, String spec, char kind) {
        boolean left = spec.startsWith("-");
        String rest = left ? spec.substring(1) : spec;
        return switch (kind) {
            case 's', 'r' -> {
                String aligned = (left || rest.isEmpty() ? "" : ">") + rest;
                yield rest.startsWith("0") ? null : format(value, kind, aligned);
            }
            case 'd', 'i', 'x', 'X', 'o' -> {
                boolean whole =
                        value instanceof PyValue.Scalar scalar && Logic.isInteger(scalar.text());
                String letter = kind == 'i' ? "d" : String.valueOf(kind);
                yield whole && rest.indexOf('.') < 0
                        ? format(value, (char) 0, (left ? "<" : "") + rest + letter)
                        : null;
            }
            case 'f' ->
                    Logic.number(value) == null
                            ? null
                            : format(value, (char) 0, (left ? "<" : "") + rest + "f");
            default -> null;
        };
    }

    /**
     * A format specification.
     *
     * @param align one of {@code < > ^}, or 0
     * @param precision or -1
     * @param type a letter, or 0
     */
    private record Spec(
            int fill,
            char align,
            boolean sign,
            boolean comma,
            int width,
            int precision,
            char type) {
        static @Nullable Spec read(String spec) {
            int i = 0;
            int fill = ' ';
            char align = 0;
            if (spec.length() > 1 && "<>^".indexOf(spec.charAt(1)) >= 0) {
                fill = spec.charAt(0);
                align = spec.charAt(1);
                i = 2;
            } else if ("<>^".indexOf(spec.charAt(0)) >= 0) {
                align = spec.charAt(0);
                i = 1;
            }
            boolean sign = i < spec.length() && spec.charAt(i) == '+';
            i += sign ? 1 : 0;
            if (i < spec.length() && spec.charAt(i) == '0' && align == 0) {
                fill = '0';
                align = '=';
            }
            int start = i;
            i = digits(spec, i);
            int width = number(spec, start, i);
            boolean comma = i < spec.length() && spec.charAt(i) == ',';
            i += comma ? 1 : 0;
            int precision = -1;
            if (i < spec.length() && spec.charAt(i) == '.') {
                start = i + 1;
                i = digits(spec, start);
                precision = start == i ? WIDEST + 1 : number(spec, start, i);
            }
            char type = i < spec.length() ? spec.charAt(i++) : 0;
            boolean fits = i == spec.length() && width <= WIDEST && precision <= WIDEST;
            return fits ? new Spec(fill, align, sign, comma, width, precision, type) : null;
        }

        private static int digits(String spec, int from) {
            int i = from;
            while (i < spec.length() && spec.charAt(i) >= '0' && spec.charAt(i) <= '9') {
                i++;
            }
            return i;
        }

        private static int number(String spec, int from, int to) {
            return from == to
                    ? 0
                    : to - from > 4 ? WIDEST + 1 : Integer.parseInt(spec, from, to, 10);
        }

        @Nullable String apply(PyValue value) {
            if (value instanceof PyValue.Str str) {
                boolean plain = (type == 0 || type == 's') && !sign && !comma && align != '=';
                if (!plain) {
                    return null;
                }
                String text = str.text();
                if (precision >= 0 && precision < text.codePointCount(0, text.length())) {
                    text = text.substring(0, text.offsetByCodePoints(0, precision));
                }
                return padded("", text, '<');
            }
            if (!(value instanceof PyValue.Scalar scalar) || Logic.isNone(value) || comma) {
                return null;
            }
            if (Logic.isInteger(scalar.text()) && type != 'f') {
                return integer(new BigInteger(scalar.text()));
            }
            BigDecimal number = type == 'f' ? Logic.number(value) : null;
            boolean bool = scalar.text().equals("True") || scalar.text().equals("False");
            if (number == null || bool || scalar.text().startsWith("-0")) {
                return null;
            }
            int digits = precision < 0 ? 6 : precision;
            String text = number.abs().setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
            return padded(number.signum() < 0 ? "-" : sign ? "+" : "", text, '>');
        }

        private @Nullable String integer(BigInteger number) {
            if (precision >= 0) {
                return null;
            }
            String text =
                    switch (type) {
                        case 0, 'd' -> number.abs().toString();
                        case 'x' -> number.abs().toString(16);
                        case 'X' -> number.abs().toString(16).toUpperCase(Locale.ROOT);
                        case 'o' -> number.abs().toString(8);
                        case 'b' -> number.abs().toString(2);
                        default -> "";
                    };
            return text.isEmpty()
                    ? null
                    : padded(number.signum() < 0 ? "-" : sign ? "+" : "", text, '>');
        }

        private String padded(String prefix, String text, char otherwise) {
            int missing = width - prefix.length() - text.codePointCount(0, text.length());
            if (missing <= 0) {
                return prefix + text;
            }
            String padding = Character.toString(fill);
            return switch (align == 0 ? otherwise : align) {
                case '<' -> prefix + text + padding.repeat(missing);
                case '^' ->
                        padding.repeat(missing / 2)
                                + prefix
                                + text
                                + padding.repeat(missing - missing / 2);
                case '=' -> prefix + padding.repeat(missing) + text;
                default -> padding.repeat(missing) + prefix + text;
            };
        }
    }
}
