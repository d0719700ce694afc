package org.fastest.lsp;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import org.fastest.engine.Engine;
import org.fastest.index.Territory;
import org.fastest.index.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * What goes on between {@code initialize} and {@code shutdown}: answers each message, one after the
 * other, on one thread. Opens the workspace first, so that every message finds it open.
 */
final class Session {
    private final Engines engines;
    private final LspServer.Values values;
    private final Log log;
    private final Executor work;
    private final Client client;
    private final Documents documents = new Documents();
    private final Listing listing;
    private volatile @Nullable Features features;
    private volatile @Nullable Runs runs;

    Session(Engines engines, LspServer.Values values, Log log, Client client, Executor work) {
        this.engines = engines;
        this.values = values;
        this.log = log;
        this.client = client;
        this.work = work;
        this.listing = new Listing(values.clock());
    }

    /** Opens the folder that the client named, if it named one. */
    void open() {
        String root = client.profile().root();
        Path folder = root == null ? null : Uris.path(root);
        if (folder != null) {
            openOrTell(folder);
        }
    }

    private void openOrTell(Path folder) {
        try {
            open(folder);
        } catch (RuntimeException e) {
            log.bug("opening " + folder, e);
            client.show(Client.ERROR, "Tests: cannot open " + folder + ": " + e.getMessage());
        }
    }

    private void open(Path folder) {
        Engine engine = engines.get();
        if (engine == null) {
            return;
        }
        Workspace workspace = engine.open(Territory.whole(folder));
        Project project = new Project(workspace, documents, client.profile().utf8());
        Diagnostics diagnostics = new Diagnostics(project, client);
        Features opened =
                new Features(engine, project, documents, client, diagnostics, values.clock());
        Trust trust = new Trust(client.profile().trusted(), values.stateFolder(), folder, log);
        features = opened;
        runs = new Runs(opened, trust, work);
        opened.showIssues();
    }

    /** What was asked for with no folder given opens the folder of the first document. */
    private void openFor(Path file) {
        Path folder = file.getParent();
        if (features == null && client.profile().root() == null && folder != null) {
            openOrTell(folder);
        }
    }

    /** Whether there is such a request for this client. */
    boolean answers(String method) {
        return switch (method) {
            case "textDocument/codeLens", "textDocument/codeAction", "workspace/executeCommand" ->
                    true;
            case "tests/list",
                    "tests/refresh",
                    "tests/run",
                    "tests/cancel",
                    "tests/resolveCommand" ->
                    client.profile().tests();
            default -> false;
        };
    }

    @Nullable JsonElement request(String method, JsonObject params) {
        try {
            return answer(method, params);
        } finally {
            flush();
        }
    }

    private @Nullable JsonElement answer(String method, JsonObject params) {
        Asked asked = new Asked(features, runs, listing, client);
        return switch (method) {
            case "textDocument/codeLens" -> asked.codeLens(params);
            case "textDocument/codeAction" -> asked.codeAction(params);
            case "workspace/executeCommand" -> asked.executeCommand(params);
            case "tests/list" -> asked.list(params);
            case "tests/refresh" -> asked.refresh(params);
            case "tests/run" -> asked.run(params);
            case "tests/cancel" -> asked.cancel(params);
            case "tests/resolveCommand" -> asked.resolveCommand(params);
            default -> throw new RpcError(RpcError.METHOD_NOT_FOUND, method);
        };
    }

    /** Takes a notification; unknown ones are for other servers. */
    void notification(String method, JsonObject params) {
        switch (method) {
            case "initialized" -> watch();
            case "textDocument/didOpen" -> opened(Json.needObject(params, "textDocument"));
            case "textDocument/didChange" -> sync().changed(params);
            case "textDocument/didClose" -> sync().closed(Json.needObject(params, "textDocument"));
            case "textDocument/didSave" -> sync().saved(Json.needObject(params, "textDocument"));
            case "workspace/didChangeWatchedFiles" -> sync().filesChanged();
            case "window/workDoneProgress/cancel" -> cancelProgress(params);
            default -> {}
        }
        flush();
    }

    private void opened(JsonObject document) {
        Path file = Uris.path(Json.needString(document, "uri"));
        if (file != null) {
            openFor(file);
            sync().opened(document, file);
        }
    }

    private Sync sync() {
        return new Sync(documents, features);
    }

    private void cancelProgress(JsonObject params) {
        JsonElement token = Json.member(params, "token");
        Runs going = runs;
        if (going != null && token != null && token.isJsonPrimitive()) {
            going.cancelByToken(token.getAsString());
        }
    }

    private void watch() {
        if (client.profile().watching()) {
            List<String> globs =
                    List.of(
                            "**/*.py",
                            "**/{pytest,.pytest}.{ini,toml}",
                            "**/{pyproject.toml,tox.ini,setup.cfg}");
            List<JsonObject> watchers =
                    globs.stream().map(glob -> Json.object("globPattern", glob)).toList();
            client.watch(Json.array(watchers));
        }
    }

    private void flush() {
        Features shown = features;
        if (shown != null) {
            shown.diagnostics().flush();
        }
    }

    /** Ends every run; nothing is answered any more. */
    void close() {
        Runs going = runs;
        if (going != null) {
            going.killAll();
        }
    }
}
