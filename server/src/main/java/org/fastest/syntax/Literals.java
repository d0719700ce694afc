package org.fastest.syntax;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.fastest.text.Extent;
import org.jspecify.annotations.Nullable;

/** Values of literals, as The Python Language Reference, sections 2.4.1 to 2.4.7, defines them. */
final class Literals {
    /** CPython's default limit for decimal digits (sys.int_info.default_max_str_digits). */
    private static final int MOST_DIGITS = 4300;

    private Literals() {}

    /** A number, or null where it is none that Python takes. */
    static @Nullable Expr number(String literal, Extent extent) {
        if (!hasGoodUnderscores(literal)) {
            return null;
        }
        String digits = literal.replace("_", "");
        int last = digits.length() - 1;
        char kind = digits.length() > 1 ? (char) (digits.charAt(1) | 0x20) : '0';
        if (digits.charAt(0) == '0' && (kind == 'x' || kind == 'o' || kind == 'b')) {
            int radix = kind == 'x' ? 16 : kind == 'o' ? 8 : 2;
            BigInteger value = integer(digits.substring(2), radix);
            return value == null ? null : new Expr.Int(extent, value);
        }
        if (digits.charAt(last) == 'j' || digits.charAt(last) == 'J') {
            Double value = real(digits.substring(0, last));
            return value == null ? null : new Expr.Imaginary(extent, value);
        }
        if (isDecimal(digits)) {
            boolean leadingZero =
                    digits.charAt(0) == '0' && !digits.chars().allMatch(c -> c == '0');
            BigInteger value =
                    leadingZero || digits.length() > MOST_DIGITS ? null : integer(digits, 10);
            return value == null ? null : new Expr.Int(extent, value);
        }
        Double value = real(digits);
        return value == null ? null : new Expr.Real(extent, value);
    }

    /**
     * Strings in a row, each with its quotes; null where they have no value that is known or can be
     * written.
     */
    static @Nullable Expr strings(List<String> literals, Extent extent, String code) {
        StringBuilder value = new StringBuilder();
        boolean bytes = false;
        boolean formatted = false;
        List<StringLiteral> parsed = new ArrayList<>(literals.size());
        for (String literal : literals) {
            StringLiteral part = StringLiteral.of(literal);
            if (part == null || (!parsed.isEmpty() && bytes != part.isBytes())) {
                return null;
            }
            bytes = part.isBytes();
            formatted |= part.isFormatted();
            parsed.add(part);
        }
        if (formatted) {
            return new Expr.FString(extent, code);
        }
        for (StringLiteral part : parsed) {
            if (!part.decode(value)) {
                return null;
            }
        }
        return bytes
                ? new Expr.Bytes(extent, value.toString())
                : new Expr.Str(extent, value.toString());
    }

    static Expr.@Nullable ConstantKind constant(String word) {
        return switch (word) {
            case "True" -> Expr.ConstantKind.TRUE;
            case "False" -> Expr.ConstantKind.FALSE;
            case "None" -> Expr.ConstantKind.NONE;
            case "..." -> Expr.ConstantKind.ELLIPSIS;
            default -> null;
        };
    }

    /** An underscore stands between digits, or between a base and its digits. */
    private static boolean hasGoodUnderscores(String literal) {
        for (int i = 0; i < literal.length(); i++) {
            if (literal.charAt(i) == '_') {
                boolean afterDigit = i > 0 && Character.digit(literal.charAt(i - 1), 16) >= 0;
                boolean afterBase = i == 2 && "xXoObB".indexOf(literal.charAt(1)) >= 0;
                boolean beforeDigit =
                        i + 1 < literal.length() && Character.digit(literal.charAt(i + 1), 16) >= 0;
                if (!(afterDigit || afterBase) || !beforeDigit) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isDecimal(String digits) {
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static @Nullable BigInteger integer(String digits, int radix) {
        try {
            return digits.startsWith("-") || digits.startsWith("+")
                    ? null
                    : new BigInteger(digits, radix);
        } catch (NumberFormatException broken) {
            return null;
        }
    }

    /**
     * Java reads more than Python: {@code 1d}, {@code 0x1p3}, {@code NaN}; only Python's characters
     * are let through.
     */
    private static @Nullable Double real(String digits) {
        for (int i = 0; i < digits.length(); i++) {
            if ("0123456789.eE+-".indexOf(digits.charAt(i)) < 0) {
                return null;
            }
        }
        try {
            return Double.valueOf(digits);
        } catch (NumberFormatException broken) {
            return null;
        }
    }
}
