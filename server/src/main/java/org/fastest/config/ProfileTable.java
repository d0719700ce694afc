package org.fastest.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fastest.model.PathMapping;
import org.fastest.model.TimeLimits;
import org.jspecify.annotations.Nullable;

/** Reads one profile's table; stops at the first thing that is wrong with it. */
final class ProfileTable {
    private final Map<String, ?> table;

    /** A value that means nothing here; {@code key} is where it stands. */
    static final class Wrong extends Exception {
        private static final long serialVersionUID = 1;
        private final String key;

        Wrong(String key, String message) {
            super(message);
            this.key = key;
        }

        String key() {
            return key;
        }
    }

    private ProfileTable(Map<String, ?> table) {
        this.table = table;
    }

    /**
     * Reads a table.
     *
     * @param table names with words apart by {@code -} (TOML's way) or by capitals (JSON's)
     */
    static RunProfile read(String name, Map<String, ?> table) throws Wrong {
        ProfileTable reader = new ProfileTable(table);
        for (String key : table.keySet()) {
            if (!KEYS.contains(plain(key))) {
                throw new Wrong(key, "there is no such setting");
            }
        }
        return new RunProfile(
                name,
                reader.texts("args"),
                reader.env(),
                reader.text("env-file"),
                reader.text("python"),
                reader.text("markers"),
                reader.workers(),
                new TimeLimits(reader.seconds("timeout"), reader.seconds("run-timeout")),
                reader.mapping());
    }

    private static final List<String> KEYS =
            List.of(
                    "args",
                    "env",
                    "env-file",
                    "python",
                    "markers",
                    "workers",
                    "timeout",
                    "run-timeout",
                    "path-mapping");

    /** A name in TOML's way. */
    private static String plain(String key) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            plain.append(c >= 'A' && c <= 'Z' ? "-" + (char) (c + 32) : String.valueOf(c));
        }
        return plain.toString();
    }

    private @Nullable Object value(String key) {
        Object found = null;
        for (Map.Entry<String, ?> entry : table.entrySet()) {
            found = plain(entry.getKey()).equals(key) ? entry.getValue() : found;
        }
        return found;
    }

    private @Nullable String text(String key) throws Wrong {
        Object value = value(key);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw new Wrong(key, "must be a string");
    }

    private List<String> texts(String key) throws Wrong {
        Object value = value(key);
        if (value == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof String text) {
                    texts.add(text);
                }
            }
            if (texts.size() == list.size()) {
                return texts;
            }
        }
        throw new Wrong(key, "must be a list of strings");
    }

    private Map<String, @Nullable String> env() throws Wrong {
        Object value = value("env");
        Map<String, @Nullable String> env = new LinkedHashMap<>();
        if (value == null) {
            return env;
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw new Wrong("env", "must be a table of strings");
        }
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object each = entry.getValue();
            // TOML has no null.
            boolean isRemoved = each == null || each.equals(false);
            if (!isRemoved && !(each instanceof String)) {
                throw new Wrong("env", entry.getKey() + " must be a string, or false to remove it");
            }
            env.put(String.valueOf(entry.getKey()), isRemoved ? null : String.valueOf(each));
        }
        return env;
    }

    private @Nullable String workers() throws Wrong {
        Object value = value("workers");
        String workers = WorkerCount.of(value);
        if (value != null && workers == null) {
            throw new Wrong("workers", "must be \"auto\" or a number of at least 1");
        }
        return workers;
    }

    private double seconds(String key) throws Wrong {
        Object value = value(key);
        if (value == null) {
            return 0;
        }
        Double seconds =
                value instanceof Number number
                        ? TimeLimits.seconds(
                                String.format(Locale.ROOT, "%.6f", number.doubleValue()))
                        : null;
        if (seconds == null) {
            throw new Wrong(key, "must be seconds, 0 for no limit");
        }
        return seconds;
    }

    private List<PathMapping.Pair> mapping() throws Wrong {
        Object value = value("path-mapping");
        List<PathMapping.Pair> pairs = new ArrayList<>();
        for (Object each : value instanceof List<?> list ? list : List.of()) {
            if (each instanceof Map<?, ?> pair
                    && pair.get("local") instanceof String local
                    && pair.get("remote") instanceof String remote
                    && remote.startsWith("/")
                    && !local.isEmpty()) {
                pairs.add(new PathMapping.Pair(local, remote));
            } else {
                pairs.clear();
                break;
            }
        }
        if (value != null && pairs.isEmpty()) {
            throw new Wrong(
                    "path-mapping",
                    "must be a list of {local = \"…\", remote = \"/…\"}, remote being absolute");
        }
        return pairs;
    }
}
