package org.fastest.lsp;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.fastest.index.Delta;
import org.fastest.index.Territory;
import org.fastest.index.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * The folders that the person opened and how they are divided into projects. A folder may lie in
 * another one: the inner one has its files to itself. Used by the session's thread.
 */
final class Folders {
    private final Features features;
    private final Executor work;
    private final Log log;
    private final Map<Path, Trust> opened = new LinkedHashMap<>();

    /**
     * No folder yet.
     *
     * @param work shows on the session's thread what was found on another
     */
    Folders(Features features, Executor work, Log log) {
        this.features = features;
        this.work = work;
        this.log = log;
    }

    boolean isEmpty() {
        return opened.isEmpty();
    }

    /** Opens a folder; it is looked into at the next {@link #divide}. */
    void open(Path folder, Trust trust) {
        opened.putIfAbsent(folder, trust);
    }

    /** Closes a folder; its tests go at the next {@link #divide}. */
    void close(Path folder) {
        opened.remove(folder);
    }

    /** Whether the code of a project may run: a matter of the folder that was opened. */
    @Nullable Trust trust(Project project) {
        return opened.get(project.workspace().territory().opened());
    }

    /**
     * Lets pytest collect what the texts do not tell, in folders whose code may run.
     *
     * @return ends when that is done
     */
    CompletableFuture<Void> collect() {
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (Project project : features.projects().all()) {
            Trust trust = trust(project);
            if (trust != null && trust.isGiven()) {
                all.add(features.engine().reconcile(project.workspace()));
            }
        }
        return CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]));
    }

    /** As {@link #collect}, for nobody to wait for. */
    void reconcile() {
        CompletableFuture<Void> _ = collect();
    }

    /** As {@link #divide}, where nobody has listed anything yet: nothing has changed for them. */
    void divideFirst() {
        List<Project> _ = divideInto(new ArrayList<>());
    }

    /**
     * Looks again at how the folders are divided: opens projects that are new, closes those that
     * are no more. Gives what that changed, which nobody has been shown yet.
     */
    List<Changes> divide() {
        List<Changes> changes = new ArrayList<>();
        for (Project project : divideInto(changes)) {
            changes.add(Changes.opened(project));
        }
        return changes;
    }

    /** Gives the projects that are new; what else has changed is added to {@code changes}. */
    private List<Project> divideInto(List<Changes> changes) {
        List<Project> fresh = new ArrayList<>();
        List<Territory> wanted = wanted();
        List<Project> open = new ArrayList<>();
        Map<Document, Project> owners = owners();
        for (Project project : features.projects().all()) {
            if (!isWanted(project, wanted)) {
                changes.add(Changes.closed(project));
                features.closed(project);
            }
        }
        for (Territory territory : wanted) {
            Project known = features.projects().startedIn(territory.folder());
            if (known == null) {
                Project project = openOrTell(territory);
                if (project != null) {
                    open.add(project);
                    fresh.add(project);
                    features.opened(project);
                }
            } else {
                open.add(known);
                if (!known.workspace().territory().equals(territory)) {
                    Delta delta = known.workspace().within(territory);
                    changes.add(new Changes(known, delta));
                    features.configured(known);
                }
            }
        }
        features.projects().set(open);
        changes.addAll(moved(owners));
        return fresh;
    }

    private static boolean isWanted(Project project, List<Territory> wanted) {
        Path folder = project.workspace().folder();
        return wanted.stream().anyMatch(territory -> territory.folder().equals(folder));
    }

    private List<Territory> wanted() {
        List<Territory> wanted = new ArrayList<>();
        for (Path folder : opened.keySet()) {
            try {
                wanted.addAll(features.engine().divide(folder, opened.keySet()));
            } catch (RuntimeException e) {
                log.bug("looking through " + folder, e);
                wanted.add(Territory.whole(folder));
            }
        }
        return wanted;
    }

    private @Nullable Project openOrTell(Territory territory) {
        try {
            boolean utf8 = features.client().profile().utf8();
            Workspace workspace = features.engine().open(territory);
            Trust trust = opened.get(territory.opened());
            String refusal = trust == null ? null : trust.refusal();
            Project project = new Project(workspace, features.documents(), utf8, refusal);
            project.listen(() -> work.execute(() -> features.arrived(project)));
            return project;
        } catch (RuntimeException e) {
            String folder = territory.folder().toString();
            log.bug("opening " + folder, e);
            features.client()
                    .show(Client.ERROR, "Tests: cannot open " + folder + ": " + e.getMessage());
            return null;
        }
    }

    private Map<Document, Project> owners() {
        Map<Document, Project> owners = new LinkedHashMap<>();
        for (Document document : features.documents().all()) {
            ProjectFile file = features.projects().file(document.path());
            if (file != null) {
                owners.put(document, file.project());
            }
        }
        return owners;
    }

    /** Open buffers whose project is another one now are taken from the old and given to it. */
    private List<Changes> moved(Map<Document, Project> before) {
        List<Changes> changes = new ArrayList<>();
        for (Document document : features.documents().all()) {
            Project old = before.get(document);
            ProjectFile now = features.projects().file(document.path());
            if (now != null && now.project() == old) {
                continue;
            }
            if (old != null && features.projects().all().contains(old)) {
                changes.add(new Changes(old, old.workspace().close(document.path())));
            }
            if (now != null) {
                Delta delta =
                        now.project()
                                .workspace()
                                .edit(document.path(), document.text(), document.version());
                changes.add(new Changes(now.project(), delta));
            }
        }
        return changes;
    }
}
