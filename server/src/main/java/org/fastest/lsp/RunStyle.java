package org.fastest.lsp;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fastest.engine.Profile;
import org.jspecify.annotations.Nullable;

/**
 * How a client wants tests to be run: the {@code profile} and {@code workers} of a run.
 *
 * @param kind which kind of run
 * @param name of a profile that is written down, or null
 * @param words what the run says in words of ours, and pytest's further arguments
 * @param env variables to set; a null value removes one
 * @param debugger the folder of the debugpy that a debug run uses, or empty for the interpreter's
 *     own
 */
record RunStyle(
        Profile kind,
        @Nullable String name,
        OrderedWords words,
        Map<String, @Nullable String> env,
        String debugger) {
    /** What a profile's {@code kind} may be. */
    static final List<String> KINDS = List.of("run", "coverage", "debug");

    /** Just run. */
    static final RunStyle PLAIN = of(Profile.RUN, "");

    /** Waits for a client of the debugger. */
    static RunStyle debugging(String debugger) {
        return of(Profile.DEBUG, debugger);
    }

    private static RunStyle of(Profile kind, String debugger) {
        return new RunStyle(kind, null, OrderedWords.NONE, Map.of(), debugger);
    }

    /** Reads {@code profile}, {@code workers} and what {@code select} says in pytest's words. */
    static RunStyle of(JsonObject params) {
        JsonObject profile = Json.object(params, "profile");
        JsonObject options = profile == null ? new JsonObject() : profile;
        Integer workers = Json.integer(params, "workers");
        List<String> said = Json.strings(options, "args");
        List<String> args = new ArrayList<>(said == null ? List.of() : said);
        args.addAll(RunChoice.of(params).args());
        if (workers != null && workers < 1) {
            throw RpcError.params("workers must be at least 1");
        }
        JsonObject debugger = Json.object(options, "debugger");
        OrderedWords words = OrderedWords.of(options, args);
        return new RunStyle(
                kind(options),
                Json.string(options, "name"),
                workers == null ? words : words.with(String.valueOf(workers)),
                env(Json.object(options, "env")),
                debugger == null ? "" : Json.needString(debugger, "path"));
    }

    /** Why this version has no such kind of runs, or null where it has. */
    static @Nullable String unsupported(JsonObject params) {
        JsonObject profile = Json.object(params, "profile");
        String kind = profile == null ? null : Json.string(profile, "kind");
        return kind == null || KINDS.contains(kind)
                ? null
                : "profiles of kind " + kind + " are not supported";
    }

    private static Profile kind(JsonObject options) {
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
