package org.fastest.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.fastest.model.Phase;
import org.fastest.model.RunEvent;
import org.fastest.model.Section;
import org.fastest.model.TestId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that send what no client should, and that stop reading what they get. */
@Timeout(20)
final class HostileTest {
    @TempDir private Path folder;
    @TempDir private Path state;

    /** Standard requests, those that not every server answers among them. */
    private static final String REQUESTS =
            """
            {"textDocument/codeLens": {"textDocument": {"uri": "URI"}},
             "codeLens/resolve": {"range": {"start": {"line": 0, "character": 0},
                                            "end": {"line": 0, "character": 1}}, "data": {"a": 1}},
             "textDocument/codeAction": {"textDocument": {"uri": "URI"},
                "range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}},
                "context": {"diagnostics": [{"range": {"start": {"line": 0, "character": 0}},
                                             "message": "m"}], "only": [""]}},
             "textDocument/documentSymbol": {"textDocument": {"uri": "URI"}},
             "textDocument/hover": {"textDocument": {"uri": "URI"},
                                    "position": {"line": 0, "character": 5}},
             "textDocument/definition": {"textDocument": {"uri": "URI"},
                                         "position": {"line": 0, "character": 5}},
             "textDocument/references": {"textDocument": {"uri": "URI"},
                "position": {"line": 0, "character": 5}, "context": {"includeDeclaration": true}},
             "textDocument/diagnostic": {"textDocument": {"uri": "URI"}},
             "workspace/symbol": {"query": "a"},
             "workspace/executeCommand": {"command": "tests.run",
                "arguments": [{"ids": ["ID"], "uri": "URI", "profile": {"kind": "run"}}]}}
            """;

    private static final String COMMANDS =
            """
            [{"command": "tests.runFile", "arguments": [{"uri": "URI"}]},
             {"command": "tests.rerunFailed", "arguments": [{}]},
             {"command": "tests.debug", "arguments": [{"ids": ["ID"], "debugger": {"path": "/no"}}]},
             {"command": "tests.showOutput", "arguments": [{"runId": "text"}]},
             {"command": "tests.cancel", "arguments": [{"runId": "text"}]}]
            """;

    private static final String NOTIFICATIONS =
            """
            {"initialized": {},
             "textDocument/didOpen": {"textDocument": {"uri": "URI", "languageId": "python",
                "version": 1, "text": "def test_a(): pass\\n"}},
             "textDocument/didChange": {"textDocument": {"uri": "URI", "version": 2},
                "contentChanges": [{"range": {"start": {"line": 0, "character": 0},
                                              "end": {"line": 0, "character": 1}},
                                    "rangeLength": 1, "text": "d"}]},
             "textDocument/willSave": {"textDocument": {"uri": "URI"}, "reason": 1},
             "textDocument/didSave": {"textDocument": {"uri": "URI"}, "text": "a"},
             "textDocument/didClose": {"textDocument": {"uri": "URI"}},
             "workspace/didChangeConfiguration": {"settings": {"fastest": {"profiles": {"a":
                {"args": ["-x"], "env": {"A": "b"}}}, "workers": 2}}},
             "workspace/didChangeWatchedFiles": {"changes": [{"uri": "URI", "type": 2}]},
             "workspace/didCreateFiles": {"files": [{"uri": "URI"}]},
             "workspace/didRenameFiles": {"files": [{"oldUri": "URI", "newUri": "URI"}]},
             "workspace/didDeleteFiles": {"files": [{"uri": "URI"}]},
             "workspace/didChangeWorkspaceFolders": {"event": {"added": [{"uri": "NONE", "name": "a"}],
                                                               "removed": [{"uri": "NONE", "name": "a"}]}},
             "window/workDoneProgress/cancel": {"token": "fastest/text"},
             "notebookDocument/didOpen": {"notebookDocument": {"uri": "URI", "version": 1, "cells": []},
                                          "cellTextDocuments": []},
             "$/setTrace": {"value": "off"},
             "$/progress": {"token": "a", "value": {}},
             "$/cancelRequest": {"id": "c1"}}
            """;

    private static final String INITIALIZE =
            """
            {"processId": 1, "rootUri": "NONE", "rootPath": "/none", "locale": "en", "trace": "off",
             "clientInfo": {"name": "a", "version": "1"},
             "initializationOptions": {"trusted": ["NONE"]},
             "workspaceFolders": [{"uri": "NONE", "name": "a"}],
             "capabilities": {"experimental": {"tests": {"version": 1}},
                "general": {"positionEncodings": ["utf-8"]},
                "window": {"workDoneProgress": true},
                "textDocument": {"codeLens": {},
                    "codeAction": {"codeActionLiteralSupport": {}},
                    "publishDiagnostics": {"relatedInformation": true}},
                "workspace": {"codeLens": {"refreshSupport": true}, "workspaceFolders": true,
                    "didChangeWatchedFiles": {"dynamicRegistration": true},
                    "fileOperations": {"didRename": true}}}}
            """;

    @Test
    void whateverAClientSaysOfItselfItIsGreeted() {
        for (JsonElement params : BadValues.of(JsonParser.parseString(INITIALIZE))) {
            if (params instanceof JsonObject said) {
                ClientProfile profile = ClientProfile.of(said);
                assertTrue(Greeting.of(profile, "1").has("capabilities"), said::toString);
                for (String root : profile.roots()) {
                    Path path = Uris.path(root);
                    assertTrue(path == null || path.isAbsolute(), root);
                    profile.trusted().of(path == null ? folder : path);
                }
            }
        }
    }

    @Test
    void everyFieldOfEveryRequestMayBeAnythingElse() throws Exception {
        Path file = Files.writeString(folder.resolve("test_a.py"), "def test_a(): pass\n");
        String uri = Uris.of(file);
        try (TestClient client = TestClient.open(folder, state)) {
            String id = testId(client, uri);
            Map<String, String> asked = new LinkedHashMap<>();
            BadValues.requests(uri, id)
                    .forEach((method, samples) ->
                            samples.forEach(sample -> askAll(client, method, sample, asked)));
            standard(REQUESTS, uri, id)
                    .getAsJsonObject()
                    .entrySet()
                    .forEach(it -> askAll(client, it.getKey(), it.getValue(), asked));
            for (JsonElement sample : standard(COMMANDS, uri, id).getAsJsonArray()) {
                askAll(client, "workspace/executeCommand", sample, asked);
            }
            assertStillServes(client, uri, id);
            client.assertAnswered(asked);
        }
    }

    @Test
    void everyFieldOfEveryNotificationMayBeAnythingElse() throws Exception {
        Files.createDirectories(folder.resolve("none"));
        Path file = Files.writeString(folder.resolve("test_a.py"), "def test_a(): pass\n");
        String uri = Uris.of(file);
        try (TestClient client = TestClient.open(folder, state)) {
            String id = testId(client, uri);
            JsonObject all = standard(NOTIFICATIONS, uri, id).getAsJsonObject();
            for (Map.Entry<String, JsonElement> sample : all.entrySet()) {
                for (JsonElement params : BadValues.of(sample.getValue())) {
                    client.notify(sample.getKey(), params);
                }
                // Whatever that did, the next one begins with an open document.
                client.didOpen(uri, "def test_a(): pass\n");
            }
            client.notify("textDocument/didClose", TestClient.document(uri));
            assertStillServes(client, uri, id);
            assertEquals(List.of(), client.errors());
        }
    }

    @Test
    void aRunGoesOnWhereItsClientReadsOn() throws Exception {
        Path file = Files.writeString(folder.resolve("test_a.py"), "def test_a(): pass\n");
        try (TestClient client = TestClient.open(folder, state)) {
            client.checkEvery(Integer.MAX_VALUE);
            client.result("tests/run", "{\"runId\": \"r\"}");
            FakeEngine.Run run = client.engine.nextRun();
            client.stopReading();
            String much = "x".repeat(1 << 19);
            AtomicInteger told = new AtomicInteger();
            Thread tests =
                    new Thread(() -> {
                        run.collect("test_a.py::test_a");
                        for (; told.get() < 64; told.incrementAndGet()) {
                            TestId id = run.id("test_a.py::test_a");
                            run.say(
                                    new RunEvent.Output(
                                            id, new Section(Phase.CALL, "stdout", much)));
                        }
                        run.pass("test_a.py::test_a");
                        run.end();
                    });
            tests.start();
            while (tests.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            // Eight megabytes may wait, and as much may be on its way.
            assertTrue(told.get() < 48, told::toString);
            client.didOpen(Uris.of(file), "def test_b(): pass\n");
            String asked = client.ask("tests/list", new JsonObject());
            client.awaitRead();
            client.goOnReading();
            List<JsonObject> events = client.ended("r");
            assertEquals(64, TestClient.ofType(events, "output").size());
            assertEquals(1, TestClient.ofType(events, "passed").size());
            JsonObject answer =
                    client.await(it -> asked.equals(TestClient.id(it)) && it.has("result"));
            assertTrue(answer.toString().contains("test_b"));
        }
    }

    @Test
    void aClientThatDoesNotReadMayLeave() throws Exception {
        TestClient client = TestClient.open(folder, state);
        client.stopReading();
        for (int i = 0; i < 20_000; i++) {
            client.ask("no/such", new JsonObject());
        }
        client.notify("exit", "null");
        assertEquals(1, client.exitCode());
    }

    @Test
    void whatAClientSendsWithoutReadingHasABound() throws Exception {
        Backlog backlog = new Backlog();
        backlog.add(() -> {}, 2 * Backlog.MOST);
        backlog.execute(() -> {});
        CountDownLatch isIn = new CountDownLatch(1);
        Thread reader =
                new Thread(() -> {
                    try {
                        backlog.add(() -> {}, 1);
                        isIn.countDown();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
        reader.start();
        while (reader.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertEquals(1, isIn.getCount());
        backlog.take().run();
        isIn.await();
    }

    @Test
    void anAnswerThatFailsLaterIsAnAnswer() throws Exception {
        Path file = Files.writeString(folder.resolve("test_a.py"), "def test_a(): pass\n");
        try (TestClient client = TestClient.open(folder, state)) {
            String id = testId(client, Uris.of(file));
            client.engine.collected =
                    CompletableFuture.failedFuture(new IllegalStateException("a bug"));
            assertEquals(
                    RpcError.INTERNAL_ERROR,
                    client.error("tests/refresh", "{\"mode\": \"collect\"}"));
            assertTrue(client.log().contains("a bug"));
            client.engine.explained = CompletableFuture.failedFuture(new IOException("gone"));
            assertEquals(
                    RpcError.INTERNAL_ERROR,
                    client.error("tests/explain", "{\"id\": \"" + id + "\"}"));
        }
    }

    @Test
    void listsThatNobodyReadsToTheirEndAreLetGo() throws Exception {
        StringBuilder source = new StringBuilder();
        for (int i = 0; i < 2_500; i++) {
            source.append("def test_").append(i).append("(): pass\n");
        }
        Files.writeString(folder.resolve("test_a.py"), source);
        try (TestClient client = TestClient.open(folder, state)) {
            String first = TestClient.text(client.result("tests/list", "{}"), "nextCursor");
            for (int i = 0; i < Listing.MOMENTS; i++) {
                client.result("tests/list", "{}");
            }
            assertEquals(
                    RpcError.INVALID_PARAMS,
                    client.error("tests/list", "{\"cursor\": \"" + first + "\"}"));
        }
    }

    private JsonElement standard(String json, String uri, String id) {
        return JsonParser.parseString(
                json.replace("URI", uri)
                        .replace("NONE", Uris.of(folder.resolve("none")))
                        .replace("\"ID\"", "\"" + id + "\""));
    }

    private static String testId(TestClient client, String uri) throws Exception {
        JsonObject listed = client.result("tests/list", "{\"uri\": \"" + uri + "\"}");
        return TestClient.text(listed.getAsJsonArray("items").get(1).getAsJsonObject(), "id");
    }

    private static void askAll(
            TestClient client, String method, JsonElement good, Map<String, String> asked) {
        for (JsonElement params : BadValues.of(good)) {
            asked.put(client.ask(method, params), method + " " + params);
        }
    }

    private static void assertStillServes(TestClient client, String uri, String id)
            throws Exception {
        assertEquals(id, testId(client, uri));
        assertEquals(1, client.lenses(uri).size());
        assertFalse(client.log().contains("\tat "), client::log);
    }
}
