package org.fastest.model;

/** The final outcome of a test, the worse before the better. */
public enum Outcome {
    ERROR("error"),
    FAILED("failed"),
    XPASSED("xpassed"),
    XFAILED("xfailed"),
    SKIPPED("skipped"),
    PASSED("passed");

    private final String word;

    Outcome(String word) {
        this.word = word;
    }

    /** The worse of the two, by the order error, failed, xpassed, xfailed, skipped, passed. */
    public Outcome worse(Outcome other) {
        return compareTo(other) <= 0 ? this : other;
    }

    /** Whether a run with this outcome is a failed run. */
    public boolean isBad() {
        return this == ERROR || this == FAILED;
    }

    /** The name as pytest-json-report writes it: {@code passed}, {@code xfailed} … */
    public String word() {
        return word;
    }
}
