package org.fastest.lsp;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.fastest.engine.RunSettings;
import org.fastest.model.RunEnd;
import org.fastest.model.RunEvent;
import org.fastest.model.Selection;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.fastest.run.RunHandle;
import org.jspecify.annotations.Nullable;

/**
 * The runs that go on: starts, cancels and ends them. Used by the session's thread; only {@link
 * #killAll} may come from another.
 */
final class Runs {
    private final Features features;
    private final Trust trust;
    private final Executor work;
    private final Map<String, RunSession> active = new ConcurrentHashMap<>();
    private final Map<String, RunFeed> feeds = new ConcurrentHashMap<>();
    private int count;

    /**
     * What became of an order.
     *
     * @param runId the run's id
     * @param refused why it was not accepted, or null
     * @param command what a person could paste, or null where it was not accepted
     */
    record Answer(String runId, @Nullable String refused, @Nullable JsonObject command) {
        static Answer refused(String runId, String why) {
            return new Answer(runId, why, null);
        }
    }

    Runs(Features features, Trust trust, Executor work) {
        this.features = features;
        this.trust = trust;
        this.work = work;
    }

    Answer start(RunOrder order) {
        String runId = order.runId() == null ? freshId() : order.runId();
        if (active.containsKey(runId)) {
            return Answer.refused(runId, "the run id " + runId + " is in use");
        }
        if (!trust.allowsExplicitRun()) {
            return Answer.refused(runId, "the folder is not trusted: trust it to run its tests");
        }
        if (order.include() == null) {
            features.changed(features.project().workspace().refresh());
        }
        JsonObject command = command(selection(order));
        RunSession run = new RunSession(runId, features, order.include());
        RunFeed feed = new RunFeed(work, batch -> heard(run, runId, batch));
        active.put(runId, run);
        feeds.put(runId, feed);
        try {
            run.started(engineRun(order, runId, feed));
            return new Answer(runId, null, command);
        } catch (RuntimeException e) {
            active.remove(runId);
            feeds.remove(runId);
            throw e;
        }
    }

    private RunHandle engineRun(RunOrder order, String runId, RunFeed feed) {
        RunSettings settings =
                new RunSettings(
                        runId,
                        order.workers(),
                        order.args(),
                        order.env(),
                        features.client().profile().tests());
        return features.engine()
                .run(features.project().workspace(), selection(order), settings, feed);
    }

    private void heard(RunSession run, String runId, List<RunEvent> batch) {
        boolean shown = run.on(batch);
        if (run.isEnded()) {
            active.remove(runId, run);
            feeds.remove(runId);
        }
        features.diagnostics().flush();
        if (shown) {
            features.lensesChanged();
        }
    }

    private String freshId() {
        String id;
        do {
            id = "run-" + ++count;
        } while (active.containsKey(id));
        return id;
    }

    Selection selection(RunOrder order) {
        if (order.include() != null) {
            return new Selection.Ids(order.include(), order.exclude());
        }
        if (order.exclude().isEmpty()) {
            return new Selection.All();
        }
        List<TestId> top = new ArrayList<>();
        for (TestItem item : features.project().snapshot().items()) {
            if (item.parent() == null) {
                top.add(item.id());
            }
        }
        return new Selection.Ids(top, order.exclude());
    }

    /** The same run for a terminal. */
    JsonObject command(Selection selection) {
        return Json.object(
                "argv",
                Json.array(features.engine().command(features.project().workspace(), selection)),
                "cwd",
                features.project().workspace().folder(),
                "env",
                new JsonObject());
    }

    /** Whether a test is selected by a run that goes on and has no outcome yet. */
    boolean isRunning(TestId id) {
        for (RunSession run : active.values()) {
            if (run.isRunning(id)) {
                return true;
            }
        }
        return false;
    }

    /** Cancels one run, by its id; gives what state it is in now. */
    String cancel(String runId) {
        return stop(runId, RunHandle::cancel);
    }

    /** Kills one run, by its id; gives what state it is in now. */
    String kill(String runId) {
        return stop(runId, RunHandle::kill);
    }

    private String stop(String runId, Consumer<RunHandle> how) {
        RunSession run = active.get(runId);
        if (run == null || run.handle() == null) {
            return "unknown";
        }
        how.accept(run.handle());
        return "cancelling";
    }

    void cancelAll() {
        List.copyOf(active.keySet()).forEach(this::cancel);
    }

    void cancelByToken(String token) {
        for (Map.Entry<String, RunSession> run : List.copyOf(active.entrySet())) {
            if (run.getValue().token().equals(token)) {
                cancel(run.getKey());
            }
        }
    }

    /** The client is gone: nothing of a run stays. */
    void killAll() {
        feeds.values().forEach(RunFeed::close);
        List.copyOf(active.keySet()).forEach(this::kill);
    }

    /** Tells clients that show nothing of a run themselves how it ended. */
    static void announce(Features features, RunEnd end, Counts counts) {
        Client client = features.client();
        if (client.profile().tests()) {
            return;
        }
        boolean failedToStart = end.reason() == RunEnd.Reason.ERROR;
        if (failedToStart || !client.profile().progress()) {
            String why = end.message() == null ? "" : ": " + end.message();
            String text = ToLsp.word(end.reason()) + ", " + counts.summary() + why;
            String which = features.isUnsaved() ? "Tests (saved version): " : "Tests: ";
            client.show(failedToStart ? Client.ERROR : Client.INFO, which + text);
        }
    }
}
