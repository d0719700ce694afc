package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.engine.Engine;
import org.fastest.index.Delta;
import org.fastest.index.FileTests;
import org.fastest.model.Issue;
import org.fastest.model.Span;
import org.fastest.model.TestId;
import org.jspecify.annotations.Nullable;

/**
 * What the client is shown of the open projects: one generation over all of them, and what is wrong
 * with their files. Used by the session's thread.
 */
final class Features {
    /** Items in one {@code tests/didChange}, but for the rest of a file. */
    private static final int CHUNK = 2_000;

    private final Engine engine;
    private final Projects projects;
    private final Documents documents;
    private final Client client;
    private final Diagnostics diagnostics;
    private final InstantSource clock;
    private final Map<Project, Set<String>> faulty = new HashMap<>();
    private final Set<String> said = new HashSet<>();
    private long generation = 1;

    private final CoverageJson coverage = new CoverageJson();
    private final RunResults results = new RunResults();
    private final ProfileBook profiles;
    private final RunOutput output = new RunOutput();

    Features(
            Engine engine,
            Documents documents,
            Client client,
            InstantSource clock,
            Settings settings) {
        this.profiles = new ProfileBook(settings);
        this.engine = engine;
        this.projects = new Projects(documents);
        this.documents = documents;
        this.client = client;
        this.diagnostics = new Diagnostics(client);
        this.clock = clock;
    }

    Engine engine() {
        return engine;
    }

    Projects projects() {
        return projects;
    }

    Documents documents() {
        return documents;
    }

    Client client() {
        return client;
    }

    Diagnostics diagnostics() {
        return diagnostics;
    }

    /** What the last runs have covered. */
    CoverageJson coverage() {
        return coverage;
    }

    /** What the last runs have told. */
    RunResults results() {
        return results;
    }

    /** What runs may name as their profile. */
    ProfileBook profiles() {
        return profiles;
    }

    /** Tells a client that opted in which profiles there are, where that has changed. */
    void tellProfiles() {
        JsonArray news = client.profile().tests() ? profiles.news(projects.all()) : null;
        if (news != null) {
            client.tests("tests/didChangeProfiles", Json.object("profiles", news));
        }
    }

    /** What the last run had to say. */
    RunOutput output() {
        return output;
    }

    /** Grows with each change that is shown. */
    long generation() {
        return generation;
    }

    /** Shows what a change of one project did. */
    void changed(Project project, Delta delta) {
        if (!delta.isEmpty()) {
            changed(List.of(new Changes(project, delta)));
        }
    }

    /** Shows what changed in a project without anybody here having asked for it. */
    void arrived(Project project) {
        List<Changes> arrived = arrived(project, Long.MAX_VALUE);
        if (!arrived.isEmpty() && projects.all().contains(project)) {
            if (changed(arrived)) {
                lensesChanged();
            }
            diagnostics.flush();
        }
    }

    private static List<Changes> arrived(Project project, long until) {
        List<Changes> arrived = new ArrayList<>();
        for (Delta next = project.before(until); next != null; next = project.before(until)) {
            arrived.add(new Changes(project, next));
        }
        return arrived;
    }

    /**
     * Shows what one change did to projects: first what is no more, as others may have it now.
     *
     * @return whether a file is among them that is open, so that its lenses may be others
     */
    boolean changed(List<Changes> known) {
        boolean isOpen = false;
        List<Changes> all = new ArrayList<>();
        for (Changes changes : known) {
            all.addAll(arrived(changes.project(), changes.base()));
            all.add(changes);
        }
        for (Changes changes : all) {
            for (Delta.Change change : changes.files()) {
                note(changes.project(), change);
                isOpen |= changes.project().document(change.path()) != null;
            }
        }
        if (client.profile().tests()) {
            tell(all);
        }
        return isOpen;
    }

    /** Shows what is wrong with a project's files and its configuration when it is opened. */
    void opened(Project project) {
        for (FileTests file : project.snapshot().files()) {
            if (!file.issues().isEmpty()) {
                diagnostics.issues(new ProjectFile(project, file.path()), file.issues());
            }
        }
        configured(project);
    }

    /** Says nothing more of a project. */
    void closed(Project project) {
        diagnostics.forget(project);
        profiles.forget(project);
        faulty.remove(project);
    }

    /** Shows what is wrong with the project's configuration now. */
    void configured(Project project) {
        Map<String, List<Issue>> byPath = new HashMap<>();
        for (Issue issue : both(project.workspace().issues(), profiles.look(project))) {
            String path = issue.path();
            if (path != null) {
                byPath.merge(path, List.of(issue), Features::both);
            } else if (said.add(issue.message())) {
                client.show(Client.ERROR, "Tests: " + issue.message());
            }
        }
        Set<String> before = faulty.getOrDefault(project, Set.of());
        for (String path : before) {
            if (!byPath.containsKey(path)) {
                diagnostics.issues(new ProjectFile(project, path), List.of());
            }
        }
        byPath.forEach(
                (path, issues) -> diagnostics.issues(new ProjectFile(project, path), issues));
        faulty.put(project, Set.copyOf(byPath.keySet()));
    }

    private static List<Issue> both(List<Issue> some, List<Issue> more) {
        List<Issue> both = new ArrayList<>(some);
        both.addAll(more);
        return both;
    }

    private void note(Project project, Delta.Change change) {
        ProjectFile file = new ProjectFile(project, change.path());
        diagnostics.issues(file, change.issues());
        project.found().prune(change.path(), project.snapshot());
        diagnostics.retain(file, id -> project.item(id) != null);
    }

    private void tell(List<Changes> all) {
        Map<ProjectFile, Delta.Change> last = new LinkedHashMap<>();
        for (Changes changes : all) {
            for (Delta.Change change : changes.files()) {
                last.put(new ProjectFile(changes.project(), change.path()), change);
            }
        }
        Messages messages = new Messages();
        last.forEach((file, change) -> {
            if (change.removed() && !isElsewhere(file.project(), change)) {
                messages.add(ToLsp.change(change, file.project(), projects));
            }
        });
        last.forEach((file, change) -> {
            if (!change.removed()) {
                messages.add(ToLsp.change(change, file.project(), projects));
            }
        });
        messages.send();
    }

    /** Folders above parts of one pytest project that were opened apart are shared. */
    private boolean isElsewhere(Project project, Delta.Change gone) {
        if (!gone.removed() || projects.all().size() < 2) {
            return false;
        }
        TestId id = TestId.of(project.snapshot().project(), gone.path());
        for (Project other : projects.all()) {
            if (other != project && other.isNamed(id.project()) && other.item(id) != null) {
                return true;
            }
        }
        return false;
    }

    /** Cuts what is told into messages that follow on each other. */
    private final class Messages {
        private JsonArray files = new JsonArray();
        private int items;

        void add(JsonObject file) {
            files.add(file);
            items += 1 + (file.has("items") ? file.getAsJsonArray("items").size() : 0);
            if (items >= CHUNK) {
                send();
            }
        }

        void send() {
            if (!files.isEmpty()) {
                long base = generation++;
                client.tests(
                        "tests/didChange",
                        Json.object("generation", generation, "base", base, "files", files));
                files = new JsonArray();
                items = 0;
            }
        }
    }

    boolean hasErrors(ProjectFile of) {
        FileTests file = of.project().snapshot().file(of.path());
        return file != null
                && file.issues().stream()
                        .anyMatch(issue -> issue.severity() == Issue.Severity.ERROR);
    }

    /** Whether some buffer differs from its file, which is what is run. */
    boolean isUnsaved() {
        return documents.all().stream().anyMatch(Document::differs);
    }

    void lensesChanged() {
        if (!documents.isEmpty()) {
            client.lensesChanged();
        }
    }

    void remember(TestId id, LastResult last) {
        projects.remember(id, last);
    }

    Instant now() {
        return clock.instant();
    }

    JsonObject location(ProjectFile file, Span span) {
        return ToLsp.location(file.uri(), file.positions().range(span));
    }

    /** What the file holds on disk; null where it cannot be read or is none of ours. */
    @Nullable String disk(Path file) {
        ProjectFile ours = projects.file(file);
        return ours == null ? null : ours.project().workspace().diskText(file);
    }
}
