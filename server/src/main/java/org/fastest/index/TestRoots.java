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
    private final Folders disk;
    private final Map<String, String> roots = new HashMap<>();

    TestRoots(Folders disk) {
        this.disk = disk;
    }

    /** That of a folder with test files or a conftest. */
    String of(String folder) {
        String known = roots.get(folder);
        if (known == null) {
            known = folder;
            while (disk.names(known).contains("__init__.py") && known.lastIndexOf('/') > 0) {
                known = known.substring(0, known.lastIndexOf('/'));
            }
            roots.put(folder, known);
        }
        return known;
    }

    /** Those that are there for a file: its own, and those of the conftests above it. */
    List<String> own(String file, String rootdir) {
        Set<String> own = new LinkedHashSet<>();
        String folder = parent(file);
        own.add(of(folder));
        for (String at = folder;
                at != null && at.startsWith(rootdir) && !at.isEmpty();
                at = at.equals(rootdir) ? null : parent(at)) {
            if (disk.names(at).contains("conftest.py")) {
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
