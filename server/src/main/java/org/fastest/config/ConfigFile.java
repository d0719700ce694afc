package org.fastest.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fastest.model.Issue;
import org.fastest.model.Span;
import org.jspecify.annotations.Nullable;

/**
 * One file that may hold pytest's settings, and ours.
 *
 * @param pytest pytest's settings by name, or null where pytest does not take this file as its
 *     configuration
 * @param fastest the table {@code [tool.fastest]} of a pyproject.toml; empty elsewhere
 * @param error what is wrong with the file, or null
 */
record ConfigFile(
        @Nullable Map<String, Value> pytest, Map<String, Object> fastest, @Nullable Issue error) {
    /**
     * The names pytest looks for in a folder, the first that has settings wins (pytest's {@code
     * locate_config}).
     */
    static final List<String> NAMES =
            List.of(
                    "pytest.toml",
                    ".pytest.toml",
                    "pytest.ini",
                    ".pytest.ini",
                    "pyproject.toml",
                    "tox.ini",
                    "setup.cfg");

    /** A setting as it was written. */
    sealed interface Value {
        /** Whether a character is anywhere in it. */
        boolean holds(char c);

        /** Text to be split into words or lines by the setting's type. */
        record Text(String text) implements Value {
            @Override
            public boolean holds(char c) {
                return text.indexOf(c) >= 0;
            }
        }

        /** A TOML list, taken as it is. */
        record Words(List<String> words) implements Value {
            public Words {
                words = List.copyOf(words);
            }

            @Override
            public boolean holds(char c) {
                return String.join("", words).indexOf(c) >= 0;
            }
        }
    }

    /**
     * Reads a configuration file.
     *
     * @param name its file name, which decides the format
     * @param path for messages
     */
    static ConfigFile parse(String name, String path, String text) {
        ConfigFile file = read(name, path, text);
        Map<String, Value> settings = file.pytest;
        if (settings != null && hasNull(text)) {
            return withoutNulls(file, settings, path, text);
        }
        if (file.error == null
                && settings != null
                && settings.get("addopts") instanceof Value.Text addopts) {
            String fault = Words.fault(addopts.text());
            if (fault != null) {
                int line = lineOf("addopts", text);
                String message = path + ":" + (line + 1) + ": addopts: " + fault;
                return new ConfigFile(settings, file.fastest, issue(path, line, message));
            }
        }
        return file;
    }

    /** Whether a null character may stand there: as itself, or as TOML writes it. */
    private static boolean hasNull(String text) {
        return text.indexOf('\0') >= 0 || text.contains("0000");
    }

    /** No path, name or option may hold a null character: such settings are left out, and told. */
    private static ConfigFile withoutNulls(
            ConfigFile file, Map<String, Value> settings, String path, String text) {
        Map<String, Value> whole = new LinkedHashMap<>(settings);
        Issue error = file.error;
        for (Map.Entry<String, Value> entry : settings.entrySet()) {
            if (entry.getKey().indexOf('\0') >= 0 || entry.getValue().holds('\0')) {
                whole.remove(entry.getKey());
                int line = lineOf(entry.getKey(), text);
                String message =
                        path + ":" + (line + 1) + ": " + entry.getKey() + ": embedded null byte";
                error = error == null ? issue(path, line, message) : error;
            }
        }
        return new ConfigFile(whole, file.fastest, error);
    }

    /** The first line that begins with a setting's name, from 0. */
    private static int lineOf(String name, String text) {
        int line = 0;
        for (String each : text.split("\n", -1)) {
            if (each.startsWith(name)) {
                return line;
            }
            line++;
        }
        return 0;
    }

    private static ConfigFile read(String name, String path, String text) {
        if (name.endsWith(".toml")) {
            return toml(name, path, text);
        }
        IniFile ini = IniFile.parse(text);
        IniFile.Fault error = ini.error();
        if (error != null) {
            Issue issue =
                    issue(
                            path,
                            error.line(),
                            path + ":" + (error.line() + 1) + ": " + error.message());
            return new ConfigFile(null, Map.of(), issue);
        }
        if (name.endsWith(".cfg")) {
            Map<String, String> section = ini.sections().get("tool:pytest");
            if (section == null && ini.sections().containsKey("pytest")) {
                String message =
                        "[pytest] section in setup.cfg files is no longer supported, change to [tool:pytest] instead.";
                return new ConfigFile(null, Map.of(), issue(path, 0, message));
            }
            return new ConfigFile(section == null ? null : texts(section), Map.of(), null);
        }
        Map<String, String> section = ini.sections().get("pytest");
        boolean always = name.equals("pytest.ini") || name.equals(".pytest.ini");
        Map<String, Value> settings = section == null ? (always ? Map.of() : null) : texts(section);
        return new ConfigFile(settings, Map.of(), null);
    }

    private static ConfigFile toml(String name, String path, String text) {
        boolean own = !name.equals("pyproject.toml");
        if (!text.contains("pytest") && !text.contains("fastest")) {
            return new ConfigFile(own ? Map.of() : null, Map.of(), null);
        }
        TomlFile file = TomlFile.parse(text);
        TomlFile.Fault error = file.error();
        if (error != null) {
            return new ConfigFile(
                    null, Map.of(), issue(path, error.line(), path + ": " + error.message()));
        }
        if (own) {
            return new ConfigFile(values(TomlFile.table(file.root(), "pytest")), Map.of(), null);
        }
        Map<String, Object> tool = TomlFile.table(file.root(), "tool");
        Map<String, Object> fastest = TomlFile.table(tool, "fastest");
        Map<String, Object> native9 = new LinkedHashMap<>(TomlFile.table(tool, "pytest"));
        Object ini = native9.remove("ini_options");
        if (!native9.isEmpty() && ini != null) {
            String message =
                    path
                            + ": Cannot use both [tool.pytest] (native TOML types) and [tool.pytest.ini_options]"
                            + " (string-based INI format) simultaneously. Please use [tool.pytest] with native TOML types"
                            + " (recommended) or migrate to a separate pytest.toml file.";
            return new ConfigFile(null, fastest, issue(path, 0, message));
        }
        if (!native9.isEmpty()) {
            return new ConfigFile(values(native9), fastest, null);
        }
        return new ConfigFile(
                ini == null
                        ? null
                        : values(TomlFile.table(TomlFile.table(tool, "pytest"), "ini_options")),
                fastest,
                null);
    }

    private static Map<String, Value> texts(Map<String, String> section) {
        Map<String, Value> values = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry : section.entrySet()) {
            values.put(entry.getKey(), new Value.Text(entry.getValue()));
        }
        return values;
    }

    private static Map<String, Value> values(Map<String, Object> table) {
        Map<String, Value> values = new LinkedHashMap<>();
        for (Map.Entry<String, Object> entry : table.entrySet()) {
            if (entry.getValue() instanceof List<?> list) {
                List<String> words = new ArrayList<>();
                for (Object element : list) {
                    words.add(String.valueOf(element));
                }
                values.put(entry.getKey(), new Value.Words(words));
            } else {
                values.put(entry.getKey(), new Value.Text(String.valueOf(entry.getValue())));
            }
        }
        return values;
    }

    private static Issue issue(String path, int line, String message) {
        return new Issue(Issue.Severity.ERROR, message, path, new Span(line, 0, line, 0));
    }
}
