package org.fastest.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where keys stand in a TOML text: the parser does not say. Good for messages only. */
final class TomlLines {
    private final String[] lines;

    TomlLines(String text) {
        lines = text.split("\n", -1);
    }

    /**
     * The line of a key, from 0: of the key itself, else of the innermost table above it that is
     * written, else 0.
     *
     * @param table the names above it
     * @param key as it was written, or null for the table itself
     */
    int of(List<String> table, @Nullable String key) {
        List<String> path = new ArrayList<>(table);
        if (key != null) {
            path.add(key);
        }
        List<String> header = List.of();
        int best = 0;
        int deepest = 0;
        for (int line = 0; line < lines.length; line++) {
            String text = lines[line].strip();
            List<String> here;
            if (text.startsWith("[")) {
                int end = text.lastIndexOf(']');
                header = names(text.substring(text.startsWith("[[") ? 2 : 1, Math.max(1, end)));
                here = header;
            } else {
                int equals = text.indexOf('=');
                if (equals <= 0 || text.startsWith("#")) {
                    continue;
                }
                here = new ArrayList<>(header);
                here.addAll(names(text.substring(0, equals)));
            }
            int common = common(here, path);
            if (common > deepest && common == Math.min(here.size(), path.size())) {
                deepest = common;
                best = line;
            }
        }
        return best;
    }

    private static int common(List<String> some, List<String> others) {
        int common = 0;
        while (common < Math.min(some.size(), others.size())
                && some.get(common).equals(others.get(common))) {
            common++;
        }
        return common;
    }

    private static List<String> names(String dotted) {
        List<String> names = new ArrayList<>();
        StringBuilder name = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < dotted.length(); i++) {
            char c = dotted.charAt(i);
            if (quote != 0 ? c == quote : c == '"' || c == '\'') {
                quote = quote == 0 ? c : 0;
            } else if (quote == 0 && c == '.') {
                names.add(name.toString().strip());
                name.setLength(0);
            } else if (quote != 0 || c != ']') {
                name.append(c);
            }
        }
        names.add(quote == 0 ? name.toString().strip() : name.toString());
        return names;
    }
}
