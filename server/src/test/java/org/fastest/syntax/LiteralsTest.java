package org.fastest.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.Gson;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values of literals beside what the interpreter's own {@code ast.literal_eval} says. */
class LiteralsTest {
    private static final List<String> LITERALS =
            List.of(
                    // Integers.
                    "0",
                    "00",
                    "0_0",
                    "7",
                    "1_000_000",
                    "0x_ff",
                    "0XdeadBEEF",
                    "0o17",
                    "0O_7",
                    "0b101",
                    "0B_1",
                    "123456789012345678901234567890",
                    "0xffffffffffffffffffff",
                    "-1",
                    "+1",
                    "- 1",
                    "01",
                    "1__0",
                    "1_",
                    "0x",
                    "0xg",
                    "0b2",
                    "0o8",
                    "0_1",
                    "1_a",
                    // Floats and imaginary numbers.
                    "0.5",
                    ".5",
                    "5.",
                    "1e3",
                    "1E-3",
                    "1_0.0_1e1_0",
                    "1e400",
                    "0.1",
                    "00.5",
                    "09.5",
                    "1.5e+10",
                    "01e1",
                    "1._5",
                    "1_.5",
                    "1e",
                    "1d",
                    "1f",
                    "2j",
                    "2.5J",
                    "1_0j",
                    "01j",
                    "1e3j",
                    "0x1p3",
                    "...",
                    "..",
                    // Constants.
                    "True",
                    "False",
                    "None",
                    "(True)",
                    "((1))",
                    // Strings.
                    "''",
                    "\"\"",
                    "'a'",
                    "\"it's\"",
                    "'''a'''",
                    "''''a'''",
                    "\"\"\"a\"b\"\"\"",
                    "'''a\nb'''",
                    "'a\nb'",
                    "'a\\\nb'",
                    "'a\\\r\nb'",
                    "'''a\r\nb\rc'''",
                    "r'a\\n'",
                    "R'\\''",
                    "r'\\\\'",
                    "r'a\\\nb'",
                    "r'a\\\r\nb'",
                    "fu'a'",
                    "u'a'",
                    "U'a'",
                    "'\\a\\b\\f\\n\\r\\t\\v\\\\\\'\\\"'",
                    "'\\0'",
                    "'\\12'",
                    "'\\123'",
                    "'\\1234'",
                    "'\\8'",
                    "'\\400'",
                    "'\\777'",
                    "'\\x41'",
                    "'\\x4'",
                    "'\\xg0'",
                    "'\\u00e9'",
                    "'\\u00e'",
                    "'\\U0001f600'",
                    "'\\U00110000'",
                    "'\\ud800'",
                    "'\\udc00'",
                    "'\\udc00\\ud800'",
                    "'\\ud800x\\udc00'",
                    "'\\N{BULLET}'",
                    "'\\N{latin small letter a}'",
                    "'\\N{EM DASH}!'",
                    "'\\N{NO SUCH NAME AT ALL}'",
                    "'\\N'",
                    "'\\N{}'",
                    "'\\q\\ '",
                    "'é'",
                    "'😀'",
                    "'\\é'",
                    "rb'a'",
                    "'\\",
                    "'abc",
                    "'a' 'b'",
                    "'a' \"b\" r'\\c' u'd'",
                    "('a'\n 'b')",
                    "'a' # comment\n",
                    "'a' b'b'",
                    "'\t'",
                    "'\\t' '\\\n'",
                    "'\\x00'",
                    "'a''b'",
                    "''''''",
                    "'''\\''''",
                    "'\\{'",
                    "'{x}'",
                    "r'''\\'''",
                    "r'''a\\'''b'''",
                    "ur'a'",
                    "bu'a'",
                    "x'a'",
                    // Bytes.
                    "b''",
                    "b'a'",
                    "B'\\xff'",
                    "b'\\377'",
                    "b'\\777'",
                    "b'\\u0041'",
                    "b'\\N{BULLET}'",
                    "br'\\x41'",
                    "Rb'\\n'",
                    "b'é'",
                    "b'a' b'\\x00'",
                    "b'''a\nb'''",
                    "b'\\é'",
                    "rb'\\'",
                    "b'\\q'",
                    // Containers.
                    "()",
                    "(1,)",
                    "1,",
                    "1, 2",
                    "(1, 2)",
                    "[]",
                    "[1, 'a', [2]]",
                    "[1, 2,]",
                    "{}",
                    "{'a': 1, 'b': [2]}",
                    "(1, (2, (3,)))",
                    "{1: {2: 3},}",
                    "[\n1, # one\n2\n]",
                    "{'a': -1}",
                    "1 + 2j",
                    "[-1, -2.5, +3]",
                    "'%s' % 1",
                    "(1",
                    "[1, 2",
                    "{1: }",
                    "[1 2]",
                    "a b",
                    "1 2");

    @Test
    void valuesAreWhatPythonSays() {
        List<String> expected = new ArrayList<>();
        Python.run("python3", "literals.py", List.of(), new Gson().toJson(LITERALS), expected::add);
        List<String> actual = new ArrayList<>();
        for (String literal : LITERALS) {
            actual.add(show(Expressions.parse(Code.of(literal, 0, literal.length()))));
        }
        StringBuilder differences = new StringBuilder();
        assertEquals(LITERALS.size(), expected.size());
        for (int i = 0; i < LITERALS.size(); i++) {
            if (!expected.get(i).equals(actual.get(i))) {
                differences.append(
                        LITERALS.get(i)
                                + ": is <"
                                + actual.get(i)
                                + "> should be <"
                                + expected.get(i)
                                + ">\n");
            }
        }
        assertEquals("", differences.toString());
    }

    /** Python keeps two escaped halves apart; a Java string cannot. */
    @Test
    void escapedSurrogatePairHasNoJavaValue() {
        Code code = new Code("'\\ud83d\\ude00'", 0);
        assertEquals("refused", show(Expressions.parse(code)));
    }

    /** As {@code literals.py} does. */
    private static String show(Expr expr) {
        return switch (expr) {
            case Expr.Int i -> "int " + i.value().toString(16);
            case Expr.Real r -> "float " + hex(r.value());
            case Expr.Imaginary i -> "imaginary " + hex(i.value());
            case Expr.Str s -> "str " + units(s.value());
            case Expr.Bytes b -> "bytes " + units(b.value());
            case Expr.Constant c ->
                    switch (c.kind()) {
                        case TRUE -> "True";
                        case FALSE -> "False";
                        case NONE -> "None";
                        case ELLIPSIS -> "Ellipsis";
                    };
            case Expr.Tuple t -> all("tuple", t.elements());
            case Expr.ListExpr l -> all("list", l.elements());
            case Expr.DictExpr d -> {
                List<String> parts = new ArrayList<>();
                for (Expr.Entry entry : d.entries()) {
                    parts.add(
                            (entry.key() == null ? "**" : show(entry.key()))
                                    + ": "
                                    + show(entry.value()));
                }
                yield "dict(" + String.join(", ", parts) + ")";
            }
            case Expr.Unary u -> signed(u);
            case Expr.Binary b ->
                    b.operator().equals("+") && b.right() instanceof Expr.Imaginary
                            ? show(b.right())
                            : "refused";
            default -> "refused";
        };
    }

    private static String signed(Expr.Unary unary) {
        String operand = show(unary.operand());
        if (!operand.startsWith("int ") && !operand.startsWith("float ")) {
            return "refused";
        }
        int number = operand.indexOf(' ') + 1;
        return switch (unary.operator()) {
            case "+" -> operand;
            case "-" -> operand.substring(0, number) + "-" + operand.substring(number);
            default -> "refused";
        };
    }

    private static String all(String kind, List<Expr> elements) {
        return kind
                + "("
                + String.join(", ", elements.stream().map(LiteralsTest::show).toList())
                + ")";
    }

    /** Python's {@code float.hex} pads the fraction with zeros; Java's does not. */
    private static String hex(double value) {
        if (Double.isInfinite(value)) {
            return "inf";
        }
        String hex = Double.toHexString(value);
        int point = hex.indexOf('.');
        int exponent = hex.indexOf('p');
        String fraction = hex.substring(point + 1, exponent);
        String sign = hex.charAt(exponent + 1) == '-' ? "" : "+";
        String digits = value == 0 ? "0" : fraction + "0".repeat(13 - fraction.length());
        return hex.substring(0, point + 1) + digits + "p" + sign + hex.substring(exponent + 1);
    }

    private static String units(String text) {
        List<String> units = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            units.add(String.format("%04x", (int) text.charAt(i)));
        }
        return String.join(" ", units);
    }
}
