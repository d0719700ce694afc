package org.fastest.config;

import com.electronwill.nightconfig.core.Config;
import com.electronwill.nightconfig.core.UnmodifiableConfig;
import com.electronwill.nightconfig.core.io.ParsingException;
import com.electronwill.nightconfig.core.io.ParsingMode;
import com.electronwill.nightconfig.toml.TomlFormat;
import com.electronwill.nightconfig.toml.TomlParser;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
            // In the order in which it was written, as messages and lists show it.
            Config config = TomlFormat.instance().createConfig(LinkedHashMap::new);
            new TomlParser().parse(new StringReader(text), config, ParsingMode.ADD);
            return new TomlFile(map(config), null);
        } catch (ParsingException wrong) {
            String message = wrong.getMessage();
            return new TomlFile(Map.of(), new Fault(0, message == null ? "invalid TOML" : message));
        }
    }

    /** The table of that name, empty where there is none. */
    static Map<String, Object> table(Map<String, ?> parent, String name) {
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
            map.put(entry.getKey(), plain(value));
        }
        return map;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof UnmodifiableConfig nested) {
            return map(nested);
        }
        if (!(value instanceof List<?> list)) {
            return value;
        }
        List<@Nullable Object> plain = new ArrayList<>(list.size());
        for (Object each : list) {
            plain.add(plain(each));
        }
        return plain;
    }
}
