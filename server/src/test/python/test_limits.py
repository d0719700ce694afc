"""Tests and imports that take too long: reported with their stacks, the others go on."""

from __future__ import annotations

import json
import time

import pytest

import program

HANGS = """\
import ctypes, os, signal, threading, time
import pytest

def test_before(): pass
def test_sleeps():
    threading.Thread(target=helper, daemon=True).start()
    time.sleep(100)
def helper(): time.sleep(100)
def test_hangs_in_c(): ctypes.PyDLL(None).pause()
def test_goes_on_when_asked(): ctypes.PyDLL(None).usleep(900_000)
def test_ignores_signals():
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    time.sleep(100)
def test_stops_itself(): os.kill(os.getpid(), signal.SIGSTOP)
def test_closes_everything():
    os.closerange(3, 2000)
    time.sleep(100)
@pytest.fixture
def slow(): time.sleep(100)
def test_in_setup(slow): pass
def test_fails_then_hangs(request):
    request.addfinalizer(lambda: time.sleep(100))
    assert 0
def test_between(): pass
def test_leaves_a_process():
    if os.fork() == 0:
        os.setsid()
    time.sleep(100)
def test_after(): pass
"""
PLUGINS = program.PYTEST.parent / "venvs" / "plugins"


def report(folder) -> dict[str, dict]:
    tests = json.loads((folder / "r.json").read_text(encoding="utf-8"))["tests"]
    return {test["nodeid"].rpartition("::")[2]: test for test in tests}


def test_each_hang_costs_one_test(write, fastest, tmp_path):
    write({"test_a.py": HANGS})
    result = fastest("run", "--timeout", "0.5", "--report=json=r.json")
    tests = report(tmp_path)
    passed = {"test_before", "test_between", "test_after"}
    assert {name: test["outcome"] for name, test in tests.items() if name not in passed} == {
        "test_sleeps": "failed",
        "test_hangs_in_c": "failed",
        "test_goes_on_when_asked": "failed",
        "test_ignores_signals": "failed",
        "test_stops_itself": "failed",
        "test_closes_everything": "failed",
        "test_in_setup": "failed",
        "test_fails_then_hangs": "error",
        "test_leaves_a_process": "failed",
    }
    assert passed <= tests.keys()
    assert result.status == 1
    assert result.lines[-1].strip("= ").startswith("9 failed, 3 passed, 1 error in")

    texts = {name: test["call"].get("longrepr", "") for name, test in tests.items()}
    stack = texts["test_sleeps"]
    assert stack.startswith("Timeout (>0.5s)\n\n")
    assert "line 7 in test_sleeps" in stack
    assert "line 8 in helper" in stack
    assert "_pytest" not in stack
    assert "line 9 in test_hangs_in_c" in texts["test_hangs_in_c"]
    assert "line 19 in slow" in texts["test_in_setup"]
    assert "[no stacks: it blocks every signal]" in texts["test_ignores_signals"]
    assert "[no stacks: it is stopped]" in texts["test_stops_itself"]
    assert "[no stacks: " in texts["test_closes_everything"]
    crash = tests["test_sleeps"]["call"]["crash"]
    assert crash == {
        "path": str(tmp_path / "test_a.py"),
        "lineno": 7,
        "message": "Timeout (>0.5s)",
    }
    # What failed before it hung in its teardown says both.
    assert "assert 0" in texts["test_fails_then_hangs"]
    assert "Timeout (>0.5s)" in tests["test_fails_then_hangs"]["teardown"]["longrepr"]


def test_workers_share_what_a_hang_leaves(write, fastest, tmp_path):
    body = "import time\ndef test_1(): pass\ndef test_2(): time.sleep(100)\ndef test_3(): pass\n"
    write({f"test_{name}.py": body for name in "abcd"})
    result = fastest("run", "-n2", "--timeout=0.5")
    assert result.status == 1
    assert "4 failed, 8 passed" in result.lines[-1]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_hang_counts_for_maxfail(write, fastest, workers):
    write({"test_a.py": "import time\ndef test_1(): time.sleep(100)\ndef test_2(): pass\n"})
    result = fastest("run", "-x", "-n", workers, "--timeout=0.5")
    assert result.status == 1
    assert "stopping after 1 failures" in result.out
    assert result.lines[-1].strip("= ").startswith("1 failed in")


def test_no_pytest_no_difference(write, fastest, bare, env):
    write({"test_a.py": "import time\ndef test_1(): time.sleep(100)\ndef test_2(): pass\n"})
    result = fastest("run", "--timeout=0.5", env={**env, "VIRTUAL_ENV": str(bare)})
    assert result.status == 1
    assert "1 failed, 1 passed" in result.lines[-1]
    assert "line 2 in test_1" in result.out


@pytest.mark.parametrize("engine", ["pytest", "plain"])
def test_an_import_that_hangs_is_an_error_of_its_file(write, fastest, bare, env, engine):
    write(
        {
            "test_a.py": "def test_1(): pass\n",
            "test_b.py": "import time\ntime.sleep(100)\ndef test_2(): pass\n",
        }
    )
    if engine == "plain":
        env = {**env, "VIRTUAL_ENV": str(bare)}
    result = fastest("run", "--timeout=1", "-n2", env=env)
    assert result.status == 2
    assert "ERROR collecting test_b.py" in result.out
    assert "Timeout (>1.0s) while importing test_b.py" in result.out
    assert "line 2 in <module>" in result.out
    assert "Interrupted: 1 error during collection" in result.out
    assert "1 error in" in result.lines[-1]


def test_the_others_are_run_where_pytest_goes_on_after_errors(write, fastest):
    write(
        {
            "test_a.py": "def test_1(): pass\n",
            "test_b.py": "import time\ntime.sleep(100)\n",
            "test_c.py": "import time\ntime.sleep(100)\n",
            "pkg/conftest.py": "import time\ntime.sleep(100)\n",
            "pkg/test_d.py": "def test_2(): pass\n",
        }
    )
    result = fastest("run", "--timeout=0.5", "--continue-on-collection-errors")
    assert result.status == 1
    assert "1 passed, 3 errors" in result.lines[-1]


def test_discover_does_not_wait_for_an_import_either(write, fastest):
    write({"test_a.py": "import time\ntime.sleep(100)\n", "test_b.py": "def test_1(): pass\n"})
    for path in ("", "test_a.py"):
        result = fastest("discover", "--timeout=0.5", "--fresh", *filter(None, [path]))
        assert result.status == 2
        assert "Timeout (>0.5s) while importing test_a.py" in result.err
        assert result.lines == ([] if path else ["test_b.py::test_1"])


def test_a_run_that_takes_too_long_says_what_was_not_run(write, fastest, tmp_path):
    write(
        {
            "test_a.py": "import time\ndef test_1(): pass\ndef test_2(): time.sleep(100)\n"
            "def test_3(): pass\n"
        }
    )
    began = time.monotonic()
    result = fastest("run", "--run-timeout=2", "--report=json=r.json")
    assert time.monotonic() - began < program.PATIENCE / 2
    assert result.status == 2
    assert "Interrupted: run timeout (>2.0s)" in result.out
    assert "1 test not run:\ntest_a.py::test_3" in result.out
    assert "1 failed, 1 passed in" in result.lines[-1]
    tests = report(tmp_path)
    assert "line 3 in test_2" in tests["test_2"]["call"]["longrepr"]
    assert tests.keys() == {"test_1", "test_2"}


def test_a_run_that_takes_too_long_to_collect_says_where_it_is(write, fastest):
    write({"test_a.py": "import time\ntime.sleep(100)\n"})
    result = fastest("run", "--run-timeout=1.5")
    assert result.status == 2
    assert "Run timeout (>1.5s)" in result.out
    assert "line 2 in <module>" in result.out


def test_pytest_timeout_gets_the_limit_and_is_not_doubled(write, fastest, tmp_path, env):
    write(
        {
            "test_a.py": """\
                import time, pytest
                def test_soft(): time.sleep(100)
                @pytest.mark.timeout(3)
                def test_may_take_longer(): time.sleep(1.8)
                @pytest.mark.timeout(0)
                def test_has_no_limit(): time.sleep(1.8)
                def test_does_not_listen():
                    while True:
                        try: time.sleep(100)
                        except BaseException: pass
                """
        }
    )
    env = {**env, "VIRTUAL_ENV": str(PLUGINS)}
    result = fastest("run", "--timeout=0.5", "-p", "no:randomly", "--report=json=r.json", env=env)
    tests = report(tmp_path)
    assert {name: test["outcome"] for name, test in tests.items()} == {
        "test_soft": "failed",
        "test_may_take_longer": "passed",
        "test_has_no_limit": "passed",
        "test_does_not_listen": "failed",
    }
    assert "pytest-timeout" in tests["test_soft"]["call"]["longrepr"]
    assert tests["test_does_not_listen"]["call"]["longrepr"].startswith("Timeout (>")
    assert "2 failed, 2 passed" in result.lines[-1]


@pytest.mark.parametrize("option", ["--timeout", "--run-timeout"])
def test_what_is_no_time_is_a_usage_error(write, fastest, option):
    write({"test_a.py": "def test_1(): pass\n"})
    for value in ("x", "-1", "nan", "1d", ""):
        result = fastest("run", f"{option}={value}")
        assert result.status == 4
        assert f"{option} takes seconds, 0 for no limit, not '{value}'" in result.err
    assert fastest("run", f"{option}=0").status == 0
