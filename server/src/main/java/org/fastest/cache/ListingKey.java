package org.fastest.cache;

import java.nio.charset.StandardCharsets;

/**
 * What a listing was asked for: another question has another key.
 *
 * @param name names the file
 * @param check a second hash of the same, kept inside of it
 */
public record ListingKey(long name, long check) {
    /** Grows when files of an older build can't be read any more. */
    private static final String FORMAT = "1";

    /**
     * The key of a question.
     *
     * @param build of this program
     * @param question all that decides the listing beside the files it is read from
     */
    public static ListingKey of(String build, String question) {
        byte[] bytes = (FORMAT + '\0' + build + '\0' + question).getBytes(StandardCharsets.UTF_8);
        long name = 0xcbf29ce484222325L;
        long check = bytes.length;
        for (byte each : bytes) {
            name = (name ^ (each & 0xff)) * 0x100000001b3L;
            check = (Long.rotateLeft(check, 7) + (each & 0xff)) * 0x9E3779B97F4A7C15L;
        }
        return new ListingKey(name, check);
    }
}
