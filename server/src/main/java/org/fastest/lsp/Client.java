package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.function.Consumer;

/** What the server sends unasked: only what this client said it understands. */
final class Client {
    static final int ERROR = 1;
    static final int INFO = 3;

    private final Rpc rpc;
    private final ClientProfile profile;
    private final Consumer<Runnable> work;
    private boolean refreshing;
    private boolean stale;

    /**
     * Sends over {@code rpc}.
     *
     * @param work runs what an answer of the client leads to on the session's thread
     */
    Client(Rpc rpc, ClientProfile profile, Consumer<Runnable> work) {
        this.rpc = rpc;
        this.profile = profile;
        this.work = work;
    }

    ClientProfile profile() {
        return profile;
    }

    /** One of the {@code tests/*} notifications. */
    void tests(String method, JsonObject params) {
        if (profile.tests()) {
            rpc.notify(method, params);
        }
    }

    void publish(String uri, JsonArray diagnostics) {
        rpc.notify(
                "textDocument/publishDiagnostics",
                Json.object("uri", uri, "diagnostics", diagnostics));
    }

    void show(int type, String message) {
        rpc.notify("window/showMessage", Json.object("type", type, "message", message));
    }

    /** Lets the person see a file: in the editor, where that can be asked to open it. */
    void open(Path file) {
        if (profile.abilities().showing()) {
            JsonObject params =
                    Json.object("uri", Uris.of(file), "external", false, "takeFocus", true);
            rpc.request("window/showDocument", params, ok -> {});
        } else {
            show(INFO, "Tests: the output is in " + file);
        }
    }

    /** Lenses show something else now; one request is under way at a time. */
    void lensesChanged() {
        if (!profile.lensRefresh()) {
            return;
        }
        if (refreshing) {
            stale = true;
            return;
        }
        refreshing = true;
        rpc.request(
                "workspace/codeLens/refresh", new JsonObject(), ok -> work.accept(this::refreshed));
    }

    private void refreshed() {
        refreshing = false;
        if (stale) {
            stale = false;
            lensesChanged();
        }
    }

    /** Asks to show progress; {@code then} happens if the client agrees. */
    void createProgress(String token, Runnable then) {
        rpc.request(
                "window/workDoneProgress/create",
                Json.object("token", token),
                ok -> {
                    if (ok) {
                        work.accept(then);
                    }
                });
    }

    /** Asks for the section {@code fastest} of the client's settings. */
    void configuration(Consumer<JsonObject> then) {
        JsonArray items = new JsonArray();
        items.add(Json.object("section", "fastest"));
        rpc.ask(
                "workspace/configuration",
                Json.object("items", items),
                answer -> {
                    boolean isList = answer.getResult() instanceof JsonArray;
                    JsonArray list = isList ? (JsonArray) answer.getResult() : new JsonArray();
                    JsonElement first = list.isEmpty() ? null : list.get(0);
                    JsonObject section =
                            first instanceof JsonObject found ? found : new JsonObject();
                    work.accept(() -> then.accept(section));
                });
    }

    /** Wants to hear when settings change: some clients tell only those that asked for it. */
    void watchSettings() {
        JsonObject registration =
                Json.object(
                        "id", "fastest-settings",
                        "method", "workspace/didChangeConfiguration",
                        "registerOptions", Json.object("section", "fastest"));
        JsonArray registrations = new JsonArray();
        registrations.add(registration);
        rpc.request(
                "client/registerCapability", Json.object("registrations", registrations), ok -> {});
    }

    void progress(String token, JsonObject value) {
        rpc.notify("$/progress", Json.object("token", token, "value", value));
    }

    void watch(JsonArray watchers) {
        JsonObject registration =
                Json.object(
                        "id", "fastest-files",
                        "method", "workspace/didChangeWatchedFiles",
                        "registerOptions", Json.object("watchers", watchers));
        JsonArray registrations = new JsonArray();
        registrations.add(registration);
        rpc.request(
                "client/registerCapability", Json.object("registrations", registrations), ok -> {});
    }
}
