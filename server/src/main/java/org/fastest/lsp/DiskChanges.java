package org.fastest.lsp;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.fastest.index.Division;
import org.fastest.index.FileTests;
import org.jspecify.annotations.Nullable;

/**
 * What changed on disk. Watchers tell file by file: what they tell is kept until they have been
 * quiet for a moment, at most for half a second, and then looked at in one go. Used by the
 * session's thread.
 */
final class DiskChanges {
    private static final Duration QUIET = Duration.ofMillis(60);

    /** How often a pause that news arrived in is begun anew. */
    private static final int PATIENCE = 8;

    /** From so many changed files on all are looked at. */
    private static final int MANY = 50_000;

    /** So few are looked at before anything is answered, so that the answer knows them. */
    private static final int FEW = 64;

    private final Features features;
    private final Folders folders;
    private final Delay delay;
    private final Set<Path> told = new LinkedHashSet<>();
    private boolean isOverflown;
    private boolean isWaiting;
    private boolean isNewsSince;
    private int pauses;

    DiskChanges(Features features, Folders folders, Delay delay) {
        this.features = features;
        this.folders = folders;
        this.delay = delay;
    }

    /**
     * These were created, changed or deleted, or something below them was; none means that nobody
     * knows what.
     */
    void told(Collection<Path> paths) {
        isOverflown |= paths.isEmpty();
        for (Path path : paths) {
            if (isOfInterest(path)) {
                told.add(path);
                isNewsSince = true;
            }
        }
        if (told.size() > MANY) {
            told.clear();
            isOverflown = true;
        }
        if (isPending() && !isWaiting) {
            isWaiting = true;
            pauses = 0;
            // A click may follow at once.
            features.engine().look();
            pause();
        }
    }

    private boolean isPending() {
        return isOverflown || !told.isEmpty();
    }

    private void pause() {
        isNewsSince = false;
        delay.after(QUIET, this::paused);
    }

    private void paused() {
        if (isNewsSince && ++pauses < PATIENCE) {
            pause();
        } else {
            isWaiting = false;
            look();
        }
    }

    /** Looks at what was told so far, if that takes no time. */
    void lookIfFew() {
        if (!isOverflown && told.size() <= FEW) {
            look();
        }
    }

    /** Looks at what was told so far. */
    void look() {
        if (isOverflown) {
            lookAtAll();
        } else if (!told.isEmpty()) {
            List<Path> paths = List.copyOf(told);
            told.clear();
            look(paths);
        }
    }

    /** Looks at everything, told or not. */
    void lookAtAll() {
        told.clear();
        isOverflown = false;
        for (Document document : features.documents().all()) {
            saved(document);
        }
        divideAndRefresh(null);
    }

    /** What lies on the disk is what the buffer is compared with: its lenses say so. */
    private void saved(Document document) {
        boolean differed = document.differs();
        document.saved(features.disk(document.path()));
        if (differed != document.differs()) {
            features.lensesChanged();
        }
    }

    private void look(List<Path> paths) {
        Set<Project> touched = new LinkedHashSet<>();
        boolean isDivided = false;
        for (Path path : paths) {
            Document document = features.documents().at(path);
            if (document != null) {
                saved(document);
            }
            if (path.toString().endsWith(".py")) {
                ProjectFile file = features.projects().file(path);
                if (file != null) {
                    touched.add(file.project());
                }
            } else {
                isDivided = true;
                for (Project project : features.projects().all()) {
                    if (isNear(project, path)) {
                        touched.add(project);
                    }
                }
            }
        }
        if (isDivided) {
            divideAndRefresh(touched);
        } else {
            refresh(touched);
        }
    }

    /** Whether a folder or a configuration file may matter to a project. */
    private static boolean isNear(Project project, Path path) {
        Path folder = path.getParent();
        Path started = project.workspace().folder();
        return path.startsWith(started)
                || started.startsWith(path)
                || (folder != null && started.startsWith(folder));
    }

    private void divideAndRefresh(@Nullable Set<Project> touched) {
        List<Project> before = features.projects().all();
        List<Changes> changes = new ArrayList<>(folders.divide());
        List<Project> refreshed = new ArrayList<>();
        for (Project project : features.projects().all()) {
            // What has just been opened has just been read.
            if (before.contains(project) && (touched == null || touched.contains(project))) {
                refreshed.add(project);
            }
        }
        changes.addAll(changes(refreshed));
        show(changes);
    }

    private void refresh(Collection<Project> projects) {
        show(changes(projects));
    }

    private List<Changes> changes(Collection<Project> projects) {
        List<Changes> changes = new ArrayList<>();
        for (Project project : projects) {
            changes.add(Changes.seen(project, project.workspace().refresh()));
            features.configured(project);
        }
        return changes;
    }

    private void show(List<Changes> changes) {
        if (features.changed(changes)) {
            features.lensesChanged();
        }
        folders.reconcile();
    }

    /** Whether a path may be a source, a configuration or a folder of tests. */
    private boolean isOfInterest(Path path) {
        String name = String.valueOf(path.getFileName());
        if (isHidden(path)) {
            return false;
        }
        if (name.endsWith(".py") || Division.dependsOn(name)) {
            return true;
        }
        // Folders: most have no dot in their names, and most files do.
        return name.indexOf('.') < 0
                ? !Files.isRegularFile(path)
                : Files.isDirectory(path) || hasTestsBelow(path);
    }

    private boolean isHidden(Path path) {
        for (Project project : features.projects().all()) {
            Path opened = project.workspace().territory().opened();
            if (path.startsWith(opened)) {
                for (Path part : opened.relativize(path)) {
                    if (Division.isNeverEntered(part.toString())) {
                        return true;
                    }
                }
                return false;
            }
        }
        return false;
    }

    private boolean hasTestsBelow(Path folder) {
        for (Project project : features.projects().all()) {
            Path rootdir = project.snapshot().rootdir();
            if (folder.startsWith(rootdir) && !Files.exists(folder)) {
                String below = project.workspace().pathOf(folder) + "/";
                for (FileTests file : project.snapshot().files()) {
                    if (file.path().startsWith(below)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
