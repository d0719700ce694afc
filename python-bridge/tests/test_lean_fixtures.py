"""Engine `lean` sets fixtures up and tears them down as pytest does, told by what they print on their way."""

from __future__ import annotations

import pytest
from test_lean import both, in_one_word, told

HEAD = """
    import functools, os, sys, warnings
    import pytest

    def noted(name, **kwargs):
        def decorate(function):
            @functools.wraps(function)
            def wrapped(*args, **more): print("set up", name); return function(*args, **more)
            return pytest.fixture(name=name, **kwargs)(wrapped)
        return decorate
"""

ORDER = {
    "conftest.py": """
        import pytest

        @pytest.fixture(scope="session")
        def wide(): print("wide"); yield "wide"; print("wide ends")
        @pytest.fixture(scope="session")
        def wider(wide, request): yield request.scope; print("wider ends")
        @pytest.fixture
        def same(): return ["conftest"]
        @pytest.fixture
        def rests(same, wide): yield same; print("rests ends", same)
        @pytest.fixture(scope="session", params=["p", "q"])
        def turns(request): print("turns", request.param); yield request.param; print("ends", request.param)
        @pytest.fixture
        def broken(): raise KeyError("broken")
        @pytest.fixture
        def broken_end(): yield; raise KeyError("broken end")
        @pytest.fixture
        def on_turns(turns): yield turns; print("on turns ends")
        @pytest.fixture(scope="module")
        def wide_on_turns(turns): yield turns; print("wide on turns ends")
    """,
    "test_order.py": HEAD
    + """
    @pytest.fixture(autouse=True)
    def always(request): print("always", request.node.name); yield; print("always ends")
    @noted("a")
    def _a(): return "a"
    @pytest.fixture
    def b(a, request):
        request.addfinalizer(lambda: print("b's first"))
        yield a + "b"
        print("b ends")
        request.addfinalizer(lambda: print("b's late"))
    @pytest.fixture
    def c(b, wide): request_is_not_here = b; yield b + wide; print("c ends")
    @pytest.fixture
    def same(same, a): same.append(a); yield same; print("same ends")
    @pytest.fixture(scope="module")
    def middle(wider): print("middle"); yield wider; print("middle ends")
    @pytest.fixture
    def factory(request): return lambda name: request.getfixturevalue(name)

    def test_order(c, a): assert c == "abwide"
    def test_other_order(a, middle, c): assert middle == "session"
    def test_overrides(same, rests): assert same is rests and same == ["conftest", "a"]
    def test_request(request, b):
        request.addfinalizer(lambda: print("test's own"))
        assert request.getfixturevalue("c") == "abwide"
        assert request.getfixturevalue("b") is b
        assert "c" in request.fixturenames
        assert request.node.funcargs == {"request": request, "b": b, "always": None}
    def test_factory(factory, wide): assert factory("c") == "abwide"; assert factory("middle")
    def test_turns(on_turns, wide_on_turns): assert on_turns == wide_on_turns
    def test_turns_again(turns, a, on_turns): assert on_turns == turns
    @pytest.mark.usefixtures("c", "middle")
    def test_uses(): print("body")
    @pytest.mark.usefixtures("nowhere")
    def test_uses_nothing(): pass
    def test_default(a, b="mine"): assert b == "mine"
    def test_sees_itself(request): assert "(call)" in os.environ["PYTEST_CURRENT_TEST"]
    def test_active(request, a):
        definition = request._get_active_fixturedef("a")
        assert definition.cached_result == ("a", None, None) and definition.scope == "function"
        request.addfinalizer(lambda: print(definition.cached_result))

    class TestMethods:
        here = "class"
        @pytest.fixture
        def of_class(self, a): self.seen = a; yield self; print("of class ends", self.seen)
        @pytest.fixture
        def a(self): return "inner"
        @pytest.fixture
        @classmethod
        def of_type(cls): return cls
        @pytest.fixture
        @staticmethod
        def of_none(a): yield a; print("of none ends")
        def setup_method(self, method): print("set up", method.__name__)
        def teardown_method(self): print("tear down")
        @pytest.fixture(scope="class")
        def for_class(self, wide): yield wide; print("for class ends")
        def test_types(self, of_type, of_none): assert of_type is type(self) and of_none == "inner"
        def test_own(self, of_class): assert of_class is self and self.seen == "inner"
        def test_scope(self, for_class, b): assert b == "innerb"
        def test_scope_again(self, for_class, c): assert c == "innerbwide"
    class TestInherits(TestMethods):
        @pytest.fixture
        def a(self, a): return a + " twice"
        def test_inherited(self, of_class): assert self.seen == "inner twice"
    class Foreign:
        @pytest.fixture
        def foreign(self): return type(self).__name__
    foreign = Foreign().foreign
    class TestForeign:
        def test_foreign(self, foreign): assert foreign == "Foreign"
    """,
    "test_parameters.py": HEAD
    + """
    @pytest.fixture
    def given(request): yield getattr(request, "param", None); print("given ends")
    @pytest.fixture(params=[1, None, "x"], ids=str)
    def each(request): yield request.param; print("each ends", request.param_index)
    @pytest.fixture
    def on_each(each, given): return each, given
    @pytest.fixture
    def shadowed(): raise KeyError
    @pytest.fixture
    def on_shadowed(shadowed): yield shadowed; print("on shadowed ends")
    @pytest.fixture(scope="module", params=["m", "n"])
    def module(request): print("module", request.param); yield request.param; print("module ends")
    @pytest.fixture
    def on_module(module): return module

    @pytest.fixture(scope="module")
    def wide_given(request): yield getattr(request, "param", None); print("wide given ends")

    @pytest.mark.parametrize("wide_given", [1], indirect=True)
    def test_wide_given(wide_given): assert wide_given == 1
    def test_wide_not_given(wide_given): assert wide_given is None
    @pytest.mark.parametrize("given", [1, 2], indirect=True, scope="module")
    def test_given_for_module(given): print("given", given)
    @pytest.mark.parametrize("given", [1, 2], indirect=True, scope="module")
    def test_given_for_module_again(given): print("given", given)
    @pytest.mark.parametrize("given", [1, None], indirect=True)
    def test_indirect(given): pass
    @pytest.mark.parametrize("given, n", [(1, 2), (3, 4)], indirect=["given"])
    def test_partly(given, n, request):
        assert n == given + 1
        assert request.getfixturevalue("n") == n and request.getfixturevalue("given") == given
    def test_each(on_each): assert on_each[1] is None
    def test_each_given(each, request): assert request.getfixturevalue("on_each")[0] == each
    @pytest.mark.parametrize("shadowed", [1, None])
    def test_shadows(shadowed, on_shadowed): assert on_shadowed == shadowed
    @pytest.mark.parametrize("wide", [1, 2], scope="module")
    def test_wide(wide): pass
    @pytest.mark.parametrize("wide", [1, 2], scope="module")
    def test_wide_again(wide, on_module): print(wide, on_module)
    @pytest.mark.parametrize("n", [1, 2])
    def test_finalizer(n, request):
        request.addfinalizer(lambda: print("finalizer", n))
        request._get_active_fixturedef("n").addfinalizer(lambda: print("of the value", n))
        print(request.node.funcargs)
    @pytest.mark.parametrize("n", [1, 2])
    def test_breaks(n, request): assert n == 2
    @pytest.mark.parametrize("n", [3])
    def test_marks_itself(n, request): request.node.add_marker(pytest.mark.xfail); assert 0
    """,
    "test_failures.py": HEAD
    + """
    @pytest.fixture
    def bad(): print("bad"); raise KeyError("bad")
    @pytest.fixture
    def on_bad(bad): pass
    @pytest.fixture
    def bad_end(): yield 1; raise KeyError("bad end")
    @pytest.fixture
    def bad_end_too(bad_end): yield 2; raise ValueError("bad end, too")
    @pytest.fixture
    def bad_finalizers(request):
        request.addfinalizer(lambda: 1 / 0)
        yield
        raise ValueError("after the yield")
    @pytest.fixture
    def twice(): yield 1; yield 2
    @pytest.fixture
    def never():
        if 0: yield
    @pytest.fixture
    def skips(): pytest.skip("from a fixture")
    @pytest.fixture
    def skips_late(): yield; pytest.skip("late")
    @pytest.fixture
    def xfails(): pytest.xfail("from a fixture")
    @pytest.fixture
    def fails(): pytest.fail("from a fixture", pytrace=False)
    @pytest.fixture
    def leaves(): sys.exit(3)
    @pytest.fixture
    def on_leaves(leaves): yield
    @pytest.fixture
    async def later(): return 1
    @pytest.fixture
    async def later_ends(): yield 1
    @pytest.fixture
    def lost(nowhere): pass
    @pytest.fixture
    def circle(round): pass
    @pytest.fixture
    def round(circle): pass
    @pytest.fixture(scope="module")
    def too_wide(bad_end): pass
    @pytest.fixture(scope="module")
    def bad_wide(): yield pytest.fail("wide")
    @pytest.fixture
    def deep(request):
        with pytest.raises(KeyError): request.getfixturevalue("bad")
        with pytest.raises(KeyError): request.getfixturevalue("on_bad")
        return request.getfixturevalue("bad_end")
    @pytest.fixture
    def deeper(request): return request.getfixturevalue("on_bad")
    @pytest.fixture
    def asserts(): assert [1, 2] == [1, 3], "compared"
    @pytest.fixture
    def warns():
        warnings.warn("mine", stacklevel=1)
        warnings.warn("whose?", stacklevel=2)
        yield
        warnings.warn("late", stacklevel=2)
    @pytest.fixture
    def asks_late(request):
        yield
        request.getfixturevalue("warns")
    class Called:
        __name__ = "called"
        def __call__(self): return 1
    part = pytest.fixture(Called())

    def test_bad(bad): pass
    def test_on_bad(bad_end, on_bad): pass
    def test_bad_end(bad_end): pass
    def test_bad_ends(bad_end_too, bad_end): assert bad_end_too == 2
    def test_bad_ends_and_fails(bad_end_too): assert bad_end_too == 3
    def test_bad_finalizers(bad_finalizers): pass
    def test_bad_finalizers_all(bad_finalizers, bad_end_too, request): request.addfinalizer(lambda: {}["x"])
    def test_twice(twice): assert twice == 1
    def test_never(never): pass
    def test_skips(skips): pass
    def test_skips_late(skips_late): pass
    def test_xfails(xfails): pass
    def test_fails(fails): pass
    def test_leaves(leaves): pass
    def test_leaves_again(on_leaves): pass
    def test_later(later): pass
    def test_later_ends(later_ends): pass
    def test_lost(bad_end, lost): pass
    def test_circle(circle): pass
    def test_too_wide(too_wide): pass
    def test_bad_wide(bad_wide, bad_end): pass
    def test_bad_wide_again(bad_wide): pass
    def test_deep(deep): pass
    def test_deeper(deeper): pass
    def test_asserts(asserts): pass
    def test_warns(warns): pass
    def test_asks_late(asks_late): pass
    def test_part(part): assert part == 1
    def test_good(bad_end): pass
    def test_leaves_in_the_end(request): request.addfinalizer(lambda: sys.exit(4))
    def test_after(): assert "(call)" in os.environ["PYTEST_CURRENT_TEST"]
    """,
    "test_broken.py": """
        def test_broken_first(broken): pass
        def test_broken(broken): pass
        def test_broken_end(broken_end): pass
        def test_broken_last(broken_end): pass
    """,
    "test_idle.py": """
        import logging, os, threading
        import pytest

        @pytest.fixture(scope="module", autouse=True)
        def around(): yield print("before"); print("after", os.environ.get("PYTEST_CURRENT_TEST"))
        @pytest.fixture(scope="module")
        def marks_all(request): request.node.add_marker(pytest.mark.skip(reason="since then"))
        class Loud:
            def __init__(self, text): self.text = text
            def __del__(self): print(self.text)
        kept = []

        def test_first(): pass
        def test_prints(): print("out"); logging.getLogger().warning("log")
        def test_quiet(): assert "(call)" in os.environ["PYTEST_CURRENT_TEST"]
        def test_takes_its_name(): del os.environ["PYTEST_CURRENT_TEST"]
        def test_keeps(): kept.append(Loud("dropped"))
        def test_drops(): kept.clear()
        @pytest.mark.parametrize("n", [1, 2, 3])
        def test_numbers(n, caplog): logging.getLogger().warning("n"); assert len(caplog.records) == 1
        @pytest.mark.parametrize("n", [1, 2, 3])
        def test_more_numbers(n): assert n < 3
        def test_marks_its_class(request): request.node.parent.add_marker(pytest.mark.xfail(reason="all"))
        def test_marked(): assert 0
        def test_marks_all(marks_all): pass
        def test_never(): os._exit(1)
        class TestOther:
            def test_never(self): os._exit(1)
    """,
    "test_idle_environment.py": """
        import os
        def test_replaces(): os.environ = {"HOME": "x"}
        def test_replaced(): assert "(call)" in os.environ["PYTEST_CURRENT_TEST"]
        def test_takes_all(): os.environ.clear()
        def test_good(): assert "(call)" in os.environ["PYTEST_CURRENT_TEST"]
    """,
    "test_zhooked/conftest.py": """
        import os
        def pytest_runtest_logstart(nodeid): os.write(1, str(os.environ.get("PYTEST_CURRENT_TEST")).encode())
    """,
    "test_zhooked/test_hooked.py": "def test_hooked(): pass\n",
    "test_xunit.py": """
        import unittest
        import pytest

        @pytest.fixture
        def plain(): yield 1; print("plain ends")
        @pytest.fixture(params=[1, 2])
        def many(request): return request.param

        def setup_module(module): print("module")
        def teardown_module(): print("module ends")
        def setup_function(function): print("function", function.__name__)
        def test_function(plain): pass

        class Case(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def here(self, plain, request): self.plain = plain, request.node.name; yield; print("here ends")
            @classmethod
            def setUpClass(cls): print("class")
            @classmethod
            def tearDownClass(cls): print("class ends")
            def setup_method(self, method): print("method", method.__name__)
            def test_a(self): self.assertEqual(self.plain, (1, "test_a"))
            def test_b(self): self.assertEqual(self.plain, (1, "test_a"))
        @pytest.mark.usefixtures("many")
        class Cannot(unittest.TestCase):
            def test_c(self): pass
        class TestX:
            @classmethod
            def setup_class(cls): print("class")
            def setup_method(self): self.x = 1
            def test_x(self, plain): assert self.x == plain
            def test_y(self): assert self.x
    """,
}


def same(bridge, folder, *args) -> None:
    full, lean = both(bridge, folder, ["-p", "no:cacheprovider", *args])
    assert len(full.order) > 80
    assert told(lean) == told(full)
    assert lean.raw == full.raw
    assert in_one_word(lean)
    # None of our own frames is in what a person reads.
    assert not [text for text in map(str, lean.of("phase")) if "fastest_bridge" in text]


@pytest.mark.parametrize("args", [(), ("-W", "error", "--tb=short", "-p", "no:logging", "-s")])
def test_same_as_full(bridge, write, args):
    same(bridge, write(ORDER), *args)


def test_same_with_older_pytests(any_pytest, write):
    full, lean = both(any_pytest, write(ORDER), ["-p", "no:cacheprovider", "-p", "no:subtests"])
    assert told(lean) == told(full)
    assert bool(in_one_word(lean)) == any_pytest.hello["pytest"].startswith(("8.4", "9."))


@pytest.mark.parametrize(
    "hook",
    [
        "def pytest_fixture_setup(fixturedef, request): print('sets up', request.fixturename, request.node)",
        "def pytest_fixture_post_finalizer(fixturedef, request): print('ends', fixturedef, request)",
        """
import _pytest.fixtures
plain = _pytest.fixtures.call_fixture_func
def call(function, request, kwargs): print('calls', request); return plain(function, request, kwargs)
_pytest.fixtures.call_fixture_func = call
""",
    ],
    ids=["set up", "end", "replaced"],
)
def test_who_asks_for_a_request_gets_it(bridge, write, hook):
    folder = write(
        {
            "conftest.py": "def pytest_configure(): pass\n",
            "sub/conftest.py": hook,
            "sub/test_one.py": ORDER["test_xunit.py"],
            "test_two.py": ORDER["test_xunit.py"],
        }
    )
    full, lean = both(bridge, folder, ["--import-mode=importlib"])
    assert told(lean) == told(full)
