package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fastest.model.Kind;
import org.fastest.model.Span;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/** Tests as symbols: a document's outline, and what is found in the workspace by its name. */
final class Symbols {
    private static final int CLASS = 5;
    private static final int METHOD = 6;
    private static final int FUNCTION = 12;

    /** No list that a person looks through is longer. */
    private static final int MOST = 200;

    private Symbols() {}

    /** The classes and functions of a file as a tree of {@code DocumentSymbol}s. */
    static JsonArray tree(ProjectFile file) {
        JsonArray top = new JsonArray();
        Map<String, JsonObject> parents = new HashMap<>();
        Positions positions = file.positions();
        List<TestItem> shown = shown(file);
        Map<Span, TestItem> owners = owners(file, shown);
        for (TestItem item : shown) {
            Span range = item.range();
            Span name = item.selection();
            TestItem owner = name == null ? null : owners.get(name);
            if (range == null || name == null || (owner != null && !owner.id().equals(item.id()))) {
                // Inherited: it stands where it is written.
                continue;
            }
            JsonObject symbol =
                    Json.object(
                            "name", item.label(),
                            "kind", kind(item),
                            "range", positions.range(range),
                            "selectionRange", positions.range(name));
            JsonObject parent = parents.get(String.valueOf(item.parent()));
            if (parent == null) {
                top.add(symbol);
            } else {
                JsonArray children = parent.getAsJsonArray("children");
                if (children == null) {
                    children = new JsonArray();
                    parent.add("children", children);
                }
                children.add(symbol);
            }
            parents.put(item.id().nodeId(), symbol);
        }
        return top;
    }

    /** By the place of a name the item that is written there, in the class that is around it. */
    private static Map<Span, TestItem> owners(ProjectFile file, List<TestItem> items) {
        Map<Span, TestItem> owners = new HashMap<>();
        Map<String, Span> ranges = new HashMap<>();
        for (TestItem item : items) {
            Span range = item.range();
            Span name = item.selection();
            Span around = ranges.get(String.valueOf(item.parent()));
            boolean isTop = file.path().equals(item.parent());
            if (range != null && name != null && (isTop || holds(around, range))) {
                owners.putIfAbsent(name, item);
                ranges.put(item.id().nodeId(), range);
            }
        }
        return owners;
    }

    /** The same as a flat list of {@code SymbolInformation}s. */
    static JsonArray flat(ProjectFile file) {
        JsonArray symbols = new JsonArray();
        for (TestItem item : shown(file)) {
            JsonObject symbol = information(item, file);
            if (symbol != null) {
                symbols.add(symbol);
            }
        }
        return symbols;
    }

    private static List<TestItem> shown(ProjectFile file) {
        List<TestItem> shown = new ArrayList<>();
        for (TestItem item : file.items()) {
            if (item.kind().isDefinition() && item.path().equals(file.path())) {
                shown.add(item);
            }
        }
        return shown;
    }

    private static boolean holds(@Nullable Span around, Span range) {
        return around != null
                && around.startLine() <= range.startLine()
                && range.endLine() <= around.endLine();
    }

    /**
     * Classes and functions of all projects, open or not, whose name holds the query, then those
     * whose node id does; at most two hundred. Upper and lower case are the same.
     */
    static JsonArray found(String query, Projects projects) {
        String wanted = query.strip().toLowerCase(Locale.ROOT);
        List<TestItem> byName = new ArrayList<>();
        List<TestItem> byId = new ArrayList<>();
        for (TestItem item : projects.items()) {
            if (!item.kind().isDefinition() || byName.size() >= MOST) {
                continue;
            }
            if (holds(item.label(), wanted)) {
                byName.add(item);
            } else if (byId.size() < MOST && holds(item.id().nodeId(), wanted)) {
                byId.add(item);
            }
        }
        byName.addAll(byId);
        JsonArray symbols = new JsonArray();
        for (TestItem item : byName.subList(0, Math.min(MOST, byName.size()))) {
            Project project = projects.of(item.id());
            JsonObject symbol =
                    project == null
                            ? null
                            : information(item, new ProjectFile(project, item.path()));
            if (symbol != null) {
                symbols.add(symbol);
            }
        }
        return symbols;
    }

    /** Whether a text holds another, which is in lower case. */
    private static boolean holds(String text, String wanted) {
        int last = text.length() - wanted.length();
        for (int at = 0; at <= last; at++) {
            if (text.regionMatches(true, at, wanted, 0, wanted.length())) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable JsonObject information(TestItem item, ProjectFile file) {
        Span range = item.range();
        if (range == null) {
            return null;
        }
        return Json.object(
                "name", item.label(),
                "kind", kind(item),
                "location", ToLsp.location(file.uri(), file.positions().range(range)),
                "containerName", item.parent());
    }

    private static int kind(TestItem item) {
        if (item.kind() == Kind.CLASS) {
            return CLASS;
        }
        boolean inClass = item.parent() != null && item.parent().contains("::");
        return inClass ? METHOD : FUNCTION;
    }
}
