package org.fastest.discover;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls of Python's built-in functions, and of a few of its library, with known arguments. */
final class Library {
    /** Sequences longer than this stay unknown. */
    static final int LONGEST = 100_000;

    private static final PyValue UNKNOWN = new PyValue.Unknown();

    private Library() {}

    static PyValue call(
            String path, List<PyValue> arguments, Map<String, PyValue> keywords, int depth) {
        if (path.equals("sorted") && arguments.size() == 1) {
            return sorted(arguments.getFirst(), keywords, depth);
        }
        if (path.equals("enumerate") && !arguments.isEmpty()) {
            PyValue start = keywords.get("start");
            return enumerated(
                    arguments.getFirst(),
                    start != null
                            ? start
                            : arguments.size() > 1 ? arguments.get(1) : new PyValue.Scalar("0"));
        }
        if (path.equals("collections.namedtuple")
                && !arguments.isEmpty()
                && arguments.getFirst() instanceof PyValue.Str name) {
            return new PyValue.PlainClass(name.text());
        }
        if (path.equals("dict")) {
            return dict(arguments, keywords);
        }
        if (path.equals("itertools.product") || path.equals("zip")) {
            PyValue more = keywords.get(path.equals("zip") ? "strict" : "repeat");
            boolean fits = keywords.isEmpty() || (keywords.size() == 1 && more != null);
            return !fits
                    ? UNKNOWN
                    : path.equals("zip")
                            ? Itertools.zip(arguments)
                            : Itertools.product(arguments, more);
        }
        if (!keywords.isEmpty()) {
            return UNKNOWN;
        }
        if (path.startsWith("itertools.")) {
            return Itertools.call(path.substring("itertools.".length()), arguments);
        }
        return switch (arguments.size()) {
            case 0 -> none(path);
            case 1 -> one(path, arguments.getFirst());
            default -> more(path, arguments, depth);
        };
    }

    private static PyValue none(String path) {
        return switch (path) {
            case "list" -> new PyValue.Sequence(List.of(), PyValue.Form.LIST);
            case "tuple" -> new PyValue.Sequence(List.of(), PyValue.Form.TUPLE);
            case "str" -> new PyValue.Str("");
            case "bytes" -> new PyValue.Bytes("");
            case "int" -> new PyValue.Scalar("0");
            case "float" -> new PyValue.Scalar("0.0");
            case "bool" -> new PyValue.Scalar("False");
            case "set", "frozenset" -> new PyValue.SetOf(List.of());
            default -> UNKNOWN;
        };
    }

    private static PyValue one(String path, PyValue value) {
        return switch (path) {
            case "list", "tuple", "iter", "reversed" -> sequence(path, value);
            case "set", "frozenset" -> {
                List<PyValue> elements = elements(value);
                yield elements == null ? UNKNOWN : Comprehensions.set(elements);
            }
            case "range" -> range(List.of(value));
            case "str" -> text(Texts.str(value));
            case "repr", "ascii" -> {
                String text = Texts.repr(value);
                yield text != null && path.equals("ascii") && !isAscii(text) ? UNKNOWN : text(text);
            }
            case "len" -> {
                Integer length = Iteration.length(value);
                yield length == null ? UNKNOWN : new PyValue.Scalar(length.toString());
            }
            case "bool" -> Logic.of(Logic.truth(value));
            case "int", "float" -> number(path, value);
            case "abs" -> {
                BigDecimal number = Logic.number(value);
                yield number == null || "bool".equals(Types.nameOf(value))
                        ? UNKNOWN
                        : number.signum() < 0 ? Operators.unary("-", value) : value;
            }
            case "bytes" -> value instanceof PyValue.Bytes ? value : UNKNOWN;
            case "chr" -> {
                Long code = Operators.integer(value);
                yield code != null && code >= 0 && code < 0xd800
                        ? new PyValue.Str(Character.toString(code.intValue()))
                        : UNKNOWN;
            }
            case "ord" ->
                    value instanceof PyValue.Str str
                                    && str.text().codePointCount(0, str.text().length()) == 1
                            ? new PyValue.Scalar(Integer.toString(str.text().codePointAt(0)))
                            : UNKNOWN;
            case "hex", "bin", "oct" -> based(path, value);
            case "any", "all" -> anyOrAll(path, value);
            case "sum" -> sum(value);
            case "min", "max" -> {
                List<PyValue> elements = elements(value);
                yield elements == null ? UNKNOWN : extreme(path, elements);
            }
            case "round" -> {
                BigDecimal number = Logic.number(value);
                yield number == null
                        ? UNKNOWN
                        : new PyValue.Scalar(
                                number.setScale(0, RoundingMode.HALF_EVEN)
                                        .toBigInteger()
                                        .toString());
            }
            case "type" -> type(value);
            case "re.compile" ->
                    value instanceof PyValue.Str str ? new PyValue.Pattern(str.text()) : UNKNOWN;
            default -> UNKNOWN;
        };
    }

    private static PyValue more(String path, List<PyValue> arguments, int depth) {
        return switch (path) {
            case "range" -> range(arguments);
            case "min", "max" -> extreme(path, arguments);
            case "map" -> map(arguments, depth);
            case "filter" -> filter(arguments.get(0), arguments.get(1), depth);
            case "isinstance" -> Logic.of(Types.isInstance(arguments.get(0), arguments.get(1)));
            case "divmod" -> {
                PyValue quotient = Operators.binary(arguments.get(0), "//", arguments.get(1));
                PyValue remainder = Operators.binary(arguments.get(0), "%", arguments.get(1));
                yield quotient instanceof PyValue.Scalar && remainder instanceof PyValue.Scalar
                        ? new PyValue.Sequence(List.of(quotient, remainder), PyValue.Form.TUPLE)
                        : UNKNOWN;
            }
            case "pow" ->
                    arguments.size() == 2
                            ? Operators.binary(arguments.get(0), "**", arguments.get(1))
                            : UNKNOWN;
            case "re.compile" ->
                    arguments.getFirst() instanceof PyValue.Str str
                            ? new PyValue.Pattern(str.text())
                            : UNKNOWN;
            case "getattr" ->
                    arguments.get(1) instanceof PyValue.Str name
                            ? Attributes.of(arguments.get(0), name.text())
                            : UNKNOWN;
            default -> UNKNOWN;
        };
    }

    /** The elements where going through them twice gives the same; a set's in any order. */
    private static @Nullable List<PyValue> elements(PyValue value) {
        return value instanceof PyValue.SetOf set ? set.elements() : Iteration.of(value);
    }

    private static PyValue sequence(String path, PyValue value) {
        List<PyValue> elements = Iteration.of(value);
        if (elements == null) {
            return UNKNOWN;
        }
        return switch (path) {
            case "list" -> new PyValue.Sequence(elements, PyValue.Form.LIST);
            case "tuple" -> new PyValue.Sequence(elements, PyValue.Form.TUPLE);
            case "iter" -> new PyValue.Sequence(elements, PyValue.Form.ITERATOR);
            default -> new PyValue.Sequence(elements.reversed(), PyValue.Form.ITERATOR);
        };
    }

    private static PyValue range(List<PyValue> arguments) {
        long[] bounds = new long[arguments.size()];
        for (int i = 0; i < bounds.length; i++) {
            Long bound = Operators.integer(arguments.get(i));
            if (bound == null) {
                return UNKNOWN;
            }
            bounds[i] = bound;
        }
        return Operators.range(bounds);
    }

    private static PyValue sorted(PyValue value, Map<String, PyValue> keywords, int depth) {
        List<PyValue> elements = elements(value);
        PyValue key = keywords.get("key");
        PyValue reverse = keywords.get("reverse");
        Boolean reversed = reverse == null ? Boolean.FALSE : Logic.truth(reverse);
        int named = (key == null ? 0 : 1) + (reverse == null ? 0 : 1);
        if (elements == null || reversed == null || named != keywords.size()) {
            return UNKNOWN;
        }
        List<PyValue> keys = new ArrayList<>();
        for (PyValue element : elements) {
            keys.add(
                    key == null || Logic.isNone(key)
                            ? element
                            : Application.apply(key, List.of(element), Map.of(), depth + 1));
        }
        List<PyValue> sorted = new ArrayList<>();
        List<PyValue> sortedKeys = new ArrayList<>();
        if (elements.size() > 1000) {
            return UNKNOWN;
        }
        for (int i = 0; i < elements.size(); i++) {
            int at = sorted.size();
            while (at > 0) {
                Integer order = Logic.order(keys.get(i), sortedKeys.get(at - 1));
                if (order == null) {
                    return UNKNOWN;
                }
                if (reversed ? order <= 0 : order >= 0) {
                    break;
                }
                at--;
            }
            sorted.add(at, elements.get(i));
            sortedKeys.add(at, keys.get(i));
        }
        boolean order = !(value instanceof PyValue.SetOf) || key == null;
        return order ? new PyValue.Sequence(sorted, PyValue.Form.LIST) : UNKNOWN;
    }

    private static PyValue enumerated(PyValue value, PyValue start) {
        List<PyValue> elements = Iteration.of(value);
        Long first = Operators.integer(start);
        if (elements == null || first == null) {
            return UNKNOWN;
        }
        List<PyValue> pairs = new ArrayList<>();
        for (int i = 0; i < elements.size(); i++) {
            PyValue number = new PyValue.Scalar(Long.toString(first + i));
            pairs.add(new PyValue.Sequence(List.of(number, elements.get(i)), PyValue.Form.TUPLE));
        }
        return new PyValue.Sequence(pairs, PyValue.Form.ITERATOR);
    }

    private static PyValue dict(List<PyValue> arguments, Map<String, PyValue> keywords) {
        if (arguments.isEmpty()) {
            List<PyValue> keys = new ArrayList<>();
            for (String key : keywords.keySet()) {
                keys.add(new PyValue.Str(key));
            }
            return Comprehensions.dict(keys, new ArrayList<>(keywords.values()));
        }
        if (arguments.size() != 1 || !keywords.isEmpty()) {
            return UNKNOWN;
        }
        if (arguments.getFirst() instanceof PyValue.Dict dict) {
            return dict;
        }
        List<PyValue> pairs = Iteration.of(arguments.getFirst());
        List<PyValue> keys = new ArrayList<>();
        List<PyValue> values = new ArrayList<>();
        for (PyValue pair : pairs == null ? List.<PyValue>of() : pairs) {
            List<PyValue> both = Iteration.of(pair);
            if (both == null || both.size() != 2) {
                return UNKNOWN;
            }
            keys.add(both.get(0));
            values.add(both.get(1));
        }
        return pairs == null ? UNKNOWN : Comprehensions.dict(keys, values);
    }

    private static PyValue map(List<PyValue> arguments, int depth) {
        PyValue rows = Itertools.zip(arguments.subList(1, arguments.size()));
        if (!(rows instanceof PyValue.Sequence sequence)) {
            return UNKNOWN;
        }
        List<PyValue> results = new ArrayList<>();
        for (PyValue row : sequence.elements()) {
            List<PyValue> each = Iteration.of(row);
            results.add(
                    Application.apply(
                            arguments.getFirst(),
                            each == null ? List.of() : each,
                            Map.of(),
                            depth + 1));
        }
        return new PyValue.Sequence(results, PyValue.Form.ITERATOR);
    }

    private static PyValue filter(PyValue test, PyValue value, int depth) {
        List<PyValue> elements = Iteration.of(value);
        List<PyValue> staying = new ArrayList<>();
        for (PyValue element : elements == null ? List.<PyValue>of() : elements) {
            PyValue holds =
                    Logic.isNone(test)
                            ? element
                            : Application.apply(test, List.of(element), Map.of(), depth + 1);
            Boolean stays = Logic.truth(holds);
            if (stays == null) {
                return UNKNOWN;
            }
            if (stays) {
                staying.add(element);
            }
        }
        return elements == null ? UNKNOWN : new PyValue.Sequence(staying, PyValue.Form.ITERATOR);
    }

    private static PyValue number(String path, PyValue value) {
        if (value instanceof PyValue.Str str) {
            return parsed(path, str.text().strip());
        }
        if (!(value instanceof PyValue.Scalar scalar)) {
            return UNKNOWN;
        }
        if (scalar.text().endsWith("inf") || scalar.text().equals("nan")) {
            return path.equals("float") ? value : UNKNOWN;
        }
        BigDecimal number = Logic.number(value);
        if (number == null) {
            return UNKNOWN;
        }
        return path.equals("int")
                ? new PyValue.Scalar(number.toBigInteger().toString())
                : new PyValue.Scalar(Numbers.text(number.doubleValue()));
    }

    private static PyValue parsed(String path, String text) {
        boolean plain = !text.isEmpty() && text.length() < 300;
        for (int i = 0; i < text.length(); i++) {
            plain &= "0123456789.eE+-".indexOf(text.charAt(i)) >= 0;
        }
        if (!plain) {
            return !path.equals("float")
                    ? UNKNOWN
                    : switch (text) {
                        case "nan" -> new PyValue.Scalar("nan");
                        case "inf", "infinity", "+inf" -> new PyValue.Scalar("inf");
                        case "-inf", "-infinity" -> new PyValue.Scalar("-inf");
                        default -> UNKNOWN;
                    };
        }
        try {
            return path.equals("int")
                    ? new PyValue.Scalar(new BigInteger(text).toString())
                    : new PyValue.Scalar(Numbers.text(Double.parseDouble(text)));
        } catch (NumberFormatException raises) {
            return UNKNOWN;
        }
    }

    private static PyValue based(String path, PyValue value) {
        Long number = Operators.integer(value);
        if (number == null) {
            return UNKNOWN;
        }
        int radix = path.equals("hex") ? 16 : path.equals("bin") ? 2 : 8;
        String prefix = path.equals("hex") ? "0x" : path.equals("bin") ? "0b" : "0o";
        return new PyValue.Str(
                (number < 0 ? "-" : "") + prefix + Long.toString(Math.abs(number), radix));
    }

    private static PyValue anyOrAll(String path, PyValue value) {
        List<PyValue> elements = elements(value);
        if (elements == null) {
            return UNKNOWN;
        }
        boolean any = path.equals("any");
        for (PyValue element : elements) {
            Boolean truth = Logic.truth(element);
            if (truth == null) {
                return UNKNOWN;
            }
            if (truth == any) {
                return Logic.of(any);
            }
        }
        return Logic.of(!any);
    }

    private static PyValue sum(PyValue value) {
        List<PyValue> elements = Iteration.of(value);
        PyValue sum = new PyValue.Scalar("0");
        for (PyValue element : elements == null ? List.<PyValue>of() : elements) {
            if (Operators.integer(element) == null) {
                // How floats are added up changed with Python 3.12.
                return UNKNOWN;
            }
            sum = Operators.binary(sum, "+", element);
        }
        return elements == null ? UNKNOWN : sum;
    }

    private static PyValue extreme(String path, List<PyValue> elements) {
        PyValue best = elements.isEmpty() ? UNKNOWN : elements.getFirst();
        for (PyValue element : elements) {
            Integer order = Logic.order(element, best);
            if (order == null) {
                return UNKNOWN;
            }
            best = (path.equals("min") ? order < 0 : order > 0) ? element : best;
        }
        return best;
    }

    private static PyValue type(PyValue value) {
        String name = Types.nameOf(value);
        return name == null ? UNKNOWN : new PyValue.Builtin(name);
    }

    private static PyValue text(@Nullable String text) {
        return text == null ? UNKNOWN : new PyValue.Str(text);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }
}
