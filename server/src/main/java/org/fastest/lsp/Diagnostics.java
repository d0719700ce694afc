package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.fastest.model.Issue;
import org.fastest.model.Span;
import org.fastest.model.TestId;
import org.jspecify.annotations.Nullable;

/**
 * What is pushed to the editor's problem list: failures at their lines and what is wrong with
 * files. Changes are collected; {@link #flush} sends the files that changed.
 */
final class Diagnostics {
    private final Project project;
    private final Client client;
    private final Map<String, File> files = new HashMap<>();
    private final Map<TestId, String> pathOf = new HashMap<>();
    private final Set<String> changed = new LinkedHashSet<>();

    /**
     * A test that failed.
     *
     * @param span where, in the text as it is now
     * @param message what, its first line says it all
     * @param stack as related information
     */
    record Failed(Span span, String message, JsonArray stack) {}

    private static final class File {
        private List<Issue> issues = List.of();
        private final Map<TestId, Failed> failed = new LinkedHashMap<>();
        private @Nullable String sentUri;
        private JsonArray sent = new JsonArray();
    }

    Diagnostics(Project project, Client client) {
        this.project = project;
        this.client = client;
    }

    void issues(String path, List<Issue> issues) {
        File file = files.get(path);
        if (file != null || !issues.isEmpty()) {
            file(path).issues = issues;
        }
    }

    void failed(String path, TestId id, Failed failed) {
        clear(id);
        file(path).failed.put(id, failed);
        pathOf.put(id, path);
    }

    void clear(TestId id) {
        String path = pathOf.remove(id);
        if (path != null) {
            file(path).failed.remove(id);
        }
    }

    /** Moves failures with the text. */
    void edited(String path, Edit edit) {
        if (files.containsKey(path)) {
            file(path)
                    .failed
                    .replaceAll((id, it) ->
                            new Failed(edit.shift(it.span()), it.message(), it.stack()));
        }
    }

    /** Forgets failures of tests that are no more. */
    void retain(String path, Predicate<TestId> known) {
        File file = files.get(path);
        if (file != null) {
            for (TestId id : List.copyOf(file.failed.keySet())) {
                if (!known.test(id)) {
                    clear(id);
                }
            }
        }
    }

    /** The file was opened or closed: its URI may be spelled differently from now on. */
    void respelled(String path) {
        if (files.containsKey(path)) {
            changed.add(path);
        }
    }

    void flush() {
        for (String path : changed) {
            publish(path, file(path));
        }
        changed.clear();
    }

    private File file(String path) {
        changed.add(path);
        return files.computeIfAbsent(path, none -> new File());
    }

    private void publish(String path, File file) {
        String uri = project.uri(path);
        JsonArray now = now(path, file);
        if (file.sentUri != null && !file.sentUri.equals(uri)) {
            client.publish(file.sentUri, new JsonArray());
            file.sent = new JsonArray();
        }
        if (!file.sent.equals(now)) {
            client.publish(uri, now);
        }
        file.sentUri = uri;
        file.sent = now;
    }

    private JsonArray now(String path, File file) {
        JsonArray all = new JsonArray();
        Positions positions = project.positions(path);
        for (Issue issue : file.issues) {
            Span span = issue.span() == null ? ToLsp.TOP : issue.span();
            all.add(
                    ToLsp.diagnostic(
                            positions.range(span),
                            ToLsp.severity(issue.severity()),
                            issue.message()));
        }
        for (Failed failed : file.failed.values()) {
            JsonObject diagnostic =
                    ToLsp.diagnostic(positions.range(failed.span()), 1, failed.message());
            if (client.profile().relatedInformation() && !failed.stack().isEmpty()) {
                diagnostic.add("relatedInformation", failed.stack());
            }
            all.add(diagnostic);
        }
        return all;
    }
}
