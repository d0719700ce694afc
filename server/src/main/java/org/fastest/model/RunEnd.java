package org.fastest.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param reason why it is over
 * @param exitCode what pytest would exit with: 0 ok, 1 failed, 2 interrupted, 3 internal error, 4
 *     usage error, 5 nothing collected
 * @param message what people should know: a usage error's text, ids without a result
 * @param stats counts by pytest's own categories, in the order of its closing line
 * @param seconds wall time
 */
public record RunEnd(
        Reason reason,
        int exitCode,
        @Nullable String message,
        Map<String, Integer> stats,
        double seconds) {
    /** pytest's own categories in the order of its closing line; others follow as they come. */
    public static final List<String> CATEGORIES =
            List.of(
                    "failed",
                    "passed",
                    "skipped",
                    "deselected",
                    "xfailed",
                    "xpassed",
                    "warnings",
                    "error",
                    "subtests passed",
                    "subtests failed",
                    "subtests skipped");

    /** Why a run is over. */
    public enum Reason {
        DONE,
        CANCELLED,
        CRASHED,
        TIMEOUT,
        ERROR
    }

    public RunEnd {
        stats = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(stats));
    }

    /** The same end with another exit code. */
    public RunEnd with(int exit) {
        return new RunEnd(reason, exit, message, stats, seconds);
    }
}
