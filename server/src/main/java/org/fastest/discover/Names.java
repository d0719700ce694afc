package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;

/**
 * The identifiers in a piece of code, each once for each place; those behind a dot and in plain
 * strings are left out.
 */
final class Names {
    private Names() {}

    static List<String> in(String text) {
        List<String> names = new ArrayList<>();
        char quote = 0;
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (quote != 0) {
                i += c == '\\' ? 2 : 1;
                quote = c == quote ? 0 : quote;
                continue;
            }
            if (c == '"' || c == '\'') {
                quote = c;
                i++;
                continue;
            }
            if (!Character.isUnicodeIdentifierStart(c) && c != '_') {
                i++;
                continue;
            }
            int start = i;
            while (i < text.length()
                    && (Character.isUnicodeIdentifierPart(text.charAt(i))
                            || text.charAt(i) == '_')) {
                i++;
            }
            if (start == 0 || text.charAt(start - 1) != '.') {
                names.add(text.substring(start, i));
            }
        }
        return names;
    }

    /** The first name, or empty. */
    static String root(String text) {
        List<String> names = in(text);
        return names.isEmpty() ? "" : names.getFirst();
    }
}
