package org.fastest.model;

/** What an item is; {@link #FUNCTION} also inside a class, {@link #CASE} is one parameter set. */
public enum Kind {
    DIR,
    FILE,
    CLASS,
    FUNCTION,
    CASE,
    SUBTEST,
    DOCTEST;

    /** Whether pytest runs items of this kind themselves, rather than what is below them. */
    public boolean isTest() {
        return this == FUNCTION || this == CASE || this == DOCTEST;
    }

    /** Whether it stands in the text as a definition of its own: a class or a function. */
    public boolean isDefinition() {
        return this == CLASS || this == FUNCTION;
    }
}
