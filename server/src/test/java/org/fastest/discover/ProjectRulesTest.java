package org.fastest.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Settings, options, conftests and folders: which files count, and which of their tests. */
class ProjectRulesTest extends DiscoveryCheck {
    @Test
    void patterns() {
        check(
                """
                #- pytest.ini
                [pytest]
                python_files = check_*.py *_spec.py sub/any.py
                python_classes = Check *Suite
                python_functions = check_* should it_?
                #- check_it.py
                def «check_one»(): ...
                def test_not(): ...
                def «should_work»(): ...
                def «it_a»(): ...
                def it_ab(): ...
                class «CheckMe»:
                    def «check_it»(self): ...
                class «MySuite»:
                    def «should»(self): ...
                class TestNot:
                    def check_it(self): ...
                #- some_spec.py
                def «check_spec»(): ...
                #- sub/any.py
                def «check_any»(): ...
                #- any.py
                def check_not(): ...
                #- test_it.py
                def check_not(): ...
                """);
    }

    @Test
    void testpaths() {
        check(
                """
                #- pyproject.toml
                [tool.pytest.ini_options]
                testpaths = ["tests", "packages/*/tests"]
                #- test_root.py
                def test_not(): ...
                #- tests/test_it.py
                def «test_it»(): ...
                #- packages/b/tests/test_b.py
                def «test_b»(): ...
                #- packages/a/tests/test_a.py
                def «test_a»(): ...
                #- packages/a/src/test_src.py
                def test_not(): ...
                """);
    }

    @Test
    void missingTestpaths() {
        check(
                """
                #- pytest.ini
                [pytest]
                testpaths = nowhere
                #- test_root.py
                def «test_it»(): ...
                """);
    }

    @Test
    void testpathsAreOverruledByArguments() {
        check(
                """
                #- pytest.ini
                [pytest]
                testpaths = tests
                #- tests/test_it.py
                def test_not(): ...
                #- other/test_other.py
                def «test_it»(): ...
                """,
                "other");
    }

    @Test
    void folders() {
        check(
                """
                #- build/test_build.py
                def test_not(): ...
                #- .hidden/test_hidden.py
                def test_not(): ...
                #- venv/test_venv.py
                def test_not(): ...
                #- some/pyvenv.cfg
                home = x
                #- some/bin/activate
                #
                #- some/test_venv.py
                def test_not(): ...
                #- node_modules/test_node.py
                def test_not(): ...
                #- a.egg/test_egg.py
                def test_not(): ...
                #- __pycache__/test_cache.py
                def test_not(): ...
                #- good/__init__.py
                def test_not(): ...
                #- good/test_good.py
                def «test_it»(): ...
                #- good/build.py/test_odd.py
                def «test_it»(): ...
                """);
    }

    @Test
    void norecursedirs() {
        check(
                """
                #- pytest.ini
                [pytest]
                norecursedirs = skip* deep/inner
                #- skipped/test_a.py
                def test_not(): ...
                #- build/test_b.py
                def «test_it»(): ...
                #- deep/inner/test_c.py
                def test_not(): ...
                #- deep/other/test_c2.py
                def «test_it»(): ...
                #- inner/test_d.py
                def «test_it»(): ...
                """);
    }

    @Test
    void order() {
        tree(
                """
                #- test_z.py
                def test_z(): ...
                #- b/test_b.py
                def test_b(): ...
                #- test_a.py
                def test_a(): ...
                #- test_a_sub/test_c.py
                def test_c(): ...
                #- B/test_upper.py
                def test_upper(): ...
                #- b/__init__.py
                #- b/c/test_d.py
                def test_d(): ...
                #- b/test_0.py
                def test_0(): ...
                """,
                """
                test_upper.py
                    test_upper
                test_d.py
                    test_d
                test_0.py
                    test_0
                test_b.py
                    test_b
                test_a.py
                    test_a
                test_c.py
                    test_c
                test_z.py
                    test_z
                """);
    }

    @Test
    void ignore() {
        String files =
                """
                #- a/test_a.py
                def test_not(): ...
                #- b/test_b.py
                def test_not(): ...
                #- b/test_c.py
                def «test_it»(): ...
                #- c/test_d.py
                def test_not(): ...
                #- c/test_e.py
                def «test_it»(): ...
                """;
        check(files, "--ignore=a", "--ignore", "b/test_b.py", "--ignore-glob=*_d.py");
        check(files, "--ignore=a", "--ignore", "./b/../b/test_b.py", "--ignore-glob=c/*_d.py");
        check(
                "#- pytest.ini\n[pytest]\naddopts = --ignore=a --ignore=b/test_b.py --ignore-glob='*_d.py'\n"
                        + files);
    }

    @Test
    void collectIgnore() {
        check(
                """
                #- conftest.py
                collect_ignore = ["test_a.py", "sub/test_b.py", "folder", "other/test_g.py"]
                collect_ignore_glob = ["*_glob.py", "globbed/*"]
                #- test_a.py
                def test_not(): ...
                #- test_a2.py
                def «test_it»(): ...
                #- sub/test_a3.py
                def «test_it»(): ...
                #- sub/test_b.py
                def «test_anew»(): ...
                #- folder/test_c.py
                def test_not(): ...
                #- test_glob.py
                def test_not(): ...
                #- globbed/test_d.py
                def test_not(): ...
                #- sub/conftest.py
                collect_ignore = ["test_e.py"]
                #- sub/test_e.py
                def test_not(): ...
                #- sub/test_f_glob.py
                def test_not(): ...
                #- other/test_g.py
                def test_not(): ...
                """);
    }

    @Test
    void sameModuleName() {
        tree(
                """
                #- a/test_it.py
                def test_a(): ...
                #- b/test_it.py
                def test_b(): ...
                #- c/__init__.py
                #- c/test_it.py
                def test_c(): ...
                """,
                """
                test_it.py
                    test_a
                test_it.py
                    test_b unknown
                test_it.py
                    test_c
                """);
    }

    @Test
    void sameModuleNameBehindAPackage() {
        tree(
                """
                #- a/__init__.py
                #- a/test_it.py
                def test_a(): ...
                #- b/test_it.py
                def test_b(): ...
                #- c/test_it.py
                def test_c(): ...
                """,
                """
                test_it.py
                    test_a
                test_it.py
                    test_b
                test_it.py
                    test_c unknown
                """);
    }

    @Test
    void computedCollectIgnore() {
        tree(
                """
                #- conftest.py
                import os
                collect_ignore = []
                if os.getpid() > 0:
                    collect_ignore.append("test_gone.py")
                collect_ignore += ["test_added.py"]
                #- test_gone.py
                def test_gone(): ...
                #- test_added.py
                def test_added(): ...
                #- test_it.py
                def test_it(): ...
                """,
                """
                test_gone.py
                    test_gone unknown
                test_it.py
                    test_it
                """);
    }

    @Test
    void collectIgnoreByVersion() {
        check(
                """
                #- conftest.py
                import platform
                import sys
                collect_ignore_glob = ["*_never.py"]
                if sys.version_info < (3, 6):
                    collect_ignore_glob.append("*_new.py")
                if sys.version_info >= (3, 6):
                    collect_ignore_glob.append("*_old.py")
                    if platform.python_implementation() == "PyPy":
                        collect_ignore_glob = ["*_cpython.py"]
                else:
                    collect_ignore_glob += ["*_even_newer.py"]
                #- test_a_new.py
                def «test_it»(): ...
                #- test_b_cpython.py
                def «test_it»(): ...
                #- test_c_never.py
                def test_it(): ...
                #- test_d_old.py
                def test_it(): ...
                #- test_e_even_newer.py
                def «test_it»(): ...
                """);
    }

    @Test
    void unreadableCollectIgnore() {
        tree(
                """
                #- conftest.py
                import os
                collect_ignore_glob = [name for name in os.listdir(".") if "gone" in name]
                #- sub/test_it.py
                def test_sub(): ...
                #- test_gone.py
                def test_gone(): ...
                """,
                """
                test_it.py
                    test_sub unknown
                test_gone.py
                    test_gone unknown
                """);
    }

    @Test
    void arguments() {
        String files =
                """
                #- tests/test_a.py
                class TestA:
                    def «test_one»(self): ...
                    def test_two(self): ...
                def test_three(): ...
                #- tests/odd.py
                def test_odd(): ...
                #- test_b.py
                def test_not(): ...
                """;
        check(files.replace("class TestA", "class «TestA»"), "tests/test_a.py::TestA::test_one");
        check(
                files.replace("class TestA", "class «TestA»")
                        .replace("test_two", "«test_two»")
                        .replace("test_odd", "«test_odd»"),
                "tests/test_a.py::TestA",
                "tests/odd.py");
        check(
                files.replace("«", "").replace("»", "").replace("test_three", "«test_three»"),
                "tests/test_a.py::test_three");
    }

    @Test
    void caseArguments() {
        tree(
                """
                import pytest
                @pytest.mark.parametrize("a", [1, 2, "x::y"])
                def test_it(a): ...
                def test_other(): ...
                """,
                """
                test_it
                    [2]
                """,
                "test_it.py::test_it[2]");
    }

    @Test
    void wholeFunctionArguments() {
        tree(
                """
                import pytest
                @pytest.mark.parametrize("a", [1, "x::y"])
                def test_it(a): ...
                def test_it_too(): ...
                """,
                """
                test_it
                    [1]
                    [x::y]
                """,
                "test_it.py::test_it");
    }

    @Test
    void deselect() {
        tree(
                """
                import pytest
                class TestA:
                    def test_one(self): ...
                class TestAB:
                    def test_one(self): ...
                @pytest.mark.parametrize("a", [1, 2, 12])
                def test_it(a): ...
                def test_it_too(): ...
                def test_other(): ...
                """,
                """
                TestAB
                    test_one
                test_it
                    [2]
                    [12]
                test_other
                """,
                "--deselect=test_it.py::TestA::",
                "--deselect",
                "test_it.py::test_it[1]",
                "--deselect=test_it.py::test_it_");
    }

    @Test
    void keywords() {
        String text =
                """
                import pytest
                class TestCart:
                    def test_Empty(self): ...
                    @pytest.mark.slow
                    def test_full(self): ...
                @pytest.mark.parametrize("a", ["red", "blue"])
                def test_color(a): ...
                def test_other(): ...
                """;
        tree(text, "TestCart\n    test_Empty\n    test_full\n", "-k", "cart");
        tree(text, "TestCart\n    test_Empty\n", "-k", "empty and not slow");
        tree(text, "TestCart\n    test_full\n", "-k", "slow");
        tree(text, "test_color\n    [red]\n", "-k", "red");
        tree(
                text,
                "TestCart\n    test_Empty\n    test_full\ntest_color\n    [red]\ntest_other\n",
                "-k",
                "not blue");
        tree(
                text,
                "test_color\n    [red]\n    [blue]\ntest_other\n",
                "-k",
                "other or (color and not cart)");
        tree(
                text,
                "TestCart\n    test_Empty\n    test_full\ntest_color\n    [red]\n    [blue]\ntest_other\n",
                "-k",
                "test_it.py");
        tree(text, "", "-k", "nothing_like_it");
    }

    @Test
    void marks() {
        String text =
                """
                import pytest
                pytestmark = pytest.mark.web
                @pytest.mark.slow
                class TestCart:
                    def test_one(self): ...
                    @pytest.mark.fast
                    def test_two(self): ...
                @pytest.mark.parametrize("a", [1, pytest.param(2, marks=pytest.mark.special)])
                def test_it(a): ...
                """;
        tree(text, "TestCart\n    test_one\n    test_two\n", "-m", "slow");
        tree(text, "TestCart\n    test_one\n", "-m", "slow and not fast");
        tree(text, "test_it\n    [2]\n", "-m", "special");
        tree(
                text,
                "TestCart\n    test_one\n    test_two\ntest_it\n    [1]\n",
                "-m",
                "web and not special");
        tree(text, "", "-m", "we");
        tree(
                "#- pytest.ini\n[pytest]\naddopts = -m 'not slow'\n#- test_it.py\n" + text,
                "test_it\n    [1]\n    [2]\n");
    }

    @Test
    void marksOfCasesThatAreNotKnown() {
        String text =
                """
                import pytest, os
                @pytest.mark.slow
                @pytest.mark.parametrize("a", [pytest.param(os.sep, marks=pytest.mark.special)])
                def test_it(a): ...
                """;
        tree(text, "test_it base\n", "-m", "special");
        tree(text, "test_it base\n", "-m", "not special");
        tree(text, "", "-m", "not slow");
    }

    @Test
    void marksWithArguments() {
        String text =
                """
                import pytest
                @pytest.mark.device(port=1)
                def test_one(): ...
                @pytest.mark.device(port=2)
                def test_two(): ...
                def test_three(): ...
                """;
        tree(text, "test_one unknown\ntest_two unknown\n", "-m", "device(port=1)");
        tree(text, "test_one unknown\ntest_two unknown\ntest_three\n", "-m", "not device(port=1)");
    }

    private static final String MARKED =
            """
            #- conftest.py
            def pytest_configure(config):
                config.addinivalue_line("markers", "second(x): told by the conftest")
            #- test_a.py
            import pytest
            @pytest.mark.first
            @pytest.mark.second(1)
            @pytest.mark.skip
            def test_a(): ...
            #- test_b.py
            from pytest import mark
            class TestIt:
                @mark.third
                def test_b(self): ...
            #- test_c.py
            from marks import slow
            @slow
            def test_c(): ...
            #- marks.py
            import pytest
            slow = pytest.mark.slow
            """;

    @Test
    void strictMarks() {
        String strict =
                """
                test_a.py
                    test_a
                test_b.py unknown
                    TestIt unknown
                        test_b unknown
                test_c.py unknown
                    test_c unknown
                """;
        String ini = "#- pytest.ini\n[pytest]\nmarkers =\n    first: one\n";
        tree(ini + MARKED, strict, "--strict-markers");
        tree(ini + "addopts = --strict-markers\n" + MARKED, strict);
        tree(
                "#- pyproject.toml\n[tool.pytest.ini_options]\nstrict_markers = true\n"
                        + "markers = [\"first: one\"]\n"
                        + MARKED,
                strict);
        tree(ini + MARKED, strict.replace(" unknown", ""));
    }

    @Test
    void inheritedMarks() {
        String text =
                """
                import pytest
                @pytest.mark.slow
                class Base:
                    pytestmark = [pytest.mark.base]
                    def test_base(self): ...
                class TestA(Base):
                    pass
                class TestB(Base):
                    pytestmark = pytest.mark.own
                """;
        tree(text, "TestA\n    test_base\nTestB\n    test_base\n", "-m", "slow and base");
        tree(text, "TestB\n    test_base\n", "-m", "own");
    }

    @Test
    void nestedIni() {
        check(
                """
                #- pytest.ini
                [pytest]
                #- sub/pytest.ini
                [pytest]
                python_files = check_*.py
                #- sub/check_it.py
                def «test_it»(): ...
                #- sub/test_it.py
                def test_not(): ...
                """,
                "sub");
    }

    @Test
    void overriddenSettings() {
        check(
                """
                #- pytest.ini
                [pytest]
                python_files = check_*.py
                #- test_it.py
                def «test_it»(): ...
                #- check_it.py
                def test_not(): ...
                """,
                "-o",
                "python_files=test_*.py");
    }

    @Test
    void noconftest() {
        tree(
                """
                #- conftest.py
                import pytest
                @pytest.fixture(params=[1], autouse=True)
                def a(request): ...
                #- test_it.py
                def test_it(): ...
                """,
                "test_it\n",
                "--noconftest");
    }

    @Test
    void withoutPytest() throws IOException {
        Path folder = temp.toRealPath();
        Fixture.of(
                        """
                        #- test_cases.py
                        import unittest
                        class Some(unittest.TestCase):
                            def test_a(self): ...
                        def test_plain(): ...
                        async def test_async(): ...
                        def test_argument(a): ...
                        class TestA:
                            def test_method(self): ...
                        #- test_pytest.py
                        import pytest
                        import unittest
                        class Some(unittest.TestCase):
                            def test_a(self): ...
                        def test_plain(): ...
                        """)
                .write(folder);
        assertEquals(
                """
                test_cases.py
                    Some
                        test_a
                    test_plain
                    test_async unknown
                    test_argument unknown
                    TestA
                        test_method unknown
                test_pytest.py
                    Some
                        test_a
                    test_plain unknown
                """,
                Fixture.tree(Fixture.list(folder, java.util.List.of(), new Facts(null))));
    }

    @Test
    void brokenFile() {
        tree(
                """
                #- test_broken.py
                def test_it(): ...
                def test_next(: ...
                #- test_good.py
                def test_good(): ...
                """,
                """
                test_broken.py unknown
                    test_it unknown
                    test_next unknown
                test_good.py
                    test_good
                """);
    }
}
