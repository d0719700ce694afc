package org.fastest.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.discover.Facts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file's tests depend on is told with them. */
class FileScanTest {
    private static final Facts FACTS = new Facts("9.2.0");

    @TempDir Path temp = Path.of("");

    @Test
    void conftestsCountWhetherTheyAreThereOrNot() throws IOException {
        Path rootdir = temp.toRealPath();
        write("pytest.ini", "[pytest]\n");
        write("conftest.py", "import pytest\n");
        write("sub/test_it.py", "def test_it(): ...\n");
        assertEquals(
                Set.of(rootdir.resolve("conftest.py"), rootdir.resolve("sub/conftest.py")),
                Set.copyOf(scan(List.of()).inputs()));
        assertEquals(List.of(), scan(List.of("--noconftest")).inputs());
    }

    private Scanned scan(List<String> args) throws IOException {
        Project project = Project.at(temp.toRealPath(), args, Map.of(), FACTS);
        return new FileScan(project, "p", project.walk()).read("sub/test_it.py");
    }

    private void write(String path, String text) throws IOException {
        Path file = temp.toRealPath().resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
