package org.fastest.cache;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * Tells contents apart: two checksums of different polynomials, which the JVM computes at memory's
 * speed before anything is compiled. It guards against accidents; nobody gains anything by
 * deceiving their own cache.
 */
final class ContentHash {
    /** Of what is not there or can't be read. */
    static final long NOTHING = 0;

    private ContentHash() {}

    /** Never {@link #NOTHING}. */
    static long of(byte[] content, int from, int length) {
        CRC32 first = new CRC32();
        first.update(content, from, length);
        CRC32C second = new CRC32C();
        second.update(content, from, length);
        long hash = first.getValue() << 32 | second.getValue();
        return hash == NOTHING ? length + 1L : hash;
    }

    static long of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    static long of(byte[] content) {
        return of(content, 0, content.length);
    }
}
