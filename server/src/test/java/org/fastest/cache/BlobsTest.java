package org.fastest.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the cache stays below its limit, and that not every write looks at all of it. */
class BlobsTest {
    @TempDir Path folder;

    @Test
    void allIsLookedAtOnceAnHourOrAfterALargeFile() throws Exception {
        Blobs blobs = new Blobs(folder);
        Path old = tooMuch();
        blobs.write("a/one", new byte[1]);
        assertFalse(Files.exists(old));
        old = tooMuch();
        blobs.write("a/two", new byte[2]);
        assertTrue(Files.exists(old));
        blobs.write("a/three", new byte[1 << 20]);
        assertFalse(Files.exists(old));
        old = tooMuch();
        before(folder.resolve("looked"), Duration.ofHours(2));
        blobs.write("a/four", new byte[4]);
        assertFalse(Files.exists(old));
        // A clock that was put back.
        old = tooMuch();
        before(folder.resolve("looked"), Duration.ofHours(-2));
        blobs.write("a/five", new byte[5]);
        assertFalse(Files.exists(old));
        assertArrayEquals(new byte[1], blobs.read("a/one"));
        assertArrayEquals(new byte[5], blobs.read("a/five"));
    }

    /** A file that takes no room, and is larger than all may be. */
    private Path tooMuch() throws IOException {
        Path file = folder.resolve("old");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toString(), "rw")) {
            sparse.setLength(Blobs.LIMIT + 1);
        }
        before(file, Duration.ofDays(1));
        return file;
    }

    private static void before(Path file, Duration ago) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(ago)));
    }
}
