package org.fastest.bridge;

import java.nio.file.Path;
import java.util.Map;

/** Starts the Python side. */
@FunctionalInterface
public interface Launcher {
    /** A new process, which may not have answered yet. */
    Channel launch(Place place) throws WorkerException;

    /**
     * What a supervisor is good for.
     *
     * @param python the interpreter's executable
     * @param cwd its current folder
     * @param env its whole environment
     * @param bare whether it is started without pytest, even where that is installed
     */
    record Place(Path python, Path cwd, Map<String, String> env, boolean bare) {
        /** With pytest, where it is installed. */
        public Place(Path python, Path cwd, Map<String, String> env) {
            this(python, cwd, env, false);
        }

        public Place {
            env = Map.copyOf(env);
        }

        // Written out: a record's own are linked when first called, which takes 15 ms, and Python
        // is started only after it.
        @Override
        public boolean equals(Object other) {
            return other instanceof Place place
                    && bare == place.bare
                    && python.equals(place.python)
                    && cwd.equals(place.cwd)
                    && env.equals(place.env);
        }

        @Override
        public int hashCode() {
            return 31 * python.hashCode() + cwd.hashCode();
        }
    }
}
