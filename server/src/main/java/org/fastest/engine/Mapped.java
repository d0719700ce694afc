package org.fastest.engine;

import java.util.ArrayList;
import java.util.List;
import org.fastest.model.CollectError;
import org.fastest.model.CollectionReport;
import org.fastest.model.Coverage;
import org.fastest.model.Crash;
import org.fastest.model.Failure;
import org.fastest.model.Frame;
import org.fastest.model.PathMapping;
import org.fastest.model.PhaseReport;
import org.fastest.model.RunEvent;
import org.fastest.model.RunItem;
import org.fastest.model.RunWarning;
import org.fastest.model.TestResult;
import org.fastest.run.RunListener;
import org.jspecify.annotations.Nullable;

/**
 * Tells a run's events with the paths of this machine, where the tests ran under others. What
 * pytest wrote in words stays as it is.
 *
 * @param mapping how folders are called there
 * @param listener hears the events
 */
record Mapped(PathMapping mapping, RunListener listener) implements RunListener {
    @Override
    public void on(RunEvent event) {
        listener.on(local(event));
    }

    private RunEvent local(RunEvent event) {
        return switch (event) {
            case RunEvent.Collected(var report) -> new RunEvent.Collected(report(report));
            case RunEvent.CollectFailed(var error) -> new RunEvent.CollectFailed(error(error));
            case RunEvent.Finished(var result) -> new RunEvent.Finished(result(result));
            case RunEvent.Warned(var warning) -> new RunEvent.Warned(warning(warning));
            case RunEvent.Covered(var coverage) -> new RunEvent.Covered(coverage(coverage));
            case RunEvent.Ready same -> same;
            case RunEvent.Configured same -> same;
            case RunEvent.Junit same -> same;
            case RunEvent.Started same -> same;
            case RunEvent.Output same -> same;
            case RunEvent.RawOutput same -> same;
            case RunEvent.Concluded same -> same;
            case RunEvent.Quick same -> same;
            case RunEvent.DebuggerAwaited same -> same;
            case RunEvent.WorkerLost same -> same;
            case RunEvent.Ended same -> same;
        };
    }

    private CollectionReport report(CollectionReport report) {
        List<RunItem> items = new ArrayList<>();
        for (RunItem item : report.items()) {
            items.add(
                    new RunItem(
                            item.id(),
                            mapping.toLocal(item.path()),
                            item.line(),
                            item.kind(),
                            item.marks(),
                            item.group()));
        }
        List<CollectError> errors = new ArrayList<>();
        for (CollectError error : report.errors()) {
            errors.add(error(error));
        }
        String inifile = report.inifile();
        return new CollectionReport(
                mapping.toLocal(report.rootdir()),
                inifile == null ? null : mapping.toLocal(inifile),
                items,
                report.deselected(),
                errors,
                report.unmatched(),
                report.together(),
                report.world(),
                report.skipped());
    }

    private CollectError error(CollectError error) {
        return new CollectError(
                error.nodeId(),
                mapping.toLocal(error.path()),
                error.line(),
                error.text(),
                error.ansi());
    }

    private TestResult result(TestResult result) {
        List<PhaseReport> phases = new ArrayList<>();
        for (PhaseReport phase : result.phases()) {
            phases.add(
                    new PhaseReport(
                            phase.phase(),
                            phase.outcome(),
                            phase.category(),
                            phase.seconds(),
                            failure(phase.failure()),
                            phase.reason(),
                            phase.subtest(),
                            phase.place()));
        }
        return new TestResult(
                result.id(),
                result.outcome(),
                result.seconds(),
                phases,
                result.output(),
                result.junit());
    }

    private @Nullable Failure failure(@Nullable Failure failure) {
        if (failure == null) {
            return null;
        }
        List<Frame> frames = new ArrayList<>();
        for (Frame frame : failure.frames()) {
            frames.add(new Frame(mapping.toLocal(frame.path()), frame.line(), frame.name()));
        }
        Crash crash = failure.crash();
        return new Failure(
                failure.text(),
                failure.ansi(),
                crash == null
                        ? null
                        : new Crash(mapping.toLocal(crash.path()), crash.line(), crash.message()),
                frames,
                failure.exception(),
                failure.expected(),
                failure.actual());
    }

    private RunWarning warning(RunWarning warning) {
        return new RunWarning(
                warning.message(),
                warning.category(),
                mapping.toLocal(warning.path()),
                warning.line(),
                warning.when(),
                warning.nodeId(),
                warning.source());
    }

    private Coverage coverage(Coverage coverage) {
        List<Coverage.File> files = new ArrayList<>();
        for (Coverage.File file : coverage.files()) {
            files.add(
                    new Coverage.File(
                            mapping.toLocal(file.path()),
                            file.executed(),
                            file.missing(),
                            file.taken(),
                            file.untaken(),
                            file.tests()));
        }
        return new Coverage(coverage.text(), coverage.isEnough(), files);
    }
}
