package org.fastest.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private final Map<TestId, Integer> places = new HashMap<>();
    private final boolean[] done;

    /** What nobody has yet, a group being the items of one file. */
    private final Deque<List<Integer>> waiting = new ArrayDeque<>();

    /**
     * All items of the run.
     *
     * @param collected how many of them, from the front, sessions have; nobody is handed the others
     */
    Selected(List<RunItem> items, int collected) {
        this.items = List.copyOf(items);
        this.done = new boolean[items.size()];
        Map<String, List<Integer>> files = new LinkedHashMap<>();
        for (int place = 0; place < items.size(); place++) {
            TestId id = items.get(place).id();
            places.put(id, place);
            if (place < collected) {
                files.computeIfAbsent(TestId.fileOf(id.nodeId()), key -> new ArrayList<>())
                        .add(place);
            }
        }
        waiting.addAll(files.values());
    }

    /** The items of a collection, duplicates of a node id numbered from 1. */
    static List<RunItem> items(List<WorkerMessage.Item> collected, String project) {
        Map<String, Integer> seen = new HashMap<>();
        List<RunItem> items = new ArrayList<>(collected.size());
        for (WorkerMessage.Item item : collected) {
            int occurrence = seen.merge(item.id(), 1, Integer::sum);
            TestId id = new TestId(project, item.id(), occurrence);
            items.add(new RunItem(id, item.path(), item.line(), item.kind(), item.marks()));
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
        @Nullable Integer place = places.get(id);
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

    /** How many groups nobody has. */
    int waitingGroups() {
        return waiting.size();
    }

    /** Takes everything that the session has, in order. */
    List<Integer> takeAll(Session session) {
        List<Integer> all = new ArrayList<>();
        for (List<Integer> group : takeGroups(session, Integer.MAX_VALUE)) {
            all.addAll(group);
        }
        // The groups gather a file's items; one session keeps pytest's own order.
        all.sort(Integer::compare);
        return all;
    }

    /** Takes the next group of which the session has items, or null where there is none. */
    @Nullable List<Integer> takeGroup(Session session) {
        List<List<Integer>> groups = takeGroups(session, 1);
        return groups.isEmpty() ? null : groups.get(0);
    }

    /** Puts back, in front, what a dead session had not finished. */
    void giveBack(List<Integer> places) {
        Map<String, List<Integer>> files = new LinkedHashMap<>();
        for (Integer place : places) {
            String file = TestId.fileOf(id(place).nodeId());
            files.computeIfAbsent(file, key -> new ArrayList<>()).add(place);
        }
        List<List<Integer>> groups = new ArrayList<>(files.values());
        for (int i = groups.size() - 1; i >= 0; i--) {
            waiting.addFirst(groups.get(i));
        }
    }

    /** The node ids that nobody has, each once. */
    List<String> waitingIds() {
        Map<String, Boolean> ids = new LinkedHashMap<>();
        for (List<Integer> group : waiting) {
            for (Integer place : group) {
                ids.put(id(place).nodeId(), true);
            }
        }
        return new ArrayList<>(ids.keySet());
    }

    private List<List<Integer>> takeGroups(Session session, int most) {
        List<List<Integer>> taken = new ArrayList<>();
        Deque<List<Integer>> rest = new ArrayDeque<>();
        while (!waiting.isEmpty() && taken.size() < most) {
            List<Integer> group = waiting.removeFirst();
            List<Integer> has = new ArrayList<>();
            List<Integer> lacks = new ArrayList<>();
            for (Integer place : group) {
                (session.has(place) ? has : lacks).add(place);
            }
            if (!has.isEmpty()) {
                taken.add(has);
            }
            if (!lacks.isEmpty()) {
                rest.add(lacks);
            }
        }
        while (!rest.isEmpty()) {
            waiting.addFirst(rest.removeLast());
        }
        return taken;
    }
}
