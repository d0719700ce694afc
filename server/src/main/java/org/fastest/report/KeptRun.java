package org.fastest.report;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.fastest.model.CollectionReport;
import org.fastest.model.Kind;
import org.fastest.model.Outcome;
import org.fastest.model.Phase;
import org.fastest.model.PhaseReport;
import org.fastest.model.ReportOptions;
import org.fastest.model.RunEvent;
import org.fastest.model.RunItem;
import org.fastest.model.Section;
import org.fastest.model.TestId;
import org.fastest.model.TestResult;
import org.fastest.run.RunListener;
import org.jspecify.annotations.Nullable;

/**
 * What a run has told, as far as reports need it, for those that are asked for when it is over. A
 * test that passed takes about 60 bytes; what has more to say is kept up to a limit. Told by one
 * thread, and read once the run has ended.
 */
public final class KeptRun implements RunListener {
    /** About how many bytes are kept of a run. */
    private static final long MOST = 16L << 20;

    private static final int PASSED = 64;
    private static final int PLAIN = 512;

    private final Instant created;
    private final @Nullable String prefix;

    /** {@link RunEvent}s, and {@link Passed} and {@link Collected} in the place of some. */
    private final List<Object> told = new ArrayList<>();

    private long weight;

    /** What a report says. */
    public enum Format {
        /** As {@code --report=json=FILE} writes it. */
        JSON,
        /** As {@code --junit-xml=FILE} writes it. */
        JUNIT
    }

    /** A test of which there is nothing to say but what its phases took. */
    private record Passed(TestId id, double seconds, double setup, double call, double teardown) {}

    /** A collection, of whose items only the ids are kept. */
    private record Collected(String rootdir, List<TestId> ids) {}

    /**
     * A run that begins.
     *
     * @param prefix {@code --junit-prefix}, or null
     */
    public KeptRun(Instant created, @Nullable String prefix) {
        this.created = created;
        this.prefix = prefix;
    }

    @Override
    public void on(RunEvent event) {
        switch (event) {
            case RunEvent.Ready ready -> add(ready, PLAIN);
            case RunEvent.Configured configured -> add(configured, PLAIN);
            case RunEvent.Collected collected -> add(collected(collected.report()), PLAIN);
            case RunEvent.CollectFailed failed ->
                    add(failed, PLAIN + failed.error().text().length());
            case RunEvent.Junit junit -> add(junit, PLAIN);
            case RunEvent.Warned warned -> add(warned, PLAIN + warned.warning().message().length());
            case RunEvent.Finished(var result) -> {
                Passed passed = passed(result);
                if (passed == null) {
                    add(event, weight(result));
                } else {
                    add(passed, PASSED);
                }
            }
            case RunEvent.Ended ended -> add(ended, PLAIN);
            case RunEvent.Started started -> {}
            case RunEvent.Output output -> {}
            case RunEvent.RawOutput raw -> {}
            case RunEvent.Concluded concluded -> {}
            case RunEvent.Quick quick -> {}
            case RunEvent.Covered covered -> {}
            case RunEvent.DebuggerAwaited awaited -> {}
            case RunEvent.WorkerLost lost -> {}
        }
    }

    private void add(Object what, long bytes) {
        weight += bytes;
        if (weight > MOST) {
            told.clear();
        } else {
            told.add(what);
        }
    }

    private static Collected collected(CollectionReport report) {
        List<TestId> ids = new ArrayList<>(report.items().size());
        for (RunItem item : report.items()) {
            ids.add(item.id());
        }
        return new Collected(report.rootdir(), ids);
    }

    private static @Nullable Passed passed(TestResult result) {
        List<PhaseReport> phases = result.phases();
        boolean isPlain =
                result.outcome() == Outcome.PASSED
                        && result.output().isEmpty()
                        && result.junit() == null
                        && phases.size() == 3;
        for (int i = 0; isPlain && i < 3; i++) {
            isPlain = isPlain(phases.get(i), i);
        }
        return isPlain
                ? new Passed(
                        result.id(),
                        result.seconds(),
                        phases.get(0).seconds(),
                        phases.get(1).seconds(),
                        phases.get(2).seconds())
                : null;
    }

    /** Whether a report is what {@link #report} would make of its place and its time. */
    private static boolean isPlain(PhaseReport report, int at) {
        // Not by the record's own equals: what that takes, all else on an event's way takes.
        return report.phase() == phase(at)
                && report.outcome().equals("passed")
                && report.category().equals(at == 1 ? "passed" : "")
                && report.failure() == null
                && report.reason() == null
                && report.subtest() == null
                && report.place() == null;
    }

    private static Phase phase(int at) {
        return at == 0 ? Phase.SETUP : at == 1 ? Phase.CALL : Phase.TEARDOWN;
    }

    private static PhaseReport report(int at, double seconds) {
        Phase phase = phase(at);
        String category = phase == Phase.CALL ? "passed" : "";
        return new PhaseReport(phase, "passed", category, seconds, null, null, null);
    }

    private static long weight(TestResult result) {
        long weight = PLAIN;
        for (PhaseReport phase : result.phases()) {
            weight += phase.failure() == null ? 0 : 2L * phase.failure().text().length();
        }
        for (Section section : result.output()) {
            weight += section.text().length();
        }
        return weight;
    }

    /** Whether it had more to say than is kept. */
    public boolean isTooLong() {
        return weight > MOST;
    }

    /** Writes a report of the run into a file. */
    public void write(Format format, Path file) throws ReportException {
        switch (format) {
            case JSON -> {
                try (JsonReport report = new JsonReport(file, created)) {
                    tell(report, file);
                }
            }
            case JUNIT -> {
                JunitReport.Asked asked = new JunitReport.Asked(file, prefix);
                try (JunitReport report = new JunitReport(asked, created)) {
                    tell(report, file);
                }
            }
        }
    }

    private void tell(RunListener report, Path file) {
        for (Object each : told) {
            RunEvent event = event(each, file);
            if (event != null) {
                report.on(event);
            }
        }
    }

    private static @Nullable RunEvent event(Object kept, Path file) {
        if (kept instanceof Passed passed) {
            List<PhaseReport> phases =
                    List.of(
                            report(0, passed.setup),
                            report(1, passed.call),
                            report(2, passed.teardown));
            return new RunEvent.Finished(
                    new TestResult(passed.id, Outcome.PASSED, passed.seconds, phases, List.of()));
        }
        if (kept instanceof Collected collected) {
            List<RunItem> items = new ArrayList<>();
            for (TestId id : collected.ids) {
                String path = TestId.fileOf(id.nodeId());
                items.add(new RunItem(id, path, null, Kind.FUNCTION, List.of()));
            }
            return new RunEvent.Collected(
                    new CollectionReport(collected.rootdir, null, items, 0, List.of(), List.of()));
        }
        if (kept instanceof RunEvent.Configured(ReportOptions options)) {
            // Where the run wrote a report of its own, pytest made it: in a file that is not ours.
            ReportOptions.Junit own = options.junit();
            return own == null
                    ? null
                    : new RunEvent.Configured(
                            options.with(new ReportOptions.Junit(file.toString(), own.frame())));
        }
        return (RunEvent) kept;
    }
}
