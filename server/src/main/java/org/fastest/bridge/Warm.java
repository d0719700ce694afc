package org.fastest.bridge;

/** Whether a session may stay where it has configured or collected, for others to start there. */
public enum Warm {
    /** It is used once. */
    NOT,

    /** For the other workers of its run, and for those that take a dead one's place. */
    RUN,

    /** For later runs, too. */
    KEEP
}
