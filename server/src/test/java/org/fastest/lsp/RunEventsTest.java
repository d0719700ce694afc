package org.fastest.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.fastest.model.TestId;
import org.junit.jupiter.api.Test;

/** What is written without a tree is what a tree would be written as. */
class RunEventsTest {
    private final List<JsonObject> sent = new ArrayList<>();

    @Test
    void eachEventIsTheJsonThatItsValuesMean() {
        TestId id = new TestId("file:///p q", "test_ä.py::test_x[\"\\\n\ud83d-\ud83d\ude00]", 2);
        RunEvents events = events(true);
        events.enqueued(id);
        events.started(id, 3);
        JsonArray messages = new JsonArray();
        messages.add(Json.object("text", "E  \"x\""));
        events.outcome("failed", id, 12.5, messages);
        events.add(Json.object("t", "output", "text", "\t"));
        events.send();
        JsonArray all = new JsonArray();
        all.add(Json.object("t", "enqueued", "id", id));
        all.add(Json.object("t", "started", "id", id, "worker", 3));
        all.add(Json.object("t", "failed", "id", id, "durationMs", 12.5, "messages", messages));
        all.add(Json.object("t", "output", "text", "\t"));
        JsonElement expected = Json.object("runId", "r\"1", "seq", 1, "events", all);
        assertEquals(JsonParser.parseString(expected.toString()), params().getFirst());
    }

    @Test
    void durationsAreNumbersWithoutZerosAtTheirEnd() {
        RunEvents events = events(true);
        double[] millis = {0, 0.001, 0.0004, 0.05, 0.120, 1, 1.5, 10, 999.999, 1e9, 123456.7};
        for (double each : millis) {
            events.outcome("passed", TestId.of("p", "t"), each, new JsonArray());
        }
        events.send();
        List<String> written = new ArrayList<>();
        for (JsonElement event : params().getFirst().getAsJsonArray("events")) {
            written.add(event.getAsJsonObject().get("durationMs").getAsString());
        }
        List<String> expected =
                List.of(
                        "0",
                        "0.001",
                        "0",
                        "0.05",
                        "0.12",
                        "1",
                        "1.5",
                        "10",
                        "999.999",
                        "1000000000",
                        "123456.7");
        assertEquals(expected, written);
    }

    @Test
    void messagesAreBoundedInEventsAndInLength() {
        RunEvents events = events(true);
        for (int i = 0; i < 2_500; i++) {
            events.enqueued(TestId.of("p", "test_" + i));
        }
        for (int i = 0; i < 4; i++) {
            events.add(Json.object("t", "output", "text", "x".repeat(300_000)));
        }
        events.send();
        events.send();
        List<JsonObject> params = params();
        List<Integer> counts = new ArrayList<>();
        for (int i = 0; i < params.size(); i++) {
            assertEquals(i + 1, params.get(i).get("seq").getAsInt());
            counts.add(params.get(i).getAsJsonArray("events").size());
        }
        assertEquals(List.of(1000, 1000, 501, 1, 1, 1), counts);
    }

    @Test
    void aClientThatHasNotOptedInHearsNothing() {
        RunEvents events = events(false);
        events.enqueued(TestId.of("p", "t"));
        events.add(new JsonObject());
        events.send();
        assertTrue(sent.isEmpty());
    }

    private RunEvents events(boolean optsIn) {
        JsonObject tests = optsIn ? Json.object("version", 1) : new JsonObject();
        JsonObject capabilities = Json.object("experimental", Json.object("tests", tests));
        ClientProfile profile = ClientProfile.of(Json.object("capabilities", capabilities));
        Log log = new Log(new PrintStream(new ByteArrayOutputStream()));
        Rpc rpc =
                new Rpc(
                        new ByteArrayOutputStream(),
                        log,
                        text -> sent.add(JsonParser.parseString(text).getAsJsonObject()));
        return new RunEvents(new Client(rpc, profile, Runnable::run), "r\"1");
    }

    private List<JsonObject> params() {
        return sent.stream().map(it -> it.getAsJsonObject("params")).toList();
    }
}
