package org.fastest.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fastest.config.Target;
import org.fastest.discover.Discovered;
import org.fastest.discover.Discovery;
import org.fastest.discover.ModuleContext;
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
                            withIssues(scanned.tests(), issues(path, text, decoded.issues())),
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
        Path file = project.config().rootdir().resolve(path);
        return scan(path, file, new PyModule(Disk.slashed(file), List.of(), text, false));
    }

    /** The same of a text whose statements are known. */
    Scanned scan(String path, Outline outline) {
        Path file = project.config().rootdir().resolve(path);
        return scan(
                path,
                file,
                new PyModule(Disk.slashed(file), List.of(), outline.text(), outline.file()));
    }

    private Scanned scan(String path, Path file, PyModule module) {
        ModuleStore.View others = modules.seenFrom(file);
        ModuleContext context =
                new ModuleContext(
                        projectId,
                        path,
                        project.config(),
                        project.facts(),
                        walk.conftests().above(path, modules),
                        plugins,
                        others,
                        project.config().isDoctestModule(path)
                                ? others.importName(module.path())
                                : null,
                        isNamed(file),
                        isDoubtful(path));
        if (!path.endsWith(".py")) {
            List<TestItem> items = Discovery.textFile(module, context);
            boolean isBroken = walk.conftests().areBroken(path, modules);
            FileTests tests =
                    new FileTests(path, isBroken ? doubted(items) : items, List.of(), false);
            return new Scanned(tests, walk.conftests().lookedFor(path));
        }
        Discovered<Parsed<List<TestItem>>> discovered = Discovery.discover(module, context);
        for (int i = 0; i < ModuleStore.ROUNDS && !discovered.needs().isEmpty(); i++) {
            others.lookFor(discovered.needs());
            discovered = Discovery.discover(module, context);
        }
        Parsed<List<TestItem>> found = discovered.value();
        boolean lacking = others.mayBeSkipped() || others.lacks(discovered.required(), module);
        lacking |= walk.conftests().areBroken(path, modules);
        boolean broken = false;
        for (Issue issue : found.issues()) {
            broken |= issue.severity() == Issue.Severity.ERROR;
        }
        FileTests tests =
                new FileTests(
                        path,
                        broken || lacking ? doubted(found.value()) : found.value(),
                        found.issues(),
                        broken);
        List<Path> conftests = walk.conftests().lookedFor(path);
        List<Path> behind = walk.conftests().inputs(path, modules);
        if (discovered.uses().isEmpty() && behind.isEmpty()) {
            return new Scanned(tests, conftests);
        }
        List<Path> inputs = new ArrayList<>(conftests);
        inputs.addAll(behind);
        inputs.addAll(others.inputs(discovered.uses()));
        return new Scanned(tests, inputs);
    }

    /** The items of a text that Python refuses: pytest has none of them until it is mended. */
    static List<TestItem> doubted(List<TestItem> items) {
        List<TestItem> doubted = new ArrayList<>(items.size());
        for (TestItem item : items) {
            doubted.add(
                    ProjectSnapshot.with(item, item.range(), item.selection(), Certainty.UNKNOWN));
        }
        return doubted;
    }

    /** What besides the file itself its tests depend on, to compare by equality. */
    Object worldOf(String path) {
        Conftests conftests = walk.conftests();
        return List.of(
                conftests.above(path, modules),
                isDoubtful(path) || conftests.areBroken(path, modules));
    }

    private static FileTests withIssues(FileTests tests, List<Issue> more) {
        List<Issue> issues = new ArrayList<>(more);
        issues.addAll(tests.issues());
        return new FileTests(tests.path(), doubted(tests.items()), issues, true);
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
                            new Span(line, column, line, column + 1)));
        }
        return issues;
    }
}
