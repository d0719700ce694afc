package org.fastest.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fastest.model.Issue;
import org.fastest.model.Parsed;
import org.fastest.model.Span;
import org.jspecify.annotations.Nullable;

/**
 * The profiles that somebody has written down.
 *
 * @param byName those that can be used, in the order in which they were written
 * @param wrong why others can't, by name
 */
public record Profiles(Map<String, RunProfile> byName, Map<String, String> wrong) {
    /** None at all. */
    public static final Profiles NONE = new Profiles(Map.of(), Map.of());

    /**
     * Those of a pyproject.toml; each table that is wrong is an issue at its line, and the others
     * are there all the same. A file that is not TOML holds none: pytest says what is wrong with
     * it.
     *
     * @param path the file, for the issues
     * @param text what it holds
     */
    public static Parsed<Profiles> read(String path, String text) {
        if (!text.contains("fastest")) {
            return new Parsed<>(NONE, List.of());
        }
        Map<String, Object> tool = TomlFile.table(TomlFile.parse(text).root(), "tool");
        Map<String, Object> fastest = TomlFile.table(tool, "fastest");
        TomlLines lines = new TomlLines(text);
        List<Issue> issues = new ArrayList<>();
        Object workers = fastest.get("workers");
        if (workers != null && WorkerCount.of(workers) == null) {
            issues.add(
                    issue(
                            path,
                            lines.of(List.of("tool", "fastest"), "workers"),
                            "tool.fastest.workers must be \"auto\" or a number of at least 1"));
        }
        Object serial = fastest.get("serial");
        if (serial != null && !(serial instanceof Boolean)) {
            issues.add(
                    issue(
                            path,
                            lines.of(List.of("tool", "fastest"), "serial"),
                            "tool.fastest.serial must be true or false"));
        }
        Object profiles = fastest.get("profiles");
        if (profiles != null && !(profiles instanceof Map<?, ?>)) {
            issues.add(
                    issue(
                            path,
                            lines.of(List.of("tool", "fastest"), "profiles"),
                            "tool.fastest.profiles must hold one table for each profile"));
        }
        Profiles read =
                read(
                        TomlFile.table(fastest, "profiles"),
                        (name, key, message) -> {
                            List<String> table = List.of("tool", "fastest", "profiles", name);
                            issues.add(issue(path, lines.of(table, key), message));
                        });
        return new Parsed<>(read, issues);
    }

    /** Those of a client's settings: the same as nested maps, names as JSON has them. */
    public static Profiles read(Map<String, ?> tables) {
        return read(tables, (name, key, message) -> {});
    }

    private interface Complaints {
        void add(String name, @Nullable String key, String message);
    }

    private static Profiles read(Map<String, ?> tables, Complaints complaints) {
        Map<String, RunProfile> byName = new LinkedHashMap<>();
        Map<String, String> wrong = new LinkedHashMap<>();
        for (Map.Entry<String, ?> each : tables.entrySet()) {
            String name = each.getKey();
            try {
                if (!(each.getValue() instanceof Map<?, ?>)) {
                    throw new ProfileTable.Wrong("", "must be a table");
                }
                byName.put(name, ProfileTable.read(name, TomlFile.table(tables, name)));
            } catch (ProfileTable.Wrong fault) {
                String what = fault.key().isEmpty() ? "it" : fault.key();
                String message = "the profile " + name + ": " + what + " " + fault.getMessage();
                if (fault.key().isEmpty()) {
                    message = "the profile " + name + " must be a table";
                } else if (String.valueOf(fault.getMessage()).startsWith("there is")) {
                    message = "the profile " + name + ": there is no setting " + fault.key();
                }
                wrong.put(name, message);
                complaints.add(name, fault.key().isEmpty() ? null : fault.key(), message);
            }
        }
        return new Profiles(byName, wrong);
    }

    /** These, and those of {@code others}, which go before where a name is in both. */
    public Profiles with(Profiles others) {
        Map<String, RunProfile> all = new LinkedHashMap<>(byName);
        Map<String, String> faults = new LinkedHashMap<>(wrong);
        for (Map.Entry<String, RunProfile> each : others.byName.entrySet()) {
            faults.remove(each.getKey());
            all.put(each.getKey(), each.getValue());
        }
        for (Map.Entry<String, String> each : others.wrong.entrySet()) {
            all.remove(each.getKey());
            faults.put(each.getKey(), each.getValue());
        }
        return new Profiles(all, faults);
    }

    /** Why there is no such profile, or null where there is one. */
    public @Nullable String whyNot(String name) {
        if (byName.containsKey(name)) {
            return null;
        }
        String fault = wrong.get(name);
        if (fault != null) {
            return fault;
        }
        String known =
                byName.isEmpty()
                        ? "there are none"
                        : "there are " + String.join(", ", byName.keySet());
        return "there is no profile " + name + ": " + known;
    }

    private static Issue issue(String path, int line, String message) {
        return new Issue(Issue.Severity.ERROR, message, path, new Span(line, 0, line, 0));
    }
}
