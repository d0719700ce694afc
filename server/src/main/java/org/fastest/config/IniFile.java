package org.fastest.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An ini file as pytest's {@code iniconfig} reads it: sections, {@code key = value} or {@code key:
 * value}, continuation lines by indentation, {@code #} and {@code ;} comments on lines of their
 * own, and after white space behind a section's name.
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
        Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        Map<String, String> section = null;
        String key = null;
        int number = -1;
        for (String raw : text.split("\n", -1)) {
            number++;
            String line = raw.stripTrailing();
            String bare = line.strip();
            if (bare.isEmpty() || bare.startsWith("#") || bare.startsWith(";")) {
                continue;
            }
            boolean indented = Character.isWhitespace(line.charAt(0));
            if (indented && key != null && section != null) {
                String before = section.getOrDefault(key, "");
                section.put(key, before.isEmpty() ? bare : before + "\n" + bare);
                continue;
            }
            if (indented && section == null) {
                return new IniFile(sections, new Fault(number, "unexpected value continuation"));
            }
            if (bare.charAt(0) == '[') {
                String header = withoutComment(bare);
                if (!header.endsWith("]")) {
                    return new IniFile(
                            sections, new Fault(number, "unexpected line: '" + bare + "'"));
                }
                String name = header.substring(1, header.length() - 1);
                if (sections.containsKey(name)) {
                    return new IniFile(
                            sections, new Fault(number, "duplicate section '" + name + "'"));
                }
                section = new LinkedHashMap<>();
                sections.put(name, section);
                key = null;
                continue;
            }
            int split = separator(bare);
            if (section == null || split < 0) {
                String message =
                        section == null
                                ? "no section header defined"
                                : "unexpected line: '" + bare + "'";
                return new IniFile(sections, new Fault(number, message));
            }
            key = bare.substring(0, split).strip();
            if (section.containsKey(key)) {
                return new IniFile(sections, new Fault(number, "duplicate name '" + key + "'"));
            }
            section.put(key, bare.substring(split + 1).strip());
        }
        return new IniFile(sections, null);
    }

    private static String withoutComment(String header) {
        int end = header.length();
        for (int i = 1; i < header.length(); i++) {
            char c = header.charAt(i);
            if ((c == '#' || c == ';') && Character.isWhitespace(header.charAt(i - 1))) {
                end = i;
                break;
            }
        }
        return header.substring(0, end).strip();
    }

    /** The first {@code =}; else, as iniconfig, the first {@code :}. */
    private static int separator(String line) {
        int equals = line.indexOf('=');
        int colon = line.indexOf(':');
        if (equals >= 0 && line.substring(0, equals).indexOf(':') < 0) {
            return equals;
        }
        return colon >= 0 ? colon : equals;
    }
}
