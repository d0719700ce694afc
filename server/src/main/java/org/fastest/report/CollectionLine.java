package org.fastest.report;

import org.fastest.model.RunEnd;

/** The line that pytest ends with where it only collects. */
final class CollectionLine {
    private CollectionLine() {}

    /**
     * Gives it.
     *
     * @param selected how many tests are left after deselection
     * @param width of the terminal, or 0 where {@code -q} wants no {@code =} signs
     */
    static String of(int selected, RunEnd end, int width, Paint paint) {
        int deselected = end.stats().getOrDefault("deselected", 0);
        int errors = end.stats().getOrDefault("error", 0);
        int collected = selected + deselected;
        String text;
        if (collected == 0) {
            text = "no tests collected";
        } else if (deselected == 0) {
            text = collected + (collected == 1 ? " test collected" : " tests collected");
        } else if (selected == 0) {
            text = "no tests collected (" + deselected + " deselected)";
        } else {
            text = selected + "/" + collected + " tests collected (" + deselected + " deselected)";
        }
        Paint.Ink ink = selected == 0 ? Paint.Ink.YELLOW : Paint.Ink.GREEN;
        if (errors > 0) {
            text += ", " + errors + (errors == 1 ? " error" : " errors");
            ink = Paint.Ink.RED;
        }
        text += " in " + Durations.ofSession(end.seconds());
        return width == 0 ? paint.mark(text, ink) : paint.line('=', text, width, ink);
    }
}
