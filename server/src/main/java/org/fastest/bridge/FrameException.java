package org.fastest.bridge;

import java.io.IOException;

/** What came through the channel breaks the protocol: the channel is of no more use. */
public final class FrameException extends IOException {
    private static final long serialVersionUID = 1;

    FrameException(String message) {
        super(message);
    }
}
