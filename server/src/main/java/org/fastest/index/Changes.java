package org.fastest.index;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/** What differs between two snapshots, as a client is told. Pure. */
final class Changes {
    private Changes() {}

    /** Putting in one file's tests, with what that did to the folders above. */
    static List<Delta.Change> of(
            ProjectSnapshot before,
            ProjectSnapshot after,
            FileTests file,
            @Nullable Integer version) {
        List<Delta.Change> changes = new ArrayList<>();
        changes.add(change(before, file, version));
        for (String gone : emptied(before, after, file.path())) {
            changes.add(removed(gone));
        }
        return changes;
    }

    /**
     * All that differs.
     *
     * @param version of a path's open document, or null
     */
    static List<Delta.Change> between(
            ProjectSnapshot before,
            ProjectSnapshot after,
            Function<String, @Nullable Integer> version) {
        List<Delta.Change> changes = new ArrayList<>();
        Set<String> now = new HashSet<>();
        Set<String> tested = new HashSet<>();
        for (FileTests file : after.files()) {
            now.add(file.path());
            if (!file.items().isEmpty()) {
                tested.add(file.path());
            }
            FileTests known = before.file(file.path());
            if (!file.equals(known)) {
                changes.add(change(before, file, version.apply(file.path())));
            }
        }
        Set<String> gone = new HashSet<>();
        for (FileTests file : before.files()) {
            if (!now.contains(file.path())) {
                changes.add(removed(file.path()));
            }
            if (!file.items().isEmpty() && !tested.contains(file.path())) {
                for (String folder : emptied(before, after, file.path())) {
                    if (gone.add(folder)) {
                        changes.add(removed(folder));
                    }
                }
            }
        }
        return changes;
    }

    private static Delta.Change removed(String path) {
        return new Delta.Change(path, null, true, List.of(), List.of(), false);
    }

    private static Delta.Change change(
            ProjectSnapshot before, FileTests file, @Nullable Integer version) {
        List<TestItem> items = file.items();
        List<TestItem> folders = items.isEmpty() ? List.of() : newFolders(before, file.path());
        if (!folders.isEmpty()) {
            items = new ArrayList<>(folders);
            items.addAll(file.items());
        }
        return new Delta.Change(
                file.path(),
                version,
                items.isEmpty() && file.issues().isEmpty(),
                items,
                file.issues(),
                file.stale());
    }

    private static List<TestItem> newFolders(ProjectSnapshot before, String path) {
        Set<String> known = new HashSet<>();
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (before.hasTestsBelow(path.substring(0, slash))) {
                known.add(path.substring(0, slash));
            }
        }
        return ProjectSnapshot.newFolders(before.project(), path, known);
    }

    /** Folders above a file that held tests before and hold none now, innermost first. */
    private static List<String> emptied(
            ProjectSnapshot before, ProjectSnapshot after, String path) {
        List<String> folders = new ArrayList<>();
        for (int slash = path.lastIndexOf('/');
                slash > 0;
                slash = path.lastIndexOf('/', slash - 1)) {
            String above = path.substring(0, slash);
            if (after.hasTestsBelow(above)) {
                break;
            }
            if (before.hasTestsBelow(above)) {
                folders.add(above);
            }
        }
        return folders;
    }
}
