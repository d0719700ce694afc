package org.fastest.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From the first byte to the exit code, with clients that behave and clients that do not. */
@Timeout(60)
final class LifecycleTest {
    @TempDir private Path folder;
    @TempDir private Path state;

    @Test
    void offersWhatTheClientUnderstands() throws Exception {
        try (TestClient client = new TestClient(state)) {
            JsonObject result = client.initialize(folder, TestClient.EVERYTHING, "null");
            JsonObject capabilities = result.getAsJsonObject("capabilities");
            assertEquals(
                    JsonParser.parseString(
                            "{\"version\": 1, \"profiles\": [\"run\", \"coverage\", \"debug\"]}"),
                    capabilities.getAsJsonObject("experimental").get("tests"));
            assertEquals(
                    JsonParser.parseString(
                            """
                            ["tests.run", "tests.runFile", "tests.rerunFailed", "tests.debug",
                             "tests.cancel", "tests.showOutput"]\
                            """),
                    capabilities.getAsJsonObject("executeCommandProvider").get("commands"));
            assertTrue(capabilities.has("codeLensProvider"));
            assertFalse(capabilities.has("codeActionProvider"));
            assertFalse(capabilities.has("positionEncoding"));
            assertEquals(
                    "1.2.3", result.getAsJsonObject("serverInfo").get("version").getAsString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "2147483648"})
    void answersTheNewestVersionThatBothSpeak(String version) throws Exception {
        try (TestClient client = new TestClient(state)) {
            JsonObject experimental =
                    client.initialize(folder, asking(version), "null")
                            .getAsJsonObject("capabilities")
                            .getAsJsonObject("experimental");
            assertEquals(1, experimental.getAsJsonObject("tests").get("version").getAsInt());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1\"", "0", "-1", "1.5", "null", "true", "[1]"})
    void whatIsNoVersionIsNoOptingIn(String version) throws Exception {
        try (TestClient client = new TestClient(state)) {
            JsonObject answer = client.initialize(folder, asking(version), "null");
            assertFalse(answer.getAsJsonObject("capabilities").has("experimental"));
            assertEquals(RpcError.METHOD_NOT_FOUND, client.error("tests/list", "{}"));
        }
    }

    private static String asking(String version) {
        return "{\"experimental\": {\"tests\": {\"version\": %s}}}".formatted(version);
    }

    @Test
    void offersActionsBesideLensesToWhoShowsBoth() throws Exception {
        try (TestClient client = new TestClient(state)) {
            String both = "{\"textDocument\": {\"codeLens\": {}, \"codeAction\": {}}}";
            JsonObject capabilities =
                    client.initialize(folder, both, "null").getAsJsonObject("capabilities");
            assertTrue(capabilities.has("codeLensProvider"));
            assertTrue(capabilities.get("codeActionProvider").getAsBoolean());
        }
    }

    @Test
    void offersLensesToWhoCanAskForThemAgain() throws Exception {
        try (TestClient client = new TestClient(state)) {
            String workspace = "{\"workspace\": {\"codeLens\": {\"refreshSupport\": true}}}";
            JsonObject capabilities =
                    client.initialize(folder, workspace, "null").getAsJsonObject("capabilities");
            assertTrue(capabilities.has("codeLensProvider"));
        }
    }

    @Test
    void offersNoMoreToASimpleClient() throws Exception {
        try (TestClient client = new TestClient(state)) {
            JsonObject capabilities =
                    client.initialize(folder, "{}", "null").getAsJsonObject("capabilities");
            assertFalse(capabilities.has("experimental"));
            assertFalse(capabilities.has("codeLensProvider"));
            assertTrue(capabilities.get("codeActionProvider").getAsBoolean());
            assertEquals(RpcError.METHOD_NOT_FOUND, client.error("tests/list", "{}"));
        }
    }

    @Test
    void answersInitializeBeforeTheWorkspaceIsOpen() throws Exception {
        try (TestClient client = new TestClient(state)) {
            client.engine.hold();
            client.initialize(folder, TestClient.EVERYTHING, "null");
            client.engine.letOpen();
            client.result("tests/list", "{}");
            assertTrue(client.engine.workspace != null);
        }
    }

    @Test
    void answersEarlyAndLateRequestsWithErrors() throws Exception {
        try (TestClient client = new TestClient(state)) {
            assertEquals(RpcError.NOT_INITIALIZED, client.error("textDocument/codeLens", "{}"));
            client.initialize(folder, "{}", "null");
            assertEquals(RpcError.METHOD_NOT_FOUND, client.error("textDocument/hover", "{}"));
            assertEquals(RpcError.INVALID_REQUEST, client.error("initialize", "{}"));
            client.element("shutdown", JsonNull.INSTANCE);
            assertEquals(RpcError.INVALID_REQUEST, client.error("textDocument/codeLens", "{}"));
            client.notify("exit", "null");
            assertEquals(0, client.exitCode());
        }
    }

    @Test
    void closesTheEngineAtTheEnd() throws Exception {
        TestClient client = TestClient.open(folder, state);
        client.result("tests/list", "{}");
        client.close();
        assertTrue(client.engine.closed.await(20, TimeUnit.SECONDS));
    }

    @Test
    void exitWithoutShutdownIsAFailure() throws Exception {
        TestClient client = TestClient.open(folder, state);
        client.notify("exit", "null");
        assertEquals(1, client.exitCode());
    }

    @Test
    void endOfInputIsAFailure() throws Exception {
        TestClient client = TestClient.open(folder, state);
        client.result("tests/list", "{}");
        client.endOfInput();
        assertEquals(1, client.exitCode());
        assertTrue(client.engine.closed.await(20, TimeUnit.SECONDS));
    }

    @Test
    void endsWithTheEditor() throws Exception {
        String java = ProcessHandle.current().info().command().orElseThrow();
        Process editor =
                new ProcessBuilder(
                                java,
                                "-cp",
                                System.getProperty("java.class.path"),
                                WaitsForInput.class.getName())
                        .start();
        TestClient client = new TestClient(state);
        JsonObject params = new JsonObject();
        params.addProperty("processId", editor.pid());
        params.add("capabilities", new JsonObject());
        client.result("initialize", params);
        try (OutputStream letItEnd = editor.getOutputStream()) {
            letItEnd.write('\n');
        }
        assertEquals(1, client.exitCode());
    }

    /** A process that ends when it is told to. */
    static final class WaitsForInput {
        public static void main(String[] args) throws Exception {
            System.in.read();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\n\r\n{\"a\":",
                "Content-Length: 2\r\n\r\n[]",
                "Content-Length: 4\r\n\r\nnull",
                "Content-Length: 0\r\n\r\n",
                "Content-Type: text/plain\r\n\r\n",
                "Content-Length: many\r\n\r\n",
                "Content-Length: -5\r\n\r\n",
                "Content-Length: 40\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":[1],\"method\":\"a\"}   ",
            })
    void goesOnAfterABrokenMessage(String frame) throws Exception {
        try (TestClient client = new TestClient(state)) {
            client.raw(frame);
            JsonObject answer = client.await(it -> it.has("error"));
            assertTrue(
                    List.of(RpcError.PARSE_ERROR, RpcError.INVALID_REQUEST)
                            .contains(answer.getAsJsonObject("error").get("code").getAsInt()),
                    answer.toString());
            client.initialize(folder, "{}", "null");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999999", "99999999999999999999999999", "300000000"})
    void leavesWhereNothingSensibleCanFollow(String length) throws Exception {
        TestClient client = new TestClient(state);
        client.raw("Content-Length: " + length + "\r\n\r\n{}");
        client.await(it -> it.has("error"));
        assertEquals(1, client.exitCode());
    }

    @Test
    void leavesWhereAHeaderHasNoEnd() throws Exception {
        TestClient client = new TestClient(state);
        client.raw("x".repeat(100_000));
        assertEquals(1, client.exitCode());
    }

    @Test
    void nestedJsonIsNoWayIn() throws Exception {
        try (TestClient client = new TestClient(state)) {
            String deep = "[".repeat(200_000);
            client.raw("Content-Length: " + deep.length() + "\r\n\r\n" + deep);
            client.await(it -> it.has("error"));
            client.initialize(folder, "{}", "null");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"uri\": 5}",
                "{\"id\": \"someone else's\"}",
                "{\"cursor\": \"none\"}",
                "{\"uri\": \"file:///a\", \"id\": \"b\"}",
                "[1]",
                "\"text\"",
            })
    void wrongParamsAreToldSo(String params) throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            assertEquals(RpcError.INVALID_PARAMS, client.error("tests/list", params));
            assertEquals(RpcError.INVALID_PARAMS, client.error("workspace/executeCommand", params));
        }
    }

    @Test
    void anArgumentThatIsNoneDoesNotMeanEverything() throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            for (String argument : List.of("5", "\"text\"", "[1]")) {
                String params = "{\"command\": \"tests.run\", \"arguments\": [" + argument + "]}";
                assertEquals(
                        RpcError.INVALID_PARAMS, client.error("workspace/executeCommand", params));
            }
            assertEquals(RpcError.INVALID_PARAMS, client.error("tests/refresh", "{\"uris\": 5}"));
        }
    }

    @Test
    void noNotificationIsAnswered() throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            client.notify("$/cancelRequest", "7");
            client.notify("$/cancelRequest", "{\"id\": []}");
            client.notify("textDocument/didChange", "5");
            client.result("tests/list", "{}");
            assertEquals(List.of(), client.errors());
        }
    }

    @Test
    void anAnswerToNothingIsNoRequest() throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            String body = "{\"jsonrpc\":\"2.0\",\"id\":\"never asked\"}";
            client.raw("Content-Length: " + body.length() + "\r\n\r\n" + body);
            JsonObject answer = client.await(it -> it.has("error"));
            assertEquals("never asked", answer.get("id").getAsString());
        }
    }

    @Test
    void wrongNotificationsAreDropped() throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            client.notify("textDocument/didOpen", "{\"textDocument\": 7}");
            client.notify("textDocument/didChange", "{}");
            client.notify("window/workDoneProgress/cancel", "{}");
            client.notify("$/setTrace", "{\"value\": \"off\"}");
            client.notify("telemetry/unheardOf", "[]");
            assertEquals(0, client.result("tests/list", "{}").getAsJsonArray("items").size());
            assertTrue(client.log().contains("textDocument/didOpen"));
        }
    }

    @Test
    void aBugIsAnErrorAndALogLine() throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            client.engine.isBroken = true;
            assertEquals(RpcError.INTERNAL_ERROR, client.error("tests/run", "{\"runId\": \"a\"}"));
            assertTrue(client.log().contains("a bug in the engine"));
            // Nothing would ever end it.
            assertEquals(List.of(), client.all("window/workDoneProgress/create"));
            client.engine.isBroken = false;
            assertTrue(
                    client.result("tests/run", "{\"runId\": \"a\"}")
                            .get("accepted")
                            .getAsBoolean());
        }
    }

    @Test
    void aCancelledRequestSaysSo() throws Exception {
        TestClient client = new TestClient(state);
        try (client) {
            client.engine.hold();
            client.initialize(folder, TestClient.EVERYTHING, "null");
            String id = client.ask("tests/list", new JsonObject());
            client.notify("$/cancelRequest", "{\"id\": \"" + id + "\"}");
            client.awaitRead();
            client.engine.letOpen();
            JsonObject answer =
                    client.await(it ->
                            it.has("id")
                                    && !it.has("method")
                                    && it.get("id").getAsString().equals(id));
            assertEquals(
                    RpcError.REQUEST_CANCELLED,
                    answer.getAsJsonObject("error").get("code").getAsInt());
        }
    }
}
