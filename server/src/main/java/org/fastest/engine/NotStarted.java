package org.fastest.engine;

import java.util.Map;
import org.fastest.model.RunEnd;
import org.fastest.model.RunEvent;
import org.fastest.run.RunHandle;
import org.fastest.run.RunListener;

/**
 * A run that could not be started: it has ended before it began.
 *
 * @param await how it ended
 */
record NotStarted(RunEnd await) implements RunHandle {
    static RunHandle because(Exception reason, RunListener listener) {
        return because(String.valueOf(reason.getMessage()), listener);
    }

    static RunHandle because(String reason, RunListener listener) {
        RunEnd end = new RunEnd(RunEnd.Reason.ERROR, 4, reason, Map.of(), 0);
        listener.on(new RunEvent.Ended(end));
        return new NotStarted(end);
    }

    @Override
    public void cancel() {}

    @Override
    public void kill() {}
}
