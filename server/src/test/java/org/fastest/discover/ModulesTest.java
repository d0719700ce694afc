package org.fastest.discover;

import org.junit.jupiter.api.Test;

/** What other modules say: bases, tests, constants, marks and fixtures that are imported. */
class ModulesTest extends DiscoveryCheck {
    @Test
    void inheritedFromAnotherModule() {
        check(
                """
                #- tests/__init__.py
                #- tests/base.py
                import unittest
                class CaseBase(unittest.TestCase):
                    def test_from_base(self): ...
                    def test_off(self): ...
                    def test_over(self): ...
                class Mixin:
                    def test_mixed(self): ...
                    def helper(self): ...
                class Built:
                    def __init__(self): ...
                    def test_no(self): ...
                class Untested:
                    __test__ = False
                    def test_no(self): ...
                #- tests/test_it.py
                import unittest
                from . import base
                from tests.base import Built, «CaseBase as Other», Mixin
                from .base import Untested
                class «Some»(base.CaseBase):
                    test_off = None
                    def «test_own»(self): ...
                    def «test_over»(self): ...
                class «TestMixed»(Mixin):
                    def «test_own»(self): ...
                class TestBuilt(Built):
                    def test_it(self): ...
                class TestUntested(Untested):
                    def test_it(self): ...
                class «TestAgain»(Untested):
                    __test__ = True
                class «Cases»(Mixin, unittest.TestCase):
                    def «test_it»(self): ...
                """);
    }

    @Test
    void treeOfInherited() {
        tree(
                """
                #- base.py
                import unittest
                class Base(unittest.TestCase):
                    def test_a(self): ...
                class Deeper(Base):
                    def test_b(self): ...
                    test_a = None
                #- test_it.py
                import base
                class Mine(base.Deeper):
                    def test_c(self): ...
                class Both(Mine, base.Base): ...
                """,
                """
                Mine
                    test_b
                    test_c
                Both
                    test_b
                    test_c
                """);
    }

    @Test
    void throughPackages() {
        tree(
                """
                #- src/pkg/__init__.py
                from .sub import Base, made as aliased
                from .values import *
                #- src/pkg/sub/__init__.py
                from .deep import *
                from ..sub.deep import made
                #- src/pkg/sub/deep.py
                __all__ = ["Base"]
                class Base:
                    def test_base(self): ...
                def made(): ...
                class Hidden: ...
                #- src/pkg/values.py
                CASES = [1, 2]
                _HIDDEN = [3]
                #- pytest.ini
                [pytest]
                pythonpath = src
                #- tests/test_it.py
                import pytest
                import pkg.sub
                from pkg import Base, CASES
                class TestOne(Base): ...
                class TestTwo(pkg.sub.deep.Base): ...
                @pytest.mark.parametrize("a", CASES)
                def test_cases(a): ...
                """,
                """
                TestOne
                    test_base
                TestTwo
                    test_base
                test_cases
                    [1]
                    [2]
                """);
    }

    @Test
    void importedTests() {
        tree(
                """
                #- shared.py
                import pytest
                def test_shared(): ...
                class TestShared:
                    @pytest.mark.parametrize("a", [1, 2])
                    def test_in(self, a): ...
                def test_other(): ...
                test_value = 3
                @pytest.fixture
                def test_fixture(): ...
                class testing: ...
                #- test_it.py
                import shared
                from shared import test_shared, TestShared as TestRenamed, test_value, test_fixture
                from shared import testing, test_other as helper
                test_alias = shared.test_other
                TestAlias = shared.TestShared
                """,
                """
                test_shared
                TestRenamed
                    test_in
                        [1]
                        [2]
                test_alias
                TestAlias
                    test_in
                        [1]
                        [2]
                """);
    }

    @Test
    void importedTestsMayBeLeftOut() {
        tree(
                """
                #- pytest.ini
                [pytest]
                collect_imported_tests = false
                #- shared.py
                import unittest
                def test_shared(): ...
                class Case(unittest.TestCase):
                    def test_in(self): ...
                #- test_it.py
                from shared import *
                def test_own(): ...
                class Own(Case): ...
                """,
                """
                test_own
                Own
                    test_in
                """);
    }

    @Test
    void starImports() {
        tree(
                """
                #- shared.py
                from math import *
                def test_star(): ...
                def _test_hidden(): ...
                class TestStar:
                    def test_in(self): ...
                def test_over(): ...
                #- test_it.py
                def test_first(): ...
                from shared import *
                class test_over: ...
                """,
                """
                test_first
                test_star
                TestStar
                    test_in
                """);
    }

    @Test
    void marksOfOtherModules() {
        tree(
                """
                #- marks.py
                import functools, pytest, unittest
                slow = pytest.mark.slow
                parametrize = pytest.mark.parametrize
                CASES = [pytest.param(1, id="one"), (2)]
                both = parametrize("a", CASES)
                common = [slow, parametrize("b", ["x"])]
                skip = unittest.skip("why")
                def wrapped(f):
                    @functools.wraps(f)
                    def inner(*a): return f(*a)
                    return inner
                #- test_it.py
                import marks
                from marks import both, parametrize as p, slow, wrapped
                pytestmark = marks.common
                @slow
                @p("c", [True])
                def test_alias(b, c): ...
                @both
                @wrapped
                def test_stored(a, b): ...
                @marks.skip
                def test_skip(b): ...
                """,
                """
                test_alias
                    [True-x]
                test_stored
                    [one-x]
                    [2-x]
                test_skip
                    [x]
                """);
    }

    @Test
    void valuesOfOtherModules() {
        tree(
                """
                #- values.py
                import enum
                class Color(enum.Enum):
                    RED = 1
                    BLUE = 2
                class Plain:
                    NAMES = ["p", "q"]
                def function(): ...
                if "NUMBERS" not in globals():
                    NUMBERS = [3]
                CHANGED = [1]
                CHANGED.append(2)
                if "Color" not in globals():
                    NUMBERS = (1, 2)
                IDS = ["i"]
                #- test_it.py
                import pytest
                import values
                from values import CHANGED, Color, NUMBERS, Plain, function
                @pytest.mark.parametrize("a", [Color.RED, values.Color.BLUE, Plain, function])
                def test_named(a): ...
                @pytest.mark.parametrize("a", NUMBERS, ids=values.IDS)
                def test_ids(a): ...
                @pytest.mark.parametrize("a", Plain.NAMES)
                def test_class(a): ...
                @pytest.mark.parametrize("a", CHANGED)
                def test_changed(a): ...
                """,
                """
                test_named
                    [Color.RED]
                    [Color.BLUE]
                    [Plain]
                    [function]
                test_ids
                    [i]
                test_class
                    [p]
                    [q]
                test_changed base
                """);
    }

    @Test
    void importedFixtures() {
        tree(
                """
                #- fixtures.py
                import pytest
                @pytest.fixture(params=[1, 2])
                def number(request): ...
                @pytest.fixture(params="ab", autouse=True)
                def always(request): ...
                @pytest.fixture
                def plain(number): ...
                def helper(): ...
                #- one/test_it.py
                from fixtures import number, plain as simple, helper
                def test_number(number): helper()
                def test_simple(simple): ...
                #- two/conftest.py
                from fixtures import number as count, always  # noqa
                #- two/test_two.py
                def test_count(count): ...
                """,
                """
                test_it.py
                    test_number
                        [1]
                        [2]
                    test_simple
                        [1]
                        [2]
                test_two.py
                    test_count
                        [a-1]
                        [a-2]
                        [b-1]
                        [b-2]
                """);
    }

    @Test
    void pluginsOfConftests() {
        tree(
                """
                #- conftest.py
                pytest_plugins = ["plugins.one", "plugins.two"]
                #- plugins/__init__.py
                #- plugins/one.py
                import pytest
                @pytest.fixture(params=[1])
                def one(request): ...
                @pytest.fixture(params=["first"])
                def both(request): ...
                #- plugins/two.py
                import pytest
                pytest_plugins = "plugins.three"
                @pytest.fixture(params=["second"])
                def both(request): ...
                #- plugins/three.py
                import pytest
                @pytest.fixture(params=[3])
                def three(request): ...
                #- test_it.py
                def test_one(one): ...
                def test_both(both): ...
                def test_three(three): ...
                """,
                """
                test_one
                    [1]
                test_both
                    [second]
                test_three
                    [3]
                """);
    }

    @Test
    void importorskip() {
        tree(
                """
                #- test_absent.py
                import pytest
                pytest.importorskip("no_such_module_anywhere")
                def test_not(): ...
                #- test_there.py
                import pytest
                pluggy = pytest.importorskip("pluggy")
                tomllib = pytest.importorskip("xml.sax.saxutils", reason="why")
                def test_it(): ...
                #- test_tries.py
                try:
                    import no_such_module_anywhere
                except ImportError:
                    no_such_module_anywhere = None
                    def test_without(): ...
                else:
                    def test_with(): ...
                try:
                    import pluggy
                    there = True
                except ImportError:
                    def test_no_pluggy(): ...
                else:
                    def test_pluggy(): ...
                """,
                """
                test_there.py
                    test_it
                test_tries.py
                    test_without
                    test_pluggy
                """);
    }

    @Test
    void madeWhileRunning() {
        tree(
                """
                #- makers.py
                import unittest
                class Loader(unittest.TestCase):
                    @classmethod
                    def load(cls): cls.test_loaded = lambda self: None
                class Suite:
                    def make(self):
                        return type("T", (unittest.TestCase,), {"test_x": lambda self: None})
                #- test_made.py
                from makers import Suite
                suite = Suite()
                TestMade = suite.make()
                TestSuite = Suite()
                def test_sure(): ...
                #- test_loads.py
                import unittest
                class Cases(unittest.TestCase):
                    @classmethod
                    def load(cls): cls.test_loaded = lambda self: None
                Cases.load()
                def test_sure(): ...
                #- test_foreign.py
                from makers import Loader as TestLoader
                TestLoader.load()
                #- test_set.py
                import sys
                def test_sure(): ...
                for name in ["one", "two"]:
                    setattr(sys.modules[__name__], "test_" + name, lambda: None)
                """,
                """
                test_foreign.py unknown
                test_loads.py unknown
                    test_sure
                test_made.py
                    TestMade unknown
                    test_sure
                test_set.py unknown
                    test_sure
                """);
    }

    @Test
    void circles() {
        tree(
                """
                #- one.py
                from two import *
                def test_one(): ...
                #- two.py
                from one import *
                def test_two(): ...
                #- left.py
                from right import Right
                class Left(Right): ...
                VALUE = Right.VALUE
                #- right.py
                from left import Left, VALUE
                class Right(Left): ...
                #- test_inherited.py
                import pytest
                try:
                    from left import Left, VALUE
                except ImportError:
                    Left = object
                    VALUE = [1]
                class TestIt(Left):
                    def test_it(self): ...
                @pytest.mark.parametrize("a", VALUE)
                def test_value(a): ...
                #- test_star.py
                from one import *
                """,
                """
                test_inherited.py
                    TestIt unknown
                        test_it unknown
                    test_value base
                test_star.py unknown
                    test_two unknown
                    test_one unknown
                """);
    }

    @Test
    void sameNameInSeveralFolders() {
        tree(
                """
                #- a/helpers.py
                import unittest
                class Base(unittest.TestCase):
                    def test_a(self): ...
                #- b/helpers.py
                import unittest
                class Base(unittest.TestCase):
                    def test_b(self): ...
                #- a/test_a.py
                from helpers import Base as TestBase
                #- b/test_b.py
                from helpers import Base as TestBase
                """,
                """
                test_a.py
                    TestBase unknown
                test_b.py
                    TestBase unknown
                """);
    }

    @Test
    void installed() {
        tree(
                """
                #- test_it.py
                import email.message, json, threading
                import pluggy
                from iniconfig import IniConfig
                class TestConfig(IniConfig):
                    def test_no(self): ...
                class TestMessage(email.message.Message):
                    def test_no(self): ...
                class TestDecoder(json.JSONDecodeError):
                    def test_no(self): ...
                class TestHook(pluggy.PluginValidationError):
                    def test_no(self): ...
                class TestIt:
                    def test_yes(self): ...
                """,
                """
                TestIt
                    test_yes
                """);
    }

    @Test
    void importlibMode() {
        tree(
                """
                #- pytest.ini
                [pytest]
                addopts = --import-mode=importlib
                #- tests/__init__.py
                #- tests/base.py
                class Base:
                    def test_base(self): ...
                #- tests/test_it.py
                from .base import Base
                from tests.base import Base as Same
                class TestOne(Base): ...
                class TestTwo(Same): ...
                """,
                """
                TestOne
                    test_base
                TestTwo
                    test_base
                """);
    }

    @Test
    void namespacePackages() {
        tree(
                """
                #- lib/space/one/values.py
                CASES = ["x"]
                #- other/space/two/values.py
                CASES = ["y"]
                #- pytest.ini
                [pytest]
                pythonpath = lib other
                #- test_it.py
                import pytest
                from space.one import values
                import space.two.values
                @pytest.mark.parametrize("a", values.CASES + space.two.values.CASES)
                def test_it(a): ...
                """,
                """
                test_it
                    [x]
                    [y]
                """);
    }
}
