package org.fastest.lsp;

import static org.fastest.lsp.TestClient.ofType;
import static org.fastest.lsp.TestClient.text;
import static org.fastest.lsp.TestClient.types;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.fastest.model.CollectError;
import org.fastest.model.Failure;
import org.fastest.model.Outcome;
import org.fastest.model.Phase;
import org.fastest.model.PhaseReport;
import org.fastest.model.RunEnd;
import org.fastest.model.RunEvent;
import org.fastest.model.RunWarning;
import org.fastest.model.Section;
import org.fastest.model.Selection;
import org.fastest.model.TestResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code tests/run} and what follows: the invariants of docs/protocol.md. */
@Timeout(60)
final class RunTest {
    private static final String ONE = "test_a.py::test_one";
    private static final String TWO = "test_a.py::test_two";

    @TempDir private Path folder;
    @TempDir private Path state;
    private Path file;
    private String uri;

    @BeforeEach
    void write() throws Exception {
        file = folder.resolve("test_a.py");
        uri = Uris.of(file);
        Files.writeString(
                file,
                """
                def test_one():
                    assert 9 == 10
                @parametrize
                def test_two(n):
                    assert n
                """);
    }

    private FakeEngine.Run start(TestClient client, String params) throws Exception {
        JsonObject answer = client.result("tests/run", params);
        assertTrue(answer.get("accepted").getAsBoolean(), answer.toString());
        return client.engine.nextRun();
    }

    private String id(String nodeId) {
        return Uris.of(folder) + "::" + nodeId;
    }

    @Test
    void answersBeforeItsEventsAndEndsLast() throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            FakeEngine.Run run = start(client, "{\"profile\": {\"kind\": \"run\"}}");
            assertInstanceOf(Selection.All.class, run.selection);
            run.collect(ONE);
            run.pass(ONE);
            run.end();
            run.pass(ONE);
            List<JsonObject> events = client.ended("run-1");
            assertEquals(List.of("enqueued", "started", "passed", "ended"), types(events));
            assertEquals(12.346, events.get(2).get("durationMs").getAsDouble());
            assertEquals(0, events.get(3).get("exitCode").getAsInt());
            client.result("tests/list", "{}");
            assertEquals(4, client.events("run-1").size());
            int answer = indexOf(client, "accepted");
            assertTrue(answer >= 0 && answer < indexOf(client, "tests/runEvent"));
        }
    }

    private static int indexOf(TestClient client, String text) {
        List<JsonObject> inbox = List.copyOf(client.inbox);
        for (int i = 0; i < inbox.size(); i++) {
            if (inbox.get(i).toString().contains(text)) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void countsEachSelectedTestOnce() throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            FakeEngine.Run run = start(client, "{\"runId\": \"r\"}");
            List<Outcome> outcomes = List.of(Outcome.values());
            String[] cases = new String[outcomes.size()];
            for (int i = 0; i < cases.length; i++) {
                cases[i] = TWO + "[" + i + "]";
            }
            run.collect(cases);
            for (int i = 0; i < cases.length; i++) {
                run.finish(cases[i], outcomes.get(i), null);
                run.finish(cases[i], Outcome.PASSED, null);
            }
            run.end(RunEnd.Reason.DONE, 1, null);
            List<JsonObject> events = client.ended("r");
            assertEquals(
                    "{\"passed\":1,\"failed\":1,\"errored\":1,\"skipped\":1,\"xfailed\":1,\"xpassed\":1,\"total\":6}",
                    ofType(events, "ended").get(0).get("counts").toString());
            for (String word :
                    List.of("errored", "failed", "xpassed", "xfailed", "skipped", "passed")) {
                assertEquals(1, ofType(events, word).size(), word);
            }
        }
    }

    @Test
    void casesOfABaseAreDiscoveredOnceAndThenListed() throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            FakeEngine.Run run =
                    start(client, "{\"runId\": \"r\", \"include\": [\"" + id(TWO) + "\"]}");
            assertEquals(new Selection.Ids(List.of(run.id(TWO)), List.of()), run.selection);
            run.collect(TWO + "[a::b]", TWO + "[2]");
            run.pass(TWO + "[a::b]");
            run.pass(TWO + "[2]");
            run.end();
            List<JsonObject> events = client.ended("r");
            assertEquals("discovered", text(events.get(0), "t"));
            JsonArray items = events.get(0).getAsJsonArray("items");
            assertEquals(2, items.size());
            JsonObject found = items.get(0).getAsJsonObject();
            assertEquals(id(TWO), text(found, "parent"));
            assertEquals("[a::b]", text(found, "label"));
            assertEquals("run", text(found, "origin"));
            assertTrue(found.has("range"));
            assertEquals(0, ofType(events, "errored").size());

            JsonArray below =
                    client.result("tests/list", "{\"id\": \"" + id(TWO) + "\"}")
                            .getAsJsonArray("items");
            assertEquals(2, below.size());
            assertEquals(
                    "passed",
                    text(below.get(0).getAsJsonObject().getAsJsonObject("last"), "outcome"));

            FakeEngine.Run again =
                    start(client, "{\"runId\": \"s\", \"include\": [\"" + id(TWO + "[2]") + "\"]}");
            again.collect(TWO + "[2]");
            again.end();
            assertEquals(0, ofType(client.ended("s"), "discovered").size());
        }
    }

    @Test
    void unknownFilesAndClassesAreDiscoveredAboveTheirTests() throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            FakeEngine.Run run = start(client, "{\"runId\": \"r\"}");
            run.collect("sub/test_[new].py::TestX::test_y[1]");
            run.end(RunEnd.Reason.CANCELLED, 2, null);
            JsonArray items = client.ended("r").get(0).getAsJsonArray("items");
            List<String> kinds =
                    items.asList().stream().map(it -> text(it.getAsJsonObject(), "kind")).toList();
            assertEquals(List.of("dir", "file", "class", "function", "case"), kinds);
        }
    }

    @Test
    void aMissingResultIsAnErrorNeverGreen() throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            FakeEngine.Run run = start(client, "{\"runId\": \"r\"}");
            run.collect(List.of("test_a.py::test_gone"), ONE);
            run.end();
            List<JsonObject> events = client.ended("r");
            List<String> errored =
                    ofType(events, "errored").stream().map(it -> text(it, "id")).toList();
            assertEquals(List.of(id("test_a.py::test_gone"), id(ONE)), errored);
            assertTrue(events.toString().contains("there is no such test on disk"));
            assertEquals(1, events.getLast().get("exitCode").getAsInt());
        }
    }

    @Test
    void aTestThatIsOnlyInTheBufferAsksForSaving() throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            client.didOpen(uri, Files.readString(file));
            client.didChange(uri, 6, new int[] {0, 4, 0, 12}, "test_new");
            FakeEngine.Run run = start(client, "{\"runId\": \"r\"}");
            run.collect(List.of("test_a.py::test_new"));
            run.end(RunEnd.Reason.DONE, 4, null);
            assertTrue(client.ended("r").toString().contains("save the file first"));
        }
    }

    @Test
    void aNamedTestWithoutAWordIsAnError() throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            FakeEngine.Run run =
                    start(client, "{\"runId\": \"r\", \"include\": [\"" + id(ONE) + "\"]}");
            run.end(RunEnd.Reason.ERROR, 4, "usage error");
            List<JsonObject> events = client.ended("r");
            assertEquals(List.of("enqueued", "errored", "ended"), types(events));
            assertTrue(events.get(1).toString().contains("usage error"));
            assertEquals("error", text(events.get(2), "reason"));
        }
    }

    @Test
    void cancellingNamesWhatHasNoResult() throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            FakeEngine.Run run = start(client, "{\"runId\": \"r\"}");
            run.collect(ONE, TWO);
            run.pass(ONE);
            client.awaitEvent("r", "passed");
            JsonObject state = client.result("tests/cancel", "{\"runId\": \"r\"}");
            assertEquals("cancelling", text(state, "state"));
            assertEquals("cancel", run.stops.take());
            client.result("tests/cancel", "{\"runId\": \"r\", \"force\": true}");
            assertEquals("kill", run.stops.take());
            run.end(RunEnd.Reason.CANCELLED, 2, null);
            JsonObject end = client.ended("r").getLast();
            assertEquals("[\"" + id(TWO) + "\"]", end.get("unfinished").toString());
            assertTrue(text(end, "message").contains(TWO));
            assertEquals(2, end.getAsJsonObject("counts").get("total").getAsInt());
            state = client.result("tests/cancel", "{\"runId\": \"r\"}");
            assertEquals("unknown", text(state, "state"));
        }
    }

    @Test
    void severalRunsGoAtOnce() throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            FakeEngine.Run first = start(client, "{\"runId\": \"a\"}");
            FakeEngine.Run second = start(client, "{\"runId\": \"b\"}");
            JsonObject third = client.result("tests/run", "{\"runId\": \"b\"}");
            assertFalse(third.get("accepted").getAsBoolean());
            assertTrue(text(third, "reason").contains("in use"));
            first.collect(ONE);
            second.collect(ONE);
            second.pass(ONE);
            first.pass(ONE);
            first.end();
            second.end();
            assertEquals(1, ofType(client.ended("a"), "ended").size());
            assertEquals(1, ofType(client.ended("b"), "passed").size());
            assertTrue(
                    client.result("tests/run", "{\"runId\": \"b\"}")
                            .get("accepted")
                            .getAsBoolean());
        }
    }

    @Test
    void settingsReachTheEngine() throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            FakeEngine.Run run =
                    start(
                            client,
                            """
                            {"runId": "r", "workers": 3, "exclude": ["%s"],
                             "profile": {"kind": "run", "args": ["-x"], "env": {"A": "1", "B": null}}}
                            """
                                    .formatted(id(TWO)));
            assertEquals("r", run.settings.runId());
            assertEquals("3", run.settings.workers());
            assertEquals(List.of("-x"), run.settings.args());
            assertTrue(run.settings.env().containsKey("B"));
            assertNull(run.settings.env().get("B"));
            assertEquals(
                    new Selection.Ids(List.of(run.id("test_a.py")), List.of(run.id(TWO))),
                    run.selection);
        }
    }

    @Test
    void whatThisVersionCannotDoIsRefused() throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            for (String params :
                    List.of(
                            "{\"profile\": {\"kind\": \"profile\"}}",
                            "{\"select\": {\"affectedSince\": \"a\"}}",
                            "{\"continuous\": true, \"profile\": {\"kind\": \"debug\"}}",
                            "{\"include\": []}")) {
                JsonObject answer = client.result("tests/run", params);
                assertFalse(answer.get("accepted").getAsBoolean(), params);
                assertTrue(answer.has("reason"));
            }
            assertEquals(RpcError.INVALID_PARAMS, client.error("tests/run", "{\"workers\": 0}"));
            for (String method : List.of("tests/nothing")) {
                assertEquals(RpcError.METHOD_NOT_FOUND, client.error(method, "{}"));
            }
        }
    }

    @Test
    void messagesCarryEverything() throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            FakeEngine.Run run = start(client, "{\"runId\": \"r\"}");
            run.collect(ONE);
            run.fail(ONE, file, 2, "assert 9 == 10");
            run.end(RunEnd.Reason.DONE, 1, null);
            JsonObject failed = ofType(client.ended("r"), "failed").get(0);
            JsonObject message = failed.getAsJsonArray("messages").get(0).getAsJsonObject();
            assertEquals("E   assert 9 == 10", text(message, "text"));
            assertTrue(text(message, "ansi").startsWith("\u001b"));
            assertEquals("10", text(message, "expected"));
            assertEquals("9", text(message, "actual"));
            assertEquals("call", text(message, "phase"));
            assertEquals("AssertionError", text(message, "exception"));
            JsonObject location = message.getAsJsonObject("location");
            assertEquals(uri, text(location, "uri"));
            assertEquals(
                    "{\"start\":{\"line\":1,\"character\":4},\"end\":{\"line\":1,\"character\":18}}",
                    location.get("range").toString());
            JsonArray stack = message.getAsJsonArray("stack");
            assertTrue(stack.get(0).getAsJsonObject().get("user").getAsBoolean());
            assertFalse(stack.get(1).getAsJsonObject().get("user").getAsBoolean());
        }
    }

    @Test
    void earlierAttemptsSubtestsAndOutputAreTold() throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            FakeEngine.Run run = start(client, "{\"runId\": \"r\"}");
            run.collect(ONE, TWO);
            Failure flaky = Failure.of("flaky");
            run.say(new RunEvent.Output(run.id(ONE), section("live")));
            PhaseReport rerun =
                    new PhaseReport(Phase.CALL, "failed", "rerun", 1, flaky, null, null);
            PhaseReport part =
                    new PhaseReport(Phase.CALL, "failed", "failed", 1, flaky, null, "(i=1)");
            for (String test : List.of(ONE, TWO)) {
                run.say(
                        new RunEvent.Finished(
                                new TestResult(
                                        run.id(test),
                                        Outcome.FAILED,
                                        1,
                                        List.of(rerun, part),
                                        List.of(section("late")))));
            }
            run.say(new RunEvent.RawOutput(0, "raw"));
            run.say(new RunEvent.WorkerLost(0, "killed"));
            run.say(new RunEvent.Warned(new RunWarning("old", "W", "a.py", 3, "runtest", null)));
            run.end(RunEnd.Reason.DONE, 1, null);
            List<JsonObject> events = client.ended("r");
            assertEquals(2, ofType(events, "attempt").size());
            JsonArray messages = ofType(events, "failed").get(0).getAsJsonArray("messages");
            assertEquals(1, messages.size());
            assertEquals("(i=1)", text(messages.get(0).getAsJsonObject(), "subtest"));
            List<String> output =
                    ofType(events, "output").stream().map(it -> text(it, "text")).toList();
            assertEquals(
                    List.of(
                            "live",
                            "late",
                            "raw",
                            "worker 0 was lost: killed\n",
                            "a.py:3: W: old\n"),
                    output);
        }
    }

    private static Section section(String text) {
        return new Section(Phase.CALL, "stdout", text);
    }

    @Test
    void outputArrivesAsItWasWritten() throws Exception {
        String odd = "\u0000\u001b[1m\"\\\t\r\n\u2028é😀\uD83D lone \uDE00\uD800";
        try (TestClient client = TestClient.open(folder, state)) {
            FakeEngine.Run run = start(client, "{\"runId\": \"r\"}");
            run.say(new RunEvent.RawOutput(0, odd));
            run.end();
            assertEquals(odd, text(client.ended("r").get(0), "text"));
        }
    }

    @Test
    void outputIsBoundedAndSaysSo() throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            FakeEngine.Run run = start(client, "{\"runId\": \"r\"}");
            String much = "x".repeat(1 << 20);
            for (int i = 0; i < 20; i++) {
                run.say(new RunEvent.RawOutput(0, much));
            }
            run.end();
            List<JsonObject> output = ofType(client.ended("r"), "output");
            int length = output.stream().mapToInt(it -> text(it, "text").length()).sum();
            assertTrue(length < (4 << 20) + 100, "" + length);
            assertEquals("… 16777216 characters left out …\n", text(output.getLast(), "text"));
        }
    }

    @Test
    void aFileThatCannotBeCollectedIsAnErrorOfTheFile() throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            FakeEngine.Run run = start(client, "{\"runId\": \"r\"}");
            CollectError error =
                    new CollectError("test_a.py", "test_a.py", 2, "E   ImportError: no", null);
            run.say(new RunEvent.CollectFailed(error));
            run.say(new RunEvent.CollectFailed(error));
            run.end(RunEnd.Reason.ERROR, 2, null);
            List<JsonObject> events = client.ended("r");
            assertEquals(List.of("errored", "ended"), types(events));
            assertEquals(id("test_a.py"), text(events.get(0), "id"));
            JsonObject diagnostic =
                    client.await(it -> it.toString().contains("\"message\":\"ImportError: no\""))
                            .getAsJsonObject("params");
            assertEquals(uri, text(diagnostic, "uri"));
        }
    }

    @Test
    void aHundredThousandEventsComeInPieces() throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            FakeEngine.Run run = start(client, "{\"runId\": \"r\"}");
            String[] cases = new String[5_000];
            for (int i = 0; i < cases.length; i++) {
                cases[i] = TWO + "[" + i + "]";
            }
            run.collect(cases);
            for (String test : cases) {
                run.pass(test);
            }
            run.end();
            List<JsonObject> events = client.ended("r");
            assertEquals(5_000, ofType(events, "passed").size());
            assertEquals(5_000, ofType(events, "enqueued").size());
        }
    }

    @Test
    void aRunIsKilledWhenTheClientLeaves() throws Exception {
        TestClient client = TestClient.open(folder, state);
        FakeEngine.Run run = start(client, "{\"runId\": \"r\"}");
        client.endOfInput();
        assertEquals(1, client.exitCode());
        assertEquals("kill", run.stops.take());
        // Nobody takes this any more, and it must not wait for anybody.
        for (int i = 0; i < 20; i++) {
            run.say(new RunEvent.RawOutput(0, "x".repeat(1 << 20)));
        }
    }

    @Test
    void aCommandForTheTerminal() throws Exception {
        try (TestClient client = TestClient.open(folder, state)) {
            String ids = "{\"ids\": [\"" + id(ONE) + "\"]}";
            JsonArray commands =
                    client.element(
                                    "tests/resolveCommand",
                                    com.google.gson.JsonParser.parseString(ids))
                            .getAsJsonArray();
            JsonObject command = commands.get(0).getAsJsonObject();
            assertEquals(folder.toString(), text(command, "cwd"));
            assertEquals("python", command.getAsJsonArray("argv").get(0).getAsString());
            assertEquals(Map.of(), command.getAsJsonObject("env").asMap());
        }
    }
}
