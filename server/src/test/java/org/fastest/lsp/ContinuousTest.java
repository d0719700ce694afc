package org.fastest.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.fastest.model.RunEnd;
import org.fastest.model.Selection;
import org.fastest.model.TestId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs that stay: what a save starts, and what it does not. */
@Timeout(60)
final class ContinuousTest {
    @TempDir private Path folder;
    @TempDir private Path state;

    @BeforeEach
    void write() throws Exception {
        for (String name : List.of("test_a.py", "test_b.py", "shop.py")) {
            String text = name.startsWith("test") ? "def test_one():\n    pass\n" : "A = 1\n";
            Files.writeString(folder.resolve(name), text);
        }
    }

    private String id(String nodeId) {
        return Uris.of(folder) + "::" + nodeId;
    }

    private TestClient standing(String more) throws Exception {
        TestClient client = TestClient.open(folder, state);
        for (String name : List.of("test_a.py", "test_b.py", "shop.py")) {
            client.didOpen(Uris.of(folder.resolve(name)), Files.readString(folder.resolve(name)));
        }
        client.engine.importers.put(folder.resolve("shop.py"), Set.of("test_a.py", "test_b.py"));
        JsonObject answer =
                client.result("tests/run", "{\"runId\": \"r\", \"continuous\": true" + more + "}");
        assertTrue(answer.get("accepted").getAsBoolean());
        assertTrue(answer.has("command"));
        return client;
    }

    private void save(TestClient client, String name) {
        JsonObject document = new JsonObject();
        document.addProperty("uri", Uris.of(folder.resolve(name)));
        JsonObject params = new JsonObject();
        params.add("textDocument", document);
        client.notify("textDocument/didSave", params);
    }

    private static JsonObject round(TestClient client, int number) throws Exception {
        return client.await(it ->
                        TestClient.isMethod(it, "tests/didStartRun")
                                && it.toString().contains("\"r/" + number + "\""))
                .getAsJsonObject("params");
    }

    private static List<String> include(FakeEngine.Run run) {
        return run.selection instanceof Selection.Ids ids
                ? ids.include().stream().map(TestId::nodeId).toList()
                : List.of();
    }

    @Test
    void aSaveRunsWhatItConcernsAndTheEndComesOnce() throws Exception {
        try (TestClient client = standing("")) {
            assertTrue(client.engine.runs.isEmpty());
            save(client, "test_a.py");
            FakeEngine.Run run = client.engine.nextRun();
            assertEquals(List.of("test_a.py"), include(run));
            JsonObject told = round(client, 1);
            assertEquals("r", TestClient.text(told, "continuous"));
            assertEquals("[\"" + id("test_a.py") + "\"]", told.get("include").toString());
            run.collect("test_a.py::test_one");
            run.pass("test_a.py::test_one");
            run.end();
            client.ended("r/1");

            save(client, "shop.py");
            run = client.engine.nextRun();
            assertEquals(List.of("test_a.py", "test_b.py"), include(run));
            assertEquals(
                    "cancelling",
                    TestClient.text(client.result("tests/cancel", "{\"runId\": \"r\"}"), "state"));
            assertEquals("cancel", run.stops.poll(20, TimeUnit.SECONDS));
            assertTrue(client.events("r").isEmpty());
            run.end(RunEnd.Reason.CANCELLED, 2, null);
            assertEquals(List.of("ended"), TestClient.types(client.ended("r")));
            assertEquals(1, TestClient.ofType(client.ended("r/2"), "ended").size());
            save(client, "test_a.py");
            assertEquals(
                    "unknown",
                    TestClient.text(client.result("tests/cancel", "{\"runId\": \"r\"}"), "state"));
            assertTrue(client.engine.runs.isEmpty());
        }
    }

    @Test
    void savesThatComeTogetherAreOneRoundAndOneRunGoesOnAtATime() throws Exception {
        try (TestClient client = standing("")) {
            save(client, "test_a.py");
            save(client, "test_b.py");
            save(client, "test_a.py");
            FakeEngine.Run run = client.engine.nextRun();
            assertEquals(List.of("test_a.py", "test_b.py"), include(run));
            JsonElement saved = round(client, 1).get("saved");
            assertEquals(2, saved.getAsJsonArray().size());

            // Less than what runs: that comes to its end first.
            save(client, "test_b.py");
            assertEquals(null, client.engine.runs.poll(400, TimeUnit.MILLISECONDS));
            assertTrue(run.stops.isEmpty());
            run.end();
            FakeEngine.Run next = client.engine.nextRun();
            assertEquals(List.of("test_b.py"), include(next));
            // All of it: that is cancelled.
            save(client, "shop.py");
            assertEquals("cancel", next.stops.poll(20, TimeUnit.SECONDS));
            assertTrue(client.engine.runs.isEmpty());
            next.end(RunEnd.Reason.CANCELLED, 2, null);
            FakeEngine.Run last = client.engine.nextRun();
            assertEquals(List.of("test_a.py", "test_b.py"), include(last));
            last.end();
            client.ended("r/3");
        }
    }

    @Test
    void includeAndExcludeNarrowWhatIsRun() throws Exception {
        String more =
                ", \"include\": [\"%s\"], \"exclude\": [\"%s\"]"
                        .formatted(id("test_a.py::test_one"), id("test_b.py"));
        try (TestClient client = standing(more)) {
            save(client, "test_b.py");
            save(client, "shop.py");
            FakeEngine.Run run = client.engine.nextRun();
            assertEquals(List.of("test_a.py::test_one"), include(run));
            assertTrue(run.selection.toString().contains("test_b.py"));
            run.end();
        }
    }

    @Test
    void itIsRefusedAsAnyRunIs() throws Exception {
        try (TestClient client = standing("")) {
            for (String params :
                    List.of(
                            "{\"runId\": \"r\", \"continuous\": true}",
                            "{\"runId\": \"r\"}",
                            "{\"continuous\": true, \"profile\": {\"kind\": \"run\", \"name\": \"none\"}}")) {
                JsonObject answer = client.result("tests/run", params);
                assertFalse(answer.get("accepted").getAsBoolean(), params);
            }
            assertTrue(client.engine.runs.isEmpty());
        }
    }
}
