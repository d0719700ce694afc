package org.fastest.index;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fastest.config.Config;
import org.fastest.model.Issue;
import org.fastest.model.Kind;
import org.fastest.model.Span;
import org.fastest.model.TestItem;
import org.fastest.syntax.PyFile;
import org.fastest.syntax.Stmt;
import org.fastest.text.SourceText;
import org.jspecify.annotations.Nullable;

/** Why there is no test at a place, in sentences for people. */
final class Absence {
    private final Project project;
    private final Conftests conftests;

    Absence(Project project, Conftests conftests) {
        this.project = project;
        this.conftests = conftests;
    }

    /** Why pytest does not look into a file on its way; null where nothing keeps it from that. */
    @Nullable String ofFile(Path file, @Nullable String path) {
        Config config = project.config();
        if (path == null) {
            return "the file lies outside of the rootdir " + config.rootdir();
        }
        if (!config.isTestFile(path)) {
            return path.endsWith(".py")
                    ? "the file's name matches none of python_files: "
                            + String.join(" ", config.pythonFiles())
                    : "the file is no Python file, and none with doctests";
        }
        if (project.targets().stream().noneMatch(target -> file.startsWith(target.path()))) {
            List<String> named = config.options().paths();
            return named.isEmpty()
                    ? "the file lies in none of testpaths: " + String.join(" ", config.testpaths())
                    : "the file lies in none of the paths of addopts: " + String.join(" ", named);
        }
        for (Path at = file; at != null && !at.equals(config.rootdir()); at = at.getParent()) {
            String why = ofStep(at, at.equals(file));
            if (why != null) {
                return why;
            }
        }
        return null;
    }

    private @Nullable String ofStep(Path at, boolean isFile) {
        Config config = project.config();
        String name = Walker.relative(config.rootdir(), at);
        if (!isFile && !Walker.entersFolder(config, at)) {
            return "pytest does not enter the folder "
                    + name
                    + ", by norecursedirs: "
                    + String.join(" ", config.norecursedirs());
        }
        if (!isFile
                && !config.options().collectInVenv()
                && Files.exists(at.resolve("pyvenv.cfg"))) {
            return "the folder " + name + " is a virtual environment, which pytest does not enter";
        }
        if (Walker.isIgnored(project, at)) {
            return "the option --ignore or --ignore-glob leaves " + name + " out";
        }
        if (conftests.fate(at) == Conftests.Fate.LEFT_OUT) {
            return "a conftest.py leaves " + name + " out";
        }
        return null;
    }

    /**
     * Why nothing at a line of a file that pytest looks into is a test.
     *
     * @param tests what is known of the file
     * @param line from 0
     */
    String ofLine(PyFile code, SourceText text, FileTests tests, int line) {
        for (Issue issue : tests.issues()) {
            Span span = issue.span();
            boolean isHere = span == null || (span.startLine() <= line && line <= span.endLine());
            if (isHere || issue.severity() == Issue.Severity.ERROR) {
                return issue.message();
            }
        }
        List<Stmt> chain = new ArrayList<>();
        descend(code.body(), text, line, chain);
        if (chain.isEmpty()) {
            return "no function and no class stands here";
        }
        for (Stmt each : chain) {
            String why = ofDefinition(each, text, tests, chain);
            if (why != null) {
                return why;
            }
        }
        return "what stands here has a test's name, and something in the text makes it none:"
                + " a decorator such as pytest.fixture, __test__ = False, a name bound anew, or an"
                + " abstract class";
    }

    /** The definitions that hold a line, outer ones first. */
    private static void descend(List<Stmt> body, SourceText text, int line, List<Stmt> chain) {
        for (Stmt stmt : body) {
            boolean isHere =
                    text.line(stmt.extent().start()) <= line
                            && line <= text.line(stmt.extent().end());
            if (isHere && stmt instanceof Stmt.ClassDef def) {
                chain.add(def);
                descend(def.body(), text, line, chain);
            } else if (isHere && stmt instanceof Stmt.FunctionDef def) {
                chain.add(def);
            } else if (isHere && stmt instanceof Stmt.Compound compound) {
                compound.clauses().forEach(each -> descend(each.body(), text, line, chain));
            }
        }
    }

    private @Nullable String ofDefinition(
            Stmt stmt, SourceText text, FileTests tests, List<Stmt> chain) {
        Config config = project.config();
        if (stmt instanceof Stmt.ClassDef def) {
            return isCollected(def, text, tests) || config.pythonClasses().matches(def.name())
                    ? null
                    : "the class "
                            + def.name()
                            + " is no unittest.TestCase, and its name matches none of"
                            + " python_classes: "
                            + String.join(" ", config.pythonClasses().patterns());
        }
        if (stmt instanceof Stmt.FunctionDef def) {
            if (!config.pythonFunctions().matches(def.name())) {
                return "the name "
                        + def.name()
                        + " matches none of python_functions: "
                        + String.join(" ", config.pythonFunctions().patterns());
            }
            if (chain.size() > 1 && !def.name().startsWith("test")) {
                return "in a unittest.TestCase tests have names that begin with test";
            }
        }
        return null;
    }

    private static boolean isCollected(Stmt.ClassDef def, SourceText text, FileTests tests) {
        int line = text.line(def.nameExtent().start());
        for (TestItem item : tests.items()) {
            Span name = item.selection();
            if (item.kind() == Kind.CLASS && name != null && name.startLine() == line) {
                return true;
            }
        }
        return false;
    }
}
