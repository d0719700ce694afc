package org.fastest.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.Set;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.fastest.PythonFunctions;

/** {@code -k} and {@code -m} hold and fail as pytest's own evaluator does. */
class ExpressionPropertyTest {
    /** {@code device(port=1)}: what a mark was given is not read here. */
    private static final Pattern MARK_WITH_ARGUMENTS =
            Pattern.compile("(?U)(?<![^ \\t()])(?!(?:and|or|not)[ \\t]*\\()[^ \\t()]+[ \\t]*\\(");

    @Property(seed = "20261123", tries = 4000)
    void holdsAsInPytest(@ForAll("expressions") String text, @ForAll("held") Set<String> names) {
        JsonObject expected = PythonFunctions.call("expression", text, names);
        switch (Expression.read(text)) {
            case Expression.Read.Good(Expression.Term term) -> {
                assertTrue(expected.has("value"), expected.toString());
                assertEquals(expected.get("value").getAsBoolean(), term.holds(names::contains));
            }
            case Expression.Read.Bad(String message) ->
                    assertEquals(expected.toString(), error(message).toString());
        }
    }

    @Provide
    Arbitrary<String> expressions() {
        return Arbitraries.of(
                        "a", "b", "cart", " and ", " or ", "not ", "(", ")", " ", "\t", "[", "]",
                        "::", "/", "+", "-", ".", "1", "é", "True", "None", "\\", "$", "\n", "andy")
                .list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .map(parts -> String.join("", parts))
                .filter(text -> !text.isBlank() && !MARK_WITH_ARGUMENTS.matcher(text).find());
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
