package org.fastest.run;

import java.util.Map;

/**
 * How several workers share a run's items. One worker takes them in pytest's order, and pytest
 * itself stops it, unless a test has taken its process along.
 *
 * @param seconds what a test of a scope ({@link org.fastest.model.NodeIds#scope}) took in the mean
 * @param inOrder whether what pytest puts first has to begin first, as with {@code --ff}; else what
 *     takes longest does
 * @param maxfail how many failures of all workers together end the run; 0 for any number
 */
public record Sharing(Map<String, Double> seconds, boolean inOrder, int maxfail) {
    /** Nothing is known, nothing stops it. */
    public static final Sharing PLAIN = new Sharing(Map.of(), false, 0);

    public Sharing {
        seconds = Map.copyOf(seconds);
    }
}
