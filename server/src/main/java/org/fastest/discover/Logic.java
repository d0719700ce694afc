package org.fastest.discover;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.fastest.syntax.Expr;
import org.jspecify.annotations.Nullable;

/** Python's comparisons and truth values; null stands for what the text does not decide. */
final class Logic {
    private Logic() {}

    /** What {@code bool()} gives. */
    static @Nullable Boolean truth(PyValue value) {
        if (value instanceof PyValue.Scalar scalar) {
            if (isNone(value) || scalar.text().equals("False")) {
                return false;
            }
            BigDecimal number = number(value);
            return number == null
                    ? (scalar.text().endsWith("j") ? null : Boolean.TRUE)
                    : Boolean.valueOf(number.signum() != 0);
        }
        Integer length = Iteration.length(value);
        if (length != null) {
            return value instanceof PyValue.EnumClass || length > 0;
        }
        boolean always =
                value instanceof PyValue.Named
                        || value instanceof PyValue.Function
                        || value instanceof PyValue.Method
                        || value instanceof PyValue.EnumClass
                        || value instanceof PyValue.Pattern;
        return always ? Boolean.TRUE : null;
    }

    static boolean isNone(PyValue value) {
        return value instanceof PyValue.Scalar scalar && scalar.text().equals("None");
    }

    static PyValue of(@Nullable Boolean truth) {
        return truth == null
                ? new PyValue.Unknown()
                : new PyValue.Scalar(truth.booleanValue() ? "True" : "False");
    }

    /** {@code a < b < c}. */
    static @Nullable Boolean compare(Expr.Compare compare, Values values, int depth) {
        PyValue left = values.of(compare.first(), depth + 1);
        for (int i = 0; i < compare.rest().size(); i++) {
            PyValue right = values.of(compare.rest().get(i), depth + 1);
            Boolean holds = compare(left, compare.operators().get(i), right);
            if (holds == null || !holds) {
                return holds;
            }
            left = right;
        }
        return true;
    }

    /** One comparison. */
    static @Nullable Boolean compare(PyValue left, String operator, PyValue right) {
        return switch (operator) {
            case "==" -> equal(left, right);
            case "!=" -> not(equal(left, right));
            case "in" -> in(left, right);
            case "not in" -> not(in(left, right));
            case "is" -> is(left, right);
            case "is not" -> not(is(left, right));
            default -> {
                Integer order = order(left, right);
                yield order == null
                        ? null
                        : switch (operator) {
                            case "<" -> order < 0;
                            case "<=" -> order <= 0;
                            case ">" -> order > 0;
                            case ">=" -> order >= 0;
                            default -> null;
                        };
            }
        };
    }

    static @Nullable Boolean not(@Nullable Boolean truth) {
        return truth == null ? null : Boolean.valueOf(!truth);
    }

    /** Whether two values are equal. */
    static @Nullable Boolean equal(PyValue left, PyValue right) {
        String a = key(left);
        String b = key(right);
        return (a == null || b == null) ? null : Boolean.valueOf(a.equals(b));
    }

    /** A text that is the same for equal values and differs for others; null where that is open. */
    static @Nullable String key(PyValue value) {
        if (value instanceof PyValue.Str str) {
            return "s" + str.text();
        }
        if (value instanceof PyValue.Bytes bytes) {
            return "b" + bytes.bytes();
        }
        if (value instanceof PyValue.Scalar scalar) {
            BigDecimal number = number(value);
            if (number == null) {
                // NaN is unequal to itself; complex numbers are not looked at.
                boolean plain = isNone(value) || scalar.text().endsWith("inf");
                return plain ? scalar.text() : null;
            }
            return "n" + (number.signum() == 0 ? "0" : number.stripTrailingZeros().toString());
        }
        if (value instanceof PyValue.Sequence sequence) {
            boolean holds =
                    sequence.form() == PyValue.Form.LIST || sequence.form() == PyValue.Form.TUPLE;
            return holds ? key(sequence) : null;
        }
        if (value instanceof PyValue.Member member && member.like() instanceof PyValue.Named) {
            return "m" + member.owner() + "." + member.own();
        }
        return null;
    }

    private static @Nullable String key(PyValue.Sequence sequence) {
        StringBuilder key = new StringBuilder();
        key.append(sequence.form() == PyValue.Form.LIST ? '[' : '(');
        for (PyValue element : sequence.elements()) {
            String one = key(element);
            if (one == null) {
                return null;
            }
            key.append(one.length()).append(':').append(one);
        }
        return key.toString();
    }

    /** Below, at or above zero as the left value is smaller, equal or larger. */
    static @Nullable Integer order(PyValue left, PyValue right) {
        if (left instanceof PyValue.Str a && right instanceof PyValue.Str b) {
            return order(a.text(), b.text());
        }
        if (left instanceof PyValue.Bytes a && right instanceof PyValue.Bytes b) {
            return a.bytes().compareTo(b.bytes());
        }
        if (left instanceof PyValue.Sequence a
                && right instanceof PyValue.Sequence b
                && a.form() == b.form()
                && (a.form() == PyValue.Form.LIST || a.form() == PyValue.Form.TUPLE)) {
            return order(a.elements(), b.elements());
        }
        BigDecimal a = number(left);
        BigDecimal b = number(right);
        return (a == null || b == null) ? null : Integer.valueOf(a.compareTo(b));
    }

    private static @Nullable Integer order(List<PyValue> left, List<PyValue> right) {
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            Boolean same = equal(left.get(i), right.get(i));
            if (same == null) {
                return null;
            }
            if (!same) {
                return order(left.get(i), right.get(i));
            }
        }
        return Integer.compare(left.size(), right.size());
    }

    /** By code points, as Python; Java's own order is by UTF-16 units. */
    static int order(String left, String right) {
        int i = 0;
        while (i < left.length() && i < right.length() && left.charAt(i) == right.charAt(i)) {
            i++;
        }
        if (i == left.length() || i == right.length()) {
            return Integer.compare(left.length(), right.length());
        }
        char a = left.charAt(i);
        char b = right.charAt(i);
        boolean high = Character.isSurrogate(a) != Character.isSurrogate(b);
        return high ? (Character.isSurrogate(a) ? 1 : -1) : Character.compare(a, b);
    }

    private static @Nullable Boolean in(PyValue element, PyValue container) {
        if (container instanceof PyValue.Str text) {
            return element instanceof PyValue.Str part
                    ? Boolean.valueOf(text.text().contains(part.text()))
                    : null;
        }
        List<PyValue> elements =
                container instanceof PyValue.SetOf set
                        ? set.elements()
                        : container instanceof PyValue.Bytes ? null : Iteration.of(container);
        if (elements == null) {
            return null;
        }
        boolean open = false;
        for (PyValue each : elements) {
            Boolean same = equal(element, each);
            if (same != null && same) {
                return true;
            }
            open |= same == null;
        }
        return open ? null : Boolean.FALSE;
    }

    /** Identity with None and the bools; of other objects only running code tells. */
    private static @Nullable Boolean is(PyValue left, PyValue right) {
        PyValue one = isSingleton(right) ? left : right;
        PyValue single = isSingleton(right) ? right : left;
        if (!isSingleton(single) || one instanceof PyValue.Unknown) {
            return null;
        }
        return one instanceof PyValue.Scalar a
                && single instanceof PyValue.Scalar b
                && a.text().equals(b.text());
    }

    private static boolean isSingleton(PyValue value) {
        return value instanceof PyValue.Scalar scalar
                && (isNone(value) || scalar.text().equals("True") || scalar.text().equals("False"));
    }

    /** An int, a bool or a finite float, exactly; null for any other. */
    static @Nullable BigDecimal number(PyValue value) {
        if (!(value instanceof PyValue.Scalar scalar)) {
            return null;
        }
        String text = scalar.text();
        if (text.equals("True") || text.equals("False")) {
            return text.equals("True") ? BigDecimal.ONE : BigDecimal.ZERO;
        }
        char last = text.charAt(text.length() - 1);
        if (!Character.isDigit(last)) {
            return null;
        }
        return isInteger(text)
                ? new BigDecimal(new BigInteger(text))
                : new BigDecimal(Double.parseDouble(text));
    }

    /** Whether a scalar's text is that of an int. */
    static boolean isInteger(String text) {
        for (int i = text.startsWith("-") ? 1 : 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return Character.isDigit(text.charAt(text.length() - 1));
    }
}
