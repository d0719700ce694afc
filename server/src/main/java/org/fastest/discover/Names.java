package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;

/** The identifiers in a piece of code, each once for each place; those behind a dot are left out. */
final class Names {
    private Names() {}

    static List<String> in(String text) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < text.length(); ) {
            if (!Character.isUnicodeIdentifierStart(text.charAt(i)) && text.charAt(i) != '_') {
                i++;
                continue;
            }
            int start = i;
            while (i < text.length() && (Character.isUnicodeIdentifierPart(text.charAt(i)) || text.charAt(i) == '_')) {
                i++;
            }
            if (start == 0 || text.charAt(start - 1) != '.') {
                names.add(text.substring(start, i));
            }
        }
        return names;
    }
}
