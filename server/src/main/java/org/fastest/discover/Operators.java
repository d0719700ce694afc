package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Python's operators and {@code range()} make of values, numbers and sequences alike. */
final class Operators {
    /** Sequences longer than this stay unknown, so that {@code range(10**9)} costs nothing. */
    private static final int LONGEST = 100_000;

    private static final PyValue UNKNOWN = new PyValue.Unknown();

    private Operators() {}

    /** One of {@code - + ~}. */
    static PyValue unary(String operator, PyValue operand) {
        return operand instanceof PyValue.Scalar scalar
                ? Arithmetic.unary(operator, scalar.text())
                : UNKNOWN;
    }

    /** Arithmetic on numbers, and putting together and repeating sequences. */
    static PyValue binary(PyValue left, String operator, PyValue right) {
        if (left instanceof PyValue.Str template && operator.equals("%")) {
            String text = Formatting.percent(template.text(), right);
            return text == null ? UNKNOWN : new PyValue.Str(text);
        }
        if (left instanceof PyValue.Scalar a && right instanceof PyValue.Scalar b) {
            return Arithmetic.binary(a.text(), operator, b.text());
        }
        if (operator.equals("*")) {
            Long times = integer(right);
            Long turned = integer(left);
            return times != null
                    ? repeated(left, times)
                    : turned != null ? repeated(right, turned) : UNKNOWN;
        }
        if (operator.equals("|")
                && left instanceof PyValue.Dict a
                && right instanceof PyValue.Dict b) {
            List<PyValue> keys = new ArrayList<>(a.keys());
            keys.addAll(b.keys());
            List<PyValue> values = new ArrayList<>(a.values());
            values.addAll(b.values());
            return Comprehensions.dict(keys, values);
        }
        return operator.equals("+") ? joined(left, right) : UNKNOWN;
    }

    /** The numbers of a {@code range()} with one to three arguments; unknown for any other. */
    static PyValue range(long[] bounds) {
        long start = bounds.length > 1 ? bounds[0] : 0;
        long stop = bounds.length > 1 ? bounds[1] : bounds.length == 1 ? bounds[0] : 0;
        long step = bounds.length > 2 ? bounds[2] : 1;
        if (bounds.length == 0
                || bounds.length > 3
                || step == 0
                || Math.abs((stop - start) / step) > LONGEST) {
            return UNKNOWN;
        }
        List<PyValue> values = new ArrayList<>();
        for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
            values.add(new PyValue.Scalar(Long.toString(i)));
        }
        return new PyValue.Sequence(values, PyValue.Form.VIEW);
    }

    private static PyValue joined(PyValue left, PyValue right) {
        if (left instanceof PyValue.Str a && right instanceof PyValue.Str b) {
            return new PyValue.Str(a.text() + b.text());
        }
        if (left instanceof PyValue.Bytes a && right instanceof PyValue.Bytes b) {
            return new PyValue.Bytes(a.bytes() + b.bytes());
        }
        if (left instanceof PyValue.Sequence a && right instanceof PyValue.Sequence b) {
            List<PyValue> both = new ArrayList<>(a.elements());
            both.addAll(b.elements());
            boolean fits = a.form() == b.form() && holds(a);
            return fits ? new PyValue.Sequence(both, a.form()) : UNKNOWN;
        }
        return UNKNOWN;
    }

    private static boolean holds(PyValue.Sequence sequence) {
        return sequence.form() == PyValue.Form.LIST || sequence.form() == PyValue.Form.TUPLE;
    }

    private static PyValue repeated(PyValue left, long times) {
        int count = (int) Math.max(0, Math.min(times, LONGEST + 1L));
        if (left instanceof PyValue.Str text && (long) text.text().length() * count <= LONGEST) {
            return new PyValue.Str(text.text().repeat(count));
        }
        if (left instanceof PyValue.Bytes bytes
                && (long) bytes.bytes().length() * count <= LONGEST) {
            return new PyValue.Bytes(bytes.bytes().repeat(count));
        }
        if (left instanceof PyValue.Sequence sequence
                && (long) sequence.elements().size() * count <= LONGEST) {
            List<PyValue> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.addAll(sequence.elements());
            }
            return holds(sequence) ? new PyValue.Sequence(all, sequence.form()) : UNKNOWN;
        }
        return UNKNOWN;
    }

    /** The value as a whole number, or null where it is none or a very long one. */
    static @Nullable Long integer(PyValue value) {
        if (value instanceof PyValue.Scalar(String text) && text.length() < 16) {
            try {
                return Long.valueOf(text);
            } catch (NumberFormatException notAnInteger) {
                return null;
            }
        }
        return null;
    }
}
