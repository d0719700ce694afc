package org.fastest.index;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fastest.discover.Conftest;
import org.fastest.discover.Discovery;
import org.fastest.discover.ModuleContext;
import org.fastest.model.Issue;
import org.fastest.model.Parsed;
import org.fastest.model.Span;
import org.fastest.model.TestItem;
import org.fastest.text.Decoded;
import org.fastest.text.Decoder;
import org.fastest.text.SourceText;
import org.fastest.text.SyntaxIssue;

/** Reads test files of one project and discovers their tests; keeps what the conftests of its folders say. Not thread-safe. */
final class FileScan {
    private final Project project;
    private final String projectId;
    private final Map<Path, Conftest> conftests = new HashMap<>();

    FileScan(Project project, String projectId) {
        this.project = project;
        this.projectId = projectId;
    }

    /** The tests of a file as it is on disk; one issue and no tests where it can't be read. */
    FileTests read(String path) {
        Path file = project.config().rootdir().resolve(path);
        // A plain stream: half the time of a channel, which counts with thousands of files.
        try (FileInputStream in = new FileInputStream(file.toString())) {
            Decoded decoded = Decoder.decode(in.readAllBytes());
            SourceText text = SourceText.of(decoded.text());
            FileTests tests = scan(path, text);
            return decoded.issues().isEmpty() ? tests : withIssues(tests, issues(path, text, decoded.issues()));
        } catch (IOException unreadable) {
            if (Files.isDirectory(file)) {
                return new FileTests(path, List.of(), List.of(), false);
            }
            String message = "can't read the file: " + unreadable.getMessage();
            return new FileTests(path, List.of(), List.of(new Issue(Issue.Severity.ERROR, message, path, null)), false);
        }
    }

    /** The tests of a text; stale where it has syntax errors. */
    FileTests scan(String path, SourceText text) {
        ModuleContext context = new ModuleContext(projectId, path, project.config(), project.facts(), conftestsOf(path));
        Parsed<List<TestItem>> found = Discovery.discover(text, context);
        boolean broken = false;
        for (Issue issue : found.issues()) {
            broken |= issue.severity() == Issue.Severity.ERROR;
        }
        return new FileTests(path, found.value(), found.issues(), broken);
    }

    /** What besides the file itself its tests depend on, to compare by equality. */
    Object worldOf(String path) {
        return conftestsOf(path);
    }

    /** The conftests that hold for a file, outermost first. */
    private List<Conftest> conftestsOf(String path) {
        if (project.config().options().noConftest()) {
            return List.of();
        }
        List<Conftest> chain = new ArrayList<>();
        Path rootdir = project.config().rootdir();
        Path folder = rootdir.resolve(path).normalize().getParent();
        for (Path at = folder; at != null && at.startsWith(rootdir); at = at.getParent()) {
            Conftest conftest = conftests.get(at);
            if (conftest == null) {
                conftest = readConftest(at.resolve("conftest.py"));
                conftests.put(at, conftest);
            }
            if (!conftest.isEmpty()) {
                chain.addFirst(conftest);
            }
        }
        return chain;
    }

    private static Conftest readConftest(Path file) {
        if (!Files.isRegularFile(file)) {
            return Conftest.NONE;
        }
        try {
            return Discovery.conftest(SourceText.of(Decoder.decode(Files.readAllBytes(file)).text()));
        } catch (IOException unreadable) {
            return Conftest.NONE;
        }
    }

    private static FileTests withIssues(FileTests tests, List<Issue> more) {
        List<Issue> issues = new ArrayList<>(more);
        issues.addAll(tests.issues());
        return new FileTests(tests.path(), tests.items(), issues, true);
    }

    private static List<Issue> issues(String path, SourceText text, List<SyntaxIssue> found) {
        List<Issue> issues = new ArrayList<>();
        for (SyntaxIssue issue : found) {
            int line = text.line(issue.offset());
            int column = text.column(issue.offset());
            issues.add(new Issue(Issue.Severity.ERROR, issue.message(), path, new Span(line, column, line, column + 1)));
        }
        return issues;
    }
}
