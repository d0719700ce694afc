package org.fastest.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which projects an opened folder holds. */
final class DivisionTest {
    @TempDir private Path opened;

    private void write(String name, String text) throws IOException {
        Path file = opened.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** Each project's folder, and behind a minus what it leaves to others. */
    private List<String> division(String... others) {
        List<Path> folders = new ArrayList<>(List.of(opened));
        for (String other : others) {
            folders.add(opened.resolve(other).normalize());
        }
        List<String> found = new ArrayList<>();
        for (Territory each : Division.of(opened, folders, Map.of())) {
            StringBuilder line = new StringBuilder(name(each.folder()));
            for (Path without : each.without()) {
                line.append(" -").append(name(without));
            }
            found.add(line.toString());
        }
        return found;
    }

    private String name(Path folder) {
        return "/" + opened.relativize(folder);
    }

    @Test
    void aFolderWithoutSettingsIsOneProject() throws IOException {
        write("a/test_a.py", "");
        write("pyproject.toml", "[project]\nname = \"a\"\n");
        assertEquals(List.of("/"), division());
        assertEquals(List.of(Territory.whole(opened)), Division.of(opened, List.of(), Map.of()));
    }

    @Test
    void foldersWithSettingsAreProjectsOfTheirOwn() throws IOException {
        write("a/pytest.ini", "");
        write("b/c/pyproject.toml", "[tool.pytest.ini_options]\naddopts = \"-q\"\n");
        write("d/tox.ini", "[pytest]\n");
        write("e/setup.cfg", "[tool:pytest]\n");
        write("f/.pytest.toml", "[pytest]\n");
        write("g/tox.ini", "[tox]\n");
        write("h/pyproject.toml", "[tool.pytest]\nminversion = \"9\"\n");
        assertEquals(
                List.of("/ -/a -/b/c -/d -/e -/f -/h", "/a", "/b/c", "/d", "/e", "/f", "/h"),
                division());
        for (Territory each : Division.of(opened, List.of(), Map.of())) {
            assertEquals(opened, each.opened());
            assertEquals(false, each.isOnly());
        }
    }

    @Test
    void aProjectWithSettingsKeepsWhatItCollects() throws IOException {
        write("pytest.ini", "[pytest]\n");
        write("a/pytest.ini", "[pytest]\n");
        assertEquals(List.of("/"), division());
    }

    @Test
    void whatIsOutsideOfItsTestpathsIsNotItsOwn() throws IOException {
        write("pytest.ini", "[pytest]\ntestpaths = tests more/tests\n");
        write("tests/a/pytest.ini", "[pytest]\n");
        write("more/tests/b/pytest.ini", "[pytest]\n");
        write("more/pytest.ini", "[pytest]\n");
        write("more/other/pytest.ini", "[pytest]\n");
        write("plugin/pytest.ini", "[pytest]\ntestpaths = tests\n");
        write("plugin/demo/pytest.ini", "[pytest]\n");
        write("plugin/tests/c/pytest.ini", "[pytest]\n");
        assertEquals(
                List.of(
                        "/ -/more/other -/plugin",
                        "/more/other",
                        "/plugin -/plugin/demo",
                        "/plugin/demo"),
                division());
    }

    @Test
    void settingsAboveTheOpenedFolderCount() throws IOException {
        write("pytest.ini", "[pytest]\ntestpaths = elsewhere\n");
        write("part/a/pytest.ini", "[pytest]\n");
        Path part = opened.resolve("part");
        assertEquals(List.of(Territory.whole(part)), Division.of(part, List.of(), Map.of()));
    }

    @Test
    void ignoredFoldersAreNotLookedInto() throws IOException {
        for (String folder :
                List.of(".git", "node_modules", "__pycache__", "build", ".hidden", "x.egg")) {
            write(folder + "/a/pytest.ini", "[pytest]\n");
        }
        write("env/pyvenv.cfg", "");
        write("env/lib/pytest.ini", "[pytest]\n");
        assertEquals(List.of("/"), division());
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        write("a/pytest.ini", "[pytest]\n");
        Files.createSymbolicLink(opened.resolve("again"), opened.resolve("a"));
        Files.createSymbolicLink(opened.resolve("b"), opened);
        assertEquals(List.of("/ -/a", "/a"), division());
    }

    @Test
    void anotherOpenedFolderIsLeftToItself() throws IOException {
        write("a/pytest.ini", "[pytest]\n");
        write("a/b/test_x.py", "");
        write("c/d/pytest.ini", "[pytest]\n");
        assertEquals(List.of("/ -/a -/c", "/a -/a/b"), division("a/b", "c", "../elsewhere", "c/d"));
        write("pytest.ini", "[pytest]\n");
        assertEquals(List.of("/ -/a/b"), division("a/b"));
    }

    @Test
    void aBrokenFileThatSpeaksOfPytestIsMeantAsSettings() throws IOException {
        write("a/pyproject.toml", "[tool.pytest.ini_options\n");
        write("b/pyproject.toml", "[tool.black\n");
        write("c/setup.cfg", "[pytest]\n");
        assertEquals(List.of("/ -/a -/c", "/a", "/c"), division());
    }
}
