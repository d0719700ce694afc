package org.fastest.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens in a run, in the order it happens; {@link Ended} comes exactly once, last. */
public sealed interface RunEvent {
    /** The workers' interpreter, once it has answered. */
    record Ready(String python, @Nullable String pytest, int workers) implements RunEvent {}

    /** What the person wants to see; comes before {@link Collected}, once, where pytest runs. */
    record Configured(ReportOptions options) implements RunEvent {}

    /** A part of the JUnit report that belongs to no single test. */
    record Junit(JunitPart part) implements RunEvent {}

    /** What was selected; every one of these items gets exactly one {@link Finished}. */
    record Collected(CollectionReport report) implements RunEvent {}

    /** A file or folder could not be collected. */
    record CollectFailed(CollectError error) implements RunEvent {}

    /** A test began. */
    record Started(TestId id, int worker) implements RunEvent {}

    /** A running test's captured output, as soon as its phase gives it. */
    record Output(TestId id, Section section) implements RunEvent {}

    /** What processes of the run wrote outside of pytest's capture. */
    record RawOutput(int worker, String text) implements RunEvent {}

    /** What plugins say when a worker's tests are through. */
    record Concluded(String text) implements RunEvent {}

    /** A test's one final result. */
    record Finished(TestResult result) implements RunEvent {}

    /**
     * What a worker has run with a quicker engine than pytest itself.
     *
     * @param files paths relative to the rootdir
     * @param once node ids of tests that failed, but not when pytest ran them again
     * @param newest when the newest of the imported files was changed, in ms since 1970; 0 where
     *     nobody had to know
     */
    record Quick(List<String> files, List<String> once, long newest) implements RunEvent {
        public Quick {
            files = List.copyOf(files);
            once = List.copyOf(once);
        }
    }

    /** pytest recorded a warning. */
    record Warned(RunWarning warning) implements RunEvent {}

    /** The run waits for a debugger's client to connect to this port. */
    record DebuggerAwaited(String host, int port) implements RunEvent {}

    /** What the tests have covered; after the last result. */
    record Covered(Coverage coverage) implements RunEvent {}

    /** A worker died and was replaced. */
    record WorkerLost(int worker, String message) implements RunEvent {}

    /** The run is over. */
    record Ended(RunEnd end) implements RunEvent {}
}
