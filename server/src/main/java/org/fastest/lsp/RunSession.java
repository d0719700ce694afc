package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.fastest.model.CollectError;
import org.fastest.model.CollectionReport;
import org.fastest.model.Failure;
import org.fastest.model.Outcome;
import org.fastest.model.Phase;
import org.fastest.model.PhaseReport;
import org.fastest.model.RunEnd;
import org.fastest.model.RunEvent;
import org.fastest.model.RunItem;
import org.fastest.model.RunWarning;
import org.fastest.model.Section;
import org.fastest.model.Span;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.fastest.model.TestResult;
import org.fastest.run.RunHandle;
import org.jspecify.annotations.Nullable;

/**
 * One run on the wire: turns its events into {@code tests/runEvent}, last results, diagnostics and
 * progress, and sees to it that every selected test gets exactly one outcome and the run one end.
 * Used by the session's thread.
 */
final class RunSession {
    /** Events in one notification at most. */
    private static final int CHUNK = 1_000;

    /** Characters of output outside of pytest's capture that are passed on. */
    private static final int MAX_RAW = 4 << 20;

    private static final int NAMED = 100;

    private final String runId;
    private final Features features;
    private final @Nullable List<TestId> asked;
    private final Failures failures;
    private final RunProgress progress;
    private final Counts counts = new Counts();
    private final Set<TestId> pending = new LinkedHashSet<>();
    private final Set<TestId> done = new HashSet<>();
    private final Set<TestId> printed = new HashSet<>();
    private final Set<String> broken = new HashSet<>();
    private List<JsonElement> events = new ArrayList<>();
    private @Nullable RunHandle handle;
    private long sent;
    private long raw;
    private boolean ended;

    RunSession(String runId, Features features, @Nullable List<TestId> asked) {
        this.runId = runId;
        this.features = features;
        this.asked = asked;
        this.failures =
                new Failures(
                        features.project(), new RunTexts(features.project(), features.documents()));
        this.progress = new RunProgress(features.client(), "fastest/" + runId);
    }

    void started(RunHandle by) {
        handle = by;
        // Not before: a progress that was begun for a run that never started would never end.
        progress.create();
    }

    @Nullable RunHandle handle() {
        return handle;
    }

    String token() {
        return progress.token();
    }

    boolean isEnded() {
        return ended;
    }

    /** Whether a test was selected and has no outcome yet. */
    boolean isRunning(TestId id) {
        return pending.contains(id);
    }

    /** Takes what happened and tells the client in one go; gives whether a test's state changed. */
    boolean on(List<RunEvent> batch) {
        int before = counts.total() + counts.done();
        for (RunEvent event : batch) {
            if (!ended) {
                on(event);
            }
        }
        send();
        progress.report(counts.done(), counts.total());
        if (ended) {
            progress.end(counts.summary());
        }
        return ended || counts.total() + counts.done() != before;
    }

    private void on(RunEvent event) {
        switch (event) {
            case RunEvent.Ready ready -> {}
            case RunEvent.Collected(var report) -> collected(report);
            case RunEvent.CollectFailed(var error) -> collectFailed(error);
            case RunEvent.Started(var id, int worker) ->
                    add("started", id, Json.object("worker", worker));
            case RunEvent.Output(var id, var section) -> output(id, section);
            case RunEvent.RawOutput(int worker, var text) -> rawOutput(text);
            case RunEvent.Finished(var result) -> finished(result);
            case RunEvent.Warned(var warning) -> warned(warning);
            case RunEvent.WorkerLost(int worker, var message) ->
                    print("worker " + worker + " was lost: " + message + "\n", "stderr");
            case RunEvent.Ended(var end) -> ended(end);
        }
    }

    private void collected(CollectionReport report) {
        List<TestItem> news = new ArrayList<>();
        Set<TestId> files = new HashSet<>();
        for (RunItem item : report.items()) {
            news.addAll(features.project().found().note(item, features.project().snapshot()));
            files.add(TestId.of(item.id().project(), item.path()));
        }
        for (int i = 0; i < news.size(); i += CHUNK) {
            List<TestItem> some = news.subList(i, Math.min(news.size(), i + CHUNK));
            JsonArray items = ToLsp.items(some, features.project());
            emit(Json.object("t", "discovered", "items", items));
        }
        // A file that gives tests again has no failure of its collection any more.
        files.forEach(features.diagnostics()::clear);
        for (RunItem item : report.items()) {
            enqueue(item.id());
        }
        String project = features.project().snapshot().project();
        report.errors().forEach(this::collectFailed);
        for (String nodeId : report.unmatched()) {
            missing(TestId.of(project, nodeId));
        }
    }

    private void enqueue(TestId id) {
        if (!done.contains(id) && pending.add(id)) {
            counts.select();
            features.diagnostics().clear(id);
            add("enqueued", id, new JsonObject());
        }
    }

    /** An id that stands for nothing on disk. */
    private void missing(TestId id) {
        TestItem item = features.project().item(id);
        Document open = item == null ? null : features.project().document(item.path());
        boolean unsaved = open != null && open.differs();
        features.project().found().forget(id);
        String why = "there is no such test on disk";
        if (broken.stream().anyMatch(id.nodeId()::startsWith)) {
            why = "its file could not be collected";
        } else if (unsaved) {
            why = "save the file first: this test is not in the file on disk";
        }
        errored(id, why, item);
    }

    private void errored(TestId id, String text, @Nullable TestItem item) {
        Failure failure = Failure.of(text);
        PhaseReport phase =
                new PhaseReport(Phase.COLLECT, "failed", "error", 0, failure, null, null);
        finished(new TestResult(id, Outcome.ERROR, 0, List.of(phase), List.of()), item);
    }

    private void collectFailed(CollectError error) {
        String project = features.project().snapshot().project();
        boolean named = !error.nodeId().isEmpty();
        TestId id = TestId.of(project, named ? error.nodeId() : error.path());
        if (!done.add(id)) {
            return;
        }
        broken.add(error.path());
        counts.select();
        counts.add(Outcome.ERROR);
        features.diagnostics().clear(id);
        Integer line = error.line();
        Span span = line == null ? ToLsp.TOP : failures.texts().line(error.path(), line);
        JsonObject message = failures.message(error.text().strip(), error.ansi(), Phase.COLLECT);
        message.add("location", features.location(error.path(), span));
        JsonArray messages = new JsonArray();
        messages.add(message);
        add("errored", id, Json.object("durationMs", 0, "messages", messages));
        // The reader of syntax errors has already marked its own place in the file.
        if (!features.hasErrors(error.path())) {
            Diagnostics.Failed failed =
                    new Diagnostics.Failed(span, Failures.closing(error.text()), new JsonArray());
            features.diagnostics().failed(error.path(), id, failed);
        }
    }

    private void output(TestId id, Section section) {
        printed.add(id);
        emit(
                Json.object(
                        "t",
                        "output",
                        "text",
                        section.text(),
                        "id",
                        id,
                        "stream",
                        section.stream()));
    }

    private void rawOutput(String text) {
        long left = Math.max(0, MAX_RAW - raw);
        raw += text.length();
        if (left > 0) {
            print(text.length() <= left ? text : text.substring(0, (int) left), "stdout");
        }
    }

    private void warned(RunWarning warning) {
        String text =
                String.format(
                        "%s:%d: %s: %s%n",
                        warning.path(), warning.line(), warning.category(), warning.message());
        print(text.replace("\r\n", "\n"), "log");
    }

    private void print(String text, String stream) {
        emit(Json.object("t", "output", "text", text, "stream", stream));
    }

    private void finished(TestResult result) {
        finished(result, features.project().item(result.id()));
    }

    private void finished(TestResult result, @Nullable TestItem item) {
        TestId id = result.id();
        enqueue(id);
        if (!pending.remove(id)) {
            return;
        }
        done.add(id);
        counts.add(result.outcome());
        if (!printed.remove(id)) {
            result.output().forEach(section -> output(id, section));
            printed.remove(id);
        }
        attempts(result, item);
        double millis = LastResult.millis(result.seconds());
        JsonArray messages = failures.messages(result, item);
        add(
                LastResult.word(result.outcome()),
                id,
                Json.object(
                        "durationMs", millis, "messages", messages.isEmpty() ? null : messages));
        features.remember(id, new LastResult(result.outcome(), millis, features.now(), runId));
        features.diagnostics().clear(id);
        if (result.outcome().isBad() && item != null) {
            Diagnostics.Failed failed = failures.diagnostic(result, item);
            features.diagnostics().failed(item.path(), id, failed);
        }
    }

    private void attempts(TestResult result, @Nullable TestItem item) {
        for (PhaseReport phase : result.phases()) {
            if (Failures.isAttempt(phase)) {
                JsonArray messages = new JsonArray();
                JsonObject message = failures.message(phase, item);
                if (message != null) {
                    messages.add(message);
                }
                add("attempt", result.id(), Json.object("outcome", "failed", "messages", messages));
            }
        }
    }

    private void ended(RunEnd end) {
        List<TestId> missing = new ArrayList<>(pending);
        missing.addAll(unheard());
        String why = end.message() == null ? "" : ": " + end.message();
        boolean cancelled = end.reason() == RunEnd.Reason.CANCELLED;
        for (TestId id : missing) {
            if (cancelled) {
                if (pending.add(id)) {
                    counts.select();
                }
            } else {
                errored(id, "the run ended without a result of this test" + why, item(id));
            }
        }
        if (raw > MAX_RAW) {
            print("… " + (raw - MAX_RAW) + " characters left out …\n", "stdout");
        }
        boolean lost = !cancelled && !missing.isEmpty() && end.exitCode() == 0;
        emit(
                Json.object(
                        "t",
                        "ended",
                        "reason",
                        ToLsp.word(end.reason()),
                        "counts",
                        counts.json(),
                        "exitCode",
                        lost ? 1 : end.exitCode(),
                        "message",
                        cancelled ? cancelMessage(end, missing) : end.message(),
                        "unfinished",
                        cancelled && !missing.isEmpty() ? Json.array(missing) : null));
        pending.clear();
        ended = true;
        Runs.announce(features, end, counts);
    }

    private @Nullable TestItem item(TestId id) {
        return features.project().item(id);
    }

    /** Tests that were named and of which the run has said nothing at all. */
    private List<TestId> unheard() {
        List<TestId> unheard = new ArrayList<>();
        for (TestId id : asked == null ? List.<TestId>of() : asked) {
            TestItem item = item(id);
            boolean isTest = item != null && item.kind().isTest();
            if (isTest && !done.contains(id) && !pending.contains(id) && !hasCases(id)) {
                unheard.add(id);
            }
        }
        return unheard;
    }

    private boolean hasCases(TestId function) {
        String start = function.nodeId() + "[";
        return done.stream().anyMatch(id -> id.nodeId().startsWith(start))
                || pending.stream().anyMatch(id -> id.nodeId().startsWith(start));
    }

    private static @Nullable String cancelMessage(RunEnd end, List<TestId> missing) {
        if (missing.isEmpty()) {
            return end.message();
        }
        StringBuilder text = new StringBuilder(end.message() == null ? "cancelled" : end.message());
        text.append("\nwithout a result:");
        for (TestId id : missing.subList(0, Math.min(NAMED, missing.size()))) {
            text.append('\n').append(id.nodeId());
        }
        if (missing.size() > NAMED) {
            text.append("\n… and ").append(missing.size() - NAMED).append(" more");
        }
        return text.toString();
    }

    private void add(String type, TestId id, JsonObject more) {
        JsonObject event = Json.object("t", type, "id", id);
        more.entrySet().forEach(entry -> event.add(entry.getKey(), entry.getValue()));
        emit(event);
    }

    private void emit(JsonObject event) {
        events.add(event);
        if (events.size() == CHUNK) {
            send();
        }
    }

    private void send() {
        if (!events.isEmpty()) {
            JsonArray all = Json.array(events);
            events = new ArrayList<>();
            features.client()
                    .tests(
                            "tests/runEvent",
                            Json.object("runId", runId, "seq", ++sent, "events", all));
        }
    }
}
