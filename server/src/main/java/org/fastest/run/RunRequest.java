package org.fastest.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fastest.bridge.Warm;
import org.fastest.model.Interpreter;
import org.fastest.model.PathMapping;
import org.fastest.model.TimeLimits;
import org.jspecify.annotations.Nullable;

/**
 * What to run and how. {@code collectOnly} collects and ends.
 *
 * @param runId unique among the runs of this server
 * @param project what {@code TestId.project} of the results is
 * @param interpreter runs the tests
 * @param cwd absolute; the run is as {@code python -m pytest ARGS} started there
 * @param args pytest's arguments: options, paths, node ids
 * @param select only these node ids and what is below them, or null for all that {@code args} give
 * @param only collect just these files, absolute paths, under the settings of all; null for all
 * @param workers how many sessions share the items, at least 1
 * @param mode which runner
 * @param collectOnly whether to stop after the collection
 * @param color whether failures carry colours too
 * @param env variables to set in the sessions; a null value removes one
 * @param warm whether sessions may start where others have collected
 * @param sharing how several workers share the items
 * @param limits how long tests may take
 * @param tools what it is watched with
 * @param start where processes are started, absolute: {@code cwd}, unless that is called otherwise
 *     where the tests run
 */
public record RunRequest(
        String runId,
        String project,
        Interpreter interpreter,
        Path cwd,
        List<String> args,
        @Nullable List<String> select,
        @Nullable List<String> only,
        int workers,
        Mode mode,
        boolean collectOnly,
        boolean color,
        Map<String, @Nullable String> env,
        Warm warm,
        Sharing sharing,
        TimeLimits limits,
        Tools tools,
        Path start) {
    /** Which runner the sessions use. */
    public sealed interface Mode {
        /** The interpreter's own pytest. */
        record Full() implements Mode {}

        /**
         * The same, past the hooks that have nothing to do for a test; outcomes are the same.
         *
         * @param full files, relative to the rootdir, that pytest runs all the same, with reasons
         */
        record Lean(Map<String, String> full) implements Mode {
            public Lean {
                full = Map.copyOf(full);
            }
        }

        /**
         * The standard library alone, though pytest is there; where a session finds that pytest
         * might do otherwise, pytest runs the tests.
         *
         * @param rootdir absolute
         * @param tests node ids, in the order to run
         * @param pytest its version
         */
        record Bare(Path rootdir, List<String> tests, String pytest) implements Mode {
            public Bare {
                tests = List.copyOf(tests);
            }
        }

        /**
         * The standard library alone, no pytest.
         *
         * @param rootdir absolute
         * @param tests node ids, in the order to run
         * @param needPytest node ids that only pytest can run: each becomes an error saying so
         */
        record Plain(Path rootdir, List<String> tests, List<String> needPytest) implements Mode {
            public Plain {
                tests = List.copyOf(tests);
                needPytest = List.copyOf(needPytest);
            }
        }
    }

    /** A request for all files, where nothing is known of their tests, without limits. */
    public RunRequest(
            String runId,
            String project,
            Interpreter interpreter,
            Path cwd,
            List<String> args,
            @Nullable List<String> select,
            int workers,
            Mode mode,
            boolean collectOnly,
            boolean color,
            Map<String, @Nullable String> env) {
        this(
                runId,
                project,
                interpreter,
                cwd,
                args,
                select,
                null,
                workers,
                mode,
                collectOnly,
                color,
                env,
                Warm.NOT,
                Sharing.PLAIN,
                TimeLimits.NONE,
                Tools.NONE,
                cwd);
    }

    public RunRequest {
        args = List.copyOf(args);
        select = select == null ? null : List.copyOf(select);
        only = only == null ? null : List.copyOf(only);
    }

    /** The same question about some files, absolute paths. */
    public RunRequest withOnly(List<String> files) {
        Draft draft = new Draft(this);
        draft.only = files;
        return draft.request();
    }

    /** The same, shared in another way. */
    public RunRequest with(Sharing how) {
        Draft draft = new Draft(this);
        draft.sharing = how;
        return draft.request();
    }

    /** The same, from where an earlier one has collected. */
    public RunRequest with(Warm other) {
        Draft draft = new Draft(this);
        draft.warm = other;
        return draft.request();
    }

    /** The same with limits. */
    public RunRequest withLimits(TimeLimits others) {
        Draft draft = new Draft(this);
        draft.limits = others;
        return draft.request();
    }

    /** The same with another runner. */
    RunRequest with(Mode other) {
        Draft draft = new Draft(this);
        draft.mode = other;
        return draft.request();
    }

    /** The same with other arguments. */
    RunRequest withArgs(List<String> others) {
        Draft draft = new Draft(this);
        draft.args = others;
        return draft.request();
    }

    /** The same, watched. */
    public RunRequest withTools(Tools others) {
        Draft draft = new Draft(this);
        draft.tools = others;
        return draft.request();
    }

    /** The same where folders are called otherwise: nothing but pytest itself runs the tests. */
    public RunRequest within(PathMapping mapping) {
        List<String> there = new ArrayList<>();
        for (String arg : args) {
            there.add(mapping.argument(arg));
        }
        Draft draft = new Draft(this);
        draft.args = there;
        draft.cwd = Path.of(mapping.toRemote(cwd.toString()));
        draft.only = only == null ? null : only.stream().map(mapping::toRemote).toList();
        draft.mode = new Mode.Full();
        draft.warm = Warm.NOT;
        return draft.request();
    }

    /** A copy in which single parts are replaced. */
    private static final class Draft {
        private final RunRequest from;
        private Path cwd;
        private List<String> args;
        private @Nullable List<String> only;
        private Mode mode;
        private Warm warm;
        private Sharing sharing;
        private TimeLimits limits;
        private Tools tools;

        Draft(RunRequest from) {
            this.from = from;
            this.cwd = from.cwd;
            this.args = from.args;
            this.only = from.only;
            this.mode = from.mode;
            this.warm = from.warm;
            this.sharing = from.sharing;
            this.limits = from.limits;
            this.tools = from.tools;
        }

        RunRequest request() {
            return new RunRequest(
                    from.runId,
                    from.project,
                    from.interpreter,
                    cwd,
                    args,
                    from.select,
                    only,
                    from.workers,
                    mode,
                    from.collectOnly,
                    from.color,
                    from.env,
                    warm,
                    sharing,
                    limits,
                    tools,
                    from.start);
        }
    }
}
