"""Workers that die, people who press Ctrl-C, tests that leave something running."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

import program


@pytest.fixture
def outcomes(write, fastest, tmp_path):
    """Runs a project; gives the result and the outcomes by the test's name."""

    def outcomes(files: dict[str, str], *arguments: str):
        write(files)
        result = fastest("run", "--report=json=r.json", *arguments)
        tests = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["tests"]
        return result, {test["nodeid"].rpartition("::")[2]: test["outcome"] for test in tests}

    return outcomes


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize(
    ("death", "named"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
        ("os._exit(0)", "exit status 0"),
        ("os._exit(3)", "exit status 3"),
    ],
    ids=["segfault", "kill", "exit 0", "exit 3"],
)
def test_dying_worker_takes_one_test_with_it(outcomes, death, named, workers):
    result, told = outcomes(
        {
            "test_a.py": "def test_1(): pass\n"
            f"import os, signal\ndef test_dies(): {death}\n"
            "def test_2(): pass\ndef test_3(): assert 0\n",
            "test_b.py": "def test_4(): pass\n",
        },
        "-n",
        workers,
    )
    assert told == {
        "test_1": "passed",
        "test_dies": "error",
        "test_2": "passed",
        "test_3": "failed",
        "test_4": "passed",
    }
    assert result.status == 1
    assert named in result.out
    assert "1 failed, 3 passed, 1 error" in result.lines[-1]


def test_worker_that_dies_while_collecting_is_no_success(write, fastest):
    write({"test_a.py": "import os\nos._exit(0)\n"})
    for command in ("run", "discover"):
        result = fastest(command)
        assert result.status not in (0, 1, 5)
        assert "exit status 0" in result.out + result.err


def test_sys_exit_in_a_test_is_its_failure(outcomes):
    result, told = outcomes(
        {"test_a.py": "import sys\ndef test_1(): sys.exit(0)\ndef test_2(): pass\n"}
    )
    assert told == {"test_1": "failed", "test_2": "passed"}
    assert result.status == 1


def test_grandchildren_are_gone_when_the_command_is(outcomes):
    # `fastest` itself asserts that nothing is left behind.
    _, told = outcomes({"test_a.py": """\
        import subprocess, sys

        def test_child(): subprocess.Popen(["sleep", "1000"])
        def test_detached():
            subprocess.Popen(["sleep", "1000"], start_new_session=True)
        def test_grandchild():
            code = "import subprocess; subprocess.Popen(['sleep', '1000'], start_new_session=True)"
            subprocess.run([sys.executable, "-c", code], check=True)
        """})  # fmt: skip
    assert set(told.values()) == {"passed"}


def test_much_output_is_neither_lost_nor_too_much(outcomes, tmp_path):
    result, told = outcomes({"test_a.py": """\
        def test_loud():
            for _ in range(3 * 1024): print("x" * 1023)
            assert 0
        def test_quiet(): pass
        """})  # fmt: skip
    assert told == {"test_loud": "failed", "test_quiet": "passed"}
    assert "bytes left out" in result.out
    assert 1 << 20 < len(result.out) < 2 << 20
    assert (tmp_path / "r.json").stat().st_size < 2 << 20


def test_text_that_is_no_text(outcomes):
    result, told = outcomes({"test_a.py": r"""
        import os, sys
        def test_bytes(capfd):
            with capfd.disabled():
                os.write(1, b"\xff\xfe raw\n")
            print("\ud800 \x1b[31m \x00")
            assert "\udcff" == "\x00"
        def test_after(): pass
        """})  # fmt: skip
    assert told == {"test_bytes": "failed", "test_after": "passed"}
    assert "� raw" in result.out


# Ctrl-C

WAITS = """\
    import os, subprocess, time
    def test_done(): pass
    def test_waits():
        subprocess.Popen(["sleep", "1000"])
        subprocess.Popen(["sleep", "1000"], start_new_session=True)
        with open(os.environ["STARTED"], "w") as pipe:
            pipe.write("started")
        {wait}
    def test_never(): pass
    """


@pytest.fixture
def interrupted(write, tmp_path, env):
    """Starts a run, waits until its test runs, sends a signal; gives the end."""

    def interrupted(
        wait: str,
        *arguments: str,
        number=signal.SIGINT,
        venv=program.PYTEST,
        to_all=True,
        again: Path | None = None,
    ):
        write({"test_a.py": WAITS.format(wait=wait)})
        started = tmp_path / "started"
        if not started.exists():
            os.mkfifo(started)
        env.update(STARTED=str(started), VIRTUAL_ENV=str(venv))
        command = [program.LAUNCHER, "run", "--report=json=r.json", *arguments]
        process = subprocess.Popen(
            command,
            cwd=tmp_path,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        # Opening waits for the test to open the other end.
        assert started.read_text() == "started"
        if to_all:
            os.killpg(process.pid, number)
        else:
            os.kill(process.pid, number)
        if again is not None:
            assert again.read_text() == "again"
            os.kill(process.pid, number)
        out, err = process.communicate(timeout=program.PATIENCE)
        return program.Result(process.returncode, out.decode(), err.decode())

    return interrupted


SLEEP = "time.sleep(1000)"
STUBBORN = "\n        ".join((
    "while True:",
    "    try: time.sleep(1000)",
    "    except BaseException: pass",
))  # fmt: skip


@pytest.mark.parametrize("to_all", [True, False], ids=["group", "process"])
def test_ctrl_c_gives_the_summary_so_far(interrupted, env, tmp_path, to_all):
    result = interrupted(SLEEP, to_all=to_all)
    assert result.status == 2
    assert not program.processes(env)
    assert "KeyboardInterrupt" in result.out
    assert "1 passed" in result.lines[-1]
    assert result.err == ""
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert report["exitcode"] == 2
    assert [test["outcome"] for test in report["tests"]][:1] == ["passed"]
    assert "test_never" not in {test["nodeid"].rpartition("::")[2] for test in report["tests"]}


def test_ctrl_c_with_two_workers(interrupted, env, write):
    write({"test_b.py": "def test_b(): pass\n"})
    result = interrupted(SLEEP, "-n", "2")
    assert result.status == 2
    assert not program.processes(env)


def test_ctrl_c_does_not_wait_for_a_test_that_will_not_stop(interrupted, env):
    result = interrupted(STUBBORN)
    assert result.status == 2
    assert not program.processes(env)
    assert "1 passed" in result.lines[-1]


HOPELESS = {
    "in C": "[ctypes.PyDLL(None).pause() for _ in range(9)]",
    "deaf": "signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals()); time.sleep(1000)",
    "stopped": "os.kill(os.getpid(), signal.SIGSTOP)",
}
DAEMON = "\n        ".join((
    "import ctypes, signal",
    "if os.fork() == 0:",
    "    os.setsid()",
    "    if os.fork() == 0:",
    "        os.closerange(0, 100)",
    "        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())",
    "        time.sleep(1000)",
    "    os._exit(0)",
))  # fmt: skip


@pytest.mark.parametrize("how", HOPELESS)
@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_ends_what_hears_nothing_and_its_daemons(interrupted, env, write, how, workers):
    write({"test_b.py": "def test_b(): pass\n"})
    result = interrupted(f"{DAEMON}\n        {HOPELESS[how]}", "-n", workers)
    assert result.status == 2
    assert not program.processes(env)
    assert "KeyboardInterrupt" in result.out


def test_a_second_ctrl_c_waits_for_nothing(interrupted, env, tmp_path):
    again = tmp_path / "again"
    os.mkfifo(again)
    env["AGAIN"] = str(again)
    wait = "\n        ".join((
        "try: time.sleep(1000)",
        "except KeyboardInterrupt:",
        "    with open(os.environ['AGAIN'], 'w') as pipe: pipe.write('again')",
        "    time.sleep(0.8)",
        "    open('late', 'w').close()",
        "    raise",
    ))  # fmt: skip
    result = interrupted(wait, again=again)
    assert result.status == 2
    assert not program.processes(env)
    assert "1 passed" in result.lines[-1]
    assert not (tmp_path / "late").exists()


def test_ctrl_c_without_pytest(interrupted, env, bare):
    result = interrupted(SLEEP, venv=bare)
    assert result.status == 2
    assert not program.processes(env)
    assert "1 passed" in result.lines[-1]


def test_sigterm_leaves_nothing_behind(interrupted, env):
    result = interrupted(SLEEP, number=signal.SIGTERM, to_all=False)
    assert result.status != 0
    program.wait_until_gone(env)


@pytest.mark.parametrize("how", HOPELESS)
def test_kill_leaves_nothing_behind(interrupted, env, how):
    wait = f"{DAEMON}\n        {HOPELESS[how]}"
    result = interrupted(wait, number=signal.SIGKILL, to_all=False)
    assert result.status == -signal.SIGKILL
    program.wait_until_gone(env)


def test_ctrl_c_while_discovering(tmp_path, env, write):
    write({"test_a.py": """\
        import os, time
        with open(os.environ["STARTED"], "w") as pipe:
            pipe.write("started")
        time.sleep(1000)
        """})  # fmt: skip
    started = tmp_path / "started"
    os.mkfifo(started)
    env["STARTED"] = str(started)
    process = subprocess.Popen(
        [program.LAUNCHER, "discover"],
        cwd=tmp_path,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert started.read_text() == "started"
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=program.PATIENCE)
    assert (process.returncode, out) == (2, b"")
    assert b"Exception" not in err
    program.wait_until_gone(env)


def test_ctrl_c_while_texts_are_read(tmp_path, env, write):
    """Nothing has to be waited for: a network folder may never answer."""
    write({"test_a.py": ""})
    text = b"def test_a():\n    assert [1, (2, '3')]\n\n"
    (tmp_path / "test_a.py").write_bytes(text * (60_000_000 // len(text)))
    process = subprocess.Popen(
        [program.LAUNCHER, "discover", "--static"],
        cwd=tmp_path,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    # The JVM has grown by the file: it is read, and going through it takes seconds.
    while int(Path(f"/proc/{process.pid}/statm").read_text().split()[1]) * 4096 < 150_000_000:
        assert process.poll() is None
        os.sched_yield()
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=program.PATIENCE)
    assert (process.returncode, out, err) == (2, b"", b"")


def test_ctrl_c_before_anything_began(tmp_path, env, write):
    """A Ctrl-C may come at any moment: whenever, nothing hangs and no stack trace is shown."""
    write({"test_a.py": "def test_a(): pass\n", "conftest.py": ""})
    process = subprocess.Popen(
        [program.LAUNCHER, "run"],
        cwd=tmp_path,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    # The launcher has handed over to the JVM.
    while Path(f"/proc/{process.pid}/comm").read_text().strip() == "sh":
        os.sched_yield()
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=program.PATIENCE)
    assert process.returncode in (0, 2, 130, -signal.SIGINT)
    assert b"Exception" not in err
    program.wait_until_gone(env)
