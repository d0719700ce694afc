package org.fastest.lsp;

import com.google.gson.JsonArray;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.fastest.model.RunEnd;
import org.fastest.model.TestId;
import org.jspecify.annotations.Nullable;

/**
 * Runs that stay until they are cancelled. After each save what it may concern is run: a round,
 * which is a run of its own. Saves are gathered for a moment; a round that a newer save concerns as
 * a whole is cancelled for it, any other one comes to its end first. Used by the session's thread.
 */
final class Continuous {
    private static final Duration QUIET = Duration.ofMillis(100);

    /** How often a pause that another save came in is begun anew. */
    private static final int PATIENCE = 10;

    private final Features features;
    private final Runs runs;
    private final DiskChanges disk;
    private final Executor work;
    private final Delay delay;
    private final Map<String, Standing> standing = new LinkedHashMap<>();
    private final Set<Path> saved = new LinkedHashSet<>();
    private boolean isWaiting;
    private boolean isNewsSince;
    private int pauses;

    /** A run that stays. */
    private static final class Standing {
        final RunOrder order;
        final Set<Path> queued = new LinkedHashSet<>();
        int rounds;
        @Nullable String round;
        List<TestId> running = List.of();
        boolean isAsking;
        boolean isCancelled;

        Standing(RunOrder order) {
            this.order = order;
        }
    }

    Continuous(Features features, Runs runs, DiskChanges disk, Executor work, Delay delay) {
        this.features = features;
        this.runs = runs;
        this.disk = disk;
        this.work = work;
        this.delay = delay;
        runs.whenEnded(this::ended);
    }

    /** Begins to stand; nothing is run before something is saved. */
    Runs.Answer start(RunOrder order) {
        Runs.Answer answer = runs.check(order, standing.keySet());
        if (answer.refused() == null) {
            standing.put(answer.runId(), new Standing(order));
        }
        return answer;
    }

    boolean isStanding(String runId) {
        return standing.containsKey(runId);
    }

    /** A file was saved in the editor. */
    void saved(Path file) {
        if (standing.isEmpty() || !file.toString().endsWith(".py")) {
            return;
        }
        saved.add(file);
        isNewsSince = true;
        if (!isWaiting) {
            isWaiting = true;
            pauses = 0;
            pause();
        }
    }

    private void pause() {
        isNewsSince = false;
        delay.after(QUIET, this::paused);
    }

    private void paused() {
        if (isNewsSince && ++pauses < PATIENCE) {
            pause();
            return;
        }
        isWaiting = false;
        List<Path> files = List.copyOf(saved);
        saved.clear();
        disk.told(files);
        disk.look();
        for (Map.Entry<String, Standing> each : standing.entrySet()) {
            each.getValue().queued.addAll(files);
            ask(each.getKey(), each.getValue());
        }
    }

    /** Finds out what the queued files concern, then starts or waits. */
    private void ask(String runId, Standing standing) {
        if (standing.isAsking || standing.isCancelled || standing.queued.isEmpty()) {
            return;
        }
        standing.isAsking = true;
        List<Path> files = List.copyOf(standing.queued);
        CompletableFuture<Void> _ =
                Reach.of(features, files)
                        .handleAsync(
                                (paths, failure) -> {
                                    standing.isAsking = false;
                                    if (failure == null) {
                                        List<TestId> include = new ArrayList<>();
                                        List<TestId> asked = standing.order.include();
                                        paths.forEach((project, some) ->
                                                narrow(project, some, asked, include));
                                        reached(runId, standing, files, include);
                                    }
                                    return null;
                                },
                                work);
    }

    /** Of the files that are concerned what was asked for. */
    private void narrow(
            Project project, List<String> paths, @Nullable List<TestId> asked, List<TestId> into) {
        for (String path : paths) {
            TestId file = TestId.of(project.snapshot().project(), path);
            if (asked == null) {
                into.add(file);
                continue;
            }
            for (TestId id : asked) {
                boolean isOurs = features.projects().of(id) == project;
                String nodeId = id.nodeId();
                if (isOurs && TestId.fileOf(nodeId).equals(path)) {
                    into.add(id);
                } else if (isOurs
                        && (nodeId.isEmpty()
                                || nodeId.equals(".")
                                || path.startsWith(nodeId + "/"))) {
                    into.add(file);
                }
            }
        }
    }

    private void reached(String runId, Standing standing, List<Path> files, List<TestId> include) {
        if (standing.isCancelled) {
            return;
        }
        if (standing.queued.size() > files.size()) {
            // More was saved while this was found out.
            ask(runId, standing);
            return;
        }
        if (include.isEmpty()) {
            standing.queued.clear();
            return;
        }
        String round = standing.round;
        if (round != null) {
            if (include.containsAll(standing.running)) {
                runs.cancel(round);
            }
            return;
        }
        standing.queued.clear();
        String next = runId + "/" + ++standing.rounds;
        RunOrder order = standing.order.round(next, include);
        Runs.Answer answer = runs.start(order);
        if (answer.refused() != null) {
            features.client().show(Client.ERROR, "Tests: " + answer.refused());
            return;
        }
        standing.round = next;
        standing.running = include;
        JsonArray uris = new JsonArray();
        for (Path file : files) {
            uris.add(Uris.of(file));
        }
        features.client()
                .tests(
                        "tests/didStartRun",
                        Json.object(
                                "runId",
                                next,
                                "continuous",
                                runId,
                                "include",
                                Json.array(include),
                                "saved",
                                uris,
                                "command",
                                answer.command()));
    }

    private void ended(String round) {
        for (Map.Entry<String, Standing> each : List.copyOf(standing.entrySet())) {
            Standing one = each.getValue();
            if (round.equals(one.round)) {
                one.round = null;
                if (one.isCancelled) {
                    end(each.getKey());
                } else {
                    ask(each.getKey(), one);
                }
            }
        }
    }

    /** Ends it, once its round has ended; gives what state it is in now. */
    String cancel(String runId, boolean force) {
        Standing one = standing.get(runId);
        if (one == null) {
            return "unknown";
        }
        one.isCancelled = true;
        if (one.round == null) {
            // What is cancelled is answered before it has ended.
            work.execute(() -> end(runId));
        } else if (force) {
            runs.kill(one.round);
        } else {
            runs.cancel(one.round);
        }
        return "cancelling";
    }

    void cancelAll() {
        List.copyOf(standing.keySet()).forEach(each -> cancel(each, false));
    }

    private void end(String runId) {
        if (standing.remove(runId) == null) {
            return;
        }
        JsonArray events = new JsonArray();
        events.add(
                Json.object(
                        "t",
                        "ended",
                        "reason",
                        ToLsp.word(RunEnd.Reason.CANCELLED),
                        "counts",
                        new Counts().json(),
                        "exitCode",
                        2));
        features.client()
                .tests("tests/runEvent", Json.object("runId", runId, "seq", 1, "events", events));
    }
}
