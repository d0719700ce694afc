package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
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
    private final Client client;
    private final Map<Path, File> files = new HashMap<>();
    private final Map<TestId, Path> fileOf = new HashMap<>();
    private final Set<Path> changed = new LinkedHashSet<>();

    /**
     * A test that failed.
     *
     * @param span where, in the text as it is now
     * @param message what, its first line says it all
     * @param stack as related information
     */
    record Failed(Span span, String message, JsonArray stack) {}

    /** What there is to say of one file, by whom; a configuration file may be several projects'. */
    private static final class File {
        private final Map<Project, List<Issue>> issues = new LinkedHashMap<>();
        private final Map<TestId, Failed> failed = new LinkedHashMap<>();
        private ProjectFile name;
        private @Nullable String sentUri;
        private JsonArray sent = new JsonArray();

        File(ProjectFile name) {
            this.name = name;
        }
    }

    Diagnostics(Client client) {
        this.client = client;
    }

    void issues(ProjectFile of, List<Issue> issues) {
        if (!issues.isEmpty()) {
            file(of).issues.put(of.project(), issues);
        } else if (files.containsKey(path(of))) {
            file(of).issues.remove(of.project());
        }
    }

    void failed(ProjectFile in, TestId id, Failed failed) {
        clear(id);
        file(in).failed.put(id, failed);
        fileOf.put(id, path(in));
    }

    void clear(TestId id) {
        Path path = fileOf.isEmpty() ? null : fileOf.remove(id);
        File file = path == null ? null : files.get(path);
        if (path != null && file != null) {
            file.failed.remove(id);
            changed.add(path);
        }
    }

    /** Moves failures with the text. */
    void edited(ProjectFile of, Edit edit) {
        if (files.containsKey(path(of))) {
            file(of).failed
                    .replaceAll((id, it) ->
                            new Failed(edit.shift(it.span()), it.message(), it.stack()));
        }
    }

    /** Forgets failures of tests that are no more. */
    void retain(ProjectFile in, Predicate<TestId> known) {
        File file = files.get(path(in));
        if (file != null) {
            for (TestId id : List.copyOf(file.failed.keySet())) {
                if (!known.test(id)) {
                    clear(id);
                }
            }
        }
    }

    /** The project is closed: nothing is said of it any more. */
    void forget(Project project) {
        for (Map.Entry<Path, File> each : files.entrySet()) {
            File file = each.getValue();
            boolean had = file.issues.remove(project) != null;
            if (file.name.project() == project) {
                had |= !file.failed.isEmpty();
                file.failed.keySet().forEach(fileOf::remove);
                file.failed.clear();
            }
            if (had) {
                changed.add(each.getKey());
            }
        }
    }

    /** The file was opened or closed: its URI may be spelled differently from now on. */
    void respelled(ProjectFile file) {
        if (files.containsKey(path(file))) {
            changed.add(path(file));
        }
    }

    void flush() {
        for (Path path : changed) {
            File file = files.get(path);
            if (file != null) {
                publish(file);
                if (file.issues.isEmpty() && file.failed.isEmpty()) {
                    files.remove(path);
                }
            }
        }
        changed.clear();
    }

    private static Path path(ProjectFile file) {
        return file.project().file(file.path());
    }

    private File file(ProjectFile of) {
        Path path = path(of);
        changed.add(path);
        File file = files.computeIfAbsent(path, none -> new File(of));
        file.name = of;
        return file;
    }

    private void publish(File file) {
        String uri = file.name.uri();
        JsonArray now = now(file);
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

    private JsonArray now(File file) {
        JsonArray all = new JsonArray();
        Positions positions = file.name.positions();
        for (Issue issue : distinct(file.issues)) {
            Span span = issue.span() == null ? ToLsp.TOP : issue.span();
            Issue.Code code = issue.code();
            JsonObject diagnostic =
                    ToLsp.diagnostic(positions.range(span), ToLsp.severity(issue), issue.message());
            if (code != null) {
                diagnostic.addProperty("code", code.word());
            }
            all.add(diagnostic);
        }
        for (Failed failed : file.failed.values()) {
            JsonObject diagnostic =
                    ToLsp.diagnostic(positions.range(failed.span()), 1, failed.message());
            diagnostic.addProperty("code", "test-failed");
            if (client.profile().relatedInformation() && !failed.stack().isEmpty()) {
                diagnostic.add("relatedInformation", failed.stack());
            }
            all.add(diagnostic);
        }
        return all;
    }

    private static List<Issue> distinct(Map<Project, List<Issue>> issues) {
        if (issues.size() == 1) {
            return issues.values().iterator().next();
        }
        List<Issue> distinct = new ArrayList<>();
        for (List<Issue> each : issues.values()) {
            for (Issue issue : each) {
                if (!distinct.contains(issue)) {
                    distinct.add(issue);
                }
            }
        }
        return distinct;
    }
}
