"""Test files with everything that could come out differently past pytest's hooks."""

ZOO = {
    "conftest.py": """
        import pytest

        @pytest.fixture(scope="session")
        def deep(): yield "deep"

        @pytest.fixture(scope="session", params=["s1", "s2"])
        def either(request): return request.param
    """,
    "test_fixtures.py": """
        import os
        import pytest

        LOG = []

        @pytest.fixture(scope="module", autouse=True)
        def around():
            LOG.append("module")
            yield
            print("module is over")

        @pytest.fixture(scope="class")
        def of_class(deep):
            yield deep + "-class"
            raise ValueError("class is over")

        @pytest.fixture
        def two():
            yield 2
            print("two is over")

        @pytest.fixture
        def breaks(): raise KeyError("set-up")

        @pytest.fixture
        def breaks_late(two):
            yield two
            assert two == 3, "tear-down"

        @pytest.fixture
        def gives_up(): pytest.skip("nothing here")

        @pytest.fixture
        def marks(request):
            request.node.add_marker(pytest.mark.xfail(reason="since then"))

        def test_plain(): assert LOG == ["module"]
        def test_two(two, deep): assert (two, deep) == (2, "deep")
        def test_breaks(breaks, two): pass
        def test_breaks_late(breaks_late): assert breaks_late == 2
        def test_both(breaks_late): assert [1, 2, {"a": breaks_late}] == [1, 2, {"a": 3}]
        def test_gives_up(gives_up): pass
        def test_marked(marks): assert 0
        def test_marked_passes(marks): pass
        def test_nowhere(nowhere): pass
        def test_env(): assert os.environ["PYTEST_CURRENT_TEST"].endswith("test_env (call)")
        def test_either(either): assert either == "s1"

        class TestClass:
            def test_1(self, of_class): assert of_class == "deep-class"
            def test_2(self, of_class, two): print("in", of_class)
            def setup_method(self, method): print("set up", method.__name__)
            def teardown_method(self): assert "2" not in os.environ["PYTEST_CURRENT_TEST"]

        @pytest.mark.parametrize("a, b", [(1, 2), (2, 2), ("\\x00", "\\x00")])
        def test_cases(a, b): assert a == b

        def test_request(request):
            request.addfinalizer(lambda: print("final"))
            assert request.getfixturevalue("two") == 2
            request.node.add_marker(pytest.mark.xfail(reason="while it runs"))
            assert not request.node.name
    """,
    "test_output.py": """
        import logging, os, subprocess, sys, warnings
        import pytest

        log = logging.getLogger("zoo")

        def test_prints():
            print("out")
            print("err", file=sys.stderr)
            os.write(1, b"raw \\xff\\n")
            subprocess.run(["echo", "child"])

        def test_nothing_left(): pass
        def test_prints_and_fails(): print("before"); log.warning("careful %d", 1); assert [1] == [2]
        def test_capsys(capsys): print("x"); assert capsys.readouterr().out == "x\\n"; print("rest")
        def test_capfd(capfd): os.write(2, b"y"); assert capfd.readouterr().err == "y"
        def test_disabled(capsys):
            with capsys.disabled(): print("to the terminal")
            print("kept")
        def test_both(capsys, capfd): pass
        def test_replaces(): sys.stdout = sys.stderr = None; logging.getLogger().handlers.clear()
        def test_after_replaced(): print("again"); log.error("again")
        def test_moves(): os.dup2(os.open(os.devnull, os.O_WRONLY), 1); print("gone?")
        def test_after_moved(): print("here")
        def test_truncates(): print("some"); sys.stdout.truncate(0)
        def test_after_truncated(): print("clean"); assert 0

        def test_caplog(caplog):
            caplog.set_level(logging.DEBUG)
            log.debug("fine"); caplog.clear(); log.info("second")
            assert [r.message for r in caplog.records] == ["second"]
        def test_caplog_phases(logs, caplog):
            log.warning("in call")
            assert [r.message for r in caplog.get_records("setup")] == ["in setup"]
            assert [r.message for r in caplog.get_records("call")] == ["in call"]
        @pytest.fixture
        def logs():
            log.warning("in setup")
            yield
            log.warning("in teardown")
        def test_level(): assert log.getEffectiveLevel() == logging.WARNING
        def test_lonely(caplog):
            alone = logging.getLogger("alone"); alone.propagate = False
            alone.error("unheard")
        def test_lonely_after(caplog): logging.getLogger("alone").error("heard?"); assert 0
        def test_bad_log(): log.error("%d", "no number")
        def test_basic_config(): logging.basicConfig(level=logging.INFO); log.info("not shown")

        def test_warns(): warnings.warn("loud")
        def test_warns_again(): warnings.warn("loud"); warnings.warn("old", DeprecationWarning)
        def once(): warnings.warn("from one place")
        def test_once_1(): once(); once()
        def test_once_2(): once()
        def test_expected():
            with pytest.warns(UserWarning, match="lou"): warnings.warn("loud")
        def test_not_expected():
            with pytest.warns(UserWarning): pass
        def test_recwarn(recwarn): warnings.warn("kept"); assert len(recwarn) == 1
        @pytest.mark.filterwarnings("error:loud")
        def test_error(): warnings.warn("loud")
        @pytest.mark.filterwarnings("ignore")
        def test_ignored(): warnings.warn("loud")
        def test_leaves_filters(): warnings.simplefilter("error")
        def test_after_filters(): warnings.warn("still loud")
        def test_shows(): warnings.showwarning = None
        def test_after_shows(): warnings.warn("shown")
        def test_returns(): return 1
    """,
    "test_outcomes.py": """
        import gc, os, sys, threading
        import pytest, unittest

        pytestmark = pytest.mark.filterwarnings("default")

        @pytest.mark.skip
        def test_skip(): pass
        @pytest.mark.skipif("sys.platform", reason="always")
        def test_skip_text(): pass
        @pytest.mark.skipif(False, reason="never")
        def test_skip_not(): pass
        @pytest.mark.skipif("1 /")
        def test_skip_broken(): pass
        def test_skip_now(): pytest.skip("now")
        def test_skip_unittest(): raise unittest.SkipTest("theirs")
        @pytest.mark.xfail(reason="known")
        def test_xfail(): assert 0
        @pytest.mark.xfail(strict=True)
        def test_xpass_strict(): pass
        @pytest.mark.xfail
        def test_xpass(): pass
        @pytest.mark.xfail(run=False)
        def test_not_run(): os._exit(3)
        def test_xfail_now(): pytest.xfail("now")
        def test_fail(): pytest.fail("no trace", pytrace=False)
        def test_raises():
            with pytest.raises(AssertionError): assert {"a": 1} == {"a": 2}
        def test_raises_not():
            with pytest.raises(ValueError, match="x"): int("y")
        def test_approx(): assert 0.1 + 0.2 == pytest.approx(0.4)
        def test_compare(): assert "one\\ntwo\\n" == "one\\nthree\\n"
        def test_exit(): sys.exit(3)
        def test_base(): raise BaseException("base")
        def test_chain():
            try: {}["key"]
            except KeyError as error: raise RuntimeError("outer") from error
        def test_group():
            import builtins
            if not hasattr(builtins, "ExceptionGroup"): pytest.skip("old Python")
            raise ExceptionGroup("many", [ValueError(1), KeyError(2)])
        def helper(depth):
            __tracebackhide__ = depth == 1
            if depth: helper(depth - 1)
            else: raise OSError("deep")
        def test_deep(): helper(3)
        def test_recursion(): test_recursion()
        def test_last(): assert sys.last_type is RecursionError if hasattr(sys, "last_type") else True
        def test_thread():
            thread = threading.Thread(target=lambda: 1 / 0); thread.start(); thread.join()
        class Bad:
            def __del__(self): raise ValueError("in del")
        def test_unraisable(): Bad(); gc.collect()
        @pytest.mark.filterwarnings("error")
        def test_thread_error():
            thread = threading.Thread(target=lambda: 1 / 0); thread.start(); thread.join()
        @pytest.mark.filterwarnings("error")
        def test_unraisable_error(): Bad()
        async def test_async(): assert 0
        def test_patch(monkeypatch, tmp_path):
            monkeypatch.setenv("X", "1")
            monkeypatch.setattr("time.perf_counter", None)
            (tmp_path / "x").write_text("x")
        def test_property(record_property): record_property("a", 1)
        def test_b_first(): assert True is not False, "text"
        @pytest.mark.usefixtures("tmp_path")
        def test_uses(request): assert request.node.funcargs

        def test_file(tmp_path_factory): tmp_path_factory.mktemp("x")
        def helper_assert(): assert "a" in ["b"], "not there"
        def test_helper(): helper_assert()
    """,
    "test_cases.py": """
        import asyncio, unittest
        import pytest

        def setUpModule(): print("module")
        def tearDownModule(): print("module is over")

        class Case(unittest.TestCase):
            @classmethod
            def setUpClass(cls): cls.value = 1
            def setUp(self): self.addCleanup(print, "cleaned")
            def tearDown(self):
                if self._testMethodName == "test_tear": self.fail("tear")
            def test_a(self): self.assertEqual(self.value, 1)
            def test_b(self): self.assertEqual({"a": 1}, {"a": 2})
            def test_tear(self): self.assertTrue(1)
            def test_skip(self): self.skipTest("why not")
            @unittest.skip("by name")
            def test_skip_by(self): pass
            @unittest.skipIf(False, "never")
            def test_skip_not(self): pass
            @unittest.expectedFailure
            def test_expected(self): self.fail("as expected")
            @unittest.expectedFailure
            def test_unexpected(self): pass
            def test_sub(self):
                for i in range(3):
                    with self.subTest(i=i): self.assertNotEqual(i, 1)
            def test_sub_good(self):
                for i in range(3):
                    with self.subTest("all", i=i): pass
            def test_sub_skip(self):
                with self.subTest(i=0): self.skipTest("part")
            def test_cleanup(self): self.addCleanup(lambda: 1 / 0)
            def test_error(self): int("x")
            def test_logs(self):
                with self.assertLogs("zoo"): __import__("logging").getLogger("zoo").error("x")
            def test_raises(self):
                with self.assertRaises(ValueError): int("x")
            @pytest.mark.xfail
            def test_marked(self): self.fail("known")
            def test_print(self): print("printed")

        class Broken(unittest.TestCase):
            @classmethod
            def setUpClass(cls): raise ValueError("class")
            def test_1(self): pass
            def test_2(self): pass

        class BrokenLate(unittest.TestCase):
            @classmethod
            def tearDownClass(cls): raise ValueError("late")
            def test_1(self): pass
            def test_2(self): pass

        @unittest.skip("all of it")
        class Skipped(unittest.TestCase):
            def test_1(self): pass

        class Later(unittest.IsolatedAsyncioTestCase):
            async def asyncSetUp(self): await asyncio.sleep(0)
            async def test_async(self): self.assertTrue(True)
            async def test_async_fails(self): self.assertTrue(False)

        class Xunit:
            def setup_class(cls): print("class")
        class TestXunit(Xunit):
            def test_1(self): pass
            @staticmethod
            def test_static(): pass
            @classmethod
            def test_class(cls): assert cls is TestXunit
    """,
    "sub/conftest.py": """
        import pytest
        @pytest.fixture(autouse=True)
        def here(monkeypatch): monkeypatch.setenv("HERE", "sub")
    """,
    "sub/test_sub.py": """
        import os
        def test_here(): assert os.environ["HERE"] == "sub"
        def test_warn(): import warnings; warnings.warn("sub", UserWarning, stacklevel=1)
    """,
    "hooked/conftest.py": """
        def pytest_runtest_setup(item): print("hooked", item.name)
    """,
    "hooked/test_hooked.py": """
        def test_one(): pass
        def test_two(): assert 0
    """,
    "zz/test_order.py": """
        import os
        STATE = []
        def test_a(): STATE.append(1)
        def test_b(): assert not STATE
        def test_leaves_a_file():
            if os.path.exists("left"): return
            open("left", "w").close()
            assert 0, "the first time"
    """,
}
