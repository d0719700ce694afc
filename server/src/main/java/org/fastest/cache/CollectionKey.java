package org.fastest.cache;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a collection was asked for: another question has another key. The question itself is not
 * kept, since an environment may hold secrets.
 *
 * @param name names the file
 * @param check a second hash of the same, kept inside of it
 */
public record CollectionKey(long name, long check) {
    /** Grows when files of an older build can't be read any more. */
    private static final String FORMAT = "1";

    /** Variables that differ from terminal to terminal and decide nothing. */
    private static final Set<String> HARMLESS =
            Set.of(
                    "_",
                    "TERM",
                    "COLUMNS",
                    "LINES",
                    "PWD",
                    "OLDPWD",
                    "SHLVL",
                    "COLORTERM",
                    "TERM_PROGRAM",
                    "TERM_PROGRAM_VERSION",
                    "TERM_SESSION_ID",
                    "WINDOWID",
                    "SSH_CLIENT",
                    "SSH_CONNECTION",
                    "SSH_TTY",
                    "XDG_SESSION_ID");

    /**
     * The key of a question.
     *
     * @param build of this program
     * @param python the interpreter's executable, absolute
     * @param cwd where pytest would be started, absolute
     * @param args pytest's arguments
     * @param environment the whole one
     */
    public static CollectionKey of(
            String build,
            Path python,
            Path cwd,
            List<String> args,
            Map<String, String> environment) {
        StringBuilder text = new StringBuilder(8192);
        text.append(FORMAT).append('\0').append(build).append('\0');
        text.append(python).append('\0').append(cwd).append('\0');
        for (int i = 0; i < args.size(); i++) {
            text.append(args.get(i)).append('\0');
        }
        for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
            if (!HARMLESS.contains(variable.getKey())) {
                text.append('\1').append(variable.getKey()).append('=');
                text.append(variable.getValue()).append('\0');
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        long name = 0xcbf29ce484222325L;
        long check = bytes.length;
        for (byte each : bytes) {
            name = (name ^ (each & 0xff)) * 0x100000001b3L;
            check = (Long.rotateLeft(check, 7) + (each & 0xff)) * 0x9E3779B97F4A7C15L;
        }
        return new CollectionKey(name, check);
    }
}
