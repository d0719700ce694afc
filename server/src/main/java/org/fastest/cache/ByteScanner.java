package org.fastest.cache;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads what a {@link ByteBuilder} has written. The bytes are those that were written: whoever
 * hands them over has compared their checksum.
 */
public final class ByteScanner {
    private final byte[] bytes;
    private int at;

    /** Begins at a place. */
    public ByteScanner(byte[] bytes, int from) {
        this.bytes = bytes;
        this.at = from;
    }

    /** The place of what is read next. */
    public int place() {
        return at;
    }

    /** Passes over bytes. */
    public void skip(int count) {
        at += count;
    }

    public int number() {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes[at++];
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    public long fixed() {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value |= (bytes[at++] & 0xffL) << (8 * i);
        }
        return value;
    }

    public long[] longs(int count) {
        long[] values = new long[count];
        ByteBuffer.wrap(bytes, at, count * Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asLongBuffer()
                .get(values);
        at += count * Long.BYTES;
        return values;
    }

    public byte[] bytes(int count) {
        byte[] part = new byte[count];
        System.arraycopy(bytes, at, part, 0, count);
        at += count;
        return part;
    }

    public String text() {
        int head = number();
        int length = head >>> 1;
        int from = at;
        at += length;
        if ((head & 1) == 0) {
            return new String(bytes, from, length, StandardCharsets.UTF_8);
        }
        char[] units = new char[length / 2];
        for (int i = 0; i < units.length; i++) {
            units[i] =
                    (char) ((bytes[from + 2 * i] & 0xff) << 8 | (bytes[from + 2 * i + 1] & 0xff));
        }
        return new String(units);
    }
}
