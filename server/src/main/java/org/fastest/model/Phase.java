package org.fastest.model;

import java.util.Locale;

/** A part of a test's run. */
public enum Phase {
    SETUP,
    CALL,
    TEARDOWN,
    COLLECT;

    /** The name as pytest writes it in {@code report.when}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
