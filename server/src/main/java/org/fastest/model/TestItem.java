package org.fastest.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One node of the tree of tests, as a flat record: folders, files, classes, functions and cases
 * alike.
 *
 * @param id its identity
 * @param parent node id of the item above it, null at the top
 * @param kind what it is
 * @param label what a tree shows; never parsed
 * @param path the file (or folder) it stands in, relative to the rootdir, with {@code /}
 * @param range the whole definition from its first decorator on; null for folders and files
 * @param selection the name; null for folders and files
 * @param tags names of its marks
 * @param origin where it is known from
 * @param certainty how sure it is
 */
public record TestItem(
        TestId id,
        @Nullable String parent,
        Kind kind,
        String label,
        String path,
        @Nullable Span range,
        @Nullable Span selection,
        List<String> tags,
        Origin origin,
        Certainty certainty) {
    public TestItem {
        tags = List.copyOf(tags);
    }

    // Written out: see Span.
    @Override
    @SuppressWarnings("ReferenceEquality")
    public boolean equals(Object other) {
        return this == other
                || (other instanceof TestItem item
                        && id.equals(item.id)
                        && Objects.equals(range, item.range)
                        && Objects.equals(selection, item.selection)
                        && Objects.equals(parent, item.parent)
                        && kind == item.kind
                        && label.equals(item.label)
                        && path.equals(item.path)
                        && tags.equals(item.tags)
                        && origin == item.origin
                        && certainty == item.certainty);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** The same item at another place. */
    @SuppressWarnings("ReferenceEquality")
    public TestItem at(@Nullable Span newRange, @Nullable Span newSelection) {
        return range == newRange && selection == newSelection
                ? this
                : new TestItem(
                        id,
                        parent,
                        kind,
                        label,
                        path,
                        newRange,
                        newSelection,
                        tags,
                        origin,
                        certainty);
    }

    /**
     * The tests among a file's items: those that pytest runs itself, without functions that only
     * hold cases.
     *
     * @param items of one file, in their order, which stays
     */
    public static List<TestItem> leaves(List<TestItem> items) {
        Set<String> parents = Set.of();
        for (int i = 0; i < items.size(); i++) {
            TestItem item = items.get(i);
            if (item.kind == Kind.CASE && item.parent != null) {
                parents = parents.isEmpty() ? new HashSet<>() : parents;
                parents.add(item.parent);
            }
        }
        List<TestItem> leaves = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            TestItem item = items.get(i);
            if (item.kind.isTest() && !parents.contains(item.id.nodeId())) {
                leaves.add(item);
            }
        }
        return leaves;
    }

    /** This item, more or less sure. */
    public TestItem with(Certainty other) {
        return new TestItem(id, parent, kind, label, path, range, selection, tags, origin, other);
    }

    /** This item with another identity occurrence, for pytest's duplicates. */
    public TestItem withOccurrence(int occurrence) {
        TestId other = new TestId(id.project(), id.nodeId(), occurrence);
        return new TestItem(
                other, parent, kind, label, path, range, selection, tags, origin, certainty);
    }
}
