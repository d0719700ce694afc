package org.fastest.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fastest.text.Decoded;
import org.fastest.text.Decoder;
import org.fastest.text.SourceText;
import org.junit.jupiter.api.Test;

/**
 * The whole standard library with its tests: valid Python of every kind, read as CPython's own
 * parser reads it.
 */
class StandardLibraryTest {
    /**
     * Of newer interpreters, whose library is mostly the same, what tests the grammar is enough.
     */
    private static final List<String> GRAMMAR =
            List.of("test/test_f", "test/test_ty", "test/test_pa", "test/test_gram");

    @Test
    void statementsAreWhatCPythonSays() {
        Map<String, String> interpreters = Python.interpreters();
        List<String> differences = new ArrayList<>();
        boolean first = true;
        for (Map.Entry<String, String> interpreter : interpreters.entrySet()) {
            Comparison comparison = new Comparison();
            boolean all = first || Boolean.getBoolean("fastest.test.all");
            Python.run(
                    interpreter.getValue(),
                    "statements.py",
                    all ? List.of() : GRAMMAR,
                    "",
                    comparison::compare);
            System.out.printf(
                    "Python %s: %d files alike, %d not valid Python: %s%n",
                    interpreter.getKey(),
                    comparison.alike,
                    comparison.invalid.size(),
                    comparison.invalid);
            differences.addAll(comparison.differences);
            assertTrue(
                    comparison.alike > (first ? 1000 : 20), "too few files: " + comparison.alike);
            assertTrue(comparison.invalid.size() < 30, "too many files are not valid");
            first = false;
        }
        assertEquals("", String.join("\n", differences));
    }

    /** Counts, so that nothing is left out in silence. */
    private static final class Comparison {
        private final List<String> differences = new ArrayList<>();
        private final List<String> invalid = new ArrayList<>();
        private int alike;

        void compare(String line) {
            JsonObject expected = JsonParser.parseString(line).getAsJsonObject();
            Path path = Path.of(expected.get("path").getAsString());
            JsonArray statements = expected.getAsJsonArray("statements");
            if (statements == null) {
                invalid.add(path.getFileName().toString());
                return;
            }
            Decoded decoded = Decoder.decode(read(path));
            PyFile file = Parser.parse(decoded.text());
            String difference = difference(statements, decoded, file);
            if (difference.isEmpty()) {
                alike++;
            } else {
                differences.add(path + ": " + difference);
            }
        }

        private static String difference(JsonArray statements, Decoded decoded, PyFile file) {
            if (!decoded.issues().isEmpty() || !file.issues().isEmpty()) {
                return "issues " + decoded.issues() + file.issues();
            }
            List<String> actual = StatementLines.of(file, SourceText.of(decoded.text()));
            List<String> wanted = new ArrayList<>();
            for (JsonElement statement : statements) {
                wanted.add(statement.getAsString());
            }
            for (int i = 0; i < Math.max(actual.size(), wanted.size()); i++) {
                String is = i < actual.size() ? actual.get(i) : "nothing";
                String should = i < wanted.size() ? wanted.get(i) : "nothing";
                if (!is.equals(should)) {
                    return "is <" + is + "> should be <" + should + ">";
                }
            }
            return "";
        }

        private static byte[] read(Path path) {
            try {
                return Files.readAllBytes(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
