"""Engine plain: what needs no pytest, on every interpreter found on the machine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

VERSIONS = ("3.9", "3.10", "3.11", "3.12", "3.13", "3.14")

PROJECT = {
    "pkg/__init__.py": "",
    "pkg/helper.py": "def double(x): return 2 * x\n",
    "pkg/test_all.py": """
        import asyncio, os, sys, unittest
        from pkg.helper import double

        def setup_module(module): print("module up", module.__name__)
        def teardown_module(): print("module down")
        def setup_function(function): print("up", function.__name__)
        def teardown_function(): print("down")

        def test_pass():
            print("out")
            os.system("echo from a child")
            os.write(2, b"straight\\n")

        def test_fail():
            value = double(2)
            assert value == 5

        def test_default(x=1): assert x
        def test_fixture(tmp_path): pass
        async def test_async(): pass
        def test_yield(): yield
        def test_skip(): raise unittest.SkipTest("gone")
        def test_exit(): raise SystemExit(0)
        def test_generator_exit(): raise GeneratorExit

        class TestPlain:
            @classmethod
            def setup_class(cls): cls.seen = []
            def setup_method(self, method): self.seen.append(method.__name__)
            def teardown_method(self): assert len(self.seen) < 2
            def test_1(self): assert self.seen == ["test_1"]
            def test_2(self): pass
            @staticmethod
            def test_static(): pass
            class TestInner:
                def test_inner(self): pass

        class WithInit:
            def __init__(self): pass
            def test_init(self): pass

        class Case(unittest.TestCase):
            @classmethod
            def setUpClass(cls): print("class up")
            @classmethod
            def tearDownClass(cls): print("class down")
            def setUp(self): self.addCleanup(print, "cleaned")
            def test_equal(self): self.assertEqual([1, 2], [1, 3])
            def test_ok(self): pass
            @unittest.skip("why")
            def test_skip(self): pass
            @unittest.expectedFailure
            def test_expected(self): self.fail()
            @unittest.expectedFailure
            def test_unexpected(self): pass
            def test_sub(self):
                for i in range(3):
                    with self.subTest("part", i=i):
                        self.assertNotEqual(i, 1)
            def test_sub_skip(self):
                with self.subTest(i=1):
                    self.skipTest("this one")
            async def test_forgotten(self): self.fail()

        class Later(unittest.IsolatedAsyncioTestCase):
            async def asyncSetUp(self): self.value = await asyncio.sleep(0, 3)
            async def test_async(self): self.assertEqual(self.value, 3)
            async def test_async_fails(self): self.assertEqual(self.value, 4)

        class Broken(unittest.TestCase):
            @classmethod
            def setUpClass(cls): raise ValueError("class")
            def test_1(self): pass
            def test_2(self): pass

        @unittest.skip("all of it")
        class Skipped(unittest.TestCase):
            @classmethod
            def setUpClass(cls): raise AssertionError("must not run")
            def test_1(self): pass

        class BadEnd(unittest.TestCase):
            @classmethod
            def tearDownClass(cls): sys.exit("end")
            def test_1(self): pass
    """,
}

EXPECTED = {
    "test_pass": "passed",
    "test_fail": "failed",
    "test_default": "passed",
    "test_fixture": "error",
    "test_async": "error",
    "test_yield": "error",
    "test_skip": "skipped",
    "test_exit": "failed",
    "test_generator_exit": "failed",
    "test_missing": "error",
    "TestPlain::test_1": "passed",
    "TestPlain::test_2": "error",
    "TestPlain::test_static": "error",
    "TestPlain::TestInner::test_inner": "passed",
    "WithInit::test_init": "error",
    "Case::test_equal": "failed",
    "Case::test_ok": "passed",
    "Case::test_skip": "skipped",
    "Case::test_expected": "xfailed",
    "Case::test_unexpected": "failed",
    "Case::test_sub": "failed",
    "Case::test_sub_skip": "passed",
    "Case::test_forgotten": "error",
    "Later::test_async": "passed",
    "Later::test_async_fails": "failed",
    "Broken::test_1": "error",
    "Broken::test_2": "error",
    "Skipped::test_1": "skipped",
    "BadEnd::test_1": "error",
}


def interpreter(version: str) -> Path | None:
    """Find a CPython of a version: on PATH, or where pyenv keeps its own."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    kept = sorted(root.glob(f"{version}.*/bin/python3"))
    found = shutil.which(f"python{version}")
    # A shim of pyenv is on PATH for versions that are not chosen, too, and then does not start.
    if found and "shims" not in Path(found).parts:
        return Path(found)
    return kept[-1] if kept else None


@pytest.fixture(params=VERSIONS)
def any_python(request, supervisors):
    """A supervisor of each interpreter."""
    python = interpreter(request.param)
    if python is None:
        pytest.skip(f"there is no Python {request.param} on this machine")
    return supervisors.of(python)


def run_plain(bridge, folder, tests, **fields):
    return bridge.run(folder, engine="plain", tests=tests, rootdir=str(folder), **fields)


def test_outcomes(any_python, write):
    folder = write(PROJECT)
    run = run_plain(any_python, folder, [f"pkg/test_all.py::{name}" for name in EXPECTED])
    assert {k.partition("::")[2]: v for k, v in run.outcomes.items()} == EXPECTED
    assert run.order == [f"pkg/test_all.py::{name}" for name in EXPECTED]
    assert run.ended["exit"] == run.exited[0]["status"] == 1
    counts = {"passed": 10, "skipped": 3, "xfailed": 1, "failed": 8, "error": 11}
    assert run.ended["stats"] == counts
    assert run.raw == ""
    assert run.output("test_pass", "setup", "stdout") == "module up pkg.test_all\nup test_pass\n"
    assert run.output("test_pass", "call", "stdout") == "out\nfrom a child\n"
    assert run.output("test_pass", "call", "stderr") == "straight\n"
    assert run.output("test_pass", "teardown", "stdout") == "down\n"
    assert run.output("Case::test_equal", "setup", "stdout") == "class up\n"
    assert run.output("Case::test_equal", "call", "stdout") == "cleaned\n"
    assert run.output("Case::test_forgotten", "teardown", "stdout") == "class down\n"
    assert run.output("BadEnd::test_1", "teardown", "stdout") == "module down\n"


def test_failures(any_python, write):
    folder = write(PROJECT)
    names = ["test_fail", "Case::test_equal", "Case::test_sub", "test_fixture", "test_missing"]
    names += ["Case::test_skip", "Later::test_async_fails"]
    run = run_plain(any_python, folder, [f"pkg/test_all.py::{name}" for name in names])
    path = str(folder / "pkg" / "test_all.py")
    failed = run.phase("test_fail")
    line = failed["crash"]["line"]
    assert failed["crash"] == {"path": path, "line": line, "message": "AssertionError"}
    assert [(f["path"], f["line"]) for f in failed["frames"]] == [(path, line)]
    assert "assert value == 5" in failed["longrepr"]
    assert "fastest_bridge" not in failed["longrepr"]
    equal = run.phase("Case::test_equal")
    assert (equal["actual"], equal["expected"]) == ("[1, 2]", "[1, 3]")
    assert equal["exception"] == "AssertionError"
    assert "unittest" not in equal["longrepr"]
    assert [f["name"].rpartition(".")[2] for f in equal["frames"]] == ["test_equal"]
    parts = [e for e in run.of("phase") if "subtest" in e]
    assert ("[part] (i=1)", "failed") in [(e["subtest"], e["outcome"]) for e in parts]
    assert run.phase("Case::test_sub")["longrepr"] == "contains 1 failed subtest"
    assert "pip install pytest" in run.phase("test_fixture", "setup")["longrepr"]
    assert run.phase("test_missing", "setup")["longrepr"] == (
        "not found: pkg/test_all.py::test_missing"
    )
    assert run.phase("Case::test_skip")["reason"] == "why"
    later = run.phase("Later::test_async_fails")
    assert (later["actual"], later["expected"]) == ("3", "4")


def test_collection(any_python, write):
    folder = write(
        {
            "test_good.py": "def test_good(): pass\n",
            "test_bad.py": "\nimport nothing_at_all\n",
            "test_syntax.py": "def broken(:\n",
            "test_gone.py": "import unittest\nraise unittest.SkipTest('not here')\n",
        }
    )
    names = ("good", "bad", "syntax", "gone")
    run = run_plain(any_python, folder, [f"test_{name}.py::test_{name}" for name in names])
    assert run.ids == ["test_good.py::test_good"]
    assert run.of("started") == []
    assert (run.ended["exit"], run.ended["message"]) == (2, "2 errors during collection")
    errors = run.collected[0]["errors"]
    assert [(e["id"], e["path"], e["line"]) for e in errors] == [
        ("test_bad.py", "test_bad.py", 1),
        ("test_syntax.py", "test_syntax.py", 0),
    ]
    assert "No module named 'nothing_at_all'" in errors[0]["longrepr"]
    assert "importlib" not in errors[0]["longrepr"]
    skipped = {"id": "test_gone.py", "path": "test_gone.py", "line": 1, "reason": "not here"}
    assert run.collected[0]["skipped"] == [skipped]
    good = run_plain(any_python, folder, ["test_good.py::test_good"])
    assert good.ended["exit"] == 0
    assert good.items[0] == [
        {
            "id": "test_good.py::test_good",
            "path": "test_good.py",
            "line": 0,
            "kind": "function",
            "marks": [],
        }
    ]
    assert run_plain(any_python, folder, []).ended["exit"] == 5


def test_a_file_that_imports_pytest(write, supervisors):
    python = next(p for p in map(interpreter, VERSIONS) if p is not None)
    bridge = supervisors.of(python)
    if bridge.hello["pytest"] is not None:
        pytest.skip(f"{python} has pytest")
    folder = write({"test_p.py": "import pytest\ndef test_p(): pass\n"})
    run = run_plain(bridge, folder, ["test_p.py::test_p"])
    assert run.ended["exit"] == 2
    longrepr = run.collected[0]["errors"][0]["longrepr"]
    assert longrepr.startswith("pytest is not installed for this interpreter: ")
    full = bridge.run(folder)
    assert full.ended["exit"] == 4
    assert full.ended["message"].startswith("pytest cannot be imported: ModuleNotFoundError")


def test_hostile_in_plain(any_python, write):
    folder = write(
        {
            "test_h.py": """
                import os, sys

                def test_closes():
                    os.close(1)
                    os.close(2)

                def test_prints(): print("still here")
                def test_loud():
                    for _ in range(3000): print("x" * 999)
                def test_dies(): os._exit(0)
            """
        }
    )
    names = ["test_closes", "test_prints", "test_loud", "test_dies"]
    run = run_plain(any_python, folder, [f"test_h.py::{name}" for name in names])
    assert list(run.outcomes.values()) == ["passed"] * 3
    assert run.output("test_prints", "call", "stdout") == "still here\n"
    assert "bytes left out" in run.output("test_loud", "call", "stdout")
    assert run.of("ended") == []
    assert run.exited[0]["status"] == 0


def test_without_pytest_in_the_process(bridge, write):
    text = "import sys\ndef test_m(): assert 'unittest' in sys.modules and sys.argv[0] != '-c'\n"
    run = run_plain(bridge, write({"test_m.py": text}), ["test_m.py::test_m"])
    assert run.outcomes == {"test_m.py::test_m": "passed"}
