package org.fastest.model;

/** Where the knowledge of an item comes from. */
public enum Origin {
    /** Read from the text. */
    STATIC,
    /** Given by pytest's collection. */
    COLLECTED,
    /** First seen while a run went on. */
    RUN
}
