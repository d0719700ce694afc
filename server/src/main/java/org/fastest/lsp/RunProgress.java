package org.fastest.lsp;

import com.google.gson.JsonObject;

/** A run as the editor's own progress, with a cancel button; begins when the client agreed. */
final class RunProgress {
    private final Client client;
    private final String token;
    private boolean begun;
    private boolean ended;
    private String closing = "";
    private int shownDone = -1;

    RunProgress(Client client, String token) {
        this.client = client;
        this.token = token;
    }

    /** Asks for it; what is told before the client agrees is kept. */
    void create() {
        if (client.profile().progress()) {
            client.createProgress(token, this::begin);
        }
    }

    String token() {
        return token;
    }

    private void begin() {
        begun = true;
        client.progress(
                token,
                Json.object(
                        "kind",
                        "begin",
                        "title",
                        "Running tests",
                        "cancellable",
                        true,
                        "percentage",
                        0));
        if (ended) {
            end(closing);
        }
    }

    void report(int done, int total) {
        if (begun && !ended && done != shownDone && total > 0) {
            shownDone = done;
            client.progress(
                    token,
                    Json.object(
                            "kind",
                            "report",
                            "message",
                            done + "/" + total,
                            "percentage",
                            Math.min(100, 100 * done / total)));
        }
    }

    void end(String message) {
        ended = true;
        closing = message;
        if (begun) {
            JsonObject end = Json.object("kind", "end", "message", message);
            client.progress(token, end);
        }
    }
}
