package org.fastest.model;

/** How sure a statically found item is. */
public enum Certainty {
    /** pytest will give exactly one item with exactly this id. */
    EXACT,
    /** The function exists; its cases ({@code […]}) are not known yet. */
    BASE,
    /** Whether it exists depends on running code. */
    UNKNOWN
}
