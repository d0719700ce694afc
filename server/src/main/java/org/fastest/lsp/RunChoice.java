package org.fastest.lsp;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fastest.model.NodeIds;
import org.fastest.model.TestId;
import org.jspecify.annotations.Nullable;

/**
 * The {@code select} of a run: which of the tests that it includes.
 *
 * @param failedIn only those that have failed in the run of this id, and not passed since; or null
 * @param relatedTo URIs: only those that reach one of these files
 * @param affectedSince only those that reach a file that is another than in this revision; or null
 * @param args pytest's own for the rest: {@code -m}, {@code -k}
 */
record RunChoice(
        @Nullable String failedIn,
        List<String> relatedTo,
        @Nullable String affectedSince,
        List<String> args) {
    /** All of them. */
    static final RunChoice ALL = new RunChoice(null, List.of(), null, List.of());

    /** Reads params; all of them where nothing is said. */
    static RunChoice of(JsonObject params) {
        JsonObject select = Json.object(params, "select");
        if (select == null) {
            return ALL;
        }
        List<String> args = new ArrayList<>();
        String marker = Json.string(select, "marker");
        if (marker != null) {
            args.addAll(List.of("-m", marker));
        }
        String keyword = Json.string(select, "keyword");
        if (keyword != null) {
            args.addAll(List.of("-k", keyword));
        }
        List<String> related = Json.strings(select, "relatedTo");
        return new RunChoice(
                Json.string(select, "failedIn"),
                related == null ? List.of() : related,
                Json.string(select, "affectedSince"),
                args);
    }

    /** Whether it has to be found out first which tests reach some files. */
    static boolean needsReach(JsonObject params) {
        JsonObject select = Json.object(params, "select");
        return Json.member(select, "relatedTo") != null
                || Json.member(select, "affectedSince") != null;
    }

    /** Why this version cannot select like that, or null where it can. */
    static @Nullable String unsupported(JsonObject params) {
        JsonObject select = Json.object(params, "select");
        if (select == null) {
            return null;
        }
        for (String name : select.keySet()) {
            if (Json.member(select, name) == null) {
                continue;
            }
            boolean isKnown =
                    switch (name) {
                        case "failedIn", "relatedTo", "affectedSince", "marker", "keyword" -> true;
                        default -> false;
                    };
            if (!isKnown) {
                return "select by "
                        + name
                        + " is not supported: failedIn, relatedTo, affectedSince, marker and"
                        + " keyword are what there is";
            }
        }
        return null;
    }

    /**
     * The tests that failed in {@link #failedIn}, of those that are asked for.
     *
     * @param asked ids, each with all below it; null for everything
     */
    List<TestId> failed(@Nullable List<TestId> asked, Projects projects) {
        List<TestId> failed = new ArrayList<>();
        for (Map.Entry<TestId, LastResult> each : projects.last().entrySet()) {
            LastResult last = each.getValue();
            boolean isBad = last.runId().equals(failedIn) && last.outcome().isBad();
            if (isBad
                    && projects.item(each.getKey()) != null
                    && (asked == null || isAsked(each.getKey(), asked))) {
                failed.add(each.getKey());
            }
        }
        return failed;
    }

    /**
     * What is asked for of what is reached.
     *
     * @param asked ids, each with all below it; null for everything
     * @param reached of files
     */
    static List<TestId> within(@Nullable List<TestId> asked, List<TestId> reached) {
        if (asked == null) {
            return reached;
        }
        List<TestId> both = new ArrayList<>();
        for (TestId file : reached) {
            if (isAsked(file, asked)) {
                both.add(file);
            } else {
                asked.stream().filter(id -> isAsked(id, List.of(file))).forEach(both::add);
            }
        }
        return both;
    }

    private static boolean isAsked(TestId id, List<TestId> asked) {
        for (TestId above : asked) {
            boolean isAll = above.nodeId().isEmpty();
            if (above.project().equals(id.project())
                    && (isAll || NodeIds.isWithin(id.nodeId(), above.nodeId()))) {
                return true;
            }
        }
        return false;
    }
}
