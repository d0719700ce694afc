package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.fastest.model.Span;
import org.fastest.model.TestId;
import org.jspecify.annotations.Nullable;

/** Answers requests. */
final class Asked {
    private final Features features;
    private final Runs runs;
    private final Continuous continuous;
    private final DiskChanges disk;
    private final Listing listing;
    private final Path state;

    /**
     * Answers of a session.
     *
     * @param state the user's own folder for what is kept
     */
    Asked(
            Features features,
            Runs runs,
            Continuous continuous,
            DiskChanges disk,
            Listing listing,
            Path state) {
        this.continuous = continuous;
        this.state = state;
        this.features = features;
        this.runs = runs;
        this.disk = disk;
        this.listing = listing;
    }

    private Projects projects() {
        return features.projects();
    }

    private ClientProfile profile() {
        return features.client().profile();
    }

    JsonElement codeLens(JsonObject params) {
        String uri = Json.needString(Json.needObject(params, "textDocument"), "uri");
        ProjectFile file = projects().file(uri);
        return file == null
                ? new JsonArray()
                : Lenses.of(file, projects().last(), runs.isIdle() ? null : runs::isRunning);
    }

    JsonElement codeAction(JsonObject params) {
        String uri = Json.needString(Json.needObject(params, "textDocument"), "uri");
        JsonObject context = Json.object(params, "context");
        List<String> only = context == null ? null : Json.strings(context, "only");
        ProjectFile file = projects().file(uri);
        // Ours have no kind: a client that asks for kinds asks for others.
        boolean wanted = only == null || only.isEmpty();
        // Where lenses are shown, a mark beside each line of a test would only be in the way.
        boolean forMark = context != null && isAutomatic(context) && profile().codeLens();
        if (file == null || !wanted || forMark) {
            return new JsonArray();
        }
        boolean hasFailed =
                projects().last().values().stream().anyMatch(last -> last.outcome().isBad());
        Span at = file.positions().span(Json.needObject(params, "range"));
        JsonArray commands = Commands.actions(file, uri, at, hasFailed);
        return profile().actionLiterals() ? Commands.literals(commands) : commands;
    }

    /** Whether the client asks by itself, as the cursor moves. */
    private static boolean isAutomatic(JsonObject context) {
        Integer trigger = Json.integer(context, "triggerKind");
        return trigger != null && trigger == 2;
    }

    JsonElement list(JsonObject params) {
        return listing.answer(params, projects(), features.generation());
    }

    JsonElement refresh(JsonObject params) {
        String mode = Json.string(params, "mode");
        List<String> _ = Json.strings(params, "uris");
        if (mode != null && !mode.equals("static")) {
            throw RpcError.params(
                    "mode " + mode + " is not supported: only static and collect are");
        }
        disk.lookAtAll();
        return Json.object("generation", features.generation());
    }

    JsonElement run(JsonObject params) {
        JsonObject unsupported = unsupported(params);
        return unsupported == null ? run(params, null) : unsupported;
    }

    private @Nullable JsonObject unsupported(JsonObject params) {
        String why = RunOrder.unsupported(params);
        if (why == null && projects().all().isEmpty()) {
            why = "no folder is open";
        }
        return why == null ? null : refused(Json.string(params, "runId"), why);
    }

    /** Why a run would not be accepted, whichever tests it is about; null where it would be. */
    @Nullable JsonObject refusal(JsonObject params) {
        JsonObject unsupported = unsupported(params);
        if (unsupported != null) {
            return unsupported;
        }
        Runs.Answer answer = runs.check(RunOrder.of(params, projects(), null), Set.of());
        return answer.refused() == null ? null : refused(answer.runId(), answer.refused());
    }

    /**
     * Starts a run of what this server can do.
     *
     * @param reached the files to which it is narrowed, or null where it is to none
     */
    JsonElement run(JsonObject params, @Nullable List<TestId> reached) {
        RunOrder order = RunOrder.of(params, projects(), reached);
        if (order.include() != null && order.include().isEmpty()) {
            boolean isReach = reached != null && RunChoice.of(params).failedIn() == null;
            return refused(
                    order.runId(),
                    isReach
                            ? "none of these tests reaches such a file"
                            : "none of these tests has failed in that run");
        }
        if (order.runId() != null && continuous.isStanding(order.runId())) {
            return refused(order.runId(), "the run id " + order.runId() + " is in use");
        }
        Runs.Answer answer = order.continuous() ? continuous.start(order) : runs.start(order);
        return answer.refused() != null
                ? refused(answer.runId(), answer.refused())
                : Json.object(
                        "runId", answer.runId(), "accepted", true, "command", answer.command());
    }

    static JsonObject refused(@Nullable String runId, String reason) {
        return Json.object("runId", runId, "accepted", false, "reason", reason);
    }

    JsonElement cancel(JsonObject params) {
        String runId = Json.needString(params, "runId");
        boolean force = Json.bool(params, "force");
        if (continuous.isStanding(runId)) {
            return Json.object("state", continuous.cancel(runId, force));
        }
        return Json.object("state", force ? runs.kill(runId) : runs.cancel(runId));
    }

    JsonElement coverage(JsonObject params) {
        return features.coverage().answer(params, projects());
    }

    /** Answers {@code tests/results}. */
    CompletableFuture<@Nullable JsonElement> results(JsonObject params) {
        return features.results()
                .answer(
                        params,
                        runId -> runs.isActive(runId) || continuous.isStanding(runId),
                        state.resolve("output"));
    }

    JsonElement resolveCommand(JsonObject params) {
        List<String> ids = Json.strings(params, "ids");
        String unsupported = RunStyle.unsupported(params);
        if (unsupported != null) {
            throw RpcError.params(unsupported);
        }
        List<TestId> include = ids == null ? null : projects().ids(ids);
        return runs.commands(RunOrder.of(RunStyle.of(params), include));
    }

    @Nullable JsonElement executeCommand(JsonObject params) {
        String command = Json.needString(params, "command");
        JsonArray arguments = Json.list(params, "arguments");
        JsonElement first =
                arguments == null || arguments.isEmpty() ? JsonNull.INSTANCE : arguments.get(0);
        // What cannot be understood must not come to mean everything.
        JsonObject argument = Json.params(first);
        return switch (command) {
            case Commands.RUN -> runNamed(argument);
            case Commands.RUN_FILE -> runFile(Json.needString(argument, "uri"));
            case Commands.RERUN_FAILED -> rerunFailed();
            case Commands.DEBUG -> debug(argument);
            case Commands.SHOW_OUTPUT -> showOutput();
            case Commands.CANCEL -> cancelRuns(Json.string(argument, "runId"));
            default -> throw RpcError.params("unknown command " + command);
        };
    }

    private @Nullable JsonElement runNamed(JsonObject argument) {
        List<String> ids = Json.strings(argument, "ids");
        String uri = Json.string(argument, "uri");
        String unsupported = RunOrder.unsupported(argument);
        if (unsupported != null) {
            return refuse(unsupported);
        }
        if (ids == null && uri != null) {
            return runFile(uri);
        }
        return run(ids == null ? null : projects().ids(ids));
    }

    private @Nullable JsonElement debug(JsonObject argument) {
        List<String> ids = Json.strings(argument, "ids");
        if (ids == null || ids.isEmpty()) {
            throw RpcError.params("ids is missing");
        }
        JsonObject debugger = Json.object(argument, "debugger");
        String path = debugger == null ? "" : Json.needString(debugger, "path");
        return run(RunOrder.of(RunStyle.debugging(path), projects().ids(ids)));
    }

    private @Nullable JsonElement runFile(String uri) {
        ProjectFile file = projects().file(uri);
        return file == null ? refuse("no tests here: " + uri) : run(List.of(file.id()));
    }

    private @Nullable JsonElement rerunFailed() {
        List<TestId> failed = new ArrayList<>();
        for (Map.Entry<TestId, LastResult> last : projects().last().entrySet()) {
            boolean known = projects().item(last.getKey()) != null;
            if (known && last.getValue().outcome().isBad()) {
                failed.add(last.getKey());
            }
        }
        return failed.isEmpty() ? refuse("no test has failed") : run(failed);
    }

    /** Writes what the last run said into a file and lets the editor open it, if it can. */
    private @Nullable JsonElement showOutput() {
        if (features.output().isEmpty()) {
            return refuse("nothing was run yet");
        }
        String folder = projects().all().getFirst().workspace().folder().toString();
        Path file =
                state.resolve("output").resolve(Integer.toHexString(folder.hashCode()) + ".txt");
        try {
            features.output().write(file);
        } catch (IOException wrong) {
            return refuse("the output cannot be written: " + wrong.getMessage());
        }
        features.client().open(file);
        return new JsonPrimitive(Uris.of(file));
    }

    private @Nullable JsonElement cancelRuns(@Nullable String runId) {
        if (runId == null) {
            continuous.cancelAll();
            runs.cancelAll();
        } else {
            runs.cancel(runId);
        }
        return null;
    }

    private @Nullable JsonElement run(@Nullable List<TestId> include) {
        return run(RunOrder.of(RunStyle.PLAIN, include));
    }

    private @Nullable JsonElement run(RunOrder order) {
        if (projects().all().isEmpty()) {
            return refuse("no folder is open");
        }
        Runs.Answer answer = runs.start(order);
        return answer.refused() != null
                ? refuse(answer.refused())
                : new JsonPrimitive(answer.runId());
    }

    private @Nullable JsonElement refuse(String reason) {
        features.client().show(Client.INFO, "Tests: " + reason);
        return null;
    }
}
