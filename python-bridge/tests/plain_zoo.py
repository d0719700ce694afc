"""Test files that need no pytest, with everything that could come out differently without it."""

PLAIN_ZOO = {
    "test_functions.py": """
        import os, sys, time, warnings
        STATE = []
        def setup_module(module): STATE.append(module.__name__); print("module")
        def teardown_module(): print("module is over")
        def setup_function(function): STATE.append(function.__name__)
        def test_a(): assert STATE == ["test_functions", "test_a"]
        def test_b(): assert len(STATE) == 2, "because test_a ran before"
        def test_out(): print("out"); print("err", file=sys.stderr); os.system("echo child")
        def test_fails(): print("seen"); x = {"a": [1, 2]}; assert x == {"a": [1, 3]}
        def test_exit(): sys.exit(2)
        def test_input(): input()
        def test_stdin(): sys.stdin.read()
        def test_surrogate(): print("\\udcff")
        def test_warn(): warnings.warn("loud"); warnings.warn("old", DeprecationWarning)
        def test_warn_again(): warnings.warn("loud")
        def test_env(): assert os.environ["PYTEST_CURRENT_TEST"] == "test_functions.py::test_env (call)"
        def test_program():
            main = sys.modules["__main__"]
            assert sys.argv[0] == main.__file__ == main.__spec__.origin
            assert main.__file__.replace(os.sep, "/").endswith("/pytest/__main__.py")
        def test_version(): assert os.environ["PYTEST_VERSION"]
        def test_chain():
            try: {}["key"]
            except KeyError as error: raise RuntimeError("outer") from error
        class TestClass:
            @classmethod
            def setup_class(cls): cls.seen = []
            def setup_method(self, method): self.seen.append(method.__name__)
            def teardown_method(self): assert len(self.seen) < 2, "too many"
            def test_1(self): assert self.seen == ["test_1"]
            def test_2(self): pass
        warnings.warn("while importing")
    """,
    "test_output.py": """
        import os, sys
        def test_truncates(): print("some"); sys.stdout.truncate(0)
        def test_after_truncated(): print("clean")
        def test_truncates_below(): print("some"); os.ftruncate(1, 0)
        def test_after_truncated_below(): print("clean")
        def test_moves(): print("some"); os.lseek(1, 0, 0)
        def test_after_moved(): print("AB")
        def test_by_name(): os.system("echo by name >> /dev/stderr")
        def test_nothing(): pass
    """,
    "test_unit.py": """
        import unittest
        def setUpModule(): unittest.addModuleCleanup(print, "cleaned")
        class Case(unittest.TestCase):
            @classmethod
            def setUpClass(cls): cls.value = 1; cls.addClassCleanup(print, "class cleaned")
            def setUp(self): self.addCleanup(print, "cleaned")
            def tearDown(self):
                if self._testMethodName == "test_tear": self.fail("tear")
            def test_a(self): self.assertEqual(self.value, 1)
            def test_b(self): self.assertEqual({"a": 1}, {"a": 2})
            def test_tear(self): self.assertTrue(1)
            def test_skip(self): self.skipTest("why not")
            def test_cleanup(self): self.addCleanup(lambda: 1 / 0)
            def test_error(self): int("x")
            def test_sub(self):
                for i in range(3):
                    with self.subTest(i=i): self.assertNotEqual(i, 1)
            def test_sub_good(self):
                for i in range(3):
                    with self.subTest("all", i=i): pass
        class Broken(unittest.TestCase):
            @classmethod
            def setUpClass(cls): raise ValueError("class")
            def test_1(self): pass
            def test_2(self): pass
        class SkippedClass(unittest.TestCase):
            @classmethod
            def setUpClass(cls): raise unittest.SkipTest("class")
            def test_1(self): pass
        class BrokenLate(unittest.TestCase):
            @classmethod
            def tearDownClass(cls): raise ValueError("late")
            def test_1(self): pass
            def test_2(self): pass
    """,
    "test_broken_module.py": """
        import unittest
        def setUpModule(): raise KeyError("module")
        def test_1(): pass
        class Case(unittest.TestCase):
            def test_2(self): pass
    """,
    "test_traps.py": """
        import os
        def test_leaves_a_file():
            if os.path.exists("left"): return
            open("left", "w").close()
            assert 0, "the first time"
        def test_good(): pass
    """,
}
