package org.fastest.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schema is strict, and the example in the documents is good. */
final class SchemaTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"method\": \"tests/coverage\", \"params\": {}}",
                "{\"method\": \"tests/list\", \"params\": {\"uri\": \"a\", \"id\": \"b\"}}",
                "{\"method\": \"tests/list\", \"result\": {\"items\": []}}",
                "{\"method\": \"tests/run\", \"params\": {\"profile\": {\"kind\": \"profile\"}}}",
                "{\"method\": \"tests/run\", \"result\": {\"runId\": \"a\", \"accepted\": true}}",
                "{\"method\": \"tests/run\", \"result\": {\"accepted\": false}}",
                "{\"method\": \"tests/results\", \"params\": {\"format\": \"html\"}}",
                "{\"method\": \"tests/results\", \"result\": {\"runId\": \"a\"}}",
                "{\"method\": \"tests/runEvent\", \"params\": {\"runId\": \"a\", \"seq\": 0, \"events\": [{\"t\": \"enqueued\", \"id\": \"a\"}]}}",
                "{\"method\": \"tests/runEvent\", \"params\": {\"runId\": \"a\", \"seq\": 1, \"events\": [{\"t\": \"green\", \"id\": \"a\"}]}}",
                "{\"method\": \"tests/runEvent\", \"params\": {\"runId\": \"a\", \"seq\": 1, \"events\": [{\"t\": \"passed\", \"id\": \"a\"}]}}",
                "{\"method\": \"tests/runEvent\", \"params\": {\"runId\": \"a\", \"seq\": 1, \"events\": []}}",
                "{\"method\": \"tests/didChange\", \"params\": {\"generation\": 1, \"base\": 0, \"files\": [{\"uri\": \"a\", \"op\": \"replace\"}]}}",
            })
    void refusesWhatIsNoMessage(String message) {
        assertFalse(TestsSchema.problems(message).isEmpty(), message);
    }

    @Test
    void theTranscriptsInTheDocumentsAreGood() throws Exception {
        int messages = 0;
        try (Stream<Path> files = Files.list(TestsSchema.FOLDER)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".jsonl")).toList()) {
                for (String line : Files.readAllLines(file)) {
                    JsonObject message = JsonParser.parseString(line).getAsJsonObject();
                    message.remove("from");
                    if (message.has("method")
                            && message.get("method").getAsString().startsWith("tests/")) {
                        messages++;
                        assertEquals(
                                List.of(), TestsSchema.problems(message.toString()), file + line);
                    }
                }
            }
        }
        assertTrue(messages > 0);
    }
}
