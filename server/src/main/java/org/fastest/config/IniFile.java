package org.fastest.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An ini file as pytest's {@code iniconfig} reads it: sections, {@code key = value} or {@code key:
 * value}, continuation lines by indentation, {@code #} and {@code ;} comments on lines of their
 * own, and behind a section's name.
 *
 * @param sections values by section and key
 * @param error what is wrong, with its line, or null
 */
record IniFile(Map<String, Map<String, String>> sections, @Nullable Fault error) {
    /**
     * A line that is not ini.
     *
     * @param line from 0
     * @param message in iniconfig's words
     */
    record Fault(int line, String message) {}

    static IniFile parse(String text) {
        List<Setting> settings = new ArrayList<>();
        Fault fault = read(text.startsWith("\uFEFF") ? text.substring(1) : text, settings);
        Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        // As in iniconfig, a line that can't be read is told before a name that is there twice.
        for (int i = 0; fault == null && i < settings.size(); i++) {
            fault = add(settings.get(i), sections);
        }
        return new IniFile(sections, fault);
    }

    /**
     * A section's header or a key with its value.
     *
     * @param section null before the first header
     * @param key null for a header
     */
    private record Setting(
            int line, @Nullable String section, @Nullable String key, StringBuilder value) {}

    private static @Nullable Fault read(String text, List<Setting> settings) {
        String section = null;
        int number = -1;
        for (String raw : PythonText.lines(text)) {
            number++;
            String line = PythonText.stripEnd(raw);
            String bare = PythonText.strip(line);
            if (bare.isEmpty() || bare.charAt(0) == '#' || bare.charAt(0) == ';') {
                continue;
            }
            String header = line.charAt(0) == '[' ? header(line) : null;
            if (header != null) {
                if (header.isEmpty()) {
                    return new Fault(number, "empty section name");
                }
                section = header;
                settings.add(new Setting(number, section, null, new StringBuilder()));
            } else if (line.charAt(0) == '[' || PythonText.isSpace(line.charAt(0))) {
                Setting before = settings.isEmpty() ? null : settings.getLast();
                if (before == null || before.key() == null) {
                    return new Fault(number, "unexpected value continuation");
                }
                before.value().append(before.value().isEmpty() ? "" : "\n").append(bare);
            } else {
                int split = separator(line);
                if (split < 0) {
                    return new Fault(number, "unexpected line: " + PythonText.quoted(line));
                }
                String key = PythonText.strip(line.substring(0, split));
                StringBuilder value =
                        new StringBuilder(PythonText.strip(line.substring(split + 1)));
                settings.add(new Setting(number, section, key, value));
            }
        }
        return null;
    }

    private static @Nullable Fault add(Setting setting, Map<String, Map<String, String>> sections) {
        String name = setting.section();
        if (name == null) {
            return new Fault(setting.line(), "no section header defined");
        }
        Map<String, String> section = sections.get(name);
        String key = setting.key();
        if (key == null || section == null) {
            if (section != null) {
                return new Fault(setting.line(), "duplicate section " + PythonText.quoted(name));
            }
            sections.put(name, new LinkedHashMap<>());
            return null;
        }
        if (section.put(key, setting.value().toString()) != null) {
            return new Fault(setting.line(), "duplicate name " + PythonText.quoted(key));
        }
        return null;
    }

    /** What stands in a header's brackets, without a comment behind them; null if it is none. */
    private static @Nullable String header(String line) {
        int end = line.length();
        for (char comment : new char[] {'#', ';'}) {
            int at = line.indexOf(comment);
            if (at >= 0 && at < end) {
                end = at;
            }
        }
        String header = PythonText.stripEnd(line.substring(0, end));
        return header.endsWith("]") ? header.substring(1, header.length() - 1) : null;
    }

    /** The first {@code =}; else, as iniconfig, the first {@code :}. */
    private static int separator(String line) {
        int equals = line.indexOf('=');
        int colon = line.indexOf(':');
        if (equals >= 0 && (colon < 0 || colon > equals)) {
            return equals;
        }
        return colon >= 0 ? colon : equals;
    }
}
