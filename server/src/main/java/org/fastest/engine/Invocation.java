package org.fastest.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.fastest.config.RunProfile;
import org.fastest.model.PathMapping;
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
 * @param env variables to set in the tests' processes; a null value removes one
 * @param mapping folders that are called otherwise where the tests run
 */
public record Invocation(
        Path cwd,
        List<String> args,
        @Nullable String python,
        @Nullable String workers,
        boolean fullOnly,
        boolean color,
        TimeLimits limits,
        Map<String, @Nullable String> env,
        PathMapping mapping) {
    public Invocation {
        args = List.copyOf(args);
    }

    /** In the environment of the command itself. */
    public Invocation(
            Path cwd,
            List<String> args,
            @Nullable String python,
            @Nullable String workers,
            boolean fullOnly,
            boolean color,
            TimeLimits limits) {
        this(cwd, args, python, workers, fullOnly, color, limits, Map.of(), PathMapping.NONE);
    }

    /**
     * The same with a profile, but for its arguments; what the command itself says goes before.
     *
     * @param rootdir the project's
     * @param variables what the profile sets
     */
    public Invocation with(
            RunProfile profile, Path rootdir, Map<String, @Nullable String> variables) {
        TimeLimits own = profile.limits();
        return new Invocation(
                cwd,
                args,
                python == null ? profile.python(rootdir) : python,
                workers == null ? profile.workers() : workers,
                fullOnly,
                color,
                new TimeLimits(
                        limits.test() > 0 ? limits.test() : own.test(),
                        limits.run() > 0 ? limits.run() : own.run()),
                variables,
                profile.mapping(rootdir));
    }
}
