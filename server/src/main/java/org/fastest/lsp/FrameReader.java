package org.fastest.lsp;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the base protocol's frames: header lines, an empty line, a body. Bounded in all it keeps,
 * whatever the other side claims, which LSP4J's own producer is not.
 */
final class FrameReader {
    /** Longer than any file that people edit; a larger claim is a broken client. */
    static final int MAX_BODY = 256 << 20;

    private static final int MAX_HEADER = 8 << 10;

    private final InputStream in;

    FrameReader(InputStream in) {
        this.in = new BufferedInputStream(in, 64 << 10);
    }

    /**
     * The next body, or null at the end of input, also where it ends inside a frame.
     *
     * @throws BadHeader where no usable length was given: reading may go on
     * @throws IOException where the stream broke or nothing sensible can follow
     */
    @Nullable String next() throws IOException, BadHeader {
        int length = -1;
        boolean seen = false;
        while (true) {
            String line = line();
            if (line == null) {
                return null;
            }
            if (line.isEmpty()) {
                if (length >= 0) {
                    return body(length);
                }
                if (seen) {
                    throw new BadHeader("a message without a usable Content-Length header");
                }
                continue;
            }
            seen = true;
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).trim().equalsIgnoreCase("content-length")) {
                length = length(line.substring(colon + 1).trim());
            }
        }
    }

    private static int length(String digits) throws IOException {
        if (digits.isEmpty() || digits.length() > 18) {
            return digits.isEmpty() ? -1 : tooLong(digits);
        }
        long length = 0;
        for (int i = 0; i < digits.length(); i++) {
            char digit = digits.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            length = length * 10 + digit - '0';
        }
        return length > MAX_BODY ? tooLong(digits) : (int) length;
    }

    private static int tooLong(String digits) throws IOException {
        throw new IOException("a message of " + digits + " bytes is announced: too long");
    }

    private @Nullable String body(int length) throws IOException {
        // Reads in pieces, so that a false length does not reserve the memory it claims.
        byte[] bytes = in.readNBytes(length);
        return bytes.length < length ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    private @Nullable String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            if (next == '\n') {
                return line.toString();
            }
            if (next != '\r') {
                line.append((char) next);
            }
            if (line.length() > MAX_HEADER) {
                throw new IOException("a header line without an end");
            }
        }
    }

    /** A header block that gives no length: the message behind it cannot be found. */
    static final class BadHeader extends Exception {
        private static final long serialVersionUID = 1;

        BadHeader(String message) {
            super(message);
        }
    }
}
