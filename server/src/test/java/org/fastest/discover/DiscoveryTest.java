package org.fastest.discover;

import org.junit.jupiter.api.Test;

/** Which functions and classes are tests. */
class DiscoveryTest extends DiscoveryCheck {
    @Test
    void functions() {
        check(
                """
                def «test_one»(): pass
                def helper(): pass
                async def «test_two»(): pass
                def «testThree»(): pass
                def Test_four(): pass
                def «test»(): pass
                _test = 1
                test_value = 3
                «test_lambda» = lambda: 1
                """);
    }

    @Test
    void decoratedFunctions() {
        check(
                """
                import functools, pytest
                def keep(f):
                    @functools.wraps(f)
                    def inner(*args): return f(*args)
                    return inner
                @keep
                def «test_one»(): pass
                @pytest.mark.slow
                @pytest.mark.skip(reason="x")
                def «test_two»(): pass
                @pytest.fixture
                def test_fixture(): pass
                @pytest.fixture()
                def test_other(): pass
                @property
                def test_property(): pass
                """);
    }

    @Test
    void classes() {
        check(
                """
                class «TestCart»:
                    def «test_empty»(self): ...
                    def helper(self): ...
                    async def «test_async»(self): ...
                    @staticmethod
                    def «test_static»(): ...
                    @classmethod
                    def «test_class»(cls): ...
                    @property
                    def test_property(self): ...
                    class «TestInner»:
                        def «test_deep»(self): ...
                        class «TestDeeper»:
                            def «test_deepest»(self): ...
                    class Helper:
                        def test_not(self): ...
                class TestWithout:
                    def helper(self): ...
                class Cart:
                    def test_not(self): ...
                """);
    }

    @Test
    void constructors() {
        check(
                """
                class TestInit:
                    def __init__(self): ...
                    def test_not(self): ...
                class TestNew:
                    def __new__(cls): ...
                    def test_not(self): ...
                class Base:
                    def __init__(self): ...
                class TestInherited(Base):
                    def test_not(self): ...
                class «TestObject»:
                    __init__ = object.__init__
                    def «test_it»(self): ...
                """);
    }

    @Test
    void constructorsOfKnownBases() {
        check(
                """
                from dataclasses import dataclass
                from enum import Enum
                import typing
                class TestException(Exception):
                    def test_not(self): ...
                class TestDict(dict):
                    def test_not(self): ...
                class TestColor(Enum):
                    RED = 1
                    def test_not(self): ...
                class TestTuple(typing.NamedTuple):
                    a: int
                    def test_not(self): ...
                @dataclass
                class TestData:
                    a: int = 1
                    def test_not(self): ...
                """);
    }

    @Test
    void inheritance() {
        check(
                """
                class Base:
                    def «test_base»(self): ...
                    def test_overridden(self): ...
                class «TestDerived»(Base):
                    def «test_own»(self): ...
                    def «test_overridden»(self): ...
                class «TestSecond»(TestDerived):
                    test_own = None
                    def «test_second»(self): ...
                """);
    }

    @Test
    void diamonds() {
        tree(
                """
                class A:
                    def test_a(self): ...
                    def test_shared(self): ...
                class B(A):
                    def test_b(self): ...
                    def test_shared(self): ...
                class C(A):
                    def test_c(self): ...
                    def test_shared(self): ...
                class TestD(B, C):
                    def test_d(self): ...
                """,
                """
                TestD
                    test_a
                    test_c
                    test_b
                    test_shared
                    test_d
                """);
    }

    @Test
    void testCases() {
        check(
                """
                import unittest
                from unittest import TestCase, IsolatedAsyncioTestCase as Async
                class «Anything»(unittest.TestCase):
                    def «test_b»(self): ...
                    def «test_a»(self): ...
                    def helper(self): ...
                    def «testing»(self): ...
                    test_none = None
                    test_value = 3
                class «Derived»(Anything):
                    def «test_c»(self): ...
                class «Loops»(Async):
                    async def «test_await»(self): ...
                class Empty(TestCase):
                    def helper(self): ...
                class «Single»(TestCase):
                    def «runTest»(self): ...
                class «Both»(TestCase):
                    def runTest(self): ...
                    def «test_it»(self): ...
                """);
    }

    @Test
    void testCasesAreAlphabetical() {
        tree(
                """
                import unittest
                class Mixin:
                    def test_m(self): ...
                    def test_x(self): ...
                class Some(Mixin, unittest.TestCase):
                    def test_z(self): ...
                    def test_A(self): ...
                    def test_a(self): ...
                    test_x = None
                class Base(unittest.TestCase):
                    def test_gone(self): ...
                    def test_kept(self): ...
                class Less(Base):
                    test_gone = None
                    def __init__(self, *args): super().__init__(*args)
                """,
                """
                Some
                    test_A
                    test_a
                    test_m
                    test_z
                Base
                    test_gone
                    test_kept
                Less
                    test_kept
                """);
    }

    @Test
    void testCasesIgnoreParametrization() {
        tree(
                """
                import unittest, pytest
                class Some(unittest.TestCase):
                    @pytest.mark.parametrize("x", [1, 2])
                    def test_it(self): ...
                    @unittest.skip("no")
                    def test_skipped(self): ...
                    @staticmethod
                    def test_static(): ...
                    @property
                    def test_property(self): return 1
                    def test_yield(self):
                        yield 1
                """,
                """
                Some
                    test_it
                    test_skipped
                    test_static
                    test_yield
                """);
    }

    @Test
    void switchedOff() {
        check(
                """
                class TestOff:
                    __test__ = False
                    def «test_not»(self): ...
                class TestDerived(TestOff):
                    def test_not(self): ...
                class «TestOnAgain»(TestOff):
                    __test__ = True
                    def «test_it»(self): ...
                class «Named»:
                    __test__ = True
                    def «test_it»(self): ...
                def test_marked(): ...
                test_marked.__test__ = False
                def «marked»(): ...
                marked.__test__ = True
                class «TestMethods»:
                    def «test_on»(self): ...
                    def test_off(self): ...
                    test_off.__test__ = False
                class TestLater:
                    def test_not(self): ...
                TestLater.__test__ = False
                """);
    }

    @Test
    void switchedOffModule() {
        check(
                """
                __test__ = False
                def test_not(): ...
                """);
    }

    @Test
    void redefinition() {
        check(
                """
                def test_one(): ...
                def «test_one»(): ...
                def test_two(): ...
                test_two = 3
                def test_three(): ...
                del test_three
                class TestA:
                    def test_a(self): ...
                class «TestA»:
                    def test_b(self): ...
                    def «test_b»(self): ...
                    def test_c(self): ...
                    del test_c
                class TestB:
                    def test_a(self): ...
                del TestB
                def test_four(): ...
                from os import path as test_four
                """);
    }

    @Test
    void neverRun() {
        check(
                """
                from typing import TYPE_CHECKING
                import typing
                if TYPE_CHECKING:
                    def test_not(): ...
                if typing.TYPE_CHECKING:
                    def test_nor(): ...
                else:
                    def «test_but»(): ...
                if __name__ == "__main__":
                    def test_never(): ...
                if False:
                    def test_no(): ...
                if 0:
                    def test_no0(): ...
                if True:
                    def «test_yes»(): ...
                else:
                    def test_no1(): ...
                if not TYPE_CHECKING:
                    def «test_runtime»(): ...
                """);
    }

    @Test
    void interpreterConditions() {
        check(
                """
                import os
                import platform
                import sys
                from sys import version_info as version
                NEW = sys.version_info >= (3, 6)
                OLD = sys.version_info[0] == 2
                PYPY = platform.python_implementation() == "PyPy"
                if NEW and not PYPY:
                    def «test_new»(): ...
                else:
                    def test_old(): ...
                if OLD or version[:2] < (3, 5):
                    def test_ancient(): ...
                elif version.major == 3 and version.minor > 4:
                    def «test_three»(): ...
                class «TestIt»:
                    flag = NEW
                    if flag:
                        def «test_flag»(self): ...
                    if PYPY:
                        def test_pypy(self): ...
                    elif sys.platform == "no such system":
                        def test_nowhere(self): ...
                    else:
                        def «test_here»(self): ...
                if os.name == "nothing":
                    def test_nothing(): ...
                """);
    }

    @Test
    void conditionsOfTheMicroVersion() {
        tree(
                """
                import sys
                if sys.version_info >= (3, sys.version_info[1], 2):
                    def test_new(): ...
                if sys.version_info >= (3, 6, 2):
                    def test_sure(): ...
                """,
                """
                test_new unknown
                test_sure
                """);
    }

    @Test
    void conditionsOnNamesThatChange() {
        tree(
                """
                import os
                import sys
                FLAG = False
                if FLAG:
                    def test_not(): ...
                FLAG = True
                if FLAG:
                    def test_it(): ...
                NAMES = []
                NAMES.append("one")
                if NAMES:
                    def test_named(): ...
                sys.platform = "other"
                if sys.platform == "linux":
                    def test_linux(): ...
                """,
                """
                test_it unknown
                test_named unknown
                test_linux unknown
                """);
    }

    @Test
    void conditional() {
        tree(
                """
                import os
                if os.environ.get("NO_SUCH_VARIABLE"):
                    def test_set(): ...
                else:
                    def test_other(): ...
                try:
                    import nothing_like_this
                except ImportError:
                    def test_without(): ...
                if os.getpid() > 0:
                    class TestNew:
                        def test_it(self): ...
                def test_sure(): ...
                """,
                """
                test_set unknown
                test_other unknown
                test_without
                TestNew unknown
                    test_it unknown
                test_sure
                """);
    }

    @Test
    void bothBranches() {
        tree(
                """
                import os
                if os.getpid() > 0:
                    def test_either(): ...
                else:
                    def test_either(): ...
                try:
                    def test_tried(): ...
                finally:
                    def test_finally(): ...
                with open(__file__):
                    def test_with(): ...
                """,
                """
                test_either unknown
                test_tried unknown
                test_finally
                test_with
                """);
    }

    @Test
    void testsMadeByRunningCode() {
        tree(
                """
                import unittest
                class Meta(type):
                    def __new__(cls, name, bases, names):
                        names["test_made"] = lambda self: None
                        return super().__new__(cls, name, bases, names)
                class TestMade(unittest.TestCase, metaclass=Meta):
                    pass
                class TestPlain(metaclass=Meta):
                    helper = 1
                class Other(metaclass=Meta):
                    pass
                """,
                """
                TestMade unknown
                TestPlain unknown
                """);
    }

    @Test
    void conditionallyGone() {
        tree(
                """
                import os
                def test_one(): ...
                def test_two(): ...
                class TestA:
                    def test_it(self): ...
                if os.getpid() < 0:
                    del test_one
                    test_two = None
                    TestA = None
                for test_three in []: pass
                """,
                """
                test_one unknown
                test_two unknown
                TestA unknown
                    test_it unknown
                """);
    }

    @Test
    void rebound() {
        tree(
                """
                def make():
                    def test(): ...
                    return test
                test_made = make()
                def test_first(): ...
                test_alias = test_first
                class TestA:
                    def test_it(self): ...
                    test_again = test_it
                    test_foreign = test_first
                TestAlias = TestA
                test_decorated = make
                test_one = test_two = 1
                """,
                """
                test_made unknown
                test_first
                test_alias
                TestA
                    test_it
                    test_again
                    test_foreign
                TestAlias
                    test_it
                    test_again
                    test_foreign
                test_decorated
                """);
    }

    @Test
    void changedFromOutside() {
        tree(
                """
                class TestGiven:
                    def test_it(self): ...
                TestGiven.context = dict(a=1)
                class TestA:
                    def test_it(self): ...
                TestA.test_more = lambda self: None
                class TestB:
                    def test_it(self): ...
                setattr(TestB, "test_more", lambda self: None)
                class TestC:
                    def test_it(self): ...
                del TestC.test_it
                class TestD:
                    def test_it(self): ...
                globals()["test_dynamic"] = lambda: None
                """,
                """
                TestGiven
                    test_it
                TestA unknown
                    test_it unknown
                TestB unknown
                    test_it unknown
                TestC unknown
                    test_it unknown
                TestD
                    test_it
                """);
    }

    @Test
    void imported() {
        tree(
                """
                #- helpers.py
                class TestImported:
                    def test_it(self): ...
                def test_function(): ...
                from unittest import TestCase
                class Base(TestCase):
                    def test_base(self): ...
                class Plain:
                    def test_plain(self): ...
                #- test_it.py
                from unittest import TestCase
                from helpers import TestImported, test_function as test_renamed, Base
                import helpers
                class Derived(Base):
                    def test_own(self): ...
                class TestPlain(helpers.Plain):
                    def test_own(self): ...
                def test_here(): ...
                """,
                """
                TestImported
                    test_it
                test_renamed
                Base
                    test_base
                Derived
                    test_base
                    test_own
                TestPlain
                    test_plain
                    test_own
                test_here
                """);
    }

    @Test
    void abstractClasses() {
        check(
                """
                import abc
                from abc import ABC, abstractmethod
                import unittest
                class TestAbstract(ABC):
                    @abstractmethod
                    def make(self): ...
                    def «test_not»(self): ...
                class «TestConcrete»(TestAbstract):
                    def make(self): ...
                    def «test_own»(self): ...
                class TestStill(TestAbstract):
                    def test_own(self): ...
                class «TestPlain»:
                    @abstractmethod
                    def helper(self): ...
                    def «test_it»(self): ...
                class TestMeta(metaclass=abc.ABCMeta):
                    @property
                    @abstractmethod
                    def thing(self): ...
                    def test_it(self): ...
                class Cases(unittest.TestCase, ABC):
                    @abstractmethod
                    def make(self): ...
                    def test_not(self): ...
                """);
    }

    @Test
    void generators() {
        check(
                """
                def «test_before»(): ...
                class «TestA»:
                    def «test_a»(self): ...
                async def «test_async»():
                    yield 1
                def «test_after»(): ...
                """);
    }

    @Test
    void generatorsAreRefused() {
        check(
                """
                def test_before(): ...
                def test_yields():
                    yield 1
                """);
    }

    @Test
    void generatorsInClasses() {
        check(
                """
                class TestA:
                    def test_before(self): ...
                    def test_yields(self):
                        yield 1
                class «TestB»:
                    def «test_it»(self):
                        def inner():
                            yield 1
                """);
    }

    @Test
    void brokenBases() {
        tree(
                """
                import somewhere_else_not_there
                class TestA(somewhere_else_not_there.Base):
                    def test_it(self): ...
                class Other(somewhere_else_not_there.Base):
                    def test_it(self): ...
                class TestB(TestA):
                    def test_b(self): ...
                """,
                """
                TestA unknown
                    test_it unknown
                Other unknown
                    test_it unknown
                TestB unknown
                    test_it unknown
                    test_b unknown
                """);
    }

    @Test
    void classDecorators() {
        tree(
                """
                import pytest, functools
                def change(cls):
                    cls.test_more = lambda self: None
                    return cls
                def keep(cls): return cls
                def derive(cls):
                    class Derived(cls):
                        "Sets up."
                        def setUp(self): ...
                    return Derived
                def extend(cls):
                    class Derived(cls):
                        def test_more(self): ...
                    return Derived
                @derive
                class TestD:
                    def test_it(self): ...
                @extend
                class TestE:
                    def test_it(self): ...
                @change
                class TestA:
                    def test_it(self): ...
                @keep
                class TestK:
                    def test_it(self): ...
                @pytest.mark.slow
                @pytest.mark.usefixtures("tmp_path")
                class TestB:
                    def test_it(self): ...
                class Meta(type): pass
                class TestC(metaclass=Meta):
                    def test_it(self): ...
                """,
                """
                TestD
                    test_it
                TestE unknown
                    test_it unknown
                TestA unknown
                    test_it unknown
                TestK
                    test_it
                TestB
                    test_it
                TestC unknown
                    test_it unknown
                """);
    }

    @Test
    void starImport() {
        tree(
                """
                #- helpers.py
                def test_imported(): ...
                #- test_it.py
                from helpers import *
                def test_here(): ...
                """,
                """
                test_imported
                test_here
                """);
    }

    @Test
    void skippedModule() {
        tree(
                """
                import pytest
                def test_before(): ...
                pytest.importorskip("sys")
                def test_it(): ...
                """,
                """
                test_before
                test_it
                """);
    }

    @Test
    void perhapsSkippedModule() {
        tree(
                """
                import pytest
                pytest.importorskip("pluggy", "0.1")
                def test_it(): ...
                """,
                """
                test_it base
                """);
    }

    @Test
    void moduleThatFails() {
        tree(
                """
                def test_it(): ...
                raise RuntimeError("not yet")
                """,
                """
                test_it unknown
                """);
        tree(
                """
                assert False, "not here"
                def test_it(): ...
                """,
                """
                test_it unknown
                """);
    }

    @Test
    void certainlySkippedModule() {
        tree(
                """
                import pytest, os
                if os.getpid() > 0:
                    pytest.skip("not here", allow_module_level=True)
                def test_it(): ...
                """,
                """
                test_it unknown
                """);
        check(
                """
                import pytest, sys
                if sys.version_info >= (3, 6):
                    pytest.skip("not here", allow_module_level=True)
                def test_it(): ...
                """);
    }
}
