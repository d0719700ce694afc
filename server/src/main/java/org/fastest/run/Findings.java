package org.fastest.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fastest.bridge.PytestCache;
import org.fastest.bridge.SessionEvent;
import org.fastest.bridge.WorkerMessage;
import org.fastest.model.CollectError;
import org.fastest.model.CollectionReport;
import org.fastest.model.Kind;
import org.fastest.model.ReportOptions;
import org.fastest.model.RunEvent;
import org.fastest.model.RunItem;
import org.fastest.model.TestId;
import org.jspecify.annotations.Nullable;

/**
 * What a run's sessions have found while they collected. Each collects for itself: one's collection
 * is the run's, and of what several have found the listener hears once.
 */
final class Findings {
    private final RunRequest request;
    private final Ear ear;
    private final PytestCache cache;
    private final Set<String> failedCollectors = new HashSet<>();
    private @Nullable Selected selected;
    private @Nullable Session chosen;
    private @Nullable ReportOptions options;
    private List<String> unmatched = List.of();

    /** Files that could not be imported in time. */
    private int errors;

    Findings(RunRequest request, Ear ear, PytestCache cache) {
        this.request = request;
        this.ear = ear;
        this.cache = cache;
    }

    /** The run's items, or null while they are not known. */
    @Nullable Selected selected() {
        return selected;
    }

    /** The session whose collection is the run's. */
    @Nullable Session chosen() {
        return chosen;
    }

    /** The options of pytest that matter to reports, once a session has told them. */
    @Nullable ReportOptions options() {
        return options;
    }

    /** What was asked for and not found. */
    List<String> unmatched() {
        return unmatched;
    }

    /** How many files could not be collected for a reason that no session has told. */
    int errors() {
        return errors;
    }

    /** The folder that the items' paths are relative to. */
    Path root() {
        WorkerMessage.@Nullable Found found = chosen == null ? null : chosen.found;
        return found == null ? request.cwd() : Path.of(found.rootdir());
    }

    /** Makes a session's complete collection the run's; gives its items. */
    Selected choose(Session session, WorkerMessage.Found found) {
        chosen = session;
        unmatched = found.unmatched();
        configure(found.options());
        List<RunItem> items = new ArrayList<>(Selected.items(session.collected, request.project()));
        return tell(
                items,
                new CollectionReport(
                        found.rootdir(),
                        found.inifile(),
                        items,
                        found.deselected(),
                        found.errors(),
                        unmatched,
                        found.together(),
                        found.world(),
                        found.skipped()));
    }

    /** Where no item needs a session. */
    Selected withoutSessions() {
        String rootdir =
                request.mode() instanceof RunRequest.Mode.Plain plain
                        ? plain.rootdir().toString()
                        : request.cwd().toString();
        return tell(
                new ArrayList<>(),
                new CollectionReport(rootdir, null, List.of(), 0, List.of(), List.of()));
    }

    private Selected tell(List<RunItem> items, CollectionReport report) {
        int collected = items.size();
        if (request.mode() instanceof RunRequest.Mode.Plain plain) {
            Set<String> known = new HashSet<>();
            for (RunItem item : items) {
                known.add(item.id().nodeId());
            }
            addMissing(plain.tests(), known, items);
            addMissing(plain.needPytest(), known, items);
        }
        cache.collected(items);
        Selected all = new Selected(items, collected, request.sharing());
        selected = all;
        ear.tell(new RunEvent.Collected(report.with(items)));
        return all;
    }

    private void addMissing(List<String> nodeIds, Set<String> known, List<RunItem> items) {
        for (String nodeId : nodeIds) {
            if (known.add(nodeId)) {
                TestId id = TestId.of(request.project(), nodeId);
                String path = TestId.fileOf(nodeId);
                items.add(new RunItem(id, path, null, Kind.FUNCTION, List.of()));
            }
        }
    }

    /**
     * Takes what a session says of its collection: news at once or once it is clear if they are.
     */
    void early(Session session, SessionEvent event) {
        if (session.isMatched()) {
            tellEarly(session, event);
        } else {
            session.early.add(event);
        }
    }

    /** Tells what a session's collection found that was not told yet. */
    void news(Session session) {
        for (SessionEvent event : session.early) {
            tellEarly(session, event);
        }
        session.early.clear();
        WorkerMessage.@Nullable Found found = session.found;
        if (found != null) {
            for (CollectError error : found.errors()) {
                tellOnce(error);
            }
        }
    }

    /** A session has come to its end, maybe before it had collected. */
    void close(Session session, SessionEvent.Ended ended) {
        // Sessions that all fail while they collect have all found the same.
        boolean isNews = session.found != null || options == null;
        configure(ended.options());
        if (isNews && ended.junit() != null) {
            ear.tell(new RunEvent.Junit(ended.junit()));
        }
    }

    /**
     * A file could not be imported in time, or took its session along.
     *
     * @param line where it stood, counted from 1, or null where nobody knows
     */
    void notCollected(String nodeId, @Nullable Integer line, String text) {
        if (!failedCollectors.contains(nodeId)) {
            errors++;
            tellOnce(new CollectError(nodeId, TestId.fileOf(nodeId), line, text, null));
        }
    }

    /** Each session has the same options. */
    private void configure(@Nullable ReportOptions told) {
        if (told != null && options == null) {
            options = told;
            ear.tell(new RunEvent.Configured(told));
        }
    }

    /** Only the chosen session's warnings count; each failed file once. */
    private void tellEarly(Session session, SessionEvent event) {
        if (event instanceof SessionEvent.CollectFailed failed) {
            tellOnce(failed.error());
        } else if (event instanceof SessionEvent.Warned warned
                && (chosen == null || chosen == session)) {
            ear.tell(new RunEvent.Warned(warned.warning()));
        }
    }

    private void tellOnce(CollectError error) {
        if (failedCollectors.add(error.nodeId())) {
            cache.collectFailed(error.nodeId());
            ear.tell(new RunEvent.CollectFailed(error));
        }
    }
}
