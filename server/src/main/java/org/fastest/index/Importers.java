package org.fastest.index;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.fastest.text.Decoder;

/**
 * Which files of a project import others, by their texts. Errs towards too many: a name is taken
 * for every file that its last parts fit, since what is on {@code sys.path} is for running code to
 * say. What is imported by names that are computed is not seen. Files are read again where they
 * changed. Thread-safe.
 */
public final class Importers {
    /** Beyond so many files nothing is read: every test file is taken to import everything. */
    private static final int MOST = 50_000;

    /** Larger files are not read. */
    private static final long LARGEST = 4 << 20;

    private final Map<Path, Known> known = new HashMap<>();

    private record Known(long modified, long size, Set<String> names) {}

    /**
     * The test files that import some files, or that these are, directly or by others; of a
     * conftest those below its folder, too.
     *
     * @param files absolute
     * @return paths relative to the rootdir, in pytest's order
     */
    public synchronized List<String> reached(Snapshot snapshot, Collection<Path> files) {
        Path rootdir = snapshot.rootdir();
        Map<String, Set<Path>> importers = new HashMap<>();
        boolean isWhole = look(rootdir, importers);
        Set<Path> reached = new LinkedHashSet<>();
        ArrayDeque<Path> next = new ArrayDeque<>();
        for (Path file : files) {
            if (file.startsWith(rootdir) && reached.add(file)) {
                next.add(file);
            }
        }
        boolean isAny = !next.isEmpty();
        while (!next.isEmpty()) {
            Path file = next.remove();
            for (Path importer : importersOf(rootdir.relativize(file), importers)) {
                if (reached.add(importer)) {
                    next.add(importer);
                }
            }
        }
        return snapshot.files().stream()
                .map(FileTests::path)
                .filter(path -> isAny && (!isWhole || isReached(rootdir.resolve(path), reached)))
                .toList();
    }

    private static boolean isReached(Path file, Set<Path> reached) {
        if (reached.contains(file)) {
            return true;
        }
        for (Path at = file.getParent(); at != null; at = at.getParent()) {
            if (reached.contains(at.resolve("conftest.py"))
                    || reached.contains(at.resolve("__init__.py"))) {
                return true;
            }
        }
        return false;
    }

    private static Set<Path> importersOf(Path file, Map<String, Set<Path>> importers) {
        Set<Path> all = new LinkedHashSet<>();
        String last = String.valueOf(file.getFileName());
        String name = last.endsWith(".py") ? last.substring(0, last.length() - 3) : last;
        String dotted = "";
        if (!name.equals("__init__")) {
            dotted = name;
            all.addAll(importers.getOrDefault(dotted, Set.of()));
        }
        for (int i = file.getNameCount() - 2; i >= 0; i--) {
            dotted = dotted.isEmpty() ? file.getName(i).toString() : file.getName(i) + "." + dotted;
            all.addAll(importers.getOrDefault(dotted, Set.of()));
        }
        return all;
    }

    /** Notes who imports each name; gives whether all files were looked at. */
    private boolean look(Path rootdir, Map<String, Set<Path>> importers) {
        Set<Path> seen = new HashSet<>();
        try {
            Files.walkFileTree(
                    rootdir,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(
                                Path folder, BasicFileAttributes attributes) {
                            boolean isLeftOut =
                                    !folder.equals(rootdir)
                                            && (Division.isNeverEntered(
                                                            folder.getFileName().toString())
                                                    || Files.exists(folder.resolve("pyvenv.cfg")));
                            return isLeftOut
                                    ? FileVisitResult.SKIP_SUBTREE
                                    : FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFile(
                                Path file, BasicFileAttributes attributes) {
                            if (file.toString().endsWith(".py")) {
                                seen.add(file);
                                for (String name : names(rootdir, file, attributes)) {
                                    importers
                                            .computeIfAbsent(name, none -> new LinkedHashSet<>())
                                            .add(file);
                                }
                            }
                            return seen.size() > MOST
                                    ? FileVisitResult.TERMINATE
                                    : FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException e) {
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException unreadable) {
            return false;
        }
        known.keySet().retainAll(seen);
        return seen.size() <= MOST;
    }

    private Set<String> names(Path rootdir, Path file, BasicFileAttributes attributes) {
        long modified = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
        long size = attributes.size();
        Known last = known.get(file);
        if (last == null || last.modified != modified || last.size != size) {
            byte[] bytes = size > LARGEST ? null : DiskView.unnoted().read(file.toString());
            String text = bytes == null ? "" : Decoder.decode(bytes).text();
            last = new Known(modified, size, ImportedNames.of(text, rootdir.relativize(file)));
            known.put(file, last);
        }
        return last.names;
    }
}
