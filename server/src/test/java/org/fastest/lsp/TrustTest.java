package org.fastest.lsp;

import static org.fastest.lsp.TestClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nothing of a folder runs that the person does not trust. */
@Timeout(60)
final class TrustTest {
    @TempDir private Path folder;
    @TempDir private Path state;

    private TestClient open(String options) throws Exception {
        TestClient client = new TestClient(state.resolve("fastest"));
        client.initialize(folder, TestClient.EVERYTHING, options);
        return client;
    }

    private Path remembered() {
        return state.resolve("fastest").resolve("trusted-folders");
    }

    @Test
    void neverWhereTheClientSaysNo() throws Exception {
        Files.writeString(folder.resolve("test_a.py"), "def test_one(): ...\n");
        try (TestClient client = open("{\"trusted\": false}")) {
            JsonObject answer = client.result("tests/run", "{\"runId\": \"r\"}");
            assertFalse(answer.get("accepted").getAsBoolean());
            assertTrue(text(answer, "reason").contains("not trusted"));
            JsonArray items = client.result("tests/list", "{}").getAsJsonArray("items");
            assertEquals(2, items.size());
            for (JsonElement item : items) {
                String why = text(item.getAsJsonObject(), "notRunnable");
                assertEquals(text(answer, "reason"), why);
            }
            assertEquals(
                    List.of("▶ Run (folder not trusted)"),
                    client.titles(Uris.of(folder.resolve("test_a.py"))));
            assertTrue(
                    client.element(
                                    "workspace/executeCommand",
                                    JsonParser.parseString("{\"command\": \"tests.run\"}"))
                            .isJsonNull());
            assertEquals(1, client.all("window/showMessage").size());
            assertTrue(client.engine.runs.isEmpty());
            client.result("tests/refresh", "{\"mode\": \"collect\"}");
            assertTrue(client.engine.collections.isEmpty());
            assertFalse(Files.exists(remembered()));
        }
    }

    @Test
    void atOnceWhereTheClientSaysYes() throws Exception {
        try (TestClient client = open("{\"trusted\": true}")) {
            client.result("tests/list", "{}");
            assertEquals(1, client.engine.collections.size(), "when it was opened");
            JsonObject answer = client.result("tests/run", "{\"runId\": \"r\"}");
            assertTrue(answer.get("accepted").getAsBoolean());
            assertFalse(Files.exists(remembered()));
        }
    }

    @Test
    void theFirstExplicitRunIsRemembered() throws Exception {
        for (String options : List.of("null", "{}", "{\"trusted\": \"maybe\"}")) {
            try (TestClient client = open(options)) {
                client.result("tests/list", "{}");
                boolean wasRemembered = Files.exists(remembered());
                assertEquals(wasRemembered, !client.engine.collections.isEmpty());
                assertTrue(
                        client.result("tests/run", "{\"runId\": \"r\"}")
                                .get("accepted")
                                .getAsBoolean());
                assertFalse(client.engine.collections.isEmpty());
            }
            assertEquals(List.of(Uris.of(folder)), Files.readAllLines(remembered()));
        }
    }

    @Test
    void whatIsRememberedMayChangeAtAnyTime() throws Exception {
        Trust trust = new Trust(null, state, folder, new Log(System.err));
        Trust inAnotherServer = new Trust(null, state, folder, new Log(System.err));
        assertFalse(trust.isGiven());
        assertTrue(inAnotherServer.allowsExplicitRun());
        assertTrue(trust.isGiven());
        Path file = state.resolve("trusted-folders");
        Files.writeString(file, Uris.of(folder.resolve("another")) + "\n");
        assertFalse(trust.isGiven(), "taken back by the person");
        assertFalse(inAnotherServer.isGiven());
        Files.writeString(file, Uris.of(folder) + "\n");
        assertTrue(trust.isGiven());
        Files.delete(file);
        assertFalse(trust.isGiven());
    }
}
