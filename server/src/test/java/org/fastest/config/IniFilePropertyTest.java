package org.fastest.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.fastest.PythonFunctions;

/** Ini files say what {@code iniconfig} reads in them, and fail where and as it does. */
class IniFilePropertyTest {
    @Property(seed = "20261123", tries = 4000)
    void readsAsIniconfig(@ForAll("texts") String text) {
        JsonObject expected = PythonFunctions.call("ini", text);
        IniFile file = IniFile.parse(text);
        IniFile.Fault error = file.error();
        if (error != null) {
            JsonObject said = new JsonObject();
            said.addProperty("line", error.line());
            said.addProperty("message", error.message());
            assertEquals(expected.get("error"), said);
        } else {
            assertEquals(sections(expected), file.sections());
        }
    }

    /** {@code shlex} refuses a quote that is never closed; we take the rest. */
    @Property(seed = "20261123", tries = 2000)
    void splitsWordsAsShlex(@ForAll("commands") String text) {
        JsonObject expected = PythonFunctions.call("words", text);
        if (expected.has("value")) {
            List<String> words =
                    expected.getAsJsonArray("value").asList().stream()
                            .map(JsonElement::getAsString)
                            .toList();
            assertEquals(words, Words.split(text));
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "[pytest]\n",
                        "[tool:pytest]\n",
                        "[pytest] # why\n",
                        "[pytest]# why\n",
                        "[pytest",
                        "[a]b]\n",
                        "addopts",
                        "testpaths",
                        " = ",
                        "=",
                        ":",
                        ": ",
                        "\n",
                        "\n    ",
                        "\n\t",
                        "\r\n",
                        "\r",
                        "-v -k 'a b'",
                        "tests",
                        "# comment",
                        " # comment",
                        "; comment",
                        "a=b",
                        "k: v",
                        "\u00a0",
                        "\f",
                        "\u2028",
                        "\u0085",
                        "\u001c",
                        "é",
                        "   ")
                .list()
                .ofMaxSize(10)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> commands() {
        return Arbitraries.of("a", "-k", " ", "'", "\"", "\\", "#", "é", "\n", "\t", "=", "$", "")
                .list()
                .ofMaxSize(9)
                .map(parts -> String.join("", parts));
    }

    private static Object sections(JsonObject expected) {
        if (!expected.has("value")) {
            return expected;
        }
        Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        expected.getAsJsonObject("value")
                .asMap()
                .forEach((name, section) -> {
                    Map<String, String> settings = new LinkedHashMap<>();
                    section.getAsJsonObject()
                            .asMap()
                            .forEach((key, setting) -> settings.put(key, setting.getAsString()));
                    sections.put(name, settings);
                });
        return sections;
    }
}
