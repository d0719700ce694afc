package org.fastest.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** How messages lie on the channel: four bytes of length, big-endian, then JSON in UTF-8. */
public final class Frames {
    /** The longest body, in bytes. */
    public static final int LIMIT = 16 * 1024 * 1024;

    private Frames() {}

    /** The next frame's body, or an empty array at the channel's orderly end. */
    public static byte[] read(InputStream in) throws IOException {
        byte[] head = in.readNBytes(4);
        if (head.length == 0) {
            return head;
        }
        if (head.length < 4) {
            throw new FrameException("the channel ended within a frame's length");
        }
        int length =
                (head[0] & 0xff) << 24
                        | (head[1] & 0xff) << 16
                        | (head[2] & 0xff) << 8
                        | (head[3] & 0xff);
        if (length <= 0 || length > LIMIT) {
            throw new FrameException("a frame says it is " + (length & 0xffffffffL) + " bytes");
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new FrameException("the channel ended within a frame");
        }
        return body;
    }

    /** Writes one frame; the caller flushes. */
    public static void write(OutputStream out, byte[] body) throws IOException {
        int length = body.length;
        out.write(
                new byte[] {
                    (byte) (length >>> 24),
                    (byte) (length >>> 16),
                    (byte) (length >>> 8),
                    (byte) length
                });
        out.write(body);
    }

    /**
     * JSON text as UTF-8. Lone surrogates, which Python's file names and ids may hold and UTF-8
     * cannot, stand only within strings and become {@code \}{@code u} escapes there.
     */
    public static byte[] encode(String json) {
        int length = json.length();
        for (int i = 0; i < length; i++) {
            char c = json.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair =
                        Character.isHighSurrogate(c)
                                && i + 1 < length
                                && Character.isLowSurrogate(json.charAt(i + 1));
                if (!pair) {
                    return escaped(json).getBytes(StandardCharsets.UTF_8);
                }
                i++;
            }
        }
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static String escaped(String json) {
        StringBuilder out = new StringBuilder(json.length() + 16);
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (!Character.isSurrogate(c)) {
                out.append(c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < json.length()
                    && Character.isLowSurrogate(json.charAt(i + 1))) {
                out.append(c).append(json.charAt(++i));
            } else {
                out.append("\\u").append(Integer.toHexString(c));
            }
        }
        return out.toString();
    }
}
