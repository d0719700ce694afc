"""Tests that break their process: none may look green, hurt the supervisor, or leave anything behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest
from client import BOOT, PATIENCE, SOURCE, Run, clean_environment, subjects

AFTER = "\ndef test_after(): pass\n"


def alive(pid: int) -> bool:
    """Whether a process is there and not merely waiting to be reaped."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):  # Before the file was opened, or after.
        return False


def gone(pids: list[int], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while any(map(alive, pids)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


@pytest.mark.parametrize(
    ("body", "status", "name"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", None, "SIGSEGV"),
        ("ctypes.string_at(0)", None, "SIGSEGV"),
        ("os.abort()", None, "SIGABRT"),
        ("os._exit(0)", 0, None),
        ("os._exit(7)", 7, None),
        ("os.kill(os.getpid(), signal.SIGKILL)", None, "SIGKILL"),
        ("os.kill(0, signal.SIGTERM)", None, "SIGTERM"),
        ("os.closerange(3, 5000)", 70, None),
        ("os.closerange(0, 5000)", 70, None),
        # It kills the warden: the supervisor has to find the rest by itself.
        ("os.kill(os.getppid(), signal.SIGKILL); time.sleep(1000)", None, "SIGKILL"),
    ],
)
def test_death_is_never_green(bridge, write, body, status, name):
    text = f"import os, signal, time, ctypes\ndef test_dies(): {body}\n{AFTER}"
    run = bridge.run(write({"test_h.py": text}))
    assert run.outcomes == {}
    assert run.of("ended") == []
    assert run.order == ["test_h.py::test_dies"]
    assert (run.exited[0]["status"], run.exited[0]["signal"]) == (status, name)
    assert bridge.run(write({"test_h.py": AFTER})).outcomes == {"test_h.py::test_after": "passed"}


def test_a_stopped_warden_tells_the_end_all_the_same(bridge, write):
    text = f"import os, signal\ndef test_stops(): os.kill(os.getppid(), signal.SIGSTOP)\n{AFTER}"
    run = bridge.run(write({"test_h.py": text}))
    assert set(run.outcomes.values()) == {"passed"}
    assert run.exited[0]["status"] == 0


@pytest.mark.parametrize("hook", ["pytest_sessionfinish", "pytest_unconfigure"])
def test_a_death_at_the_end_of_the_session_keeps_the_last_result(bridge, write, hook):
    conftest = f"import os\ndef {hook}(): os._exit(0)\n"
    run = bridge.run(write({"conftest.py": conftest, "test_e.py": AFTER}))
    assert run.outcomes == {"test_e.py::test_after": "passed"}
    assert run.of("ended") == []
    assert run.exited[0]["status"] == 0


@pytest.mark.parametrize("collect_only", [False, True])
def test_a_loop_of_somebody_elses_does_not_hide_the_tests(bridge, write, collect_only):
    conftest = """
        import pytest

        @pytest.hookimpl(tryfirst=True)
        def pytest_runtestloop(session): return True
    """
    files = {"conftest.py": conftest, "test_l.py": AFTER}
    run = bridge.run(write(files), collectOnly=collect_only)
    assert run.ids == ["test_l.py::test_after"]
    assert run.outcomes == {}
    assert run.ended["exit"] == 0


def test_garbage_on_every_descriptor(bridge, write):
    text = """
        import os

        def test_garbage():
            for fd in range(3, 64):
                try:
                    os.write(fd, b"\\x00\\x00\\x00\\x05hello" * 10)
                except OSError:
                    pass

        def test_after(): pass
    """
    run = bridge.run(write({"test_g.py": text}))
    assert run.outcomes == {}
    assert run.exited[0]["signal"] == "SIGKILL"
    assert bridge.run(write({"test_g.py": AFTER})).outcomes == {"test_g.py::test_after": "passed"}


def test_a_reused_descriptor_is_not_written_to(bridge, write, tmp_path):
    text = """
        import os

        def test_reuse():
            os.closerange(3, 64)
            while os.open("taken.txt", os.O_RDWR | os.O_CREAT) < 60:
                pass

        def test_after(): pass
    """
    run = bridge.run(write({"test_r.py": text}))
    assert run.outcomes == {}
    assert run.exited[0]["status"] == 70
    assert (tmp_path / "taken.txt").read_bytes() == b""


def test_much_output(any_pytest, write):
    text = """
        import sys

        def test_captured():
            print("first")
            for _ in range(30):
                print("x" * 999_999)
            print("last")

        def test_binary():
            sys.stdout.buffer.write(bytes(range(256)) * 8192)
    """
    run = any_pytest.run(write({"test_o.py": text}))
    assert run.outcomes == {
        "test_o.py::test_captured": "passed",
        "test_o.py::test_binary": "passed",
    }
    text = run.output("test_captured", "call", "stdout")
    assert text.startswith("first\nxxx")
    assert text.endswith("xxx\nlast\n")
    assert f"\n… {30_000_011 - 1024 * 1024} bytes left out …\n" in text
    assert len(text) < 1024 * 1024 + 100


def test_hundred_megabytes_uncaptured(bridge, write):
    text = """
        import os

        def test_loud():
            for _ in range(1600):
                os.write(1, b"y" * 65536)
    """
    run = Run()
    name = bridge.open(write({"test_o.py": text}), ["-s"])
    size = 0
    while not run.exited:
        message = bridge.receive()
        if message["t"] == "raw":
            size += len(message["text"])
            continue
        run.take(message)
        if message["t"] == "collected":
            bridge.send("items", run=name, worker=0, items=[0], final=True)
    assert size == 1600 * 65536
    assert run.outcomes == {"test_o.py::test_loud": "passed"}


def test_cancel_is_heard_while_nobody_reads(supervisors, write, tmp_path):
    """A session floods the server, which reads nothing: the supervisor still obeys."""
    text = """
        import os
        def test_loud():
            while True:
                os.write(1, b"y" * 65536)
    """
    bridge = supervisors.of(subjects()["pytest9"])
    run = Run()
    name = bridge.open(write({"test_o.py": text}), ["-s"])
    bridge.until(run, lambda m: m["t"] == "collected")
    bridge.send("items", run=name, worker=0, items=[0], final=True)
    bridge.until(run, lambda m: m["t"] == "raw")
    pid = run.frames[0]["pid"]
    bridge.send("cancel", run=name, force=True)
    assert gone([pid], 10)
    bridge.until(run, lambda m: m["t"] == "exited")


FAMILY = """
    import os, subprocess, sys, time, pathlib, signal

    STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(1000)"
    SLEEP = [sys.executable, "-c", STUBBORN]

    def note(pid):
        with open("pids.txt", "a") as file:
            file.write(f"{pid}\\n")

    def start_family():
        note(os.getpid())
        note(subprocess.Popen(SLEEP).pid)
        note(subprocess.Popen(SLEEP, start_new_session=True).pid)
        if os.fork() == 0:                      # A daemon: two forks and a session of its own.
            os.setsid()
            if os.fork() == 0:
                note(os.getpid())
                pathlib.Path("ready").touch()
                time.sleep(1000)
            os._exit(0)
        os.wait()
        while not os.path.exists("ready"):
            time.sleep(0.005)
"""


WAITING = """
    from family import *

    def test_f():
        start_family()
        print("up", flush=True)
        time.sleep(1000)
"""


def family(folder) -> list[int]:
    pids = [int(line) for line in (folder / "pids.txt").read_text().split()]
    assert len(pids) == 4
    return pids


def test_what_tests_left_running_ends_with_the_session(any_pytest, write):
    folder = write(
        {"family.py": FAMILY, "test_f.py": "from family import *\ndef test_f(): start_family()\n"}
    )
    run = any_pytest.run(folder)
    assert run.outcomes == {"test_f.py::test_f": "passed"}
    assert run.exited[0]["status"] == 0
    assert [pid for pid in family(folder) if alive(pid)] == []


@pytest.mark.parametrize("scope", ["worker", "run"])
def test_cancel_kills_the_whole_tree(bridge, write, scope):
    folder = write({"family.py": FAMILY, "test_f.py": WAITING})
    run = Run()
    name = bridge.open(folder, ["-s"])
    bridge.until(run, lambda m: m["t"] == "collected")
    bridge.send("items", run=name, worker=0, items=[0], final=True)
    bridge.until(run, lambda m: m["t"] == "raw")
    pids = family(folder)
    assert all(map(alive, pids))
    start = time.monotonic()
    bridge.send("cancel", run=name, force=True, **({"worker": 0} if scope == "worker" else {}))
    bridge.until(run, lambda m: m["t"] == "exited")
    assert time.monotonic() - start < 2
    assert [pid for pid in pids if alive(pid)] == []
    assert run.exited[0]["signal"] == "SIGKILL"
    assert run.outcomes == {}


def test_other_sessions_survive_a_cancel(bridge, write):
    """The sweep after a cancel must not take what belongs to another worker."""
    text = """
        import os, subprocess, sys, time
        def test_f():
            command = [sys.executable, "-c", "import time; time.sleep(1000)"]
            child = subprocess.Popen(command, start_new_session=True)
            print("up", flush=True)
            while not os.path.exists("go"):
                time.sleep(0.005)
            assert child.poll() is None
    """
    folder = write({"test_f.py": text})
    run = Run()
    name = bridge.open(folder, ["-s"])
    bridge.open(folder, ["-s"], worker=1, run=name)
    bridge.until(run, lambda m: len(run.collected) == 2)
    for worker in (0, 1):
        bridge.send("items", run=name, worker=worker, items=[0], final=True)
    bridge.until(run, lambda m: run.raw == "up\nup\n")
    bridge.send("cancel", run=name, worker=0, force=True)
    bridge.until(run, lambda m: m["t"] == "exited")
    assert list(run.exited) == [0]
    (folder / "go").touch()
    bridge.until(run, lambda m: m["t"] == "exited")
    assert [(e["worker"], e["outcome"]) for e in run.of("finished")] == [(1, "passed")]


def start_waiting_family(bridge, folder) -> list[int]:
    run = Run()
    name = bridge.open(folder, ["-s"])
    bridge.until(run, lambda m: m["t"] == "collected")
    bridge.send("items", run=name, worker=0, items=[0], final=True)
    bridge.until(run, lambda m: m["t"] == "raw")
    return family(folder)


@pytest.mark.parametrize("end", ["exit", "stdin", "killed"])
def test_the_end_of_the_supervisor_ends_everything(write, end):
    from client import Bridge

    folder = write({"family.py": FAMILY, "test_f.py": WAITING})
    with Bridge(sys.executable, folder) as bridge:
        pids = start_waiting_family(bridge, folder)
        if end == "exit":
            bridge.send("exit")
        elif end == "stdin":
            bridge.process.stdin.close()
        else:
            bridge.process.kill()
        assert gone([*pids, bridge.process.pid] if end == "killed" else pids, 5)
        assert bridge.process.wait(PATIENCE) == (-signal.SIGKILL if end == "killed" else 0)


def test_a_killed_server_takes_everything_with_it(write, tmp_path):
    """The server is a process that starts a supervisor, and is killed with no chance to say so."""
    server = f"""
import subprocess, sys, json, struct, time
process = subprocess.Popen([sys.executable, "-c", {BOOT!r}, {str(SOURCE)!r}],
                           stdin=subprocess.PIPE, stdout=subprocess.PIPE)
def send(**message):
    body = json.dumps(message).encode()
    process.stdin.write(struct.pack(">I", len(body)) + body)
    process.stdin.flush()
print(process.pid, flush=True)
send(op="open", run="r", worker=0, engine="full", cwd=".", args=[], collectOnly=False, color=False)
send(op="items", run="r", worker=0, items=[0], final=True)
time.sleep(1000)
"""
    folder = write(
        {"family.py": FAMILY, "test_f.py": WAITING.replace('print("up", flush=True)', "note(0)")}
    )
    process = subprocess.Popen(
        [sys.executable, "-c", server], cwd=folder, env=clean_environment(), stdout=subprocess.PIPE
    )
    try:
        supervisor = int(process.stdout.readline())
        notes = folder / "pids.txt"
        deadline = time.monotonic() + PATIENCE
        while not (notes.exists() and notes.read_text().endswith("\n0\n")):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        pids = [int(line) for line in notes.read_text().split()][:-1]
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    assert gone([*pids, supervisor], 5)


def test_a_fork_that_falls_out_of_its_test_stays_silent(any_pytest, write):
    text = """
        import os

        def test_forks():
            pid = os.fork()
            if pid == 0:
                raise RuntimeError("the child goes on as if it were the session")
            assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 70

        def test_after(): pass
    """
    run = any_pytest.run(write({"test_f.py": text}))
    assert run.outcomes == {"test_f.py::test_forks": "passed", "test_f.py::test_after": "passed"}
    assert run.order == ["test_f.py::test_forks", "test_f.py::test_after"]


def test_exit_handlers_run_but_not_for_ever(bridge, write, monkeypatch):
    text = """
        import atexit, threading, time
        def test_handlers():
            atexit.register(lambda: open("handled", "w").close())
            threading.Thread(target=time.sleep, args=(1000,)).start()
    """
    folder = write({"test_a.py": text})
    run = bridge.run(folder)
    assert run.ended["exit"] == run.exited[0]["status"] == 0
    assert (folder / "handled").exists()


def test_long_texts_fit_the_frames(any_pytest, write):
    text = """
        import pytest, warnings
        def test_compared():
            assert "\\x00" * 1_000_000 == ""
        @pytest.mark.skip(reason="\\x01" * 3_000_000)
        def test_skip(): pass
        def test_message():
            raise ValueError("\\x00" * 3_000_000)
        def test_warning():
            warnings.warn("w" * 3_000_000)
    """
    run = any_pytest.run(write({"test_l.py": text}), color=True)
    assert list(run.outcomes.values()) == ["failed", "skipped", "failed", "passed"]
    failed = run.phase("test_message")
    for name in ("longrepr", "ansi"):
        assert "bytes left out" in failed[name]
        assert 1024 * 1024 <= len(failed[name].encode()) <= 1024 * 1024 + 100
    assert len(run.phase("test_compared")["actual"]) <= 65536


@pytest.mark.parametrize("how", ["pytest.skip()", "pytest.xfail()", "pytest.fail()"])
def test_a_repr_does_not_decide_the_outcome(any_pytest, write, how):
    text = f"""
        import pytest

        class Odd:
            def __repr__(self): {how}

        def test_odd(): assert Odd() == 1
    """
    run = any_pytest.run(write({"test_o.py": text}))
    assert run.outcomes == {"test_o.py::test_odd": "failed"}
    assert run.phase("test_odd")["actual"].startswith("<Odd whose repr raised ")


def test_surrogates_everywhere(any_pytest, write):
    text = r"""
        import pytest, sys
        @pytest.mark.parametrize("v", [1], ids=["a\udcffb\nc"])
        def test_v(v):
            sys.stdout.buffer.write(b"raw \xff\n")
            assert "\udc80" == "\ud800"
    """
    run = any_pytest.run(write({"test_s.py": text}))
    (nodeid,) = run.ids
    assert run.outcomes == {nodeid: "failed"}
    assert run.output("", "call", "stdout") == "raw \ufffd\n"
    chosen = any_pytest.run(write({"test_s.py": text}), select=[nodeid])
    assert chosen.ids == [nodeid]
    assert os.path.basename(chosen.phase("")["crash"]["path"]) == "test_s.py"
