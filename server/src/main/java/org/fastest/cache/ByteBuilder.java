package org.fastest.cache;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow: numbers in as few bytes as they need, texts with their length in front. */
public final class ByteBuilder {
    private static final int UTF_16 = 1;

    private byte[] bytes;
    private int length;

    /**
     * Begins with nothing.
     *
     * @param room for so many bytes at first
     */
    public ByteBuilder(int room) {
        this.bytes = new byte[room];
    }

    public int length() {
        return length;
    }

    public byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** Stands for all bytes. */
    public long hash() {
        return ContentHash.of(bytes, 0, length);
    }

    /** A number, small ones in one byte; negative ones in five. */
    public ByteBuilder number(int value) {
        ensure(5);
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return this;
    }

    /** A number in eight bytes. */
    public ByteBuilder fixed(long value) {
        ensure(Long.BYTES);
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[length++] = (byte) (value >>> (8 * i));
        }
        return this;
    }

    /** Many numbers in eight bytes each. */
    public ByteBuilder longs(long[] values) {
        ensure(values.length * Long.BYTES);
        ByteBuffer.wrap(bytes, length, values.length * Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asLongBuffer()
                .put(values);
        length += values.length * Long.BYTES;
        return this;
    }

    /** Bytes without their length. */
    public ByteBuilder bytes(byte[] more) {
        return bytes(more, 0, more.length);
    }

    /** Part of an array, without its length. */
    public ByteBuilder bytes(byte[] more, int from, int count) {
        ensure(count);
        System.arraycopy(more, from, bytes, length, count);
        length += count;
        return this;
    }

    /** A text, whatever is in it: half a character pair has no UTF-8. */
    public ByteBuilder text(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        if (!new String(encoded, StandardCharsets.UTF_8).equals(text)) {
            encoded = units(text);
            return number(encoded.length << 1 | UTF_16).bytes(encoded);
        }
        return number(encoded.length << 1).bytes(encoded);
    }

    private static byte[] units(String text) {
        byte[] units = new byte[text.length() * 2];
        for (int i = 0; i < text.length(); i++) {
            units[2 * i] = (byte) (text.charAt(i) >> 8);
            units[2 * i + 1] = (byte) text.charAt(i);
        }
        return units;
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
