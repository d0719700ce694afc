package org.fastest.discover;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fastest.text.Extent;
import org.fastest.text.TextChange;
import org.jspecify.annotations.Nullable;

/**
 * What rules looked for in the text of a module beside its statements, inside of functions too, and
 * what they found: so that an edit can be told to change none of it. Used by one thread.
 */
final class Searches {
    /** So many names' places are kept from one edit to the next. */
    private static final int NAMES = 16;

    private final Map<Question, Asked> asked = new HashMap<>();
    private final Map<String, Mentions> mentions = new HashMap<>();
    private final List<Extent> stretches = new ArrayList<>();

    /** What is asked of a text. */
    sealed interface Question {
        /** The answer. */
        boolean ask(String text);

        /** It depends on these alone, and on what stands around them. */
        List<String> needles();

        /** Whether it is about names, and parts of longer ones mean nothing. */
        default boolean isOfNames() {
            return false;
        }

        /** The same question after an edit; null where it can't be asked any more. */
        default @Nullable Question after(TextChange change) {
            return this;
        }
    }

    /** Whether a name's value may be changed in place. */
    record Changed(String name) implements Question {
        @Override
        public boolean ask(String text) {
            return Mutations.isChanged(name, text);
        }

        @Override
        public boolean isOfNames() {
            return true;
        }

        @Override
        public List<String> needles() {
            return List.of(name);
        }
    }

    /** Whether something is assigned to a dotted name. */
    record Assigned(String dotted) implements Question {
        @Override
        public boolean ask(String text) {
            return Mutations.isAssigned(dotted, text);
        }

        @Override
        public List<String> needles() {
            return List.of(dotted);
        }
    }

    /** Whether an imported name may be a fixture. */
    record Fixture(String name, Extent place) implements Question {
        @Override
        public boolean ask(String text) {
            return ImportedFixture.isLikely(name, place, text);
        }

        @Override
        public boolean isOfNames() {
            return true;
        }

        @Override
        public List<String> needles() {
            return List.of(name);
        }

        @Override
        public @Nullable Question after(TextChange change) {
            Extent moved = moved(place, change);
            return moved == null ? null : new Fixture(name, moved);
        }
    }

    /** Whether running the module may make another importable; before that is imported, or ever. */
    record Brings(String module, boolean before) implements Question {
        @Override
        public boolean ask(String text) {
            return before ? PyModule.bringsBefore(module, text) : PyModule.mayBring(module, text);
        }

        @Override
        public List<String> needles() {
            return List.of(
                    "sys.path",
                    "meta_path",
                    "addsitedir",
                    "syspath_prepend",
                    "sys.modules",
                    "\"" + module,
                    "'" + module,
                    "from " + module,
                    "import " + module);
        }
    }

    /** Whether a text stands in it. */
    record Mentioned(String part) implements Question {
        @Override
        public boolean ask(String text) {
            return text.contains(part);
        }

        @Override
        public List<String> needles() {
            return List.of(part);
        }
    }

    /** A question that was answered. */
    private static final class Asked {
        private final boolean answer;

        /** Starts and ends of what was looked at. */
        private final int[] places;

        Asked(boolean answer, int[] places) {
            this.answer = answer;
            this.places = places;
        }
    }

    boolean ask(Question question, String text) {
        Asked known = asked.get(question);
        if (known == null) {
            known = new Asked(question.ask(text), places(question, text));
            asked.put(question, known);
        }
        return known.answer;
    }

    /** Where a name stands; nothing is said about what depends on it. */
    Mentions mentions(String name, String text) {
        Mentions known = mentions.get(name);
        if (known == null) {
            if (mentions.size() == NAMES) {
                mentions.clear();
            }
            known = Mentions.of(name, text);
            mentions.put(name, known);
        }
        return known;
    }

    /** A stretch was read. */
    void read(int from, int to) {
        stretches.add(new Extent(from, to));
    }

    /** Whether something of a stretch, or right beside it, was read. */
    boolean isRead(int from, int to) {
        for (Extent stretch : stretches) {
            if (stretch.start() <= to && stretch.end() >= from) {
                return true;
            }
        }
        return false;
    }

    /** The searches of the text after an edit; null where something that was read is another. */
    @Nullable Searches after(TextChange change) {
        Searches now = new Searches();
        for (Extent stretch : stretches) {
            Extent moved = moved(stretch, change);
            if (moved == null) {
                return null;
            }
            now.stretches.add(moved);
        }
        for (Map.Entry<Question, Asked> entry : asked.entrySet()) {
            Question question = entry.getKey().after(change);
            if (question == null) {
                return null;
            }
            Asked known = entry.getValue();
            if (isTouched(question, known, change)) {
                if (now.ask(question, change.after().text()) != known.answer) {
                    return null;
                }
            } else {
                now.asked.put(question, new Asked(known.answer, moved(known.places, change)));
            }
        }
        for (Map.Entry<String, Mentions> entry : mentions.entrySet()) {
            Mentions moved = entry.getValue().after(change);
            if (moved != null) {
                now.mentions.put(entry.getKey(), moved);
            }
        }
        return now;
    }

    private static boolean isTouched(Question question, Asked known, TextChange change) {
        for (int i = 0; i < known.places.length; i += 2) {
            if (known.places[i] <= change.oldEnd() && known.places[i + 1] >= change.start()) {
                return true;
            }
        }
        for (String needle : question.needles()) {
            if (isAround(needle, change.before().text(), change.start(), change.oldEnd())
                    || isAround(needle, change.after().text(), change.start(), change.newEnd())) {
                return true;
            }
        }
        return false;
    }

    /** Whether a place holds it or stands beside it. */
    private static boolean isAround(String needle, String text, int from, int to) {
        int reach = needle.length() + 1;
        int start = Math.max(0, from - reach);
        int found = text.indexOf(needle, start, Math.min(text.length(), to + reach));
        return found >= 0;
    }

    /** Where a question's words stand, with as much around as any answer may depend on. */
    private static int[] places(Question question, String text) {
        int[] places = new int[16];
        int count = 0;
        for (String needle : question.needles()) {
            for (int at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
                int end = at + needle.length();
                if (question.isOfNames() && (isPart(text, at - 1) || isPart(text, end))) {
                    // Part of a longer name: an edit must touch it to make it a whole one.
                    continue;
                }
                if (count == places.length) {
                    places = Arrays.copyOf(places, count * 2);
                }
                places[count++] = before(text, at);
                places[count++] = behind(text, end);
            }
        }
        return Arrays.copyOf(places, count);
    }

    private static int before(String text, int at) {
        int from = at;
        while (from > 0 && Character.isWhitespace(text.charAt(from - 1))) {
            from--;
        }
        return from - "global ".length() - 1;
    }

    private static int behind(String text, int end) {
        int to = end;
        if (text.startsWith("[", to)) {
            to = text.indexOf(']', to);
            to = to < 0 ? text.length() : to + 1;
        } else if (text.startsWith(".", to)) {
            to++;
            while (isPart(text, to)) {
                to++;
            }
        }
        while (to < text.length() && Character.isWhitespace(text.charAt(to))) {
            to++;
        }
        return to + 2;
    }

    private static boolean isPart(String text, int at) {
        return at >= 0 && at < text.length() && Character.isJavaIdentifierPart(text.charAt(at));
    }

    private static @Nullable Extent moved(Extent extent, TextChange change) {
        if (extent.end() < change.start()) {
            return extent;
        }
        return extent.start() > change.oldEnd()
                ? new Extent(extent.start() + change.growth(), extent.end() + change.growth())
                : null;
    }

    private static int[] moved(int[] places, TextChange change) {
        int[] moved = places.clone();
        for (int i = 0; i < moved.length; i += 2) {
            if (moved[i] > change.oldEnd()) {
                moved[i] += change.growth();
                moved[i + 1] += change.growth();
            }
        }
        return moved;
    }
}
