package org.fastest.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.fastest.config.Config;
import org.fastest.config.Glob;
import org.fastest.config.IdRules;
import org.fastest.config.Options;
import org.fastest.discover.Conftest;
import org.fastest.discover.Discovered;
import org.fastest.discover.Discovery;
import org.fastest.discover.Facts;
import org.fastest.discover.Ignored;
import org.fastest.discover.Modules;
import org.fastest.discover.PyModule;
import org.fastest.model.Issue;
import org.fastest.text.Decoded;
import org.fastest.text.Decoder;
import org.fastest.text.SourceText;
import org.jspecify.annotations.Nullable;

/** The conftests of one project, each read once. Thread-safe. */
final class Conftests {
    private final Path rootdir;
    private final @Nullable Facts facts;
    private final IdRules ids;
    private final DiskView disk;
    private final Options options;
    private final ConcurrentMap<Path, Read> read = new ConcurrentHashMap<>();

    /** {@link #above} by folder. */
    private final ConcurrentMap<String, Chain> chains = new ConcurrentHashMap<>();

    /** {@link #lookedFor} by folder. */
    private final ConcurrentMap<String, List<Path>> places = new ConcurrentHashMap<>();

    /**
     * Reads those below a folder.
     *
     * @param facts of the interpreter's pytest, or null where conftests do not count
     */
    Conftests(Path rootdir, @Nullable Facts facts, DiskView disk) {
        this(rootdir, IdRules.DEFAULT, Options.parse(List.of()), facts, disk);
    }

    Conftests(Config config, Facts facts, DiskView disk) {
        this(
                config.rootdir(),
                config.ids(),
                config.options(),
                config.options().noConftest() ? null : facts,
                disk);
    }

    private Conftests(
            Path rootdir, IdRules ids, Options options, @Nullable Facts facts, DiskView disk) {
        this.rootdir = rootdir;
        this.ids = ids;
        this.options = options;
        this.facts = facts;
        this.disk = disk;
    }

    /**
     * One as it was read.
     *
     * @param alone what it says going by its own text
     * @param module null where there is no more to know
     * @param fault why Python refuses it, or null
     * @param seen what was looked at for this
     */
    private record Read(
            Conftest alone, @Nullable PyModule module, @Nullable Issue fault, Seen seen) {}

    /** Those above a folder, and whether Python refuses one of them. */
    private record Chain(
            List<Conftest> conftests, List<Path> inputs, boolean isBroken, Seen seen) {}

    /** What becomes of a file or folder. */
    enum Fate {
        STAYS,
        LEFT_OUT,
        /** Running code decides. */
        DOUBTFUL
    }

    /** What the conftest of a folder says. */
    Conftest in(Path folder) {
        Facts known = facts;
        if (known == null) {
            return Conftest.NONE;
        }
        return read(folder, known).alone;
    }

    private Read read(Path folder, Facts known) {
        Read conftest = read.get(folder);
        if (conftest == null) {
            conftest = readFile(folder, known);
            read.put(folder, conftest);
        }
        disk.add(conftest.seen);
        return conftest;
    }

    /** Those that hold for a file and say something, outermost first. */
    List<Conftest> above(String path, ModuleStore modules) {
        return chainAbove(path, modules).conftests;
    }

    /** The modules that these come from, or would. */
    List<Path> inputs(String path, ModuleStore modules) {
        return chainAbove(path, modules).inputs;
    }

    /** Whether Python refuses one that holds for a file, so that pytest has no tests of it. */
    boolean areBroken(String path, ModuleStore modules) {
        return chainAbove(path, modules).isBroken;
    }

    /** Paths of those that were read and are there, relative to the rootdir. */
    List<String> paths() {
        List<String> paths = new ArrayList<>();
        for (Map.Entry<Path, Read> each : read.entrySet()) {
            if (!each.getValue().alone.isEmpty()) {
                paths.add(Walker.relative(rootdir, each.getKey().resolve("conftest.py")));
            }
        }
        return paths;
    }

    /** Names of the marks that those that were read register, going by their own texts. */
    List<String> marks() {
        List<String> marks = new ArrayList<>();
        for (Read each : read.values()) {
            marks.addAll(each.alone.marks());
        }
        return marks;
    }

    /** What is wrong with those that were read: one issue and no tests each, by path. */
    List<FileTests> faults() {
        List<FileTests> faults = new ArrayList<>();
        for (Read each : read.values()) {
            Issue fault = each.fault;
            if (fault != null && fault.path() != null) {
                faults.add(new FileTests(fault.path(), List.of(), List.of(fault), true));
            }
        }
        if (faults.size() > 1) {
            faults.sort(Comparator.comparing(FileTests::path));
        }
        return faults;
    }

    private Chain chainAbove(String path, ModuleStore modules) {
        int slash = path.lastIndexOf('/');
        String above = slash < 0 ? "" : path.substring(0, slash);
        Chain known = chains.get(above);
        if (known == null) {
            known = chain(rootdir.resolve(above).normalize(), modules);
            chains.put(above, known);
        }
        disk.add(known.seen);
        return known;
    }

    /** Where conftests that hold for a file stand, or would stand; absolute. */
    List<Path> lookedFor(String path) {
        if (facts == null) {
            return List.of();
        }
        int slash = path.lastIndexOf('/');
        String above = slash < 0 ? "" : path.substring(0, slash);
        List<Path> known = places.get(above);
        if (known == null) {
            List<Path> found = new ArrayList<>();
            for (Path at = rootdir.resolve(above).normalize();
                    at != null && at.startsWith(rootdir);
                    at = at.getParent()) {
                found.add(at.resolve("conftest.py"));
            }
            known = List.copyOf(found);
            places.put(above, known);
        }
        return known;
    }

    private Chain chain(Path folder, ModuleStore modules) {
        Tape outer = disk.begin();
        List<Conftest> chain = new ArrayList<>();
        List<Path> inputs = new ArrayList<>();
        boolean isBroken = false;
        Facts known = facts;
        for (Path at = folder;
                known != null && at != null && at.startsWith(rootdir);
                at = at.getParent()) {
            Conftest conftest = whole(at, known, modules, inputs);
            isBroken |= read(at, known).fault != null;
            if (!conftest.isEmpty()) {
                chain.addFirst(conftest);
            }
        }
        return new Chain(List.copyOf(chain), List.copyOf(inputs), isBroken, disk.end(outer));
    }

    /** What one says with the modules that it imports. */
    private Conftest whole(Path folder, Facts known, ModuleStore modules, List<Path> inputs) {
        Read conftest = read(folder, known);
        PyModule module = conftest.module;
        if (module == null) {
            return conftest.alone;
        }
        ModuleStore.View others = modules.seenFrom(folder.resolve("conftest.py"));
        Discovered<Conftest> whole = Discovery.conftest(module, ids, known, others);
        for (int i = 0; i < ModuleStore.ROUNDS && !whole.needs().isEmpty(); i++) {
            others.lookFor(whole.needs());
            whole = Discovery.conftest(module, ids, known, others);
        }
        inputs.addAll(others.inputs(whole.uses()));
        return whole.value();
    }

    /**
     * Whether one that was read, with what it imports, may change the items of all files.
     *
     * @param hasStrangers whether there are plugins that may have options of their own
     */
    boolean changeSession(ModuleStore modules, boolean hasStrangers) {
        Facts known = facts;
        for (Map.Entry<Path, Read> each : read.entrySet()) {
            if (known != null
                    && each.getValue().alone.mayChangeSession()
                    && whole(each.getKey(), known, modules, new ArrayList<>())
                            .changesSession(options, hasStrangers)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one that holds for a file has hooks that may act on more than its folder's items. */
    boolean actOnSession(String path, ModuleStore modules, boolean hasStrangers) {
        for (Conftest conftest : chainAbove(path, modules).conftests) {
            if (conftest.actsOnSession(options, hasStrangers)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one that was read has hooks that may act on more than its own folder's items. */
    boolean actOnSession(boolean hasStrangers) {
        for (Read each : read.values()) {
            if (each.alone.actsOnSession(options, hasStrangers)) {
                return true;
            }
        }
        for (Chain each : chains.values()) {
            for (Conftest conftest : each.conftests) {
                if (conftest.actsOnSession(options, hasStrangers)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Folders whose conftests, of those that were read, may narrow the session. */
    List<Path> narrowing() {
        List<Path> folders = new ArrayList<>();
        for (Map.Entry<Path, Read> each : read.entrySet()) {
            if (each.getValue().alone.narrows()) {
                folders.add(each.getKey());
            }
        }
        return folders;
    }

    /** Whether no conftest of a folder or above it leaves anything out. */
    boolean leaveNothingOut(Path folder) {
        for (Path at = folder; at != null && at.startsWith(rootdir); at = at.getParent()) {
            if (in(at).ignored() != null) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether {@code collect_ignore} or {@code collect_ignore_glob} of the nearest conftest that
     * has it names the path, or may.
     */
    Fate fate(Path path) {
        Fate fate = Fate.STAYS;
        boolean pathsDone = false;
        boolean globsDone = false;
        for (Path at = path.getParent();
                at != null && at.startsWith(rootdir);
                at = at.getParent()) {
            Ignored ignored = in(at).ignored();
            if (ignored == null) {
                continue;
            }
            if ((!pathsDone && names(at, ignored.paths(), path))
                    || (!globsDone && matches(at, ignored.globs(), path))) {
                return Fate.LEFT_OUT;
            }
            boolean may =
                    below(at, ignored.maybePaths(), path)
                            || matchesBelow(at, ignored.maybeGlobs(), path);
            if (ignored.isOpen() || (may && !(pathsDone && globsDone))) {
                fate = Fate.DOUBTFUL;
            }
            pathsDone |= ignored.paths() != null;
            globsDone |= ignored.globs() != null;
        }
        return fate;
    }

    private static boolean names(Path folder, @Nullable List<String> paths, Path path) {
        for (String each : paths == null ? List.<String>of() : paths) {
            if (folder.resolve(each).normalize().equals(path)) {
                return true;
            }
        }
        return false;
    }

    private static boolean below(Path folder, List<String> paths, Path path) {
        for (String each : paths) {
            if (path.startsWith(folder.resolve(each).normalize())) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(Path folder, @Nullable List<String> globs, Path path) {
        for (String glob : globs == null ? List.<String>of() : globs) {
            if (Glob.matches(folder.resolve(glob).toString(), path.toString())) {
                return true;
            }
        }
        return false;
    }

    /** Whether a glob names the path or a folder above it. */
    private static boolean matchesBelow(Path folder, List<String> globs, Path path) {
        for (Path at = path; at != null && at.startsWith(folder); at = at.getParent()) {
            if (matches(folder, globs, at)) {
                return true;
            }
        }
        return false;
    }

    private Read readFile(Path folder, Facts facts) {
        Tape outer = disk.begin();
        String above = Disk.slashed(folder);
        String file = above + (above.endsWith("/") ? "" : "/") + "conftest.py";
        // Where the folder's entries are known anyway they tell whether there is one.
        boolean isAbsent = disk.isListed(above) && !disk.has(above, "conftest.py");
        if (isAbsent || !disk.isFile(file)) {
            return new Read(Conftest.NONE, null, null, disk.end(outer));
        }
        String path = Walker.relative(rootdir, folder.resolve("conftest.py"));
        try {
            Decoded decoded = Decoder.decode(disk.bytes(file));
            SourceText text = SourceText.of(decoded.text());
            PyModule module = new PyModule(file, List.of(), text, false);
            Discovered<Conftest> alone = Discovery.conftest(module, ids, facts, Modules.NONE);
            Issue fault =
                    decoded.issues().isEmpty()
                            ? Discovery.refused(module, path)
                            : FileScan.issues(path, text, decoded.issues()).getFirst();
            return new Read(
                    alone.value(), alone.uses().isEmpty() ? null : module, fault, disk.end(outer));
        } catch (IOException unreadable) {
            Issue fault = FileScan.unreadable(path, unreadable);
            return new Read(Conftest.NONE, null, fault, disk.end(outer));
        }
    }
}
