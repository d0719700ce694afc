package org.fastest.config;

import com.electronwill.nightconfig.core.UnmodifiableConfig;
import com.electronwill.nightconfig.core.io.ParsingException;
import com.electronwill.nightconfig.toml.TomlParser;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A TOML file as nested maps.
 *
 * @param root the file's top table; tables are maps, arrays lists
 * @param error what is wrong, or null
 */
record TomlFile(Map<String, Object> root, @Nullable Fault error) {
    /**
     * Text that is not TOML.
     *
     * @param line from 0; 0 where the parser does not say
     * @param message in the parser's words
     */
    record Fault(int line, String message) {}

    static TomlFile parse(String text) {
        try {
            return new TomlFile(map(new TomlParser().parse(text)), null);
        } catch (ParsingException wrong) {
            String message = wrong.getMessage();
            return new TomlFile(Map.of(), new Fault(0, message == null ? "invalid TOML" : message));
        }
    }

    /** The table of that name, empty where there is none. */
    static Map<String, Object> table(Map<String, Object> parent, String name) {
        if (!(parent.get(name) instanceof Map<?, ?> found)) {
            return Map.of();
        }
        Map<String, Object> table = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : found.entrySet()) {
            table.put(String.valueOf(entry.getKey()), entry.getValue());
        }
        return table;
    }

    private static Map<String, Object> map(UnmodifiableConfig config) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (UnmodifiableConfig.Entry entry : config.entrySet()) {
            Object value = entry.getValue();
            map.put(
                    entry.getKey(),
                    value instanceof UnmodifiableConfig nested ? map(nested) : value);
        }
        return map;
    }
}
