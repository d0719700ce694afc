package org.fastest.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.bridge.WorkerMessage;
import org.fastest.model.RunItem;
import org.fastest.model.TestId;
import org.jspecify.annotations.Nullable;

/**
 * The items of a run: those that the first complete collection gave, in its order. Knows which of
 * them nobody has yet and which are done; items are named by their place in that order.
 */
final class Selected {
    private final List<RunItem> items;

    /** By identity, once somebody has asked. */
    private @Nullable Map<TestId, Integer> places;

    private final boolean[] done;

    private final Waiting waiting;

    /**
     * All items of the run.
     *
     * @param collected how many of them, from the front, sessions have; nobody is handed the others
     */
    Selected(List<RunItem> items, int collected, Sharing sharing) {
        this.items = List.copyOf(items);
        this.done = new boolean[items.size()];
        this.waiting = new Waiting(this.items, collected, sharing);
    }

    /** The items of a collection, duplicates of a node id numbered from 1. */
    static List<RunItem> items(List<WorkerMessage.Item> collected, String project) {
        Map<String, Integer> seen = new HashMap<>();
        List<RunItem> items = new ArrayList<>(collected.size());
        for (WorkerMessage.Item item : collected) {
            int occurrence = seen.merge(item.id(), 1, Integer::sum);
            TestId id = new TestId(project, item.id(), occurrence);
            items.add(
                    new RunItem(
                            id, item.path(), item.line(), item.kind(), item.marks(), item.group()));
        }
        return items;
    }

    List<RunItem> items() {
        return items;
    }

    TestId id(int place) {
        return items.get(place).id();
    }

    /** The item's place, or -1 where this run has no such item. */
    int place(TestId id) {
        Map<TestId, Integer> known = places;
        if (known == null) {
            known = HashMap.newHashMap(items.size());
            for (int place = 0; place < items.size(); place++) {
                known.put(items.get(place).id(), place);
            }
            places = known;
        }
        @Nullable Integer place = known.get(id);
        return place == null ? -1 : place;
    }

    /** Notes the item's one result; false where it has one already. */
    boolean finish(int place) {
        if (done[place]) {
            return false;
        }
        done[place] = true;
        return true;
    }

    boolean isDone(int place) {
        return done[place];
    }

    /** What nobody has yet. */
    Waiting waiting() {
        return waiting;
    }

    /** The node ids that nobody has, each once. */
    List<String> waitingIds() {
        Set<String> ids = new LinkedHashSet<>();
        for (Integer place : waiting.places()) {
            ids.add(id(place).nodeId());
        }
        return new ArrayList<>(ids);
    }
}
