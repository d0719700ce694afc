package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import org.fastest.syntax.Code;
import org.jspecify.annotations.Nullable;

/** A function's parameters as pytest sees them: which names it asks fixtures for. */
final class Parameters {
    private Parameters() {}

    /**
     * The names of the parameters that have no default, in order, without {@code *args}, {@code
     * **kwargs} and positional-only ones (pytest's {@code getfuncargnames}).
     *
     * @param bound whether the first one is self or cls
     */
    static List<String> required(Code parameters, boolean bound) {
        List<String> names = new ArrayList<>();
        String text = parameters.text();
        int depth = 0;
        int start = 0;
        char quote = 0;
        boolean first = bound;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ',';
            if (quote != 0) {
                if (c == '\\') {
                    i++;
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (c == '#' && i < text.length()) {
                while (i + 1 < text.length() && text.charAt(i + 1) != '\n') {
                    i++;
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '(' || c == '[' || c == '{') {
                depth++;
            } else if (c == ')' || c == ']' || c == '}') {
                depth--;
            } else if (c == ',' && depth == 0) {
                String one =
                        withoutComments(text.substring(start, Math.min(i, text.length()))).strip();
                start = i + 1;
                if (one.equals("/")) {
                    names.clear();
                } else if (first && !one.isEmpty() && !one.startsWith("*")) {
                    first = false;
                } else if (!one.isEmpty() && !one.startsWith("*") && !hasDefault(one)) {
                    names.add(name(one));
                }
            }
        }
        return names;
    }

    /**
     * Where a parameter of that name stands in the text between the parentheses; -1 for nowhere.
     */
    static int indexOf(String text, String name) {
        int depth = 0;
        char quote = 0;
        boolean begins = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                i += c == '\\' ? 1 : 0;
                quote = c == quote ? 0 : quote;
            } else if (c == '#') {
                while (i + 1 < text.length() && text.charAt(i + 1) != '\n') {
                    i++;
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if ("([{".indexOf(c) >= 0) {
                depth++;
            } else if (")]}".indexOf(c) >= 0) {
                depth--;
            } else if (c == ',' && depth == 0) {
                begins = true;
            } else if (begins && Character.isJavaIdentifierStart(c)) {
                begins = false;
                int end = i + name.length();
                if (text.startsWith(name, i)
                        && (end == text.length()
                                || !Character.isJavaIdentifierPart(text.charAt(end)))) {
                    return i;
                }
            }
        }
        return -1;
    }

    /**
     * A parameter of a function.
     *
     * @param otherwise its default, or null
     */
    record Parameter(String name, @Nullable Code otherwise) {}

    /** All parameters of a function that has neither stars nor slashes among them; else null. */
    static @Nullable List<Parameter> simple(Code parameters) {
        List<Parameter> simple = new ArrayList<>();
        String text = withoutComments(parameters.text());
        int start = 0;
        int depth = 0;
        char quote = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ',';
            if (quote != 0) {
                i += c == '\\' ? 1 : 0;
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if ("([{".indexOf(c) >= 0) {
                depth++;
            } else if (")]}".indexOf(c) >= 0) {
                depth--;
            } else if (c == ',' && depth == 0) {
                String one = text.substring(start, Math.min(i, text.length())).strip();
                start = i + 1;
                if (one.startsWith("*") || one.equals("/")) {
                    return null;
                }
                int equals = one.indexOf('=');
                Code otherwise = equals < 0 ? null : new Code(one.substring(equals + 1).strip(), 0);
                if (!one.isEmpty()) {
                    simple.add(
                            new Parameter(
                                    name(equals < 0 ? one : one.substring(0, equals)), otherwise));
                }
            }
        }
        return simple;
    }

    private static String withoutComments(String text) {
        if (text.indexOf('#') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            int hash = line.indexOf('#');
            out.append(hash < 0 ? line : line.substring(0, hash)).append('\n');
        }
        return out.toString();
    }

    private static boolean hasDefault(String parameter) {
        int depth = 0;
        for (int i = 0; i < parameter.length(); i++) {
            char c = parameter.charAt(i);
            if (c == '(' || c == '[' || c == '{') {
                depth++;
            } else if (c == ')' || c == ']' || c == '}') {
                depth--;
            } else if (c == '=' && depth == 0) {
                return true;
            }
        }
        return false;
    }

    private static String name(String parameter) {
        int colon = parameter.indexOf(':');
        return (colon < 0 ? parameter : parameter.substring(0, colon)).strip();
    }
}
