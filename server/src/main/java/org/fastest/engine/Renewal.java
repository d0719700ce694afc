package org.fastest.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.cache.Kept;
import org.fastest.cache.World;
import org.fastest.model.CollectionReport;
import org.fastest.model.RunItem;
import org.fastest.model.TestId;
import org.jspecify.annotations.Nullable;

/**
 * A kept collection in which only test files have changed: pytest is asked for these files, and
 * what it says takes the place of what it said.
 */
final class Renewal {
    /** More changed files are not worth the weighing: all are asked for. */
    static final int MOST = 20;

    private final Kept kept;
    private final CollectionReport before;

    /** Relative to the rootdir. */
    private final Set<String> files;

    /** All that may differ: the files and what Python makes of them. */
    private final List<String> changed;

    private Renewal(Kept kept, CollectionReport before, Set<String> files, List<String> changed) {
        this.kept = kept;
        this.before = before;
        this.files = files;
        this.changed = changed;
    }

    /**
     * Looks whether asking for the changed files alone is enough: they hold tests, no other source
     * names them, and each file's tests are what they would be without the other files.
     *
     * @param project what {@code TestId.project} is
     * @return null where everything has to be asked for
     */
    static @Nullable Renewal of(Remembered remembered, String project) {
        if (remembered.changed().size() >= MOST) {
            return null;
        }
        CollectionReport before = remembered.kept().report(project);
        if (before.together() != null) {
            return null;
        }
        Set<String> known = new HashSet<>();
        for (RunItem item : before.items()) {
            known.add(TestId.fileOf(item.id().nodeId()));
        }
        Path rootdir = Path.of(before.rootdir());
        Set<String> files = new LinkedHashSet<>();
        for (String path : remembered.changed()) {
            Path source = sourceOf(Path.of(path));
            if (!source.startsWith(rootdir) || !Files.isRegularFile(source)) {
                return null;
            }
            String file = rootdir.relativize(source).toString().replace('\\', '/');
            if (!known.contains(file) || source.endsWith("__init__.py")) {
                return null;
            }
            files.add(file);
        }
        Renewal renewal = new Renewal(remembered.kept(), before, files, remembered.changed());
        return renewal.isNamedElsewhere(remembered.kept().world()) ? null : renewal;
    }

    /** What to ask for: absolute paths. */
    List<String> only() {
        List<String> only = new ArrayList<>();
        for (String file : files) {
            only.add(Path.of(before.rootdir()).resolve(file).toString());
        }
        return only;
    }

    /**
     * The whole collection with the answer in its place.
     *
     * @return null where everything has to be asked for: something went wrong, or may have, or
     *     changed meanwhile
     */
    @Nullable CollectionReport report(Answer answer) {
        CollectionReport after = answer.report();
        if (after == null
                || after.world() == null
                || after.together() != null
                || !answer.errors().isEmpty()
                || !after.rootdir().equals(before.rootdir())
                || (answer.end().exitCode() != 0 && answer.end().exitCode() != 5)) {
            return null;
        }
        Map<String, List<RunItem>> fresh = new HashMap<>();
        for (String file : files) {
            fresh.put(file, new ArrayList<>());
        }
        for (RunItem item : after.items()) {
            List<RunItem> items = fresh.get(TestId.fileOf(item.id().nodeId()));
            if (items == null) {
                return null;
            }
            items.add(item);
        }
        Set<String> mayDiffer = new HashSet<>(changed);
        mayDiffer.addAll(only());
        World world =
                kept.world()
                        .with(new World(after.world().getBytes(StandardCharsets.UTF_8)), mayDiffer);
        if (world == null) {
            return null;
        }
        List<RunItem> items = new ArrayList<>();
        for (RunItem item : before.items()) {
            String file = TestId.fileOf(item.id().nodeId());
            if (!files.contains(file)) {
                items.add(item);
                continue;
            }
            List<RunItem> instead = fresh.remove(file);
            if (instead != null) {
                items.addAll(instead);
            }
        }
        return new CollectionReport(
                before.rootdir(),
                before.inifile(),
                items,
                before.deselected(),
                List.of(),
                List.of(),
                null,
                new String(world.text(), StandardCharsets.UTF_8));
    }

    /** Whether another source may use what stands in one of the files. */
    private boolean isNamedElsewhere(World world) {
        List<String> names = new ArrayList<>();
        for (String file : files) {
            String name = file.substring(file.lastIndexOf('/') + 1);
            names.add(name.substring(0, name.length() - ".py".length()));
        }
        Set<String> own = new HashSet<>(only());
        for (String path : world.ownSources()) {
            try {
                // Whatever the encoding, a module's name in it is ASCII, or is compared with none.
                String text = Files.readString(Path.of(path), StandardCharsets.ISO_8859_1);
                for (String name : names) {
                    if (names(text, name) && !(own.contains(path) && isOnlyOf(path, name))) {
                        return true;
                    }
                }
            } catch (IOException unreadable) {
                return true;
            }
        }
        return false;
    }

    /** Whether a text has the name as a word, other than as that of a function it defines. */
    private static boolean names(String text, String name) {
        for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
            int end = at + name.length();
            boolean isWord =
                    (at == 0 || !Character.isJavaIdentifierPart(text.charAt(at - 1)))
                            && (end == text.length()
                                    || !Character.isJavaIdentifierPart(text.charAt(end)));
            if (isWord && !text.startsWith("def ", at - 4)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOnlyOf(String path, String name) {
        return path.endsWith("/" + name + ".py");
    }

    /** The file itself, or the source that a compiled one was made of. */
    private static Path sourceOf(Path path) {
        Path folder = path.getParent();
        String name = String.valueOf(path.getFileName());
        int tag = name.indexOf(".cpython-");
        Path above = folder == null ? null : folder.getParent();
        if (folder == null || above == null || !folder.endsWith("__pycache__") || tag < 0) {
            return path;
        }
        return above.resolve(name.substring(0, tag) + ".py");
    }
}
