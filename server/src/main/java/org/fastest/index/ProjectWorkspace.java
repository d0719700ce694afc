package org.fastest.index;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.fastest.cache.Stamp;
import org.fastest.discover.Conftest;
import org.fastest.model.Issue;
import org.fastest.syntax.Outline;
import org.fastest.text.SourceText;
import org.fastest.text.TextChange;
import org.jspecify.annotations.Nullable;

/** One project's tests, kept up to date with its files and the editor's open buffers. */
public final class ProjectWorkspace implements Workspace {
    private final Function<Territory, Project> determine;
    private final Map<String, Buffer> buffers = new HashMap<>();
    private final Map<String, Print> stamps = new HashMap<>();
    private final Dependencies dependencies = new Dependencies();
    private final DiskHistory history = new DiskHistory();
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

    /** What the conftests of a folder say; the same list as long as that is the same. */
    private final Map<String, List<Conftest>> conftests = new HashMap<>();

    /** Folders whose conftests were compared since the disk was looked at. */
    private final Set<String> compared = new HashSet<>();

    /**
     * How a file was when it was read.
     *
     * @param world what else its tests depend on, to compare by equality
     */
    private record Print(Stamp stamp, Object world) {}

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
    public synchronized String whyNoTest(Path file, int line) {
        String path = pathOf(file);
        Absence absence = new Absence(project, walk.conftests());
        String ofFile = absence.ofFile(file, path);
        if (path == null || ofFile != null) {
            return ofFile == null ? "" : ofFile;
        }
        Buffer buffer = buffers.get(path);
        String text = buffer == null ? diskText(file) : null;
        Outline outline =
                buffer != null
                        ? buffer.outline()
                        : text == null ? null : Outline.of(SourceText.of(text));
        FileTests tests = current.file(path);
        return outline == null
                ? "the file can't be read"
                : absence.ofLine(
                        outline.file(),
                        outline.text(),
                        tests == null ? new FileTests(path, List.of(), List.of(), false) : tests,
                        line);
    }

    @Override
    public synchronized Delta edit(Path file, TextChange change, int version) {
        String path = pathOf(file);
        if (path == null || !path.endsWith(".py")) {
            return nothing();
        }
        // Kept even where it holds no tests now: other settings may make it a test file.
        Buffer known = buffers.get(path);
        if (known == null && isAsRead(path, change.after())) {
            buffers.put(path, Buffer.of(change.after(), version));
            return nothing();
        }
        if (known != null) {
            // What an edit does to a test that was collected is told by what both texts hold.
            expectEdits(file);
            known = buffers.get(path);
        }
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

    /** Whether a text is the one that the file's items were found in: an editor opens the file. */
    private boolean isAsRead(String path, SourceText text) {
        FileTests shown = current.file(path);
        Print print = stamps.get(path);
        if (shown == null || shown.stale() || print == null) {
            return false;
        }
        Stamp now = stamps(List.of(path)).get(path);
        return print.stamp.equals(now)
                && text.text().equals(diskText(project.config().rootdir().resolve(path)));
    }

    @Override
    public synchronized void expectEdits(Path file) {
        String path = pathOf(file);
        Buffer buffer = path == null ? null : buffers.get(path);
        if (path != null && buffer != null && !buffer.isScanned() && mayHoldTests(file)) {
            buffers.put(path, buffer.with(scan.scan(path, buffer.outline())));
        }
    }

    @Override
    public synchronized Delta close(Path file) {
        String path = pathOf(file);
        if (path == null || buffers.remove(path) == null) {
            return nothing();
        }
        Print print = print(path, stamps(List.of(path)).get(path));
        if (print != null) {
            Print old = stamps.put(path, print);
            if (old != null && !old.stamp.equals(print.stamp)) {
                history.changed(path);
            }
        }
        boolean exists = mayHoldTests(file) && Files.isRegularFile(file);
        return replace(exists ? scan.read(path) : Scanned.nothing(path), null, null);
    }

    @Override
    public synchronized Delta refresh() {
        history.look();
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
            history.changed();
            stamps.clear();
        }
        if (!sameRoot) {
            reconciliation.clear();
        }
        project = now;
        scan = fresh;
        dependencies.begin();
        compared.clear();
        ProjectSnapshot after = empty(now, before.generation());
        Set<String> paths = new HashSet<>();
        List<FileTests> files = new ArrayList<>();
        List<String> listed = new ArrayList<>(walk.files());
        for (String path : buffers.keySet()) {
            if (!walked.contains(path) && mayHoldTests(now.config().rootdir().resolve(path))) {
                listed.add(path);
            }
        }
        Map<String, Stamp> found = stamps(listed);
        for (String path : listed) {
            paths.add(path);
            files.add(upToDate(path, found.get(path), sameRoot ? before.file(path) : null));
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
                history.changed(known);
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
    public synchronized long looks() {
        return history.looks();
    }

    @Override
    public synchronized long changedAt(String path) {
        return history.changedAt(path);
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
    private FileTests upToDate(String path, @Nullable Stamp stamp, @Nullable FileTests known) {
        Print print = print(path, stamp);
        Print old = print == null ? stamps.remove(path) : stamps.put(path, print);
        boolean isSame = print != null && print.equals(old);
        if (old != null && (print == null || !print.stamp.equals(old.stamp))) {
            history.changed(path);
        }
        if (print == null || old == null || !print.world.equals(old.world)) {
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

    private @Nullable Print print(String path, @Nullable Stamp stamp) {
        return stamp == null ? null : new Print(stamp, world(path));
    }

    /** All of these in one call. */
    private Map<String, Stamp> stamps(List<String> paths) {
        Path rootdir = project.config().rootdir();
        List<Path> files = new ArrayList<>(paths.size());
        for (String path : paths) {
            files.add(rootdir.resolve(path));
        }
        List<@Nullable Stamp> found = Stamp.of(files);
        Map<String, Stamp> byPath = new HashMap<>();
        for (int i = 0; i < found.size(); i++) {
            Stamp stamp = found.get(i);
            if (stamp != null) {
                byPath.put(paths.get(i), stamp);
            }
        }
        return byPath;
    }

    /** What besides the file itself its tests depend on, to compare by equality. */
    private Object world(String path) {
        return List.of(conftests(path), scan.isDoubted(path), dependencies.states(path));
    }

    /** Compared once for a folder: that of thousands of files goes into what each conftest says. */
    private List<Conftest> conftests(String path) {
        String folder = path.substring(0, Math.max(0, path.lastIndexOf('/')));
        List<Conftest> known = conftests.get(folder);
        if (known == null || compared.add(folder)) {
            List<Conftest> now = scan.conftestsOf(path);
            compared.add(folder);
            if (known == null || !now.equals(known)) {
                conftests.put(folder, now);
                return now;
            }
        }
        return known;
    }

    /** Takes note of what a file's tests were found from. */
    private void dependsOn(String path, List<Path> files) {
        boolean isOther = dependencies.take(path, files);
        Print print = stamps.get(path);
        if (print != null && isOther) {
            stamps.put(path, new Print(print.stamp, world(path)));
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
