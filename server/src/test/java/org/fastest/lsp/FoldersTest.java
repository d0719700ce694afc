package org.fastest.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fastest.model.RunEnd;
import org.fastest.model.Selection;
import org.fastest.model.TestId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several opened folders, several projects in one of them, and files that change below them. */
@Timeout(60)
final class FoldersTest {
    @TempDir private Path top;
    @TempDir private Path state;

    private Path write(String name, String text) throws Exception {
        Path file = top.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private void write(String name) throws Exception {
        write(name, "def test_a(): pass\n");
    }

    private TestClient open(String options, String... folders) throws Exception {
        TestClient client = new TestClient(state.resolve("fastest"));
        JsonObject params = new JsonObject();
        JsonArray list = new JsonArray();
        for (String folder : folders) {
            list.add(Json.object("uri", uri(folder), "name", folder));
        }
        params.add("workspaceFolders", list);
        params.add("capabilities", JsonParser.parseString(TestClient.EVERYTHING));
        params.add("initializationOptions", JsonParser.parseString(options));
        client.result("initialize", params);
        client.notify("initialized", "{}");
        return client;
    }

    private String uri(String name) {
        return Uris.of(top.resolve(name).normalize());
    }

    /** All tests, as what stands behind the uri of the folder that all is in. */
    private Set<String> listed(TestClient client) throws Exception {
        Set<String> ids = new TreeSet<>();
        JsonObject page = client.result("tests/list", "{}");
        while (true) {
            for (JsonElement item : page.getAsJsonArray("items")) {
                if (text(item.getAsJsonObject(), "kind").equals("function")) {
                    ids.add(text(item.getAsJsonObject(), "id").substring(Uris.of(top).length()));
                }
            }
            if (!page.has("nextCursor")) {
                return ids;
            }
            page = client.result("tests/list", Json.object("cursor", page.get("nextCursor")));
        }
    }

    private void told(TestClient client, String... names) {
        List<JsonObject> changes = new ArrayList<>();
        for (String name : names) {
            changes.add(Json.object("uri", uri(name), "type", 2));
        }
        client.notify(
                "workspace/didChangeWatchedFiles", Json.object("changes", Json.array(changes)));
    }

    /** What a client that lists once and then takes each change holds in the end, by URI. */
    private static final class Mirror {
        private final Map<String, Set<String>> byUri = new TreeMap<>();
        private long generation;

        static Mirror of(TestClient client) throws Exception {
            Mirror mirror = new Mirror();
            JsonObject page = client.result("tests/list", "{}");
            mirror.generation = page.get("generation").getAsLong();
            while (true) {
                mirror.add(page.getAsJsonArray("items"));
                if (!page.has("nextCursor")) {
                    return mirror;
                }
                page = client.result("tests/list", Json.object("cursor", page.get("nextCursor")));
            }
        }

        private void add(JsonArray items) {
            for (JsonElement each : items) {
                JsonObject item = each.getAsJsonObject();
                byUri.computeIfAbsent(text(item, "uri"), none -> new TreeSet<>())
                        .add(text(item, "id"));
            }
        }

        int take(TestClient client) {
            int messages = 0;
            for (JsonObject message : client.all("tests/didChange")) {
                JsonObject params = message.getAsJsonObject("params");
                if (params.get("base").getAsLong() < generation) {
                    continue;
                }
                assertEquals(generation, params.get("base").getAsLong());
                generation = params.get("generation").getAsLong();
                messages++;
                for (JsonElement each : params.getAsJsonArray("files")) {
                    JsonObject file = each.getAsJsonObject();
                    byUri.remove(text(file, "uri"));
                    if (text(file, "op").equals("replace")) {
                        add(file.getAsJsonArray("items"));
                    }
                }
            }
            return messages;
        }
    }

    /** What was told step by step is what a client that asks now gets. */
    private static int assertTold(Mirror mirror, TestClient client) throws Exception {
        Mirror now = Mirror.of(client);
        int messages = mirror.take(client);
        assertEquals(now.byUri, mirror.byUri);
        return messages;
    }

    @Test
    void severalFoldersAreListedAndRunAsOne() throws Exception {
        write("a/test_x.py");
        write("b/test_x.py");
        try (TestClient client = open("{\"trusted\": true}", "a", "b")) {
            assertEquals(Set.of("/a::test_x.py::test_a", "/b::test_x.py::test_a"), listed(client));
            assertEquals(List.of("▶ Run"), client.titles(uri("b/test_x.py")));
            client.result("tests/run", "{\"runId\": \"r\", \"workers\": 2}");
            FakeEngine.Run first = client.engine.nextRun();
            assertEquals("2", first.settings.workers());
            first.collect("test_x.py::test_a");
            first.pass("test_x.py::test_a");
            assertTrue(client.engine.runs.isEmpty());
            first.end();
            FakeEngine.Run second = client.engine.nextRun();
            second.collect("test_x.py::test_a");
            second.fail("test_x.py::test_a", top.resolve("b/test_x.py"), 1, "no");
            second.end(RunEnd.Reason.DONE, 1, null);
            List<JsonObject> events = client.ended("r");
            assertEquals(
                    List.of("enqueued", "started", "passed", "enqueued", "failed", "ended"),
                    TestClient.types(events));
            JsonObject end = events.getLast();
            assertEquals(1, end.get("exitCode").getAsInt());
            assertEquals(2, end.getAsJsonObject("counts").get("total").getAsInt());
            assertEquals(0, client.diagnostics(uri("a/test_x.py")).size());
            client.lenses(uri("a/test_x.py"));
            assertEquals(1, client.diagnostics(uri("b/test_x.py")).size());
            assertEquals("✓ 12 ms", client.titles(uri("a/test_x.py")).getFirst());
            assertTrue(client.titles(uri("b/test_x.py")).getFirst().startsWith("✗"));
        }
    }

    @Test
    void whatIsNamedRunsInItsOwnProject() throws Exception {
        write("a/test_x.py");
        write("b/test_x.py");
        try (TestClient client = open("{\"trusted\": true}", "a", "b")) {
            String id = uri("b") + "::test_x.py::test_a";
            JsonArray commands =
                    client.element("tests/resolveCommand", Json.object("ids", list(id)))
                            .getAsJsonArray();
            assertEquals(1, commands.size());
            assertEquals(
                    top.resolve("b").toString(), text(commands.get(0).getAsJsonObject(), "cwd"));
            assertEquals(
                    2,
                    client.element("tests/resolveCommand", new JsonObject())
                            .getAsJsonArray()
                            .size());
            client.result("tests/run", Json.object("runId", "r", "include", list(id)));
            FakeEngine.Run run = client.engine.nextRun();
            assertEquals(
                    new Selection.Ids(List.of(TestId.of(uri("b"), "test_x.py::test_a")), List.of()),
                    run.selection);
            run.end(RunEnd.Reason.DONE, 5, null);
            assertEquals(
                    List.of("enqueued", "errored", "ended"), TestClient.types(client.ended("r")));
            assertTrue(client.engine.runs.isEmpty());
        }
    }

    private static JsonArray list(String... texts) {
        return Json.array(List.of(texts));
    }

    @Test
    void cancellingNamesWhatOfOtherProjectsHasNotBegun() throws Exception {
        write("a/test_x.py");
        write("b/test_x.py");
        try (TestClient client = open("{\"trusted\": true}", "a", "b")) {
            JsonArray ids =
                    list(uri("a") + "::test_x.py::test_a", uri("b") + "::test_x.py::test_a");
            client.result("tests/run", Json.object("runId", "r", "include", ids));
            FakeEngine.Run first = client.engine.nextRun();
            first.collect("test_x.py::test_a");
            client.result("tests/cancel", "{\"runId\": \"r\"}");
            assertEquals("cancel", first.stops.take());
            first.pass("test_x.py::test_a");
            first.end();
            JsonObject end = client.ended("r").getLast();
            assertEquals("cancelled", text(end, "reason"));
            assertEquals(2, end.get("exitCode").getAsInt());
            assertEquals(list(text(ids, 1)), end.get("unfinished"));
            assertTrue(client.engine.runs.isEmpty());
        }
    }

    private static String text(JsonArray list, int at) {
        return list.get(at).getAsString();
    }

    private static String text(JsonObject of, String name) {
        return TestClient.text(of, name);
    }

    @Test
    void aProjectThatCannotStartDoesNotHoldUpTheOthers() throws Exception {
        write("a/test_x.py");
        write("b/test_x.py");
        try (TestClient client = open("{\"trusted\": true}", "a", "b")) {
            client.result("tests/run", "{\"runId\": \"r\"}");
            client.engine.nextRun().end(RunEnd.Reason.ERROR, 4, "no Python in a");
            FakeEngine.Run second = client.engine.nextRun();
            second.collect("test_x.py::test_a");
            second.pass("test_x.py::test_a");
            second.end();
            JsonObject end = client.ended("r").getLast();
            assertEquals("error", text(end, "reason"));
            assertEquals(4, end.get("exitCode").getAsInt());
            assertEquals("no Python in a", text(end, "message"));
            assertEquals(1, end.getAsJsonObject("counts").get("passed").getAsInt());
        }
    }

    @Test
    void aBugInTheSecondProjectStillEndsTheRun() throws Exception {
        write("a/test_x.py");
        write("b/test_x.py");
        try (TestClient client = open("{\"trusted\": true}", "a", "b")) {
            client.result("tests/run", "{\"runId\": \"r\"}");
            FakeEngine.Run first = client.engine.nextRun();
            client.engine.isBroken = true;
            first.end();
            JsonObject end = client.ended("r").getLast();
            assertEquals(3, end.get("exitCode").getAsInt());
            assertTrue(text(end, "message").contains("a bug in the engine"));
        }
    }

    @Test
    void anUntrustedFolderStandsBesideATrustedOne() throws Exception {
        write("a/test_x.py");
        write("b/test_x.py");
        try (TestClient client = open("{\"trusted\": [\"" + uri("b") + "\"]}", "a", "b")) {
            JsonArray both =
                    list(uri("a") + "::test_x.py::test_a", uri("b") + "::test_x.py::test_a");
            JsonObject answer =
                    client.result("tests/run", Json.object("runId", "r", "include", both));
            assertFalse(answer.get("accepted").getAsBoolean());
            assertTrue(text(answer, "reason").contains(top.resolve("a") + " is not trusted"));
            client.result("tests/run", "{\"runId\": \"r\"}");
            FakeEngine.Run run = client.engine.nextRun();
            assertEquals(TestId.of(uri("b"), "x"), run.id("x"));
            run.end();
            String message = text(client.ended("r").getLast(), "message");
            assertTrue(message.contains(top.resolve("a") + " is not trusted"), message);
            assertTrue(client.engine.runs.isEmpty());
        }
    }

    @Test
    void projectsOfOneFolderHaveTheirFilesToThemselves() throws Exception {
        write("pytest.ini", "[pytest]\ntestpaths = tests\n");
        write("tests/test_x.py");
        write("a/pytest.ini", "[pytest]\n");
        write("a/test_x.py");
        write("b/c/pyproject.toml", "[tool.pytest.ini_options]\n");
        write("b/c/test_x.py");
        try (TestClient client = open("{}", ".")) {
            assertEquals(
                    Set.of(
                            "::tests/test_x.py::test_a",
                            "/a::test_x.py::test_a",
                            "/b/c::test_x.py::test_a"),
                    listed(client));
            String file = uri("b/c/test_x.py");
            client.didOpen(file, "def test_new(): pass\n");
            assertTrue(listed(client).contains("/b/c::test_x.py::test_new"));
            assertEquals(3, listed(client).size());
        }
    }

    @Test
    void settingsThatComeAndGoDivideTheFolderAnew() throws Exception {
        write("a/test_x.py");
        write("b/test_x.py");
        try (TestClient client = open("{}", ".")) {
            client.didOpen(uri("a/test_x.py"), "def test_buffer(): pass\n");
            Mirror mirror = Mirror.of(client);
            Set<String> one = Set.of("::a/test_x.py::test_buffer", "::b/test_x.py::test_a");
            assertEquals(one, listed(client));
            write("a/pytest.ini", "[pytest]\n");
            told(client, "a/pytest.ini");
            assertEquals(
                    Set.of("/a::test_x.py::test_buffer", "::b/test_x.py::test_a"), listed(client));
            assertEquals(1, assertTold(mirror, client));
            assertEquals(1, client.lenses(uri("a/test_x.py")).size());
            Files.delete(top.resolve("a/pytest.ini"));
            told(client, "a/pytest.ini");
            assertEquals(one, listed(client));
            assertTold(mirror, client);
            client.didChange(uri("a/test_x.py"), 1, new int[] {0, 4, 0, 15}, "test_more");
            assertTrue(listed(client).contains("::a/test_x.py::test_more"));
            assertTold(mirror, client);
        }
    }

    @Test
    void foldersAreOpenedAndClosed() throws Exception {
        write("a/test_x.py");
        write("b/test_x.py");
        write("b/inner/test_y.py", "def test_a(: )(\n");
        try (TestClient client = open("{}", "b")) {
            Mirror mirror = Mirror.of(client);
            assertEquals(Set.of("/b::test_x.py::test_a"), listed(client));
            assertEquals(1, client.diagnostics(uri("b/inner/test_y.py")).size());
            client.notify("workspace/didChangeWorkspaceFolders", folders("a", "b"));
            assertEquals(Set.of("/a::test_x.py::test_a"), listed(client));
            assertEquals(0, client.diagnostics(uri("b/inner/test_y.py")).size());
            assertTold(mirror, client);
            client.notify("workspace/didChangeWorkspaceFolders", folders("b", null));
            assertEquals(Set.of("/a::test_x.py::test_a", "/b::test_x.py::test_a"), listed(client));
            assertTold(mirror, client);
        }
    }

    @Test
    void theInnerOfTwoOpenedFoldersHasItsFilesToItself() throws Exception {
        write("test_x.py");
        write("a/test_y.py");
        try (TestClient client = open("{}", ".", "a", "./a")) {
            assertEquals(Set.of("::test_x.py::test_a", "/a::test_y.py::test_a"), listed(client));
            Mirror mirror = Mirror.of(client);
            client.notify("workspace/didChangeWorkspaceFolders", folders(null, "a"));
            assertEquals(Set.of("::test_x.py::test_a", "::a/test_y.py::test_a"), listed(client));
            assertTold(mirror, client);
        }
    }

    private JsonObject folders(@Nullable String added, @Nullable String removed) {
        JsonArray more = new JsonArray();
        JsonArray less = new JsonArray();
        if (added != null) {
            more.add(Json.object("uri", uri(added), "name", added));
        }
        if (removed != null) {
            less.add(Json.object("uri", uri(removed), "name", removed));
        }
        return Json.object("event", Json.object("added", more, "removed", less));
    }

    @Test
    void thousandsOfChangesAreAFewMessages() throws Exception {
        write("test_x.py");
        try (TestClient client = open("{}", ".")) {
            Mirror mirror = Mirror.of(client);
            String[] names = new String[3_000];
            for (int i = 0; i < names.length; i++) {
                names[i] = "p" + i % 30 + "/test_" + i + ".py";
                write(names[i]);
            }
            for (String name : names) {
                told(client, name);
            }
            client.await(it -> it.toString().contains("test_2999.py::test_a"));
            assertEquals(3_001, listed(client).size());
            int messages = assertTold(mirror, client);
            assertTrue(messages <= 20, "messages: " + messages);
        }
    }

    @Test
    void aFolderThatIsRenamedIsOneEvent() throws Exception {
        write("a/test_x.py");
        write("a/pkg/test_y.py");
        write("test_z.py");
        try (TestClient client = open("{}", ".")) {
            Mirror mirror = Mirror.of(client);
            Files.move(top.resolve("a"), top.resolve("b.new"));
            told(client, "a", "b.new");
            Set<String> moved =
                    Set.of(
                            "::b.new/test_x.py::test_a",
                            "::b.new/pkg/test_y.py::test_a",
                            "::test_z.py::test_a");
            assertEquals(moved, listed(client));
            assertTold(mirror, client);
            Files.move(top.resolve("b.new"), top.resolve("c"));
            client.notify(
                    "workspace/didRenameFiles",
                    JsonParser.parseString(
                            "{\"files\": [{\"oldUri\": \"%s\", \"newUri\": \"%s\"}]}"
                                    .formatted(uri("b.new"), uri("c"))));
            assertTrue(listed(client).contains("::c/pkg/test_y.py::test_a"));
            assertTold(mirror, client);
        }
    }

    @Test
    void whatLiesInIgnoredFoldersIsNotLookedAt() throws Exception {
        write("test_x.py");
        try (TestClient client = open("{}", ".")) {
            listed(client);
            FakeWorkspace workspace = Objects.requireNonNull(client.engine.workspace);
            int before = workspace.refreshes;
            write("node_modules/test_y.py");
            write("__pycache__/test_x.cpython-311.pyc", "");
            write(".coverage", "");
            told(client, "node_modules/test_y.py", "__pycache__/test_x.cpython-311.pyc");
            told(client, ".git/index", "README.md", "data.json", ".coverage");
            listed(client);
            assertEquals(before, workspace.refreshes);
        }
    }

    @Test
    void aFileIsTheSameByAnyWayThatLeadsToIt() throws Exception {
        write("real/test_x.py");
        Files.createSymbolicLink(top.resolve("link"), top.resolve("real"));
        try (TestClient client = open("{}", "link")) {
            String spelled = uri("real/test_x.py");
            client.didOpen(spelled, "def test_buffer(): pass\n");
            assertEquals(Set.of("/link::test_x.py::test_buffer"), listed(client));
            assertEquals(1, client.lenses(spelled).size());
            client.didChange(spelled, 1, new int[] {0, 4, 0, 15}, "test_more");
            assertEquals(Set.of("/link::test_x.py::test_more"), listed(client));
            client.notify("textDocument/didClose", TestClient.document(spelled));
            assertEquals(Set.of("/link::test_x.py::test_a"), listed(client));
        }
    }
}
