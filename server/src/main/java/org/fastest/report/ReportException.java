package org.fastest.report;

/** A report cannot be written; the message names the file. */
public final class ReportException extends Exception {
    private static final long serialVersionUID = 1;

    /** Says which file, and what the system said. */
    public ReportException(String message) {
        super(message);
    }
}
