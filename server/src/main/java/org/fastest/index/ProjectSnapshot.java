package org.fastest.index;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fastest.model.Certainty;
import org.fastest.model.Kind;
import org.fastest.model.Origin;
import org.fastest.model.Span;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/**
 * A project's files, sorted, as one immutable array: an edit copies references, not items.
 *
 * @param generation grows with each change that is shown
 * @param rootdir absolute
 * @param project the rootdir's URI
 * @param order how {@code files} are sorted
 * @param files those with tests or issues
 */
record ProjectSnapshot(
        long generation,
        Path rootdir,
        String project,
        Comparator<String> order,
        List<FileTests> files)
        implements Snapshot {
    ProjectSnapshot {
        files = List.copyOf(files);
    }

    @Override
    public @Nullable FileTests file(String path) {
        int at = place(path);
        return at < 0 ? null : files.get(at);
    }

    @Override
    public List<TestItem> items() {
        List<TestItem> items = new ArrayList<>();
        Set<String> folders = new HashSet<>();
        for (FileTests file : files) {
            if (!file.items().isEmpty()) {
                items.addAll(newFolders(project, file.path(), folders));
                items.addAll(file.items());
            }
        }
        return items;
    }

    @Override
    public @Nullable TestItem item(TestId id) {
        int colons = id.nodeId().indexOf("::");
        FileTests file = file(colons < 0 ? id.nodeId() : id.nodeId().substring(0, colons));
        for (TestItem item :
                file != null ? file.items() : colons < 0 ? items() : List.<TestItem>of()) {
            if (item.id().equals(id)) {
                return item;
            }
        }
        return null;
    }

    /**
     * This state with one file's tests put in, or taken out where there is nothing to show of it.
     */
    ProjectSnapshot with(FileTests file) {
        List<FileTests> changed = new ArrayList<>(files);
        int at = place(file.path());
        boolean empty = file.items().isEmpty() && file.issues().isEmpty();
        if (at >= 0 && empty) {
            changed.remove(at);
        } else if (at >= 0) {
            changed.set(at, file);
        } else if (!empty) {
            changed.add(-at - 1, file);
        }
        return new ProjectSnapshot(generation + 1, rootdir, project, order, changed);
    }

    /** Whether any file at or below the path has tests. */
    boolean hasTestsBelow(String folder) {
        for (FileTests file : files) {
            if (!file.items().isEmpty() && file.path().startsWith(folder + "/")) {
                return true;
            }
        }
        return false;
    }

    /**
     * The items of the folders above a file that are not in {@code known} yet, outermost first;
     * they are added to it.
     */
    static List<TestItem> newFolders(String project, String path, Set<String> known) {
        List<TestItem> items = new ArrayList<>();
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            String folder = path.substring(0, slash);
            if (known.add(folder)) {
                int parent = folder.lastIndexOf('/');
                items.add(
                        new TestItem(
                                TestId.of(project, folder),
                                parent < 0 ? null : folder.substring(0, parent),
                                Kind.DIR,
                                folder.substring(parent + 1),
                                folder,
                                null,
                                null,
                                List.of(),
                                Origin.STATIC,
                                Certainty.EXACT));
            }
        }
        return items;
    }

    /** An item at another place, or of another certainty. */
    static TestItem with(
            TestItem item, @Nullable Span range, @Nullable Span selection, Certainty certainty) {
        return new TestItem(
                item.id(),
                item.parent(),
                item.kind(),
                item.label(),
                item.path(),
                range,
                selection,
                item.tags(),
                item.origin(),
                certainty);
    }

    /** The index of a path, or {@code -(insertion point) - 1}. */
    private int place(String path) {
        int low = 0;
        int high = files.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int compared = order.compare(files.get(middle).path(), path);
            if (compared == 0) {
                return middle;
            }
            if (compared < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }
}
