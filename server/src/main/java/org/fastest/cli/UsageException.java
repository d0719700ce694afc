package org.fastest.cli;

/**
 * The command line can't be understood; the message is one sentence for the person who typed it.
 */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }

    UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
