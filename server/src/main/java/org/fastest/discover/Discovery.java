package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.fastest.model.Issue;
import org.fastest.model.Parsed;
import org.fastest.model.Span;
import org.fastest.model.TestItem;
import org.fastest.syntax.Expressions;
import org.fastest.syntax.PyFile;
import org.fastest.text.SourceText;
import org.fastest.text.SyntaxIssue;
import org.jspecify.annotations.Nullable;

/**
 * The tests of a text, by pytest's rules and without running it. Pure: the same input always gives
 * an equal result.
 */
public final class Discovery {
    /**
     * Plugins for {@code pytest_plugins} that neither have parametrized fixtures nor change items.
     */
    private static final Set<String> KNOWN_PLUGINS =
            Set.of(
                    "pytester",
                    "pytest_asyncio",
                    "pytest_mock",
                    "anyio.pytest_plugin",
                    "pytest_cov");

    private Discovery() {}

    /**
     * The items of a test module: its own, then classes, functions and cases, parents before
     * children, in pytest's order.
     *
     * @return with an error issue for the first place where Python would refuse the text
     */
    public static Discovered<Parsed<List<TestItem>>> discover(
            PyModule module, ModuleContext context) {
        World world = new World(context.modules(), context.facts());
        ModuleItems items = new ModuleItems(module, world, context);
        items.collect();
        PyFile file = module.file();
        SourceText text = module.source();
        List<Issue> issues = new ArrayList<>();
        // As Python, the first place where the text can't be read; what follows from it is noise.
        if (!file.issues().isEmpty()) {
            SyntaxIssue issue = file.issues().getFirst();
            int line = text.line(issue.offset());
            int column = text.column(issue.offset());
            Span span = new Span(line, column, line, column + 1);
            issues.add(
                    new Issue(
                            Issue.Severity.ERROR,
                            "SyntaxError: " + issue.message(),
                            context.path(),
                            span));
        }
        issues.addAll(items.issues());
        return world.discovered(new Parsed<>(items.items(), issues));
    }

    /** What a conftest's text says about the tests below its folder. */
    public static Discovered<Conftest> conftest(PyModule module, Facts facts, Modules modules) {
        World world = new World(modules, facts);
        return world.discovered(conftest(module, facts, world));
    }

    private static Conftest conftest(PyModule module, Facts facts, World world) {
        PyFile file = module.file();
        SourceText text = module.source();
        Resolver names = Resolver.of(module, world);
        Namespace namespace = names.module();
        Values values = new Values(names, true);
        boolean open = namespace.isOpen() || hasPlugins(namespace.get("pytest_plugins"), values);
        boolean generates = open || namespace.get("pytest_generate_tests") != null;
        boolean changes =
                namespace.get("pytest_pycollect_makeitem") != null
                        || namespace.get("pytest_itemcollected") != null
                        || namespace.get("pytest_collect_file") != null
                        || namespace.get("pytest_ignore_collect") != null
                        || namespace.get("pytest_pycollect_makemodule") != null
                        || namespace.get("pytest_collect_directory") != null;
        return new Conftest(
                new FixtureLevel(Fixtures.in(namespace, values, facts), open),
                generates,
                namespace.get("pytest_make_parametrize_id") != null,
                changes,
                changesSession(namespace.get("pytest_collection_modifyitems"), text.text())
                        || namespace.get("pytest_collection") != null,
                Ignored.read(file.body(), values, text.text()));
    }

    private static boolean changesSession(@Nullable Binding hook, String text) {
        if (hook instanceof Binding.Function function) {
            return !ItemsHook.isHarmless(
                    text.substring(function.def().headerEnd(), function.def().extent().end()));
        }
        return hook != null;
    }

    private static boolean hasPlugins(@Nullable Binding plugins, Values values) {
        if (plugins == null) {
            return false;
        }
        if (!(plugins instanceof Binding.Value value)) {
            return true;
        }
        PyValue names = values.of(Expressions.parse(value.code()));
        if (names instanceof PyValue.Str one) {
            return !KNOWN_PLUGINS.contains(one.text());
        }
        if (names instanceof PyValue.Sequence sequence) {
            for (PyValue each : sequence.elements()) {
                if (!(each instanceof PyValue.Str one && KNOWN_PLUGINS.contains(one.text()))) {
                    return true;
                }
            }
            return false;
        }
        return true;
    }
}
