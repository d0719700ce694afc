package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import org.fastest.syntax.Code;
import org.fastest.syntax.Expr;
import org.fastest.syntax.Expressions;
import org.jspecify.annotations.Nullable;

/** {@code value[index]} and {@code value[start:stop:step]}. */
final class Indexing {
    private static final PyValue UNKNOWN = new PyValue.Unknown();

    private Indexing() {}

    static PyValue of(Expr.Subscript subscript, Values values, int depth) {
        PyValue value = values.of(subscript.value(), depth + 1);
        if (value instanceof PyValue.Unknown) {
            return UNKNOWN;
        }
        if (subscript.index() instanceof Expr.Opaque slice) {
            return slice(value, slice.code(), values, depth);
        }
        return item(value, values.of(subscript.index(), depth + 1));
    }

    private static PyValue item(PyValue value, PyValue index) {
        if (value instanceof PyValue.Dict dict) {
            for (int i = 0; i < dict.keys().size(); i++) {
                Boolean same = Logic.equal(dict.keys().get(i), index);
                if (same == null) {
                    return UNKNOWN;
                }
                if (same) {
                    return dict.values().get(i);
                }
            }
            return UNKNOWN;
        }
        if (value instanceof PyValue.EnumClass type && index instanceof PyValue.Str name) {
            PyValue.Member member = Enums.member(type, name.text());
            return member == null ? UNKNOWN : member;
        }
        List<PyValue> elements = elements(value);
        Long at = Operators.integer(index);
        if (elements == null || at == null) {
            return UNKNOWN;
        }
        long place = at < 0 ? at + elements.size() : at;
        return place >= 0 && place < elements.size() ? elements.get((int) place) : UNKNOWN;
    }

    private static @Nullable List<PyValue> elements(PyValue value) {
        boolean indexed =
                value instanceof PyValue.Str
                        || value instanceof PyValue.Bytes
                        || (value instanceof PyValue.Sequence sequence
                                && (sequence.form() == PyValue.Form.LIST
                                        || sequence.form() == PyValue.Form.TUPLE));
        return indexed ? Iteration.of(value) : null;
    }

    private static PyValue slice(PyValue value, String code, Values values, int depth) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        int level = 0;
        for (int i = 0; i <= code.length(); i++) {
            char c = i < code.length() ? code.charAt(i) : ':';
            if (c == '"' || c == '\'') {
                return UNKNOWN;
            }
            level += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
            if (c == ':' && (level == 0 || i == code.length())) {
                parts.add(code.substring(start, i).strip());
                start = i + 1;
            }
        }
        List<PyValue> elements = elements(value);
        if (elements == null || parts.size() < 2 || parts.size() > 3) {
            return UNKNOWN;
        }
        @Nullable Long[] bounds = new @Nullable Long[3];
        for (int i = 0; i < parts.size(); i++) {
            if (!parts.get(i).isEmpty()) {
                PyValue bound = values.of(Expressions.parse(new Code(parts.get(i), 0)), depth + 1);
                bounds[i] = Operators.integer(bound);
                if (bounds[i] == null && !Logic.isNone(bound)) {
                    return UNKNOWN;
                }
            }
        }
        List<PyValue> taken = taken(elements, bounds[0], bounds[1], bounds[2]);
        return taken == null ? UNKNOWN : like(value, taken);
    }

    /** As Python's {@code slice.indices}. */
    private static @Nullable List<PyValue> taken(
            List<PyValue> elements, @Nullable Long from, @Nullable Long to, @Nullable Long by) {
        long step = by == null ? 1 : by;
        if (step == 0) {
            return null;
        }
        long size = elements.size();
        long low = step > 0 ? 0 : -1;
        long high = step > 0 ? size : size - 1;
        long start = from == null ? (step > 0 ? low : high) : clamped(from, size, low, high);
        long stop = to == null ? (step > 0 ? high : low) : clamped(to, size, low, high);
        List<PyValue> taken = new ArrayList<>();
        for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
            taken.add(elements.get((int) i));
        }
        return taken;
    }

    private static long clamped(long index, long size, long low, long high) {
        return Math.clamp(index < 0 ? index + size : index, low, high);
    }

    private static PyValue like(PyValue value, List<PyValue> elements) {
        if (value instanceof PyValue.Sequence sequence) {
            return new PyValue.Sequence(elements, sequence.form());
        }
        StringBuilder text = new StringBuilder();
        for (PyValue element : elements) {
            if (element instanceof PyValue.Str one) {
                text.append(one.text());
            } else if (element instanceof PyValue.Scalar one) {
                text.append((char) Integer.parseInt(one.text()));
            }
        }
        return value instanceof PyValue.Str
                ? new PyValue.Str(text.toString())
                : new PyValue.Bytes(text.toString());
    }
}
