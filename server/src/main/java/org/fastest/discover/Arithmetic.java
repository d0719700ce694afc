package org.fastest.discover;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Python's arithmetic on numbers given as {@code str()} writes them, as far as ids of tests need
 * it.
 */
final class Arithmetic {
    private static final PyValue UNKNOWN = new PyValue.Unknown();

    /** Larger results stay unknown, so that {@code 10**10**10} costs nothing. */
    private static final int MOST_BITS = 2000;

    private Arithmetic() {}

    /** One of {@code - + ~}; unknown for what is no number. */
    static PyValue unary(String operator, String text) {
        BigInteger integer = integer(text);
        if (integer != null) {
            if (operator.equals("-")) {
                return scalar(integer.negate());
            }
            return operator.equals("~")
                    ? scalar(integer.not())
                    : operator.equals("+") ? scalar(integer) : UNKNOWN;
        }
        if (isFloat(text) && !operator.equals("~") && !operator.equals("not")) {
            return new PyValue.Scalar(
                    Numbers.text(operator.equals("-") ? -real(text) : real(text)));
        }
        if (operator.equals("-")
                && text.endsWith("j")
                && !text.startsWith("(")
                && !text.startsWith("-")) {
            return new PyValue.Scalar("(-0-" + text + ")");
        }
        return UNKNOWN;
    }

    /** An operation on two integers or floats; unknown for what is none, or would be an error. */
    static PyValue binary(String left, String operator, String right) {
        BigInteger a = integer(left);
        BigInteger b = integer(right);
        if (a != null && b != null) {
            return integers(a, operator, b);
        }
        if ((a == null && !isFloat(left)) || (b == null && !isFloat(right))) {
            return UNKNOWN;
        }
        double x = real(left);
        double y = real(right);
        return switch (operator) {
            case "+" -> new PyValue.Scalar(Numbers.text(x + y));
            case "-" -> new PyValue.Scalar(Numbers.text(x - y));
            case "*" -> new PyValue.Scalar(Numbers.text(x * y));
            case "/" -> y == 0 ? UNKNOWN : new PyValue.Scalar(Numbers.text(x / y));
            default -> UNKNOWN;
        };
    }

    private static PyValue integers(BigInteger a, String operator, BigInteger b) {
        boolean small = b.bitLength() < 12;
        return switch (operator) {
            case "+" -> scalar(a.add(b));
            case "-" -> scalar(a.subtract(b));
            case "*" -> scalar(a.multiply(b));
            case "**" ->
                    small && b.signum() >= 0 && (long) a.bitLength() * b.intValue() < MOST_BITS
                            ? scalar(a.pow(b.intValue()))
                            : UNKNOWN;
            case "<<" ->
                    small && b.signum() >= 0 && b.intValue() < MOST_BITS
                            ? scalar(a.shiftLeft(b.intValue()))
                            : UNKNOWN;
            case ">>" -> small && b.signum() >= 0 ? scalar(a.shiftRight(b.intValue())) : UNKNOWN;
            case "//" -> b.signum() == 0 ? UNKNOWN : scalar(a.subtract(modulo(a, b)).divide(b));
            case "%" -> b.signum() == 0 ? UNKNOWN : scalar(modulo(a, b));
            case "&" -> scalar(a.and(b));
            case "|" -> scalar(a.or(b));
            case "^" -> scalar(a.xor(b));
            case "/" ->
                    b.signum() == 0 || a.bitLength() > 53 || b.bitLength() > 53
                            ? UNKNOWN
                            : new PyValue.Scalar(Numbers.text(a.doubleValue() / b.doubleValue()));
            default -> UNKNOWN;
        };
    }

    /** The remainder with the divisor's sign, as Python has it. */
    private static BigInteger modulo(BigInteger a, BigInteger b) {
        BigInteger remainder = a.mod(b.abs());
        return b.signum() < 0 && remainder.signum() != 0 ? remainder.add(b) : remainder;
    }

    private static PyValue scalar(BigInteger value) {
        return value.bitLength() > MOST_BITS ? UNKNOWN : new PyValue.Scalar(value.toString());
    }

    private static @Nullable BigInteger integer(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean sign = c == '-' && i == 0 && text.length() > 1;
            if (!sign && (c < '0' || c > '9')) {
                return null;
            }
        }
        return new BigInteger(text);
    }

    private static boolean isFloat(String text) {
        return text.equals("inf")
                || text.equals("-inf")
                || text.equals("nan")
                || (!text.endsWith("j") && !text.endsWith(")") && text.indexOf('.') > 0)
                || (text.indexOf('e') > 0 && Character.isDigit(text.charAt(text.length() - 1)));
    }

    private static double real(String text) {
        return switch (text) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> Double.parseDouble(text);
        };
    }
}
