package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fastest.model.Span;
import org.fastest.model.TestId;
import org.jspecify.annotations.Nullable;

/** Answers requests; where no folder is open there are no tests. */
final class Asked {
    private final @Nullable Features features;
    private final @Nullable Runs runs;
    private final Listing listing;
    private final Client client;

    Asked(@Nullable Features features, @Nullable Runs runs, Listing listing, Client client) {
        this.features = features;
        this.runs = runs;
        this.listing = listing;
        this.client = client;
    }

    JsonElement codeLens(JsonObject params) {
        String uri = Json.needString(Json.needObject(params, "textDocument"), "uri");
        String path = features == null ? null : features.project().path(uri);
        if (features == null || runs == null || path == null) {
            return new JsonArray();
        }
        return Lenses.of(features.project(), path, runs::isRunning);
    }

    JsonElement codeAction(JsonObject params) {
        String uri = Json.needString(Json.needObject(params, "textDocument"), "uri");
        Span at = Positions.UTF16.span(Json.needObject(params, "range"));
        JsonObject context = Json.object(params, "context");
        List<String> only = context == null ? null : Json.strings(context, "only");
        String path = features == null ? null : features.project().path(uri);
        // Ours have no kind: a client that asks for kinds asks for others.
        boolean wanted = only == null || only.isEmpty();
        if (features == null || path == null || !wanted) {
            return new JsonArray();
        }
        JsonArray commands = Commands.actions(features.project(), uri, path, at);
        return client.profile().actionLiterals() ? Commands.literals(commands) : commands;
    }

    JsonElement list(JsonObject params) {
        return listing.answer(params, features == null ? null : features.project());
    }

    JsonElement refresh(JsonObject params) {
        String mode = Json.string(params, "mode");
        if (mode != null && !mode.equals("static")) {
            throw RpcError.params("mode " + mode + " is not supported: only static is");
        }
        if (features == null) {
            return Json.object("generation", 0);
        }
        features.changed(features.project().workspace().refresh());
        features.lensesChanged();
        return Json.object("generation", features.project().snapshot().generation());
    }

    JsonElement run(JsonObject params) {
        String unsupported = RunOrder.unsupported(params);
        if (features == null || runs == null || unsupported != null) {
            String reason = unsupported == null ? "no folder is open" : unsupported;
            return refused(Json.string(params, "runId"), reason);
        }
        RunOrder order = RunOrder.of(params, features.project());
        Runs.Answer answer = runs.start(order);
        return answer.refused() != null
                ? refused(answer.runId(), answer.refused())
                : Json.object(
                        "runId", answer.runId(), "accepted", true, "command", answer.command());
    }

    private static JsonObject refused(@Nullable String runId, String reason) {
        return Json.object("runId", runId, "accepted", false, "reason", reason);
    }

    JsonElement cancel(JsonObject params) {
        String runId = Json.needString(params, "runId");
        boolean force = Json.bool(params, "force");
        if (runs == null) {
            return Json.object("state", "unknown");
        }
        return Json.object("state", force ? runs.kill(runId) : runs.cancel(runId));
    }

    JsonElement resolveCommand(JsonObject params) {
        List<String> ids = Json.strings(params, "ids");
        JsonArray commands = new JsonArray();
        if (features != null && runs != null) {
            List<TestId> include = ids == null ? null : features.project().ids(ids);
            RunOrder all = RunOrder.of(include);
            commands.add(runs.command(runs.selection(all)));
        }
        return commands;
    }

    @Nullable JsonElement executeCommand(JsonObject params) {
        String command = Json.needString(params, "command");
        JsonArray arguments = Json.list(params, "arguments");
        JsonElement first =
                arguments == null || arguments.isEmpty() ? new JsonObject() : arguments.get(0);
        JsonObject argument = first instanceof JsonObject object ? object : new JsonObject();
        return switch (command) {
            case Commands.RUN -> runNamed(argument);
            case Commands.RUN_FILE -> runFile(Json.needString(argument, "uri"));
            case Commands.RERUN_FAILED -> rerunFailed();
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
        if (features == null) {
            return refuse("no folder is open");
        }
        return run(ids == null ? null : features.project().ids(ids));
    }

    private @Nullable JsonElement runFile(String uri) {
        String path = features == null ? null : features.project().path(uri);
        if (features == null || path == null) {
            return refuse("no tests here: " + uri);
        }
        return run(List.of(TestId.of(features.project().snapshot().project(), path)));
    }

    private @Nullable JsonElement rerunFailed() {
        List<TestId> failed = new ArrayList<>();
        if (features != null) {
            for (Map.Entry<TestId, LastResult> last : features.project().last().entrySet()) {
                boolean known = features.project().item(last.getKey()) != null;
                if (known && last.getValue().outcome().isBad()) {
                    failed.add(last.getKey());
                }
            }
        }
        return failed.isEmpty() ? refuse("no test has failed") : run(failed);
    }

    private @Nullable JsonElement cancelRuns(@Nullable String runId) {
        if (runs != null && runId == null) {
            runs.cancelAll();
        } else if (runs != null && runId != null) {
            runs.cancel(runId);
        }
        return null;
    }

    private @Nullable JsonElement run(@Nullable List<TestId> include) {
        if (runs == null) {
            return refuse("no folder is open");
        }
        RunOrder order = RunOrder.of(include);
        Runs.Answer answer = runs.start(order);
        return answer.refused() != null
                ? refuse(answer.refused())
                : new JsonPrimitive(answer.runId());
    }

    private @Nullable JsonElement refuse(String reason) {
        client.show(Client.INFO, "Tests: " + reason);
        return null;
    }
}
