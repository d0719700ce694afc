package org.fastest.discover;

import org.junit.jupiter.api.Test;

/** What parametrized fixtures add to ids, and in which order. */
class FixtureParametersTest extends DiscoveryCheck {
    @Test
    void own() {
        tree(
                """
                import pytest
                @pytest.fixture(params=[1, "x"])
                def a(request): ...
                @pytest.fixture(params=["p", "q"], ids=["P", None])
                def b(request, a): ...
                @pytest.fixture
                def c(b): ...
                @pytest.fixture(name="renamed", params=[0])
                def d(request): ...
                def test_a(a): ...
                def test_b(b): ...
                def test_c(c): ...
                def test_order(b, a): ...
                def test_renamed(renamed): ...
                @pytest.mark.parametrize("x", [7])
                def test_mixed(x, a): ...
                @pytest.mark.usefixtures("a")
                def test_use(): ...
                def test_missing(nothing): ...
                """,
                """
                test_a
                    [1]
                    [x]
                test_b
                    [P-1]
                    [P-x]
                    [q-1]
                    [q-x]
                test_c
                    [P-1]
                    [P-x]
                    [q-1]
                    [q-x]
                test_order
                    [P-1]
                    [P-x]
                    [q-1]
                    [q-x]
                test_renamed
                    [0]
                test_mixed
                    [1-7]
                    [x-7]
                test_use
                    [1]
                    [x]
                test_missing
                """);
    }

    @Test
    void scopes() {
        tree(
                """
                import pytest
                @pytest.fixture(params=["f1", "f2"])
                def f(request): ...
                @pytest.fixture(params=["s1", "s2"], scope="session")
                def s(request): ...
                @pytest.fixture(params=["m1"], scope="module")
                def m(request): ...
                @pytest.fixture(params=["c1"], scope="class")
                def c(request): ...
                def test_it(f, c, m, s): ...
                """,
                """
                test_it
                    [s1-m1-c1-f1]
                    [s1-m1-c1-f2]
                    [s2-m1-c1-f1]
                    [s2-m1-c1-f2]
                """);
    }

    @Test
    void closureOrder() {
        tree(
                """
                import pytest
                @pytest.fixture(params=["d"])
                def deep(request): ...
                @pytest.fixture
                def first(deep): ...
                @pytest.fixture(params=["t"])
                def second(request): ...
                def test_it(first, second): ...
                """,
                """
                test_it
                    [d-t]
                """);
    }

    @Test
    void autouse() {
        tree(
                """
                #- conftest.py
                import pytest
                @pytest.fixture(autouse=True, params=["z"])
                def z_first(request): ...
                @pytest.fixture(autouse=True, params=["a"])
                def a_second(request): ...
                #- test_it.py
                import pytest
                @pytest.fixture(autouse=True, params=["m1", "m2"])
                def module(request): ...
                def test_it(): ...
                class TestA:
                    @pytest.fixture(autouse=True, params=["k"])
                    def klass(self, request): ...
                    def test_method(self): ...
                """,
                """
                test_it
                    [a-z-m1]
                    [a-z-m2]
                TestA
                    test_method
                        [a-z-m1-k]
                        [a-z-m2-k]
                """);
    }

    @Test
    void overriding() {
        tree(
                """
                #- conftest.py
                import pytest
                @pytest.fixture(params=["outer1", "outer2"])
                def a(request): ...
                @pytest.fixture(params=["b"])
                def b(request): ...
                #- sub/conftest.py
                import pytest
                @pytest.fixture
                def a(): ...
                @pytest.fixture
                def b(b): ...
                #- sub/test_sub.py
                def test_plain(a): ...
                def test_super(b): ...
                class TestA:
                    def test_it(self, a, b): ...
                #- test_top.py
                import pytest
                def test_it(a): ...
                class TestA:
                    @pytest.fixture
                    def a(self): ...
                    def test_it(self, a): ...
                """,
                """
                test_sub.py
                    test_plain
                    test_super
                        [b]
                    TestA
                        test_it
                            [b]
                test_top.py
                    test_it
                        [outer1]
                        [outer2]
                    TestA
                        test_it
                """);
    }

    @Test
    void fixturesOfClasses() {
        tree(
                """
                import pytest
                class Base:
                    @pytest.fixture(params=[1, 2])
                    def a(self, request): ...
                    def test_it(self, a): ...
                class TestA(Base): ...
                class TestB(Base):
                    @pytest.fixture(params=[3])
                    def a(self, request): ...
                class TestC(Base):
                    a = pytest.fixture(params=[9])(lambda self, request: 1)
                """,
                """
                TestA
                    test_it
                        [1]
                        [2]
                TestB
                    test_it
                        [3]
                TestC
                    test_it base
                """);
    }

    @Test
    void unknownFixtures() {
        tree(
                """
                #- helpers.py
                import pytest
                @pytest.fixture(params=[1, 2])
                def imported(request): ...
                #- test_it.py
                import pytest
                from helpers import imported
                CASES = list(range(2))
                @pytest.fixture(params=[c for c in CASES])
                def computed(request): ...
                @pytest.fixture(params=[1, 2], ids=lambda v: "v")
                def named(request): ...
                def make(): return pytest.fixture(params=[5])(lambda request: 1)
                made = make()
                @pytest.fixture(params=[1], scope=lambda fixture_name, config: "session")
                def scoped(request): ...
                def test_imported(imported): ...
                def test_computed(computed): ...
                def test_named(named): ...
                def test_made(made): ...
                def test_scoped(scoped): ...
                def test_scoped_alone(scoped): ...
                """,
                """
                test_imported
                    [1]
                    [2]
                test_computed
                    [0]
                    [1]
                test_named
                    [v0]
                    [v1]
                test_made base
                test_scoped base
                test_scoped_alone base
                """);
    }

    @Test
    void importedIntoConftest() {
        tree(
                """
                #- fixtures.py
                import pytest
                @pytest.fixture(params=[1, 2], autouse=True)
                def everywhere(request): ...
                #- conftest.py
                from fixtures import *
                #- test_it.py
                def test_it(): ...
                """,
                """
                test_it
                    [1]
                    [2]
                """);
    }

    /** One of pytest's own is called so, and goes before. */
    @Test
    void pluginsOfConftest() {
        tree(
                """
                #- fixtures.py
                import pytest
                @pytest.fixture(params=[1, 2], autouse=True)
                def everywhere(request): ...
                #- conftest.py
                pytest_plugins = ["fixtures"]
                #- test_it.py
                def test_it(): ...
                """,
                """
                test_it
                """);
    }

    @Test
    void conftestHooks() {
        tree(
                """
                #- conftest.py
                def pytest_generate_tests(metafunc):
                    if "v" in metafunc.fixturenames: metafunc.parametrize("v", [1, 2])
                #- test_it.py
                def test_it(v): ...
                def test_plain(): ...
                """,
                """
                test_it base
                test_plain
                """);
    }

    @Test
    void conftestThatChangesItems() {
        tree(
                """
                #- sub/conftest.py
                def pytest_collection_modifyitems(items):
                    del items[0]
                #- sub/test_sub.py
                def test_sub(): ...
                #- test_it.py
                def test_it(): ...
                """,
                """
                test_sub.py
                    test_sub unknown
                test_it.py
                    test_it unknown
                """);
    }

    @Test
    void harmlessHooks() {
        tree(
                """
                #- conftest.py
                import pytest
                def pytest_collection_modifyitems(config, items):
                    for item in items:
                        if "slow" in item.keywords:
                            item.add_marker(pytest.mark.skip(reason="slow"))
                def pytest_configure(config):
                    config.addinivalue_line("markers", "slow: slow")
                #- test_it.py
                def test_it(): ...
                """,
                """
                test_it
                """);
    }

    @Test
    void renamingHooks() {
        tree(
                """
                #- conftest.py
                def pytest_make_parametrize_id(config, val, argname):
                    return f"{argname}={val}"
                #- test_it.py
                import pytest
                @pytest.mark.parametrize("a", [1, 2])
                def test_it(a): ...
                def test_plain(): ...
                """,
                """
                test_it base
                test_plain
                """);
    }

    @Test
    void collectorHooks() {
        tree(
                """
                #- conftest.py
                def pytest_pycollect_makeitem(collector, name, obj):
                    if name == "test_gone": return []
                #- test_it.py
                def test_it(): ...
                def test_gone(): ...
                """,
                """
                test_it unknown
                test_gone unknown
                """);
    }

    @Test
    void rebindingFixtures() {
        tree(
                """
                import pytest
                @pytest.fixture(params=[1])
                def test_data(request): ...
                @pytest.fixture(params=[1, 2])
                def a(request): ...
                a = 5
                def test_it(a): ...
                def test_request(request, tmp_path, monkeypatch): ...
                """,
                """
                test_it
                test_request
                """);
    }
}
