package org.fastest.run;

import org.fastest.model.RunEvent;

/** Hears what happens in a run. */
@FunctionalInterface
public interface RunListener {
    /**
     * Called for each event, in order, never by two threads at once, on a thread of the run. {@link
     * RunEvent.Ended} comes last. What it throws is a bug: it is logged and the run goes on.
     */
    void on(RunEvent event);
}
