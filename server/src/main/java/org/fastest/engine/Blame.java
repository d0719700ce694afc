package org.fastest.engine;

import java.nio.file.Path;
import java.util.List;
import org.fastest.model.CollectError;
import org.fastest.model.RunEnd;
import org.jspecify.annotations.Nullable;

/**
 * Why pytest's collection did not come to an end, and in which file that lies.
 *
 * @param path relative to the rootdir where it lies inside; null where it is not known which file
 * @param line in it, from 1, or null
 * @param message as pytest said it
 * @param isGeneral whether pytest would refuse any other files as well
 * @param named where pytest names the files that have no tests because of it: that text, else empty
 */
record Blame(
        @Nullable String path,
        @Nullable Integer line,
        String message,
        boolean isGeneral,
        String named) {
    private static final int USAGE = 4;
    private static final String NAMED = "found no collectors for ";
    private static final String CONFTEST = "while loading conftest '";

    /** Reads what pytest said at its end. */
    static Blame of(RunEnd end, List<CollectError> errors, Path rootdir, @Nullable Path inifile) {
        String said = end.message();
        String message = said == null ? "pytest ended with status " + end.exitCode() : said.strip();
        if (message.contains(NAMED) && !errors.isEmpty()) {
            String text = errors.getFirst().text();
            String conftest = conftestIn(text);
            Integer line = conftest == null ? null : lastLine(conftest, text);
            return new Blame(conftest, line, text, false, message + "\n");
        }
        int at = message.indexOf(CONFTEST);
        int close = message.indexOf('\'', at + CONFTEST.length());
        if (at >= 0 && close > 0) {
            Path file = Path.of(message.substring(at + CONFTEST.length(), close));
            String path = relative(rootdir, file);
            return new Blame(path, lastLine(path, message), message, false, "");
        }
        boolean isGeneral = end.exitCode() == USAGE;
        return new Blame(
                isGeneral && inifile != null ? relative(rootdir, inifile) : null,
                null,
                message,
                isGeneral,
                "");
    }

    /** Whether a file has no tests because of this, as far as that is known. */
    boolean concerns(String file) {
        if (!named.isEmpty()) {
            return named.contains("/" + file + "\n");
        }
        if (path == null || isGeneral || !path.endsWith("conftest.py")) {
            return isGeneral;
        }
        return file.startsWith(path.substring(0, path.length() - "conftest.py".length()));
    }

    /** What is to be told of a file that is concerned. */
    CollectError error(String file) {
        String where = path == null ? file : path;
        return new CollectError(where, where, line, message, null);
    }

    /** The conftest that a traceback leads through, or null. */
    private static @Nullable String conftestIn(String text) {
        for (String line : List.of(text.split("\n", -1))) {
            int end = line.indexOf("conftest.py:");
            if (end >= 0 && line.indexOf(' ') > end) {
                return line.substring(0, end) + "conftest.py";
            }
        }
        return null;
    }

    private static String relative(Path rootdir, Path file) {
        return file.startsWith(rootdir)
                ? rootdir.relativize(file).toString().replace('\\', '/')
                : file.toString();
    }

    /** The deepest line of the traceback that lies in the file. */
    private static @Nullable Integer lastLine(String path, String message) {
        Integer last = null;
        for (String line : List.of(message.split("\n", -1))) {
            int end = line.indexOf(':', path.length() + 1);
            if (line.startsWith(path + ":") && end > 0) {
                String digits = line.substring(path.length() + 1, end);
                if (!digits.isEmpty() && digits.chars().allMatch(Character::isDigit)) {
                    last = Integer.valueOf(digits);
                }
            }
        }
        return last;
    }
}
