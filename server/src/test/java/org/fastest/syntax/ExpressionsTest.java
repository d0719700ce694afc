package org.fastest.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import org.fastest.text.Extent;
import org.junit.jupiter.api.Test;

class ExpressionsTest {
    private static final List<String> FILES =
            List.of(
                    "argparse.py",
                    "enum.py",
                    "typing.py",
                    "dataclasses.py",
                    "inspect.py",
                    "test/test_grammar.py",
                    "test/test_named_expressions.py",
                    "test/test_unpack_ex.py",
                    "test/test_listcomps.py",
                    "test/test_bytes.py",
                    "test/test_compile.py");

    @Test
    void meaningsAreWhatCPythonSays() {
        List<String> differences = new ArrayList<>();
        int[] count = new int[1];
        Python.run(
                "python3",
                "expressions.py",
                FILES,
                "",
                line -> {
                    JsonArray pair = JsonParser.parseString(line).getAsJsonArray();
                    String code = pair.get(0).getAsString();
                    String actual = ExprLine.of(Expressions.parse(Code.of(code, 0, code.length())));
                    count[0]++;
                    if (!actual.equals(pair.get(1).getAsString())) {
                        differences.add(
                                code
                                        + "\n  is "
                                        + actual
                                        + "\n  should be "
                                        + pair.get(1).getAsString());
                    }
                });
        // The grammar misreads it (see ExprReader), so it is opaque.
        assertEquals(
                List.of(
                        "~1 ^ 1 & 1 | 1 & 1 ^ -1\n  is (? | ?)\n  should be (((~ 1) ^ (1 & 1)) | ((1 & 1) ^ (- 1)))"),
                differences);
        assertTrue(count[0] > 5_000, "too few expressions: " + count[0]);
    }

    @Test
    void extentsAreOffsetsInTheCode() {
        String file = "x = 😀 = (f( a , b.c))[1]\n";
        Code all = Code.of(file, file.indexOf('('), file.length());
        String code = all.text();
        Expr.Subscript subscript = (Expr.Subscript) Expressions.parse(all);
        Expr.Call call = (Expr.Call) subscript.value();
        assertEquals("(f( a , b.c))[1]", slice(code, subscript.extent()));
        assertEquals("f( a , b.c)", slice(code, call.extent()));
        assertEquals("b.c", slice(code, call.arguments().get(1).extent()));
        Expr.Tuple tuple = (Expr.Tuple) Expressions.parse(Code.of("a = b, (c)", 4, 10));
        assertEquals(new Extent(0, 6), tuple.extent());
        Expr.Attribute dotted = (Expr.Attribute) Expressions.parse(Code.of("@a.b.c", 1, 6));
        assertEquals(new Extent(0, 5), dotted.extent());
        assertEquals(new Extent(0, 3), dotted.value().extent());
    }

    @Test
    void brokenPartsAreOpaque() {
        for (String code :
                List.of(
                        "",
                        "(",
                        "a b",
                        "f(",
                        "f(a b)",
                        "x = 1",
                        "a)",
                        "a) + (b",
                        "def f(): pass",
                        "'",
                        "{1: }",
                        "yield",
                        "x[1:2",
                        "0777",
                        "lambda")) {
            Expr expr = Expressions.parse(new Code(code, 0));
            assertTrue(expr instanceof Expr.Opaque, code + " is " + expr);
            assertEquals(code.length(), expr.extent().end(), code);
        }
        Expr list = Expressions.parse(new Code("[1, f(a b), 2]", 0));
        assertEquals("(list 1 ? 2)", ExprLine.of(list));
        assertEquals(
                "(call f fstring x=fstring)",
                ExprLine.of(Expressions.parse(new Code("f(f'{a}' 'b', x=t'c')", 0))));
    }

    private static String slice(String text, Extent extent) {
        return text.substring(extent.start(), extent.end());
    }
}
