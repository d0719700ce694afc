package org.fastest.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.fastest.model.Issue;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.fastest.text.SourceText;
import org.jspecify.annotations.Nullable;

/** One project's tests, kept up to date with its files and the editor's open buffers. */
public final class ProjectWorkspace implements Workspace {
    private final Function<Territory, Project> determine;
    private final Map<String, Buffer> buffers = new HashMap<>();
    private final Map<String, Stamp> stamps = new HashMap<>();
    private volatile Territory territory;
    private Project project;
    private FileScan scan;
    private Walk walk = Walk.NOTHING;
    private Set<String> walked = Set.of();
    private volatile ProjectSnapshot current;

    private record Buffer(SourceText text, int version) {}

    private record Stamp(long modified, long size, @Nullable Object key) {}

    private ProjectWorkspace(Territory territory, Function<Territory, Project> determine) {
        this.territory = territory;
        this.determine = determine;
        this.project = determine.apply(territory);
        this.scan = new FileScan(project, projectId(project), Walk.NOTHING);
        this.current = empty(project, 0);
    }

    /**
     * Opens a project and lists its tests from their texts.
     *
     * @param territory what of the opened folder is the project's
     * @param determine looks at the disk and tells the project's configuration; called again at
     *     each {@link #refresh}
     */
    public static ProjectWorkspace open(
            Territory territory, Function<Territory, Project> determine) {
        ProjectWorkspace workspace = new ProjectWorkspace(territory, determine);
        workspace.refresh();
        return workspace;
    }

    /** The project as of the last look at the disk. */
    public synchronized Project project() {
        return project;
    }

    @Override
    public Snapshot snapshot() {
        return current;
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
    public synchronized @Nullable String pathOf(Path file) {
        Path rootdir = project.config().rootdir();
        return file.startsWith(rootdir) && !file.equals(rootdir)
                ? Walker.relative(rootdir, file)
                : null;
    }

    @Override
    public synchronized boolean mayHoldTests(Path file) {
        String path = pathOf(file);
        if (path == null) {
            return false;
        }
        if (walked.contains(path)) {
            return true;
        }
        if (!project.config().isTestFile(path) || !isBelowTarget(file)) {
            return false;
        }
        Path rootdir = project.config().rootdir();
        for (Path at = file; at != null && !at.equals(rootdir); at = at.getParent()) {
            boolean entered = at.equals(file) || Walker.entersFolder(project.config(), at);
            if (!entered || walk.conftests().fate(at) == Conftests.Fate.LEFT_OUT) {
                return false;
            }
        }
        return true;
    }

    @Override
    public synchronized Delta edit(Path file, String text, int version) {
        String path = pathOf(file);
        if (path == null || !path.endsWith(".py")) {
            return nothing();
        }
        // Kept even where it holds no tests now: other settings may make it a test file.
        Buffer buffer = new Buffer(SourceText.of(text), version);
        buffers.put(path, buffer);
        if (!mayHoldTests(file)) {
            return nothing();
        }
        return replace(scan.scan(path, buffer.text).tests(), version);
    }

    @Override
    public synchronized Delta close(Path file) {
        String path = pathOf(file);
        if (path == null || buffers.remove(path) == null) {
            return nothing();
        }
        stamps.remove(path);
        boolean exists = mayHoldTests(file) && Files.isRegularFile(file);
        return replace(
                exists ? scan.read(path).tests() : new FileTests(path, List.of(), List.of(), false),
                null);
    }

    @Override
    public synchronized Delta refresh() {
        ProjectSnapshot before = current;
        Project now = determine.apply(territory);
        boolean sameWorld =
                now.config().equals(project.config())
                        && now.facts().equals(project.facts())
                        && now.targets().equals(project.targets());
        boolean sameRoot = now.config().rootdir().equals(project.config().rootdir());
        walk = now.walk();
        walked = Set.copyOf(walk.files());
        FileScan fresh = new FileScan(now, projectId(now), walk);
        if (!sameWorld) {
            stamps.clear();
        }
        project = now;
        scan = fresh;
        ProjectSnapshot after = empty(now, before.generation());
        Set<String> paths = new HashSet<>();
        List<FileTests> files = new ArrayList<>();
        for (String path : walk.files()) {
            paths.add(path);
            files.add(upToDate(path, sameRoot ? before.file(path) : null));
        }
        for (String path : buffers.keySet()) {
            if (!paths.contains(path) && mayHoldTests(now.config().rootdir().resolve(path))) {
                paths.add(path);
                files.add(upToDate(path, sameRoot ? before.file(path) : null));
            }
        }
        files.removeIf(file -> file.items().isEmpty() && file.issues().isEmpty());
        files.sort((left, right) -> after.order().compare(left.path(), right.path()));
        stamps.keySet().retainAll(paths);
        List<Delta.Change> changes = changes(before, files);
        // Other settings may change the order alone, which no delta tells.
        long generation = before.generation() + (changes.isEmpty() ? 0 : 1);
        current =
                new ProjectSnapshot(
                        generation, after.rootdir(), after.project(), after.order(), files);
        if (changes.isEmpty()) {
            return nothing();
        }
        return new Delta(before.generation(), current.generation(), changes);
    }

    /**
     * What is known of a file if neither it nor the conftests above it changed; else a new reading.
     */
    private FileTests upToDate(String path, @Nullable FileTests known) {
        Buffer buffer = buffers.get(path);
        if (buffer != null) {
            return keepGood(scan.scan(path, buffer.text).tests(), known);
        }
        Stamp stamp = stamp(path);
        if (known != null && stamp != null && stamp.equals(stamps.get(path))) {
            return known;
        }
        if (stamp == null) {
            stamps.remove(path);
        } else {
            stamps.put(path, stamp);
        }
        return keepGood(scan.read(path).tests(), known);
    }

    private @Nullable Stamp stamp(String path) {
        try {
            Path file = project.config().rootdir().resolve(path);
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            Object key =
                    List.of(
                            Objects.requireNonNullElse(attributes.fileKey(), ""),
                            scan.worldOf(path));
            return new Stamp(
                    attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS),
                    attributes.size(),
                    key);
        } catch (IOException gone) {
            return null;
        }
    }

    /**
     * The items of a broken text: the last good ones, at their new places where the text still
     * shows them.
     */
    private static FileTests keepGood(FileTests fresh, @Nullable FileTests known) {
        if (!fresh.stale() || known == null || known.items().isEmpty()) {
            return fresh;
        }
        Map<TestId, TestItem> seen = new HashMap<>();
        for (TestItem item : fresh.items()) {
            seen.put(item.id(), item);
        }
        List<TestItem> kept = new ArrayList<>();
        for (TestItem item : known.items()) {
            TestItem at = seen.get(item.id());
            kept.add(
                    at == null
                            ? item
                            : ProjectSnapshot.with(
                                    item, at.range(), at.selection(), item.certainty()));
        }
        return new FileTests(fresh.path(), kept, fresh.issues(), true);
    }

    private Delta replace(FileTests fresh, @Nullable Integer version) {
        ProjectSnapshot before = current;
        FileTests known = before.file(fresh.path());
        FileTests file = keepGood(fresh, known);
        boolean nothingBefore = known == null && file.items().isEmpty() && file.issues().isEmpty();
        if (file.equals(known) || nothingBefore) {
            return nothing();
        }
        ProjectSnapshot after = before.with(file);
        current = after;
        List<Delta.Change> changes = new ArrayList<>();
        changes.add(change(before, file, version));
        for (String gone : emptied(before, after, file.path())) {
            changes.add(new Delta.Change(gone, null, true, List.of(), List.of(), false));
        }
        return new Delta(before.generation(), after.generation(), changes);
    }

    private List<Delta.Change> changes(ProjectSnapshot before, List<FileTests> files) {
        List<Delta.Change> changes = new ArrayList<>();
        Set<String> now = new HashSet<>();
        for (FileTests file : files) {
            now.add(file.path());
            if (!file.equals(before.file(file.path()))) {
                Buffer buffer = buffers.get(file.path());
                changes.add(change(before, file, buffer == null ? null : buffer.version));
            }
        }
        Set<String> folders = new HashSet<>();
        for (FileTests file : files) {
            ProjectSnapshot.newFolders("", file.path(), folders);
        }
        for (FileTests file : before.files()) {
            if (!now.contains(file.path())) {
                changes.add(new Delta.Change(file.path(), null, true, List.of(), List.of(), false));
                for (TestItem folderItem : ProjectSnapshot.newFolders("", file.path(), folders)) {
                    changes.add(
                            new Delta.Change(
                                    folderItem.path(), null, true, List.of(), List.of(), false));
                }
            }
        }
        return changes;
    }

    private static Delta.Change change(
            ProjectSnapshot before, FileTests file, @Nullable Integer version) {
        List<TestItem> items = new ArrayList<>();
        if (!file.items().isEmpty()) {
            Set<String> known = new HashSet<>();
            String path = file.path();
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                if (before.hasTestsBelow(path.substring(0, slash))) {
                    known.add(path.substring(0, slash));
                }
            }
            items.addAll(ProjectSnapshot.newFolders(before.project(), path, known));
            items.addAll(file.items());
        }
        return new Delta.Change(
                file.path(),
                version,
                items.isEmpty() && file.issues().isEmpty(),
                items,
                file.issues(),
                file.stale());
    }

    /** Folders above a file that held tests before and hold none now, innermost first. */
    private static List<String> emptied(
            ProjectSnapshot before, ProjectSnapshot after, String path) {
        List<String> folders = new ArrayList<>();
        for (int slash = path.lastIndexOf('/');
                slash > 0;
                slash = path.lastIndexOf('/', slash - 1)) {
            String above = path.substring(0, slash);
            if (after.hasTestsBelow(above)) {
                break;
            }
            if (before.hasTestsBelow(above)) {
                folders.add(above);
            }
        }
        return folders;
    }

    private boolean isBelowTarget(Path file) {
        for (org.fastest.config.Target target : project.targets()) {
            if (file.startsWith(target.path())) {
                return true;
            }
        }
        return false;
    }

    private Delta nothing() {
        return new Delta(current.generation(), current.generation(), List.of());
    }

    private static ProjectSnapshot empty(Project project, long generation) {
        return new ProjectSnapshot(
                generation,
                project.config().rootdir(),
                projectId(project),
                project.order(),
                List.of());
    }

    private static String projectId(Project project) {
        String uri = project.config().rootdir().toUri().toString();
        return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    }

    @Override
    public List<Issue> issues() {
        return project().issues();
    }
}
