package org.fastest.engine;

/** The kinds of runs that an editor can ask for. */
public enum Profile {
    /** Just run. */
    RUN,

    /** Measure what is covered, line by line. */
    COVERAGE,

    /** Wait for a debugger first; without limits, coverage and other workers. */
    DEBUG
}
