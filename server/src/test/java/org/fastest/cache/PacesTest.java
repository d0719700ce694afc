package org.fastest.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.fastest.cache.Paces.Pace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of how long tests took. */
class PacesTest {
    @TempDir Path folder;

    @Test
    void aLaterRunCountsForAsManyTestsAsItHad() {
        Paces paces = new Paces(new Blobs(folder));
        assertEquals(Map.of(), paces.read("/p"));
        paces.add("/p", Map.of("a.py", new Pace(4, 8), "b.py::K", new Pace(1, 0.25)));
        paces.add("/p", Map.of("a.py", new Pace(1, 10)));
        paces.add("/other", Map.of("a.py", new Pace(1, 1)));
        assertEquals(
                Map.of("a.py", new Pace(4, 16), "b.py::K", new Pace(1, 0.25)), paces.read("/p"));
        paces.add("/p", Map.of("a.py", new Pace(5, 5)));
        assertEquals(new Pace(5, 5), paces.read("/p").get("a.py"));
    }

    @Test
    void aDamagedFileIsAsGoodAsNone() throws Exception {
        Paces paces = new Paces(new Blobs(folder));
        paces.add("/p", Map.of("a.py", new Pace(4, 8)));
        Path file;
        try (Stream<Path> files = Files.list(folder.resolve("paces"))) {
            file = files.findFirst().orElseThrow();
        }
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            Files.write(file, damaged);
            assertEquals(Map.of(), paces.read("/p"), "byte " + at);
        }
        Files.write(file, new byte[] {1, 2});
        assertEquals(Map.of(), paces.read("/p"));
    }
}
