package org.fastest.model;

/** A part of a test's run. */
public enum Phase {
    SETUP("setup"),
    CALL("call"),
    TEARDOWN("teardown"),
    COLLECT("collect");

    private final String word;

    Phase(String word) {
        this.word = word;
    }

    /** The name as pytest writes it in {@code report.when}. */
    public String word() {
        return word;
    }
}
