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
 * @param continuous whether it stays, and runs what a save concerns
 * @param include what to run with all below it, or null for everything; empty where only what has
 *     failed, or reaches some files, was asked for, and there is no such test
 * @param exclude what to leave out of it
 */
record RunOrder(
        @Nullable String runId,
        RunStyle style,
        boolean continuous,
        @Nullable List<TestId> include,
        List<TestId> exclude) {
    static RunOrder of(RunStyle style, @Nullable List<TestId> include) {
        return new RunOrder(null, style, false, include, List.of());
    }

    /**
     * Reads the params of {@code tests/run}.
     *
     * @param reached the files to which it is narrowed, or null where it is to none
     */
    static RunOrder of(JsonObject params, Projects projects, @Nullable List<TestId> reached) {
        List<String> include = Json.strings(params, "include");
        List<String> exclude = Json.strings(params, "exclude");
        List<TestId> named = include == null ? null : projects.ids(include);
        List<TestId> asked = reached == null ? named : RunChoice.within(named, reached);
        RunChoice choice = RunChoice.of(params);
        return new RunOrder(
                Json.string(params, "runId"),
                RunStyle.of(params),
                Json.bool(params, "continuous"),
                choice.failedIn() == null ? asked : choice.failed(asked, projects),
                exclude == null ? List.of() : projects.ids(exclude));
    }

    /** One round of a run that stays. */
    RunOrder round(String id, List<TestId> concerned) {
        return new RunOrder(id, style, false, concerned, exclude);
    }

    private static boolean isDebug(JsonObject params) {
        JsonObject profile = Json.object(params, "profile");
        return profile != null && "debug".equals(Json.string(profile, "kind"));
    }

    /** Why this version cannot do what is asked for, or null where it can. */
    static @Nullable String unsupported(JsonObject params) {
        String kind = RunStyle.unsupported(params);
        if (kind != null) {
            return kind;
        }
        String select = RunChoice.unsupported(params);
        if (select != null) {
            return select;
        }
        if (Json.bool(params, "continuous") && isDebug(params)) {
            return "a debugger can't be attached to a continuous run: debug the test instead";
        }
        JsonArray include = Json.list(params, "include");
        return include != null && include.isEmpty()
                ? "include is empty: leave it out to run everything"
                : null;
    }
}
