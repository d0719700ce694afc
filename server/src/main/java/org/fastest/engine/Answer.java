package org.fastest.engine;

import java.util.ArrayList;
import java.util.List;
import org.fastest.model.CollectError;
import org.fastest.model.CollectionReport;
import org.fastest.model.RunEnd;
import org.fastest.model.RunEvent;
import org.fastest.run.RunListener;
import org.jspecify.annotations.Nullable;

/**
 * What pytest said when it was asked to collect.
 *
 * @param report what it collected, or null where it did not come to an end
 * @param errors files and folders that failed
 * @param end how the session ended
 */
public record Answer(@Nullable CollectionReport report, List<CollectError> errors, RunEnd end) {
    public Answer {
        errors = List.copyOf(errors);
    }

    /** Gathers a run's events; the run's own thread is the only one that tells them. */
    static final class Gathering implements RunListener {
        private volatile @Nullable CollectionReport report;
        private final List<CollectError> errors = new ArrayList<>();

        @Override
        public void on(RunEvent event) {
            if (event instanceof RunEvent.Collected collected) {
                report = collected.report();
            } else if (event instanceof RunEvent.CollectFailed failed) {
                errors.add(failed.error());
            }
        }

        /** All of it, once the run has ended. */
        Answer answer(RunEnd end) {
            return new Answer(report, errors, end);
        }
    }
}
