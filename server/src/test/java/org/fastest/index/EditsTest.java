package org.fastest.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.fastest.discover.Facts;
import org.fastest.text.SourceText;
import org.fastest.text.TextChange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A workspace that hears of each edit shows the same as one that is handed the whole new text each
 * time, and once a text is whole, the same as one that was opened just now.
 */
class EditsTest {
    private static final String PATH = "test_it.py";

    /** Holds something of everything that a body or a name elsewhere may matter to. */
    private static final String MANY =
            """
            '''Docs.'''
            import functools
            import pytest
            from unittest import TestCase
            from other import *
            from other import helped, CASES, Base as Foreign
            from other import Quiet

            LIMIT = 3
            VALUES = [1, 2, LIMIT]
            NAMES = ["a", "b"]
            mark = pytest.mark.slow


            def make(n=2):
                return [n, n + 1]


            def keeps(function):
                @functools.wraps(function)
                def inner(*args):
                    return function(*args)
                return inner


            @pytest.fixture(params=[1, 2])
            def side(request):
                return request.param


            @pytest.fixture(autouse=True)
            def always(): ...


            def change():
                global OTHER
                OTHER = 1


            @pytest.mark.parametrize("n", VALUES)
            def test_values(n):
                assert n in VALUES


            @pytest.mark.parametrize("n", make(5))
            def test_made(n):
                assert n


            @pytest.mark.parametrize("n", CASES, ids=str)
            def test_foreign(n, side):
                assert n


            @keeps
            def test_kept(): ...


            class Base:
                def test_base(self):
                    x = 1

                def helper(self): ...


            class TestDerived(Base):
                LOCAL = [7, 8]

                @pytest.mark.parametrize("n", LOCAL)
                def test_local(self, n):
                    for name in NAMES:
                        assert name

                class TestIn:
                    def test_in(self, side): ...

                def test_last(self):
                    pass


            class TestOther(Foreign, TestCase):
                def setUp(self): ...

                def test_more(self):
                    assert self


            test_alias = test_kept


            if LIMIT:
                def test_perhaps(): ...
            else:
                def test_else(): ...


            def pytest_generate_tests(metafunc):
                if "given" in metafunc.fixturenames:
                    metafunc.parametrize("given", [1])


            def test_given(given):
                assert given


            def test_yields():
                for _ in range(2):
                    assert True


            class TestEnd:
                def test_end(self): ...
            """;

    private static final String OTHER =
            """
            import pytest
            from unittest import TestCase
            CASES = [1, 2]
            @pytest.fixture
            def helped(): ...
            class Base:
                def test_from_base(self): ...
            class Quiet(TestCase):
                def test_quiet(self): ...
            def test_star(): ...
            """;

    private static final List<String> PIECES =
            List.of(
                    "a",
                    "x",
                    "_",
                    "1",
                    " ",
                    "    ",
                    "\n",
                    "\n\n",
                    "(",
                    ")",
                    "[",
                    "]",
                    "{",
                    "}",
                    ":",
                    ",",
                    "=",
                    "'",
                    "\"",
                    "\"\"\"",
                    "#",
                    "@",
                    "\\",
                    ".",
                    "def ",
                    "class ",
                    "test_",
                    "yield ",
                    "return ",
                    "VALUES.append(4)",
                    "NAMES",
                    "LIMIT",
                    "n",
                    "make",
                    "side",
                    "self",
                    "\n    x = VALUES\n",
                    "\n        pass\n",
                    "\ndef test_new(): ...\n",
                    "\nclass TestNew:\n    def test_n(self): ...\n",
                    "\n    def test_m(self): ...\n",
                    "\n@pytest.fixture\ndef fresh(): ...\n",
                    "\n@pytest.mark.parametrize('z', [1, 2])\n",
                    "\nVALUES += [9]\n",
                    "\nx = 1\n",
                    "\n    @pytest.mark.skip\n",
                    "\ndef test_values(n): ...\n",
                    "\n    def test_last(self): ...\n",
                    "\n@pytest.mark.parameterize('n', [1])\n",
                    "import sys; sys.path.append('')",
                    "def test_base(self): ...",
                    "metafunc",
                    "global NAMES",
                    "__test__ = False",
                    "pytestmark = pytest.mark.slow\n",
                    "\nfrom other import *\n",
                    "\r\n");

    @TempDir Path temp = Path.of("");

    @BeforeEach
    void realFolder() throws IOException {
        temp = temp.toRealPath();
        Files.writeString(temp.resolve("pytest.ini"), "[pytest]\n");
        Files.writeString(temp.resolve("other.py"), OTHER);
        Files.writeString(temp.resolve(PATH), "");
    }

    /** What pytest is told makes some rules look at the whole file. */
    @Test
    void underOtherSettings() throws IOException {
        for (String settings :
                List.of(
                        "addopts = --strict-markers\nmarkers = slow\n",
                        "addopts = --doctest-modules\n",
                        "python_functions = test_* check\npython_classes = *\n",
                        "addopts = --import-mode=importlib\n")) {
            Files.writeString(temp.resolve("pytest.ini"), "[pytest]\n" + settings);
            Random random = new Random(9);
            for (int round = 0; round < 12; round++) {
                edited(MANY, random, 36);
            }
        }
    }

    @Test
    void editsOfATestFile() {
        Random random = new Random(20261125);
        for (int round = 0; round < 60; round++) {
            edited(MANY, random, 60);
        }
    }

    /** What people do all day: words typed somewhere, letter by letter, and taken back. */
    @Test
    void typing() {
        Random random = new Random(3);
        Twins twins = new Twins(MANY);
        for (int round = 0; round < 250; round++) {
            int from = lineStart(twins.text, random.nextInt(twins.text.length()));
            from = Math.min(twins.text.length(), from + random.nextInt(30));
            String piece = PIECES.get(random.nextInt(PIECES.size()));
            twins.type(from, piece);
            twins.takeBack(from, piece);
            twins.checkFresh();
        }
    }

    /** Each changes what something else in the file means. */
    @Test
    void editsThatMatterElsewhere() {
        String[][] edits = {
            {"autouse=True", "autouse=True, params=[1, 2]"},
            {"return [n, n + 1]", "return [n, n + 1, 5]"},
            {"OTHER = 1", "global VALUES\n    VALUES = 1"},
            {"assert n in VALUES", "VALUES.append(n)"},
            {"assert name", "NAMES[0] = 2"},
            {"[7, 8]", "[7, 8, 9]"},
            {"LIMIT = 3", "LIMIT = 4"},
            {"def test_base", "def test_bose"},
            {"class Base:", "class Bose:"},
            {"class TestDerived(Base)", "class TestDerived(Foreign)"},
            {"return function(*args)", "yield function(*args)"},
            {"@functools.wraps(function)", "# nothing"},
            {"return request.param", "helped()"},
            {"def side(request)", "def aside(request)"},
            {"\"given\" in metafunc", "True or metafunc"},
            {"class TestOther(Foreign, TestCase)", "class TestOther(TestCase)"},
            {"class TestEnd:", "class TestEnd(Quiet):"},
            {"test_alias = test_kept", "test_alias = test_given"},
            {"def test_kept", "def test_keeps"},
            {"def test_made", "def test_values"},
            {"class TestDerived(Base)", "class Base(Base)"},
            {"mark.parametrize(\"n\", VALUES)", "mark.parameterize(\"n\", VALUES)"},
            {"for _ in range(2):\n        assert True", "yield"},
            {"def test_given(given)", "def test_given(side)"},
            {"'''Docs.'''", "pytestmark = pytest.mark.usefixtures('side')"},
            {"class TestEnd:", "@pytest.fixture\ndef more(): ...\nclass TestEnd:"},
            {"class TestEnd:", "class pytest_plugins:"},
            {"def test_end(self): ...", "__test__ = False\n    def test_end(self): ..."},
            {"def test_yields", "@pytest.fixture(autouse=True, params=[5])\ndef yields"},
            {"def test_yields():", "def pytest_generate_tests(metafunc):"},
            {"def change():", "def __getattr__():"},
        };
        for (String[] edit : edits) {
            Twins twins = new Twins(MANY);
            int from = MANY.indexOf(edit[0]);
            assertTrue(from >= 0, edit[0]);
            twins.replace(from, from + edit[0].length(), edit[1]);
            twins.checkFresh();
            twins.replace(from, from + edit[1].length(), "");
            twins.type(from, edit[0]);
            twins.takeBack(from, edit[0]);
            twins.type(from, edit[1]);
            twins.replace(from, from + edit[1].length(), edit[0]);
            twins.checkFresh();
        }
    }

    @Test
    void editsOfTheStandardLibrary() throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(library())) {
            files = found.filter(each -> each.toString().endsWith(".py")).sorted().toList();
        }
        Random random = new Random(5);
        int step = Math.max(1, files.size() / 20);
        for (int i = 0; i < files.size(); i += step) {
            byte[] bytes = Files.readAllBytes(files.get(i));
            if (bytes.length < 100_000) {
                edited(new String(bytes, StandardCharsets.UTF_8), random, 40);
            }
        }
    }

    /** The standard library's own tests, or all of it where they are not installed. */
    private static Path library() throws IOException {
        Process python =
                new ProcessBuilder(
                                "python3",
                                "-c",
                                "import sysconfig; print(sysconfig.get_path('stdlib'), end='')")
                        .start();
        byte[] printed = python.getInputStream().readAllBytes();
        Path library = Path.of(new String(printed, StandardCharsets.UTF_8));
        Path tests = library.resolve("test");
        return Files.isDirectory(tests) ? tests : library;
    }

    private static int lineStart(SourceText text, int offset) {
        return text.lineStart(text.line(offset));
    }

    private void edited(String original, Random random, int rounds) {
        Twins twins = new Twins(original);
        for (int round = 0; round < rounds; round++) {
            if (round % 12 == 11) {
                twins.replace(0, twins.text.length(), original);
                twins.checkFresh();
                continue;
            }
            int from = random.nextInt(twins.text.length() + 1);
            int cut = random.nextInt(3) == 0 ? random.nextInt(40) : 0;
            String piece = random.nextInt(5) == 0 ? "" : PIECES.get(random.nextInt(PIECES.size()));
            twins.replace(from, from + cut, piece);
        }
    }

    private ProjectWorkspace open() {
        return ProjectWorkspace.open(
                Territory.whole(temp),
                now -> Project.at(now.folder(), List.of(), Map.of(), new Facts("9.0.0")));
    }

    /** Two workspaces that are told the same in two ways. */
    private final class Twins {
        private final Path file = temp.resolve(PATH);
        private final ProjectWorkspace byEdits = open();
        private final ProjectWorkspace byTexts = open();
        private final StringBuilder story = new StringBuilder();
        private SourceText text;
        private int version = 1;

        Twins(String original) {
            text = SourceText.of(original);
            byEdits.edit(file, TextChange.whole(text), version);
            byTexts.edit(file, original, version);
        }

        void replace(int from, int to, String by) {
            TextChange change = TextChange.replace(text, from, to, by);
            story.append(change.start()).append('-').append(change.oldEnd());
            story.append(' ').append(by.length() > 99 ? "…" : by.replace("\n", "\\n")).append('|');
            version++;
            Delta edited = byEdits.edit(file, change, version);
            Delta whole = byTexts.edit(file, change.after().text(), version);
            String message = story.substring(Math.max(0, story.length() - 2000));
            assertEquals(byTexts.snapshot().file(PATH), byEdits.snapshot().file(PATH), message);
            assertEquals(whole, edited, message);
            text = change.after();
            if (version % 200 == 0) {
                story.setLength(0);
            }
        }

        void type(int from, String piece) {
            for (int i = 0; i < piece.length(); i++) {
                replace(from + i, from + i, piece.substring(i, i + 1));
            }
        }

        void takeBack(int from, String piece) {
            for (int i = piece.length(); i > 0; i--) {
                replace(from + i - 1, from + i, "");
            }
        }

        void checkFresh() {
            ProjectWorkspace fresh = open();
            fresh.edit(file, text.text(), version);
            FileTests expected = fresh.snapshot().file(PATH);
            if (expected != null && !expected.stale()) {
                assertEquals(expected, byEdits.snapshot().file(PATH), story.toString());
            }
        }
    }

    /** While its keyword is typed, a test of one line is broken and nothing else. */
    @Test
    void aTestOfOneLineStaysWhileItsKeywordIsTyped() {
        ProjectWorkspace workspace = open();
        Path file = temp.resolve(PATH);
        String before = "class TestIt:\n    ";
        String behind = "test_a(self): ...\n    def test_b(self): ...\n";
        int version = 1;
        for (String typed : List.of("def ", "def", "de", "d", "", "d", "de ", "def ")) {
            workspace.edit(file, before + typed + behind, version++);
            FileTests shown = workspace.snapshot().file(PATH);
            assertNotNull(shown);
            assertEquals(4, shown.items().size(), typed);
            assertEquals(!typed.equals("def "), shown.stale(), typed);
        }
    }

    @Test
    void aBufferOfAnotherTextIsTakenAsItIs() {
        ProjectWorkspace workspace = open();
        Path file = temp.resolve(PATH);
        workspace.edit(file, "def test_a(): ...\n", 1);
        SourceText other = SourceText.of("def test_b(): ...\n");
        workspace.edit(file, TextChange.replace(other, 9, 10, "c"), 2);
        FileTests shown = workspace.snapshot().file(PATH);
        assertTrue(shown != null && shown.items().getLast().label().equals("test_c"));
    }
}
