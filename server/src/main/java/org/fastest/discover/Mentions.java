package org.fastest.discover;

import java.util.Arrays;
import org.fastest.text.TextChange;
import org.jspecify.annotations.Nullable;

/**
 * Where a name stands in a text, not as a part of a longer one; immutable. Somebody who types in a
 * function has its name looked for at each keystroke, and the places of the last one only move.
 */
final class Mentions {
    /** Of a name that stands more often no places are kept. */
    private static final int MOST = 64;

    private final String name;
    private final int[] starts;
    private final boolean areTooMany;

    private Mentions(String name, int[] starts, boolean areTooMany) {
        this.name = name;
        this.starts = starts;
        this.areTooMany = areTooMany;
    }

    /** Looks for a name. */
    static Mentions of(String name, String text) {
        int[] starts = new int[4];
        int count = 0;
        for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
            if (isPart(text, at - 1) || isPart(text, at + name.length())) {
                continue;
            }
            if (count == MOST) {
                return new Mentions(name, new int[0], true);
            }
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, count * 2);
            }
            starts[count++] = at;
        }
        return new Mentions(name, Arrays.copyOf(starts, count), false);
    }

    private static boolean isPart(String text, int at) {
        return at >= 0 && at < text.length() && Character.isUnicodeIdentifierPart(text.charAt(at));
    }

    /** Whether it stands outside of a stretch, or so often that nobody has looked. */
    boolean areOutside(int from, int to) {
        boolean are = areTooMany;
        for (int start : starts) {
            are |= start + name.length() <= from || start >= to;
        }
        return are;
    }

    /** The places after an edit; null where it may have made others or taken some. */
    @Nullable Mentions after(TextChange change) {
        if (areTooMany
                || isAround(change.before().text(), change.start(), change.oldEnd())
                || isAround(change.after().text(), change.start(), change.newEnd())) {
            return null;
        }
        int[] moved = starts.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += moved[i] < change.start() ? 0 : change.growth();
        }
        return new Mentions(name, moved, false);
    }

    /** Whether a stretch holds it or stands beside it. */
    private boolean isAround(String text, int from, int to) {
        int reach = name.length() + 1;
        int start = Math.max(0, from - reach);
        return text.indexOf(name, start, Math.min(text.length(), to + reach)) >= 0;
    }
}
