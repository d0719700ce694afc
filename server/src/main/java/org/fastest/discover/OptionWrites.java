package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a conftest or plugin writes into pytest's own options and settings while it runs. */
final class OptionWrites {
    /** Attributes of {@code config.option} that decide what is collected. */
    private static final Set<String> SELECTING =
            Set.of(
                    "markexpr",
                    "keyword",
                    "deselect",
                    "ignore",
                    "ignore_glob",
                    "lf",
                    "failedfirst",
                    "newfirst",
                    "stepwise",
                    "doctestmodules",
                    "doctestglob",
                    "pyargs",
                    "confcutdir",
                    "keepduplicates",
                    "collect_in_virtualenv",
                    "importmode",
                    "file_or_dir",
                    "strict_markers");

    private OptionWrites() {}

    /**
     * What the writes in a module's text, wherever they stand in it, may do to the session's items:
     * narrow them to a mark expression, or anything.
     */
    static List<ItemsHook> in(String text) {
        List<ItemsHook> found = new ArrayList<>();
        String option = ".option.";
        for (int at = text.indexOf(option); at >= 0; at = text.indexOf(option, at + 1)) {
            int end = nameEnd(text, at + option.length());
            String name = text.substring(at + option.length(), end);
            if (SELECTING.contains(name) && isWritten(text, end)) {
                String literal = name.equals("markexpr") ? assigned(text, end) : null;
                found.add(literal == null ? ItemsHook.ANY : ItemsHook.narrowing(literal));
            }
        }
        String set = "setattr(config.option,";
        for (int at = text.indexOf(set); at >= 0; at = text.indexOf(set, at + 1)) {
            int from = skipBlanks(text, at + set.length());
            boolean quoted = from < text.length() && isQuote(text.charAt(from));
            int end = nameEnd(text, from + 1);
            if (!quoted || SELECTING.contains(text.substring(from + 1, end))) {
                found.add(ItemsHook.ANY);
            }
        }
        String add = ".addinivalue_line(";
        for (int at = text.indexOf(add); at >= 0; at = text.indexOf(add, at + 1)) {
            int from = skipBlanks(text, at + add.length());
            String name =
                    from < text.length() && isQuote(text.charAt(from))
                            ? text.substring(from + 1, nameEnd(text, from + 1))
                            : "";
            if (!name.equals("markers") && !name.equals("filterwarnings")) {
                found.add(ItemsHook.ANY);
            }
        }
        boolean changesArgs =
                writes(text, "config.args")
                        || writes(text, "config._inicache")
                        || writes(text, "config.inicfg")
                        || writes(text, "config.known_args_namespace");
        if (changesArgs) {
            found.add(ItemsHook.ANY);
        }
        return found;
    }

    /** Whether something is assigned to a name, or it is changed in place. */
    private static boolean writes(String text, String name) {
        for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
            int end = at + name.length();
            if (nameEnd(text, end) == end && isWritten(text, end)) {
                return true;
            }
        }
        return false;
    }

    /** Whether what stands behind a name changes it: {@code =}, {@code +=}, {@code [}, a method. */
    private static boolean isWritten(String text, int end) {
        int at = skipBlanks(text, end);
        char next = at < text.length() ? text.charAt(at) : ' ';
        char after = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        return (next == '=' && after != '=')
                || (after == '=' && "+|-".indexOf(next) >= 0)
                || next == '['
                || next == '.';
    }

    /** The string that is assigned whole, or null. */
    private static @Nullable String assigned(String text, int end) {
        int at = skipBlanks(text, end);
        if (at >= text.length() || text.charAt(at) != '=') {
            return null;
        }
        int line = text.indexOf('\n', at);
        String value = text.substring(at + 1, line < 0 ? text.length() : line).strip();
        int last = value.length() - 1;
        boolean plain =
                last > 0
                        && isQuote(value.charAt(0))
                        && value.indexOf(value.charAt(0), 1) == last
                        && value.indexOf('\\') < 0;
        return plain ? value.substring(1, last) : null;
    }

    private static int nameEnd(String text, int from) {
        int end = from;
        while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static int skipBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    private static boolean isQuote(char c) {
        return c == '"' || c == '\'';
    }
}
