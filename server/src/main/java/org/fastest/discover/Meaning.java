package org.fastest.discover;

/** What a dotted name stands for, through imports, other modules and plain aliases. */
sealed interface Meaning {
    /**
     * Bound by a text.
     *
     * @param names where that stands
     * @param conditional whether a condition decides that it is this
     */
    record Bound(Binding binding, Resolver names, boolean conditional) implements Meaning {}

    /** A module. */
    record Whole(PyModule module) implements Meaning {}

    /**
     * What is not looked into: a builtin, what the asker knows by its name, what has no text.
     *
     * @param dotted full name
     */
    record Named(String dotted, boolean conditional) implements Meaning {}

    /** Python surely finds nothing of this name. */
    record Absent() implements Meaning {}

    /** Only running code tells. */
    record Unknown() implements Meaning {}

    /** Tells names that need not be looked into. */
    @FunctionalInterface
    interface Stop {
        boolean at(String dotted);
    }
}
