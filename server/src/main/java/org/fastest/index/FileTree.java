package org.fastest.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A folder with the files of it that have tests or issues, immutable: putting a file in copies the
 * folders above that file and shares all others, so that an edit costs the same in a workspace of
 * any size.
 */
final class FileTree {
    private final String name;

    /** {@link FileTests} and {@link FileTree}s, in pytest's order. */
    private final Object[] children;

    /** How many files at any depth have tests. */
    private final int tested;

    private FileTree(String name, Object[] children) {
        this.name = name;
        this.children = children;
        int sum = 0;
        for (Object child : children) {
            sum += child instanceof FileTree folder ? folder.tested : tested((FileTests) child);
        }
        this.tested = sum;
    }

    private FileTree(String name, Object[] children, int tested) {
        this.name = name;
        this.children = children;
        this.tested = tested;
    }

    /**
     * The tree of some files.
     *
     * @param sorted in the order in which pytest collects them
     */
    static FileTree of(List<FileTests> sorted) {
        return folder("", sorted, 0, sorted.size(), 0);
    }

    /** The files from one index to another, whose paths agree up to an offset, as a folder. */
    private static FileTree folder(
            String name, List<FileTests> files, int from, int to, int offset) {
        List<Object> children = new ArrayList<>(to - from);
        int at = from;
        while (at < to) {
            String path = files.get(at).path();
            int slash = path.indexOf('/', offset);
            if (slash < 0) {
                children.add(files.get(at++));
                continue;
            }
            int end = at + 1;
            while (end < to
                    && files.get(end)
                            .path()
                            .regionMatches(offset, path, offset, slash + 1 - offset)) {
                end++;
            }
            children.add(folder(path.substring(offset, slash), files, at, end, slash + 1));
            at = end;
        }
        return new FileTree(name, children.toArray());
    }

    /** How many files at any depth have tests. */
    int tested() {
        return tested;
    }

    /** A file by its path below this folder. */
    @Nullable FileTests file(String path, PathOrder order) {
        FileTree folder = this;
        int offset = 0;
        while (true) {
            int slash = path.indexOf('/', offset);
            int at = folder.place(path, offset, slash, order);
            if (at < 0) {
                return null;
            }
            if (folder.children[at] instanceof FileTree below) {
                folder = below;
                offset = slash + 1;
            } else {
                return (FileTests) folder.children[at];
            }
        }
    }

    /** How many files below a folder have tests; 0 where there is no such folder. */
    int testedBelow(String path, PathOrder order) {
        FileTree folder = this;
        String inside = path + "/";
        int offset = 0;
        for (int slash = inside.indexOf('/'); slash >= 0; slash = inside.indexOf('/', offset)) {
            int at = folder.place(inside, offset, slash, order);
            if (at < 0 || !(folder.children[at] instanceof FileTree below)) {
                return 0;
            }
            folder = below;
            offset = slash + 1;
        }
        return folder.tested;
    }

    /** This folder with a file put in, in place of the one at its path. */
    FileTree with(FileTests file, PathOrder order) {
        return put(file.path(), 0, file, order);
    }

    /** This folder without the file at a path, and without folders that are empty by that. */
    FileTree without(String path, PathOrder order) {
        return put(path, 0, null, order);
    }

    private FileTree put(String path, int offset, @Nullable FileTests file, PathOrder order) {
        int slash = path.indexOf('/', offset);
        int at = place(path, offset, slash, order);
        @Nullable Object old = at < 0 ? null : children[at];
        @Nullable Object now = file;
        if (slash >= 0) {
            String folder = path.substring(offset, slash);
            FileTree below =
                    old instanceof FileTree known ? known : new FileTree(folder, new Object[0], 0);
            FileTree changed = below.put(path, slash + 1, file, order);
            now = changed.children.length == 0 ? null : changed;
        }
        int count = tested - tested(old) + tested(now);
        if (now == null) {
            return at < 0 ? this : new FileTree(name, removed(at), count);
        }
        return new FileTree(name, at < 0 ? inserted(-at - 1, now) : replaced(at, now), count);
    }

    private static int tested(@Nullable Object child) {
        if (child instanceof FileTree folder) {
            return folder.tested;
        }
        return child instanceof FileTests file && !file.items().isEmpty() ? 1 : 0;
    }

    private Object[] replaced(int at, Object by) {
        Object[] changed = children.clone();
        changed[at] = by;
        return changed;
    }

    private Object[] inserted(int at, Object child) {
        Object[] changed = Arrays.copyOf(children, children.length + 1);
        System.arraycopy(children, at, changed, at + 1, children.length - at);
        changed[at] = child;
        return changed;
    }

    private Object[] removed(int at) {
        Object[] changed = Arrays.copyOf(children, children.length - 1);
        System.arraycopy(children, at + 1, changed, at, children.length - at - 1);
        return changed;
    }

    /** Adds all files below in their order. */
    void addTo(List<FileTests> files) {
        for (Object child : children) {
            if (child instanceof FileTree folder) {
                folder.addTo(files);
            } else {
                files.add((FileTests) child);
            }
        }
    }

    /**
     * The index of the child that the part of a path from an offset to its slash (none: a file)
     * names, or {@code -(insertion point) - 1}.
     */
    private int place(String path, int offset, int slash, PathOrder order) {
        String wanted = path.substring(offset, slash < 0 ? path.length() : slash);
        int low = 0;
        int high = children.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Object child = children[middle];
            int compared =
                    child instanceof FileTree folder
                            ? order.compareNames(folder.name, true, wanted, slash >= 0)
                            : order.compareNames(
                                    fileName((FileTests) child), false, wanted, slash >= 0);
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

    private static String fileName(FileTests file) {
        return file.path().substring(file.path().lastIndexOf('/') + 1);
    }
}
