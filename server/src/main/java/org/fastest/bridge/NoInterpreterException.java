package org.fastest.bridge;

/** No usable Python was found; the message names what was tried. */
public final class NoInterpreterException extends Exception {
    private static final long serialVersionUID = 1;

    /** One sentence: what was tried and what to do. */
    public NoInterpreterException(String message) {
        super(message);
    }
}
