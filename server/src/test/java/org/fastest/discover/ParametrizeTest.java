package org.fastest.discover;

import org.junit.jupiter.api.Test;

/** Which cases a test has, and their ids. */
class ParametrizeTest extends DiscoveryCheck {
    private static final String HEAD = "import pytest, enum, re, math\n";

    /** Cases are compared as pytest gives them: the fixture's own tree holds only certainty. */
    private void ids(String body, String expected) {
        tree(HEAD + body, expected);
    }

    @Test
    void literals() {
        ids(
                """
                @pytest.mark.parametrize("x", [1, -1, 0, -0, 1.0, -2.5, 1e20, 1e-7, 1e16, 123456789.125, 1j, 2.5j, True, False, None])
                def test_it(x): ...
                """,
                """
                test_it
                    [1]
                    [-1]
                    [0_0]
                    [0_1]
                    [1.0]
                    [-2.5]
                    [1e+20]
                    [1e-07]
                    [1e+16]
                    [123456789.125]
                    [1j]
                    [2.5j]
                    [True]
                    [False]
                    [None]
                """);
    }

    @Test
    void numbers() {
        ids(
                """
                @pytest.mark.parametrize("x", [0x10, 0b11, 0o17, 1_000, 10**20, 2**10, 3 + 4, 7 - 9, 2 * 3, 0.1, 1e400, -1e400, 5e-324, 1.7976931348623157e308, -0.0, 0.00001, 100000000000000000.0, +31, ~32, -1j, 3.5 * 3, 71 // 2, 72 % 40, -71 // 3, -7 % 5, 7 % -9, 1 << 4 + 1, 1 / 3, 6 & 5, 9 | 32, 1 ^ 1, 1.5e3, 2.50])
                def test_it(x): ...
                """,
                """
                test_it
                    [16]
                    [3_0]
                    [15]
                    [1000]
                    [100000000000000000000]
                    [1024]
                    [7]
                    [-2_0]
                    [6]
                    [0.1]
                    [inf]
                    [-inf]
                    [5e-324]
                    [1.7976931348623157e+308]
                    [-0.0]
                    [1e-05]
                    [1e+17]
                    [31]
                    [-33]
                    [(-0-1j)]
                    [10.5]
                    [35]
                    [32_0]
                    [-24]
                    [3_1]
                    [-2_1]
                    [32_1]
                    [0.3333333333333333]
                    [4]
                    [41]
                    [0]
                    [1500.0]
                    [2.5]
                """);
    }

    @Test
    void strings() {
        ids(
                """
                @pytest.mark.parametrize("x", ["a", "", "a b", "a/b::c", "[x]", "é", "日本", "\\U0001f600", "\\t\\n\\r", "\\x00\\x1b\\x7f", "\\\\", "a" "b", r"\\d", "a" + "b" * 3, '\\'"', "\\ud800"])
                def test_it(x): ...
                @pytest.mark.parametrize("x", [b"a", b"\\xff\\x00", b"\\\\", b"\\n", b""])
                def test_bytes(x): ...
                """,
                """
                test_it
                    [a]
                    []
                    [a b]
                    [a/b::c]
                    [[x]]
                    [\\xe9]
                    [\\u65e5\\u672c]
                    [\\U0001f600]
                    [\\t\\n\\r]
                    [\\x00\\x1b\\x7f]
                    [\\\\]
                    [ab]
                    [\\\\d]
                    [abbb]
                    ['"]
                    [\\ud800]
                test_bytes
                    [a]
                    [\\xff\\x00]
                    [\\]
                    [\\n]
                    []
                """);
    }

    @Test
    void longStrings() {
        tree(
                HEAD
                        + """
                        @pytest.mark.parametrize("x", ["a" * 100, "b" * 101, b"c" * 101])
                        def test_it(x): ...
                        @pytest.mark.parametrize("x", ["é" * 100, "\\U0001f600" * 100, "\\U0001f600" * 51], ids=[None, None, "z" * 120])
                        def test_wide(x): ...
                        """,
                """
                test_it
                    [%s]
                    [x1]
                    [x2]
                test_wide
                    [%s]
                    [%s]
                    [%s]
                """
                        .formatted(
                                "a".repeat(100),
                                "\\xe9".repeat(100),
                                "\\U0001f600".repeat(100),
                                "z".repeat(120)));
    }

    @Test
    void objects() {
        ids(
                """
                class Thing: ...
                class Color(enum.Enum):
                    RED = 1
                    GREEN = 2
                def function(): ...
                @pytest.mark.parametrize("x", [Thing, function, int, ValueError, Color.RED, [1], (1, 2), {}, {1}, {"a": 1}, lambda: 1, ..., re.compile("a+"), len, [], ()])
                def test_it(x): ...
                """,
                """
                test_it
                    [Thing]
                    [function]
                    [int]
                    [ValueError]
                    [Color.RED]
                    [x5]
                    [x6]
                    [x7]
                    [x8]
                    [x9]
                    [<lambda>]
                    [x11]
                    [a+]
                    [len]
                    [x14]
                    [x15]
                """);
    }

    @Test
    void moreEnums() {
        tree(
                """
                import enum, pytest
                from enum import Enum, IntEnum, Flag
                class Number(IntEnum):
                    ONE = 1
                class Text(str, Enum):
                    A = "a"
                class Words(enum.StrEnum):
                    B = "b"
                class Bits(Flag):
                    X = 1
                class Auto(Enum):
                    P = enum.auto()
                    Q = enum.auto()
                class Named(Enum):
                    V = 1
                    def __str__(self): return "named"
                class Alias(Enum):
                    A = 1
                    B = 1
                @pytest.mark.parametrize("x", [Number.ONE])
                def test_int(x): ...
                @pytest.mark.parametrize("x", [Text.A])
                def test_text(x): ...
                @pytest.mark.parametrize("x", [Words.B])
                def test_words(x): ...
                @pytest.mark.parametrize("x", [Bits.X])
                def test_bits(x): ...
                @pytest.mark.parametrize("x", [Auto.P, Auto.Q])
                def test_auto(x): ...
                @pytest.mark.parametrize("x", [Named.V])
                def test_named(x): ...
                @pytest.mark.parametrize("x", list(Auto))
                def test_list(x): ...
                @pytest.mark.parametrize("x", Auto)
                def test_class(x): ...
                @pytest.mark.parametrize("x", [Alias.A, Alias.B])
                def test_alias(x): ...
                """,
                """
                test_int
                    [1]
                test_text
                    [a]
                test_words
                    [b]
                test_bits
                    [Bits.X]
                test_auto
                    [Auto.P]
                    [Auto.Q]
                test_named
                    [named]
                test_list
                    [Auto.P]
                    [Auto.Q]
                test_class
                    [Auto.P]
                    [Auto.Q]
                test_alias
                    [Alias.A0]
                    [Alias.A1]
                """);
    }

    @Test
    void names() {
        ids(
                """
                @pytest.mark.parametrize("a,b", [(1, 2), (3, 4)])
                def test_comma(a, b): ...
                @pytest.mark.parametrize("a, b ,", [(1, 2)])
                def test_blank(a, b): ...
                @pytest.mark.parametrize(["a", "b"], [(1, 2), [3, "x"]])
                def test_list(a, b): ...
                @pytest.mark.parametrize(("a", "b"), ((1, (2, 3)),))
                def test_tuple(a, b): ...
                @pytest.mark.parametrize(("a",), [(1,), (2,)])
                def test_single(a): ...
                @pytest.mark.parametrize(argnames="a", argvalues=[1])
                def test_keywords(a): ...
                """,
                """
                test_comma
                    [1-2]
                    [3-4]
                test_blank
                    [1-2]
                test_list
                    [1-2]
                    [3-x]
                test_tuple
                    [1-b0]
                test_single
                    [1]
                    [2]
                test_keywords
                    [1]
                """);
    }

    @Test
    void trailingComma() {
        tree(
                HEAD
                        + """
                        @pytest.mark.parametrize("a,", [(1,), (2,)])
                        def test_it(a): ...
                        """,
                """
                test_it
                    [1]
                    [2]
                """);
    }

    @Test
    void stacked() {
        ids(
                """
                @pytest.mark.parametrize("a", [1, 2])
                @pytest.mark.parametrize("b", "xy")
                @pytest.mark.parametrize("c", [True])
                def test_it(a, b, c): ...
                """,
                """
                test_it
                    [True-x-1]
                    [True-x-2]
                    [True-y-1]
                    [True-y-2]
                """);
    }

    @Test
    void params() {
        ids(
                """
                @pytest.mark.parametrize("a,b", [
                    pytest.param(1, 2),
                    pytest.param(1, 2, id="named"),
                    pytest.param(3, 4, marks=pytest.mark.skip),
                    pytest.param(3, 5, marks=[pytest.mark.xfail(reason="x")], id="é\\n"),
                    (5, 6),
                    pytest.param(7, 8, id=None),
                    pytest.param(*[1, 2]),
                ])
                def test_it(a, b): ...
                """,
                """
                test_it
                    [1-2_0]
                    [named]
                    [3-4]
                    [\\xe9\\n]
                    [5-6]
                    [7-8]
                    [1-2_1]
                """);
    }

    @Test
    void paramsWithoutStars() {
        ids(
                """
                P = pytest.param(9, 9, id="stored")
                @pytest.mark.parametrize("a,b", [
                    pytest.param(1, 2),
                    pytest.param(1, 2, id="named"),
                    pytest.param(3, 4, marks=pytest.mark.skip),
                    pytest.param(3, 5, marks=[pytest.mark.xfail(reason="x")], id="é\\n"),
                    (5, 6),
                    pytest.param(7, 8, id=None),
                    P,
                ])
                def test_it(a, b): ...
                """,
                """
                test_it
                    [1-2]
                    [named]
                    [3-4]
                    [\\xe9\\n]
                    [5-6]
                    [7-8]
                    [stored]
                """);
    }

    @Test
    void givenIds() {
        ids(
                """
                IDS = ["p", "q"]
                @pytest.mark.parametrize("a", [1, 2], ids=["one", None])
                def test_list(a): ...
                @pytest.mark.parametrize("a", [1, 2.5, "x"], ids=str)
                def test_str(a): ...
                @pytest.mark.parametrize("a", [1, "x"], ids=repr)
                def test_repr(a): ...
                @pytest.mark.parametrize("a", [1, 2], ids=lambda v: f"v{v}")
                def test_lambda(a): ...
                @pytest.mark.parametrize("a", [1, 2], ids=IDS)
                def test_named(a): ...
                @pytest.mark.parametrize("a", [1, 2, 3], ids=[1, 2.5, True])
                def test_numbers(a): ...
                @pytest.mark.parametrize("a", [1, 2], ids=("é", b"\\xff"))
                def test_tuple(a): ...
                @pytest.mark.parametrize("a", [1, 2], ids=[])
                def test_empty(a): ...
                @pytest.mark.parametrize("a", [1, 2], ids=None)
                def test_none(a): ...
                @pytest.mark.parametrize("a,b", [(1, 2)], ids=["x-y"])
                def test_two(a, b): ...
                """,
                """
                test_list
                    [one]
                    [2]
                test_str
                    [1]
                    [2.5]
                    [x]
                test_repr
                    [1]
                    ['x']
                test_lambda
                    [v1]
                    [v2]
                test_named
                    [p]
                    [q]
                test_numbers
                    [1]
                    [2.5]
                    [True]
                test_tuple
                    [\\xe9]
                    [\\xff]
                test_empty
                    [1]
                    [2]
                test_none
                    [1]
                    [2]
                test_two
                    [x-y]
                """);
    }

    @Test
    void duplicates() {
        ids(
                """
                @pytest.mark.parametrize("a", [1, 1, "a", "a", "a0", "", "", None, "None"])
                def test_it(a): ...
                @pytest.mark.parametrize("a", ["x", "x", "x0", "x0", "x1"])
                def test_chain(a): ...
                @pytest.mark.parametrize("a", [1, 2, 3], ids=["s", "s", "s"])
                def test_ids(a): ...
                """,
                """
                test_it
                    [1_0]
                    [1_1]
                    [a1]
                    [a2]
                    [a0]
                    [0]
                    [1]
                    [None0]
                    [None1]
                test_chain
                    [x2]
                    [x3]
                    [x0_0]
                    [x0_1]
                    [x1]
                test_ids
                    [s0]
                    [s1]
                    [s2]
                """);
    }

    @Test
    void constants() {
        ids(
                """
                CASES = [1, 2]
                MORE = CASES + [3]
                NAMES = "a,b"
                PAIRS = ((1, 2), (3, 4))
                CHANGED = [1]
                CHANGED.append(2)
                X: int = 5
                TWICE = 1
                TWICE = 2
                GROWN = [1]
                GROWN += [2]
                @pytest.mark.parametrize("a", CASES)
                def test_cases(a): ...
                @pytest.mark.parametrize("a", MORE)
                def test_more(a): ...
                @pytest.mark.parametrize(NAMES, PAIRS)
                def test_names(a, b): ...
                @pytest.mark.parametrize("a", CHANGED)
                def test_changed(a): ...
                @pytest.mark.parametrize("a", [X, *CASES])
                def test_mixed(a): ...
                @pytest.mark.parametrize("a", [TWICE])
                def test_twice(a): ...
                @pytest.mark.parametrize("a", GROWN)
                def test_grown(a): ...
                """,
                """
                test_cases
                    [1]
                    [2]
                test_more
                    [1]
                    [2]
                    [3]
                test_names
                    [1-2]
                    [3-4]
                test_changed base
                test_mixed
                    [5]
                    [1]
                    [2]
                test_twice base
                test_grown base
                """);
    }

    @Test
    void constantsChangedElsewhere() {
        ids(
                """
                A = [1]
                def change(): A.append(2)
                change()
                @pytest.mark.parametrize("a", A)
                def test_changed(a): ...
                B = [1]
                for i in range(3):
                    B.append(i)
                @pytest.mark.parametrize("a", B)
                def test_loop(a): ...
                C = [1]
                @pytest.mark.parametrize("a", C)
                def test_before(a): ...
                C = [2]
                D = [1]
                D[0] = 5
                @pytest.mark.parametrize("a", D)
                def test_item(a): ...
                E = [1]
                F = E
                F.append(2)
                @pytest.mark.parametrize("a", E)
                def test_aliased(a): ...
                """,
                """
                test_changed base
                test_loop base
                test_before base
                test_item base
                test_aliased base
                """);
    }

    @Test
    void constantsOfClasses() {
        ids(
                """
                class TestA:
                    CASES = [1, 2]
                    len = 5
                    @pytest.mark.parametrize("a", CASES)
                    def test_it(self, a): ...
                    @pytest.mark.parametrize("a", [len])
                    def test_shadow(self, a): ...
                A = 1
                class TestB:
                    A = 2
                    @pytest.mark.parametrize("a", [A])
                    def test_it(self, a): ...
                """,
                """
                TestA
                    test_it
                        [1]
                        [2]
                    test_shadow
                        [5]
                TestB
                    test_it
                        [2]
                """);
    }

    @Test
    void ranges() {
        ids(
                """
                @pytest.mark.parametrize("a", range(3))
                def test_one(a): ...
                @pytest.mark.parametrize("a", range(2, 8, 3))
                def test_step(a): ...
                @pytest.mark.parametrize("a", list(range(3, 0, -1)))
                def test_down(a): ...
                @pytest.mark.parametrize("a,b", zip([1], [2]))
                def test_zip(a, b): ...
                @pytest.mark.parametrize("a", "abc")
                def test_string(a): ...
                @pytest.mark.parametrize("a", {"k": 1, "l": 2})
                def test_dict(a): ...
                @pytest.mark.parametrize("a", [x * 2 for x in range(3)])
                def test_comprehension(a): ...
                """,
                """
                test_one
                    [0]
                    [1]
                    [2]
                test_step
                    [2]
                    [5]
                test_down
                    [3]
                    [2]
                    [1]
                test_zip
                    [1-2]
                test_string
                    [a]
                    [b]
                    [c]
                test_dict
                    [k]
                    [l]
                test_comprehension
                    [0]
                    [2]
                    [4]
                """);
    }

    @Test
    void empty() {
        ids(
                """
                @pytest.mark.parametrize("a", [])
                def test_it(a): ...
                @pytest.mark.parametrize("a,b", [])
                def test_two(a, b): ...
                """,
                """
                test_it
                    [NOTSET]
                test_two
                    [NOTSET]
                """);
    }

    @Test
    void marksAround() {
        ids(
                """
                pytestmark = [pytest.mark.slow, pytest.mark.parametrize("m", [1, 2])]
                @pytest.mark.parametrize("c", "ab")
                class TestA:
                    @pytest.mark.parametrize("f", [True])
                    def test_it(self, f, c, m): ...
                class TestB:
                    pytestmark = pytest.mark.parametrize("c", "xy")
                    def test_it(self, c, m): ...
                """,
                """
                TestA
                    test_it
                        [True-a-1]
                        [True-a-2]
                        [True-b-1]
                        [True-b-2]
                TestB
                    test_it
                        [x-1]
                        [x-2]
                        [y-1]
                        [y-2]
                """);
    }

    @Test
    void inheritedMarks() {
        ids(
                """
                @pytest.mark.parametrize("b", [1, 2])
                class Base:
                    def test_base(self, b): ...
                class TestA(Base):
                    pass
                @pytest.mark.parametrize("c", [3])
                class TestB(Base):
                    def test_own(self, b, c): ...
                    def test_base(self, b, c): ...
                """,
                """
                TestA
                    test_base
                        [1]
                        [2]
                TestB
                    test_own
                        [1-3]
                        [2-3]
                    test_base
                        [1-3]
                        [2-3]
                """);
    }

    @Test
    void storedMarks() {
        ids(
                """
                both = pytest.mark.parametrize("a", [1, 2])
                from pytest import mark, param as p
                @both
                def test_stored(a): ...
                @mark.parametrize("a", [p(1, id="x")])
                def test_imported(a): ...
                cases = [both, pytest.mark.slow]
                def decorate(f): return both(f)
                @decorate
                def test_decorated(a): ...
                """,
                """
                test_stored
                    [1]
                    [2]
                test_imported
                    [x]
                test_decorated base
                """);
    }

    @Test
    void unknownDecorators() {
        ids(
                """
                import functools
                def decorate(f):
                    def inner(*a, **k): return f(*a, **k)
                    inner.__name__ = f.__name__
                    return inner
                def other(f):
                    return inner
                def inner(): ...
                def keeps(f):
                    f.__signature__ = None
                    return f
                @decorate
                def test_plain(): ...
                @pytest.mark.parametrize("a", [1])
                @decorate
                def test_it(a=1): ...
                @other
                def test_other(a): ...
                @keeps
                def test_keeps(a=1): ...
                """,
                """
                test_plain base
                test_it base
                test_other base
                test_keeps base
                """);
    }

    @Test
    void decoratorsOfPackages() {
        tree(
                """
                #- freezegun.py
                def freeze_time(*args, as_arg=False):
                    def decorate(f):
                        from functools import wraps
                        @wraps(f)
                        def wrapper(*more, **named): return f(*more, **named)
                        return wrapper
                    return decorate
                #- test_it.py
                import pytest
                from freezegun import freeze_time
                @pytest.mark.parametrize("a", [1])
                @freeze_time("2020-01-01")
                def test_it(a): ...
                @freeze_time("2020-01-01", as_arg=True)
                def test_given(now=1): ...
                """,
                """
                test_it
                    [1]
                test_given base
                """);
    }

    @Test
    void decoratorsOfTheModule() {
        ids(
                """
                import contextlib, functools, unittest
                from functools import wraps
                def wrapped(f):
                    "Says what it does."
                    @functools.wraps(f)
                    def inner(*a, **k): return f(*a, **k)
                    return inner
                def factory(*names):
                    def decorate(f):
                        @wraps(f)
                        def inner(*a, **k): return f(*a, **k)
                        return inner
                    return decorate
                def marked(reason):
                    if reason:
                        return pytest.mark.skipif(True, reason=reason)
                    return pytest.mark.skipif(False, reason="")
                def slow(f):
                    return pytest.mark.slow(f)
                def same(f):
                    return f
                @contextlib.contextmanager
                def around(): yield
                @wrapped
                @pytest.mark.parametrize("a", [1])
                def test_wrapped(a): ...
                @pytest.mark.parametrize("a", [1])
                @factory("x")
                def test_factory(a): ...
                @marked("why")
                def test_marked(): ...
                @slow
                def test_slow(): ...
                @same
                def test_same(): ...
                @around()
                @pytest.mark.parametrize("a", [1])
                def test_around(a): ...
                """,
                """
                test_wrapped
                    [1]
                test_factory
                    [1]
                test_marked
                test_slow
                test_same
                test_around
                    [1]
                """);
    }

    @Test
    void mocks() {
        ids(
                """
                from unittest import mock
                from unittest.mock import patch
                @patch("os.getcwd")
                @pytest.mark.parametrize("a", [1])
                def test_patch(getcwd, a): ...
                @mock.patch.object(math, "pi", 3)
                @pytest.mark.parametrize("a", [1])
                def test_object(a): ...
                @mock.patch.dict("os.environ", {})
                def test_dict(): ...
                @patch("os.getcwd", new=lambda: 1)
                def test_new(tmp_path): ...
                @patch("os.getcwd")
                @patch("os.getpid")
                def test_two(pid, cwd): ...
                class TestA:
                    @patch("os.getcwd")
                    def test_method(self, cwd): ...
                @patch("os.getcwd")
                class TestB:
                    def test_method(self, cwd): ...
                    @pytest.mark.parametrize("a", [1])
                    def test_other(self, cwd, a): ...
                """,
                """
                test_patch
                    [1]
                test_object
                    [1]
                test_dict
                test_new
                test_two
                TestA
                    test_method
                TestB
                    test_method
                    test_other
                        [1]
                """);
    }

    @Test
    void generateTests() {
        ids(
                """
                def pytest_generate_tests(metafunc):
                    if "v" in metafunc.fixturenames:
                        metafunc.parametrize("v", [1, 2])
                def test_v(v): ...
                def test_plain(): ...
                """,
                """
                test_v base
                test_plain
                """);
    }

    @Test
    void generateTestsInClass() {
        ids(
                """
                class TestA:
                    def pytest_generate_tests(self, metafunc):
                        metafunc.parametrize("v", [1, 2])
                    def test_v(self, v): ...
                def test_plain(): ...
                """,
                """
                TestA
                    test_v base
                test_plain
                """);
    }

    @Test
    void wrongParametrization() {
        ids(
                """
                def test_before(): ...
                @pytest.mark.parametrize("b", [1, 2])
                def test_it(tmp_path): ...
                class TestA:
                    def test_inner(self): ...
                """,
                """
                test_before unknown
                test_it unknown
                TestA unknown
                    test_inner unknown
                """);
    }

    @Test
    void indirect() {
        ids(
                """
                @pytest.fixture
                def a(request): return request.param
                @pytest.fixture(params=[7, 8])
                def b(request): return request.param
                @pytest.mark.parametrize("a", ["x", "y"], indirect=True)
                def test_it(a): ...
                @pytest.mark.parametrize("a,c", [("x", 1)], indirect=["a"])
                def test_some(a, c): ...
                @pytest.mark.parametrize("b", [1, 2])
                def test_override(b): ...
                @pytest.mark.parametrize("b", [1, 2], indirect=True)
                def test_override_indirect(b): ...
                """,
                """
                test_it
                    [x]
                    [y]
                test_some
                    [x-1]
                test_override
                    [1]
                    [2]
                test_override_indirect
                    [1]
                    [2]
                """);
    }

    @Test
    void unescapedIds() {
        tree(
                """
                #- pytest.ini
                [pytest]
                disable_test_id_escaping_and_forfeit_all_rights_to_community_support = True
                #- test_it.py
                import pytest
                @pytest.mark.parametrize("a", ["é", "日本"], ids=[None, "ü"])
                def test_it(a): ...
                """,
                """
                test_it
                    [é]
                    [ü]
                """);
    }

    @Test
    void nestedFunctionsOfClasses() {
        ids(
                """
                class TestA:
                    @staticmethod
                    @pytest.mark.parametrize("a", [1])
                    def test_static(a): ...
                    @classmethod
                    @pytest.mark.parametrize("a", [1])
                    def test_class(cls, a): ...
                    @pytest.mark.parametrize("a", [1])
                    async def test_async(self, a): ...
                    @pytest.mark.parametrize("a", [1])
                    def test_defaults(self, a, b=3, *args, c=(1, 2), **kwargs): ...
                    @pytest.mark.parametrize("a", [1])
                    def test_kwonly(self, *, a): ...
                """,
                """
                TestA
                    test_static
                        [1]
                    test_class
                        [1]
                    test_async
                        [1]
                    test_defaults
                        [1]
                    test_kwonly
                        [1]
                """);
    }
}
