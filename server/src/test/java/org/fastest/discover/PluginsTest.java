package org.fastest.discover;

import org.junit.jupiter.api.Test;

/** Modules that are loaded as plugins, hooks that ask first, and files that can't be imported. */
class PluginsTest extends DiscoveryCheck {
    @Test
    void namedByOption() {
        tree(
                """
                #- pytest.ini
                [pytest]
                addopts = -p helper.plugin
                #- helper/__init__.py
                #- helper/plugin.py
                import pytest
                @pytest.fixture(params=[1, 2])
                def number(request): ...
                #- test_it.py
                def test_it(number): ...
                """,
                """
                test_it
                    [1]
                    [2]
                """);
    }

    @Test
    void conftestGoesBeforePlugin() {
        tree(
                """
                #- pytest.ini
                [pytest]
                addopts = -p plugin
                #- plugin.py
                import pytest
                @pytest.fixture(params=["plugin"])
                def number(request): ...
                @pytest.fixture(params=["x", "y"], autouse=True, scope="session")
                def always(request): ...
                #- conftest.py
                import pytest
                @pytest.fixture(params=["conftest"])
                def number(request): ...
                #- test_it.py
                def test_it(number): ...
                """,
                """
                test_it
                    [x-conftest]
                    [y-conftest]
                """);
    }

    @Test
    void hooksThatAskFirst() {
        tree(
                """
                #- conftest.py
                from hooks import pytest_generate_tests, pytest_collection_modifyitems
                #- hooks.py
                def pytest_generate_tests(metafunc):
                    "Says what it does."
                    if "version" in metafunc.fixturenames:
                        metafunc.parametrize("version", [1, 2])
                    elif "name" in metafunc.fixturenames and metafunc.config:
                        metafunc.parametrize("name", ["a"])
                def pytest_collection_modifyitems(items):
                    for item in items:
                        item.add_marker("slow")
                #- test_it.py
                def test_version(version): ...
                def test_name(name): ...
                def test_plain(tmp_path): ...
                """,
                """
                test_version base
                test_name base
                test_plain
                """);
    }

    @Test
    void hooksThatLeaveFirst() {
        tree(
                """
                #- conftest.py
                def pytest_generate_tests(metafunc):
                    if "version" not in metafunc.fixturenames:
                        return
                    metafunc.parametrize("version", [1, 2])
                #- test_it.py
                def test_version(version): ...
                def test_plain(): ...
                """,
                """
                test_version base
                test_plain
                """);
    }

    @Test
    void hooksThatNameTheirArguments() {
        tree(
                """
                #- one/conftest.py
                def pytest_generate_tests(metafunc):
                    for mark in getattr(metafunc.function, "pytestmark", []):
                        if mark.name == "all_of_them":
                            cases = mark.args[0]
                            metafunc.parametrize("a, b", cases)
                #- one/test_one.py
                import pytest
                @pytest.mark.all_of_them([(1, 2)])
                def test_both(a, b): ...
                def test_plain(tmp_path): ...
                #- two/conftest.py
                def pytest_generate_tests(metafunc):
                    for name in ["a", "b"]:
                        if name in metafunc.fixturenames:
                            metafunc.parametrize(name, [1])
                #- two/test_two.py
                def test_a(a): ...
                def test_plain(): ...
                #- three/conftest.py
                def pytest_generate_tests(metafunc): help(metafunc)
                def help(metafunc):
                    if "a" in metafunc.fixturenames:
                        metafunc.parametrize("a", [1])
                #- three/test_three.py
                def test_a(a): ...
                def test_plain(): ...
                """,
                """
                test_one.py
                    test_both base
                    test_plain
                test_three.py
                    test_a base
                    test_plain base
                test_two.py
                    test_a base
                    test_plain base
                """);
    }

    @Test
    void hooksThatAddFiles() {
        tree(
                """
                #- conftest.py
                def pytest_collect_file(file_path): ...
                #- test_it.py
                def test_it(): ...
                """,
                """
                test_it
                """);
    }

    @Test
    void missingImports() {
        tree(
                """
                #- test_missing.py
                import no_such_module_anywhere
                def test_not(): ...
                #- test_behind.py
                from behind import Base
                class TestIt(Base):
                    def test_not(self): ...
                #- behind.py
                from no_such_module_anywhere.inner import thing
                class Base: ...
                #- test_guarded.py
                import typing
                try:
                    import no_such_module_anywhere
                except Exception:
                    pass
                if typing.TYPE_CHECKING:
                    import no_such_module_anywhere
                def test_it():
                    import no_such_module_anywhere
                #- test_relative.py
                from . import behind
                def test_not(): ...
                """,
                """
                test_behind.py unknown
                    TestIt unknown
                        test_not unknown
                test_guarded.py
                    test_it
                test_missing.py unknown
                    test_not unknown
                test_relative.py unknown
                    test_not unknown
                """);
    }

    @Test
    void importsMadePossible() {
        tree(
                """
                #- tests/conftest.py
                import os, sys
                sys.path.insert(0, os.path.join(os.path.dirname(__file__), "lib"))
                #- tests/lib/brought.py
                VALUE = 1
                #- tests/test_it.py
                import brought
                def test_it(): ...
                """,
                """
                test_it
                """);
    }

    @Test
    void skippedPackage() {
        tree(
                """
                #- pkg/__init__.py
                import unittest
                try:
                    import no_such_module_anywhere
                except ImportError as error:
                    raise unittest.SkipTest(str(error))
                #- pkg/inner/__init__.py
                #- pkg/inner/test_it.py
                def test_not(): ...
                """,
                """
                test_not unknown
                """);
    }
}
