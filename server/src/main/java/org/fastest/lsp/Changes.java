package org.fastest.lsp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.fastest.index.Delta;
import org.fastest.index.FileTests;
import org.fastest.index.Snapshot;
import org.fastest.model.Kind;
import org.fastest.model.TestItem;

/**
 * What changed in one project.
 *
 * @param project whose files they are
 * @param base the project's generation before
 * @param files the files that changed, and folders that became empty
 */
record Changes(Project project, long base, List<Delta.Change> files) {
    Changes {
        files = List.copyOf(files);
    }

    Changes(Project project, Delta delta) {
        this(project, delta.base(), delta.files());
    }

    /** As told by the delta, with the files in which something that a run had found is no more. */
    static Changes seen(Project project, Delta delta) {
        List<Delta.Change> files = new ArrayList<>(delta.files());
        Set<String> told = new HashSet<>();
        for (Delta.Change change : files) {
            told.add(change.path());
        }
        Snapshot snapshot = project.snapshot();
        for (String path : project.found().outdated(snapshot)) {
            if (!told.contains(path)) {
                FileTests file = snapshot.file(path);
                files.add(file == null ? removed(path) : change(file, file.items()));
            }
        }
        return new Changes(project, delta.base(), files);
    }

    /** A project that is listed from now on. */
    static Changes opened(Project project) {
        Snapshot snapshot = project.snapshot();
        List<Delta.Change> files = new ArrayList<>();
        List<TestItem> folders = new ArrayList<>();
        for (TestItem item : snapshot.items()) {
            if (item.kind() == Kind.DIR) {
                folders.add(item);
            } else if (item.kind() == Kind.FILE) {
                FileTests file = snapshot.file(item.path());
                List<TestItem> items = new ArrayList<>(folders);
                folders.clear();
                if (file != null) {
                    items.addAll(file.items());
                    files.add(change(file, items));
                }
            }
        }
        for (FileTests file : snapshot.files()) {
            if (file.items().isEmpty()) {
                files.add(change(file, List.of()));
            }
        }
        return new Changes(project, snapshot.generation(), files);
    }

    private static Delta.Change change(FileTests file, List<TestItem> items) {
        return new Delta.Change(file.path(), null, false, items, file.issues(), file.stale());
    }

    /** A project that is listed no more: its files, then its folders, the innermost first. */
    static Changes closed(Project project) {
        List<Delta.Change> files = new ArrayList<>();
        Set<String> folders = new TreeSet<>();
        for (TestItem item : project.snapshot().items()) {
            if (item.kind() == Kind.DIR) {
                folders.add(item.path());
            }
        }
        for (FileTests file : project.snapshot().files()) {
            files.add(removed(file.path()));
        }
        for (String folder : new ArrayList<>(folders).reversed()) {
            files.add(removed(folder));
        }
        return new Changes(project, project.snapshot().generation(), files);
    }

    private static Delta.Change removed(String path) {
        return new Delta.Change(path, null, true, List.of(), List.of(), false);
    }
}
