package org.fastest.engine;

import java.nio.file.Path;
import java.util.List;
import org.fastest.model.TimeLimits;
import org.jspecify.annotations.Nullable;

/**
 * A command of the terminal, as {@code python -m pytest ARGS} started in a folder.
 *
 * @param cwd absolute
 * @param args pytest's arguments
 * @param python the person's choice of interpreter, or null
 * @param workers a number, {@code auto}, or null for the project's choice
 * @param fullOnly whether pytest runs the tests in any case
 * @param color whether failures carry colours
 * @param limits how long tests may take
 */
public record Invocation(
        Path cwd,
        List<String> args,
        @Nullable String python,
        @Nullable String workers,
        boolean fullOnly,
        boolean color,
        TimeLimits limits) {
    public Invocation {
        args = List.copyOf(args);
    }
}
