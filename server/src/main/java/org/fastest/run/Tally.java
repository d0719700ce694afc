package org.fastest.run;

import java.util.LinkedHashMap;
import java.util.Map;
import org.fastest.bridge.WorkerMessage;
import org.fastest.model.RunEnd;
import org.jspecify.annotations.Nullable;

/** Counts by category, as pytest's closing line has them. */
final class Tally {
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    /** Warnings before any test ran. */
    int earlyWarnings;

    /** Collection errors that a session has told. */
    int collectErrors;

    void add(String category, int count) {
        if (!category.isEmpty() && count != 0) {
            counts.merge(category, count, Integer::sum);
        }
    }

    void addAll(Map<String, Integer> other) {
        for (Map.Entry<String, Integer> entry : other.entrySet()) {
            add(entry.getKey(), entry.getValue());
        }
    }

    /**
     * A session's counts: its own, or where it had no proper end what its events gave. What every
     * session finds while it collects is taken off where another session counts for it.
     */
    static Tally of(Session session, boolean counts) {
        Tally tally = new Tally();
        WorkerMessage.@Nullable Found found = session.found;
        if (session.ended != null && !session.stopped) {
            tally.addAll(session.ended.stats());
        } else {
            // One that was interrupted may end without its counts, as one that died has none.
            tally.addAll(session.tally.counts);
            if (found != null) {
                tally.add("deselected", found.deselected());
                tally.add("skipped", found.skipped().size());
            }
        }
        if (!counts) {
            tally.take("warnings", session.tally.earlyWarnings);
            tally.take("error", session.tally.collectErrors);
            if (found != null) {
                tally.take("deselected", found.deselected());
                tally.take("skipped", found.skipped().size());
            }
        }
        return tally;
    }

    /** The counts above zero, in pytest's order. */
    Map<String, Integer> ordered() {
        Map<String, Integer> ordered = new LinkedHashMap<>();
        for (String category : RunEnd.CATEGORIES) {
            put(category, ordered);
        }
        for (String category : counts.keySet()) {
            if (!ordered.containsKey(category)) {
                put(category, ordered);
            }
        }
        return ordered;
    }

    void addAll(Tally other) {
        addAll(other.counts);
    }

    private void take(String category, int count) {
        int rest = counts.getOrDefault(category, 0) - count;
        counts.put(category, Math.max(rest, 0));
    }

    private void put(String category, Map<String, Integer> ordered) {
        @Nullable Integer count = counts.get(category);
        if (count != null && count > 0) {
            ordered.put(category, count);
        }
    }
}
