package org.fastest.run;

import java.util.function.Consumer;
import org.fastest.model.RunEvent;

/** A listener that cannot harm the run it listens to. */
final class Ear {
    private final RunListener listener;
    private final Consumer<Throwable> bugs;

    Ear(RunListener listener, Consumer<Throwable> bugs) {
        this.listener = listener;
        this.bugs = bugs;
    }

    void tell(RunEvent event) {
        try {
            listener.on(event);
        } catch (Throwable bug) {
            report(bug);
        }
    }

    void report(Throwable bug) {
        try {
            bugs.accept(bug);
        } catch (RuntimeException | Error ignored) {
            // Whoever logs has failed; the run's end matters more than that.
            return;
        }
    }
}
