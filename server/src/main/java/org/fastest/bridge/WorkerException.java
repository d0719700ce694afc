package org.fastest.bridge;

/** The Python side cannot be started or spoken with; the message is for people. */
public final class WorkerException extends Exception {
    private static final long serialVersionUID = 1;

    /** What went wrong, with the interpreter's path. */
    public WorkerException(String message) {
        super(message);
    }
}
