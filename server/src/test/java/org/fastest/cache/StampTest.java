package org.fastest.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.fastest.model.NativeLibrary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StampTest {
    @TempDir Path folder;

    @Test
    void theLibraryIsThere() {
        assertNull(NativeLibrary.load());
    }

    @Test
    void aFileIsTheSameUntilItIsWrittenReplacedOrGone() throws IOException {
        Path file = Files.writeString(folder.resolve("tést.py"), "a = 1\n");
        Path other = Files.writeString(folder.resolve("other.py"), "a = 1\n");
        FileTime long_ago = FileTime.from(Instant.parse("2020-01-01T00:00:00.123456789Z"));
        Files.setLastModifiedTime(file, long_ago);
        Files.setLastModifiedTime(other, long_ago);
        Stamp first = only(file);

        assertEquals(1_577_836_800_123_456_789L, first.modified());
        assertEquals(6, first.size());
        assertEquals(first, only(file));
        assertNotEquals(first, only(other), "the same size and time, but another file");

        Files.writeString(file, "a = 22\n");
        Files.setLastModifiedTime(file, long_ago);
        assertNotEquals(first, only(file));

        Files.delete(file);
        assertNull(Stamp.of(List.of(file)).getFirst());
    }

    @Test
    void theOrderIsThatOfTheQuestions() throws IOException {
        Path file = Files.writeString(folder.resolve("a.py"), "a");
        Path gone = folder.resolve("gone.py");
        List<@Nullable Stamp> stamps = Stamp.of(List.of(gone, file, folder, gone));
        assertNull(stamps.get(0));
        assertNotNull(stamps.get(1));
        assertNotNull(stamps.get(2));
        assertNull(stamps.get(3));
        assertEquals(List.of(), Stamp.of(List.of()));
    }

    @Test
    void aLinkIsFollowedOrNot() throws IOException {
        Path file = Files.writeString(folder.resolve("a.py"), "a");
        Path link = Files.createSymbolicLink(folder.resolve("link.py"), file);
        assertEquals(only(link), only(file));
        byte[] names =
                (FileStats.NO_FOLLOW + link.toString() + "\0" + link + "\0")
                        .getBytes(StandardCharsets.UTF_8);
        long[] looked = FileStats.of(names, 2);
        assertEquals(FileStats.LINK, looked[0]);
        assertEquals(FileStats.FILE, looked[FileStats.STRIDE]);
    }

    @Test
    void withoutTheLibraryTheAnswerIsTheSame() throws IOException {
        Path file = Files.writeString(folder.resolve("a.py"), "a");
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
        StringBuilder names = new StringBuilder();
        for (Object each :
                List.of(file, folder, link, FileStats.NO_FOLLOW + link.toString(), "/no/such")) {
            names.append(each).append('\0');
        }
        byte[] bytes = FileStats.encoded(names);
        assertArrayEquals(FileStats.byJava(bytes, 5), FileStats.of(bytes, 5));
    }

    @Test
    void aWriteShortlyBeforeTheStampMayHideAnother() {
        Stamp stamp = new Stamp(10_000_000_000L, 10_000_000_000L, 1, 1);
        assertTrue(stamp.isRacy(10_500_000_000L));
        assertFalse(stamp.isRacy(13_000_000_000L));
    }

    private static Stamp only(Path file) {
        Stamp stamp = Stamp.of(List.of(file)).getFirst();
        assertNotNull(stamp);
        return stamp;
    }
}
