package org.fastest.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The pytest options that change what is collected, read from a list of arguments; all others pass
 * through unread.
 *
 * @param paths positional arguments: files, folders, node ids
 * @param rootdir {@code --rootdir}
 * @param inifile {@code -c}
 * @param overrides {@code -o name=value}, the last one wins
 * @param ignore {@code --ignore} paths
 * @param ignoreGlobs {@code --ignore-glob} patterns
 * @param deselect {@code --deselect} node id prefixes
 * @param keyword {@code -k}, or null
 * @param markExpression {@code -m}, or null
 * @param collectOnly {@code --collect-only}
 * @param collectInVenv {@code --collect-in-virtualenv}
 * @param doctestModules {@code --doctest-modules}
 * @param doctestGlobs {@code --doctest-glob} patterns
 * @param noConftest {@code --noconftest}
 * @param importMode {@code --import-mode}, or null
 * @param junitFile {@code --junit-xml}, or null
 * @param junitPrefix {@code --junit-prefix}, or null
 * @param plugins {@code -p}: names of plugins, or {@code no:} and a name
 * @param maxfail how many failures end a run ({@code -x}, {@code --maxfail}); 0 for any number
 * @param rest names of all other options
 */
public record Options(
        List<String> paths,
        @Nullable String rootdir,
        @Nullable String inifile,
        Map<String, String> overrides,
        List<String> ignore,
        List<String> ignoreGlobs,
        List<String> deselect,
        @Nullable String keyword,
        @Nullable String markExpression,
        boolean collectOnly,
        boolean collectInVenv,
        boolean doctestModules,
        List<String> doctestGlobs,
        boolean noConftest,
        @Nullable String importMode,
        @Nullable String junitFile,
        @Nullable String junitPrefix,
        List<String> plugins,
        int maxfail,
        List<String> rest) {
    // Written out: see Config.
    @Override
    public boolean equals(Object other) {
        return other instanceof Options that
                && paths.equals(that.paths)
                && Objects.equals(rootdir, that.rootdir)
                && Objects.equals(inifile, that.inifile)
                && overrides.equals(that.overrides)
                && ignore.equals(that.ignore)
                && ignoreGlobs.equals(that.ignoreGlobs)
                && deselect.equals(that.deselect)
                && Objects.equals(keyword, that.keyword)
                && Objects.equals(markExpression, that.markExpression)
                && collectOnly == that.collectOnly
                && collectInVenv == that.collectInVenv
                && doctestModules == that.doctestModules
                && doctestGlobs.equals(that.doctestGlobs)
                && noConftest == that.noConftest
                && Objects.equals(importMode, that.importMode)
                && Objects.equals(junitFile, that.junitFile)
                && Objects.equals(junitPrefix, that.junitPrefix)
                && plugins.equals(that.plugins)
                && maxfail == that.maxfail
                && rest.equals(that.rest);
    }

    @Override
    public int hashCode() {
        return 31 * paths.hashCode() + rest.hashCode();
    }

    /**
     * pytest's options, and those of its best-known plugins, whose value may be the next argument.
     */
    private static final List<String> LONG_WITH_VALUE =
            List.of(
                    "--maxfail",
                    "--lfnf",
                    "--last-failed-no-failures",
                    "--durations",
                    "--durations-min",
                    "--verbosity",
                    "--config-file",
                    "--override-ini",
                    "--pythonwarnings",
                    "--tb",
                    "--color",
                    "--code-highlight",
                    "--show-capture",
                    "--pastebin",
                    "--capture",
                    "--junitxml",
                    "--junit-xml",
                    "--junitprefix",
                    "--junit-prefix",
                    "--import-mode",
                    "--ignore",
                    "--ignore-glob",
                    "--deselect",
                    "--confcutdir",
                    "--rootdir",
                    "--basetemp",
                    "--doctest-report",
                    "--doctest-glob",
                    "--log-level",
                    "--log-format",
                    "--log-date-format",
                    "--log-cli-level",
                    "--log-cli-format",
                    "--log-cli-date-format",
                    "--log-file",
                    "--log-file-mode",
                    "--log-file-level",
                    "--log-file-format",
                    "--log-file-date-format",
                    "--log-auto-indent",
                    "--log-disable",
                    "--pdbcls",
                    "--assert",
                    "--xdist-group",
                    "--numprocesses",
                    "--maxprocesses",
                    "--dist",
                    "--tx",
                    "--cov-report",
                    "--cov-config",
                    "--cov-fail-under",
                    "--timeout",
                    "--timeout-method");

    private static final String SHORT_WITH_VALUE = "kmrpcoWn";

    public Options {
        paths = List.copyOf(paths);
        overrides = Map.copyOf(overrides);
        ignore = List.copyOf(ignore);
        ignoreGlobs = List.copyOf(ignoreGlobs);
        deselect = List.copyOf(deselect);
        doctestGlobs = List.copyOf(doctestGlobs);
        plugins = List.copyOf(plugins);
        rest = List.copyOf(rest);
    }

    /** Whether the argument is an option whose value is the argument after it. */
    public static boolean takesNext(String arg) {
        if (arg.startsWith("--")) {
            return LONG_WITH_VALUE.contains(arg);
        }
        if (!arg.startsWith("-") || arg.length() < 2) {
            return false;
        }
        int at = valueLetter(arg);
        return at == arg.length() - 1;
    }

    /** Reads arguments, those of {@code addopts} before those of the command line. */
    public static Options parse(List<String> args) {
        Builder into = new Builder();
        boolean onlyPaths = false;
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (onlyPaths || !arg.startsWith("-") || arg.equals("-")) {
                into.paths.add(arg);
            } else if (arg.equals("--")) {
                onlyPaths = true;
            } else if (takesNext(arg) && i + 1 < args.size()) {
                if (!arg.startsWith("--") && arg.indexOf('x') > 0) {
                    into.maxfail = 1;
                }
                into.option(nameOf(arg), args.get(++i));
            } else if (arg.startsWith("--")) {
                int equals = arg.indexOf('=');
                into.option(
                        equals < 0 ? arg : arg.substring(0, equals),
                        equals < 0 ? "" : arg.substring(equals + 1));
            } else {
                int at = valueLetter(arg);
                if (arg.substring(0, at < 0 ? arg.length() : at).indexOf('x') > 0) {
                    into.maxfail = 1;
                }
                if (at >= 0) {
                    String value = arg.substring(at + 1);
                    into.option(
                            "-" + arg.charAt(at),
                            value.startsWith("=") ? value.substring(1) : value);
                }
            }
        }
        return into.build();
    }

    private static String nameOf(String arg) {
        return arg.startsWith("--") ? arg : "-" + arg.charAt(arg.length() - 1);
    }

    /** Place of the first letter in a cluster such as {@code -xk} that takes a value, or -1. */
    private static int valueLetter(String cluster) {
        for (int i = 1; i < cluster.length(); i++) {
            if (SHORT_WITH_VALUE.indexOf(cluster.charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private static final class Builder {
        final List<String> paths = new ArrayList<>();
        final Map<String, String> overrides = new HashMap<>();
        final List<String> ignore = new ArrayList<>();
        final List<String> ignoreGlobs = new ArrayList<>();
        final List<String> deselect = new ArrayList<>();
        @Nullable String rootdir;
        @Nullable String inifile;
        @Nullable String keyword;
        @Nullable String markExpression;
        @Nullable String importMode;
        @Nullable String junitFile;
        @Nullable String junitPrefix;
        final List<String> plugins = new ArrayList<>();
        final List<String> rest = new ArrayList<>();
        boolean collectOnly;
        boolean collectInVenv;
        boolean doctestModules;
        final List<String> doctestGlobs = new ArrayList<>();
        boolean noConftest;
        int maxfail;

        void option(String name, String value) {
            switch (name) {
                case "--rootdir" -> rootdir = value;
                case "-c", "--config-file" -> inifile = value;
                case "-o", "--override-ini" -> {
                    int equals = value.indexOf('=');
                    if (equals > 0) {
                        overrides.put(
                                value.substring(0, equals).strip(), value.substring(equals + 1));
                    }
                }
                case "--ignore" -> ignore.add(value);
                case "--ignore-glob" -> ignoreGlobs.add(value);
                case "--deselect" -> deselect.add(value);
                case "-k" -> keyword = value.isEmpty() ? null : value;
                case "-m" -> markExpression = value.isEmpty() ? null : value;
                case "--collect-only", "--collectonly", "--co" -> collectOnly = true;
                case "--collect-in-virtualenv" -> collectInVenv = true;
                case "--doctest-modules" -> doctestModules = true;
                case "--doctest-glob" -> doctestGlobs.add(value);
                case "--noconftest" -> noConftest = true;
                case "--import-mode" -> importMode = value;
                case "--junit-xml", "--junitxml" -> junitFile = value;
                case "--junit-prefix", "--junitprefix" -> junitPrefix = value;
                case "-p" -> plugins.add(value.strip());
                case "--exitfirst" -> maxfail = 1;
                case "--maxfail" -> maxfail = count(value);
                default -> rest.add(name);
            }
        }

        /** A number that pytest would take; what it would refuse it says itself. */
        private static int count(String value) {
            try {
                return Math.max(0, Integer.parseInt(value.strip()));
            } catch (NumberFormatException refused) {
                return 0;
            }
        }

        Options build() {
            return new Options(
                    paths,
                    rootdir,
                    inifile,
                    overrides,
                    ignore,
                    ignoreGlobs,
                    deselect,
                    keyword,
                    markExpression,
                    collectOnly,
                    collectInVenv,
                    doctestModules,
                    doctestGlobs,
                    noConftest,
                    importMode,
                    junitFile,
                    junitPrefix,
                    plugins,
                    maxfail,
                    rest);
        }
    }
}
