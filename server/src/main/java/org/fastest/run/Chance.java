package org.fastest.run;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.UUID;

/** Names that nobody else has. */
final class Chance {
    private static final int BYTES = 16;

    private Chance() {}

    /** 32 hexadecimal digits, each of them by chance. */
    static String name() {
        // What Java's own random numbers need to start takes longer than the rest of a run's start.
        try (InputStream chance = new FileInputStream("/dev/urandom")) {
            byte[] bytes = chance.readNBytes(BYTES);
            if (bytes.length == BYTES) {
                return HexFormat.of().formatHex(bytes);
            }
        } catch (IOException elsewhere) {
            return UUID.randomUUID().toString().replace("-", "");
        }
        return UUID.randomUUID().toString().replace("-", "");
    }
}
