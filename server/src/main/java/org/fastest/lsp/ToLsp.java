package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import org.fastest.index.Delta;
import org.fastest.model.Issue;
import org.fastest.model.Span;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/** The engine's values as the protocol's JSON. */
final class ToLsp {
    static final Span TOP = new Span(0, 0, 0, 0);

    private ToLsp() {}

    /** Items of any of the projects. */
    static JsonArray items(List<TestItem> items, Projects projects) {
        return items(items, projects, null);
    }

    /** The same; what was written before and is no other now is taken from {@code texts}. */
    private static JsonArray items(
            List<TestItem> items, Projects projects, @Nullable ItemTexts texts) {
        JsonArray array = new JsonArray(items.size());
        // Neighbours mostly share their file: its URI and encoding are made once.
        String identity = "";
        Project project = null;
        String path = null;
        String uri = "";
        Positions positions = Positions.UTF16;
        for (TestItem item : items) {
            if (!item.id().project().equals(identity)) {
                identity = item.id().project();
                project = projects.named(identity);
                path = null;
            }
            if (project == null) {
                // Closed since a page was pinned.
                continue;
            }
            if (!item.path().equals(path)) {
                path = item.path();
                uri = project.uri(path);
                positions = project.positions(path);
            }
            LastResult last = projects.last().isEmpty() ? null : projects.last().get(item.id());
            // Columns in UTF-8 depend on what stands before them too.
            ItemTexts kept = positions == Positions.UTF16 ? texts : null;
            JsonElement json = kept == null ? null : kept.written(item, uri, last);
            if (json == null) {
                json = item(item, project, uri, positions, last);
                json = kept == null ? json : kept.keep(item, uri, last, json);
            }
            array.add(json);
        }
        return array;
    }

    private static JsonObject item(
            TestItem item,
            Project project,
            String uri,
            Positions positions,
            @Nullable LastResult last) {
        TestId id = item.id();
        String parent = item.parent();
        Span range = item.range();
        Span selection = item.selection();
        return Json.object(
                "id", id,
                "nodeId", id.nodeId(),
                "parent", parent == null ? null : TestId.of(id.project(), parent),
                "project", id.project(),
                "kind", word(item.kind()),
                "label", item.label(),
                "uri", uri,
                "range", range == null ? null : positions.range(range),
                "selectionRange", selection == null ? null : positions.range(selection),
                "tags", Json.array(item.tags()),
                "origin", word(item.origin()),
                "certainty", word(item.certainty()),
                "notRunnable", project.refusal(),
                "last", last == null ? null : last.json());
    }

    /** One changed file of {@code tests/didChange}. */
    static JsonObject change(Delta.Change change, Project project, Projects projects) {
        String uri = project.uri(change.path());
        projects.texts().begin(change.path());
        if (change.removed()) {
            return Json.object("uri", uri, "op", "remove");
        }
        return Json.object(
                "uri",
                uri,
                "version",
                change.version(),
                "op",
                "replace",
                "items",
                items(
                        project.found().with(change.items(), project.snapshot()),
                        projects,
                        projects.texts()),
                "stale",
                change.stale() ? true : null,
                "error",
                error(change, uri, project));
    }

    private static @Nullable JsonObject error(Delta.Change change, String uri, Project project) {
        for (Issue issue : change.issues()) {
            if (issue.severity() == Issue.Severity.ERROR) {
                Span span = issue.span();
                return Json.object(
                        "message",
                        issue.message(),
                        "location",
                        span == null
                                ? null
                                : location(uri, project.positions(change.path()).range(span)));
            }
        }
        return null;
    }

    static JsonObject location(String uri, JsonObject range) {
        return Json.object("uri", uri, "range", range);
    }

    static JsonObject diagnostic(JsonObject range, int severity, String message) {
        return Json.object(
                "range", range, "severity", severity, "source", "fastest", "message", message);
    }

    static int severity(Issue issue) {
        if (issue.code() != null && issue.code().isRefusal()) {
            return 1;
        }
        return switch (issue.severity()) {
            case ERROR -> 1;
            case WARNING -> 2;
            case HINT -> 4;
        };
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
