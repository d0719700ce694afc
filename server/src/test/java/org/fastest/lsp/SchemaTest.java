package org.fastest.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.util.List;
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
    void theTranscriptInTheDocumentsIsGood() throws Exception {
        List<String> lines = Files.readAllLines(TestsSchema.FOLDER.resolve("run.jsonl"));
        assertFalse(lines.isEmpty());
        for (String line : lines) {
            assertEquals(List.of(), TestsSchema.problems(line), line);
        }
    }
}
