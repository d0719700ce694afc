package org.fastest.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fastest.bridge.Launcher;
import org.fastest.bridge.Supervisors;
import org.fastest.model.Failure;
import org.fastest.model.Interpreter;
import org.fastest.model.RunEnd;
import org.fastest.model.RunEvent;
import org.fastest.model.TestResult;
import org.jspecify.annotations.Nullable;

/** A run of a fake suite and all that its listener heard, as short lines. */
final class Recording implements RunListener {
    static final Limits QUICK =
            new Limits(
                    Duration.ofMinutes(1), Duration.ZERO, Duration.ofMinutes(1), Duration.ZERO, 3);

    final List<String> lines = new ArrayList<>();
    final List<RunEvent> events = new ArrayList<>();
    final List<Throwable> bugs = new ArrayList<>();
    RunEnd end = new RunEnd(RunEnd.Reason.ERROR, -1, null, Map.of(), 0);

    static RunRequest request(int workers) {
        return request(workers, new RunRequest.Mode.Full(), null);
    }

    static RunRequest request(int workers, RunRequest.Mode mode, @Nullable List<String> select) {
        Interpreter python =
                new Interpreter(Path.of("/py/bin/python"), "test", null, null, List.of());
        return new RunRequest(
                "r",
                "p",
                python,
                Path.of("/p"),
                List.of(),
                select,
                workers,
                mode,
                false,
                false,
                Map.of());
    }

    static Recording of(FakeSuite suite, int workers) throws InterruptedException {
        return of(suite, request(workers));
    }

    static Recording of(FakeSuite suite, RunRequest request) throws InterruptedException {
        Recording recording = new Recording();
        try (Supervisors supervisors = new Supervisors(place -> new FakePython(suite))) {
            recording.start(supervisors, request, QUICK).await();
        }
        return recording;
    }

    RunHandle start(Supervisors supervisors, RunRequest request, Limits limits) {
        return new Runs(supervisors, limits, bugs::add).start(request, Map.of(), this);
    }

    static Launcher launching(FakeSuite suite) {
        return place -> new FakePython(suite);
    }

    @Override
    public void on(RunEvent event) {
        events.add(event);
        lines.add(
                switch (event) {
                    case RunEvent.Ready ready -> "ready " + ready.pytest();
                    case RunEvent.Concluded concluded -> "concluded " + concluded.text();
                    case RunEvent.Quick quick -> "quick " + quick.files();
                    case RunEvent.Configured configured -> "configured";
                    case RunEvent.Junit junit -> "junit " + junit.part().cases().size();
                    case RunEvent.Collected collected ->
                            "collected " + collected.report().items().size();
                    case RunEvent.CollectFailed failed -> "collect failed " + failed.error().path();
                    case RunEvent.Started started -> "started " + started.id().nodeId();
                    case RunEvent.Output output -> "output " + output.section().text();
                    case RunEvent.RawOutput raw -> "raw " + raw.text();
                    case RunEvent.Finished finished ->
                            finished.result().outcome().word()
                                    + " "
                                    + finished.result().id().nodeId();
                    case RunEvent.Warned warned -> "warning " + warned.warning().message();
                    case RunEvent.Covered covered -> "covered " + covered.coverage().isEnough();
                    case RunEvent.DebuggerAwaited awaited -> "debugger on " + awaited.port();
                    case RunEvent.WorkerLost lost -> "lost: " + lost.message();
                    case RunEvent.Ended ended -> {
                        end = ended.end();
                        yield "ended " + end.reason() + " " + end.exitCode() + " " + end.stats();
                    }
                });
    }

    /** Each finished test's outcome, once. */
    Map<String, String> outcomes() {
        Map<String, String> outcomes = new HashMap<>();
        for (TestResult result : results()) {
            @Nullable String before = outcomes.put(result.id().toString(), result.outcome().word());
            if (before != null) {
                throw new AssertionError(result.id() + " finished twice");
            }
        }
        return outcomes;
    }

    List<TestResult> results() {
        List<TestResult> results = new ArrayList<>();
        for (RunEvent event : events) {
            if (event instanceof RunEvent.Finished finished) {
                results.add(finished.result());
            }
        }
        return results;
    }

    /** What the first phase of the first result says. */
    String firstText() {
        @Nullable Failure failure = results().get(0).phases().get(0).failure();
        return failure == null ? "" : failure.text();
    }

    /** What the run's end says. */
    String message() {
        return String.valueOf(end.message());
    }

    /** How often Ended came, and whether it came last. */
    boolean endsOnceAndLast() {
        long ends = events.stream().filter(event -> event instanceof RunEvent.Ended).count();
        return ends == 1 && events.get(events.size() - 1) instanceof RunEvent.Ended;
    }
}
