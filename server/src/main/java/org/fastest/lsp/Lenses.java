package org.fastest.lsp;

import com.google.gson.JsonArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.fastest.model.Kind;
import org.fastest.model.Span;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/** Code lenses, resolved: one above each class and function, whose title is the last result. */
final class Lenses {
    private Lenses() {}

    /** The lenses of one file; {@code running} tells the tests that have no result yet. */
    static JsonArray of(ProjectFile file, Map<TestId, LastResult> last, Predicate<TestId> running) {
        List<TestItem> items = file.items();
        Map<String, Tally> tallies = tallies(items, last, running);
        Document open = file.document();
        String suffix = open != null && open.differs() ? " (saved version)" : "";
        Positions positions = file.positions();
        JsonArray lenses = new JsonArray();
        for (Map.Entry<Span, List<TestItem>> place : places(items, file.path()).entrySet()) {
            Tally tally = new Tally();
            List<TestId> ids = new ArrayList<>();
            for (TestItem item : place.getValue()) {
                ids.add(item.id());
                tally.add(tallies.get(item.id().nodeId()));
            }
            lenses.add(
                    Json.object(
                            "range", positions.range(place.getKey()),
                            "command", Commands.run(tally.title() + suffix, ids)));
        }
        return lenses;
    }

    /** Tests that stand at the same place, as inherited ones do, share one lens. */
    private static Map<Span, List<TestItem>> places(List<TestItem> items, String path) {
        Map<Span, List<TestItem>> places = new LinkedHashMap<>();
        for (TestItem item : items) {
            Span name = item.selection();
            boolean shown = item.kind() != Kind.CASE && item.kind() != Kind.SUBTEST;
            if (name != null && shown && item.path().equals(path)) {
                places.computeIfAbsent(name, none -> new ArrayList<>()).add(item);
            }
        }
        return places;
    }

    private static Map<String, Tally> tallies(
            List<TestItem> items, Map<TestId, LastResult> last, Predicate<TestId> running) {
        Map<String, Tally> tallies = new HashMap<>();
        // Children come after their parents: backwards, each is complete when its parent needs it.
        for (int i = items.size() - 1; i >= 0; i--) {
            TestItem item = items.get(i);
            TestId id = item.id();
            Tally tally = tallies.computeIfAbsent(id.nodeId(), none -> new Tally());
            if (item.kind().isTest() && tally.total == 0) {
                tally.count(last.get(id), running.test(id));
            }
            if (item.parent() != null) {
                tallies.computeIfAbsent(item.parent(), none -> new Tally()).add(tally);
            }
        }
        return tallies;
    }

    /** How the tests at or below an item ended. */
    private static final class Tally {
        private int total;
        private int known;
        private int bad;
        private int running;
        private @Nullable LastResult only;

        void count(@Nullable LastResult last, boolean isRunning) {
            total++;
            running += isRunning ? 1 : 0;
            if (last != null) {
                known++;
                bad += last.outcome().isBad() ? 1 : 0;
                only = last;
            }
        }

        void add(@Nullable Tally other) {
            if (other != null) {
                total += other.total;
                known += other.known;
                bad += other.bad;
                running += other.running;
                only = other.only == null ? only : other.only;
            }
        }

        String title() {
            if (running > 0) {
                return "… running";
            }
            if (known == 0 || only == null) {
                return "▶ Run";
            }
            if (total == 1) {
                return single(only);
            }
            return bad > 0 ? "✗ " + bad + "/" + total : "✓ " + known + "/" + total;
        }

        private static String single(LastResult last) {
            String time = Commands.time(last.millis());
            return switch (last.outcome()) {
                case PASSED -> "✓ " + time;
                case FAILED -> "✗ failed, " + time;
                case ERROR -> "✗ error, " + time;
                case SKIPPED -> "○ skipped";
                case XFAILED -> "✓ xfailed, " + time;
                case XPASSED -> "✓ xpassed, " + time;
            };
        }
    }
}
