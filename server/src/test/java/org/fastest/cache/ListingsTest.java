package org.fastest.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListingsTest {
    private static final ListingKey KEY = ListingKey.of("1", "question");

    @TempDir Path temp = Path.of("");

    @Test
    void whatWasWrittenIsRead() throws IOException {
        Listings listings = listings();
        assertNull(listings.shown(KEY));
        listings.write(KEY, listing("a::b\n"));
        KeptListing shown = listings.shown(KEY);
        assertNotNull(shown);
        assertEquals("a::b\n", ids(shown));
        assertEquals(0, shown.details().length);
        KeptListing whole = listings.whole(KEY);
        assertNotNull(whole);
        assertArrayEquals(new byte[] {1, 2, 3}, whole.details());
        assertArrayEquals(new byte[] {9}, whole.remarks());
        assertTrue(whole.world().look().isSame());
        assertNull(listings.shown(ListingKey.of("1", "another question")));
        assertNull(listings.shown(ListingKey.of("2", "question")));
    }

    @Test
    void aFileOfAnotherQuestionIsNone() throws IOException {
        Listings listings = listings();
        listings.write(KEY, listing("a::b\n"));
        assertNull(listings.whole(new ListingKey(KEY.name(), KEY.check() + 1)));
    }

    @Test
    void whatIsCutOffIsNoListing() throws IOException {
        byte[] good = written();
        for (int length = 0; length < good.length; length++) {
            Files.write(file(), Arrays.copyOf(good, length));
            assertNull(listings().whole(KEY), "cut at " + length);
            assertNull(listings().shown(KEY), "cut at " + length);
        }
        Files.write(file(), Arrays.copyOf(good, good.length + 1));
        assertNull(listings().whole(KEY));
    }

    @Test
    void aFlippedBitIsNoListing() throws IOException {
        byte[] good = written();
        for (int at = 0; at < good.length; at++) {
            for (int bit = 0; bit < 8; bit += 7) {
                byte[] bad = good.clone();
                bad[at] ^= (byte) (1 << bit);
                Files.write(file(), bad);
                assertNull(listings().whole(KEY), "bit " + bit + " of byte " + at);
            }
        }
    }

    @Test
    void whoReadsWhileOthersWriteHasOneOfTheirs() throws Exception {
        List<Future<?>> tasks = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                String ids = ("a::test_" + i + "\n").repeat(1 + i * 5000);
                KeptListing own = listing(ids);
                boolean writes = i < 2;
                tasks.add(
                        threads.submit(() -> {
                            for (int round = 0; round < 100; round++) {
                                if (writes) {
                                    listings().write(KEY, own);
                                }
                                KeptListing read = listings().whole(KEY);
                                if (read != null) {
                                    String found = ids(read);
                                    String line = found.substring(0, found.indexOf('\n') + 1);
                                    int one = Integer.parseInt(line.substring(8, 9));
                                    assertEquals(line.repeat(1 + one * 5000), found);
                                }
                            }
                        }));
            }
            for (Future<?> task : tasks) {
                task.get();
            }
        }
        try (Stream<Path> left = Files.list(file().getParent())) {
            assertEquals(List.of(file()), left.toList(), "no part of a file is left");
        }
    }

    @Test
    void whereNothingCanBeWrittenThereIsNone() throws IOException {
        Path blocked = Files.writeString(temp.resolve("blocked"), "a file");
        Listings listings = new Listings(new Blobs(blocked));
        listings.write(KEY, listing("a::b\n"));
        assertNull(listings.whole(KEY));
    }

    @Test
    void textsAreReadAsTheyWereWritten() {
        for (String text :
                List.of("", "a", "ä\0\n", "\uD83D\uDE00", "half \uD83D of a pair", "\uDE00")) {
            ByteBuilder out = new ByteBuilder(1).text(text).number(-7).number(300).fixed(-2);
            ByteScanner in = new ByteScanner(out.toArray(), 0);
            assertEquals(text, in.text());
            assertEquals(-7, in.number());
            assertEquals(300, in.number());
            assertEquals(-2, in.fixed());
        }
    }

    @Test
    void aFolderIsListedTheSameWithoutTheLibrary() throws IOException {
        Path folder = Files.createDirectories(temp.resolve("folder"));
        for (String name :
                List.of("b.py", "a", "a.b", "é", "\uFF21", "\uD83D\uDE00", ".hidden", "ab")) {
            Files.writeString(folder.resolve(name), "");
        }
        Files.createDirectories(folder.resolve("sub"));
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("sub"));
        FolderEntries own = FolderEntries.of(folder.toString());
        FolderEntries plain = FolderEntries.byJava(folder.toString());
        assertEquals(10, own.count());
        for (int i = 0; i < own.count(); i++) {
            assertEquals(plain.name(i), own.name(i));
            assertEquals(i, own.find(own.name(i)));
        }
        assertEquals(plain.hash(), own.hash());
        assertEquals(plain.hash("a"), own.hash("a"));
        assertTrue(own.isFolder(own.find("sub")) && own.isLink(own.find("link")));
        assertTrue(own.isFile(own.find("a.b")));
        assertFalse(own.has("c"));
        assertEquals(FolderEntries.NONE, FolderEntries.of(folder.resolve("none").toString()));
    }

    @Test
    void aFileIsReadWholeWhateverItsSize() throws IOException {
        for (int size : new int[] {0, 1, (1 << 16) - 1, 1 << 16, (1 << 16) + 1, 200_000}) {
            byte[] content = new byte[size];
            for (int i = 0; i < size; i++) {
                content[i] = (byte) (i * 31);
            }
            Path file = Files.write(temp.resolve("é" + size), content);
            assertArrayEquals(content, FileBytes.read(file.toString(), 1 << 20));
            int half = size / 2;
            assertArrayEquals(Arrays.copyOf(content, half), FileBytes.read(file.toString(), half));
        }
        String gone = temp.resolve("gone").toString();
        assertThrows(IOException.class, () -> FileBytes.read(gone, 1));
        assertThrows(IOException.class, () -> FileBytes.read(temp.toString(), 1));
    }

    private KeptListing listing(String ids) throws IOException {
        Path file = Files.writeString(temp.resolve("test_x.py"), "def test_x(): ...\n");
        Looked looked = new Looked(System.currentTimeMillis());
        looked.file(file.toString(), Files.readAllBytes(file));
        looked.noFile(temp.resolve("gone.py").toString());
        looked.stem(temp.toString(), "conftest", FolderEntries.of(temp.toString()));
        return new KeptListing(
                looked.world(),
                new byte[] {9},
                ids.getBytes(StandardCharsets.UTF_8),
                new byte[] {1, 2, 3});
    }

    private byte[] written() throws IOException {
        listings().write(KEY, listing("a::b\n"));
        return Files.readAllBytes(file());
    }

    private static String ids(KeptListing listing) {
        return new String(
                listing.array(), listing.idsFrom(), listing.idsLength(), StandardCharsets.UTF_8);
    }

    private Path file() {
        return temp.resolve("cache/listings/" + Long.toHexString(KEY.name()));
    }

    private Listings listings() {
        return new Listings(new Blobs(temp.resolve("cache")));
    }
}
