package org.fastest.lsp;

import static org.fastest.lsp.TestClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fastest.model.Outcome;
import org.fastest.model.RunEnd;
import org.fastest.model.Selection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an editor without extension shows: lenses, actions, diagnostics, progress, messages. */
@Timeout(60)
final class EditorTest {
    private static final String SOURCE =
            """
            class TestShop:
                def test_one(self):
                    assert 9 == 10
            @parametrize
            def test_two(n):
                assert n
            """;
    private static final String ONE = "test_a.py::TestShop::test_one";
    private static final String TWO = "test_a.py::test_two";
    private static final String PLAIN =
            """
            {"textDocument": {"codeLens": {}}, "window": {"workDoneProgress": true}}
            """;

    @TempDir private Path folder;
    @TempDir private Path state;
    private Path file;
    private String uri;

    @BeforeEach
    void write() throws Exception {
        file = folder.resolve("test_a.py");
        uri = Uris.of(file);
        Files.writeString(file, SOURCE);
    }

    private TestClient open(String capabilities) throws Exception {
        TestClient client = new TestClient(state);
        client.initialize(folder, capabilities, "{\"trusted\": true}");
        return client;
    }

    private static JsonObject execute(String command, String argument) {
        return JsonParser.parseString(
                        "{\"command\": \"%s\", \"arguments\": [%s]}".formatted(command, argument))
                .getAsJsonObject();
    }

    private static JsonArray params(TestClient client, String method) {
        JsonArray params = new JsonArray();
        client.all(method).forEach(it -> params.add(it.get("params")));
        return params;
    }

    @Test
    void lensesAreResolvedAndSeeTheBuffer() throws Exception {
        try (TestClient client = open(PLAIN)) {
            client.didOpen(uri, SOURCE);
            JsonObject lens = client.lenses(uri).get(1).getAsJsonObject();
            assertEquals(
                    "{\"start\":{\"line\":1,\"character\":8},\"end\":{\"line\":1,\"character\":16}}",
                    lens.get("range").toString());
            JsonObject command = lens.getAsJsonObject("command");
            assertEquals("tests.run", text(command, "command"));
            assertEquals(
                    "[{\"ids\":[\"" + Uris.of(folder) + "::" + ONE + "\"]}]",
                    command.get("arguments").toString());
            assertEquals(List.of("▶ Run", "▶ Run", "▶ Run"), client.titles(uri));

            client.didChange(uri, 9, new int[] {0, 0, 0, 0}, "# hello\n\n");
            lens = client.lenses(uri).get(0).getAsJsonObject();
            assertTrue(lens.toString().contains("\"line\":2"));
            assertEquals("▶ Run (saved version)", client.titles(uri).get(0));
            client.didChange(uri, 20, new int[0], SOURCE);
            assertEquals("▶ Run", client.titles(uri).get(0));
        }
    }

    @Test
    void aClientThatIsInitializedTwiceRegistersOnce() throws Exception {
        try (TestClient client = open(TestClient.EVERYTHING)) {
            client.notify("initialized", "{}");
            client.notify("initialized", "{}");
            client.result("tests/list", "{}");
            assertEquals(1, client.all("client/registerCapability").size());
        }
    }

    @Test
    void titlesCarryTheState() throws Exception {
        try (TestClient client = open(TestClient.EVERYTHING)) {
            client.didOpen(uri, SOURCE);
            client.element("workspace/executeCommand", execute("tests.run", "{}"));
            FakeEngine.Run run = client.engine.nextRun();
            run.collect(ONE, TWO + "[1]", TWO + "[2]");
            client.awaitEvent("run-1", "enqueued");
            assertEquals(List.of("… running", "… running", "… running"), client.titles(uri));
            run.fail(ONE, file, 3, "no");
            run.pass(TWO + "[1]");
            run.pass(TWO + "[2]");
            run.end(RunEnd.Reason.DONE, 1, null);
            client.ended("run-1");
            assertEquals(
                    List.of("✗ failed, 12 ms", "✗ failed, 12 ms", "✓ 2/2"), client.titles(uri));
            client.awaitMethod("workspace/codeLens/refresh");
        }
    }

    @Test
    void lensesAreAskedForAgainOnlyWhereOneShowsSomethingElse() throws Exception {
        try (TestClient client = open(TestClient.EVERYTHING)) {
            client.didOpen(uri, SOURCE);
            client.result("tests/run", "{\"runId\": \"elsewhere\"}");
            FakeEngine.Run elsewhere = client.engine.nextRun();
            elsewhere.collect("test_b.py::test_x", "test_b.py::test_y");
            elsewhere.pass("test_b.py::test_x");
            elsewhere.end(RunEnd.Reason.CANCELLED, 2, null);
            client.ended("elsewhere");
            client.lenses(uri);
            assertEquals(List.of(), client.all("workspace/codeLens/refresh"));

            client.result("tests/run", "{\"runId\": \"here\"}");
            FakeEngine.Run here = client.engine.nextRun();
            here.collect("test_b.py::test_x", ONE);
            client.awaitMethod("workspace/codeLens/refresh");
            here.end(RunEnd.Reason.CANCELLED, 2, null);
            client.ended("here");
            assertEquals("▶ Run", client.titles(uri).getFirst());
        }
    }

    @Test
    void aRunFromALensShowsProgressAndCanBeCancelled() throws Exception {
        try (TestClient client = open(PLAIN)) {
            client.didOpen(uri, SOURCE);
            JsonObject command =
                    client.lenses(uri).get(1).getAsJsonObject().getAsJsonObject("command");
            String runId = client.element("workspace/executeCommand", command).getAsString();
            FakeEngine.Run run = client.engine.nextRun();
            run.collect(ONE, TWO + "[1]");
            client.await(it -> it.toString().contains("\"kind\":\"begin\""));
            run.pass(TWO + "[1]");
            JsonObject report =
                    client.await(it -> it.toString().contains("\"message\":\"1/2\""))
                            .getAsJsonObject("params");
            assertEquals("fastest/" + runId, text(report, "token"));
            client.notify(
                    "window/workDoneProgress/cancel", "{\"token\": \"fastest/" + runId + "\"}");
            assertEquals("cancel", run.stops.take());
            run.end(RunEnd.Reason.CANCELLED, 2, null);
            client.await(it -> it.toString().contains("\"kind\":\"end\""));
            assertEquals(List.of(), client.all("tests/runEvent"));
            assertEquals(List.of(), client.all("tests/didChange"));
            assertEquals(List.of(), client.all("workspace/codeLens/refresh"));
        }
    }

    @Test
    void aFailureIsADiagnosticThatMovesWithTheText() throws Exception {
        try (TestClient client = open(TestClient.EVERYTHING)) {
            client.didOpen(uri, SOURCE);
            client.result("tests/run", "{\"runId\": \"r\"}");
            FakeEngine.Run run = client.engine.nextRun();
            run.collect(ONE, TWO + "[1]");
            // An edit while the run goes on: its lines are those of the file on disk.
            client.didChange(uri, 2, new int[] {0, 0, 0, 0}, "\n\n");
            client.lenses(uri);
            run.fail(ONE, file, 3, "assert 9 == 10\nmore");
            run.fail(TWO + "[1]", file.resolveSibling("other.py"), 9, "oh");
            run.end(RunEnd.Reason.DONE, 1, null);
            client.ended("r");
            JsonArray diagnostics = awaitDiagnostics(client, 2);
            JsonObject first = diagnostics.get(0).getAsJsonObject();
            assertEquals(
                    "{\"start\":{\"line\":4,\"character\":8},\"end\":{\"line\":4,\"character\":22}}",
                    first.get("range").toString());
            assertEquals("assert 9 == 10\nmore", text(first, "message"));
            assertEquals("fastest", text(first, "source"));
            assertEquals(2, first.getAsJsonArray("relatedInformation").size());
            JsonObject second = diagnostics.get(1).getAsJsonObject();
            assertEquals("[1] oh", text(second, "message"));
            assertTrue(second.get("range").toString().startsWith("{\"start\":{\"line\":6,\"char"));

            client.didChange(uri, 3, new int[] {0, 0, 1, 0}, "");
            client.lenses(uri);
            JsonArray moved = client.diagnostics(uri);
            assertTrue(moved.get(0).toString().contains("\"line\":3"));

            // Enqueued again: its own diagnostic goes, the other one stays.
            client.result("tests/run", "{\"runId\": \"s\"}");
            FakeEngine.Run again = client.engine.nextRun();
            again.collect(ONE);
            client.awaitEvent("s", "enqueued");
            client.lenses(uri);
            assertEquals(1, client.diagnostics(uri).size());
            again.pass(ONE);
            again.end();
            client.ended("s");
            client.lenses(uri);
            assertEquals("[1] oh", text(only(client.diagnostics(uri)), "message"));

            // The test itself goes: so does what was said of it.
            client.didChange(uri, 4, new int[0], "def test_other(): pass\n");
            client.lenses(uri);
            assertEquals(0, client.diagnostics(uri).size());
        }
    }

    private static JsonObject only(JsonArray array) {
        assertEquals(1, array.size());
        return array.get(0).getAsJsonObject();
    }

    private JsonArray awaitDiagnostics(TestClient client, int size) throws Exception {
        return client.await(it ->
                        TestClient.isMethod(it, "textDocument/publishDiagnostics")
                                && it.getAsJsonObject("params").getAsJsonArray("diagnostics").size()
                                        == size)
                .getAsJsonObject("params")
                .getAsJsonArray("diagnostics");
    }

    @Test
    void aSyntaxErrorIsADiagnosticAndKeepsTheItems() throws Exception {
        try (TestClient client = open(TestClient.EVERYTHING)) {
            client.didOpen(uri, SOURCE);
            client.didChange(uri, 1, new int[] {5, 0, 5, 0}, "    )(\n");
            client.lenses(uri);
            JsonObject diagnostic = only(client.diagnostics(uri));
            assertEquals("invalid syntax", text(diagnostic, "message"));
            assertFalse(diagnostic.has("relatedInformation"));
            JsonObject change =
                    client.awaitMethod("tests/didChange")
                            .getAsJsonArray("files")
                            .get(0)
                            .getAsJsonObject();
            assertTrue(change.get("stale").getAsBoolean());
            assertEquals("invalid syntax", text(change.getAsJsonObject("error"), "message"));
            assertEquals(4, change.getAsJsonArray("items").size());
            assertEquals(1, change.get("version").getAsInt());
        }
    }

    @Test
    void clientsWithoutLensesGetActions() throws Exception {
        try (TestClient client = open("{}")) {
            JsonObject params = TestClient.document(uri);
            params.add(
                    "range",
                    JsonParser.parseString(
                            "{\"start\": {\"line\": 1, \"character\": 0}, \"end\": {\"line\": 1, \"character\": 0}}"));
            params.add("context", JsonParser.parseString("{\"diagnostics\": []}"));
            JsonArray actions = client.element("textDocument/codeAction", params).getAsJsonArray();
            List<String> titles =
                    actions.asList().stream()
                            .map(it -> text(it.getAsJsonObject(), "title"))
                            .toList();
            assertEquals(List.of("Run test_one", "Run TestShop", "Run tests of this file"), titles);
            String runId = client.element("workspace/executeCommand", actions.get(0)).getAsString();
            FakeEngine.Run run = client.engine.nextRun();
            run.collect(ONE);
            run.fail(ONE, file, 3, "no");
            run.end(RunEnd.Reason.DONE, 1, null);
            assertEquals("run-1", runId);
            JsonObject told = client.awaitMethod("window/showMessage");
            assertEquals("Tests: done, 1 failed", text(told, "message"));
            JsonArray more = client.element("textDocument/codeAction", params).getAsJsonArray();
            assertEquals(4, more.size());
            client.element("workspace/executeCommand", more.get(3));
            assertTrue(client.engine.nextRun().selection.toString().contains("test_one"));
            params.add("context", JsonParser.parseString("{\"only\": [\"quickfix\"]}"));
            assertEquals(
                    0, client.element("textDocument/codeAction", params).getAsJsonArray().size());
        }
    }

    @Test
    void clientsWithLensesGetActionsWhenThePersonAsks() throws Exception {
        String both = "{\"textDocument\": {\"codeLens\": {}, \"codeAction\": {}}}";
        try (TestClient client = open(both)) {
            JsonObject params = TestClient.document(uri);
            params.add(
                    "range",
                    JsonParser.parseString(
                            "{\"start\": {\"line\": 1, \"character\": 0}, \"end\": {\"line\": 1, \"character\": 0}}"));
            params.add("context", JsonParser.parseString("{\"triggerKind\": 1}"));
            assertEquals(
                    3, client.element("textDocument/codeAction", params).getAsJsonArray().size());
            params.add("context", JsonParser.parseString("{\"triggerKind\": 2}"));
            assertEquals(
                    0, client.element("textDocument/codeAction", params).getAsJsonArray().size());
        }
    }

    @Test
    void literalsWhereTheClientKnowsThem() throws Exception {
        String literals =
                "{\"textDocument\": {\"codeAction\": {\"codeActionLiteralSupport\": {}}}}";
        try (TestClient client = open(literals)) {
            JsonObject params = TestClient.document(uri);
            params.add(
                    "range",
                    JsonParser.parseString(
                            "{\"start\": {\"line\": 4, \"character\": 0}, \"end\": {\"line\": 4, \"character\": 0}}"));
            JsonObject action =
                    client.element("textDocument/codeAction", params)
                            .getAsJsonArray()
                            .get(0)
                            .getAsJsonObject();
            assertFalse(action.has("kind"));
            assertEquals("tests.run", text(action.getAsJsonObject("command"), "command"));
        }
    }

    @Test
    void commandsRunFilesAndFailedTestsAndCancel() throws Exception {
        try (TestClient client = open(PLAIN)) {
            assertTrue(
                    client.element("workspace/executeCommand", execute("tests.rerunFailed", "{}"))
                            .isJsonNull());
            assertTrue(
                    text(client.awaitMethod("window/showMessage"), "message")
                            .contains("no test has failed"));
            client.element(
                    "workspace/executeCommand",
                    execute("tests.runFile", "{\"uri\": \"" + uri + "\"}"));
            FakeEngine.Run run = client.engine.nextRun();
            assertEquals(new Selection.Ids(List.of(run.id("test_a.py")), List.of()), run.selection);
            run.collect(ONE, TWO + "[1]");
            run.finish(ONE, Outcome.ERROR, null);
            client.element("workspace/executeCommand", execute("tests.cancel", "{}"));
            assertEquals("cancel", run.stops.take());
            assertEquals(
                    RpcError.INVALID_PARAMS,
                    client.error("workspace/executeCommand", "{\"command\": \"rm\"}"));
        }
    }

    @Test
    void aRunThatFailedToStartIsToldOnce() throws Exception {
        try (TestClient client = open(PLAIN)) {
            client.element("workspace/executeCommand", execute("tests.run", "{}"));
            client.engine.nextRun().end(RunEnd.Reason.ERROR, 4, "no Python found");
            JsonObject told = client.awaitMethod("window/showMessage");
            assertEquals(1, told.get("type").getAsInt());
            assertTrue(text(told, "message").contains("no Python found"));
            client.lenses(uri);
            assertEquals(1, params(client, "window/showMessage").size());
        }
    }

    @Test
    void filesAreWatchedWhereTheClientCan() throws Exception {
        try (TestClient client = open(TestClient.EVERYTHING)) {
            JsonObject registration =
                    client.awaitMethod("client/registerCapability")
                            .getAsJsonArray("registrations")
                            .get(0)
                            .getAsJsonObject();
            assertEquals("workspace/didChangeWatchedFiles", text(registration, "method"));
            assertTrue(registration.toString().contains("**/*.py"));
            Files.writeString(folder.resolve("test_b.py"), "def test_b(): pass\n");
            client.notify("workspace/didChangeWatchedFiles", "{\"changes\": []}");
            JsonObject change = client.awaitMethod("tests/didChange");
            assertTrue(change.toString().contains("test_b.py::test_b"));
            assertEquals(1, client.engine.looks.get());
            Files.delete(folder.resolve("test_b.py"));
            client.notify("workspace/didChangeWatchedFiles", "{\"changes\": []}");
            client.await(it -> it.toString().contains("\"op\":\"remove\""));
        }
    }

    @Test
    void savingIsSeenWhereNobodyWatches() throws Exception {
        try (TestClient client = open(PLAIN)) {
            client.didOpen(uri, SOURCE);
            client.didChange(uri, 1, new int[] {0, 0, 0, 0}, "# x\n");
            assertEquals("▶ Run (saved version)", client.titles(uri).get(0));
            Files.writeString(file, "# x\n" + SOURCE);
            client.notify("textDocument/didSave", TestClient.document(uri));
            assertEquals("▶ Run", client.titles(uri).get(0));
            FakeWorkspace workspace = client.engine.workspace;
            assertNotNull(workspace);
            assertEquals(2, workspace.refreshes);
            assertEquals(1, client.engine.looks.get());
        }
    }

    @Test
    void otherUrisAreNoConcernOfOurs() throws Exception {
        try (TestClient client = open(PLAIN)) {
            for (String other :
                    List.of(
                            "untitled:Untitled-1",
                            "vscode-notebook-cell:/a.ipynb#1",
                            "file://server/share/test_a.py",
                            "file:",
                            "file:///a%00b",
                            "/no/scheme.py",
                            "")) {
                client.didOpen(other, SOURCE);
                client.didChange(other, 1, new int[0], "x");
                assertEquals(0, client.lenses(other).size(), other);
            }
            assertEquals("", client.log());
        }
    }

    @Test
    void namesAreComparedDecodedAndRepliedAsSpelled() throws Exception {
        Path odd = folder.resolve("test_ü 1%.py");
        Files.writeString(odd, SOURCE);
        try (TestClient client = open(TestClient.EVERYTHING)) {
            String spelled = Uris.of(folder) + "/test_ü 1%25.py";
            client.didOpen(spelled, SOURCE);
            assertEquals(3, client.lenses(Uris.of(odd)).size());
            JsonObject item =
                    client.result("tests/list", "{\"uri\": \"" + Uris.of(odd) + "\"}")
                            .getAsJsonArray("items")
                            .get(0)
                            .getAsJsonObject();
            assertEquals(spelled, text(item, "uri"));
            client.notify("textDocument/didClose", TestClient.document(spelled));
            item =
                    client.result("tests/list", "{\"uri\": \"" + spelled + "\"}")
                            .getAsJsonArray("items")
                            .get(0)
                            .getAsJsonObject();
            assertEquals(Uris.of(odd), text(item, "uri"));
        }
    }

    @Test
    void bytesAreCountedWhereTheClientDoes() throws Exception {
        String encodings = "{\"general\": {\"positionEncodings\": [\"utf-8\", \"utf-16\"]}}";
        try (TestClient client = new TestClient(state)) {
            JsonObject result = client.initialize(folder, encodings, "null");
            assertEquals("utf-8", text(result.getAsJsonObject("capabilities"), "positionEncoding"));
            client.didOpen(uri, "# 😀é\ndef test_é(): pass\n");
            JsonObject lens = client.lenses(uri).get(0).getAsJsonObject();
            assertTrue(lens.toString().contains("\"end\":{\"line\":1,\"character\":11}"));
            client.didChange(uri, 1, new int[] {0, 6, 0, 8}, "\ndef test_x(): pass #");
            assertTrue(client.lenses(uri).toString().contains("test_x"));
        }
    }

    @Test
    void withoutAFolderTheFirstDocumentsFolderIsServed() throws Exception {
        try (TestClient client = new TestClient(state)) {
            JsonObject params = new JsonObject();
            params.add("capabilities", JsonParser.parseString(TestClient.EVERYTHING));
            client.result("initialize", params);
            assertEquals(0, client.result("tests/list", "{}").getAsJsonArray("items").size());
            assertFalse(client.result("tests/run", "{}").get("accepted").getAsBoolean());
            client.didOpen(uri, SOURCE);
            assertEquals(3, client.lenses(uri).size());
        }
    }
}
