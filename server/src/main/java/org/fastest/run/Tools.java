package org.fastest.run;

import org.fastest.bridge.WorkerOp;
import org.jspecify.annotations.Nullable;

/**
 * What a run is watched with.
 *
 * @param coverage how much is told of what was covered, where that is measured
 * @param debugger the folder of the debugpy that a session waits with for its client, empty for the
 *     interpreter's own; null for no debugger
 */
public record Tools(WorkerOp.Told coverage, @Nullable String debugger) {
    /** Nothing but what the arguments say. */
    public static final Tools NONE = new Tools(WorkerOp.Told.SUMMARY, null);

    /** Every line that is covered is told. */
    public static final Tools LINES = new Tools(WorkerOp.Told.LINES, null);
}
