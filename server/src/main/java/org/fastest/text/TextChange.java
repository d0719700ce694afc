package org.fastest.text;

/**
 * One stretch of a text replaced. Offsets are UTF-16 units.
 *
 * @param before the text it was in
 * @param after the text that came of it
 * @param start where the replaced stretch starts, in both texts
 * @param oldEnd where it ends in {@code before}
 * @param newEnd where what replaced it ends in {@code after}
 */
public record TextChange(SourceText before, SourceText after, int start, int oldEnd, int newEnd) {
    /** The change from nothing to a text. */
    public static TextChange whole(SourceText text) {
        return new TextChange(SourceText.of(""), text, 0, 0, text.length());
    }

    /** Replaces a stretch; places outside of the text are moved to the nearest one inside. */
    public static TextChange replace(SourceText text, int start, int end, String replacement) {
        int from = Math.clamp(start, 0, text.length());
        int to = Math.clamp(end, from, text.length());
        SourceText after = text.edit(from, to, replacement);
        return new TextChange(text, after, from, to, from + replacement.length());
    }

    /**
     * This change and one of the text that came of it, as one: from the first place that either
     * touches to the last.
     */
    public TextChange then(TextChange next) {
        int from = Math.min(start, next.start);
        // What the next one replaced lies in the text between: its end is moved back to the text
        // before, and this one's on to the text after.
        int to = Math.max(oldEnd, next.oldEnd - (newEnd - oldEnd));
        int end = Math.max(next.newEnd, newEnd + next.newEnd - next.oldEnd);
        return new TextChange(before, next.after, from, to, end);
    }

    /** How much longer the text became. */
    public int growth() {
        return newEnd - oldEnd;
    }
}
