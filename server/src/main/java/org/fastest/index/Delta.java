package org.fastest.index;

import java.util.List;
import org.fastest.model.Issue;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/**
 * What one change did to a workspace's tests.
 *
 * @param base generation before
 * @param generation generation after; equal to {@code base} where nothing that is shown changed
 * @param files the files that changed
 */
public record Delta(long base, long generation, List<Change> files) {
    /**
     * One changed file, or a folder that became empty.
     *
     * @param path relative to the rootdir
     * @param version of the open document, or null
     * @param removed whether it has no tests any more
     * @param items all items of the file, before them the folder items that are new; empty if
     *     removed
     * @param issues what is wrong with the file
     * @param stale as {@link FileTests#stale}
     */
    public record Change(
            String path,
            @Nullable Integer version,
            boolean removed,
            List<TestItem> items,
            List<Issue> issues,
            boolean stale) {
        public Change {
            items = List.copyOf(items);
            issues = List.copyOf(issues);
        }
    }

    public Delta {
        files = List.copyOf(files);
    }

    /** Whether nothing changed. */
    public boolean isEmpty() {
        return files.isEmpty();
    }
}
