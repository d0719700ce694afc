package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import org.jspecify.annotations.Nullable;

/**
 * One run on the wire: turns its events into {@code tests/runEvent}, last results, diagnostics and
 * progress, and sees to it that every selected test gets exactly one outcome and the run one end.
 * Used by the session's thread.
 */
final class RunSession {
    /** Characters of output outside of pytest's capture that are passed on. */
    private static final int MAX_RAW = 4 << 20;

    private static final int NAMED = 100;

    private final String runId;
    private final Features features;
    private final @Nullable List<TestId> asked;
    private final RunParts parts;

    /** How often the disk had been looked at when the run began. */
    private final Map<Project, Long> since = new HashMap<>();

    private final Map<Project, Failures> failures = new HashMap<>();
    private final RunProgress progress;
    private final Counts counts = new Counts();
    private final Set<TestId> pending = new LinkedHashSet<>();
    private final Set<TestId> done = new HashSet<>();
    private final Set<TestId> printed = new HashSet<>();
    private final Set<ProjectFile> broken = new HashSet<>();
    private final RunEvents events;
    private Instant now = Instant.EPOCH;
    private long raw;
    private boolean ended;

    /** Whether a lens shows something else by what is being told. */
    private boolean shown;

    /** The file that was looked for among the open ones last, and is none. */
    private String file = "";

    /**
     * A run that is about to start.
     *
     * @param order what was asked for
     * @param projects whose tests it is about
     * @param parts hears when one of them is through
     */
    RunSession(
            String runId,
            RunOrder order,
            List<Project> projects,
            RunParts parts,
            Features features) {
        this.runId = runId;
        this.features = features;
        this.events = new RunEvents(features.client(), runId);
        this.asked = order.include();
        this.parts = parts;
        this.progress = new RunProgress(features.client(), "fastest/" + runId);
        for (Project project : projects) {
            RunTexts texts = new RunTexts(project, features.documents());
            since.put(project, project.workspace().looks());
            failures.put(project, new Failures(project, features.projects(), texts));
        }
    }

    void started() {
        // Not before: a progress that was begun for a run that never started would never end.
        progress.create();
        features.output().begin(runId);
    }

    RunParts parts() {
        return parts;
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

    /** Takes what happened and tells the client in one go; gives whether a lens shows it. */
    boolean on(List<RunFeed.Told> batch) {
        shown = false;
        file = "";
        now = features.now();
        for (RunFeed.Told told : batch) {
            if (!ended) {
                on(told.project(), told.event());
            }
        }
        events.send();
        progress.report(counts.done(), counts.total());
        if (ended) {
            progress.end(counts.summary());
            features.output().ended(runId, counts.summary());
        }
        return shown;
    }

    /** The test's state is another: a lens shows that where its file is open. */
    private void touch(TestId id) {
        if (shown || features.documents().isEmpty()) {
            return;
        }
        String nodeId = id.nodeId();
        if (file.isEmpty() || !TestId.isOf(nodeId, file)) {
            // Neighbours mostly share their file.
            file = TestId.fileOf(nodeId);
            Project project = features.projects().of(id);
            shown = project != null && project.document(file) != null;
        }
    }

    private void on(Project project, RunEvent event) {
        features.output().on(runId, event);
        switch (event) {
            case RunEvent.Ready ready -> {}
            case RunEvent.Collected(var report) -> collected(project, report);
            case RunEvent.CollectFailed(var error) -> collectFailed(project, error);
            case RunEvent.Started(var id, int worker) -> events.started(id, worker);
            case RunEvent.Output(var id, var section) -> output(id, section);
            case RunEvent.RawOutput(int worker, var text) -> rawOutput(text);
            case RunEvent.Finished(var result) -> finished(project, result);
            case RunEvent.Warned(var warning) -> warned(warning);
            case RunEvent.Configured configured -> {}
            case RunEvent.Junit junit -> {}
            case RunEvent.DebuggerAwaited(var host, int port) -> debuggerAwaited(host, port);
            case RunEvent.Covered(var coverage) ->
                    events.add(features.coverage().event(runId, coverage));
            case RunEvent.Quick quick -> {}
            case RunEvent.Concluded(var text) -> rawOutput(text);
            case RunEvent.WorkerLost(int worker, var message) ->
                    print("worker " + worker + " was lost: " + message + "\n", "stderr");
            case RunEvent.Ended(var end) -> partEnded(end);
        }
    }

    private void collected(Project project, CollectionReport report) {
        List<TestItem> news = new ArrayList<>();
        Set<TestId> files = new HashSet<>();
        long looks = since.getOrDefault(project, 0L);
        String path = "";
        for (RunItem item : report.items()) {
            news.addAll(project.found().note(item, project.snapshot(), looks));
            if (!path.equals(item.path())) {
                path = item.path();
                files.add(TestId.of(item.id().project(), path));
            }
        }
        for (int i = 0; i < news.size(); i += RunEvents.MOST) {
            List<TestItem> some = news.subList(i, Math.min(news.size(), i + RunEvents.MOST));
            JsonArray items = ToLsp.items(some, features.projects());
            events.add(Json.object("t", "discovered", "items", items));
        }
        // A file that gives tests again has no failure of its collection any more.
        files.forEach(features.diagnostics()::clear);
        for (RunItem item : report.items()) {
            enqueue(item.id());
        }
        report.errors().forEach(error -> collectFailed(project, error));
        for (String nodeId : report.unmatched()) {
            missing(project, TestId.of(project.snapshot().project(), nodeId));
        }
    }

    private void enqueue(TestId id) {
        if (!done.contains(id) && pending.add(id)) {
            counts.select();
            features.diagnostics().clear(id);
            events.enqueued(id);
            touch(id);
        }
    }

    /** An id that stands for nothing on disk. */
    private void missing(Project project, TestId id) {
        TestItem item = project.item(id);
        Document open = item == null ? null : project.document(item.path());
        boolean unsaved = open != null && open.differs();
        project.found().forget(id);
        String why = "there is no such test on disk";
        if (isBroken(project, id)) {
            why = "its file could not be collected";
        } else if (unsaved) {
            why = "save the file first: this test is not in the file on disk";
        }
        errored(project, id, why, item);
    }

    private boolean isBroken(Project project, TestId id) {
        return broken.stream()
                .anyMatch(file -> file.project() == project && id.nodeId().startsWith(file.path()));
    }

    private void errored(Project project, TestId id, String text, @Nullable TestItem item) {
        Failure failure = Failure.of(text);
        PhaseReport phase =
                new PhaseReport(Phase.COLLECT, "failed", "error", 0, failure, null, null);
        finished(project, new TestResult(id, Outcome.ERROR, 0, List.of(phase), List.of()), item);
    }

    private void collectFailed(Project project, CollectError error) {
        boolean named = !error.nodeId().isEmpty();
        String nodeId = named ? error.nodeId() : error.path();
        TestId id = TestId.of(project.snapshot().project(), nodeId);
        ProjectFile file = new ProjectFile(project, error.path());
        Failures texts = failures(project);
        if (!done.add(id)) {
            return;
        }
        broken.add(file);
        counts.select();
        counts.add(Outcome.ERROR);
        features.diagnostics().clear(id);
        Integer line = error.line();
        Span span = line == null ? ToLsp.TOP : texts.texts().line(error.path(), line);
        JsonObject message = texts.message(error.text().strip(), error.ansi(), Phase.COLLECT);
        message.add("location", features.location(file, span));
        JsonArray messages = new JsonArray();
        messages.add(message);
        events.outcome("errored", id, 0, messages);
        // The reader of syntax errors has already marked its own place in the file.
        if (!features.hasErrors(file)) {
            Diagnostics.Failed failed =
                    new Diagnostics.Failed(span, Failures.closing(error.text()), new JsonArray());
            features.diagnostics().failed(file, id, failed);
        }
    }

    private void output(TestId id, Section section) {
        printed.add(id);
        events.add(
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

    private void debuggerAwaited(String host, int port) {
        List<TestId> ids = asked == null ? List.of() : asked;
        events.add(
                Json.object(
                        "t",
                        "debug",
                        "id",
                        ids.size() == 1 ? ids.getFirst() : null,
                        "connect",
                        Json.object("host", host, "port", port)));
        if (!features.client().profile().tests()) {
            String text = "Tests: waiting for a debugger on " + host + ":" + port;
            features.client().show(Client.INFO, text);
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
        events.add(Json.object("t", "output", "text", text, "stream", stream));
    }

    private Failures failures(Project project) {
        return Objects.requireNonNull(failures.get(project), "a project of this run");
    }

    private void finished(Project project, TestResult result) {
        finished(project, result, hasPlace(result) ? project.item(result.id()) : null);
    }

    /** Whether there is something to show at the test's place: not of most. */
    private static boolean hasPlace(TestResult result) {
        boolean hasPlace = result.outcome().isBad();
        for (PhaseReport phase : result.phases()) {
            hasPlace |= phase.failure() != null;
        }
        return hasPlace;
    }

    private void finished(Project project, TestResult result, @Nullable TestItem item) {
        TestId id = result.id();
        if (!pending.remove(id)) {
            enqueue(id);
            if (!pending.remove(id)) {
                return;
            }
        }
        done.add(id);
        counts.add(result.outcome());
        touch(id);
        if (!printed.remove(id)) {
            result.output().forEach(section -> output(id, section));
            printed.remove(id);
        }
        Failures texts = failures(project);
        attempts(texts, result, item);
        double millis = LastResult.millis(result.seconds());
        events.outcome(LastResult.word(result.outcome()), id, millis, texts.messages(result, item));
        features.remember(id, new LastResult(result.outcome(), millis, now, runId));
        features.diagnostics().clear(id);
        if (result.outcome().isBad() && item != null) {
            ProjectFile file = new ProjectFile(project, item.path());
            features.diagnostics().failed(file, id, texts.diagnostic(result, item));
        }
    }

    private void attempts(Failures texts, TestResult result, @Nullable TestItem item) {
        for (PhaseReport phase : result.phases()) {
            if (Failures.isAttempt(phase)) {
                JsonArray messages = new JsonArray();
                JsonObject message = texts.message(phase, item);
                if (message != null) {
                    messages.add(message);
                }
                events.add(
                        Json.object(
                                "t",
                                "attempt",
                                "id",
                                result.id(),
                                "outcome",
                                "failed",
                                "messages",
                                messages));
            }
        }
    }

    private void partEnded(RunEnd end) {
        RunEnd whole = parts.ended(end);
        while (whole == null) {
            try {
                parts.next();
                return;
            } catch (RuntimeException bug) {
                String why = "Fastest itself failed: " + bug;
                whole = parts.ended(new RunEnd(RunEnd.Reason.ERROR, 3, why, Map.of(), 0));
            }
        }
        ended(whole);
    }

    private void ended(RunEnd end) {
        List<TestId> missing = new ArrayList<>(pending);
        missing.addAll(unheard());
        String why = end.message() == null ? "" : ": " + end.message();
        boolean cancelled =
                end.reason() == RunEnd.Reason.CANCELLED || end.reason() == RunEnd.Reason.TIMEOUT;
        for (TestId id : missing) {
            if (cancelled) {
                if (pending.add(id)) {
                    counts.select();
                }
            } else {
                String text = "the run ended without a result of this test" + why;
                errored(owner(id), id, text, item(id));
            }
        }
        if (raw > MAX_RAW) {
            print("… " + (raw - MAX_RAW) + " characters left out …\n", "stdout");
        }
        boolean lost = !cancelled && !missing.isEmpty() && end.exitCode() == 0;
        events.add(
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
        pending.forEach(this::touch);
        pending.clear();
        ended = true;
        Runs.announce(features, end, counts);
    }

    /** Whose test it is; any project of the run where its own was closed meanwhile. */
    private Project owner(TestId id) {
        Project owner = features.projects().of(id);
        return owner != null && failures.containsKey(owner)
                ? owner
                : failures.keySet().iterator().next();
    }

    private @Nullable TestItem item(TestId id) {
        return features.projects().item(id);
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
}
