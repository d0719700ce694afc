package org.fastest.engine;

import java.util.List;
import java.util.Map;
import org.fastest.model.PathMapping;
import org.fastest.model.TimeLimits;
import org.jspecify.annotations.Nullable;

/**
 * How an editor's run is done.
 *
 * @param runId unique among the runs of this server
 * @param workers how many sessions share the items: a number, {@code auto}, or null for what the
 *     project says
 * @param isFull whether pytest itself runs every test
 * @param args further pytest arguments
 * @param env variables to set; a null value removes one
 * @param color whether failures carry colours too
 * @param limits how long tests may take
 * @param profile which kind of run
 * @param debugger the folder of the debugpy that a debug run uses, or empty for the interpreter's
 *     own
 * @param python the person's choice of interpreter, or null
 * @param mapping folders that are called otherwise where the tests run
 */
public record RunSettings(
        String runId,
        @Nullable String workers,
        boolean isFull,
        List<String> args,
        Map<String, @Nullable String> env,
        boolean color,
        TimeLimits limits,
        Profile profile,
        String debugger,
        @Nullable String python,
        PathMapping mapping) {
    public RunSettings {
        args = List.copyOf(args);
    }
}
