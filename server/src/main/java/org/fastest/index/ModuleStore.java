package org.fastest.index;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.fastest.cache.FolderEntries;
import org.fastest.discover.ImportName;
import org.fastest.discover.Located;
import org.fastest.discover.ModuleRef;
import org.fastest.discover.Modules;
import org.fastest.discover.PyModule;
import org.fastest.text.Decoder;
import org.fastest.text.SourceText;
import org.jspecify.annotations.Nullable;

/**
 * The modules of a project as they are on disk: each is looked for when a file asks for it, and
 * read once. Nothing is imported. Thread-safe.
 */
final class ModuleStore {
    /** So often is a file gone through again with what it asked for. */
    static final int ROUNDS = 60;

    /** Larger modules are not read: parsing one would hold up the listing. */
    private static final long LARGEST = 4 << 20;

    /** So many modules are kept at most; what is beyond stays unknown. */
    private static final int MOST = 4000;

    private final Project project;
    private final List<String> files;
    private final DiskView disk;
    private final ConcurrentMap<String, Known<PyModule>> modules = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, View> views = new ConcurrentHashMap<>();
    private final TestRoots roots;
    private @Nullable SearchPath searchPath;
    private @Nullable Set<String> allRoots;
    private Seen searchSeen = Seen.NOTHING;
    private Seen rootsSeen = Seen.NOTHING;

    /**
     * Nothing is looked for yet.
     *
     * @param files all test files, relative to the rootdir
     */
    ModuleStore(Project project, List<String> files, DiskView disk) {
        this.project = project;
        this.files = files;
        this.disk = disk;
        this.roots = new TestRoots(disk);
    }

    /** What it looks with. */
    DiskView disk() {
        return disk;
    }

    /** What a file of the project sees of the others; files of the same folders share it. */
    View seenFrom(Path file) {
        String path = Disk.slashed(file);
        String folder = path.substring(0, Math.max(path.lastIndexOf('/'), 0));
        View known = views.get(folder);
        if (known == null) {
            View fresh = new View(path);
            known = views.putIfAbsent(folder, fresh);
            known = known == null ? fresh : known;
        }
        return known;
    }

    /** Whether Python's own library may have a module of this name, which others imported. */
    private boolean isInLibrary(String top) {
        String library = searchPath().library();
        if (library == null) {
            return true;
        }
        FolderEntries names = disk.entries(library, top);
        return names.has(top)
                || names.has(top + ".py")
                || ModuleFile.hasParts(top, disk.entries(library + "/lib-dynload", top));
    }

    /** Whether a path's folders can be parts of a module's name. */
    private static boolean isName(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean first = i == 0 || path.charAt(i - 1) == '/';
            if (c != '/'
                    && (first
                            ? !Character.isUnicodeIdentifierStart(c) && c != '_'
                            : !Character.isUnicodeIdentifierPart(c))) {
                return false;
            }
        }
        return true;
    }

    /** The modules that one folder's files import. */
    final class View implements Modules {
        private final String file;
        private final ConcurrentMap<ModuleRef, Answer> answers = new ConcurrentHashMap<>();
        private final ConcurrentMap<String, Known<Boolean>> missing = new ConcurrentHashMap<>();
        private volatile @Nullable Known<List<String>> around;
        private volatile @Nullable Known<Boolean> skipped;

        private View(String file) {
            this.file = file;
        }

        private record Answer(Located located, List<Path> looked, Seen seen) {}

        @Override
        public @Nullable Located get(ModuleRef ref) {
            Answer answer = answers.get(ref);
            if (answer == null) {
                return null;
            }
            disk.add(answer.seen);
            return answer.located;
        }

        /**
         * The name under which pytest imports a file of this folder for itself.
         *
         * @param path absolute
         */
        ImportName importName(String path) {
            String root;
            synchronized (roots) {
                root = roots.of(folderOf(path));
            }
            String inside = path.substring(root.length() + 1, path.length() - ".py".length());
            String init = "/__init__";
            String module =
                    inside.endsWith(init)
                            ? inside.substring(0, inside.length() - init.length())
                            : inside;
            int slash = inside.indexOf('/');
            String top = slash < 0 ? inside : inside.substring(0, slash);
            boolean isSure =
                    !"importlib".equals(project.config().options().importMode())
                            && !project.config().namespacePackages()
                            // Several of these take turns.
                            && !top.equals("conftest")
                            && isName(module.substring(0, Math.max(module.lastIndexOf('/'), 0)))
                            && isFirst(top, root);
            return new ImportName(module.replace('/', '.'), isSure);
        }

        /** Whether no other place has a module of this name that may be there before. */
        private boolean isFirst(String top, String root) {
            if (BuiltinModules.has(top) || isInLibrary(top)) {
                return false;
            }
            ModuleFile found =
                    searchPath().find(top, List.of(), List.of(), disk, new ArrayList<>());
            String there = found == null ? null : found.path();
            return there == null || there.startsWith(root + "/");
        }

        /** Looks for modules. */
        void lookFor(Set<ModuleRef> needs) {
            for (ModuleRef ref : needs) {
                if (!answers.containsKey(ref)) {
                    Tape outer = disk.begin();
                    List<String> looked = new ArrayList<>();
                    Located located = locate(ref, file, looked);
                    if (located instanceof Located.Missing
                            && ref.folder().isEmpty()
                            && isBrought(ref.name())) {
                        located = new Located.Opaque();
                    }
                    answers.put(ref, new Answer(located, insideOnly(looked), disk.end(outer)));
                }
            }
        }

        /**
         * Whether importing one of these surely fails, so that pytest can't collect the file.
         *
         * @param module the file's own
         */
        boolean lacks(Set<ModuleRef> required, PyModule module) {
            for (ModuleRef ref : required) {
                // Code that runs before may make more of them importable.
                if (isMissing(ref, module)
                        && !isBrought(ref, module.imports())
                        && !module.bringsBefore(ref.name())
                        && !isBrought(ref.name())) {
                    return true;
                }
            }
            return false;
        }

        /** Whether a package around the file may skip or refuse all that is in it. */
        boolean mayBeSkipped() {
            Known<Boolean> known = skipped;
            if (known == null) {
                Tape outer = disk.begin();
                boolean may = false;
                String at = folderOf(file);
                while (disk.has(at, "__init__.py") && !at.isEmpty()) {
                    SourceText text = text(at + "/__init__.py");
                    may |= text == null || mayStop(text.text());
                    at = folderOf(at);
                }
                known = new Known<>(may, disk.end(outer));
                skipped = known;
            }
            disk.add(known.seen);
            return known.value;
        }

        private boolean isMissing(ModuleRef ref, PyModule module) {
            String name = ref.name();
            if (!ref.folder().isEmpty()) {
                String folder = folderOf(module.path());
                return ref.folder().equals(folder)
                        && !"importlib".equals(project.config().options().importMode())
                        && !disk.has(folder, "__init__.py");
            }
            int dot = name.indexOf('.');
            String top = dot < 0 ? name : name.substring(0, dot);
            Known<Boolean> known = missing.get(top);
            if (known == null) {
                Tape outer = disk.begin();
                boolean isMissing =
                        !BuiltinModules.has(top)
                                && searchPath().isWhole()
                                && findTop(top, file, new ArrayList<>()) == null;
                known = new Known<>(isMissing, disk.end(outer));
                missing.put(top, known);
            }
            disk.add(known.seen);
            return known.value;
        }

        /** Whether one of these that comes before a module may bring it. */
        private boolean isBrought(ModuleRef missing, Set<ModuleRef> imports) {
            lookFor(imports);
            for (ModuleRef ref : imports) {
                if (ref.equals(missing)) {
                    return false;
                }
                if (get(ref) instanceof Located.Source source
                        && !source.module().isInstalled()
                        && source.module().mayBring(missing.name())) {
                    return true;
                }
            }
            return false;
        }

        /** Whether conftests or packages around the file may. */
        private boolean isBrought(String name) {
            for (String text : around()) {
                if (PyModule.mayBring(name, text)) {
                    return true;
                }
            }
            return false;
        }

        /** The texts of the conftests and packages around the file: they run before it. */
        private List<String> around() {
            Known<List<String>> known = around;
            if (known == null) {
                Tape outer = disk.begin();
                List<String> texts = new ArrayList<>();
                String rootdir = Disk.slashed(project.config().rootdir());
                String at = folderOf(file);
                while (at.startsWith(rootdir) && !at.isEmpty()) {
                    for (String each : List.of("conftest.py", "__init__.py")) {
                        SourceText text = disk.has(at, each) ? text(at + "/" + each) : null;
                        if (text != null) {
                            texts.add(text.text());
                        }
                    }
                    at = folderOf(at);
                }
                known = new Known<>(texts, disk.end(outer));
                around = known;
            }
            disk.add(known.seen);
            return known.value;
        }

        /** The files that these come from, or would. */
        Set<Path> inputs(Set<ModuleRef> uses) {
            Set<Path> inputs = new LinkedHashSet<>();
            for (ModuleRef ref : uses) {
                Answer answer = answers.get(ref);
                if (answer != null) {
                    inputs.addAll(answer.looked);
                    if (answer.located instanceof Located.Source source) {
                        inputs.add(Path.of(source.module().path()));
                    }
                }
            }
            return inputs;
        }
    }

    /**
     * What is known once for several files.
     *
     * @param seen what was looked at for it, which each of them depends on
     */
    private record Known<T>(T value, Seen seen) {}

    /** Whether running a module may end in a skip or an error of its own. */
    private static boolean mayStop(String text) {
        return text.contains("SkipTest")
                || text.contains("importorskip")
                || text.contains("allow_module_level")
                || text.contains("pytest.exit")
                || text.contains("sys.exit");
    }

    private static String folderOf(String path) {
        return path.substring(0, Math.max(path.lastIndexOf('/'), 0));
    }

    /** Outside the project nothing appears but with another interpreter's packages. */
    private List<Path> insideOnly(List<String> looked) {
        String rootdir = Disk.slashed(project.config().rootdir()) + "/";
        List<Path> inside = new ArrayList<>();
        for (String path : looked) {
            if (path.startsWith(rootdir) && !path.contains("/site-packages/")) {
                inside.add(Path.of(path));
            }
        }
        return List.copyOf(inside);
    }

    private Located locate(ModuleRef ref, String file, List<String> looked) {
        String name = ref.name();
        if (!ModuleFile.canBe(name)) {
            return new Located.Missing();
        }
        if (name.isEmpty()) {
            boolean init = disk.has(ref.folder(), "__init__.py");
            String path = init ? ref.folder() + "/__init__.py" : null;
            return read(new ModuleFile(path, List.of(ref.folder()), false));
        }
        int dot = name.indexOf('.');
        String top = dot < 0 ? name : name.substring(0, dot);
        ModuleFile found =
                ref.folder().isEmpty()
                        ? findTop(top, file, looked)
                        : ModuleFile.find(top, List.of(ref.folder()), disk, looked);
        if (found == null) {
            boolean sure = !ref.folder().isEmpty() || searchPath().isWhole();
            return sure && !BuiltinModules.has(top) ? new Located.Missing() : new Located.Opaque();
        }
        while (dot >= 0) {
            int next = name.indexOf('.', dot + 1);
            String part = name.substring(dot + 1, next < 0 ? name.length() : next);
            found = ModuleFile.find(part, found.folders(), disk, looked);
            if (found == null) {
                // A package may make modules while it is imported.
                return new Located.Opaque();
            }
            dot = next;
        }
        return read(found);
    }

    private @Nullable ModuleFile findTop(String name, String file, List<String> looked) {
        String mode = project.config().options().importMode();
        if ("importlib".equals(mode)) {
            return searchPath().find(name, List.of(), List.of(), disk, looked);
        }
        List<String> own;
        Set<String> others;
        synchronized (roots) {
            own = roots.own(file, Disk.slashed(project.config().rootdir()));
            others = new HashSet<>(allRoots());
        }
        others.removeAll(own);
        others.removeAll(searchPath().folders());
        for (String root : others) {
            FolderEntries names = disk.entries(root);
            if (names.has(name + ".py") || names.has(name)) {
                // Which of them Python has by then depends on the order of all imports.
                return new ModuleFile(null, List.of(), true);
            }
        }
        boolean last = "append".equals(mode);
        return searchPath()
                .find(name, last ? List.of() : own, last ? own : List.of(), disk, looked);
    }

    private synchronized SearchPath searchPath() {
        SearchPath known = searchPath;
        if (known == null) {
            Tape outer = disk.begin();
            known = SearchPath.of(project, disk);
            searchSeen = disk.end(outer);
            searchPath = known;
        }
        return known;
    }

    private Set<String> allRoots() {
        Set<String> known = allRoots;
        if (known == null) {
            Tape outer = disk.begin();
            known = roots.all(files, project.config().rootdir());
            rootsSeen = disk.end(outer);
            allRoots = known;
        }
        return known;
    }

    private Located read(ModuleFile found) {
        String path = found.path();
        if (found.isCompiled()) {
            return new Located.Opaque();
        }
        String key = path == null ? found.folders().getFirst() + "/" : path;
        Known<PyModule> known = modules.get(key);
        if (known == null) {
            Tape outer = disk.begin();
            SourceText text = path == null ? SourceText.of("") : text(path);
            Seen seen = disk.end(outer);
            if (text == null || modules.size() >= MOST) {
                disk.add(seen);
                return new Located.Opaque();
            }
            PyModule module = new PyModule(key, found.folders(), text, isOutside(key));
            Known<PyModule> fresh = new Known<>(module, seen);
            known = modules.putIfAbsent(key, fresh);
            known = known == null ? fresh : known;
        }
        disk.add(known.seen);
        return new Located.Source(known.value);
    }

    private boolean isOutside(String path) {
        return !path.startsWith(Disk.slashed(project.config().rootdir()) + "/")
                || path.contains("/site-packages/");
    }

    private @Nullable SourceText text(String path) {
        byte[] content = disk.read(path, LARGEST);
        if (content == null) {
            return null;
        }
        String text = Decoder.decode(content).text();
        return text.indexOf('\0') >= 0 ? null : SourceText.of(text);
    }

    /** What was looked at for what counts for all files: they depend on it without saying so. */
    synchronized Seen seenForAll() {
        Tape all = new Tape();
        all.addAll(searchSeen);
        synchronized (roots) {
            all.addAll(rootsSeen);
        }
        return all.seen();
    }
}
