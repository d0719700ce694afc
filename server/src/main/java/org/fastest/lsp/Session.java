package org.fastest.lsp;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.fastest.engine.Engine;
import org.fastest.engine.PythonChoice;
import org.jspecify.annotations.Nullable;

/**
 * What goes on between {@code initialize} and {@code shutdown}: answers each message, one after the
 * other, on one thread. Opens the folders first, so that every message finds them open.
 */
final class Session {
    private final Engines engines;
    private final LspServer.Values values;
    private final Log log;
    private final Executor work;
    private final Delay delay;
    private final Client client;
    private final Listing listing;
    private volatile @Nullable Opened opened;
    private boolean isInitialized;

    /** What there is once the engine is there. */
    private record Opened(
            Features features,
            Folders folders,
            DiskChanges disk,
            Runs runs,
            Continuous continuous,
            Sync sync) {}

    Session(
            Engines engines,
            LspServer.Values values,
            Log log,
            Client client,
            Executor work,
            Delay delay) {
        this.engines = engines;
        this.values = values;
        this.log = log;
        this.client = client;
        this.work = work;
        this.delay = delay;
        this.listing = new Listing(values.clock());
    }

    /** Opens the folders that the client named. */
    void open() {
        Engine engine = engines.get();
        if (engine == null) {
            return;
        }
        Documents documents = new Documents();
        Settings settings = new Settings(client.profile().options());
        List<String> faults = settings.take(new JsonObject());
        Features features = new Features(engine, documents, client, values.clock(), settings);
        engine.choose(settings.python());
        complain(faults);
        Folders folders = new Folders(features, work, log);
        DiskChanges disk = new DiskChanges(features, folders, delay);
        Runs runs = new Runs(features, folders, disk, work, delay);
        opened =
                new Opened(
                        features,
                        folders,
                        disk,
                        runs,
                        new Continuous(features, runs, disk, work, delay),
                        new Sync(features, disk, delay));
        for (String root : client.profile().roots()) {
            add(folders, Uris.path(root));
        }
        // The client lists what is there: nothing has changed for it.
        folders.divideFirst();
        features.diagnostics().flush();
        features.tellProfiles();
        folders.reconcile();
    }

    private void complain(List<String> faults) {
        for (String fault : faults) {
            client.show(Client.ERROR, "Tests: " + fault);
        }
    }

    /** The client's settings are these now. */
    private void configured(Opened there, JsonObject section) {
        Settings settings = there.features.profiles().settings();
        PythonChoice before = settings.python();
        complain(settings.take(section));
        if (!before.equals(settings.python())) {
            there.features.engine().choose(settings.python());
            there.disk.lookAtAll();
            there.features.diagnostics().flush();
        }
        there.features.tellProfiles();
    }

    private void settingsChanged(Opened there, JsonObject params) {
        if (Json.path(params, "settings", "fastest") instanceof JsonObject section) {
            configured(there, section);
        } else if (client.profile().configuration()) {
            client.configuration(section -> configured(there, section));
        }
    }

    private void add(Folders folders, @Nullable Path folder) {
        if (folder != null) {
            Boolean said = client.profile().trusted().of(folder);
            folders.open(folder, new Trust(said, values.stateFolder(), folder, log));
        }
    }

    private Opened opened() {
        Opened there = opened;
        if (there == null) {
            throw new RpcError(RpcError.REQUEST_CANCELLED, "the server is ending");
        }
        return there;
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
                    "tests/coverage",
                    "tests/explain",
                    "tests/related",
                    "tests/resolveCommand",
                    "tests/results" ->
                    client.profile().tests();
            default -> client.profile().abilities().has(method);
        };
    }

    @Nullable JsonElement request(String method, JsonObject params) {
        Opened there = opened();
        try {
            there.disk.lookIfFew();
            return answer(there, method, params);
        } finally {
            there.features.diagnostics().flush();
            there.features.tellProfiles();
        }
    }

    /** An answer that takes its time, or null where the request is answered at once. */
    @Nullable CompletableFuture<@Nullable JsonElement> later(String method, JsonObject params) {
        if (method.equals("tests/explain")) {
            Opened there = opened();
            there.disk.lookIfFew();
            there.features.diagnostics().flush();
            return new Explained(there.features, there.folders).answer(params);
        }
        if (method.equals("tests/related")) {
            Opened there = opened();
            there.disk.lookIfFew();
            there.features.diagnostics().flush();
            return new Related(there.features, work).answer(params);
        }
        if (method.equals("tests/results")) {
            return asked(opened()).results(params);
        }
        if (method.equals("tests/run") && RunChoice.needsReach(params)) {
            Opened there = opened();
            there.disk.lookAtAll();
            there.features.diagnostics().flush();
            RunChoice choice = RunChoice.of(params);
            return new Affected(there.features, there.folders, work)
                    .run(params, choice, asked(there));
        }
        if (client.profile().abilities().has(method)) {
            Opened there = opened();
            there.disk.lookIfFew();
            there.features.diagnostics().flush();
            return new Standard(there.features).later(method, params, work);
        }
        if (!method.equals("tests/refresh") || !"collect".equals(Json.string(params, "mode"))) {
            return null;
        }
        Opened there = opened();
        there.disk.lookAtAll();
        there.features.diagnostics().flush();
        // On the session's thread, behind all that the collection has changed.
        return there.folders
                .collect()
                .thenApplyAsync(
                        done -> Json.object("generation", there.features.generation()), work);
    }

    private Asked asked(Opened there) {
        return new Asked(
                there.features,
                there.runs,
                there.continuous,
                there.disk,
                listing,
                values.stateFolder());
    }

    private @Nullable JsonElement answer(Opened there, String method, JsonObject params) {
        Asked asked = asked(there);
        return switch (method) {
            case "textDocument/codeLens" -> asked.codeLens(params);
            case "textDocument/codeAction" -> asked.codeAction(params);
            case "workspace/executeCommand" -> asked.executeCommand(params);
            case "tests/list" -> asked.list(params);
            case "tests/refresh" -> asked.refresh(params);
            case "tests/run" -> asked.run(params);
            case "tests/cancel" -> asked.cancel(params);
            case "tests/coverage" -> asked.coverage(params);
            case "tests/resolveCommand" -> asked.resolveCommand(params);
            default -> new Standard(there.features).answer(method, params);
        };
    }

    /** Takes a notification; unknown ones are for other servers. */
    void notification(String method, JsonObject params) {
        Opened there = opened();
        switch (method) {
            case "initialized" -> initialized(there);
            case "workspace/didChangeConfiguration" -> settingsChanged(there, params);
            case "textDocument/didOpen" -> opened(there, Json.needObject(params, "textDocument"));
            case "textDocument/didChange" -> there.sync.changed(params);
            case "textDocument/didClose" ->
                    there.sync.closed(Json.needObject(params, "textDocument"));
            case "textDocument/didSave" -> saved(there, Json.needObject(params, "textDocument"));
            case "workspace/didChangeWatchedFiles" -> there.disk.told(FileEvents.watched(params));
            case "workspace/didCreateFiles",
                    "workspace/didRenameFiles",
                    "workspace/didDeleteFiles" ->
                    there.disk.told(FileEvents.operated(params));
            case "workspace/didChangeWorkspaceFolders" -> foldersChanged(there, params);
            case "window/workDoneProgress/cancel" -> cancelProgress(there, params);
            default -> {}
        }
        there.features.diagnostics().flush();
        there.features.tellProfiles();
    }

    private void opened(Opened there, JsonObject document) {
        Path named = Uris.path(Json.needString(document, "uri"));
        if (named != null) {
            if (there.folders.isEmpty() && client.profile().roots().isEmpty()) {
                // With no folder given, that of the first document is served.
                add(there.folders, named.getParent());
                there.features.changed(there.folders.divide());
                there.folders.reconcile();
            }
            there.sync.opened(document, there.features.projects().spelled(named));
        }
    }

    private void saved(Opened there, JsonObject document) {
        there.sync.saved(document);
        ProjectFile file = there.features.projects().file(Json.needString(document, "uri"));
        if (file != null) {
            there.continuous.saved(file.project().file(file.path()));
        }
    }

    private void foldersChanged(Opened there, JsonObject params) {
        JsonObject event = Json.needObject(params, "event");
        for (Path folder : FileEvents.folders(event, "removed")) {
            there.folders.close(folder);
        }
        for (Path folder : FileEvents.folders(event, "added")) {
            add(there.folders, folder);
        }
        there.features.changed(there.folders.divide());
        there.features.lensesChanged();
        there.folders.reconcile();
    }

    private void cancelProgress(Opened there, JsonObject params) {
        JsonElement token = Json.member(params, "token");
        if (token != null && token.isJsonPrimitive()) {
            there.runs.cancelByToken(token.getAsString());
        }
    }

    /** Once: what a client registers twice it tells twice. */
    private void initialized(Opened there) {
        if (isInitialized) {
            return;
        }
        isInitialized = true;
        watch();
        if (client.profile().settingsEvents()) {
            client.watchSettings();
        }
        if (client.profile().configuration()) {
            client.configuration(section -> configured(there, section));
        }
    }

    private void watch() {
        if (client.profile().watching()) {
            client.watch(FileEvents.watchers());
        }
    }

    /** Ends every run; nothing is answered any more. */
    void close() {
        Opened there = opened;
        if (there != null) {
            there.runs.killAll();
        }
    }
}
