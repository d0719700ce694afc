package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a text holds examples, as Python's {@code doctest} reads it. */
enum Examples {
    /** There are none. */
    NONE,
    /** There are some. */
    SOME,
    /** doctest refuses the text, and with it all of the module's. */
    BROKEN;

    private static final int TAB = 8;

    /** Python's own flags and pytest's; plugins may add others. */
    private static final List<String> FLAGS =
            List.of(
                    "DONT_ACCEPT_TRUE_FOR_1",
                    "DONT_ACCEPT_BLANKLINE",
                    "NORMALIZE_WHITESPACE",
                    "ELLIPSIS",
                    "SKIP",
                    "IGNORE_EXCEPTION_DETAIL",
                    "REPORT_UDIFF",
                    "REPORT_CDIFF",
                    "REPORT_NDIFF",
                    "REPORT_ONLY_FIRST_FAILURE",
                    "FAIL_FAST",
                    "ALLOW_UNICODE",
                    "ALLOW_BYTES",
                    "NUMBER");

    /** Reads a docstring or a whole file, as {@code DocTestParser.parse} does. */
    static Examples in(String text) {
        if (!text.contains(">>>")) {
            return NONE;
        }
        List<String> lines = lines(text);
        boolean some = false;
        int i = 0;
        while (i < lines.size()) {
            int indent = indent(lines.get(i));
            if (!lines.get(i).startsWith(">>>", indent)) {
                i++;
                continue;
            }
            int first = i++;
            while (i < lines.size() && lines.get(i).startsWith("...", indent(lines.get(i)))) {
                i++;
            }
            List<String> source = source(lines.subList(first, i), indent);
            if (source == null || !hasKnownFlags(source)) {
                return BROKEN;
            }
            some |= !isBlank(source);
            for (; i < lines.size() && isWanted(lines.get(i)); i++) {
                if (indent(lines.get(i)) < indent) {
                    return BROKEN;
                }
            }
        }
        return some ? SOME : NONE;
    }

    /** The code without prompts, or null where a prompt is not as it must be. */
    private static @Nullable List<String> source(List<String> lines, int indent) {
        List<String> source = new ArrayList<>();
        for (String line : lines) {
            boolean first = source.isEmpty();
            if ((!first && indent(line) != indent)
                    || (line.length() >= indent + 4 && line.charAt(indent + 3) != ' ')) {
                return null;
            }
            source.add(line.substring(Math.min(line.length(), indent + 4)));
        }
        return source;
    }

    /** What an example prints goes to the next empty line or prompt. */
    private static boolean isWanted(String line) {
        int indent = indent(line);
        return indent < line.length() && !line.startsWith(">>>", indent);
    }

    private static boolean isBlank(List<String> source) {
        String first = source.getFirst();
        int indent = indent(first);
        boolean alone = source.size() == 1 || (source.size() == 2 && source.get(1).isEmpty());
        return alone && (indent == first.length() || first.charAt(indent) == '#');
    }

    /** Whether directives such as {@code # doctest: +SKIP} name flags that there are. */
    private static boolean hasKnownFlags(List<String> source) {
        for (String line : source) {
            for (int at = line.indexOf('#'); at >= 0; at = line.indexOf('#', at + 1)) {
                String rest = line.substring(at + 1).stripLeading();
                if (!rest.startsWith("doctest:")
                        || rest.indexOf('"') >= 0
                        || rest.indexOf('\'') >= 0) {
                    continue;
                }
                String[] options =
                        rest.substring("doctest:".length())
                                .replace(',', ' ')
                                .strip()
                                .split(" ", -1);
                for (String option : options) {
                    boolean signed = option.startsWith("+") || option.startsWith("-");
                    if (!option.isEmpty()
                            && (!signed
                                    || !FLAGS.contains(option.substring(1))
                                    || isBlank(source))) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static int indent(String line) {
        int indent = 0;
        while (indent < line.length() && line.charAt(indent) == ' ') {
            indent++;
        }
        return indent;
    }

    /** Lines with tabs expanded. */
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int column = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                continue;
            }
            if (c == '\n' || c == '\r') {
                lines.add(line.toString());
                line.setLength(0);
                column = 0;
            } else if (c == '\t') {
                int blanks = TAB - column % TAB;
                line.append(" ".repeat(blanks));
                column += blanks;
            } else {
                line.append(c);
                column++;
            }
        }
        lines.add(line.toString());
        return lines;
    }
}
