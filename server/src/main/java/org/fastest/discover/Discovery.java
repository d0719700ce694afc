package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import org.fastest.model.Issue;
import org.fastest.model.Parsed;
import org.fastest.model.Span;
import org.fastest.model.TestItem;
import org.fastest.syntax.Parser;
import org.fastest.syntax.PyFile;
import org.fastest.text.SourceText;
import org.fastest.text.SyntaxIssue;

/** The tests of a text, by pytest's rules and without running it. Pure: the same input always gives an equal result. */
public final class Discovery {
    private Discovery() {}

    /**
     * The items of a test module: its own, then classes, functions and cases, parents before children, in pytest's order.
     *
     * @return with an error issue for each place where Python would refuse the text
     */
    public static Parsed<List<TestItem>> discover(SourceText text, ModuleContext context) {
        PyFile file = Parser.parse(text.text());
        ModuleItems items = new ModuleItems(file, text, context);
        items.collect();
        List<Issue> issues = new ArrayList<>();
        for (SyntaxIssue issue : file.issues()) {
            int line = text.line(issue.offset());
            int column = text.column(issue.offset());
            Span span = new Span(line, column, line, column + 1);
            issues.add(new Issue(Issue.Severity.ERROR, "SyntaxError: " + issue.message(), context.path(), span));
        }
        issues.addAll(items.issues());
        return new Parsed<>(items.items(), issues);
    }

    /** What a conftest's text says about the tests below its folder. */
    public static Conftest conftest(SourceText text) {
        Namespace namespace = Namespace.of(Parser.parse(text.text()).body());
        Values values = new Values(namespace, true);
        boolean generates = namespace.get("pytest_generate_tests") != null;
        boolean changes =
                namespace.get("pytest_collection_modifyitems") != null
                        || namespace.get("pytest_pycollect_makeitem") != null
                        || namespace.get("pytest_itemcollected") != null
                        || namespace.get("pytest_make_parametrize_id") != null;
        return new Conftest(Fixtures.in(namespace, values, false), generates, changes);
    }
}
