package org.fastest.lsp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fastest.index.Collected;
import org.fastest.index.Delta;
import org.fastest.index.FileTests;
import org.fastest.index.FixtureQueries;
import org.fastest.index.Snapshot;
import org.fastest.index.Territory;
import org.fastest.index.Wanted;
import org.fastest.index.Workspace;
import org.fastest.model.Certainty;
import org.fastest.model.Issue;
import org.fastest.model.Kind;
import org.fastest.model.Origin;
import org.fastest.model.Span;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.fastest.text.TextChange;
import org.jspecify.annotations.Nullable;

/**
 * A workspace that finds tests by a line pattern: enough to see what the face makes of items,
 * deltas and issues. A line with {@code parametrize} makes the next function a base; a line with
 * {@code )(} is a syntax error.
 */
final class FakeWorkspace implements Workspace {
    private static final Pattern DEFINITION =
            Pattern.compile("( *)(def|class) (\\w+)", Pattern.UNICODE_CHARACTER_CLASS);

    private final Path folder;
    private volatile Territory territory;
    private final Map<String, String> buffers = new HashMap<>();
    private volatile View view;
    private final Map<String, String> disk = new HashMap<>();
    private final Map<String, Long> changed = new HashMap<>();
    volatile int refreshes;

    record View(long generation, Path rootdir, String project, Map<String, FileTests> byPath)
            implements Snapshot {
        @Override
        public List<FileTests> files() {
            return List.copyOf(byPath.values());
        }

        @Override
        public @Nullable FileTests file(String path) {
            return byPath.get(path);
        }

        @Override
        public List<TestItem> items() {
            return byPath.values().stream().flatMap(file -> file.items().stream()).toList();
        }

        @Override
        public @Nullable TestItem item(TestId id) {
            return items().stream().filter(it -> it.id().equals(id)).findFirst().orElse(null);
        }
    }

    FakeWorkspace(Territory territory) {
        this.territory = territory;
        this.folder = territory.folder();
        this.view = new View(1, folder, Uris.of(folder), new TreeMap<>());
        refresh();
    }

    @Override
    public Snapshot snapshot() {
        return view;
    }

    @Override
    public Territory territory() {
        return territory;
    }

    @Override
    public synchronized Delta within(Territory now) {
        territory = now;
        return refresh();
    }

    @Override
    public List<Issue> issues() {
        return List.of();
    }

    @Override
    public @Nullable String pathOf(Path file) {
        return file.startsWith(folder) ? folder.relativize(file).toString() : null;
    }

    @Override
    public String whyNoTest(Path file, int line) {
        return "no test in line " + line + " of " + file.getFileName();
    }

    @Override
    public boolean mayHoldTests(Path file) {
        return file.getFileName().toString().startsWith("test_");
    }

    @Override
    public synchronized Delta edit(Path file, TextChange change, int version) {
        String path = String.valueOf(pathOf(file));
        String text = change.after().text();
        buffers.put(path, text);
        return apply(path, text, version);
    }

    @Override
    public Wanted needsCollecting() {
        return new Wanted(0, List.of());
    }

    @Override
    public Delta collected(long moment, List<Collected> files) {
        throw new UnsupportedOperationException("only the real one collects");
    }

    @Override
    public void expectEdits(Path file) {
        // It reads whatever it is given.
    }

    @Override
    public long looks() {
        return refreshes;
    }

    @Override
    public synchronized long changedAt(String path) {
        return changed.getOrDefault(path, 0L);
    }

    @Override
    public FixtureQueries fixtures() {
        throw new UnsupportedOperationException("only the real one knows fixtures");
    }

    @Override
    public void listen(Consumer<Delta> listener) {
        // Nothing happens here but what a test does.
    }

    @Override
    public synchronized Delta close(Path file) {
        String path = String.valueOf(pathOf(file));
        buffers.remove(path);
        return apply(path, diskText(file), null);
    }

    @Override
    public synchronized Delta refresh() {
        refreshes++;
        List<Delta.Change> changes = new ArrayList<>();
        long base = view.generation();
        try (Stream<Path> files = Files.walk(folder)) {
            List<String> paths = new ArrayList<>(view.byPath().keySet());
            files.filter(file -> Files.isRegularFile(file) && isOwn(file))
                    .map(this::pathOf)
                    .forEach(paths::add);
            for (String path : paths.stream().distinct().sorted().toList()) {
                String now = diskText(folder.resolve(path));
                String known = disk.put(path, String.valueOf(now));
                if (known != null && !known.equals(now)) {
                    changed.put(path, (long) refreshes);
                }
                if (!buffers.containsKey(path)) {
                    Path file = folder.resolve(path);
                    String text = isOwn(file) ? diskText(file) : null;
                    changes.addAll(apply(path, text, null).files());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Delta(base, view.generation(), changes);
    }

    private boolean isOwn(Path file) {
        return territory.without().stream().noneMatch(file::startsWith);
    }

    private Delta apply(String path, @Nullable String text, @Nullable Integer version) {
        View old = view;
        FileTests before = old.byPath().get(path);
        FileTests now = text == null ? null : read(path, text, before);
        boolean none = now == null || (now.items().size() < 2 && now.issues().isEmpty());
        if (none ? before == null : Objects.equals(now, before)) {
            return new Delta(old.generation(), old.generation(), List.of());
        }
        Map<String, FileTests> files = new TreeMap<>(old.byPath());
        Delta.Change change;
        if (none || now == null) {
            files.remove(path);
            change = new Delta.Change(path, version, true, List.of(), List.of(), false);
        } else {
            files.put(path, now);
            change = new Delta.Change(path, version, false, now.items(), now.issues(), now.stale());
        }
        view = new View(old.generation() + 1, folder, old.project(), files);
        return new Delta(old.generation(), view.generation(), List.of(change));
    }

    private FileTests read(String path, String text, @Nullable FileTests before) {
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            int at = lines[i].indexOf(")(");
            if (at >= 0) {
                Span span = new Span(i, at, i, at + 2);
                Issue issue = new Issue(Issue.Severity.ERROR, "invalid syntax", path, span);
                List<TestItem> items = before == null ? List.of(file(path)) : before.items();
                return new FileTests(path, items, List.of(issue), true);
            }
        }
        return new FileTests(path, items(path, lines), List.of(), false);
    }

    private List<TestItem> items(String path, String[] lines) {
        List<TestItem> items = new ArrayList<>(List.of(file(path)));
        String owner = path;
        boolean isBase = false;
        for (int i = 0; i < lines.length; i++) {
            Matcher definition = DEFINITION.matcher(lines[i]);
            if (definition.lookingAt()) {
                boolean isClass = definition.group(2).equals("class");
                owner = definition.group(1).isEmpty() ? path : owner;
                String name = definition.group(3);
                if (name.toLowerCase(java.util.Locale.ROOT).startsWith("test")) {
                    items.add(item(path, owner, name, i, definition, isClass, isBase));
                    owner = isClass ? path + "::" + name : owner;
                }
            }
            isBase = lines[i].contains("parametrize");
        }
        return items;
    }

    private TestItem file(String path) {
        return new TestItem(
                TestId.of(Uris.of(folder), path),
                null,
                Kind.FILE,
                path,
                path,
                null,
                null,
                List.of(),
                Origin.STATIC,
                Certainty.EXACT);
    }

    private TestItem item(
            String path,
            String owner,
            String name,
            int line,
            Matcher at,
            boolean isClass,
            boolean isBase) {
        return new TestItem(
                TestId.of(Uris.of(folder), owner + "::" + name),
                owner,
                isClass ? Kind.CLASS : Kind.FUNCTION,
                name,
                path,
                new Span(line, at.start(2), line + 1, 0),
                new Span(line, at.start(3), line, at.end(3)),
                List.of("mark"),
                Origin.STATIC,
                isBase ? Certainty.BASE : Certainty.EXACT);
    }
}
