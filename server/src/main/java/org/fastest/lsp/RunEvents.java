package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import org.fastest.model.TestId;

/**
 * A run's events on their way to the client: many in one message, the messages numbered without
 * gaps. There are three for each test that passes, of a hundred thousand tests: those are written
 * without a tree in between. Used by the session's thread.
 */
final class RunEvents {
    /** Events in one message at most. */
    static final int MOST = 1_000;

    /** Characters after which a message is sent, whatever they are of. */
    private static final int LONG = 1 << 18;

    private final Client client;
    private final boolean isHeard;
    private final String runId;
    private StringBuilder text = new StringBuilder();

    /** The project of the last id, and what stands in front of its node ids. */
    private String project = "";

    private String front = "";
    private int count;
    private long sent;

    /** The events of a run; a client that has not opted in hears none. */
    RunEvents(Client client, String runId) {
        this.client = client;
        this.isHeard = client.profile().tests();
        this.runId = runId;
    }

    /** The test is selected. */
    void enqueued(TestId id) {
        if (isHeard) {
            begin("enqueued", id);
            end();
        }
    }

    /** The test began in a worker. */
    void started(TestId id, int worker) {
        if (isHeard) {
            begin("started", id);
            text.append(",\"worker\":").append(worker);
            end();
        }
    }

    /**
     * The test's one outcome.
     *
     * @param word the outcome's name on the wire
     * @param millis what it took
     * @param messages why, where there is something to say
     */
    void outcome(String word, TestId id, double millis, JsonArray messages) {
        if (isHeard) {
            begin(word, id);
            text.append(",\"durationMs\":");
            thousandths(Math.round(millis * 1e3), text);
            if (!messages.isEmpty()) {
                text.append(",\"messages\":");
                MessageWriter.write(messages, text);
            }
            end();
        }
    }

    /** Any other event. */
    void add(JsonObject event) {
        if (isHeard) {
            text.append(count == 0 ? '[' : ',');
            MessageWriter.write(event, text);
            counted();
        }
    }

    private void begin(String type, TestId id) {
        if (front.isEmpty() || !project.equals(id.project())) {
            project = id.project();
            StringBuilder start = new StringBuilder("\",\"id\":\"");
            MessageWriter.escaped(project, start);
            front = start.append("::").toString();
        }
        // As TestId writes itself, but for the text in between.
        text.append(count == 0 ? "[{\"t\":\"" : ",{\"t\":\"").append(type).append(front);
        MessageWriter.escaped(id.nodeId(), text);
        if (id.occurrence() > 1) {
            text.append('#').append(id.occurrence());
        }
        text.append('"');
    }

    private void end() {
        text.append('}');
        counted();
    }

    private void counted() {
        if (++count == MOST || text.length() > LONG) {
            send();
        }
    }

    /** Sends what has not been sent. */
    void send() {
        if (count > 0) {
            String events = text.append(']').toString();
            count = 0;
            if (text.capacity() > 2 * LONG) {
                text = new StringBuilder();
            } else {
                text.setLength(0);
            }
            client.tests(
                    "tests/runEvent",
                    Json.object("runId", runId, "seq", ++sent, "events", RawJson.of(events)));
        }
    }

    /** A number that is given in thousandths, without zeros at its end. */
    private static void thousandths(long number, StringBuilder out) {
        out.append(number / 1000);
        int rest = (int) (number % 1000);
        if (rest > 0) {
            // The first digit only keeps the zeros behind it.
            String digits = String.valueOf(1000 + rest);
            int end = digits.length();
            while (digits.charAt(end - 1) == '0') {
                end--;
            }
            out.append('.').append(digits, 1, end);
        }
    }
}
