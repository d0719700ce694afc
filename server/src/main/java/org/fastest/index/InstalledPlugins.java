package org.fastest.index;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.cache.FolderEntries;
import org.fastest.discover.Conftest;
import org.fastest.discover.Discovered;
import org.fastest.discover.Discovery;
import org.fastest.discover.FixtureDef;
import org.fastest.discover.FixtureLevel;
import org.fastest.discover.KnownPlugin;
import org.fastest.discover.Located;
import org.fastest.discover.ModuleRef;
import org.fastest.discover.PluginModules;
import org.fastest.discover.Plugins;

/** Finds out from the files of installed distributions which plugins pytest loads. */
final class InstalledPlugins {
    /** Distributions that nearly every environment has and that bring no plugin. */
    private static final Set<String> WITHOUT =
            Set.of("pip", "setuptools", "wheel", "pytest", "pluggy", "iniconfig", "packaging");

    /** pytest's own modules that have fixtures. */
    private static final List<String> OWN =
            List.of(
                    "cacheprovider",
                    "capture",
                    "doctest",
                    "fixtures",
                    "junitxml",
                    "legacypath",
                    "logging",
                    "monkeypatch",
                    "pytester",
                    "recwarn",
                    "subtests",
                    "tmpdir");

    private final Project project;
    private final ModuleStore modules;
    private final List<String> names = new ArrayList<>();
    private final List<FixtureLevel> levels = new ArrayList<>();
    private final List<String> generated = new ArrayList<>();
    private boolean isKnown = true;
    private boolean hasStrangers;
    private final List<String> marks = new ArrayList<>();
    private boolean generatesAny;
    private boolean renames;
    private boolean changes;
    private boolean reorders;

    private InstalledPlugins(Project project, ModuleStore modules) {
        this.project = project;
        this.modules = modules;
    }

    private record EntryPoint(String name, String module, String distribution, String version) {}

    /** Those of the project's interpreter; what they do is read from their texts. */
    static Plugins of(Project project, ModuleStore modules) {
        if (project.installation().sitePackages().isEmpty()) {
            return Plugins.UNKNOWN;
        }
        InstalledPlugins plugins = new InstalledPlugins(project, modules);
        plugins.read();
        return new Plugins(
                plugins.names,
                plugins.levels,
                plugins.hasStrangers,
                plugins.marks,
                plugins.isKnown,
                plugins.generatesAny ? null : plugins.generated,
                plugins.renames,
                plugins.changes,
                plugins.reorders);
    }

    private void read() {
        Set<String> blocked = new HashSet<>();
        List<String> asked = new ArrayList<>(project.installation().plugins());
        for (String option : project.config().options().plugins()) {
            if (option.startsWith("no:")) {
                blocked.add(option.substring(3));
            } else {
                asked.add(option);
            }
        }
        Map<String, EntryPoint> points = entryPoints();
        boolean all =
                project.installation().loadsPlugins()
                        && !project.args().contains("--disable-plugin-autoload");
        for (EntryPoint point : points.values()) {
            if ((all || asked.contains(point.name)) && !blocked.contains(point.name)) {
                load(point);
            }
        }
        for (String name : asked) {
            if (!points.containsKey(name)
                    && !blocked.contains(name)
                    && !PluginModules.isHarmless(name)) {
                names.add(name);
                module(name);
            }
        }
    }

    private void load(EntryPoint point) {
        names.add(point.name);
        KnownPlugin known = KnownPlugin.of(point.name, point.distribution, point.version);
        if (known == null) {
            module(point.module);
            return;
        }
        String option = known.option();
        changes |= option != null && project.config().options().rest().contains(option);
        reorders |= known.effect() == KnownPlugin.Effect.REORDERS;
        if (known.effect() == KnownPlugin.Effect.ANYIO) {
            levels.addFirst(new FixtureLevel(backends(point.module), false));
        }
    }

    private Map<String, FixtureDef> backends(String module) {
        ModuleStore.View others = others();
        ModuleRef plugin = new ModuleRef("", module);
        ModuleRef trio = new ModuleRef("", "trio");
        others.lookFor(Set.of(plugin, trio));
        Boolean there = null;
        if (others.get(plugin) instanceof Located.Source source) {
            Located located = others.get(trio);
            if (source.module().mentions("params=get_all_backends()")) {
                // Before 4.12, whether it is there or not.
                there = Boolean.TRUE;
            } else if (source.module().mentions("params=get_available_backends()")) {
                there = located instanceof Located.Source ? Boolean.TRUE : there;
                there = located instanceof Located.Missing ? Boolean.FALSE : there;
            }
        }
        Map<String, FixtureDef> fixtures = new LinkedHashMap<>();
        for (FixtureDef fixture : FixtureDef.anyio(there)) {
            fixtures.put(fixture.name(), fixture);
        }
        return fixtures;
    }

    private void module(String name) {
        hasStrangers = true;
        ModuleStore.View others = others();
        Discovered<Conftest> read =
                Discovery.plugin(name, project.config().ids(), project.facts(), others);
        for (int i = 0; i < ModuleStore.ROUNDS && !read.needs().isEmpty(); i++) {
            others.lookFor(read.needs());
            read = Discovery.plugin(name, project.config().ids(), project.facts(), others);
        }
        Conftest plugin = read.value();
        levels.addFirst(plugin.fixtures());
        levels.addAll(0, plugin.plugins());
        marks.addAll(plugin.marks());
        isKnown &= !plugin.fixtures().isOpen();
        generatesAny |= plugin.generated() == null;
        if (plugin.generated() != null) {
            generated.addAll(plugin.generated());
        }
        renames |= plugin.renamesCases();
        changes |=
                plugin.changesItems()
                        || plugin.changesSession(project.config().options(), true)
                        || plugin.narrows()
                        || plugin.addsItems();
        reorders |= plugin.actsOnSession(project.config().options(), true);
    }

    /**
     * The fixtures of pytest's own modules and of those plugins whose fixtures do not matter to
     * collection, the plugins' first.
     */
    static List<FixtureLevel> builtinFixtures(Project project, ModuleStore modules) {
        InstalledPlugins plugins = new InstalledPlugins(project, modules);
        for (EntryPoint point : plugins.entryPoints().values()) {
            if (KnownPlugin.of(point.name, point.distribution, point.version) != null) {
                plugins.module(point.module);
            }
        }
        List<FixtureLevel> levels = new ArrayList<>(plugins.levels);
        for (String own : OWN) {
            plugins.levels.clear();
            plugins.module("_pytest." + own);
            levels.addAll(plugins.levels);
        }
        return levels;
    }

    private ModuleStore.View others() {
        return modules.seenFrom(project.config().rootdir().resolve("conftest.py"));
    }

    /** Those of group pytest11, by name. */
    private Map<String, EntryPoint> entryPoints() {
        Map<String, EntryPoint> points = new HashMap<>();
        List<EntryPoint> found = new ArrayList<>();
        for (Path site : project.installation().sitePackages()) {
            FolderEntries folders = modules.disk().entries(Disk.slashed(site));
            for (int i = 0; i < folders.count(); i++) {
                String name = folders.name(i);
                int dash = name.indexOf('-');
                if (dash > 0
                        && (name.endsWith(".dist-info") || name.endsWith(".egg-info"))
                        && !WITHOUT.contains(name.substring(0, dash))) {
                    String version = name.substring(dash + 1, name.lastIndexOf('.'));
                    String folder = Disk.slashed(site) + "/" + name;
                    readPoints(folder, name.substring(0, dash), version, found);
                }
            }
        }
        for (EntryPoint point : found) {
            points.putIfAbsent(point.name, point);
        }
        return new LinkedHashMap<>(points);
    }

    private void readPoints(
            String folder, String distribution, String version, List<EntryPoint> into) {
        byte[] content = modules.disk().read(folder + "/entry_points.txt");
        if (content == null) {
            return;
        }
        String text = new String(content, StandardCharsets.UTF_8);
        int start = text.indexOf("[pytest11]");
        if (start < 0) {
            return;
        }
        int from = text.indexOf('\n', start) + 1;
        while (from > 0 && from < text.length() && text.charAt(from) != '[') {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            String line = text.substring(from, end);
            int equals = line.indexOf('=');
            if (equals > 0) {
                String module = line.substring(equals + 1).strip();
                int colon = module.indexOf(':');
                into.add(
                        new EntryPoint(
                                line.substring(0, equals).strip(),
                                colon < 0 ? module : module.substring(0, colon).strip(),
                                distribution,
                                version));
            }
            from = end + 1;
        }
    }
}
