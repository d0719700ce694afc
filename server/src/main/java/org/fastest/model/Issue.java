package org.fastest.model;

import org.jspecify.annotations.Nullable;

/**
 * Something wrong with what the person wrote: a value, never an exception.
 *
 * @param severity how bad
 * @param message what is wrong and what to do, for people
 * @param path the file, relative to the rootdir where it lies inside, or null where no file is
 *     meant
 * @param span where in the file, or null for the file as a whole
 */
public record Issue(Severity severity, String message, @Nullable String path, @Nullable Span span) {
    /** How bad an issue is. */
    public enum Severity {
        ERROR,
        WARNING,
        HINT
    }

    /** The first line of {@link #span} counted from 1, or null. */
    public @Nullable Integer line() {
        return span == null ? null : span.startLine() + 1;
    }
}
