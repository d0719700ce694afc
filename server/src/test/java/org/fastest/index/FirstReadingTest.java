package org.fastest.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.fastest.cache.Blobs;
import org.fastest.cache.Listings;
import org.fastest.discover.Facts;
import org.fastest.model.Interpreter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A workspace that begins with the index is, from then on, as one that has read everything. */
class FirstReadingTest {
    private static final InstantSource LATER =
            () -> InstantSource.system().instant().plusSeconds(60);

    @TempDir Path temp = Path.of("");
    private Path root = Path.of("");
    private Path site = Path.of("");

    @BeforeEach
    void files() throws IOException {
        root = Files.createDirectories(temp.toRealPath().resolve("root"));
        site = Files.createDirectories(temp.toRealPath().resolve("lib/python3.11/site-packages"));
        write("pytest.ini", "[pytest]\n");
        write("conftest.py", "from shared import *\n");
        write("shared.py", "import pytest\n");
        write("a/test_one.py", "def test_one(value): ...\n");
        write("a/test_two.py", "from base import Base\nclass TestTwo(Base): ...\n");
        write("a/base.py", "class Base:\n    def test_base(self): ...\n");
        write("b/test_three.py", "from elsewhere import Base\nclass TestThree(Base): ...\n");
        write("b/test_broken.py", "def test_(:\n");
    }

    @Test
    void itShowsWhatTheFilesHold() throws IOException {
        same(open(LATER));
        same(open(LATER));
        write("a/base.py", "class Base:\n    def test_other(self): ...\n");
        write("a/test_new.py", "def test_new(): ...\n");
        Files.delete(root.resolve("a/test_one.py"));
        same(open(LATER));
        write("b/conftest.py", "def broken(:\n");
        same(open(LATER));
    }

    @Test
    void itKnowsWhatItsFilesComeFrom() throws IOException {
        same(open(LATER));
        for (String[] change :
                new String[][] {
                    {"a/base.py", "class Base:\n    def test_other(self): ...\n"},
                    {"elsewhere.py", "class Base:\n    def test_it(self): ...\n"},
                    {"b/elsewhere/__init__.py", "class Base:\n    def test_them(self): ...\n"},
                    {
                        "shared.py",
                        "import pytest\n@pytest.fixture(params=[1, 2])\ndef value(request): ...\n"
                    },
                    {"a/conftest.py", "import pytest\n@pytest.fixture\ndef value(): ...\n"},
                    {"a/__init__.py", "raise SystemExit\n"},
                }) {
            ProjectWorkspace workspace = open(LATER);
            List<FileTests> before = workspace.snapshot().files();
            write(change[0], change[1]);
            assertFalse(workspace.refresh().files().isEmpty(), change[0]);
            assertFalse(before.equals(workspace.snapshot().files()), change[0]);
            same(workspace);
        }
    }

    @Test
    void whatIsWrittenMeanwhileIsReadAgain() throws IOException {
        same(open(LATER));
        List<Runnable> later = new ArrayList<>();
        Map<String, Scanned> young =
                FirstReading.of(project(), "p", 1, index(InstantSource.system()), later::add);
        assertEquals(Set.of(), young.keySet(), "all of them were written just now");
        Map<String, Scanned> old = FirstReading.of(project(), "p", 1, index(LATER), later::add);
        assertTrue(old.containsKey("a/test_one.py"));
        same(open(InstantSource.system()));
    }

    @Test
    void afterAnyChangesItIsAsIfItHadReadEverything() throws IOException {
        Random random = new Random(11);
        String[] places = {
            "conftest.py",
            "shared.py",
            "a/base.py",
            "b/base.py",
            "a/conftest.py",
            "a/test_one.py",
            "a/test_two.py",
            "b/test_three.py",
            "b/__init__.py",
            "elsewhere.py",
            "a/test_new.py"
        };
        String[] texts = {
            "from base import Base\nclass TestTwo(Base): ...\n",
            "from shared import *\n",
            "class Base:\n    def test_base(self): ...\n",
            "class Base:\n    def test_other(self): ...\n",
            "import pytest\n@pytest.fixture(params=[1, 2])\ndef value(request): ...\n",
            "def test_one(value): ...\n",
        };
        for (int round = 0; round < 25; round++) {
            ProjectWorkspace workspace = open(LATER);
            same(workspace);
            for (int i = 0; i < 4; i++) {
                Path file = root.resolve(places[random.nextInt(places.length)]);
                // Another length each time: the workspace's own look goes by time and size.
                String text =
                        texts[random.nextInt(texts.length)] + "#".repeat(1 + round * 4 + i) + "\n";
                if (random.nextInt(5) == 0) {
                    Files.deleteIfExists(file);
                } else {
                    Files.writeString(file, text);
                }
                workspace.refresh();
                same(workspace);
            }
        }
    }

    private void same(ProjectWorkspace workspace) {
        ProjectWorkspace without = ProjectWorkspace.open(territory(), this::project);
        assertEquals(without.snapshot().files(), workspace.snapshot().files());
    }

    private ProjectWorkspace open(InstantSource clock) {
        return ProjectWorkspace.open(territory(), this::project, index(clock), 1, Runnable::run);
    }

    private Territory territory() {
        return Territory.whole(root);
    }

    private StaticIndex index(InstantSource clock) {
        return new StaticIndex(
                new Listings(new Blobs(temp.resolve("cache"))), "1", clock, StaticIndex.Use.KEPT);
    }

    private Project project(Territory territory) {
        return project();
    }

    private Project project() {
        Interpreter interpreter =
                new Interpreter(
                        temp.resolve("bin/python"), "chosen", "3.11.0", "9.2.0", List.of(site));
        return Project.at(root, List.of(), Map.of(), new Facts(null))
                .with(new Facts("9.2.0", "3.11.0", "linux", "CPython"), interpreter);
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
