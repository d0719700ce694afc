package org.fastest.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.fastest.PythonFunctions;

/** {@code -k} and {@code -m} hold and fail as pytest's own evaluator does. */
class ExpressionPropertyTest {
    @Property(seed = "20261123", tries = 4000)
    void holdsAsInPytest(@ForAll("expressions") String text, @ForAll("held") Set<String> names) {
        JsonObject expected = PythonFunctions.call("expression", text, names);
        switch (Expression.read(text, Expression.Grammar.CALLS)) {
            case Expression.Read.Good(Expression.Term term) -> {
                assertTrue(expected.has("value"), expected.toString());
                Boolean held = term.holds(names::contains);
                // What a mark was given is not known here.
                assertTrue(held != null || term.calls());
                if (held != null) {
                    assertEquals(expected.get("value").getAsBoolean(), held);
                }
            }
            case Expression.Read.Bad(String message) ->
                    assertEquals(expected.toString(), error(message).toString());
        }
    }

    @Provide
    Arbitrary<String> expressions() {
        return Arbitraries.of(
                        "a",
                        "b",
                        "cart",
                        " and ",
                        " or ",
                        "not ",
                        "(",
                        ")",
                        " ",
                        "\t",
                        "[",
                        "]",
                        "::",
                        "/",
                        "+",
                        "-",
                        ".",
                        "1",
                        "é",
                        "True",
                        "None",
                        "\\",
                        "$",
                        "\n",
                        "andy",
                        "=",
                        ",",
                        "a(b=1)",
                        "cart(a='x y', b=-2)",
                        "\"",
                        "'",
                        "if")
                .list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .map(parts -> String.join("", parts))
                .filter(text -> !text.isBlank());
    }

    @Provide
    Arbitrary<Set<String>> held() {
        return Arbitraries.of("a", "b", "cart", "1", "é", "True", "None", "andy", "ab", "a::b")
                .set();
    }

    private static JsonObject error(String message) {
        JsonObject error = new JsonObject();
        error.addProperty("error", message);
        return error;
    }
}
