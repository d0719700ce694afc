package org.fastest.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fastest.model.Outcome;
import org.fastest.model.Phase;
import org.fastest.model.PhaseReport;
import org.fastest.model.RunEvent;
import org.fastest.model.Section;
import org.fastest.model.TestResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code tests/results}: reports of runs that are over. */
@Timeout(60)
final class ResultsTest {
    private static final String ONE = "test_a.py::test_one";

    @TempDir private Path folder;
    @TempDir private Path state;

    @BeforeEach
    void write() throws Exception {
        Files.writeString(folder.resolve("test_a.py"), "def test_one():\n    pass\n");
    }

    private static FakeEngine.Run start(TestClient client, String runId) throws Exception {
        client.result("tests/run", "{\"runId\": \"" + runId + "\"}");
        FakeEngine.Run run = client.engine.nextRun();
        run.collect(ONE);
        return run;
    }

    private static void end(TestClient client, String runId, FakeEngine.Run run) throws Exception {
        run.end();
        client.ended(runId);
    }

    private static String results(String runId, String format) {
        return "{\"runId\": \"" + runId + "\", \"format\": \"" + format + "\"}";
    }

    @Test
    void theReportsOfARunThatIsOver() throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            FakeEngine.Run run = start(client, "r");
            run.fail(ONE, folder.resolve("test_a.py"), 2, "no <way>");
            assertEquals(-32602, client.error("tests/results", results("r", "json")));
            end(client, "r", run);
            JsonObject answer = client.result("tests/results", results("r", "json"));
            JsonObject report =
                    JsonParser.parseString(TestClient.text(answer, "text")).getAsJsonObject();
            assertEquals(
                    "{\"failed\":1,\"total\":1,\"collected\":1}", report.get("summary").toString());
            String message =
                    report.getAsJsonArray("tests")
                            .get(0)
                            .getAsJsonObject()
                            .getAsJsonObject("call")
                            .get("longrepr")
                            .getAsString();
            assertTrue(message.contains("no <way>"), message);
            JsonObject newest = client.result("tests/results", "{\"format\": \"junit\"}");
            assertEquals("r", TestClient.text(newest, "runId"));
            String xml = TestClient.text(newest, "text");
            assertTrue(xml.contains("failures=\"1\"") && xml.contains("no &lt;way&gt;"), xml);
        }
    }

    @Test
    void theLastThreeRunsAreRemembered() throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            assertEquals(-32602, client.error("tests/results", "{\"format\": \"json\"}"));
            for (String runId : List.of("r1", "r2", "r3", "r4", "r2")) {
                FakeEngine.Run run = start(client, runId);
                run.pass(ONE);
                end(client, runId, run);
            }
            assertEquals(-32602, client.error("tests/results", results("r1", "json")));
            for (String runId : List.of("r2", "r3", "r4")) {
                assertTrue(client.result("tests/results", results(runId, "json")).has("text"));
            }
            assertEquals(-32602, client.error("tests/results", results("r2", "html")));
            assertEquals(-32602, client.error("tests/results", "{\"runId\": \"r2\"}"));
            String other = "{\"runId\": \"r2\", \"format\": \"json\", \"project\": \"file:///x\"}";
            assertEquals(-32602, client.error("tests/results", other));
        }
    }

    @Test
    void aLongReportIsAFileAndATooLongOneIsNotThere() throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            FakeEngine.Run run = start(client, "long");
            run.say(printing(run, 5 << 20));
            end(client, "long", run);
            JsonObject answer = client.result("tests/results", results("long", "json"));
            assertFalse(answer.has("text"));
            Path file = Path.of(URI.create(TestClient.text(answer, "uri")));
            assertTrue(file.startsWith(state), file.toString());
            assertTrue(Files.size(file) > 5 << 20);
            long process = ProcessHandle.current().pid();
            assertEquals("results-" + process + ".json", file.getFileName().toString());

            // Of a server that has ended, of one that has not, and of somebody else.
            for (String name : List.of("results-999999999.xml", "results-1.xml", "results-x")) {
                Files.writeString(file.resolveSibling(name), "");
            }
            client.result("tests/results", results("long", "json"));
            assertFalse(Files.exists(file.resolveSibling("results-999999999.xml")));
            assertTrue(Files.exists(file.resolveSibling("results-1.xml")));
            assertTrue(Files.exists(file.resolveSibling("results-x")));

            FakeEngine.Run next = start(client, "longer");
            next.say(printing(next, 17 << 20));
            end(client, "longer", next);
            assertEquals(-32602, client.error("tests/results", results("longer", "json")));
        }
    }

    private static RunEvent printing(FakeEngine.Run run, int characters) {
        Section printed = new Section(Phase.CALL, "stdout", "x".repeat(characters));
        PhaseReport call = new PhaseReport(Phase.CALL, "passed", "passed", 0, null, null, null);
        return new RunEvent.Finished(
                new TestResult(run.id(ONE), Outcome.PASSED, 0, List.of(call), List.of(printed)));
    }

    @Test
    void ofARunThatHasCollectedNothingThereIsNoJunitReport() throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            client.result("tests/run", "{\"runId\": \"r\"}");
            end(client, "r", client.engine.nextRun());
            assertEquals(-32602, client.error("tests/results", results("r", "junit")));
            assertTrue(client.result("tests/results", results("r", "json")).has("text"));
        }
    }
}
