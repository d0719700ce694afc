"""Tests that do harm, in every phase: each harms itself alone, and nobody else is lost."""

from __future__ import annotations

import json
import subprocess
import textwrap
from pathlib import Path

import pytest

import program

# What ends the process. pytest itself would end with it.
DEADLY = {
    "exit_0": "os._exit(0)",
    "exit_3": "os._exit(3)",
    "kill": "os.kill(os.getpid(), signal.SIGKILL)",
    "segfault": "ctypes.string_at(0)",
    "abort": "os.abort()",
    "close_all": "os.closerange(0, 5000)",
    "frames": """
        for fd in range(3, 200):
            try: os.write(fd, b'\\x00\\x00\\x00\\x10{"t":"finished"}' * 99)
            except OSError: pass
    """,
    "deaf": """
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        os.kill(os.getpid(), signal.SIGKILL)
    """,
    "group": "os.killpg(0, signal.SIGKILL)",
}

# What pytest survives: its outcome is the one to give.
SURVIVED = {
    "sys_exit": "sys.exit(0)",
    "base_exception": "raise type('Odd', (BaseException,), {})('odd')",
    "generator_exit": "raise GeneratorExit",
    "recursion": "recurse()",
    "memory": """
        before = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (1 << 31, before[1]))
        try: bytearray(1 << 33)
        finally: resource.setrlimit(resource.RLIMIT_AS, before)
    """,
    "binary": """
        os.write(1, bytes(range(256)) * 9); os.write(2, bytes(range(256)) * 9)
        sys.stdout.buffer.write(b'\\xff\\x00\\x10{"t":"finished","i":0,"outcome":"passed"}\\n')
    """,
    "printed_frames": """
        print('\\x00\\x00\\x00\\x10{"t":"events","events":[]}' * 99)
        os.write(1, b'\\x00\\x00\\x00\\x02{}' * 999)
    """,
    "over_0": "os.dup2(os.open(os.devnull, os.O_RDWR), 0)",
    "close_stdin": "os.close(0)",
    "grandchild": "subprocess.Popen(['sleep', '1000'], start_new_session=True)",
    "forked": "os.fork() or time.sleep(1000)",
    "daemon": "threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()",
    "blocked": "signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())",
    "ignored": """
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, signal.SIG_IGN)
    """,
    "folder": """
        import tempfile
        folder = tempfile.mkdtemp(); os.chdir(folder); os.rmdir(folder)
    """,
    "clock": "time.time = time.perf_counter = time.monotonic = lambda: -1e9",
    "patched_os": "os.getpid = os.kill = os.waitpid = os.stat = lambda *a, **k: 0",
    "patched_json": "json.dumps = json.loads = lambda *a, **k: 1 / 0",
    "patched_socket": "socket.socket = None",
    "patched_open": "builtins.open = builtins.print = lambda *a, **k: 1 / 0",
    "environment": "os.environ.clear()",
    "modules": "sys.modules.pop('json', None); sys.modules.pop('signal', None)",
    "no_stdout": "sys.stdout = sys.stderr = None",
    "descriptors": """
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, most))
    """,
    "traced": "sys.settrace(lambda *a: 1 / 0)",
    "hooked": "sys.excepthook = threading.excepthook = lambda *a: os._exit(9)",
    "surrogates": "raise ValueError('\\udcff\\x00\\x1b[31m' * 99)",
    "bad_repr": """
        class Bad(Exception):
            def __repr__(self): return 1 / 0
            __str__ = __repr__
        raise Bad
    """,
}

# What a file did to its process is undone behind it: its own tests are to meet it, nobody else's.
HEAD = """
import builtins, ctypes, json, os, pytest, resource, signal, socket, subprocess, sys
import threading, time

PARTS = (builtins, json, os, signal, socket, sys, threading, time)
SAVED = [dict(vars(part)) for part in PARTS]
FOLDER, VARIABLES, INPUT = os.getcwd(), dict(os.environ), os.dup(0)
FILES = resource.getrlimit(resource.RLIMIT_NOFILE)
NUMBERS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)
HANDLERS = [signal.getsignal(number) for number in NUMBERS]

def teardown_module():
    for part, saved in zip(PARTS, SAVED):
        vars(part).update(saved)
    sys.settrace(None)
    os.dup2(INPUT, 0)
    os.chdir(FOLDER)
    os.environ.update(VARIABLES)
    resource.setrlimit(resource.RLIMIT_NOFILE, FILES)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    for number, handler in zip(NUMBERS, HANDLERS):
        signal.signal(number, handler)

def recurse(): recurse()

def harm():
{harm}

"""

PHASES = {
    "setup": """
        @pytest.fixture
        def fixture(): harm()
        def test_harm(fixture): pass
    """,
    "call": "def test_harm(): harm()",
    "teardown": """
        @pytest.fixture
        def fixture(): yield; harm()
        def test_harm(fixture): pass
    """,
}


def suite(kinds: dict[str, str]) -> dict[str, str]:
    """A file for each kind of harm and phase, with a neighbour before the test and one behind."""
    files = {}
    for name, harm in kinds.items():
        body = textwrap.indent(textwrap.dedent(harm).strip(), "    ")
        for phase, test in PHASES.items():
            text = HEAD.format(harm=body) + "def test_before(): assert 1\n"
            text += textwrap.dedent(test).strip() + "\ndef test_behind(): assert 1\n"
            files[f"test_{name}_{phase}.py"] = text
    return files


@pytest.fixture(scope="module")
def survived(tmp_path_factory) -> tuple[Path, dict[str, str]]:
    """The suite that pytest survives, and its outcomes."""
    root = tmp_path_factory.mktemp("survived")
    files = suite(SURVIVED)
    for name, text in files.items():
        (root / name).write_text(text)
    record = tmp_path_factory.mktemp("told") / "told"
    env = program.environment(tmp_path_factory.mktemp("places"))
    env |= {"PYTHONPATH": str(program.HERE / "oracle"), "RECORD_TO": str(record)}
    command = [program.PYTEST / "bin" / "python", "-m", "pytest", "-p", "scribe"]
    quiet = subprocess.DEVNULL
    try:
        subprocess.run(
            command, cwd=root, env=env, stdin=quiet, stdout=quiet, stderr=quiet, timeout=60
        )
    finally:
        program.kill_all(env)
    found: dict[str, str] = {}
    for line in record.read_text().splitlines():
        test, when, outcome = line.rsplit(" ", 2)
        if outcome == "failed":
            found[test] = "failed" if when == "call" else "error"
        elif when == "call":
            found[test] = outcome
    assert len(found) == 3 * len(files), "pytest itself did not get through"
    return root, found


def outcomes(root: Path, fastest, *arguments: str) -> tuple[program.Result, dict[str, str]]:
    """Runs a suite; each test's outcome, told once."""
    report = root / "report.json"
    result = fastest("run", f"--report=json={report}", *arguments, cwd=root)
    tests = json.loads(report.read_text(encoding="utf-8"))["tests"]
    told = {test["nodeid"]: test["outcome"] for test in tests}
    assert len(told) == len(tests)
    return result, told


@pytest.mark.parametrize("arguments", [["-n", "2"], ["-n", "2", "--engine", "full"]], ids=str)
def test_what_pytest_survives_ends_as_in_pytest(survived, fastest, arguments):
    root, expected = survived
    result, told = outcomes(root, fastest, *arguments)
    assert told == expected
    assert result.status == 1


@pytest.mark.parametrize("arguments", [["-n", "1"], ["-n", "2", "--engine", "full"]], ids=str)
def test_what_kills_a_process_costs_one_test(tmp_path, fastest, arguments):
    files = suite(DEADLY)
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    result, told = outcomes(tmp_path, fastest, *arguments)
    expected = {}
    for name in files:
        for test in ("before", "harm", "behind"):
            expected[f"{name}::test_{test}"] = "error" if test == "harm" else "passed"
    assert told == expected
    assert result.status == 1


@pytest.fixture
def deadly_imports(tmp_path):
    """Files whose import kills the process, and one between them that is all right."""
    for name, harm in DEADLY.items():
        body = textwrap.indent(textwrap.dedent(harm).strip(), "    ")
        (tmp_path / f"test_{name}.py").write_text(HEAD.format(harm=body) + "harm()\n")
    (tmp_path / "test_good.py").write_text("def test_good(): pass\n")
    return tmp_path


@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_import_that_kills_is_an_error_of_its_file(deadly_imports, fastest, workers):
    arguments = ["-n", workers, "--continue-on-collection-errors"]
    result, told = outcomes(deadly_imports, fastest, *arguments)
    assert told == {"test_good.py::test_good": "passed"}
    assert result.status == 1
    for name in DEADLY:
        assert f"while importing test_{name}.py" in result.out
    assert f"1 passed, {len(DEADLY)} errors" in result.lines[-1]


def test_nothing_is_run_after_an_import_that_kills_as_after_any_error(deadly_imports, fastest):
    result = fastest("run", cwd=deadly_imports)
    assert result.status == 2
    assert "died: SIGABRT while importing test_abort.py" in result.out


def test_the_others_are_listed_all_the_same(deadly_imports, fastest):
    result = fastest("discover", "--format", "json", cwd=deadly_imports)
    assert result.status == 2
    assert [test["nodeid"] for test in result.json["tests"]] == ["test_good.py::test_good"]
    assert {error["path"] for error in result.json["errors"]} == {
        f"test_{name}.py" for name in DEADLY
    }
