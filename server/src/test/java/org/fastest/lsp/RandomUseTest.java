package org.fastest.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.fastest.engine.LocalEngine;
import org.fastest.engine.Machine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of random edits, requests, changes on disk and runs, and what is left of them: nothing
 * in the log, one answer to each request, one end of each run, and the same tests as a server that
 * has just been started. The property {@code fastest.random} sets how many, {@code fastest.seed}
 * which.
 */
@Timeout(600)
final class RandomUseTest {
    private static final int ACTIONS = Integer.getInteger("fastest.random", 10_000);
    private static final long SEED = Long.getLong("fastest.seed", 20261123L);

    @TempDir private Path home;

    @Test
    void endsWhereAFreshServerBegins() throws Exception {
        Path folder = Files.createDirectories(home.resolve("work"));
        try (TestClient client = client("used")) {
            client.checkEvery(50);
            RandomUse use = new RandomUse(client, folder, SEED);
            client.initialize(folder, TestClient.EVERYTHING, "{\"trusted\": true}");
            Mirror mirror = new Mirror(items(client));
            use.go(ACTIONS);
            use.settle();
            JsonObject listed = client.result("tests/refresh", "{}");
            assertFalse(client.log().contains("\tat "), client::log);
            for (JsonObject answer : client.assertAnswered(use.asked()).values()) {
                if (!isAccepted(answer)) {
                    continue;
                }
                String runId = TestClient.text(answer.getAsJsonObject("result"), "runId");
                List<JsonObject> events = client.ended(runId);
                assertEquals(1, TestClient.ofType(events, "ended").size(), runId);
                assertEquals("ended", TestClient.text(events.getLast(), "t"));
            }
            List<JsonObject> items = items(client);
            for (JsonObject message : client.all("tests/didChange")) {
                mirror.apply(message.getAsJsonObject("params"));
            }
            assertEquals(listed.get("generation").getAsLong(), mirror.generation());
            assertEquals(sorted(ids(items)), sorted(mirror.ids()));
            try (TestClient fresh = client("fresh")) {
                fresh.initialize(folder, TestClient.EVERYTHING, "{\"trusted\": true}");
                use.open().forEach((uri, text) -> fresh.didOpen(uri, text));
                compare(use, client, fresh, items);
            }
        }
    }

    private static boolean isAccepted(JsonObject answer) {
        return answer.get("result") instanceof JsonObject result
                && result.has("accepted")
                && result.get("accepted").getAsBoolean();
    }

    /** A server that finds tests as the program does; what its runs do, the test says. */
    private TestClient client(String name) throws Exception {
        Path places = home.resolve(name);
        Map<String, String> environment =
                Map.of("XDG_CACHE_HOME", places.toString(), "XDG_STATE_HOME", places.toString());
        Machine machine = new Machine("test", environment, "Linux", places, places, 2);
        TestClient client = new TestClient(places);
        client.engine.index = new LocalEngine(machine, bug -> bug.printStackTrace());
        return client;
    }

    private void compare(
            RandomUse use, TestClient used, TestClient fresh, List<JsonObject> usedItems)
            throws Exception {
        List<JsonObject> freshItems = items(fresh);
        Map<String, List<String>> expected = byFile(freshItems);
        Map<String, List<String>> actual = byFile(usedItems);
        int compared = 0;
        for (String uri : use.files()) {
            // Of a broken text the last good items stay, which only one of them has seen.
            if (fresh.diagnostics(uri).isEmpty()) {
                assertEquals(expected.get(uri), actual.get(uri), uri);
                assertEquals(places(fresh.lenses(uri)), places(used.lenses(uri)), uri);
                compared++;
            }
        }
        assertTrue(compared >= use.files().size() / 2, compared + " of " + use.files());
        assertTrue(freshItems.size() > 20, freshItems::toString);
    }

    private static Map<String, List<String>> byFile(List<JsonObject> items) {
        Map<String, List<String>> byFile = new TreeMap<>();
        for (JsonObject item : items) {
            boolean isSeenInRun = TestClient.text(item, "origin").equals("run");
            if (!isSeenInRun && !TestClient.text(item, "kind").equals("dir")) {
                JsonObject plain = item.deepCopy();
                plain.remove("last");
                byFile.computeIfAbsent(TestClient.text(item, "uri"), none -> new ArrayList<>())
                        .add(plain.toString());
            }
        }
        return byFile;
    }

    /** Where lenses are and what they run; how it went there only one of them knows. */
    private static List<String> places(JsonArray lenses) {
        List<String> places = new ArrayList<>();
        for (JsonElement element : lenses) {
            JsonObject lens = element.getAsJsonObject();
            places.add(lens.get("range") + " " + lens.getAsJsonObject("command").get("arguments"));
        }
        return places;
    }

    static List<JsonObject> items(TestClient client) throws Exception {
        List<JsonObject> items = new ArrayList<>();
        JsonObject params = new JsonObject();
        while (true) {
            JsonObject page = client.result("tests/list", params);
            page.getAsJsonArray("items").forEach(it -> items.add(it.getAsJsonObject()));
            if (!page.has("nextCursor")) {
                return items;
            }
            params.add("cursor", page.get("nextCursor"));
        }
    }

    private static List<String> ids(List<JsonObject> items) {
        return items.stream()
                .filter(it -> !TestClient.text(it, "origin").equals("run"))
                .map(it -> TestClient.text(it, "id"))
                .toList();
    }

    private static List<String> sorted(List<String> ids) {
        return ids.stream().sorted().toList();
    }

    /** What a client that draws a tree makes of the changes that it is told. */
    private static final class Mirror {
        private final Map<String, List<JsonObject>> byFile = new TreeMap<>();
        private final Map<String, JsonObject> folders = new TreeMap<>();
        private long generation = 1;

        Mirror(List<JsonObject> items) {
            Map<String, String> owners = new TreeMap<>();
            for (JsonObject item : items) {
                String uri = TestClient.text(item, "uri");
                String kind = TestClient.text(item, "kind");
                if (kind.equals("dir")) {
                    folders.put(uri, item);
                    continue;
                }
                String owner =
                        kind.equals("file") ? uri : owners.get(TestClient.text(item, "parent"));
                owners.put(TestClient.text(item, "id"), owner);
                byFile.computeIfAbsent(owner, none -> new ArrayList<>()).add(item);
            }
        }

        long generation() {
            return generation;
        }

        void apply(JsonObject change) {
            assertEquals(generation, change.get("base").getAsLong());
            generation = change.get("generation").getAsLong();
            for (JsonElement element : change.getAsJsonArray("files")) {
                JsonObject file = element.getAsJsonObject();
                String uri = TestClient.text(file, "uri");
                if (TestClient.text(file, "op").equals("remove")) {
                    byFile.remove(uri);
                    folders.remove(uri);
                    continue;
                }
                List<JsonObject> own = new ArrayList<>();
                Set<String> above = new HashSet<>();
                folders.values().forEach(it -> above.add(TestClient.text(it, "id")));
                for (JsonElement one : file.getAsJsonArray("items")) {
                    JsonObject item = one.getAsJsonObject();
                    String parent = item.has("parent") ? TestClient.text(item, "parent") : null;
                    assertTrue(parent == null || above.contains(parent), item::toString);
                    above.add(TestClient.text(item, "id"));
                    if (TestClient.text(item, "kind").equals("dir")) {
                        folders.put(TestClient.text(item, "uri"), item);
                    } else {
                        own.add(item);
                    }
                }
                byFile.put(uri, own);
            }
        }

        List<String> ids() {
            List<JsonObject> items = new ArrayList<>(folders.values());
            byFile.values().forEach(items::addAll);
            return RandomUseTest.ids(items);
        }
    }
}
