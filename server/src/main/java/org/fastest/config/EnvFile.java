package org.fastest.config;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A {@code .env} file: {@code NAME=value} in each line, {@code export} before it or not, comments
 * behind {@code #}. In single quotes everything stands for itself; in double quotes {@code \n},
 * {@code \r}, {@code \t}, {@code \\}, {@code \"} are what they are in Python. Quoted values may go
 * over several lines. Nothing is filled in for {@code $NAME}.
 */
public final class EnvFile {
    private final String text;
    private int at;

    private EnvFile(String text) {
        this.text = text;
    }

    /** The variables, the last of each name; lines that are no assignment are passed over. */
    public static Map<String, String> parse(String text) {
        return new EnvFile(text.replace("\r\n", "\n")).read();
    }

    private Map<String, String> read() {
        Map<String, String> variables = new LinkedHashMap<>();
        while (at < text.length()) {
            int end = end();
            int equals = text.indexOf('=', at);
            String name = equals < 0 || equals > end ? "" : text.substring(at, equals).strip();
            if (name.startsWith("export ")) {
                name = name.substring(7).strip();
            }
            if (name.isEmpty() || name.startsWith("#")) {
                at = end + 1;
            } else {
                at = equals + 1;
                while (at < end && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                    at++;
                }
                variables.put(name, value(end));
            }
        }
        return variables;
    }

    private int end() {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end;
    }

    private String value(int end) {
        char quote = at < end ? text.charAt(at) : ' ';
        int closing = quote == '\'' || quote == '"' ? closing(quote) : -1;
        if (closing < 0) {
            String plain = text.substring(at, end);
            int comment = plain.indexOf(" #");
            at = end + 1;
            return (comment < 0 ? plain : plain.substring(0, comment)).strip();
        }
        String quoted = text.substring(at + 1, closing);
        at = closing + 1;
        at = end() + 1;
        return quote == '"' ? unescaped(quoted) : quoted;
    }

    private int closing(char quote) {
        for (int i = at + 1; i < text.length(); i++) {
            if (quote == '"' && text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == quote) {
                return i;
            }
        }
        return -1;
    }

    private static String unescaped(String quoted) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < quoted.length(); i++) {
            char c = quoted.charAt(i);
            char next = c == '\\' && i + 1 < quoted.length() ? quoted.charAt(i + 1) : 0;
            int known = "nrt\\\"".indexOf(next);
            if (next == 0 || known < 0) {
                plain.append(c);
            } else {
                plain.append("\n\r\t\\\"".charAt(known));
                i++;
            }
        }
        return plain.toString();
    }
}
