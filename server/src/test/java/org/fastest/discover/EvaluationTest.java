package org.fastest.discover;

import org.junit.jupiter.api.Test;

/** Parameter sets that are worked out from the text: comprehensions, calls, formatting, enums. */
class EvaluationTest extends DiscoveryCheck {
    @Test
    void comprehensions() {
        exact(
                """
                import pytest, itertools
                NUMS = [1, 2, 3]
                D = {"a": 1, "b": 2}
                @pytest.mark.parametrize("x", [x for x in range(3)])
                def test_a(x): ...
                @pytest.mark.parametrize("x", [x * 2 for x in NUMS if x % 2])
                def test_b(x): ...
                @pytest.mark.parametrize("x,y", [(x, y) for x in range(2) for y in "ab"])
                def test_c(x, y): ...
                @pytest.mark.parametrize("x,y", D.items())
                def test_d(x, y): ...
                @pytest.mark.parametrize("x", D.values())
                def test_e(x): ...
                @pytest.mark.parametrize("x", D.keys())
                def test_f(x): ...
                @pytest.mark.parametrize("x", list(D))
                def test_g(x): ...
                @pytest.mark.parametrize("x,y", zip([1,2],["a","b"]))
                def test_h(x, y): ...
                @pytest.mark.parametrize("x,y", enumerate(["a","b"]))
                def test_i(x, y): ...
                @pytest.mark.parametrize("x,y", itertools.product([1,2],"ab"))
                def test_j(x, y): ...
                @pytest.mark.parametrize("x", sorted([3,1,2]))
                def test_k(x): ...
                @pytest.mark.parametrize("x", (f"v{i}" for i in range(2)))
                def test_l(x): ...
                @pytest.mark.parametrize("x", ["a {}".format(1), "%s-%d" % ("q", 3), "a,b".upper(), "-".join(["p","q"])])
                def test_m(x): ...
                @pytest.mark.parametrize("x", NUMS[1:])
                def test_n(x): ...
                @pytest.mark.parametrize("x", [NUMS[0], NUMS[-1], D["a"]])
                def test_o(x): ...
                @pytest.mark.parametrize("x", [*NUMS, *D, 9])
                def test_p(x): ...
                @pytest.mark.parametrize("x", "a b c".split())
                def test_q(x): ...
                @pytest.mark.parametrize("x", reversed([1,2]))
                def test_r(x): ...
                @pytest.mark.parametrize("x", [1 if True else 2, not True, 1 < 2, 1 == 1.0, len(NUMS)])
                def test_s(x): ...
                @pytest.mark.parametrize("x", {"b", "b"})
                def test_t(x): ...
                @pytest.mark.parametrize("x", map(str, range(2)))
                def test_u(x): ...
                @pytest.mark.parametrize("x", {i: i*i for i in range(3)})
                def test_v(x): ...
                @pytest.mark.parametrize("x", {i: i*i for i in range(3)}.values())
                def test_w(x): ...
                @pytest.mark.parametrize("x", [pytest.param(i, id=f"n{i}") for i in range(3)])
                def test_x(x): ...
                @pytest.mark.parametrize("x", [pytest.param(i, id=k) for k, i in D.items()])
                def test_y(x): ...
                @pytest.mark.parametrize("x", range(3), ids=[f"k{i}" for i in range(3)])
                def test_z(x): ...
                @pytest.mark.parametrize("x", range(3), ids=lambda v: f"k{v}")
                def test_aa(x): ...
                @pytest.mark.parametrize("x", D.values(), ids=D.keys())
                def test_ab(x): ...
                @pytest.mark.parametrize("x", range(2), ids=map(str, range(2)))
                def test_ac(x): ...
                @pytest.mark.parametrize("x", range(2), ids="n{}".format)
                def test_ad(x): ...
                @pytest.mark.parametrize("x", NUMS + list(D))
                def test_ae(x): ...
                @pytest.mark.parametrize("x", [("a", {}), ["b"], {"c"}, {}])
                def test_af(x): ...
                @pytest.mark.parametrize("x", [(i, j) for i in range(2) for j in range(2) if i != j])
                def test_ag(x): ...
                @pytest.mark.parametrize("x", [[i for i in range(2)], "x".encode(), b"y".decode(), str(3), int("4"), float("1.5"), bool(0), repr("a"), chr(65), ord("a"), min(3, 2), max([1,5]), abs(-3), sum([1,2]), round(2.5), hex(255), bin(3), oct(8), divmod(7,2)])
                def test_ah(x): ...
                @pytest.mark.parametrize("x", [x for xs in [[1],[2,3]] for x in xs])
                def test_ai(x): ...
                @pytest.mark.parametrize("x", list(itertools.chain([1],[2])))
                def test_ak(x): ...
                @pytest.mark.parametrize("x", list(itertools.combinations("abc", 2)), ids="".join)
                def test_al(x): ...
                @pytest.mark.parametrize("x", list(itertools.permutations("ab")), ids=str)
                def test_am(x): ...
                @pytest.mark.parametrize("x", itertools.repeat(1, 2))
                def test_an(x): ...
                @pytest.mark.parametrize("x", any([1]) and [1,2] or [3])
                def test_ao(x): ...
                """);
    }

    @Test
    void dictionaries() {
        exact(
                """
                import pytest
                D = {"a": 1, "b": {"c": 2}, 1: "one", 1.0: "uno", (1, 2): "t", None: 3}
                E = dict(x=1)
                F = {**D, "z": 9}
                G = dict([("a", 1), ("b", 2)])
                H = {k: v for k, v in zip("abc", range(3)) if v}
                @pytest.mark.parametrize("x", D)
                def test_a(x): ...
                @pytest.mark.parametrize("x", list(D.values()))
                def test_b(x): ...
                @pytest.mark.parametrize("x,y", F.items())
                def test_c(x, y): ...
                @pytest.mark.parametrize("x", [D["a"], D["b"]["c"], D[1], D.get("q"), D.get("q", 5), E["x"], G["b"], H["c"]])
                def test_d(x): ...
                @pytest.mark.parametrize("x", sorted(G, reverse=True))
                def test_e(x): ...
                @pytest.mark.parametrize("k,v", sorted(G.items(), key=lambda kv: -kv[1]))
                def test_f(k, v): ...
                @pytest.mark.parametrize("x", [pytest.param(v, id=str(k)) for k, v in D.items()])
                def test_g(x): ...
                @pytest.mark.parametrize("x", {**G, **H})
                def test_h(x): ...
                @pytest.mark.parametrize("x", G | {"n": 1})
                def test_i(x): ...
                @pytest.mark.parametrize("x,y", [*G.items(), *enumerate("q", start=5)])
                def test_j(x, y): ...
                @pytest.mark.parametrize("x", dict(a=1, b=2))
                def test_k(x): ...
                @pytest.mark.parametrize("x", set([3]))
                def test_l(x): ...
                @pytest.mark.parametrize("x", sorted({3, 1, 2}))
                def test_m(x): ...
                @pytest.mark.parametrize("x", [frozenset(), {1, 2}, D, E.items()])
                def test_n(x): ...
                """);
    }

    @Test
    void functionsForIds() {
        exact(
                """
                import pytest, enum
                def f(v): return "x"
                def idfn(v):
                    return f"id-{v}"
                def idfn2(v):
                    if isinstance(v, str):
                        return v
                class C: pass
                @pytest.mark.parametrize("x", [1, 2], ids=f)
                def test_a(x): ...
                @pytest.mark.parametrize("x", [1, 2], ids=idfn)
                def test_b(x): ...
                @pytest.mark.parametrize("x", [1, 2], ids=idfn2)
                def test_c(x): ...
                @pytest.mark.parametrize("x", [C, f, lambda: 1, pytest, int, None])
                def test_d(x): ...
                @pytest.mark.parametrize("x", [C(), 1.5, object()])
                def test_e(x): ...
                @pytest.mark.parametrize("x", [1, 2], ids=repr)
                def test_g(x): ...
                @pytest.mark.parametrize("x", [(1, 'a'), [2, "b"], {"k": 1}], ids=repr)
                def test_h(x): ...
                @pytest.mark.parametrize("x", [(1, 'a'), [2, "b"], {"k": 1}], ids=str)
                def test_i(x): ...
                @pytest.mark.parametrize("x", [1, "a"], ids=type)
                def test_j(x): ...
                @pytest.mark.parametrize("x", [[1], [1,2]], ids=len)
                def test_k(x): ...
                @pytest.mark.parametrize("x,y", [(1, 2), (3, 4)], ids=["a", None])
                def test_l(x, y): ...
                @pytest.mark.parametrize("x", [1, 2], ids=("a", 3))
                def test_m(x): ...
                @pytest.mark.parametrize("x", [1, 2], ids=(i for i in "ab"))
                def test_n(x): ...
                @pytest.mark.parametrize("x", [1, 2], ids=[C, f])
                def test_o(x): ...
                @pytest.mark.parametrize("x", [1, 2], ids=lambda x: None)
                def test_p(x): ...
                @pytest.mark.parametrize("x", [1, 2], ids="x={}".format)
                def test_q(x): ...
                @pytest.mark.parametrize("x", [1, 2], ids=lambda x: str(x) if x > 1 else "one")
                def test_r(x): ...
                @pytest.mark.parametrize("x", [1, 2], ids=lambda x: "a" + str(x))
                def test_s(x): ...
                @pytest.mark.parametrize("x", [C, int], ids=lambda x: x.__name__)
                def test_t(x): ...
                @pytest.mark.parametrize("x", [(1, 2)], ids=lambda x: x[0])
                def test_u(x): ...
                @pytest.mark.parametrize("x", [1, 1])
                def test_v(x): ...
                @pytest.mark.parametrize("x", ["", ""])
                def test_w(x): ...
                @pytest.mark.parametrize("x", [1, 2], ids=["a", "a"])
                def test_x(x): ...
                """);
    }

    @Test
    void functionsOfTheText() {
        exact(
                """
                import pytest
                def cases():
                    return [1, 2]
                def more(n, m=3):
                    \"""Doc.\"""
                    # comment
                    if n > 1:
                        return list(range(n))
                    elif m:
                        x = [m] * 2
                        return x
                    return []
                def gen():
                    yield 1
                def rec(n): return rec(n)
                def kw(*, a): return [a]
                def star(*a): return list(a)
                def shadow(len): return [len]
                def loop():
                    out = []
                    for i in range(3):
                        out.append(i)
                    return out
                def glob():
                    return CONST
                CONST = [4]
                def tern(v): return "neg" if v < 0 else ("zero" if v == 0 else "pos")
                @pytest.mark.parametrize("x", cases())
                def test_a(x): ...
                @pytest.mark.parametrize("x", more(3))
                def test_b(x): ...
                @pytest.mark.parametrize("x", more(1))
                def test_c(x): ...
                @pytest.mark.parametrize("x", more(1, m=0) or [8])
                def test_d(x): ...
                @pytest.mark.parametrize("x", shadow(2))
                def test_f(x): ...
                @pytest.mark.parametrize("x", glob())
                def test_h(x): ...
                @pytest.mark.parametrize("x", [-1, 0, 1], ids=tern)
                def test_i(x): ...
                """);
    }

    @Test
    void bodiesOfClasses() {
        exact(
                """
                import pytest
                N = [7]
                class TestA:
                    N = [1, 2]
                    M = [x for x in N]
                    @pytest.mark.parametrize("x", N)
                    def test_a(self, x): ...
                    @pytest.mark.parametrize("x", [x for x in N])
                    def test_b(self, x): ...
                    @pytest.mark.parametrize("x", M)
                    def test_c(self, x): ...
                    @pytest.mark.parametrize("x", [n for x in N for n in N2] if False else [3])
                    def test_d(self, x): ...
                    @pytest.mark.parametrize("x", [(x, y) for x in "a" for y in N])
                    def test_e(self, x): ...
                    @pytest.mark.parametrize("x", [1], ids=lambda v: f"{N}")
                    def test_f(self, x): ...
                    def helper(v):
                        return [v, N]
                    @pytest.mark.parametrize("x", helper(1))
                    def test_g(self, x): ...
                """);
    }

    @Test
    void enums() {
        exact(
                """
                import pytest, enum
                from enum import Enum, IntEnum, Flag, auto
                class A(enum.Enum):
                    X = 1
                    Y = 2
                    Z = 1
                class B(enum.IntEnum):
                    X = 1
                    Y = 2
                class S(str, enum.Enum):
                    P = "p"
                    Q = "q"
                class T(Enum):
                    A = auto()
                    B = auto()
                    def method(self): ...
                class U(Enum):
                    A = "a"
                    def __str__(self): return self.value
                @pytest.mark.parametrize("x", [A.X, A.Y, A.Z])
                def test_a(x): ...
                @pytest.mark.parametrize("x", A)
                def test_b(x): ...
                @pytest.mark.parametrize("x", list(B))
                def test_c(x): ...
                @pytest.mark.parametrize("x", [B.X, B.Y])
                def test_d(x): ...
                @pytest.mark.parametrize("x", [S.P, S.Q])
                def test_g(x): ...
                @pytest.mark.parametrize("x", T)
                def test_h(x): ...
                @pytest.mark.parametrize("x", U)
                def test_i(x): ...
                @pytest.mark.parametrize("x", [A.X.value, A.Y.name])
                def test_k(x): ...
                @pytest.mark.parametrize("x", [x.value for x in A])
                def test_l(x): ...
                @pytest.mark.parametrize("x", [e for e in T], ids=lambda e: e.name)
                def test_m(x): ...
                @pytest.mark.parametrize("x", A.__members__)
                def test_n(x): ...
                """);
    }

    @Test
    void rarerEnums() {
        exact(
                """
                import pytest, enum
                class A(enum.Enum):
                    _x = 1
                    Y = 2
                    def f(self): return 1
                    @property
                    def p(self): return 2
                class B(str, enum.Enum):
                    P = "a b"
                    Q = enum.auto()
                class C(enum.Enum):
                    X = (1, 2)
                    Y = (3, 4)
                    def __init__(self, a, b): self.a = a
                class D(int, enum.Enum):
                    X = 1
                class E(enum.IntFlag):
                    R = 1
                    W = 2
                class F(enum.Enum):
                    X = 1
                    Y = True
                    Z = 1.0
                    W = "1"
                class G(enum.Enum):
                    X = 1
                    def __str__(self): return "s-" + self.name
                class H(enum.Enum):
                    def _generate_next_value_(name, start, count, last_values): return name
                    X = enum.auto()
                class I(enum.StrEnum):
                    FOO = enum.auto()
                    BAR = "bar!"
                class J(enum.Enum):
                    X = []
                    Y = []
                    L = lambda: 1
                class K(enum.Enum):
                    X: int = 1
                    y: int
                for e in [1]: pass
                @pytest.mark.parametrize("x", A)
                def test_a(x): ...
                @pytest.mark.parametrize("x", C)
                def test_c(x): ...
                @pytest.mark.parametrize("x", D)
                def test_d(x): ...
                @pytest.mark.parametrize("x", E)
                def test_e(x): ...
                @pytest.mark.parametrize("x", F)
                def test_f(x): ...
                @pytest.mark.parametrize("x", G)
                def test_g(x): ...
                @pytest.mark.parametrize("x", I)
                def test_i(x): ...
                @pytest.mark.parametrize("x", K)
                def test_k(x): ...
                """);
    }

    @Test
    void instances() {
        exact(
                """
                import pytest, dataclasses, datetime, decimal, collections, typing
                from pathlib import Path
                @dataclasses.dataclass
                class D:
                    a: int = 0
                class P:
                    def __init__(self, n): self.n = n
                class N:
                    def __init__(self, n): self.__name__ = n
                class G:
                    def __getattr__(self, n): return "hm"
                class I(int): pass
                class ST(str): pass
                NT = collections.namedtuple("NT", "a b")
                class NT2(typing.NamedTuple):
                    a: int
                    b: int
                @pytest.mark.parametrize("x", [D(1), D(2)])
                def test_a(x): ...
                @pytest.mark.parametrize("x", [P(1), P(2)])
                def test_b(x): ...
                @pytest.mark.parametrize("x", [datetime.date(2020, 1, 1), decimal.Decimal("1.5"), Path("x"), datetime.timedelta(1)])
                def test_i(x): ...
                @pytest.mark.parametrize("x", [ValueError("x"), ValueError])
                def test_j(x): ...
                """);
    }

    @Test
    void fStrings() {
        eachId(
                "import pytest\nX = 5\n",
                """
                f"{X:>3}"
                f"{X:03}"
                f"{X!r}"
                f"{X=}"
                f"{'a':^5}"
                f"{1.5:.2f}"
                f"{255:x}"
                f"{X:+d}"
                f"{{}}"
                f"a{X}b" "c"
                rf"\\d{X}"
                f"{X}\\n"
                f"{'q' + 'r'}"
                f"{[1, 'a']}"
                f"{(1,)}"
                f"{ {'a': 1}['a'] }"
                f"{None}"
                f"{True}"
                f"{1e10}"
                f"{'é'!r}"
                f"{X if X > 3 else 0}"
                f"{1,2}"
                """);
    }

    @Test
    void percentFormatting() {
        eachId(
                "import pytest\n",
                """
                "%s" % "a"
                "%s-%s" % ("a", 1)
                "%5d|" % 3
                "%-5d|" % 3
                "%05d" % 3
                "%x" % 255
                "%r" % "a'b"
                "%.2f" % 1.005
                "%d%%" % 3
                "%s" % (1,)
                "%s" % [1]
                "%5s|" % "ab"
                "%-5s|" % "ab"
                "%.1s" % "ab"
                "%i" % 4
                "%s" % None
                """);
    }

    @Test
    void formatting() {
        eachId(
                "import pytest\n",
                """
                "{}".format(1)
                "{0}{0}".format("a")
                "{a}{b!r}".format(a=1, b="x")
                "{:>5}".format("a")
                "{:05d}".format(7)
                "{:.3f}".format(2)
                "{{{}}}".format(1)
                "{}{}".format(*[1, 2])
                """);
    }

    @Test
    void representations() {
        eachId(
                "import pytest\n",
                """
                repr("a\\nb")
                repr("it's")
                repr('q"')
                repr('q"\\'')
                repr(b"\\xff'")
                repr(1.0)
                repr([1, (2,), {}])
                repr({"a": [1]})
                repr({1})
                str(b"x")
                str(None)
                str([None, True])
                repr("\\x7f\\xa0é")
                """);
    }

    @Test
    void stringsAndSlices() {
        eachId(
                "import pytest\n",
                """
                "abc"[::-1]
                "abc"[1]
                "abc"[-2:]
                [1, 2, 3][::2]
                (1, 2)[0]
                "a,b,,c".split(",")
                "  a b ".split()
                "a-b-c".split("-", 1)
                "x".join("abc")
                "abc".replace("b", "zz")
                "Hello World".title()
                "hello".capitalize()
                "aXb".lower()
                " x ".strip()
                "xxaxx".strip("x")
                "abc".startswith("a")
                "7".zfill(3)
                "a".ljust(3) + "|"
                "a\\nb\\n".splitlines()
                "ab".encode()
                b"ab".decode("utf8")
                "a=b".partition("=")[2]
                "test_x".removeprefix("test_")
                """);
    }

    @Test
    void builtInFunctions() {
        eachId(
                "import pytest\n",
                """
                int("12")
                int(3.9)
                int(-3.9)
                int("0")
                float("2")
                float(3)
                float("1e5")
                float(" 1.5 ")
                bool([])
                bool("a")
                round(2.5)
                round(3.5)
                round(-0.4)
                abs(-3)
                abs(-2.5)
                abs(2)
                min(1, 2, 0)
                max([3, 1])
                max("abc")
                sum([1, 2, 3])
                sum([])
                len("abc")
                len([1])
                len({})
                ord("a")
                chr(97)
                hex(255)
                bin(5)
                oct(8)
                hex(-1)
                divmod(7, 2)
                divmod(-7, 2)
                pow(2, 10)
                any([0, 1])
                all([])
                type(1)
                type("a")
                type(None)
                isinstance(1, int)
                isinstance(True, int)
                isinstance("a", (int, str))
                str(1.0)
                int(True)
                float(True)
                min(True, 0)
                """);
    }

    @Test
    void operators() {
        eachId(
                "import pytest\n",
                """
                1 < 2 < 3
                1 < 3 < 2
                "a" in "abc"
                1 in [1.0]
                1 in (2, 3)
                "a" not in {"b": 1}
                None is None
                1 is not None
                [] == []
                [1] == (1,)
                1 == True
                "a" == b"a"
                not []
                not 0.0
                1 and 0
                [] or "x"
                0 or None
                "b" > "a"
                (1, 2) < (1, 3)
                0.1 + 0.2
                7 / 2
                -7 // 2
                1 / 3 * 3
                1e308 * 10
                5 & 3
                ~5
                1 << 10
                3 - 5.0
                2 * 3.0
                10 % 3
                -10 % 3
                1_000 * 2
                """);
    }

    @Test
    void neverWrong() {
        // What the text does not tell stays a base, and none of these is told wrong.
        tree(
                """
                import pytest
                A = [1]
                A.append(2)
                B = [1]
                def fill():
                    B.append(2)
                fill()
                C = {"a": [1]}
                C["a"].append(2)
                D = [1]
                D2 = D
                D2.append(3)
                E = [[1]]
                E[0].append(4)
                F = (i for i in range(3))
                next(F)
                G = zip("ab", "cd")
                list(G)
                H = [1]
                H += [2]
                I = [[]]
                for i in I: i.append(1)
                class K:
                    V = [1]
                    W = V + [2]
                K.V.append(5)
                @pytest.mark.parametrize("x", A)
                def test_a(x): ...
                @pytest.mark.parametrize("x", B)
                def test_b(x): ...
                @pytest.mark.parametrize("x", C["a"])
                def test_c(x): ...
                @pytest.mark.parametrize("x", D)
                def test_d(x): ...
                @pytest.mark.parametrize("x", E[0])
                def test_e(x): ...
                @pytest.mark.parametrize("x", F)
                def test_f(x): ...
                @pytest.mark.parametrize("x,y", G)
                def test_g(x, y): ...
                @pytest.mark.parametrize("x", H)
                def test_h(x): ...
                @pytest.mark.parametrize("x", I[0])
                def test_i(x): ...
                @pytest.mark.parametrize("x", K.V)
                def test_j(x): ...
                @pytest.mark.parametrize("x", K.W)
                def test_k(x): ...
                """,
                """
                test_a base
                test_b base
                test_c base
                test_d base
                test_e base
                test_f base
                test_g base
                test_h base
                test_i base
                test_j base
                test_k base
                """);
    }

    @Test
    void namesOfObjects() {
        exact(
                """
                import pytest, sys, collections, typing, enum
                @pytest.mark.parametrize("x", [(i for i in range(2)), zip([1]), iter([1]), map(str, [1]), reversed([1]), enumerate([])])
                def test_a(x): ...
                @pytest.mark.parametrize("x", [sys.stdin, sys.stdout, sys.stderr, sys, collections.OrderedDict()])
                def test_b(x): ...
                P = collections.namedtuple("P", "a b")
                class Q(typing.NamedTuple):
                    a: int
                @pytest.mark.parametrize("x", [P(1, 2), Q(1), P, Q])
                def test_c(x): ...
                class S(enum.Enum):
                    A = object()
                    B = object()
                    C = 1
                @pytest.mark.parametrize("x", S)
                def test_d(x): ...
                @pytest.mark.parametrize("x", [S.A, S.B, S.C])
                def test_e(x): ...
                """);
    }

    @Test
    void otherModules() {
        exact(
                """
                #- pkg/__init__.py
                from . import sub
                def f(): ...
                @staticmethod
                def g(): ...
                class Base: pass
                class K(Base): pass
                def make(): return [1, 2]
                class Col:
                    RED = "r"
                #- pkg/sub.py
                X = 1
                #- test_it.py
                import pytest
                import pkg
                import pkg.sub as ps
                from pkg import sub, K, make, Col
                @pytest.mark.parametrize("x", [pkg, ps, pkg.f, K, K(), pkg.K(), Col.RED, pkg.Col.RED, sub.X])
                def test_a(x): ...
                @pytest.mark.parametrize("x", make())
                def test_c(x): ...
                @pytest.mark.parametrize("x", pkg.make())
                def test_d(x): ...
                """);
    }

    /** What may be a pytest.param brings its own id, whatever the list of ids says. */
    @Test
    void listedIds() {
        tree(
                """
                import pytest, functools
                def deco(c): return c
                @deco
                class D: pass
                class M(metaclass=type): pass
                class St(str): pass
                def param(*a): return pytest.param(*a, id="special")
                def wrapped(v):
                    return pytest.param(v, marks=pytest.mark.skip, id="w")
                def dyn(v):
                    for i in range(2): pass
                    return pytest.param(v, id="dyn")
                @pytest.mark.parametrize("x", [D, M, St("q"), 5], ids=["a", "b", "c", "d"])
                def test_a(x): ...
                @pytest.mark.parametrize("x", [param(1), 5], ids=["a", "b"])
                def test_b(x): ...
                @pytest.mark.parametrize("x", [wrapped(1), 5], ids=["a", "b"])
                def test_c(x): ...
                @pytest.mark.parametrize("x", [dyn(1), 5], ids=["a", "b"])
                def test_d(x): ...
                @pytest.mark.parametrize("x", [functools.partial(param, 1)(), functools.partial(int)], ids=["a", "b"])
                def test_e(x): ...
                """,
                """
                test_a
                    [a]
                    [b]
                    [c]
                    [d]
                test_b base
                test_c
                    [w]
                    [b]
                test_d base
                test_e base
                """);
    }
}
