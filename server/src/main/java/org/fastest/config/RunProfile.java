package org.fastest.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fastest.model.PathMapping;
import org.fastest.model.TimeLimits;
import org.jspecify.annotations.Nullable;

/**
 * A named way of running tests: {@code [tool.fastest.profiles.NAME]} of a pyproject.toml, or the
 * same in a client's settings.
 *
 * @param name what a run asks for
 * @param args pytest's arguments, before those of the run itself
 * @param env variables to set; a null value removes one
 * @param envFile a file of further variables, relative to the rootdir, or null
 * @param python an interpreter, as {@code --python} takes it, relative to the rootdir, or null
 * @param markers as {@code -m} takes it, or null
 * @param workers a number, {@code auto}, or null for the project's choice
 * @param limits how long tests may take
 * @param mapping folders that are called otherwise where the tests run; local ones may be relative
 *     to the rootdir
 */
public record RunProfile(
        String name,
        List<String> args,
        Map<String, @Nullable String> env,
        @Nullable String envFile,
        @Nullable String python,
        @Nullable String markers,
        @Nullable String workers,
        TimeLimits limits,
        List<PathMapping.Pair> mapping) {
    /** Nothing special. */
    public static final RunProfile PLAIN =
            new RunProfile(
                    "", List.of(), Map.of(), null, null, null, null, TimeLimits.NONE, List.of());

    public RunProfile {
        args = List.copyOf(args);
        mapping = List.copyOf(mapping);
    }

    /** Its arguments, the marker expression among them. */
    public List<String> arguments() {
        if (markers == null) {
            return args;
        }
        List<String> all = new ArrayList<>(args);
        all.add("-m");
        all.add(markers);
        return all;
    }

    /**
     * The variables that it sets.
     *
     * @param file those of {@link #envFile}, which the profile's own go before
     */
    public Map<String, @Nullable String> environment(Map<String, String> file) {
        Map<String, @Nullable String> all = new LinkedHashMap<>(file);
        all.putAll(env);
        return all;
    }

    /** The folders that are called otherwise, absolute. */
    public PathMapping mapping(Path rootdir) {
        List<PathMapping.Pair> pairs = new ArrayList<>();
        for (PathMapping.Pair pair : mapping) {
            String local = rootdir.resolve(pair.local()).normalize().toString();
            pairs.add(new PathMapping.Pair(local, pair.remote()));
        }
        return new PathMapping(pairs);
    }

    /** The interpreter, where it is a path below the rootdir; else as it was written. */
    public @Nullable String python(Path rootdir) {
        if (python == null || python.indexOf('/') < 0) {
            return python;
        }
        return rootdir.resolve(python).normalize().toString();
    }
}
