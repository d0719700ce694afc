package org.fastest.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fastest.bridge.SessionEvent;
import org.fastest.bridge.Supervisor;
import org.fastest.bridge.WorkerMessage;
import org.fastest.bridge.WorkerOp;
import org.jspecify.annotations.Nullable;

/** One session of a run: what it collected, what it was handed, how far it is. */
final class Session {
    /**
     * A session that would have done its items in less is handed more, in nanoseconds: the way of a
     * result to the run and of the next items back takes up to a fifth of it, as a supervisor reads
     * from quick sessions only every 10 ms.
     */
    private static final long AHEAD = 50_000_000;

    final int worker;
    final Supervisor supervisor;
    private final String run;

    /** What it has collected so far, or all of it once {@link #found} is there. */
    List<WorkerMessage.Item> collected = new ArrayList<>();

    WorkerMessage.@Nullable Found found;

    /** Warnings and errors of the collection, held until it is clear whether they are news. */
    final List<SessionEvent> early = new ArrayList<>();

    final Tally tally = new Tally();
    SessionEvent.@Nullable Ended ended;

    /** Whether the run told it to stop: then its exit code says nothing about the tests. */
    boolean stopped;

    /** Whether its processes are gone. */
    boolean gone;

    /** Whether it was told that no more items follow. */
    boolean last;

    /** Whether it runs all of its items without being handed them. */
    boolean runsAll;

    /** What it may take only so long for, or null. */
    @Nullable Busy busy;

    /** What of that was asked about already, whether it takes too long. */
    @Nullable Busy asked;

    /** What it took too long for: it is being killed. */
    @Nullable Busy overdue;

    /** What it was opened for; null for one that only reports. */
    @Nullable RunRequest request;

    /** The file that it is importing, where it tells so. */
    Busy.With.@Nullable Import importing;

    /** How many items it has finished. */
    int finished;

    /** How many failed reports it has given. */
    int failures;

    /** What it is running, by place. */
    final Map<Integer, Running> running = new LinkedHashMap<>();

    /** Places in {@link Selected} by its own index, and the other way round. */
    private int[] places = {};

    private int[] indices = {};
    private boolean matched;

    /** What it was handed and has not finished, each with what is left of the list it came in. */
    private final Map<Integer, int[]> open = new LinkedHashMap<>();

    private int openLists;

    /** When it was handed its first items, of {@link System#nanoTime}. */
    private long begin;

    Session(String run, int worker, Supervisor supervisor) {
        this.run = run;
        this.worker = worker;
        this.supervisor = supervisor;
    }

    /** Matches its collection with the run's, by node id and occurrence. */
    void match(Selected selected, String project) {
        List<org.fastest.model.RunItem> items = Selected.items(collected, project);
        places = new int[items.size()];
        indices = new int[selected.items().size()];
        Arrays.fill(indices, -1);
        for (int index = 0; index < places.length; index++) {
            int place = selected.place(items.get(index).id());
            places[index] = place;
            if (place >= 0) {
                indices[place] = index;
            }
        }
        matched = true;
        // From here on the run's own list is the one to ask.
        collected = List.of();
    }

    /** Its collection is the run's: each item has the place that it has here. */
    void matchItself(Selected selected) {
        places = new int[collected.size()];
        indices = new int[selected.items().size()];
        Arrays.fill(indices, -1);
        for (int index = 0; index < places.length; index++) {
            places[index] = index;
            indices[index] = index;
        }
        matched = true;
        collected = List.of();
    }

    /** Whether its collection is complete and was matched. */
    boolean isMatched() {
        return matched;
    }

    /** Whether it can still be handed items. */
    boolean takesItems() {
        return matched && ended == null && !gone && !stopped && !last;
    }

    /** Whether it may yet do work that nobody has, but has none now. */
    boolean isIdle() {
        return ended == null && !gone && !stopped && !last && open.isEmpty();
    }

    boolean has(int place) {
        return place < indices.length && indices[place] >= 0;
    }

    /** The place of an item that this session was handed, or -1. */
    int placeOf(int index) {
        return index >= 0 && index < places.length ? places[index] : -1;
    }

    /**
     * Hands it items that it has; with {@code closing} they are its last. One that {@link #runsAll}
     * is handed them all, in their order, which it need not be told.
     */
    void hand(List<Integer> handed, boolean closing) {
        if (finished == 0 && open.isEmpty()) {
            begin = System.nanoTime();
        }
        List<Integer> own = new ArrayList<>(handed.size());
        for (Integer place : handed) {
            own.add(indices[place]);
        }
        int[] left = {handed.size()};
        for (Integer place : handed) {
            open.put(place, left);
        }
        openLists += handed.isEmpty() ? 0 : 1;
        last = closing;
        if (!runsAll) {
            supervisor.send(new WorkerOp.Items(run, worker, own, closing));
        }
    }

    /** Whether it is being ended because of this item, which did take too long. */
    boolean isLate(int place, double seconds) {
        return overdue != null
                && overdue.with() instanceof Busy.With.Item item
                && item.place() == place
                && seconds >= overdue.seconds();
    }

    /** Notes that an item which it was handed is done. */
    void finish(int place) {
        drop(place);
        finished++;
    }

    /** Forgets an item that it will not finish. */
    void drop(int place) {
        int[] left = open.remove(place);
        if (left != null && --left[0] == 0) {
            openLists--;
        }
        running.remove(place);
    }

    /** What it was handed and has not finished, in the order handed. */
    List<Integer> unfinished() {
        return new ArrayList<>(open.keySet());
    }

    /** How many of the lists that it was handed it has still to do. */
    int openLists() {
        return openLists;
    }

    /**
     * Whether it has enough to do for now: the list that it runs and one more, or what it would
     * take some time for at its pace so far. The last ones are not hoarded: others may be done
     * sooner.
     *
     * @param waiting how many lists nobody has
     * @param sessions how many share them
     * @param now the time, of {@link System#nanoTime}
     */
    boolean isProvided(int waiting, int sessions, long now) {
        if (openLists < 2) {
            return false;
        }
        return finished == 0
                || openLists >= waiting / (2 * sessions)
                || open.size() * ((now - begin) / (double) finished) >= AHEAD;
    }

    /** Its processes are gone: what it knew about the collection is of no more use. */
    void leave() {
        gone = true;
        places = new int[0];
        indices = new int[0];
    }

    void interrupt() {
        supervisor.send(new WorkerOp.Interrupt(run, worker));
    }

    void expire() {
        supervisor.send(new WorkerOp.Expire(run, worker));
    }

    void kill() {
        supervisor.send(new WorkerOp.Kill(run, worker));
    }
}
