package org.fastest.lsp;

import com.google.gson.JsonElement;
import java.util.ArrayList;
import java.util.HashMap;
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

    /**
     * The lenses of one file, as a list in JSON. An editor waits for them with each file that it
     * opens, thousands in a long one: they are written at once as text.
     *
     * @param running tells the tests that have no result yet; null where nothing runs
     */
    static JsonElement of(
            ProjectFile file, Map<TestId, LastResult> last, @Nullable Predicate<TestId> running) {
        List<TestItem> items = file.items();
        boolean isNew = running == null && last.isEmpty();
        Map<String, Tally> tallies = isNew ? Map.of() : tallies(items, last, running);
        Document open = file.document();
        String suffix = open != null && open.differs() ? " (saved version)" : "";
        suffix += file.project().refusal() == null ? "" : " (folder not trusted)";
        Positions positions = file.positions();
        List<Place> places = places(items, file.path());
        StringBuilder out = new StringBuilder(64 + 240 * places.size());
        char before = '[';
        for (Place place : places) {
            Tally tally = new Tally();
            for (TestItem item : place.items) {
                tally.add(tallies.get(item.id().nodeId()));
            }
            out.append(before);
            before = ',';
            write(place, tally.title() + suffix, positions, out);
        }
        return RawJson.of(out.append(before == '[' ? "[]" : "]").toString());
    }

    private static void write(Place place, String title, Positions positions, StringBuilder out) {
        out.append("{\"range\":");
        positions.write(place.name, out);
        out.append(",\"command\":{\"title\":");
        MessageWriter.ascii(title, out);
        out.append(",\"command\":\"").append(Commands.RUN);
        out.append("\",\"arguments\":[{\"ids\":");
        char before = '[';
        for (TestItem item : place.items) {
            out.append(before);
            MessageWriter.ascii(item.id().toString(), out);
            before = ',';
        }
        out.append("]}]}}");
    }

    /** Where a name stands, and what is called so there. */
    private static final class Place {
        final Span name;
        final List<TestItem> items = new ArrayList<>(1);

        Place(Span name) {
            this.name = name;
        }
    }

    /** Tests that stand at the same place, as inherited ones do, share one lens. */
    private static List<Place> places(List<TestItem> items, String path) {
        List<Place> places = new ArrayList<>();
        Map<Long, Place> byStart = new HashMap<>();
        for (TestItem item : items) {
            Span name = item.selection();
            boolean shown = item.kind() != Kind.CASE && item.kind() != Kind.SUBTEST;
            if (name != null && shown && item.path().equals(path)) {
                long start = (long) name.startLine() << 32 | name.startColumn();
                Place place = byStart.get(start);
                if (place == null) {
                    place = new Place(name);
                    byStart.put(start, place);
                    places.add(place);
                }
                place.items.add(item);
            }
        }
        return places;
    }

    private static Map<String, Tally> tallies(
            List<TestItem> items,
            Map<TestId, LastResult> last,
            @Nullable Predicate<TestId> running) {
        Map<String, Tally> tallies = new HashMap<>();
        // Children come after their parents: backwards, each is complete when its parent needs it.
        for (int i = items.size() - 1; i >= 0; i--) {
            TestItem item = items.get(i);
            TestId id = item.id();
            Tally tally = tallies.computeIfAbsent(id.nodeId(), none -> new Tally());
            if (item.kind().isTest() && tally.total == 0) {
                tally.count(last.get(id), running != null && running.test(id));
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
