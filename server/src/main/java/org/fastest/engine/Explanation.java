package org.fastest.engine;

import java.nio.file.Path;
import org.fastest.model.Interpreter;
import org.jspecify.annotations.Nullable;

/**
 * How a test would be run.
 *
 * @param engine {@code lean}, {@code full} or {@code plain}; null where that can't be known
 * @param why the reason, or what went wrong
 * @param cold why a later run has to import and collect anew, or null where it need not, or nobody
 *     can tell
 * @param inifile absolute, or null where there are no settings
 * @param interpreter null where there is none
 */
public record Explanation(
        @Nullable String engine,
        String why,
        @Nullable String cold,
        @Nullable Path inifile,
        @Nullable Interpreter interpreter) {}
