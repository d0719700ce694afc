package org.fastest.run;

import java.util.Map;
import java.util.function.Consumer;
import org.fastest.bridge.Supervisors;

/** Starts runs. */
public final class Runs {
    private final Supervisors supervisors;
    private final Limits limits;
    private final Consumer<Throwable> bugs;

    /**
     * Runs in these supervisors, which stay the caller's.
     *
     * @param bugs hears what listeners (or a run itself) threw
     */
    public Runs(Supervisors supervisors, Limits limits, Consumer<Throwable> bugs) {
        this.supervisors = supervisors;
        this.limits = limits;
        this.bugs = bugs;
    }

    /**
     * Starts a run and answers at once; all that happens is told to the listener.
     *
     * @param environment the whole environment that the workers' process starts with
     */
    public RunHandle start(
            RunRequest request, Map<String, String> environment, RunListener listener) {
        Run run = new Run(request, environment, supervisors, limits, new Ear(listener, bugs));
        run.begin();
        Thread thread = new Thread(run, "fastest-run-" + request.runId());
        thread.setDaemon(true);
        thread.start();
        return run;
    }
}
