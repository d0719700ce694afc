package org.fastest.bridge;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fastest.model.TimeLimits;
import org.jspecify.annotations.Nullable;

/** What the server asks the Python side. */
public sealed interface WorkerOp {
    /**
     * Starts a session.
     *
     * @param run the run's name
     * @param worker from 0
     * @param uid the same for all sessions of a run, unlike any other run's
     * @param runner which runner
     * @param cwd absolute
     * @param args pytest's arguments
     * @param select only these node ids and what is below them; null for all
     * @param only collect just these files, absolute paths, under the settings of all; null for all
     * @param collectOnly whether to end after the collection
     * @param color whether failures are wanted with colours too
     * @param env variables to set; a null value removes one
     * @param limits what it will be held to, from here: it only tells what begins
     * @param tellsImports whether it says which file it is about to import
     * @param warm whether others may start where it has collected
     * @param part which part of the run it has
     */
    record Open(
            String run,
            int worker,
            String uid,
            Runner runner,
            String cwd,
            List<String> args,
            @Nullable List<String> select,
            @Nullable List<String> only,
            boolean collectOnly,
            boolean color,
            Map<String, @Nullable String> env,
            TimeLimits limits,
            boolean tellsImports,
            Warm warm,
            Part part)
            implements WorkerOp {
        /** The only session of its run, for all files and without limits. */
        public Open(
                String run,
                int worker,
                Runner runner,
                String cwd,
                List<String> args,
                @Nullable List<String> select,
                boolean collectOnly,
                boolean color,
                Map<String, @Nullable String> env) {
            this(
                    run,
                    worker,
                    run,
                    runner,
                    cwd,
                    args,
                    select,
                    null,
                    collectOnly,
                    color,
                    env,
                    TimeLimits.NONE,
                    false,
                    Warm.NOT,
                    Part.WHOLE);
        }

        public Open {
            args = List.copyOf(args);
            select = select == null ? null : List.copyOf(select);
            only = only == null ? null : List.copyOf(only);
            env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        }

        /**
         * Whether it runs all that it has chosen, in its own order, and waits for no {@link Items}:
         * the first session of a run that nobody shares.
         */
        public boolean runsAll() {
            // Not by equals: a record's own is linked when first called.
            return part.workers() == 1
                    && part.before() == 0
                    && !collectOnly
                    && (runner instanceof Runner.Full || runner instanceof Runner.Lean);
        }
    }

    /**
     * Which part of a run a session has.
     *
     * @param workers how many share the run
     * @param before how many sessions of the run were opened before
     */
    record Part(int workers, int before) {
        /** All of it. */
        public static final Part WHOLE = new Part(1, 0);
    }

    /** How much is told of what was covered. */
    enum Told {
        /** The totals, for people. */
        SUMMARY,

        /** Each file's lines, too. */
        LINES
    }

    /** Which runner a session uses. */
    sealed interface Runner {
        /** The interpreter's own pytest. */
        record Full() implements Runner {}

        /**
         * The same, past the hooks that have nothing to do for an item.
         *
         * @param full files, relative to the rootdir, that pytest runs all the same, with reasons
         */
        record Lean(Map<String, String> full) implements Runner {
            public Lean {
                full = Map.copyOf(full);
            }
        }

        /**
         * The standard library alone where pytest is there, too; refuses what might come out
         * differently.
         *
         * @param pytest its version
         */
        record Bare(String rootdir, List<String> tests, String pytest) implements Runner {
            public Bare {
                tests = List.copyOf(tests);
            }
        }

        /**
         * Another one, which begins when a debugger's client has connected.
         *
         * @param debugger the folder of the debugpy to use, or empty for the interpreter's own
         */
        record Debugged(Runner runner, String debugger) implements Runner {}

        /**
         * None: reports what other sessions have measured.
         *
         * @param measured what one of them has said of it
         */
        record Coverage(String measured, Told told) implements Runner {}

        /** The standard library alone: these node ids, relative to this folder. */
        record Plain(String rootdir, List<String> tests) implements Runner {
            public Plain {
                tests = List.copyOf(tests);
            }
        }
    }

    /** Runs these of the collected items next, in this order; with {@code last} no more follow. */
    record Items(String run, int worker, List<Integer> items, boolean last) implements WorkerOp {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** As Ctrl-C: the running test is interrupted, its teardown runs. */
    record Interrupt(String run, int worker) implements WorkerOp {}

    /** Kills the session's processes. */
    record Kill(String run, int worker) implements WorkerOp {}

    /** Kills the session's processes, once it has said where its threads are. */
    record Expire(String run, int worker) implements WorkerOp {}

    /**
     * Files have changed: what is kept for the next run may be made anew before it is asked for.
     */
    record Look() implements WorkerOp {}

    /**
     * The run of this name is about to be asked for: what it would start from may look now whether
     * it still holds.
     */
    record Ready(String run) implements WorkerOp {}

    /** Kills every session and leaves. */
    record Exit() implements WorkerOp {}
}
