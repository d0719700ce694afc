package org.fastest.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.fastest.cache.QuickResults.Content;
import org.fastest.cache.QuickResults.Known;
import org.fastest.cache.QuickResults.Of;
import org.fastest.cache.QuickResults.Outcomes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of the outcomes that quicker engines found. */
class QuickResultsTest {
    private static final Outcomes OUTCOMES =
            Outcomes.of(Map.of("a.py::x", "passed", "a.py::y", "failed"));

    @TempDir Path folder;

    private static Of file(String pin) {
        Of file = new Of(5, new Content(1, 2, 3), -4, OUTCOMES, 6, null);
        return pin.isEmpty() ? file : file.pinned(pin);
    }

    @Test
    void whatIsWrittenIsRead() {
        QuickResults store = new QuickResults(new Blobs(folder));
        assertEquals(Known.NOTHING, store.read("/p"));
        Known known = new Known(7, Map.of("a.py", file(""), "b\ud800.py", file("for a reason")));
        store.write("/p", known);
        assertEquals(known, store.read("/p"));
        assertEquals(Known.NOTHING, store.read("/other"));
    }

    @Test
    void aDamagedFileIsAsGoodAsNone() throws Exception {
        QuickResults store = new QuickResults(new Blobs(folder));
        store.write("/p", new Known(7, Map.of("a.py", file("why"))));
        Path kept;
        try (Stream<Path> files = Files.list(folder.resolve("quick"))) {
            kept = files.findFirst().orElseThrow();
        }
        byte[] whole = Files.readAllBytes(kept);
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            Files.write(kept, damaged);
            assertEquals(Known.NOTHING, store.read("/p"), "byte " + at);
        }
        Files.write(kept, new byte[] {1, 2});
        assertEquals(Known.NOTHING, store.read("/p"));
    }

    @Test
    void itIsBoundedAndKeepsThePins() {
        QuickResults store = new QuickResults(new Blobs(folder));
        Map<String, Of> many = new HashMap<>();
        for (int i = 0; i < 20_001; i++) {
            many.put(i + ".py", file(""));
        }
        many.put("pinned.py", file("x".repeat(10_000)));
        store.write("/p", new Known(1, many));
        Map<String, Of> read = store.read("/p").files();
        assertEquals(1, read.size());
        String pin = read.values().iterator().next().pin();
        assertNotNull(pin);
        assertTrue(pin.length() < 1000);
    }

    @Test
    void theSameTestsAreComparedAndOthersNot() {
        Outcomes later = Outcomes.of(Map.of("a.py::y", "failed", "a.py::x", "passed"));
        assertEquals(OUTCOMES, later);
        assertNull(OUTCOMES.difference(later));
        Outcomes better = Outcomes.of(Map.of("a.py::x", "passed", "a.py::y", "passed"));
        assertEquals(
                "a.py::y was failed under a quicker engine, passed under pytest",
                OUTCOMES.difference(better));
        assertNull(OUTCOMES.difference(Outcomes.of(Map.of("a.py::x", "failed"))));
        assertNull(
                OUTCOMES.difference(Outcomes.of(Map.of("a.py::x", "failed", "a.py::z", "failed"))));
    }

    @Test
    void contentIsReadWhereItsStampDiffers() throws Exception {
        Path file = folder.resolve("a.py");
        Files.writeString(file, "one");
        Content one = QuickResults.content(file, null);
        assertNotNull(one);
        assertEquals(one, QuickResults.content(file, one));
        Content stamped = new Content(one.size(), one.modified() - 1, 0);
        assertEquals(one, QuickResults.content(file, stamped));
        assertNull(QuickResults.content(folder.resolve("gone.py"), one));
    }
}
