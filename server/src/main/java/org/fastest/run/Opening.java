package org.fastest.run;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fastest.bridge.Warm;
import org.fastest.bridge.WorkerMessage;
import org.fastest.bridge.WorkerOp;
import org.fastest.model.TestId;
import org.fastest.model.TimeLimits;
import org.jspecify.annotations.Nullable;

/** What a request means for its sessions. */
final class Opening {
    private Opening() {}

    /** How many sessions: never more than files, as far as the request names them. */
    static int workers(RunRequest request) {
        // No pattern switch: Python is started only after it.
        RunRequest.Mode mode = request.mode();
        if (mode instanceof RunRequest.Mode.Plain plain) {
            return Math.min(request.workers(), files(plain.tests()).size());
        } else if (mode instanceof RunRequest.Mode.Bare bare) {
            return Math.min(request.workers(), files(bare.tests()).size());
        }
        return request.collectOnly() ? 1 : Math.max(1, most(request));
    }

    /**
     * The request for one session.
     *
     * @param tellsImports whether it is to say which file it is about to import
     * @param part which part of the run it has
     */
    static WorkerOp.Open of(
            RunRequest request,
            int worker,
            String uid,
            @Nullable List<String> select,
            boolean tellsImports,
            WorkerOp.Part part) {
        WorkerOp.Runner runner = runner(request.mode(), select);
        @Nullable String debugger = request.tools().debugger();
        return new WorkerOp.Open(
                request.runId(),
                worker,
                uid,
                debugger == null ? runner : new WorkerOp.Runner.Debugged(runner, debugger),
                request.cwd().toString(),
                request.args(),
                runner instanceof WorkerOp.Runner.Plain || runner instanceof WorkerOp.Runner.Bare
                        ? null
                        : select,
                request.only(),
                request.collectOnly(),
                request.color(),
                request.env(),
                request.limits(),
                tellsImports,
                warm(request, tellsImports),
                part);
    }

    private static WorkerOp.Runner runner(RunRequest.Mode mode, @Nullable List<String> select) {
        // No pattern switch: the session waits for this.
        if (mode instanceof RunRequest.Mode.Lean lean) {
            return new WorkerOp.Runner.Lean(lean.full());
        } else if (mode instanceof RunRequest.Mode.Bare bare) {
            return new WorkerOp.Runner.Bare(
                    bare.rootdir().toString(),
                    select == null ? bare.tests() : select,
                    bare.pytest());
        } else if (mode instanceof RunRequest.Mode.Plain plain) {
            return new WorkerOp.Runner.Plain(
                    plain.rootdir().toString(), select == null ? plain.tests() : select);
        }
        return new WorkerOp.Runner.Full();
    }

    /** Several workers share one collection; one worker gains nothing from that by itself. */
    private static Warm warm(RunRequest request, boolean tellsImports) {
        if (request.mode() instanceof RunRequest.Mode.Plain
                || request.mode() instanceof RunRequest.Mode.Bare
                || request.collectOnly()
                || tellsImports) {
            return Warm.NOT;
        }
        return request.warm() == Warm.NOT && workers(request) > 1 ? Warm.RUN : request.warm();
    }

    /** The request for the session that reports what all others have measured. */
    static WorkerOp.Open report(RunRequest request, int worker, String measured) {
        return new WorkerOp.Open(
                request.runId(),
                worker,
                request.runId(),
                new WorkerOp.Runner.Coverage(measured, request.tools().coverage()),
                request.cwd().toString(),
                List.of(),
                null,
                null,
                false,
                request.color(),
                request.env(),
                TimeLimits.NONE,
                false,
                Warm.NOT,
                WorkerOp.Part.WHOLE);
    }

    /**
     * The request without a file that could not be imported, or null where nothing is to be run any
     * more: pytest runs tests after such an error only where it was told to, and what was named on
     * the command line cannot be left out.
     */
    static @Nullable RunRequest without(RunRequest request, Busy.With with) {
        if (!(with instanceof Busy.With.Import file)
                || request.mode() instanceof RunRequest.Mode.Plain
                || request.mode() instanceof RunRequest.Mode.Bare
                || !(request.collectOnly()
                        || request.args().contains("--continue-on-collection-errors"))) {
            return null;
        }
        String ignore = "--ignore=" + file.path();
        for (String arg : request.args()) {
            if (arg.equals(ignore) || file.path().endsWith(TestId.fileOf(arg))) {
                return null;
            }
        }
        List<String> args = new ArrayList<>(request.args());
        args.addFirst(ignore);
        RunRequest without = request.withArgs(args);
        List<String> only = request.only();
        if (only == null) {
            return without;
        }
        // What is asked for by name pytest collects although it is to be ignored.
        List<String> others = new ArrayList<>(only);
        others.remove(file.path());
        return others.isEmpty() ? null : without.withOnly(others);
    }

    /** Whether the request leaves out that file already. */
    static boolean isWithout(RunRequest request, Busy.With with) {
        return with instanceof Busy.With.Import file
                && request.args().contains("--ignore=" + file.path());
    }

    /** {@code SIGSEGV} or {@code exit status 3}. */
    static String howItEnded(WorkerMessage.Exited exited) {
        @Nullable String signal = exited.signal();
        return signal != null ? signal : "exit status " + exited.status();
    }

    /** What to do where the interpreter has no pytest. */
    static String withoutPytest(RunRequest request, @Nullable String error) {
        String python = request.interpreter().executable().toString();
        return error == null
                ? python + " has no pytest. Install it with: " + python + " -m pip install pytest"
                : python + " cannot import pytest: " + error;
    }

    private static int most(RunRequest request) {
        @Nullable List<String> select = request.select();
        if (select == null) {
            return request.workers();
        }
        for (String id : select) {
            // A folder stands for any number of files.
            if (!id.contains("::") && !id.endsWith(".py")) {
                return request.workers();
            }
        }
        return Math.min(request.workers(), files(select).size());
    }

    private static Set<String> files(List<String> nodeIds) {
        Set<String> files = new HashSet<>();
        for (String id : nodeIds) {
            files.add(TestId.fileOf(id));
        }
        return files;
    }
}
