package org.fastest.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An item as pytest collected it.
 *
 * @param id its identity
 * @param path the file it stands in, relative to the rootdir (absolute if outside)
 * @param line from 0, or null
 * @param kind {@link Kind#FUNCTION}, {@link Kind#CASE} or {@link Kind#DOCTEST}
 * @param marks names of its marks
 * @param group what {@code xdist_group} says, or null: items of a group run in one worker
 */
public record RunItem(
        TestId id,
        String path,
        @Nullable Integer line,
        Kind kind,
        List<String> marks,
        @Nullable String group) {
    /** An item that belongs to no group. */
    public RunItem(TestId id, String path, @Nullable Integer line, Kind kind, List<String> marks) {
        this(id, path, line, kind, marks, null);
    }

    public RunItem {
        marks = List.copyOf(marks);
    }
}
