package org.fastest.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.fastest.engine.Profile;
import org.fastest.model.Coverage;
import org.fastest.model.RunEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Coverage and debugging on the wire; the client checks each message against the schema. */
class ToolsTest {
    private static final String ONE = "test_a.py::test_one";

    @TempDir private Path folder;
    @TempDir private Path state;

    @Test
    void tellsWhatWasCoveredAndAnswersForTheLastRuns() throws Exception {
        Path file = folder.resolve("shop.py");
        String of = "{\"runId\": \"%s\", \"uri\": \"" + Uris.of(file) + "\"%s}";
        try (TestClient client = open()) {
            Coverage.File covered =
                    new Coverage.File(
                            file.toString(), "1 3", "4", "3>4 3>-1", "", Map.of(ONE, "3"));
            for (int run = 1; run <= 4; run++) {
                FakeEngine.Run started = start(client, "{\"profile\": {\"kind\": \"coverage\"}}");
                assertEquals(Profile.COVERAGE, started.settings.profile());
                started.collect(ONE);
                started.pass(ONE);
                started.say(new RunEvent.Covered(new Coverage("TOTAL", true, List.of(covered))));
                started.end();
                List<JsonObject> events = client.ended("run-" + run);
                assertEquals(
                        JsonParser.parseString(
                                "{\"t\": \"coverage\", \"message\": \"TOTAL\", \"files\": [{\"uri\": \""
                                        + Uris.of(file)
                                        + "\", \"statements\": {\"covered\": 2, \"total\": 3},"
                                        + " \"branches\": {\"covered\": 2, \"total\": 2}}]}"),
                        TestClient.ofType(events, "coverage").getFirst());
            }
            assertEquals(
                    JsonParser.parseString(
                            "{\"lines\": [{\"line\": 1, \"hits\": 1}, {\"line\": 3, \"hits\": 1},"
                                    + " {\"line\": 4, \"hits\": 0}], \"branches\": [{\"line\": 3, \"to\": 4,"
                                    + " \"hits\": 1}, {\"line\": 3, \"to\": -1, \"hits\": 1}]}"),
                    client.result("tests/coverage", String.format(of, "run-4", "")));
            String test = ", \"testId\": \"" + Uris.of(folder) + "::" + ONE + "\"";
            assertEquals(
                    JsonParser.parseString("{\"lines\": [{\"line\": 3, \"hits\": 1}]}"),
                    client.result("tests/coverage", String.format(of, "run-2", test)));
            assertEquals(
                    RpcError.INVALID_PARAMS,
                    client.error("tests/coverage", String.format(of, "run-1", "")));
        }
    }

    @Test
    void tellsWhereTheDebuggerIsAwaited() throws Exception {
        try (TestClient client = open()) {
            String id = Uris.of(folder) + "::" + ONE;
            FakeEngine.Run run =
                    start(
                            client,
                            "{\"profile\": {\"kind\": \"debug\", \"debugger\": {\"path\": \"/d\"}},"
                                    + " \"include\": [\""
                                    + id
                                    + "\"]}");
            assertEquals(Profile.DEBUG, run.settings.profile());
            assertEquals("/d", run.settings.debugger());
            run.say(new RunEvent.DebuggerAwaited("127.0.0.1", 4711));
            run.collect(ONE);
            run.pass(ONE);
            run.end();
            JsonObject debug = TestClient.ofType(client.ended("run-1"), "debug").getFirst();
            assertEquals(id, debug.get("id").getAsString());
            assertEquals(4711, debug.getAsJsonObject("connect").get("port").getAsInt());
        }
    }

    private TestClient open() throws Exception {
        Files.writeString(folder.resolve("test_a.py"), "def test_one(): pass\n");
        return TestClient.open(folder, state);
    }

    private static FakeEngine.Run start(TestClient client, String params) throws Exception {
        JsonObject answer = client.result("tests/run", params);
        assertTrue(answer.get("accepted").getAsBoolean(), answer.toString());
        return client.engine.nextRun();
    }
}
