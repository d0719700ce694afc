package org.fastest.discover;

import java.util.List;
import org.fastest.config.IdRules;
import org.fastest.model.Certainty;
import org.fastest.model.Issue;
import org.fastest.model.Kind;
import org.fastest.model.Parsed;
import org.fastest.model.Span;
import org.fastest.model.TestItem;
import org.fastest.syntax.PyFile;
import org.fastest.text.Extent;
import org.fastest.text.SourceText;
import org.fastest.text.SyntaxIssue;
import org.jspecify.annotations.Nullable;

/**
 * The tests of a text, by pytest's rules and without running it. Pure: the same input always gives
 * an equal result.
 */
public final class Discovery {
    private Discovery() {}

    /**
     * The items of a test module: its own, then classes, functions and cases, parents before
     * children, in pytest's order.
     *
     * @return with an error issue for the first place where Python would refuse the text
     */
    public static Discovered<Parsed<List<TestItem>>> discover(
            PyModule module, ModuleContext context) {
        Discovered<ModuleTests> tests = ModuleTests.of(module, context);
        return new Discovered<>(
                tests.value().found(), tests.needs(), tests.required(), tests.uses());
    }

    /**
     * The first place where Python would refuse a text, or null; what follows from it is noise.
     *
     * @param path what the issue is told of
     */
    public static @Nullable Issue refused(PyModule module, String path) {
        PyFile file = module.file();
        if (file.issues().isEmpty()) {
            return null;
        }
        SourceText text = module.source();
        SyntaxIssue issue = file.issues().getFirst();
        int line = text.line(issue.offset());
        int column = text.column(issue.offset());
        Span span = new Span(line, column, line, column + 1);
        return new Issue(
                Issue.Severity.ERROR,
                "SyntaxError: " + issue.message(),
                path,
                span,
                Issue.Code.SYNTAX_ERROR);
    }

    /**
     * The one test that a text file is if it holds examples.
     *
     * @param file the whole of it
     */
    public static List<TestItem> textFile(PyModule file, ModuleContext context) {
        Examples examples = Examples.in(file.text());
        ItemList items = new ItemList(file.source(), context);
        items.addFile(Certainty.EXACT);
        boolean isDoubtful =
                examples == Examples.BROKEN
                        || context.isDoubtful()
                        || context.facts().pytest() == null
                        || context.plugins().changesItems();
        for (Conftest conftest : context.conftests()) {
            isDoubtful |= conftest.changesItems();
        }
        if (examples != Examples.NONE) {
            String path = context.path();
            Extent start = new Extent(0, 0);
            items.add(
                    path,
                    Kind.DOCTEST,
                    path.substring(path.lastIndexOf('/') + 1),
                    start,
                    start,
                    List.of(),
                    isDoubtful ? Certainty.UNKNOWN : Certainty.EXACT);
        }
        return items.items();
    }

    /** What a conftest's text says about the tests below its folder. */
    public static Discovered<Conftest> conftest(
            PyModule module, IdRules ids, Facts facts, Modules modules) {
        World world = new World(modules, ids, facts);
        Conftest own = own(module, facts, world);
        Resolver names = Resolver.of(module, world);
        Binding plugins = names.module().get("pytest_plugins");
        if (plugins == null) {
            return world.discovered(own, List.of());
        }
        List<String> named = PluginModules.named(plugins, new Values(names));
        return world.discovered(
                own.and(named == null ? null : PluginModules.read(named, world, facts)), List.of());
    }

    /** What a conftest or plugin says itself. */
    static Conftest own(PyModule module, Facts facts, World world) {
        PyFile file = module.file();
        SourceText text = module.source();
        Resolver names = Resolver.of(module, world);
        Namespace namespace = names.module();
        Values values = new Values(names);
        boolean open = namespace.isOpen();
        boolean changes =
                namespace.get("pytest_pycollect_makeitem") != null
                        || namespace.get("pytest_itemcollected") != null
                        || namespace.get("pytest_ignore_collect") != null
                        || namespace.get("pytest_pycollect_makemodule") != null
                        || namespace.get("pytest_collect_directory") != null;
        return new Conftest(
                new FixtureLevel(Fixtures.in(namespace, values, facts), open),
                open ? null : generated(names),
                namespace.get("pytest_make_parametrize_id") != null,
                changes,
                namespace.get("pytest_collect_file") != null,
                hooks(names),
                RegisteredMarks.of(names),
                List.of(),
                Ignored.read(file.body(), values, text.text()));
    }

    /** The fixtures whose tests the module's {@code pytest_generate_tests} may parametrize. */
    static @Nullable List<String> generated(Resolver names) {
        String hook = "pytest_generate_tests";
        if (names.get(hook) == null) {
            return List.of();
        }
        if (names.meaning(hook, StandardLibrary::has) instanceof Meaning.Bound bound
                && bound.binding() instanceof Binding.Function function) {
            PyModule home = bound.names().home();
            List<String> parameters = Parameters.required(function.def().parameters(), false);
            return parameters.size() != 1
                    ? null
                    : GenerateHook.asksFor(
                            home.stretch(function.def().headerEnd(), function.def().extent().end()),
                            parameters.getFirst());
        }
        return null;
    }

    /** What an installed plugin says, by the name of its module. */
    public static Discovered<Conftest> plugin(
            String name, IdRules ids, Facts facts, Modules modules) {
        World world = new World(modules, ids, facts);
        List<Conftest> read = PluginModules.read(List.of(name), world, facts);
        return world.discovered(Conftest.NONE.and(read), List.of());
    }

    /** Those that are given all items. */
    private static List<ItemsHook> hooks(Resolver names) {
        String name = "pytest_collection_modifyitems";
        if (names.module().get("pytest_collection") != null) {
            return List.of(ItemsHook.ANY);
        }
        List<ItemsHook> hooks = OptionWrites.in(names.home().text());
        if (names.module().get(name) != null) {
            hooks.add(itemsHook(name, names));
        }
        return hooks;
    }

    private static ItemsHook itemsHook(String name, Resolver names) {
        if (names.meaning(name, StandardLibrary::has) instanceof Meaning.Bound bound
                && bound.binding() instanceof Binding.Function function) {
            PyModule home = bound.names().home();
            String body = home.stretch(function.def().headerEnd(), function.def().extent().end());
            return ItemsHook.read(body, home.text());
        }
        return ItemsHook.ANY;
    }
}
