package org.fastest.lsp;

import static org.fastest.lsp.TestClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code tests/list}, {@code tests/refresh} and {@code tests/didChange}. */
@Timeout(60)
final class ListingTest {
    @TempDir private Path folder;
    @TempDir private Path state;

    private static List<String> ids(JsonArray items) {
        return items.asList().stream().map(it -> text(it.getAsJsonObject(), "id")).toList();
    }

    @Test
    void pagesShowOneMomentWhateverHappensMeanwhile() throws Exception {
        StringBuilder source = new StringBuilder();
        for (int i = 0; i < 4_500; i++) {
            source.append("def test_").append(i).append("(): pass\n");
        }
        Path file = Files.writeString(folder.resolve("test_a.py"), source);
        try (TestClient client = TestClient.open(folder, state)) {
            JsonObject first = client.result("tests/list", "{}");
            assertEquals(2_000, first.getAsJsonArray("items").size());
            client.didOpen(Uris.of(file), "def test_other(): pass\n");
            Set<String> all = new HashSet<>(ids(first.getAsJsonArray("items")));
            JsonObject page = first;
            int pages = 1;
            while (page.has("nextCursor")) {
                JsonObject params = new JsonObject();
                params.add("cursor", page.get("nextCursor"));
                JsonObject again = client.result("tests/list", params);
                page = client.result("tests/list", params);
                assertEquals(again.get("items"), page.get("items"));
                assertEquals(first.get("generation"), page.get("generation"));
                all.addAll(ids(page.getAsJsonArray("items")));
                pages++;
            }
            assertEquals(3, pages);
            assertEquals(4_501, all.size());
            JsonObject now = client.result("tests/list", "{}");
            assertEquals(2, now.getAsJsonArray("items").size());
            JsonObject change = client.awaitMethod("tests/didChange");
            assertEquals(first.get("generation"), change.get("base"));
            assertEquals(now.get("generation"), change.get("generation"));
        }
    }

    @Test
    void resultsOfTestsThatAreGoneAreForgottenWhenTheyAreMany() throws Exception {
        Path file = Files.writeString(folder.resolve("test_a.py"), many("a"));
        String uri = Uris.of(file);
        try (TestClient client = TestClient.open(folder, state)) {
            client.didOpen(uri, many("a"));
            run(client, "a");
            client.didChange(uri, 2, new int[] {}, many("b"));
            run(client, "b");
            client.didChange(uri, 3, new int[] {}, many("a"));
            assertEquals(400, withLast(client));
            client.didChange(uri, 4, new int[] {}, many("c"));
            run(client, "c");
            assertEquals(400, withLast(client));
            client.didChange(uri, 5, new int[] {}, many("a"));
            assertEquals(0, withLast(client));
        }
    }

    private static String many(String name) {
        StringBuilder source = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            source.append("def test_").append(name).append(i).append("(): pass\n");
        }
        return source.toString();
    }

    private static void run(TestClient client, String name) throws Exception {
        client.result("tests/run", "{\"runId\": \"" + name + "\"}");
        FakeEngine.Run run = client.engine.nextRun();
        String[] tests = new String[400];
        for (int i = 0; i < tests.length; i++) {
            tests[i] = "test_a.py::test_" + name + i;
        }
        run.collect(tests);
        for (String test : tests) {
            run.pass(test);
        }
        run.end();
        client.ended(name);
    }

    private static long withLast(TestClient client) throws Exception {
        JsonArray items = client.result("tests/list", "{}").getAsJsonArray("items");
        return items.asList().stream().filter(it -> it.getAsJsonObject().has("last")).count();
    }

    @Test
    void parentsComeBeforeTheirChildren() throws Exception {
        Files.writeString(
                folder.resolve("test_a.py"), "class TestA:\n    def test_b(self): pass\n");
        try (TestClient client = TestClient.open(folder, state)) {
            JsonArray items = client.result("tests/list", "{}").getAsJsonArray("items");
            Set<String> seen = new HashSet<>();
            for (JsonElement element : items) {
                JsonObject item = element.getAsJsonObject();
                assertTrue(!item.has("parent") || seen.contains(text(item, "parent")));
                assertTrue(seen.add(text(item, "id")));
            }
            assertEquals(3, seen.size());
            String file = text(items.get(0).getAsJsonObject(), "id");
            JsonArray children =
                    client.result("tests/list", "{\"id\": \"" + file + "\"}")
                            .getAsJsonArray("items");
            assertEquals(1, children.size());
            JsonObject child = children.get(0).getAsJsonObject();
            assertEquals("class", text(child, "kind"));
            assertEquals(
                    "{\"start\":{\"line\":0,\"character\":6},\"end\":{\"line\":0,\"character\":11}}",
                    child.get("selectionRange").toString());
        }
    }

    @Test
    void refreshingLooksAtTheDisk() throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            JsonObject before = client.result("tests/list", "{}");
            Files.writeString(folder.resolve("test_a.py"), "def test_a(): pass\n");
            JsonObject refreshed = client.result("tests/refresh", "{\"mode\": \"static\"}");
            assertFalse(before.get("generation").equals(refreshed.get("generation")));
            assertEquals(1, client.all("tests/didChange").size());
            client.result("tests/refresh", "{}");
            assertEquals(1, client.all("tests/didChange").size());
            assertEquals(
                    RpcError.INVALID_PARAMS,
                    client.error("tests/refresh", "{\"mode\": \"guess\"}"));
        }
    }

    @Test
    void idsStayWhenLinesMove() throws Exception {
        Path file = Files.writeString(folder.resolve("test_a.py"), "def test_a(): pass\n");
        String uri = Uris.of(file);
        try (TestClient client = TestClient.open(folder, state)) {
            client.didOpen(uri, "def test_a(): pass\n");
            String before = client.result("tests/list", "{\"uri\": \"" + uri + "\"}").toString();
            client.didChange(uri, 1, new int[] {0, 0, 0, 0}, "\n\n");
            JsonObject after = client.result("tests/list", "{\"uri\": \"" + uri + "\"}");
            JsonObject test = after.getAsJsonArray("items").get(1).getAsJsonObject();
            assertTrue(before.contains(text(test, "id")));
            assertTrue(test.get("range").toString().contains("\"line\":2"));
        }
    }

    @Test
    void clientsThatDidNotOptInHearNothingOfIt() throws Exception {
        try (TestClient client = new TestClient(state)) {
            client.initialize(folder, "{\"textDocument\": {\"codeLens\": {}}}", "null");
            String uri = Uris.of(folder.resolve("test_a.py"));
            client.didOpen(uri, "def test_a(): pass\n");
            assertEquals(1, client.lenses(uri).size());
            assertEquals(List.of(), client.all("tests/didChange"));
            assertEquals(List.of(), client.all("client/registerCapability"));
        }
    }
}
