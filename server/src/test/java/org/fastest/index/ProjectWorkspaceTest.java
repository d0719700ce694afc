package org.fastest.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.fastest.discover.Facts;
import org.fastest.model.Issue;
import org.fastest.model.TestItem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A workspace after any changes is like one that is opened afresh, and its deltas bring a client
 * there too.
 */
class ProjectWorkspaceTest {
    private static final List<String> PATHS =
            List.of(
                    "test_a.py",
                    "test_b.py",
                    "sub/test_c.py",
                    "sub/deep/test_d.py",
                    "sub/deep/test_e.py",
                    "other/test_f.py",
                    "other/check_g.py",
                    "build/test_h.py");
    private static final List<String> TEXTS =
            List.of(
                    "def test_one(): ...\n",
                    "def test_one(): ...\ndef test_two(v): ...\n",
                    "class TestA:\n    def test_in(self): ...\n",
                    "def helper(): ...\n",
                    "",
                    "import pytest\n@pytest.mark.parametrize('a', [1, 2])\ndef test_p(a): ...\n",
                    "\n\ndef test_one(): ...\n");
    private static final List<String> CONFTESTS =
            List.of(
                    "import pytest\n@pytest.fixture(params=[1, 2])\ndef v(request): ...\n",
                    "import pytest\n@pytest.fixture\ndef v(): ...\n",
                    "collect_ignore = ['test_c.py', 'sub/test_c.py', 'test_a.py']\n",
                    "def pytest_collection_modifyitems(items): items.clear()\n",
                    "def broken(:\n");
    private static final List<String> INIS =
            List.of(
                    "[pytest]\n",
                    "[pytest]\npython_files = check_*.py test_*.py\n",
                    "[pytest]\ntestpaths = sub other\n");

    @TempDir Path temp = Path.of("");

    @BeforeEach
    void realFolder() throws IOException {
        temp = temp.toRealPath();
        Files.writeString(temp.resolve("pytest.ini"), INIS.getFirst());
    }

    /** What a client knows of one file, by path; folders by their own paths. */
    private final Map<String, List<TestItem>> client = new HashMap<>();

    @Test
    void randomChanges() throws IOException {
        for (int seed = 0; seed < 60; seed++) {
            Path folder = Files.createDirectories(temp.resolve("w" + seed));
            Files.writeString(folder.resolve("pytest.ini"), INIS.getFirst());
            client.clear();
            Random random = new Random(seed);
            ProjectWorkspace workspace = open(folder);
            take(new Delta(0, 0, List.of()), workspace);
            client.clear();
            adopt(workspace);
            Map<Path, String> buffers = new HashMap<>();
            StringBuilder story = new StringBuilder("seed " + seed);
            for (int step = 0; step < 40; step++) {
                step(folder, random, workspace, buffers, story);
            }
            take(workspace.refresh(), workspace);
            ProjectWorkspace fresh = open(folder);
            for (Map.Entry<Path, String> buffer : buffers.entrySet()) {
                fresh.edit(buffer.getKey(), buffer.getValue(), 1);
            }
            String message = story.toString();
            assertEquals(
                    text(fresh.snapshot().items()), text(workspace.snapshot().items()), message);
            assertEquals(sorted(workspace.snapshot().items()), sorted(known()), message);
        }
    }

    private void step(
            Path folder,
            Random random,
            ProjectWorkspace workspace,
            Map<Path, String> buffers,
            StringBuilder story)
            throws IOException {
        String name = PATHS.get(random.nextInt(PATHS.size()));
        Path path = folder.resolve(name);
        int what = random.nextInt(10);
        if (what < 3) {
            String text = TEXTS.get(random.nextInt(TEXTS.size()));
            story.append("\nedit ").append(name).append(" ").append(text.replace("\n", "|"));
            buffers.put(path, text);
            take(workspace.edit(path, text, 1), workspace);
        } else if (what == 3) {
            story.append("\nclose ").append(name);
            buffers.remove(path);
            take(workspace.close(path), workspace);
        } else if (what < 6) {
            String text = TEXTS.get(random.nextInt(TEXTS.size()));
            story.append("\nwrite ").append(name).append(" ").append(text.replace("\n", "|"));
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
            take(workspace.refresh(), workspace);
        } else if (what == 6) {
            story.append("\ndelete ").append(name);
            Files.deleteIfExists(path);
            take(workspace.refresh(), workspace);
        } else if (what == 7) {
            String below = List.of("sub", "other", "sub/deep").get(random.nextInt(3));
            story.append("\ndelete all of ").append(below);
            delete(folder.resolve(below));
            take(workspace.refresh(), workspace);
        } else if (what == 8) {
            String where = List.of("conftest.py", "sub/conftest.py").get(random.nextInt(2));
            String text = CONFTESTS.get(random.nextInt(CONFTESTS.size()));
            story.append("\nconftest ").append(where).append(" ").append(text.replace("\n", "|"));
            Path conftest = folder.resolve(where);
            Files.createDirectories(conftest.getParent());
            Files.writeString(conftest, text);
            take(workspace.refresh(), workspace);
        } else {
            int which = random.nextInt(INIS.size());
            story.append("\nini ").append(which);
            Files.writeString(folder.resolve("pytest.ini"), INIS.get(which));
            take(workspace.refresh(), workspace);
        }
    }

    @Test
    void brokenTextKeepsTheLastGoodItems() throws IOException {
        Path file = temp.resolve("test_a.py");
        Files.writeString(file, "def test_one(): ...\ndef test_two(): ...\n");
        Files.writeString(temp.resolve("test_b.py"), "def test_other(): ...\n");
        ProjectWorkspace workspace = open(temp);
        FileTests other = workspace.snapshot().file("test_b.py");
        workspace.edit(file, "# a line\ndef test_one(): ...\ndef test_two(: ...\n", 2);
        FileTests broken = workspace.snapshot().file("test_a.py");
        assertNotNull(broken);
        assertTrue(broken.stale());
        assertEquals(1, broken.issues().size());
        assertEquals(Issue.Severity.ERROR, broken.issues().getFirst().severity());
        assertEquals(
                "test_a.py null EXACT; test_a.py::test_one 1 EXACT; test_a.py::test_two 2 EXACT",
                places(broken));
        assertEquals(other, workspace.snapshot().file("test_b.py"));
        workspace.edit(file, "def test_three(): ...\n", 3);
        FileTests good = workspace.snapshot().file("test_a.py");
        assertNotNull(good);
        assertFalse(good.stale());
        assertEquals(List.of(), good.issues());
        assertEquals("test_a.py null EXACT; test_a.py::test_three 0 EXACT", places(good));
    }

    @Test
    void aNameThatNoFileCanHaveIsNoModule() throws IOException {
        Path file = temp.resolve("test_a.py");
        ProjectWorkspace workspace = open(temp);
        int version = 0;
        for (String module : List.of("\0helper", "hel\0per.part", "\uD800helper", "x.\uDC00")) {
            for (String text :
                    List.of(
                            "from " + module + " import *\n",
                            "import " + module + "\n",
                            "pytest_plugins = ['" + module + "']\n",
                            "pytest_plugins = ['\\x00" + module + "', '\\ud800']\n")) {
                workspace.edit(file, text + "\n\ndef test_a(): ...\n", ++version);
                FileTests found = workspace.snapshot().file("test_a.py");
                assertNotNull(found, text);
                assertTrue(places(found).contains("test_a.py::test_a"), text);
            }
        }
    }

    @Test
    void aSettingWithANullCharacterIsToldAndLeftOut() throws IOException {
        Files.writeString(temp.resolve("test_a.py"), "def test_one(): ...\n");
        Files.delete(temp.resolve("pytest.ini"));
        Path ini = temp.resolve("pyproject.toml");
        for (String setting :
                List.of(
                        "testpaths = [\"a\\u0000b\"]",
                        "pythonpath = [\"\\u0000\"]",
                        "norecursedirs = \"\\U00000000\"",
                        "addopts = \"--ignore=\\u0000 --confcutdir=\\u0000\"")) {
            Files.writeString(ini, "[tool.pytest.ini_options]\n\n" + setting + "\n");
            ProjectWorkspace workspace = open(temp);
            assertNotNull(workspace.snapshot().file("test_a.py"), setting);
            assertEquals(1, workspace.issues().size(), setting);
            assertEquals(3, workspace.issues().getFirst().line(), setting);
        }
    }

    @Test
    void aBrokenConftestIsToldAtItsPlaceAndNothingElseIsLost() throws IOException {
        Files.createDirectory(temp.resolve("sub"));
        Path conftest = temp.resolve("sub/conftest.py");
        Files.writeString(temp.resolve("sub/test_a.py"), "def test_one(): ...\n");
        Files.writeString(temp.resolve("test_b.py"), "def test_other(): ...\n");
        ProjectWorkspace workspace = open(temp);
        FileTests other = workspace.snapshot().file("test_b.py");
        Files.writeString(conftest, "import os\n\ndef broken(:\n");
        Delta delta = workspace.refresh();
        assertEquals(
                List.of("sub/conftest.py", "sub/test_a.py"),
                delta.files().stream().map(Delta.Change::path).sorted().toList());
        FileTests told = workspace.snapshot().file("sub/conftest.py");
        assertNotNull(told);
        assertEquals(List.of(), told.items());
        assertEquals(3, told.issues().getFirst().line());
        FileTests below = workspace.snapshot().file("sub/test_a.py");
        assertNotNull(below);
        assertEquals(
                "sub/test_a.py null UNKNOWN; sub/test_a.py::test_one 0 UNKNOWN", places(below));
        assertEquals(other, workspace.snapshot().file("test_b.py"));
        Files.writeString(conftest, "import os\n");
        workspace.refresh();
        FileTests mended = workspace.snapshot().file("sub/test_a.py");
        assertNotNull(mended);
        assertEquals("sub/test_a.py null EXACT; sub/test_a.py::test_one 0 EXACT", places(mended));
        assertNull(workspace.snapshot().file("sub/conftest.py"));
    }

    /** It was never listed. */
    @Test
    void aFolderWithoutTestsIsNotRemoved() throws IOException {
        Path sub = Files.createDirectory(temp.resolve("sub"));
        Path deep = Files.createDirectory(sub.resolve("deep"));
        Files.writeString(sub.resolve("test_a.py"), "def test_one(): ...\n");
        Files.writeString(deep.resolve("conftest.py"), "def broken(:\n");
        ProjectWorkspace workspace = open(temp);
        Files.delete(deep.resolve("conftest.py"));
        assertEquals(List.of("sub/deep/conftest.py"), removed(workspace.refresh()));
        Files.writeString(deep.resolve("conftest.py"), "def broken(:\n");
        workspace.refresh();
        // What is wrong below it does not keep it.
        Files.delete(sub.resolve("test_a.py"));
        assertEquals(List.of("sub/test_a.py", "sub"), removed(workspace.refresh()));
        Files.delete(deep.resolve("conftest.py"));
        assertEquals(List.of("sub/deep/conftest.py"), removed(workspace.refresh()));
    }

    private static List<String> removed(Delta delta) {
        return delta.files().stream()
                .filter(Delta.Change::removed)
                .map(Delta.Change::path)
                .toList();
    }

    @Test
    void testsFollowTheModulesTheyComeFrom() throws IOException {
        Files.writeString(
                temp.resolve("test_it.py"), "from later import Base\nclass TestIt(Base): ...\n");
        Files.writeString(temp.resolve("test_other.py"), "def test_other(): ...\n");
        ProjectWorkspace workspace = open(temp);
        assertEquals(Set.of("test_other.py::test_other"), tests(workspace));
        Files.writeString(temp.resolve("later.py"), "class Base:\n    def test_a(self): ...\n");
        Delta delta = workspace.refresh();
        assertEquals(1, delta.files().size());
        assertEquals(
                Set.of("test_it.py::TestIt::test_a", "test_other.py::test_other"),
                tests(workspace));
        Files.writeString(
                temp.resolve("later.py"), "class Base:\n    def test_longer(self): ...\n");
        workspace.refresh();
        assertEquals(
                Set.of("test_it.py::TestIt::test_longer", "test_other.py::test_other"),
                tests(workspace));
        assertTrue(workspace.refresh().isEmpty());
    }

    private static Set<String> tests(ProjectWorkspace workspace) {
        Set<String> ids = new HashSet<>();
        for (TestItem item : workspace.snapshot().items()) {
            if (item.kind().isTest()) {
                ids.add(item.id().nodeId());
            }
        }
        return ids;
    }

    @Test
    void oddFiles() throws IOException {
        Files.write(
                temp.resolve("test_binary.py"),
                new byte[] {0, 1, (byte) 0xff, (byte) 0xfe, 'd', 'e', 'f'});
        Files.write(
                temp.resolve("test_latin.py"),
                "# -*- coding: latin-1 -*-\ndef test_é(): ...\n"
                        .getBytes(StandardCharsets.ISO_8859_1));
        Files.writeString(temp.resolve("test_bom.py"), "\uFEFFdef test_it(): ...\n");
        Files.writeString(
                temp.resolve("test_crlf.py"), "def test_a(): ...\r\ndef test_b(): ...\r\n");
        Files.createDirectories(temp.resolve("test_folder.py"));
        Files.createDirectories(temp.resolve("sub"));
        Files.createSymbolicLink(temp.resolve("sub/loop"), temp);
        Files.createSymbolicLink(temp.resolve("test_dangling.py"), temp.resolve("nowhere.py"));
        ProjectWorkspace workspace = open(temp);
        Set<String> ids = new HashSet<>();
        for (TestItem item : workspace.snapshot().items()) {
            ids.add(item.id().nodeId());
        }
        assertTrue(ids.contains("test_latin.py::test_é"));
        assertTrue(ids.contains("test_bom.py::test_it"));
        assertTrue(ids.contains("test_crlf.py::test_b"));
        FileTests binary = workspace.snapshot().file("test_binary.py");
        assertNotNull(binary);
        assertFalse(binary.issues().isEmpty());
    }

    private static ProjectWorkspace open(Path folder) {
        return ProjectWorkspace.open(
                Territory.whole(folder),
                territory ->
                        Project.at(
                                territory.folder(),
                                territory.arguments(),
                                Map.of(),
                                new Facts("9.2.0")));
    }

    /**
     * Applies a delta as a client does: a change replaces all that is known of its path; folders
     * come before the files that need them.
     */
    private void take(Delta delta, ProjectWorkspace workspace) {
        for (Delta.Change change : delta.files()) {
            client.remove(change.path());
            List<TestItem> own = new ArrayList<>();
            for (TestItem item : change.items()) {
                if (item.path().equals(change.path())) {
                    own.add(item);
                } else {
                    client.put(item.path(), List.of(item));
                }
            }
            if (!own.isEmpty()) {
                client.put(change.path(), own);
            }
        }
        assertEquals(
                workspace.snapshot().generation(),
                delta.files().isEmpty() ? workspace.snapshot().generation() : delta.generation());
    }

    private void adopt(ProjectWorkspace workspace) {
        for (TestItem item : workspace.snapshot().items()) {
            client.computeIfAbsent(item.path(), each -> new ArrayList<>()).add(item);
        }
    }

    private List<TestItem> known() {
        List<TestItem> items = new ArrayList<>();
        client.values().forEach(items::addAll);
        return items;
    }

    private static String text(List<TestItem> items) {
        StringBuilder out = new StringBuilder();
        for (TestItem item : items) {
            out.append(item).append('\n');
        }
        return out.toString().replaceAll("file:[^,\\]]*", "P");
    }

    private static String sorted(List<TestItem> items) {
        List<TestItem> sorted = new ArrayList<>(items);
        sorted.sort(Comparator.comparing(item -> item.id().nodeId()));
        return text(sorted);
    }

    private static String places(FileTests file) {
        List<String> places = new ArrayList<>();
        for (TestItem item : file.items()) {
            String line =
                    item.selection() == null
                            ? "null"
                            : String.valueOf(item.selection().startLine());
            places.add(item.id().nodeId() + " " + line + " " + item.certainty());
        }
        return String.join("; ", places);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
