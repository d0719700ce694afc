package org.fastest.run;

import org.fastest.model.RunEnd;

/** A run that was started. */
public interface RunHandle {
    /**
     * Stops softly: the running tests are interrupted as by Ctrl-C, their teardown runs; after a
     * grace time they are killed.
     */
    void cancel();

    /** Kills every process of the run at once. */
    void kill();

    /** Waits for the end. */
    RunEnd await() throws InterruptedException;
}
