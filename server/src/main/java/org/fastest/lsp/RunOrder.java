package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fastest.engine.Profile;
import org.fastest.model.TestId;
import org.fastest.model.TimeLimits;
import org.jspecify.annotations.Nullable;

/**
 * What a client asked to run.
 *
 * @param runId the client's own, or null
 * @param workers how many sessions share the tests: a number, {@code auto}, or null for what the
 *     project says
 * @param isFull whether pytest itself runs every test
 * @param reports files of JSON reports, relative to the project's folder
 * @param args further pytest arguments
 * @param env variables to set; a null value removes one
 * @param limits how long tests may take
 * @param profile which kind of run
 * @param debugger the folder of the debugpy that a debug run uses, or empty for the interpreter's
 *     own
 * @param include what to run with all below it, or null for everything
 * @param exclude what to leave out of it
 */
record RunOrder(
        @Nullable String runId,
        @Nullable String workers,
        boolean isFull,
        List<String> reports,
        List<String> args,
        Map<String, @Nullable String> env,
        TimeLimits limits,
        Profile profile,
        String debugger,
        @Nullable List<TestId> include,
        List<TestId> exclude) {
    /** What a profile's {@code kind} may be. */
    static final List<String> KINDS = List.of("run", "coverage", "debug");

    static RunOrder of(@Nullable List<TestId> include) {
        return new RunOrder(
                null,
                null,
                false,
                List.of(),
                List.of(),
                Map.of(),
                TimeLimits.NONE,
                Profile.RUN,
                "",
                include,
                List.of());
    }

    static RunOrder debugging(List<TestId> include, String debugger) {
        return new RunOrder(
                null,
                null,
                false,
                List.of(),
                List.of(),
                Map.of(),
                TimeLimits.NONE,
                Profile.DEBUG,
                debugger,
                include,
                List.of());
    }

    /** Reads the params of {@code tests/run}. */
    static RunOrder of(JsonObject params, Projects projects) {
        JsonObject profile = Json.object(params, "profile");
        JsonObject options = profile == null ? new JsonObject() : profile;
        Integer workers = Json.integer(params, "workers");
        List<String> args = Json.strings(options, "args");
        List<String> include = Json.strings(params, "include");
        List<String> exclude = Json.strings(params, "exclude");
        if (workers != null && workers < 1) {
            throw RpcError.params("workers must be at least 1");
        }
        JsonObject debugger = Json.object(options, "debugger");
        OrderedWords words = OrderedWords.of(options, args == null ? List.of() : args);
        return new RunOrder(
                Json.string(params, "runId"),
                workers == null ? words.workers() : workers.toString(),
                words.isFull(),
                words.reports(),
                words.args(),
                env(Json.object(options, "env")),
                words.limits(),
                profile(options),
                debugger == null ? "" : Json.needString(debugger, "path"),
                include == null ? null : projects.ids(include),
                exclude == null ? List.of() : projects.ids(exclude));
    }

    /** Why this version cannot do what is asked for, or null where it can. */
    static @Nullable String unsupported(JsonObject params) {
        JsonObject profile = Json.object(params, "profile");
        String kind = profile == null ? null : Json.string(profile, "kind");
        if (kind != null && !KINDS.contains(kind)) {
            return "profiles of kind " + kind + " are not supported yet";
        }
        if (Json.member(params, "select") != null) {
            return "select is not supported yet: name the tests in include";
        }
        if (Json.bool(params, "continuous")) {
            return "continuous runs are not supported yet";
        }
        JsonArray include = Json.list(params, "include");
        return include != null && include.isEmpty()
                ? "include is empty: leave it out to run everything"
                : null;
    }

    private static Profile profile(JsonObject options) {
        String kind = Json.string(options, "kind");
        return kind == null ? Profile.RUN : Profile.valueOf(kind.toUpperCase(Locale.ROOT));
    }

    private static Map<String, @Nullable String> env(@Nullable JsonObject env) {
        Map<String, @Nullable String> variables = new LinkedHashMap<>();
        if (env != null) {
            for (Map.Entry<String, JsonElement> variable : env.entrySet()) {
                variables.put(variable.getKey(), text(variable.getValue()));
            }
        }
        return variables;
    }

    private static @Nullable String text(JsonElement value) {
        if (value.isJsonNull()) {
            return null;
        }
        if (value instanceof JsonPrimitive primitive && primitive.isString()) {
            return primitive.getAsString();
        }
        throw RpcError.params("env must hold strings or null");
    }
}
