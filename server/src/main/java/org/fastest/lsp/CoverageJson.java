package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fastest.model.Coverage;
import org.jspecify.annotations.Nullable;

/** What the last runs have covered, as {@code tests/coverage} asks for it. */
final class CoverageJson {
    /** Runs that are remembered. */
    private static final int MOST = 3;

    private final Map<String, Map<String, Coverage.File>> runs = new LinkedHashMap<>();

    /** Remembers a run's files, and gives the event that tells their totals. */
    JsonObject event(String runId, Coverage coverage) {
        Map<String, Coverage.File> byUri = runs.computeIfAbsent(runId, id -> new LinkedHashMap<>());
        while (runs.size() > MOST) {
            runs.remove(runs.keySet().iterator().next());
        }
        JsonArray files = new JsonArray();
        for (Coverage.File file : coverage.files()) {
            String uri = Uris.of(Path.of(file.path()));
            byUri.put(uri, file);
            int covered = Coverage.count(file.executed());
            files.add(
                    Json.object(
                            "uri",
                            uri,
                            "statements",
                            totals(covered, covered + Coverage.count(file.missing())),
                            "branches",
                            branches(file)));
        }
        String text = coverage.text();
        return Json.object(
                "t", "coverage", "files", files, "message", text.isEmpty() ? null : text);
    }

    /** Answers {@code tests/coverage}. */
    JsonElement answer(JsonObject params, Projects projects) {
        Map<String, Coverage.File> files = runs.get(Json.needString(params, "runId"));
        if (files == null) {
            throw RpcError.params("nothing is known of what this run has covered");
        }
        Coverage.File file = files.get(Json.needString(params, "uri"));
        if (file == null) {
            throw RpcError.params("this run has not measured the file");
        }
        String testId = Json.string(params, "testId");
        JsonArray lines = new JsonArray();
        if (testId != null) {
            String nodeId = projects.id(testId).nodeId();
            lines(file.tests().getOrDefault(nodeId, ""), 1, lines);
            return Json.object("lines", lines);
        }
        lines(file.executed(), 1, lines);
        lines(file.missing(), 0, lines);
        JsonArray branches = new JsonArray();
        arcs(file.taken(), 1, branches);
        arcs(file.untaken(), 0, branches);
        return Json.object("lines", lines, "branches", file.taken() == null ? null : branches);
    }

    private static @Nullable JsonObject branches(Coverage.File file) {
        String taken = file.taken();
        String untaken = file.untaken();
        if (taken == null || untaken == null) {
            return null;
        }
        int covered = Coverage.count(taken);
        return totals(covered, covered + Coverage.count(untaken));
    }

    private static JsonObject totals(int covered, int total) {
        return Json.object("covered", covered, "total", total);
    }

    private static void lines(String numbers, int hits, JsonArray into) {
        for (String number : words(numbers)) {
            into.add(Json.object("line", Integer.parseInt(number), "hits", hits));
        }
    }

    private static void arcs(@Nullable String arcs, int hits, JsonArray into) {
        for (String arc : words(arcs == null ? "" : arcs)) {
            int at = arc.indexOf('>');
            into.add(
                    Json.object(
                            "line",
                            Integer.parseInt(arc.substring(0, at)),
                            "to",
                            Integer.parseInt(arc.substring(at + 1)),
                            "hits",
                            hits));
        }
    }

    private static String[] words(String text) {
        return text.isEmpty() ? new String[0] : text.split(" ", -1);
    }
}
