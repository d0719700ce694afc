package org.fastest.index;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folders that pytest puts on {@code sys.path} for test files and conftests: for each the first
 * one upwards that is no package. Not thread-safe.
 */
final class TestRoots {
    private final DiskView disk;
    private final Map<String, Root> roots = new HashMap<>();

    private record Root(String folder, Seen seen) {}

    TestRoots(DiskView disk) {
        this.disk = disk;
    }

    /** That of a folder with test files or a conftest. */
    String of(String folder) {
        Root known = roots.get(folder);
        if (known == null) {
            Tape outer = disk.begin();
            String root = folder;
            while (disk.has(root, "__init__.py") && root.lastIndexOf('/') > 0) {
                root = root.substring(0, root.lastIndexOf('/'));
            }
            known = new Root(root, disk.end(outer));
            roots.put(folder, known);
        }
        disk.add(known.seen);
        return known.folder;
    }

    /** Those that are there for a file: its own, and those of the conftests above it. */
    List<String> own(String file, String rootdir) {
        Set<String> own = new LinkedHashSet<>();
        String folder = parent(file);
        own.add(of(folder));
        for (String at = folder;
                at != null && at.startsWith(rootdir) && !at.isEmpty();
                at = at.equals(rootdir) ? null : parent(at)) {
            if (disk.has(at, "conftest.py")) {
                own.add(of(at));
            }
        }
        return new ArrayList<>(own);
    }

    /** Those of all test files. */
    Set<String> all(List<String> paths, Path rootdir) {
        Set<String> folders = new LinkedHashSet<>();
        String before = "";
        for (String path : paths) {
            int slash = path.lastIndexOf('/');
            String folder = slash < 0 ? "" : path.substring(0, slash);
            if (!folder.equals(before) || folders.isEmpty()) {
                folders.add(folder);
                before = folder;
            }
        }
        Set<String> all = new LinkedHashSet<>();
        for (String folder : folders) {
            all.add(of(Disk.slashed(rootdir.resolve(folder).normalize())));
        }
        return all;
    }

    private static @Nullable String orNull(String path) {
        return path.isEmpty() ? null : path;
    }

    private static String parent(String path) {
        String above = orNull(path);
        int slash = above == null ? -1 : path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }
}
