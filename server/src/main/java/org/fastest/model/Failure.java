package org.fastest.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a phase did not pass.
 *
 * @param text pytest's own representation, plain
 * @param ansi the same with colours, where they were asked for
 * @param crash the place in one line
 * @param frames the traceback without pytest's own frames, deepest last
 * @param exception the exception type's name
 * @param expected right side of the comparison that failed
 * @param actual left side of the comparison that failed
 */
public record Failure(
        String text,
        @Nullable String ansi,
        @Nullable Crash crash,
        List<Frame> frames,
        @Nullable String exception,
        @Nullable String expected,
        @Nullable String actual) {
    public Failure {
        frames = List.copyOf(frames);
    }

    /** A failure that the engine itself found: a crash, a missing result. */
    public static Failure of(String text) {
        return new Failure(text, null, null, List.of(), null, null, null);
    }
}
