package org.fastest.discover;

/** What looking for a module gave. */
public sealed interface Located {
    /** Its text, or that of its stub. */
    record Source(PyModule module) implements Located {}

    /** It may be there, but what it holds can't be told: compiled, too large, one of several. */
    record Opaque() implements Located {}

    /** Importing it surely fails. */
    record Missing() implements Located {}
}
