package org.fastest.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.fastest.discover.Facts;
import org.fastest.model.Kind;
import org.fastest.model.Span;
import org.fastest.model.TestItem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why there is no test at a place: said only where there is none. */
final class AbsenceTest {
    private static final String TESTS =
            """
            import unittest
            import pytest

            def helper():
                pass

            class Cart:
                def test_in_a_class_of_another_name(self):
                    pass

            class TestMade:
                def __init__(self):
                    self.x = 1

                def test_made(self):
                    pass

            class Case(unittest.TestCase):
                def testing_is_fine(self):
                    pass

                def check_more(self):
                    pass

            @pytest.fixture
            def test_data():
                return 1

            class TestOff:
                __test__ = False

                def test_off(self):
                    pass

            if True:
                def other_helper():
                    pass

            def test_there():
                pass
            """;

    @TempDir Path folder;

    @Test
    void ofFiles() throws IOException {
        write(
                "pytest.ini",
                "[pytest]\ntestpaths = tests more\nnorecursedirs = data\naddopts = --ignore=more/test_left.py\n");
        write("conftest.py", "");
        write("tests/conftest.py", "collect_ignore = [\"test_ignored.py\"]\n");
        for (String path :
                List.of(
                        "tests/cart.py",
                        "tests/notes.txt",
                        "other/test_a.py",
                        "tests/data/test_b.py",
                        "tests/env/test_c.py",
                        "tests/test_ignored.py",
                        "more/test_left.py",
                        "tests/test_taken.py")) {
            write(path, "def test_1():\n    pass\n");
        }
        write("tests/env/pyvenv.cfg", "");
        ProjectWorkspace workspace = open();
        Map<String, String> reasons =
                Map.of(
                        "tests/cart.py",
                        "the file's name matches none of python_files: test_*.py *_test.py",
                        "tests/notes.txt",
                        "the file is no Python file, and none with doctests",
                        "other/test_a.py",
                        "the file lies in none of testpaths: tests more",
                        "tests/data/test_b.py",
                        "pytest does not enter the folder tests/data, by norecursedirs: data",
                        "tests/env/test_c.py",
                        "the folder tests/env is a virtual environment, which pytest does not enter",
                        "tests/test_ignored.py",
                        "a conftest.py leaves tests/test_ignored.py out",
                        "more/test_left.py",
                        "the option --ignore or --ignore-glob leaves more/test_left.py out");
        reasons.forEach((path, why) -> {
            assertNull(workspace.snapshot().file(path), path);
            assertEquals(why, workspace.whyNoTest(folder.resolve(path), 0), path);
        });
        assertEquals(
                "the file lies outside of the rootdir " + folder,
                workspace.whyNoTest(folder.resolveSibling("test_x.py"), 0));
        assertTrue(workspace.snapshot().file("tests/test_taken.py") != null);
    }

    @Test
    void ofLines() throws IOException {
        write("pytest.ini", "[pytest]\n");
        write("test_shop.py", TESTS);
        ProjectWorkspace workspace = open();
        FileTests tests = Objects.requireNonNull(workspace.snapshot().file("test_shop.py"));
        String made = "something in the text makes it none";
        check(workspace, tests, "import unittest", "no function and no class stands here");
        check(workspace, tests, "def helper", "helper matches none of python_functions: test");
        check(
                workspace,
                tests,
                "def test_in_a",
                "Cart is no unittest.TestCase, and its name matches none of python_classes: Test");
        check(workspace, tests, "class TestMade", "has a __init__ constructor");
        check(
                workspace,
                tests,
                "def check_more",
                "check_more matches none of python_functions: test");
        check(workspace, tests, "def test_data", made);
        check(workspace, tests, "def test_off", made);
        check(
                workspace,
                tests,
                "def other_helper",
                "other_helper matches none of python_functions: test");
        assertTrue(isTest(tests, line("def test_there")));
        assertTrue(isTest(tests, line("def testing_is_fine")));
    }

    @Test
    void ofTheTextAsItIsTyped() throws IOException {
        write("pytest.ini", "[pytest]\npython_functions = check_*\n");
        write("test_shop.py", "def check_1():\n    pass\n");
        ProjectWorkspace workspace = open();
        Path file = folder.resolve("test_shop.py");
        workspace.edit(file, "def check_1():\n    pass\n\n\ndef test_2():\n    pass\n", 2);
        assertEquals(
                "the name test_2 matches none of python_functions: check_*",
                workspace.whyNoTest(file, 4));
        workspace.edit(file, "def check_1(:\n    pass\n\n\ndef test_2():\n    pass\n", 3);
        String why = workspace.whyNoTest(file, 4);
        FileTests broken = Objects.requireNonNull(workspace.snapshot().file("test_shop.py"));
        assertEquals(broken.issues().getFirst().message(), why);
    }

    private static void check(ProjectWorkspace workspace, FileTests tests, String at, String why) {
        int line = line(at);
        assertTrue(!isTest(tests, line), at);
        Path file = workspace.folder().resolve("test_shop.py");
        String said = workspace.whyNoTest(file, line);
        assertTrue(said.contains(why), at + ": " + said);
    }

    private static int line(String at) {
        return (int) TESTS.substring(0, TESTS.indexOf(at)).chars().filter(c -> c == '\n').count();
    }

    private static boolean isTest(FileTests tests, int line) {
        for (TestItem item : tests.items()) {
            Span name = item.selection();
            if (item.kind() == Kind.FUNCTION && name != null && name.startLine() == line) {
                return true;
            }
        }
        return false;
    }

    private ProjectWorkspace open() {
        return ProjectWorkspace.open(
                Territory.whole(folder),
                all -> Project.at(folder, List.of(), Map.of(), new Facts("9.2.0")));
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }
}
