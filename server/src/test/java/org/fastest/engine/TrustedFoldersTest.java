package org.fastest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person trusts is remembered exactly, whatever folders are called. */
final class TrustedFoldersTest {
    @TempDir private Path state;

    @Test
    void namesOfAllKindsComeBack() throws Exception {
        TrustedFolders folders = TrustedFolders.of(state.resolve("not").resolve("there"));
        assertEquals(List.of(), folders.all());
        List<Path> names =
                List.of(
                        Path.of("/home/a b"),
                        Path.of("/home/a%20b"),
                        Path.of("/home/a+b"),
                        Path.of("/home/zwei\nzeilen"),
                        Path.of("/home/übung/u\u0308bung"));
        for (Path name : names) {
            folders.add(name);
            folders.add(name);
        }
        assertEquals(names, folders.all());
        assertEquals(names.get(1), folders.holding(Path.of("/home/a%20b/below")));
        assertNull(folders.holding(Path.of("/home/a")), "no folder by its first letters");
        assertTrue(folders.forget(names.get(3)));
        assertFalse(folders.forget(names.get(3)));
        assertEquals(4, folders.all().size());
    }

    @Test
    void linesThatAreNoFoldersArePassedOver() throws Exception {
        TrustedFolders folders = TrustedFolders.of(state);
        Files.writeString(folders.file(), "\nnonsense\nfile:///a%zz\nfile:///b\n");
        assertEquals(List.of(Path.of("/b")), folders.all());
    }
}
