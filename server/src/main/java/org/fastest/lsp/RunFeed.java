package org.fastest.lsp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.fastest.model.PhaseReport;
import org.fastest.model.RunEvent;
import org.fastest.model.Section;
import org.fastest.model.TestResult;
import org.fastest.run.RunListener;

/**
 * Carries a run's events to the session's thread: one by one while that keeps up, in batches under
 * load. What waits is bounded: a run that is faster than its client is slowed down.
 */
final class RunFeed {
    private static final int BATCH = 256;
    private static final long MAX_WAITING = 8L << 20;

    private final Executor first;
    private final Executor work;
    private final Consumer<List<Told>> handler;
    private final ArrayDeque<Told> waiting = new ArrayDeque<>();
    private long weight;
    private boolean begun;
    private boolean scheduled;
    private boolean closed;

    /**
     * What happened in a run.
     *
     * @param project whose tests it is about
     * @param event what
     */
    record Told(Project project, RunEvent event) {}

    /**
     * A feed of nothing yet.
     *
     * @param first takes the first batch to the session's thread
     * @param work takes all others there
     */
    RunFeed(Executor first, Executor work, Consumer<List<Told>> handler) {
        this.first = first;
        this.work = work;
        this.handler = handler;
    }

    /** Takes what happens with one project's tests. */
    RunListener of(Project project) {
        return event -> on(new Told(project, event));
    }

    private synchronized void on(Told told) {
        while (weight > MAX_WAITING && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                closed = true;
            }
        }
        if (!closed) {
            waiting.add(told);
            weight += weight(told.event());
            schedule();
        }
    }

    /** Lets go of a run whose client is gone. */
    synchronized void close() {
        closed = true;
        waiting.clear();
        notifyAll();
    }

    private void schedule() {
        if (!scheduled && !waiting.isEmpty()) {
            scheduled = true;
            Executor way = begun ? work : first;
            begun = true;
            way.execute(this::drain);
        }
    }

    private void drain() {
        List<Told> batch = take();
        try {
            handler.accept(batch);
        } finally {
            synchronized (this) {
                scheduled = false;
                schedule();
            }
        }
    }

    private synchronized List<Told> take() {
        List<Told> batch = new ArrayList<>();
        while (batch.size() < BATCH && !waiting.isEmpty()) {
            Told told = waiting.remove();
            weight -= weight(told.event());
            batch.add(told);
        }
        notifyAll();
        return batch;
    }

    /** About how many bytes an event keeps alive. */
    private static long weight(RunEvent event) {
        if (event instanceof RunEvent.RawOutput output) {
            return 256L + output.text().length();
        }
        if (event instanceof RunEvent.Output output) {
            return 256L + output.section().text().length();
        }
        return event instanceof RunEvent.Finished finished ? weight(finished.result()) : 256;
    }

    private static long weight(TestResult result) {
        long weight = 1024;
        for (PhaseReport phase : result.phases()) {
            weight += phase.failure() == null ? 0 : 2L * phase.failure().text().length();
        }
        for (Section section : result.output()) {
            weight += section.text().length();
        }
        return weight;
    }
}
