package org.fastest.discover;

import org.fastest.text.Extent;

/**
 * Tells from a module's text alone whether an imported name may be a fixture that tests get: one
 * that nothing but the import names, for the sake of autouse, or one that stands among parameters
 * or in a string. All others are not worth reading the module that they come from.
 */
final class ImportedFixture {
    private ImportedFixture() {}

    /**
     * Goes through the text.
     *
     * @param place where the name is imported
     */
    static boolean isLikely(String name, Extent place, String text) {
        if (name.isEmpty() || Character.isUpperCase(name.charAt(0))) {
            return false;
        }
        boolean isNamed = false;
        for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
            int end = at + name.length();
            boolean imports = at >= place.start() && at < place.end();
            if (imports || isPart(text, at - 1) || isPart(text, end)) {
                continue;
            }
            isNamed = true;
            if (isListed(text, at, end)) {
                return true;
            }
        }
        return !isNamed;
    }

    /** Whether it stands where a parameter or a string would. */
    private static boolean isListed(String text, int start, int end) {
        int before = start - 1;
        while (before >= 0 && Character.isWhitespace(text.charAt(before))) {
            before--;
        }
        int after = end;
        while (after < text.length() && Character.isWhitespace(text.charAt(after))) {
            after++;
        }
        if (before < 0 || after >= text.length()) {
            return false;
        }
        char left = text.charAt(before);
        char right = text.charAt(after);
        boolean quoted = (left == '"' || left == '\'') && left == right;
        return quoted || ((left == '(' || left == ',') && ",):".indexOf(right) >= 0);
    }

    private static boolean isPart(String text, int at) {
        return at >= 0 && at < text.length() && Character.isJavaIdentifierPart(text.charAt(at));
    }
}
