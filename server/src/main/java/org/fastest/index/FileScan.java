package org.fastest.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.fastest.config.Target;
import org.fastest.discover.Conftest;
import org.fastest.discover.Discovered;
import org.fastest.discover.Discovery;
import org.fastest.discover.FixtureLevel;
import org.fastest.discover.FixtureUse;
import org.fastest.discover.FixtureUses;
import org.fastest.discover.ModuleContext;
import org.fastest.discover.ModuleRef;
import org.fastest.discover.ModuleTests;
import org.fastest.discover.Plugins;
import org.fastest.discover.PyModule;
import org.fastest.model.Certainty;
import org.fastest.model.Issue;
import org.fastest.model.Parsed;
import org.fastest.model.Span;
import org.fastest.model.TestItem;
import org.fastest.syntax.Outline;
import org.fastest.text.Decoded;
import org.fastest.text.Decoder;
import org.fastest.text.SourceText;
import org.fastest.text.SyntaxIssue;
import org.fastest.text.TextChange;
import org.jspecify.annotations.Nullable;

/** Reads test files of one project and discovers their tests. */
final class FileScan {
    private final Project project;
    private final String projectId;
    private final Walk walk;
    private final String rootdir;
    private final ModuleStore modules;
    private final Plugins plugins;
    private final Seen pluginsSeen;
    private final boolean isSessionDoubtful;

    /** {@link #builtinFixtures}, once they were asked for. */
    private @Nullable List<FixtureLevel> builtin;

    /**
     * Reads with what a walk found.
     *
     * @param walk over the project's files
     */
    FileScan(Project project, String projectId, Walk walk) {
        this.project = project;
        this.projectId = projectId;
        this.walk = walk;
        this.rootdir = project.config().rootdir().toString();
        this.modules = new ModuleStore(project, walk.files(), walk.disk());
        Tape outer = walk.disk().begin();
        this.plugins = InstalledPlugins.of(project, modules);
        this.pluginsSeen = walk.disk().end(outer);
        this.isSessionDoubtful =
                (walk.isSessionDoubtful()
                                && walk.conftests().changeSession(modules, plugins.hasStrangers()))
                        || isStopped(project, walk);
    }

    /** Whether pytest collects nothing at all for a broken conftest: before 8, wherever it is. */
    private static boolean isStopped(Project project, Walk walk) {
        return project.facts().major() > 0
                && !project.facts().isAtLeast(8, 0)
                && !walk.conftests().faults().isEmpty();
    }

    /** The tests of a file as it is on disk; one issue and no tests where it can't be read. */
    Scanned read(String path) {
        String file = rootdir + "/" + path;
        try {
            Decoded decoded = Decoder.decode(walk.disk().bytes(file));
            SourceText text = SourceText.of(decoded.text());
            Scanned scanned = scan(path, text);
            return decoded.issues().isEmpty()
                    ? scanned
                    : new Scanned(
                            refused(
                                    scanned.tests(),
                                    issues(path, text, decoded.issues()).getFirst()),
                            scanned.inputs());
        } catch (IOException unreadable) {
            Issue issue = unreadable(path, unreadable);
            return new Scanned(new FileTests(path, List.of(), List.of(issue), false), List.of());
        }
    }

    /**
     * Whether something may act on the items of all files or on their order, so that pytest must be
     * asked for all of them where it is asked at all.
     */
    boolean actsOnSession() {
        return plugins.actOnSession()
                || isSessionDoubtful
                || walk.conftests().actOnSession(plugins.hasStrangers());
    }

    /** Whether an argument names the file itself. */
    private boolean isNamed(Path file) {
        List<Target> targets = project.targets();
        for (int i = 0; i < targets.size(); i++) {
            if (targets.get(i).type() == Target.Type.FILE && targets.get(i).path().equals(file)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a conftest that holds for a file may do that. */
    boolean actsOnSession(String path) {
        return walk.conftests().actOnSession(path, modules, plugins.hasStrangers());
    }

    /** All test files, in pytest's order. */
    List<String> files() {
        return walk.files();
    }

    /** What is read. */
    Project project() {
        return project;
    }

    /** Whether a conftest may change the items of all files. */
    boolean isSessionDoubtful() {
        return isSessionDoubtful;
    }

    /** What was looked at for what counts for all files: they depend on it without saying so. */
    Seen seenForAll() {
        Tape all = new Tape();
        all.addAll(pluginsSeen);
        all.addAll(modules.seenForAll());
        return all.seen();
    }

    /** Whether running code may leave the file out or change its items. */
    private boolean isDoubtful(String path) {
        return isSessionDoubtful || walk.doubtful().contains(path);
    }

    /** The tests of a text; stale where it has syntax errors. */
    Scanned scan(String path, SourceText text) {
        String file = Disk.slashed(project.config().rootdir().resolve(path));
        PyModule module = new PyModule(file, List.of(), text, false);
        if (!path.endsWith(".py")) {
            List<TestItem> items = Discovery.textFile(module, context(path, module, view(module)));
            boolean isBroken = walk.conftests().areBroken(path, modules);
            return new Scanned(
                    new FileTests(path, isBroken ? doubted(items) : items, List.of(), false),
                    walk.conftests().lookedFor(path));
        }
        LiveScan scan = scan(path, module);
        FileTests tests = scan.scanned().tests();
        return tests.stale()
                ? new Scanned(doubted(tests), scan.scanned().inputs())
                : scan.scanned();
    }

    /** The same of a text that is edited; items of a broken one are told as if it were whole. */
    LiveScan scan(String path, Outline outline) {
        String file = Disk.slashed(project.config().rootdir().resolve(path));
        return scan(path, PyModule.open(file, outline));
    }

    /** The tests of a text after an edit of the one that was looked at last. */
    LiveScan scan(LiveScan last, Outline outline, TextChange change) {
        String path = last.scanned().tests().path();
        Discovered<ModuleTests> found =
                last.isEditable(this) ? last.tests().after(outline, change) : null;
        if (found == null) {
            return scan(path, outline);
        }
        ModuleTests tests = found.value();
        // What the edited statements depend on now; what they did before does no harm.
        List<Path> inputs =
                tests.uses().size() == last.tests().uses().size()
                        ? last.scanned().inputs()
                        : inputs(path, view(tests.module()), found.uses());
        return new LiveScan(
                this,
                tests,
                last.isLacking(),
                new Scanned(tests(path, tests, last.isLacking()), inputs));
    }

    private LiveScan scan(String path, PyModule module) {
        ModuleStore.View others = view(module);
        ModuleContext context = context(path, module, others);
        Discovered<ModuleTests> found = ModuleTests.of(module, context);
        for (int i = 0; i < ModuleStore.ROUNDS && !found.needs().isEmpty(); i++) {
            others.lookFor(found.needs());
            found = ModuleTests.of(module, context);
        }
        boolean lacking = others.mayBeSkipped() || others.lacks(found.required(), module);
        lacking |= walk.conftests().areBroken(path, modules);
        List<Path> inputs = inputs(path, others, found.uses());
        return new LiveScan(
                this,
                found.value(),
                lacking,
                new Scanned(tests(path, found.value(), lacking), inputs));
    }

    /** Where a module of the project names fixtures. */
    List<FixtureUse> fixtureUses(String path, PyModule module) {
        ModuleStore.View others = view(module);
        ModuleContext context = context(path, module, others);
        List<FixtureLevel> builtin = builtinFixtures();
        Discovered<List<FixtureUse>> found = FixtureUses.in(module, context, builtin);
        for (int i = 0; i < ModuleStore.ROUNDS && !found.needs().isEmpty(); i++) {
            others.lookFor(found.needs());
            found = FixtureUses.in(module, context, builtin);
        }
        return found.value();
    }

    /** The fixtures of pytest's own modules and of plugins that are known by name, read once. */
    private synchronized List<FixtureLevel> builtinFixtures() {
        List<FixtureLevel> known = builtin;
        if (known == null) {
            known = InstalledPlugins.builtinFixtures(project, modules);
            builtin = known;
        }
        return known;
    }

    /** Paths of all conftests and test files, relative to the rootdir. */
    List<String> sources() {
        List<String> sources = new ArrayList<>(walk.conftests().paths());
        sources.addAll(walk.files());
        return sources;
    }

    private ModuleContext context(String path, PyModule module, ModuleStore.View others) {
        return new ModuleContext(
                projectId,
                path,
                project.config(),
                project.facts(),
                walk.conftests().above(path, modules),
                plugins,
                others,
                project.config().isDoctestModule(path) ? others.importName(module.path()) : null,
                isNamed(Path.of(module.path())),
                isDoubtful(path),
                walk.conftests().marks());
    }

    private ModuleStore.View view(PyModule module) {
        return modules.seenFrom(Path.of(module.path()));
    }

    private static FileTests tests(String path, ModuleTests tests, boolean lacking) {
        Parsed<List<TestItem>> found = tests.found();
        boolean broken = false;
        for (Issue issue : found.issues()) {
            broken |= issue.severity() == Issue.Severity.ERROR;
        }
        List<TestItem> items = lacking ? doubted(found.value()) : found.value();
        return new FileTests(path, items, found.issues(), broken);
    }

    private List<Path> inputs(String path, ModuleStore.View others, Set<ModuleRef> uses) {
        List<Path> conftests = walk.conftests().lookedFor(path);
        List<Path> behind = walk.conftests().inputs(path, modules);
        if (uses.isEmpty() && behind.isEmpty()) {
            return conftests;
        }
        List<Path> inputs = new ArrayList<>(conftests);
        inputs.addAll(behind);
        inputs.addAll(others.inputs(uses));
        return inputs;
    }

    /** The tests of a text that Python refuses: pytest has none of them until it is mended. */
    static FileTests doubted(FileTests tests) {
        return new FileTests(tests.path(), doubted(tests.items()), tests.issues(), tests.stale());
    }

    /** The items of a text that Python refuses: pytest has none of them until it is mended. */
    static List<TestItem> doubted(List<TestItem> items) {
        List<TestItem> doubted = new ArrayList<>(items.size());
        for (TestItem item : items) {
            doubted.add(item.with(Certainty.UNKNOWN));
        }
        return doubted;
    }

    /** What the conftests say that hold for a file: the same for all files of a folder. */
    List<Conftest> conftestsOf(String path) {
        return walk.conftests().above(path, modules);
    }

    /** Whether running code, or a conftest that is broken, may leave a file without its items. */
    boolean isDoubted(String path) {
        return isDoubtful(path) || walk.conftests().areBroken(path, modules);
    }

    /** A file that Python stops reading at a place: what else may be wrong is noise. */
    private static FileTests refused(FileTests tests, Issue issue) {
        return new FileTests(tests.path(), doubted(tests.items()), List.of(issue), true);
    }

    /** What is wrong with a file that the system does not let us read. */
    static Issue unreadable(String path, IOException why) {
        String message = "can't read the file: " + why.getMessage();
        return new Issue(Issue.Severity.ERROR, message, path, null);
    }

    /** What is wrong with a file's bytes, where in its text. */
    static List<Issue> issues(String path, SourceText text, List<SyntaxIssue> found) {
        List<Issue> issues = new ArrayList<>();
        for (SyntaxIssue issue : found) {
            int line = text.line(issue.offset());
            int column = text.column(issue.offset());
            issues.add(
                    new Issue(
                            Issue.Severity.ERROR,
                            issue.message(),
                            path,
                            new Span(line, column, line, column + 1),
                            Issue.Code.SYNTAX_ERROR));
        }
        return issues;
    }
}
