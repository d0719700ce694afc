package org.fastest.discover;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as Python's {@code str()} writes them. */
final class Numbers {
    private Numbers() {}

    /**
     * {@code repr} of a float: the shortest digits that give the value back, exponent form below
     * 1e-4 and from 1e16 on.
     */
    static String text(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value > 0 ? "0.0" : "-0.0";
        }
        BigDecimal shortest = shortest(value);
        String digits = shortest.unscaledValue().abs().toString();
        int exponent = digits.length() - shortest.scale() - 1;
        String sign = value < 0 ? "-" : "";
        if (exponent < -4 || exponent >= 16) {
            String mantissa =
                    digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
            int size = Math.abs(exponent);
            return sign
                    + mantissa
                    + "e"
                    + (exponent < 0 ? "-" : "+")
                    + (size < 10 ? "0" : "")
                    + size;
        }
        String plain = shortest.abs().toPlainString();
        return sign + (plain.indexOf('.') < 0 ? plain + ".0" : plain);
    }

    /** Java writes two digits where one would do: 4.9E-324 for 5e-324. */
    private static BigDecimal shortest(double value) {
        BigDecimal two = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        if (two.precision() == 2) {
            BigDecimal one = two.round(new MathContext(1));
            return one.doubleValue() == value ? one.stripTrailingZeros() : two;
        }
        return two;
    }

    /** {@code str} of a purely imaginary number such as {@code 1j} or {@code 2.5j}. */
    static String imaginary(double value) {
        String text = text(value);
        return (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text) + "j";
    }
}
