"""Which engine runs a test changes nothing about what comes out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import write_files
from editor import editing

# Looks for pytest without naming it: a file that names it is not run without it.
SEEN = """
    import pathlib
    def test_seen():
        modules = getattr(__import__("sys"), "mod" + "ules")
        pathlib.Path("seen.txt").write_text(str("py" + "test" in modules))
"""

TRAPS = """
    import os
    STATE = []
    def test_a(): STATE.append(1)
    def test_b(): assert len(STATE) == 0
    def test_leaves_a_file():
        if os.path.exists("left"): return
        open("left", "w").close()
        assert 0
"""

CASES = """
    import unittest
    class Case(unittest.TestCase):
        def test_good(self): print("good")
        def test_bad(self): self.assertEqual([1], [2])
        def test_skipped(self): self.skipTest("not now")
"""


@pytest.fixture
def outcomes(fastest, tmp_path):
    """Runs the project; gives the exit status and each test's report."""

    def outcomes(*arguments: str) -> tuple[int, dict[str, dict]]:
        report = tmp_path / "report.json"
        (tmp_path / "left").unlink(missing_ok=True)
        (tmp_path / "seen.txt").unlink(missing_ok=True)
        result = fastest("run", "--report", f"json={report}", *arguments)
        tests = json.loads(report.read_text())["tests"]
        return result.status, {test["nodeid"]: test for test in tests}

    return outcomes


def words(tests: dict[str, dict]) -> dict[str, str]:
    return {nodeid: test["outcome"] for nodeid, test in tests.items()}


@pytest.mark.parametrize("workers", ["1", "2"])
def test_plain_tests_run_without_pytest_and_come_out_the_same(outcomes, tmp_path, workers):
    write_files(tmp_path, {"test_traps.py": TRAPS, "test_cases.py": CASES, "test_seen.py": SEEN})
    status, plain = outcomes("-n", workers)
    assert (tmp_path / "seen.txt").read_text() == "False"
    assert "assert 1 == 0" in plain["test_traps.py::test_b"]["call"]["longrepr"]
    again, full = outcomes("-n", workers, "--engine", "full")
    assert (tmp_path / "seen.txt").read_text() == "True"
    assert (status, words(plain)) == (again, words(full))
    assert words(plain)["test_traps.py::test_leaves_a_file"] == "failed"
    bad = "test_cases.py::Case::test_bad"
    assert plain[bad]["call"]["longrepr"] == full[bad]["call"]["longrepr"]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_same_with_pytests_hooks_passed_by(outcomes, tmp_path, workers):
    conftest = "import pytest\n@pytest.fixture(autouse=True)\ndef used(): pass\n"
    write_files(tmp_path, {"test_traps.py": TRAPS, "test_cases.py": CASES, "conftest.py": conftest})
    status, lean = outcomes("-n", workers)
    again, full = outcomes("-n", workers, "--engine", "full")
    assert (status, words(lean)) == (again, words(full))
    assert words(lean)["test_traps.py::test_leaves_a_file"] == "failed"
    assert words(lean)["test_traps.py::test_b"] == "failed"


def test_what_shows_only_when_imported_is_run_by_pytest(outcomes, tmp_path):
    helper = "import pytest\ndef give_up(): pytest.skip('gone')\n"
    text = "import helper\ndef test_one(): helper.give_up()\ndef test_two(): pass\n"
    write_files(tmp_path, {"helper.py": helper, "test_one.py": text, "test_seen.py": SEEN})
    status, tests = outcomes()
    assert status == 0
    assert words(tests) == {
        "test_one.py::test_one": "skipped",
        "test_one.py::test_two": "passed",
        "test_seen.py::test_seen": "passed",
    }
    assert (tmp_path / "seen.txt").read_text() == "True"


def test_doctor_says_which_engine_and_why(fastest, tmp_path):
    write_files(tmp_path, {"test_cases.py": CASES})
    plain = fastest("doctor")
    assert plain.status == 0
    assert "plain, without pytest" in plain.out
    assert "re-runs" not in plain.out
    hooked = {
        "a/conftest.py": "def pytest_runtest_setup(item): pass\n",
        "a/test_a.py": "def test_a(): pass\n",
        "b/test_b.py": """
            import pytest
            def test_b(): pass
            @pytest.mark.xfail
            def test_x(): assert 0
        """,
        "c/conftest.py": "held = open(__file__)\n",
        "c/test_c.py": "def test_c(): pass\n",
        "test_broken.py": "1 / 0\n",
    }
    write_files(tmp_path, hooked)
    lines = fastest("doctor").out.splitlines()
    assert "test_cases.py  lean 3" in lines
    assert "b/test_b.py  lean 1, full 1: an expected failure" in lines
    (hooks,) = [line for line in lines if line.startswith("a/test_a.py")]
    assert "full 1: pytest_runtest_setup in " in hooks
    assert any(line.startswith("problem") and "test_broken.py" in line for line in lines)
    (cold,) = [line for line in lines if line.startswith("re-runs")]
    assert cold.endswith("conftest.py open")
    named = {line.partition(" ")[0] for line in lines}
    assert {"interpreter", "python", "pytest", "plugins", "rootdir", "settings", "engine"} <= named


def test_doctor_without_pytest(fastest, env, bare, tmp_path):
    write_files(tmp_path, {"test_cases.py": CASES})
    found = fastest("doctor", env={**env, "VIRTUAL_ENV": str(bare)})
    assert found.status == 0
    assert "plain, the standard library alone: there is no pytest" in found.out


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_file_without_tests_is_imported_all_the_same(outcomes, fastest, tmp_path, workers):
    write_files(
        tmp_path,
        {"test_seen.py": SEEN, "test_empty.py": "import missing_altogether\n"},
    )
    result = fastest("run", "-n", workers)
    assert result.status == 2, result.out
    assert "missing_altogether" in result.out


@pytest.mark.asyncio
@pytest.mark.parametrize("trusted", [True, False])
async def test_an_editor_is_told_why(write, env, trusted):
    folder = write(
        {
            "test_why.py": """
                import pytest
                held = open(__file__)
                def test_lean(): pass
                @pytest.mark.xfail
                def test_full(): assert 0
            """
        }
    )
    async with editing(folder, env) as editor:
        await editor.begin(tests=True, options={"trusted": trusted})
        found = {}
        for item in await editor.items():
            if item.kind == "function":
                name = item.nodeId.rpartition("::")[2]
                found[name] = await editor.ask("tests/explain", {"id": item.id})
    assert found["test_lean"].certainty == "exact"
    if not trusted:
        assert "not trusted" in found["test_lean"].why
        return
    assert found["test_lean"].engine == "lean"
    assert (found["test_full"].engine, found["test_full"].why) == ("full", "an expected failure")
    assert found["test_lean"].cold.endswith("test_why.py open")
    assert found["test_full"].config.endswith("pytest.ini")
    assert found["test_full"].interpreter.pytest.startswith("9.")


@pytest.mark.parametrize(
    "settings",
    [
        {"pyproject.toml": "[tool.pytest.ini_options]\naddopts = '-ra'\n"},
        {"conftest.py": "", "deep/pytest.ini": "[pytest]\n"},
        {},
    ],
    ids=["section", "conftest", "none"],
)
def test_python_is_started_once_and_early_or_not(fastest, env, tmp_path, settings):
    python = Path(env["VIRTUAL_ENV"], "bin", "python")
    log = tmp_path / "log"
    wrapper = tmp_path / "python"
    wrapper.write_text(f'#!/bin/sh\necho "$*" >> "{log}"\nexec "{python}" "$@"\n')
    wrapper.chmod(0o755)
    write_files(tmp_path / "p", {**settings, "test_a.py": "def test_a(): pass\n"})
    result = fastest("run", "-q", "--python", str(wrapper), cwd=tmp_path / "p")
    assert result.status == 0, result.out
    started = [line for line in log.read_text().splitlines() if "fastest_bridge" in line]
    assert len(started) == 1
    assert ("--bare" in started[0]) == (not settings)
