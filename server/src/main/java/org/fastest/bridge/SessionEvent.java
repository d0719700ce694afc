package org.fastest.bridge;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fastest.model.CollectError;
import org.fastest.model.Coverage;
import org.fastest.model.JunitPart;
import org.fastest.model.Outcome;
import org.fastest.model.PhaseReport;
import org.fastest.model.ReportOptions;
import org.fastest.model.RunWarning;
import org.jspecify.annotations.Nullable;

/** What happens in a session; {@code item} is an index into the list that the session collected. */
public sealed interface SessionEvent {
    /**
     * An item begins.
     *
     * @param limit seconds that it may take, 0 for any; null where the run's limit holds
     */
    record Started(int item, @Nullable Double limit) implements SessionEvent {}

    /**
     * A file is about to be imported.
     *
     * @param id the collector's node id; null where an import is through
     * @param path the file, absolute; null as well
     */
    record Collecting(@Nullable String id, @Nullable String path) implements SessionEvent {}

    /** Captured output of the running item. */
    record Output(int item, org.fastest.model.Section section) implements SessionEvent {}

    /** pytest reported a phase or a subtest. */
    record Phase(int item, PhaseReport report) implements SessionEvent {}

    /** An item is done, its teardown too. */
    record Finished(int item, Outcome outcome, double seconds, @Nullable JunitPart junit)
            implements SessionEvent {}

    /** A file or folder could not be collected. */
    record CollectFailed(CollectError error) implements SessionEvent {}

    /** The session waits for a debugger's client to connect to this port. */
    record Debug(String host, int port) implements SessionEvent {}

    /** What was covered of a file. */
    record CoveredFile(Coverage.File file) implements SessionEvent {}

    /** What was covered in all, for people; whether it is enough. */
    record Covered(String text, boolean isEnough) implements SessionEvent {}

    /** pytest recorded a warning. */
    record Warned(RunWarning warning) implements SessionEvent {}

    /** Something that is neither a test nor pytest's progress was written to pytest's terminal. */
    record Said(String text) implements SessionEvent {}

    /** What plugins say when all tests are through. */
    record Concluded(String text) implements SessionEvent {}

    /**
     * The session is over.
     *
     * @param exit what pytest would exit with
     * @param message a usage error's text, or why pytest stopped early; null otherwise
     * @param stats counts by category as the closing line has them
     * @param options what the person wants to see, where no collection has told it
     * @param junit what no test's part of the JUnit report has
     * @param coverage what it has measured, for the session that reports it; null where it has not
     */
    record Ended(
            int exit,
            @Nullable String message,
            Map<String, Integer> stats,
            @Nullable ReportOptions options,
            @Nullable JunitPart junit,
            @Nullable String coverage)
            implements SessionEvent {
        public Ended {
            stats = Collections.unmodifiableMap(new LinkedHashMap<>(stats));
        }
    }
}
