package org.fastest.bridge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fastest.model.CollectError;
import org.fastest.model.CollectSkip;
import org.fastest.model.Coverage;
import org.fastest.model.Crash;
import org.fastest.model.Failure;
import org.fastest.model.FileEngine;
import org.fastest.model.Frame;
import org.fastest.model.Kind;
import org.fastest.model.Outcome;
import org.fastest.model.Phase;
import org.fastest.model.PhaseReport;
import org.fastest.model.RunWarning;
import org.fastest.model.Section;
import org.jspecify.annotations.Nullable;

/** Turns frames into messages, and the wire's lines into the model's. */
final class MessageReader {
    private static final Phase[] PHASES = {Phase.SETUP, Phase.CALL, Phase.TEARDOWN};

    private MessageReader() {}

    /** The message of a frame's body, or null for a kind that a later protocol added. */
    static @Nullable WorkerMessage read(byte[] body) throws FrameException {
        Fields fields = FrameJson.read(body);
        String type = fields.text("t");
        if (type.equals("hello")) {
            return new WorkerMessage.Hello(
                    fields.number("protocol"),
                    fields.text("python"),
                    fields.textOrNull("pytest"),
                    fields.textOrNull("pytestError"));
        }
        String run = fields.text("run");
        int worker = fields.number("worker");
        return switch (type) {
            case "events" -> new WorkerMessage.Events(run, worker, events(fields));
            case "collected" ->
                    new WorkerMessage.Collected(
                            run, worker, items(fields), fields.flag("done") ? found(fields) : null);
            case "raw" -> new WorkerMessage.Raw(run, worker, fields.text("text"));
            case "opened" -> new WorkerMessage.Opened(run, worker);
            case "engines" ->
                    new WorkerMessage.Engines(
                            run, worker, engines(fields), fields.texts("plugins"));
            case "quick" ->
                    new WorkerMessage.Quick(
                            run,
                            worker,
                            fields.texts("files"),
                            fields.texts("once"),
                            (long) fields.decimal("newest"));
            case "unparked" -> new WorkerMessage.Unparked(run, worker, fields.text("why"));
            case "refused" -> new WorkerMessage.Refused(run, worker, fields.text("why"));
            case "stale" -> new WorkerMessage.Stale(run, worker, fields.text("file"));
            case "exited" ->
                    new WorkerMessage.Exited(
                            run,
                            worker,
                            fields.numberOrNull("status"),
                            fields.textOrNull("signal"),
                            fields.textOrNull("stacks"));
            default -> null;
        };
    }

    private static List<FileEngine> engines(Fields message) throws FrameException {
        List<FileEngine> files = new ArrayList<>();
        for (Fields file : message.objects("files")) {
            files.add(
                    new FileEngine(
                            file.text("path"),
                            file.number("lean"),
                            file.number("full"),
                            file.textOrNull("why")));
        }
        return files;
    }

    private static List<WorkerMessage.Item> items(Fields message) throws FrameException {
        List<WorkerMessage.Item> items = new ArrayList<>();
        for (Fields item : message.objects("items")) {
            Kind kind =
                    switch (item.text("kind")) {
                        case "case" -> Kind.CASE;
                        case "doctest" -> Kind.DOCTEST;
                        // What a plugin invents is run and shown as a function is.
                        default -> Kind.FUNCTION;
                    };
            items.add(
                    new WorkerMessage.Item(
                            item.text("id"),
                            item.text("path"),
                            item.numberOrNull("line"),
                            kind,
                            item.texts("marks"),
                            item.textOrNull("group")));
        }
        return items;
    }

    private static WorkerMessage.Found found(Fields message) throws FrameException {
        List<CollectError> errors = new ArrayList<>();
        for (Fields error : message.objects("errors")) {
            errors.add(collectError(error));
        }
        return new WorkerMessage.Found(
                message.text("rootdir"),
                message.textOrNull("inifile"),
                message.number("deselected"),
                errors,
                skipped(message),
                message.texts("unmatched"),
                message.textOrNull("together"),
                message.textOrNull("world"),
                ReportFields.options(message),
                ReportFields.junit(message));
    }

    private static List<CollectSkip> skipped(Fields message) throws FrameException {
        List<CollectSkip> skipped = new ArrayList<>();
        for (Fields skip : message.objects("skipped")) {
            @Nullable Integer line = skip.numberOrNull("line");
            @Nullable String reason = skip.textOrNull("reason");
            skipped.add(
                    new CollectSkip(
                            skip.text("path"),
                            line == null ? null : line + 1,
                            reason == null ? "" : reason));
        }
        return skipped;
    }

    private static List<SessionEvent> events(Fields message) throws FrameException {
        List<SessionEvent> events = new ArrayList<>();
        for (Fields event : message.objects("events")) {
            if (event.text("t").equals("passed")) {
                passed(event, events);
                continue;
            }
            @Nullable SessionEvent read = event(event);
            if (read != null) {
                events.add(read);
            }
        }
        return events;
    }

    /** Spells out what a session says in one word: three phases passed, and that is all. */
    private static void passed(Fields event, List<SessionEvent> events) throws FrameException {
        int item = event.number("i");
        double seconds = 0;
        for (Phase phase : PHASES) {
            double duration = event.decimal(phase.word());
            String category = phase == Phase.CALL ? "passed" : "";
            PhaseReport report =
                    new PhaseReport(phase, "passed", category, duration, null, null, null);
            events.add(new SessionEvent.Phase(item, report));
            seconds += duration;
        }
        events.add(new SessionEvent.Finished(item, Outcome.PASSED, seconds, null));
    }

    private static @Nullable SessionEvent event(Fields event) throws FrameException {
        return switch (event.text("t")) {
            case "started" ->
                    new SessionEvent.Started(event.number("i"), event.decimalOrNull("limit"));
            case "collecting" ->
                    new SessionEvent.Collecting(event.textOrNull("id"), event.textOrNull("path"));
            case "phase" -> new SessionEvent.Phase(event.number("i"), phase(event));
            case "output" ->
                    new SessionEvent.Output(
                            event.number("i"),
                            new Section(when(event), event.text("stream"), event.text("text")));
            case "finished" ->
                    new SessionEvent.Finished(
                            event.number("i"),
                            outcome(event),
                            event.decimal("duration"),
                            ReportFields.junit(event));
            case "debug" -> new SessionEvent.Debug(event.text("host"), event.number("port"));
            case "lines" -> new SessionEvent.CoveredFile(covered(event));
            case "covered" -> new SessionEvent.Covered(event.text("text"), event.flag("isEnough"));
            case "said" -> new SessionEvent.Said(event.text("text"));
            case "concluded" -> new SessionEvent.Concluded(event.text("text"));
            case "collecterror" -> new SessionEvent.CollectFailed(collectError(event));
            case "warning" -> new SessionEvent.Warned(warning(event));
            case "ended" ->
                    new SessionEvent.Ended(
                            event.number("exit"),
                            event.textOrNull("message"),
                            stats(event),
                            ReportFields.options(event),
                            ReportFields.junit(event),
                            event.textOrNull("coverage"));
            default -> null;
        };
    }

    private static Coverage.File covered(Fields event) throws FrameException {
        Map<String, String> tests = new LinkedHashMap<>();
        for (Fields test : event.objects("tests")) {
            tests.put(test.text("id"), test.text("lines"));
        }
        return new Coverage.File(
                event.text("path"),
                event.text("executed"),
                event.text("missing"),
                event.textOrNull("taken"),
                event.textOrNull("untaken"),
                tests);
    }

    private static PhaseReport phase(Fields event) throws FrameException {
        @Nullable String xfail = event.textOrNull("xfail");
        return new PhaseReport(
                when(event),
                event.text("outcome"),
                event.text("category"),
                event.decimal("duration"),
                failure(event),
                xfail == null ? event.textOrNull("reason") : xfail,
                event.textOrNull("subtest"),
                event.textOrNull("place"));
    }

    private static @Nullable Failure failure(Fields event) throws FrameException {
        @Nullable String text = event.textOrNull("longrepr");
        if (text == null) {
            return null;
        }
        List<Frame> frames = new ArrayList<>();
        for (Fields frame : event.objects("frames")) {
            frames.add(new Frame(frame.text("path"), frame.number("line"), frame.text("name")));
        }
        @Nullable Fields crash = event.objectOrNull("crash");
        return new Failure(
                text,
                event.textOrNull("ansi"),
                crash == null
                        ? null
                        : new Crash(
                                crash.text("path"), crash.number("line"), crash.text("message")),
                frames,
                event.textOrNull("exception"),
                event.textOrNull("expected"),
                event.textOrNull("actual"));
    }

    private static CollectError collectError(Fields error) throws FrameException {
        @Nullable Integer line = error.numberOrNull("line");
        return new CollectError(
                error.text("id"),
                error.text("path"),
                line == null ? null : line + 1,
                error.text("longrepr"),
                error.textOrNull("ansi"));
    }

    private static RunWarning warning(Fields event) throws FrameException {
        @Nullable String path = event.textOrNull("path");
        @Nullable Integer line = event.numberOrNull("line");
        return new RunWarning(
                event.text("message"),
                event.text("category"),
                path == null ? "" : path,
                line == null ? 0 : line,
                event.text("when"),
                event.textOrNull("id"),
                event.textOrNull("source"));
    }

    private static Map<String, Integer> stats(Fields event) throws FrameException {
        Map<String, Integer> stats = new LinkedHashMap<>();
        @Nullable Fields counts = event.objectOrNull("stats");
        if (counts != null) {
            for (String category : counts.names()) {
                stats.put(category, counts.number(category));
            }
        }
        return stats;
    }

    private static Phase when(Fields event) throws FrameException {
        return switch (event.text("when")) {
            case "setup" -> Phase.SETUP;
            case "call" -> Phase.CALL;
            case "teardown" -> Phase.TEARDOWN;
            default -> throw event.missing("when");
        };
    }

    private static Outcome outcome(Fields event) throws FrameException {
        return switch (event.text("outcome")) {
            case "passed" -> Outcome.PASSED;
            case "failed" -> Outcome.FAILED;
            case "error" -> Outcome.ERROR;
            case "skipped" -> Outcome.SKIPPED;
            case "xfailed" -> Outcome.XFAILED;
            case "xpassed" -> Outcome.XPASSED;
            default -> throw event.missing("outcome");
        };
    }
}
