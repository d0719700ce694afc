package org.fastest.discover;

import java.util.Set;

/**
 * Whether a module's text, its functions included, may change what a global name is worth in place.
 */
final class Mutations {
    private static final Set<String> METHODS =
            Set.of(
                    "append",
                    "extend",
                    "insert",
                    "remove",
                    "pop",
                    "clear",
                    "update",
                    "sort",
                    "reverse",
                    "add",
                    "setdefault",
                    "discard");

    private Mutations() {}

    /** Errs on the side of true: locals of the same name count too. */
    static boolean isChanged(String name, String text) {
        for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
            int end = at + name.length();
            boolean whole =
                    (at == 0
                                    || (!Character.isJavaIdentifierPart(text.charAt(at - 1))
                                            && text.charAt(at - 1) != '.'))
                            && end < text.length()
                            && !Character.isJavaIdentifierPart(text.charAt(end));
            if (whole
                    && (isChangedBehind(text, end)
                            || text.startsWith("global ", Math.max(0, at - 7)))) {
                return true;
            }
        }
        return false;
    }

    /** Whether something is assigned to a dotted name somewhere. */
    static boolean isAssigned(String dotted, String text) {
        for (int at = text.indexOf(dotted); at >= 0; at = text.indexOf(dotted, at + 1)) {
            int next = skipBlanks(text, at + dotted.length());
            if (text.startsWith("=", next) && !text.startsWith("==", next)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isChangedBehind(String text, int end) {
        if (text.charAt(end) == '.') {
            int stop = end + 1;
            while (stop < text.length() && Character.isJavaIdentifierPart(text.charAt(stop))) {
                stop++;
            }
            return METHODS.contains(text.substring(end + 1, stop));
        }
        int at = end;
        if (text.charAt(at) == '[') {
            at = text.indexOf(']', at) + 1;
            int next = skipBlanks(text, at);
            return at > 0
                    && next + 1 < text.length()
                    && text.charAt(next) == '='
                    && text.charAt(next + 1) != '=';
        }
        at = skipBlanks(text, at);
        return at + 1 < text.length()
                && "+-*|&".indexOf(text.charAt(at)) >= 0
                && text.charAt(at + 1) == '=';
    }

    private static int skipBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at;
    }
}
