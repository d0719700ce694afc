package org.fastest.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.fastest.model.Issue;
import org.fastest.model.Parsed;
import org.jspecify.annotations.Nullable;

/**
 * What decides which tests a project has: pytest's settings and options put together.
 *
 * @param rootdir absolute; node ids are relative to it
 * @param inifile the file that holds pytest's settings, or null
 * @param options {@code addopts} and the command line
 * @param testpaths where to look when no path is given
 * @param norecursedirs folder names not to enter
 * @param pythonFiles patterns of test files
 * @param pythonClasses names of test classes
 * @param pythonFunctions names of test functions
 * @param ids how parameter ids are made
 * @param marks those that are registered, where no others may be used; null where any may
 * @param pythonpath folders for {@code sys.path}, relative to the ini file's
 * @param collectsImported whether what a module imports is collected there too
 * @param namespacePackages whether packages need no {@code __init__.py} to be one
 * @param anyioAuto whether the anyio plugin takes coroutines that are not marked
 * @param workers {@code [tool.fastest] workers}: a number, {@code auto}, or null
 * @param serial {@code [tool.fastest] serial}: never more than one worker
 */
public record Config(
        Path rootdir,
        @Nullable Path inifile,
        Options options,
        List<String> testpaths,
        List<String> norecursedirs,
        List<String> pythonFiles,
        NamePatterns pythonClasses,
        NamePatterns pythonFunctions,
        IdRules ids,
        @Nullable List<String> marks,
        List<String> pythonpath,
        boolean collectsImported,
        boolean namespacePackages,
        boolean anyioAuto,
        @Nullable String workers,
        boolean serial) {
    // Written out: a record's own are linked when first called, 8 ms before a client's first list.
    @Override
    public boolean equals(Object other) {
        return other instanceof Config that
                && rootdir.equals(that.rootdir)
                && Objects.equals(inifile, that.inifile)
                && options.equals(that.options)
                && testpaths.equals(that.testpaths)
                && norecursedirs.equals(that.norecursedirs)
                && pythonFiles.equals(that.pythonFiles)
                && pythonClasses.equals(that.pythonClasses)
                && pythonFunctions.equals(that.pythonFunctions)
                && ids.equals(that.ids)
                && Objects.equals(marks, that.marks)
                && pythonpath.equals(that.pythonpath)
                && collectsImported == that.collectsImported
                && namespacePackages == that.namespacePackages
                && anyioAuto == that.anyioAuto
                && Objects.equals(workers, that.workers)
                && serial == that.serial;
    }

    @Override
    public int hashCode() {
        return 31 * rootdir.hashCode() + options.hashCode();
    }

    /** pytest's defaults. */
    private static final List<String> NORECURSE =
            List.of(
                    "*.egg",
                    ".*",
                    "_darcs",
                    "build",
                    "CVS",
                    "dist",
                    "node_modules",
                    "venv",
                    "{arch}");

    private static final List<String> DOCTEST_GLOBS = List.of("test*.txt");

    private static final String ESCAPING_OFF =
            "disable_test_id_escaping_and_forfeit_all_rights_to_community_support";

    public Config {
        testpaths = List.copyOf(testpaths);
        norecursedirs = List.copyOf(norecursedirs);
        pythonFiles = List.copyOf(pythonFiles);
        pythonpath = List.copyOf(pythonpath);
        marks = marks == null ? null : List.copyOf(marks);
    }

    /**
     * Determines a project's configuration as {@code python -m pytest ARGS} would.
     *
     * @param args pytest's arguments, without {@code addopts}
     */
    public static Parsed<Config> determine(Sources sources, List<String> args) {
        List<String> early = new ArrayList<>(Words.split(sources.addopts()));
        early.addAll(args);
        Rootdir found = Rootdir.determine(sources, Options.parse(early));
        Map<String, ConfigFile.Value> file = found.file().pytest();
        Settings settings =
                new Settings(file == null ? Map.of() : file, Options.parse(early).overrides());
        List<String> all = new ArrayList<>(settings.words("addopts", List.of()));
        all.addAll(early);
        Options options = Options.parse(all);
        settings = new Settings(file == null ? Map.of() : file, options.overrides());
        Map<String, Object> fastest = ours(sources, found);
        Config config =
                new Config(
                        found.rootdir(),
                        found.inifile(),
                        options,
                        settings.words("testpaths", List.of()),
                        settings.words("norecursedirs", NORECURSE),
                        settings.words("python_files", List.of("test_*.py", "*_test.py")),
                        new NamePatterns(settings.words("python_classes", List.of("Test"))),
                        new NamePatterns(settings.words("python_functions", List.of("test"))),
                        idRules(settings),
                        marks(settings, options),
                        settings.words("pythonpath", List.of()),
                        settings.words("collect_imported_tests", List.of()).isEmpty()
                                || settings.flag("collect_imported_tests"),
                        settings.flag("consider_namespace_packages"),
                        settings.words("anyio_mode", List.of()).contains("auto"),
                        text(fastest.get("workers")),
                        Boolean.TRUE.equals(fastest.get("serial")));
        Issue error = found.file().error();
        return new Parsed<>(config, error == null ? List.of() : List.of(error));
    }

    /** Our own table: pytest's settings may stand in another file beside it. */
    private static Map<String, Object> ours(Sources sources, Rootdir found) {
        Path file = found.rootdir().resolve("pyproject.toml");
        String text = sources.texts().get(file);
        return text == null || file.equals(found.inifile()) || !text.contains("fastest")
                ? found.file().fastest()
                : ConfigFile.parse("pyproject.toml", file.toString(), text).fastest();
    }

    /**
     * Whether pytest looks for tests of any kind in a file that it finds on its way.
     *
     * @param relative path relative to the rootdir, with {@code /}
     */
    public boolean isTestFile(String relative) {
        return relative.endsWith(".py")
                ? isTestModule(relative) || isDoctestModule(relative)
                : isDoctestText(relative);
    }

    /** Whether pytest takes a file for a Python test module by its name. */
    public boolean isTestModule(String relative) {
        return relative.endsWith(".py") && matches(pythonFiles, relative);
    }

    /** Whether the docstrings of a Python file are tests; its text may have a say in that. */
    public boolean isDoctestModule(String relative) {
        return options.doctestModules()
                && hasDoctests()
                && relative.endsWith(".py")
                && !nameOf(relative).equals("__main__.py");
    }

    /** Whether the examples in a text file are a test, going by the file's name. */
    public boolean isDoctestText(String relative) {
        List<String> globs =
                options.doctestGlobs().isEmpty() ? DOCTEST_GLOBS : options.doctestGlobs();
        return !relative.endsWith(".py") && matches(globs, relative) && hasDoctests();
    }

    /** The same of one that is an argument. */
    public boolean isNamedDoctestText(String relative) {
        boolean text = relative.endsWith(".txt") || relative.endsWith(".rst");
        return (text && hasDoctests()) || isDoctestText(relative);
    }

    private boolean hasDoctests() {
        return !options.plugins().contains("no:doctest");
    }

    private static boolean matches(List<String> patterns, String relative) {
        String name = nameOf(relative);
        for (int i = 0; i < patterns.size(); i++) {
            String pattern = patterns.get(i);
            boolean whole = pattern.indexOf('/') >= 0;
            if (whole
                    ? Glob.matches("*/" + pattern, "/" + relative)
                    : Glob.matches(pattern, name)) {
                return true;
            }
        }
        return false;
    }

    private static String nameOf(String relative) {
        return relative.substring(relative.lastIndexOf('/') + 1);
    }

    private static IdRules idRules(Settings settings) {
        boolean strict =
                settings.has("strict_parametrization_ids")
                        ? settings.flag("strict_parametrization_ids")
                        : settings.flag("strict");
        return new IdRules(
                !settings.flag(ESCAPING_OFF),
                settings.text("parametrize_long_str_id_strategy", "short"),
                strict,
                settings.text("empty_parameter_set_mark", "skip"));
    }

    /** The first words of {@code markers}, if {@code strict_markers} is on in one of its forms. */
    private static @Nullable List<String> marks(Settings settings, Options options) {
        boolean strict =
                options.rest().contains("--strict-markers")
                        || options.rest().contains("--strict")
                        || (settings.has("strict_markers")
                                ? settings.flag("strict_markers")
                                : settings.flag("strict"));
        if (!strict) {
            return null;
        }
        List<String> names = new ArrayList<>();
        for (String line : settings.lines("markers")) {
            int end = 0;
            while (end < line.length() && line.charAt(end) != ':' && line.charAt(end) != '(') {
                end++;
            }
            names.add(line.substring(0, end).strip());
        }
        return names;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : String.valueOf(value);
    }

    private record Settings(Map<String, ConfigFile.Value> file, Map<String, String> overrides) {
        List<String> words(String name, List<String> otherwise) {
            String override = overrides.get(name);
            if (override != null) {
                return Words.split(override);
            }
            ConfigFile.Value value = file.get(name);
            // Not a pattern switch: on the way to the first line printed its bootstrap alone costs
            // 20 ms.
            if (value instanceof ConfigFile.Value.Text text) {
                return Words.split(text.text());
            }
            return value instanceof ConfigFile.Value.Words words ? words.words() : otherwise;
        }

        List<String> lines(String name) {
            String override = overrides.get(name);
            ConfigFile.Value value = file.get(name);
            if (override == null && value instanceof ConfigFile.Value.Words words) {
                return words.words();
            }
            String text = value instanceof ConfigFile.Value.Text known ? known.text() : "";
            return (override == null ? text : override).lines().toList();
        }

        boolean has(String name) {
            return overrides.containsKey(name) || file.containsKey(name);
        }

        /** The setting as one word; the default where it is empty or not there. */
        String text(String name, String otherwise) {
            List<String> words = words(name, List.of());
            return words.isEmpty() ? otherwise : String.join(" ", words);
        }

        boolean flag(String name) {
            List<String> words = words(name, List.of());
            return words.size() == 1
                    && List.of("true", "1", "yes", "on")
                            .contains(words.getFirst().toLowerCase(java.util.Locale.ROOT));
        }
    }
}
