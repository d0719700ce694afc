package org.fastest.model;

import org.jspecify.annotations.Nullable;

/**
 * A warning that pytest recorded.
 *
 * @param message its text
 * @param category the warning class's name
 * @param path the file it was raised in
 * @param line from 1
 * @param when {@code config}, {@code collect} or {@code runtest}
 * @param nodeId the test that ran, or null
 * @param source the line of source, or null
 */
public record RunWarning(
        String message,
        String category,
        String path,
        int line,
        String when,
        @Nullable String nodeId,
        @Nullable String source) {
    /** A warning whose line of source is not known. */
    public RunWarning(
            String message,
            String category,
            String path,
            int line,
            String when,
            @Nullable String nodeId) {
        this(message, category, path, line, when, nodeId, null);
    }
}
