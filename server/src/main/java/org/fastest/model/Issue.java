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
 * @param code which kind of fault it is, or null where it has no name
 */
public record Issue(
        Severity severity,
        String message,
        @Nullable String path,
        @Nullable Span span,
        @Nullable Code code) {
    /** A fault without a name. */
    public Issue(Severity severity, String message, @Nullable String path, @Nullable Span span) {
        this(severity, message, path, span, null);
    }

    /** The kinds of faults that are found in a text. */
    public enum Code {
        /** Python refuses the text. */
        SYNTAX_ERROR("syntax-error"),
        /** pytest can't collect the file. */
        COLLECTION_ERROR("collection-error"),
        /** The same name is defined again: the test is never run. */
        SHADOWED_TEST("shadowed-test"),
        /** A test class with a constructor of its own is left out. */
        CONSTRUCTOR("test-class-with-constructor"),
        /** A mark that nobody registered, where pytest refuses those. */
        UNKNOWN_MARK("unknown-mark"),
        /** A parametrization that pytest refuses. */
        PARAMETRIZE("parametrize-mismatch"),
        /** A test that yields, which pytest refuses. */
        YIELDING_TEST("yielding-test");

        private final String word;

        Code(String word) {
            this.word = word;
        }

        /** How editors show it. */
        public String word() {
            return word;
        }

        /** Whether pytest ends with an error for it, though the file can be read. */
        public boolean isRefusal() {
            return this == UNKNOWN_MARK || this == PARAMETRIZE || this == YIELDING_TEST;
        }
    }

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
