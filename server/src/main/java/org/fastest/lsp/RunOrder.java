package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import org.fastest.model.TestId;
import org.jspecify.annotations.Nullable;

/**
 * What a client asked to run.
 *
 * @param runId the client's own, or null
 * @param style how
 * @param include what to run with all below it, or null for everything
 * @param exclude what to leave out of it
 */
record RunOrder(
        @Nullable String runId,
        RunStyle style,
        @Nullable List<TestId> include,
        List<TestId> exclude) {
    static RunOrder of(RunStyle style, @Nullable List<TestId> include) {
        return new RunOrder(null, style, include, List.of());
    }

    /** Reads the params of {@code tests/run}. */
    static RunOrder of(JsonObject params, Projects projects) {
        List<String> include = Json.strings(params, "include");
        List<String> exclude = Json.strings(params, "exclude");
        return new RunOrder(
                Json.string(params, "runId"),
                RunStyle.of(params),
                include == null ? null : projects.ids(include),
                exclude == null ? List.of() : projects.ids(exclude));
    }

    /** Why this version cannot do what is asked for, or null where it can. */
    static @Nullable String unsupported(JsonObject params) {
        String kind = RunStyle.unsupported(params);
        if (kind != null) {
            return kind;
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
}
