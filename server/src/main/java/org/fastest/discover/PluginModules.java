package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.fastest.syntax.Expressions;
import org.jspecify.annotations.Nullable;

/** The plugins that a conftest or test module names in {@code pytest_plugins}. */
public final class PluginModules {
    /** Those that neither have parametrized fixtures nor change items. */
    private static final Set<String> HARMLESS =
            Set.of(
                    "pytester",
                    "pytest_asyncio",
                    "pytest_mock",
                    "anyio.pytest_plugin",
                    "pytest_cov");

    /** pytest's own go by these names: a module of the same name is not even looked for. */
    private static final Set<String> BUILTIN =
            Set.of(
                    "mark",
                    "main",
                    "runner",
                    "fixtures",
                    "helpconfig",
                    "python",
                    "terminal",
                    "debugging",
                    "unittest",
                    "capture",
                    "skipping",
                    "legacypath",
                    "tmpdir",
                    "monkeypatch",
                    "recwarn",
                    "pastebin",
                    "assertion",
                    "junitxml",
                    "doctest",
                    "cacheprovider",
                    "setuponly",
                    "setupplan",
                    "stepwise",
                    "unraisableexception",
                    "threadexception",
                    "warnings",
                    "logging",
                    "reports",
                    "faulthandler",
                    "python_path");

    /** Those whose collector hooks make the same items as pytest's own. */
    private static final Set<String> KEEP_ITEMS = Set.of("aiohttp.pytest_plugin");

    private static final int MOST = 50;

    private PluginModules() {}

    /** Whether a plugin of that name leaves collection alone. */
    public static boolean isHarmless(String name) {
        return HARMLESS.contains(name) || BUILTIN.contains(name);
    }

    /**
     * The names of those that matter.
     *
     * @param binding of {@code pytest_plugins}
     * @return null where they can't be known
     */
    static @Nullable List<String> named(@Nullable Binding binding, Values values) {
        if (binding == null) {
            return List.of();
        }
        if (!(binding instanceof Binding.Value value) || value.conditional()) {
            return null;
        }
        PyValue names = values.of(Expressions.parse(value.code()));
        List<PyValue> all =
                names instanceof PyValue.Sequence sequence ? sequence.elements() : List.of(names);
        List<String> plugins = new ArrayList<>();
        for (PyValue each : all) {
            if (!(each instanceof PyValue.Str name)) {
                return null;
            }
            if (!isHarmless(name.text())) {
                plugins.add(name.text());
            }
        }
        return plugins;
    }

    /**
     * What these plugins, and those that they name themselves, say.
     *
     * @return null where one of them can't be read
     */
    static @Nullable List<Conftest> read(List<String> names, World world, Facts facts) {
        List<Conftest> read = new ArrayList<>();
        List<String> open = new ArrayList<>(names);
        for (int i = 0; i < open.size(); i++) {
            String name = open.get(i);
            if (open.indexOf(name) < i) {
                continue;
            }
            Located located = world.locate(new ModuleRef("", name));
            if (!(located instanceof Located.Source source) || i >= MOST) {
                return null;
            }
            Resolver there = Resolver.of(source.module(), world);
            List<String> more = named(there.module().get("pytest_plugins"), new Values(there));
            if (more == null) {
                return null;
            }
            open.addAll(more);
            Conftest plugin = Discovery.own(source.module(), facts, world);
            read.add(KEEP_ITEMS.contains(name) ? plugin.withItems() : plugin);
        }
        return read;
    }
}
