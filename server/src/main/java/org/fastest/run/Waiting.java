package org.fastest.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fastest.model.NodeIds;
import org.fastest.model.RunItem;
import org.fastest.model.TestId;
import org.jspecify.annotations.Nullable;

/**
 * The items that no session has yet. A scope (a class, the functions of a file, an {@code
 * xdist_group}) is handed out whole, so that its fixtures are set up once; the scopes of a file
 * stay with one session as long as the others have something else to do.
 */
final class Waiting {
    private final List<RunItem> items;
    private final Sharing sharing;

    /** What a test takes of which nothing is known. */
    private final double usual;

    /** The files (or groups) that nobody has begun, the next one first. */
    private final Deque<Unit> untouched = new ArrayDeque<>();

    /** What is left of those that a session has begun. */
    private final Map<Session, Unit> begun = new LinkedHashMap<>();

    private int scopes;

    /** A file's or a group's scopes. */
    private record Unit(Deque<List<Integer>> scopes, double seconds) {}

    /**
     * All of these wait.
     *
     * @param items the run's
     * @param count how many of them, from the front
     */
    Waiting(List<RunItem> items, int count, Sharing sharing) {
        this.items = items;
        this.sharing = sharing;
        this.usual = mean(sharing.seconds());
        List<Integer> places = new ArrayList<>(count);
        for (int place = 0; place < count; place++) {
            places.add(place);
        }
        List<Unit> units = units(places);
        if (!sharing.inOrder()) {
            // Not by Comparator's own methods: what they make is linked anew in each run.
            units.sort((left, right) -> Double.compare(right.seconds(), left.seconds()));
        }
        untouched.addAll(units);
    }

    /** What an item is handed out with. */
    private String scope(int place) {
        RunItem item = items.get(place);
        String group = item.group();
        // No node id begins so.
        return group != null ? "::" + group : NodeIds.scope(item.id().nodeId());
    }

    /** How many scopes nobody has. */
    int scopes() {
        return scopes;
    }

    /**
     * Takes the session's next scope, or as much of it as the session has; null where none is left.
     */
    @Nullable List<Integer> take(Session session) {
        Unit own = begun.get(session);
        if (own != null) {
            List<Integer> next = take(session, own, true);
            if (next != null) {
                return next;
            }
        }
        for (Iterator<Unit> units = untouched.iterator(); units.hasNext(); ) {
            Unit unit = units.next();
            List<Integer> next = take(session, unit, true);
            if (next != null) {
                units.remove();
                if (own != null && !own.scopes.isEmpty()) {
                    // What is left of its last one is for those who have the items.
                    untouched.addLast(own);
                }
                begun.put(session, unit);
                return next;
            }
        }
        // Somebody else's, from its end, where it has the most left.
        List<Unit> others = new ArrayList<>(begun.values());
        others.sort(Comparator.comparingDouble(this::rest).reversed());
        for (Unit unit : others) {
            List<Integer> next = take(session, unit, false);
            if (next != null) {
                return next;
            }
        }
        return null;
    }

    /** Takes all that the session has, in the order of the run. */
    List<Integer> takeAll(Session session) {
        List<Integer> taken = new ArrayList<>();
        List<Integer> left = new ArrayList<>();
        for (Integer place : places()) {
            (session.has(place) ? taken : left).add(place);
        }
        taken.sort(Integer::compare);
        untouched.clear();
        begun.clear();
        scopes = 0;
        untouched.addAll(units(left));
        return taken;
    }

    /** Puts back, in front, what a session that died has not finished. */
    void giveBack(Session session, List<Integer> places) {
        Unit left = begun.remove(session);
        if (left != null && !left.scopes.isEmpty()) {
            untouched.addFirst(left);
        }
        List<Unit> units = units(places);
        for (int i = units.size() - 1; i >= 0; i--) {
            untouched.addFirst(units.get(i));
        }
    }

    /** All places that wait, in no order that means anything. */
    List<Integer> places() {
        List<Integer> places = new ArrayList<>();
        untouched.forEach(unit -> unit.scopes.forEach(places::addAll));
        begun.values().forEach(unit -> unit.scopes.forEach(places::addAll));
        return places;
    }

    /** Takes the first of its scopes (or the last) of which the session has items. */
    private @Nullable List<Integer> take(Session session, Unit unit, boolean first) {
        Iterator<List<Integer>> each =
                first ? unit.scopes.iterator() : unit.scopes.descendingIterator();
        while (each.hasNext()) {
            List<Integer> has = new ArrayList<>();
            List<Integer> lacks = new ArrayList<>();
            for (Integer place : each.next()) {
                (session.has(place) ? has : lacks).add(place);
            }
            if (!has.isEmpty()) {
                each.remove();
                scopes--;
                if (!lacks.isEmpty()) {
                    unit.scopes.addLast(lacks);
                    scopes++;
                }
                return has;
            }
        }
        return null;
    }

    /** Makes units of places that wait from now on. */
    private List<Unit> units(List<Integer> places) {
        Map<String, Map<String, List<Integer>>> files = new LinkedHashMap<>();
        for (Integer place : places) {
            RunItem item = items.get(place);
            String scope = scope(place);
            String file = item.group() != null ? scope : TestId.fileOf(item.id().nodeId());
            files.computeIfAbsent(file, key -> new LinkedHashMap<>())
                    .computeIfAbsent(scope, key -> new ArrayList<>())
                    .add(place);
        }
        List<Unit> units = new ArrayList<>(files.size());
        for (Map<String, List<Integer>> parts : files.values()) {
            Deque<List<Integer>> waiting = new ArrayDeque<>(parts.values());
            units.add(new Unit(waiting, seconds(waiting)));
            scopes += waiting.size();
        }
        return units;
    }

    private double rest(Unit unit) {
        return seconds(unit.scopes);
    }

    private double seconds(Iterable<List<Integer>> scopes) {
        double seconds = 0;
        for (List<Integer> scope : scopes) {
            String name = NodeIds.scope(items.get(scope.getFirst()).id().nodeId());
            seconds += scope.size() * sharing.seconds().getOrDefault(name, usual);
        }
        return seconds;
    }

    private static double mean(Map<String, Double> seconds) {
        double sum = 0;
        for (double each : seconds.values()) {
            sum += each;
        }
        return seconds.isEmpty() ? 1 : sum / seconds.size();
    }
}
