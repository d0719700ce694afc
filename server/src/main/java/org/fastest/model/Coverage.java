package org.fastest.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run's tests have covered, as the person's coverage.py has it.
 *
 * @param text what is to be shown, in lines
 * @param isEnough whether the total reaches what {@code --cov-fail-under} wants
 * @param files each measured file, where that was asked for
 */
public record Coverage(String text, boolean isEnough, List<File> files) {
    public Coverage {
        files = List.copyOf(files);
    }

    /**
     * A file's lines and branches; both are kept as texts, since most are never looked at.
     *
     * @param path absolute
     * @param executed numbers of lines, from 1, apart by blanks
     * @param missing the same
     * @param taken branches as {@code FROM>TO}, apart by blanks, a TO below 0 leaves the function;
     *     null where branches were not measured
     * @param untaken the same
     * @param tests the executed lines by node id, where they were measured test by test
     */
    public record File(
            String path,
            String executed,
            String missing,
            @Nullable String taken,
            @Nullable String untaken,
            Map<String, String> tests) {
        public File {
            tests = Map.copyOf(tests);
        }
    }

    /** How many entries such a text has. */
    public static int count(String numbers) {
        return numbers.isEmpty() ? 0 : numbers.split(" ", -1).length;
    }
}
