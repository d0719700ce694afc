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
import java.util.function.Consumer;
import java.util.function.Function;
import org.fastest.model.Issue;
import org.fastest.syntax.Outline;
import org.fastest.text.SourceText;
import org.fastest.text.TextChange;
import org.jspecify.annotations.Nullable;

/** One project's tests, kept up to date with its files and the editor's open buffers. */
public final class ProjectWorkspace implements Workspace {
    private final Function<Territory, Project> determine;
    private final Map<String, Buffer> buffers = new HashMap<>();
    private final Map<String, Stamp> stamps = new HashMap<>();
    private final Dependencies dependencies = new Dependencies();
    private volatile Territory territory;
    private Project project;
    private final Reconciliation reconciliation = new Reconciliation();
    private final List<Consumer<Delta>> listeners = new ArrayList<>();

    /** What pytest said of files that hold no tests. */
    private final Map<String, FileTests> others = new HashMap<>();

    private FileScan scan;
    private Walk walk = Walk.NOTHING;
    private Set<String> walked = Set.of();
    private volatile ProjectSnapshot current;

    /** Files that were read just now, while the workspace is opened. */
    private Map<String, Scanned> first = Map.of();

    private record Stamp(long modified, long size, Object key, Object world) {}

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

    /**
     * The same from the index, as far as it holds.
     *
     * @param threads how many may read at once
     * @param later is given what may be done in the background
     */
    public static ProjectWorkspace open(
            Territory territory,
            Function<Territory, Project> determine,
            StaticIndex index,
            int threads,
            Consumer<Runnable> later) {
        ProjectWorkspace workspace = new ProjectWorkspace(territory, determine);
        Project project = workspace.project;
        workspace.first = FirstReading.of(project, projectId(project), threads, index, later);
        workspace.refresh();
        workspace.first = Map.of();
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
            if (!entered
                    || walk.conftests().fate(at) == Conftests.Fate.LEFT_OUT
                    || Walker.isIgnored(project, at)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public synchronized Delta edit(Path file, TextChange change, int version) {
        String path = pathOf(file);
        if (path == null || !path.endsWith(".py")) {
            return nothing();
        }
        // Kept even where it holds no tests now: other settings may make it a test file.
        Buffer known = buffers.get(path);
        Buffer buffer =
                known == null ? Buffer.of(change.after(), version) : known.after(change, version);
        if (!mayHoldTests(file)) {
            buffers.put(path, buffer);
            return nothing();
        }
        LiveScan found = buffer.scan(scan, path, known, change);
        buffers.put(path, buffer.with(found));
        if (known != null && found.tests().isInTests()) {
            reconciliation.edited(path, known.text(), buffer.text());
        }
        return replace(found.scanned(), buffer.outline(), version);
    }

    @Override
    public synchronized Delta close(Path file) {
        String path = pathOf(file);
        if (path == null || buffers.remove(path) == null) {
            return nothing();
        }
        Stamp stamp = stamp(path);
        if (stamp != null) {
            stamps.put(path, stamp);
        }
        boolean exists = mayHoldTests(file) && Files.isRegularFile(file);
        return replace(exists ? scan.read(path) : Scanned.nothing(path), null, null);
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
        if (!sameRoot) {
            reconciliation.clear();
        }
        project = now;
        scan = fresh;
        dependencies.begin();
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
        for (FileTests fault : walk.conftests().faults()) {
            if (!paths.contains(fault.path())) {
                files.add(fault);
            }
        }
        for (FileTests fault : walk.conftests().faults()) {
            others.remove(fault.path());
        }
        others.keySet().removeIf(path -> !sameRoot || paths.contains(path));
        files.addAll(others.values());
        files.removeIf(file -> file.items().isEmpty() && file.issues().isEmpty());
        PathOrder order = now.order();
        files.sort((left, right) -> order.compare(left.path(), right.path()));
        for (String known : List.copyOf(stamps.keySet())) {
            if (!paths.contains(known)) {
                stamps.remove(known);
                dependencies.forget(known);
                reconciliation.forget(known);
            }
        }
        ProjectSnapshot shown =
                ProjectSnapshot.of(
                        before.generation(), after.rootdir(), after.project(), order, files);
        List<Delta.Change> changes = Changes.between(before, shown, this::version);
        // Other settings may change the order alone, which no delta tells.
        current = shown.at(before.generation() + (changes.isEmpty() ? 0 : 1));
        return changes.isEmpty()
                ? nothing()
                : new Delta(before.generation(), current.generation(), changes);
    }

    private @Nullable Integer version(String path) {
        Buffer buffer = buffers.get(path);
        return buffer == null ? null : buffer.version();
    }

    @Override
    public synchronized Wanted needsCollecting() {
        List<String> paths = new ArrayList<>();
        for (FileTests file : current.files()) {
            if (reconciliation.isWanting(file.path())) {
                paths.add(file.path());
            }
        }
        return new Wanted(reconciliation.moment(), paths);
    }

    @Override
    public synchronized Delta collected(long moment, List<Collected> files) {
        ProjectSnapshot before = current;
        ProjectSnapshot after = before;
        List<Delta.Change> changes = new ArrayList<>();
        for (Collected collected : files) {
            String path = collected.path();
            FileTests shown = after.file(path);
            FileTests texts = reconciliation.texts(path, shown);
            FileTests merged =
                    isOther(path)
                            ? other(collected, shown)
                            : texts == null ? null : merged(texts, collected, moment);
            if (merged != null && !merged.equals(shown)) {
                ProjectSnapshot next = after.with(merged);
                changes.addAll(Changes.of(after, next, merged, version(path)));
                after = next;
            }
        }
        if (changes.isEmpty()) {
            return nothing();
        }
        current = after.at(before.generation() + 1);
        Delta delta = new Delta(before.generation(), current.generation(), changes);
        for (Consumer<Delta> listener : listeners) {
            listener.accept(delta);
        }
        return delta;
    }

    /** Whether a file holds no tests itself, as conftests and settings. */
    private boolean isOther(String path) {
        return !walked.contains(path) && !buffers.containsKey(path);
    }

    /** What pytest says to be wrong with such a file; what its text tells comes first. */
    private @Nullable FileTests other(Collected collected, @Nullable FileTests shown) {
        String path = collected.path();
        if (shown != null && !shown.equals(others.get(path))) {
            return null;
        }
        FileTests empty = new FileTests(path, List.of(), List.of(), false);
        FileTests told = Merge.exact(current.project(), empty, collected);
        if (told.issues().isEmpty()) {
            return others.remove(path) == null ? null : told;
        }
        others.put(path, told);
        return told;
    }

    private @Nullable FileTests merged(FileTests texts, Collected collected, long moment) {
        String path = texts.path();
        String disk = diskText(project.config().rootdir().resolve(path));
        if (disk == null) {
            return null;
        }
        Buffer buffer = buffers.get(path);
        Outline onDisk = Outline.of(SourceText.of(disk));
        boolean isSaved = buffer == null || buffer.text().text().equals(disk);
        Outline source = buffer == null ? onDisk : buffer.outline();
        return reconciliation.collected(
                current.project(),
                texts,
                source,
                isSaved ? texts : scan.scan(path, onDisk.text()).tests(),
                isSaved ? source : onDisk,
                collected,
                moment);
    }

    @Override
    public synchronized void listen(Consumer<Delta> listener) {
        listeners.add(listener);
    }

    /** What is known of a file if neither it nor what it depends on changed; else a new reading. */
    private FileTests upToDate(String path, @Nullable FileTests known) {
        Stamp stamp = stamp(path);
        Stamp old = stamp == null ? stamps.remove(path) : stamps.put(path, stamp);
        boolean isSame = stamp != null && stamp.equals(old);
        if (stamp == null || old == null || !stamp.world.equals(old.world)) {
            reconciliation.outdated(path);
        }
        Buffer buffer = buffers.get(path);
        if (buffer != null) {
            if (!isSame) {
                reconciliation.again(path);
            }
            LiveScan found = scan.scan(path, buffer.outline());
            buffers.put(path, buffer.with(found));
            return shown(found.scanned(), known, buffer.outline());
        }
        if (known != null && isSame) {
            return known;
        }
        Scanned read = first.get(path);
        return shown(read == null ? scan.read(path) : read, known, null);
    }

    private @Nullable Stamp stamp(String path) {
        try {
            Path file = project.config().rootdir().resolve(path);
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(
                    attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS),
                    attributes.size(),
                    Objects.requireNonNullElse(attributes.fileKey(), ""),
                    world(path));
        } catch (IOException gone) {
            return null;
        }
    }

    /** What besides the file itself its tests depend on, to compare by equality. */
    private Object world(String path) {
        return List.of(scan.worldOf(path), dependencies.states(path));
    }

    /** Takes note of what a file's tests were found from. */
    private void dependsOn(String path, List<Path> files) {
        boolean isOther = dependencies.take(path, files);
        Stamp stamp = stamps.get(path);
        if (stamp != null && isOther) {
            stamps.put(path, new Stamp(stamp.modified, stamp.size, stamp.key, world(path)));
        }
    }

    /**
     * What is shown of a file after a new reading.
     *
     * @param known what was shown of it
     * @param buffer its text if it is open
     */
    private FileTests shown(Scanned scanned, @Nullable FileTests known, @Nullable Outline buffer) {
        String path = scanned.tests().path();
        dependsOn(path, scanned.inputs());
        FileTests texts = LastGood.of(scanned.tests(), reconciliation.texts(path, known));
        return reconciliation.read(
                current.project(), texts, () -> buffer == null ? onDisk(path) : buffer);
    }

    private Outline onDisk(String path) {
        String text = diskText(project.config().rootdir().resolve(path));
        return Outline.of(SourceText.of(text == null ? "" : text));
    }

    private Delta replace(Scanned scanned, @Nullable Outline buffer, @Nullable Integer version) {
        ProjectSnapshot before = current;
        FileTests known = before.file(scanned.tests().path());
        FileTests file = shown(scanned, known, buffer);
        boolean nothingBefore = known == null && file.items().isEmpty() && file.issues().isEmpty();
        if (file.equals(known) || nothingBefore) {
            return nothing();
        }
        current = before.with(file);
        return new Delta(
                before.generation(),
                current.generation(),
                Changes.of(before, current, file, version));
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
        return ProjectSnapshot.of(
                generation,
                project.config().rootdir(),
                projectId(project),
                project.order(),
                List.of());
    }

    @Override
    public synchronized FixtureQueries fixtures() {
        Map<String, Outline> outlines = new HashMap<>();
        buffers.forEach((path, buffer) -> outlines.put(path, buffer.outline()));
        return new FixtureQueries(scan, project.config().rootdir(), outlines);
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
