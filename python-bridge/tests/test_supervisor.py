"""The supervisor itself: its first word, its isolation from the workspace, its other way to start."""

from __future__ import annotations

import os
import shutil
import signal
import struct
import sys
import textwrap
import time

import pytest
from client import HERE, PATIENCE, SOURCE, Bridge, Run, clean_environment

FINE = "def test_fine(): pass\n"


def test_hello(write):
    with Bridge(sys.executable, write({})) as bridge:
        hello = dict(bridge.hello)
        assert hello.pop("pid") == bridge.process.pid
        assert hello == {
            "t": "hello",
            "protocol": 1,
            "python": ".".join(map(str, sys.version_info[:3])),
            "implementation": "cpython",
            "executable": sys.executable,
            "prefix": sys.prefix,
            "platform": sys.platform,
            "pytest": pytest.__version__,
            "fork": True,
        }


def test_the_workspace_does_not_shadow_the_standard_library(write):
    names = ("json", "os", "select", "random", "pytest", "pluggy", "fastest_bridge", "pdb")
    folder = write({f"{name}.py": "raise SystemExit('imported the wrong one')\n" for name in names})
    with Bridge(sys.executable, folder) as bridge:
        assert bridge.hello["pytest"] == pytest.__version__


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("raise RuntimeError('broken')", "RuntimeError: broken"),
        ("raise SystemExit('broken')", "SystemExit: broken"),
        (
            "import of_something_missing",
            "ModuleNotFoundError: No module named 'of_something_missing'",
        ),
        ("__version__ = '6.2.5'", "pytest 6.2.5 is too old: 7.0 is the oldest that works"),
    ],
)
def test_a_broken_pytest(write, tmp_path_factory, text, expected):
    broken = tmp_path_factory.mktemp("site")
    (broken / "pytest.py").write_text(text + "\n")
    folder = write({"test_a.py": FINE})
    with Bridge(sys.executable, folder, clean_environment(PYTHONPATH=str(broken))) as bridge:
        assert bridge.hello["pytest"] is None
        assert bridge.hello["pytestError"] == expected
        run = bridge.run(folder)
        assert run.ended["exit"] == 4
        assert run.ended["message"].startswith("pytest cannot be imported")
        plain = bridge.run(
            folder, engine="plain", tests=["test_a.py::test_fine"], rootdir=str(folder)
        )
        assert plain.outcomes == {"test_a.py::test_fine": "passed"}


def test_stale(write, tmp_path_factory):
    source = tmp_path_factory.mktemp("source")
    shutil.copytree(SOURCE / "fastest_bridge", source / "fastest_bridge")
    folder = write({"test_a.py": FINE})
    with Bridge(sys.executable, folder, source=source) as bridge:
        assert bridge.run(folder).ended["exit"] == 0
        changed = source / "fastest_bridge" / "verdict.py"
        changed.write_text(changed.read_text() + "# changed\n")
        run = bridge.run(folder)
        assert run.frames == [{"t": "stale", "run": "run-2", "worker": 0, "file": str(changed)}]


def test_stale_when_pytest_has_been_installed(write, tmp_path_factory):
    site = tmp_path_factory.mktemp("site")
    folder = write({"test_a.py": FINE})
    # Without site-packages there is no pytest, as in an environment that is still empty.
    python = tmp_path_factory.mktemp("bin") / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S "$@"\n')
    python.chmod(0o755)
    with Bridge(python, folder, clean_environment(PYTHONPATH=str(site))) as bridge:
        assert bridge.hello["pytest"] is None
        assert "pytestError" not in bridge.hello
        (site / "pytest.py").write_text("__version__ = '9.0.0'\n")
        (frame,) = bridge.run(folder).frames
        assert (frame["t"], frame["file"]) == ("stale", str(site / "pytest.py"))


def test_two_folders_two_runs_at_once(bridge, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pytest.ini").write_text("[pytest]\n")
        (tmp_path / name / "conftest.py").write_text(f"name = {name!r}\n")
        (tmp_path / name / "test_a.py").write_text(
            f"import os, conftest\ndef test_{name}(): assert conftest.name == {name!r} in os.getcwd()\n"
        )
    runs = {bridge.open(tmp_path / name): Run() for name in ("one", "two")}
    while not all(run.exited for run in runs.values()):
        message = bridge.receive()
        runs[message["run"]].take(message)
        if message["t"] == "collected":
            bridge.send("items", run=message["run"], worker=0, items=[0], final=True)
    ids = [run.outcomes for run in runs.values()]
    assert ids == [{"test_a.py::test_one": "passed"}, {"test_a.py::test_two": "passed"}]


def test_sessions_do_not_see_each_other(bridge, write):
    """State of one run must not reach the next: each is a fork of a supervisor that ran nothing."""
    text = """
        import os, sys, json
        def test_state():
            assert "seen" not in os.environ and not hasattr(json, "seen")
            os.environ["seen"] = "1"
            json.seen = True
            leaked = {fd for fd in os.listdir("/proc/self/fd")}
            pipes = [fd for fd in leaked if os.path.exists(f"/proc/self/fd/{fd}")]
            assert len(pipes) < 20
    """
    folder = write({"test_s.py": text})
    for _ in range(3):
        assert bridge.run(folder).outcomes == {"test_s.py::test_state": "passed"}


def test_no_descriptor_leaks_in_the_supervisor(bridge, write):
    folder = write({"test_a.py": FINE})
    bridge.run(folder)
    pid = bridge.hello["pid"]
    before = len(os.listdir(f"/proc/{pid}/fd"))
    for _ in range(5):
        bridge.run(folder)
    assert len(os.listdir(f"/proc/{pid}/fd")) == before


def test_with_a_second_thread_sessions_are_fresh_processes(write, tmp_path_factory):
    site = tmp_path_factory.mktemp("site")
    (site / "sitecustomize.py").write_text(
        textwrap.dedent("""
            import os, threading, time
            if not os.environ.get("ONCE"):
                os.environ["ONCE"] = "1"
                threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
        """)
    )
    text = """
        import os, threading
        def test_fine():
            print("said")
            assert threading.active_count() == 1
        def test_dies(): os._exit(3)
    """
    folder = write({"test_a.py": text})
    with Bridge(sys.executable, folder, clean_environment(PYTHONPATH=str(site))) as bridge:
        assert bridge.hello["fork"] is False
        run = bridge.run(folder)
        assert run.outcomes == {"test_a.py::test_fine": "passed"}
        assert run.output("test_fine", "call", "stdout") == "said\n"
        assert run.exited[0]["status"] == 3
        again = bridge.run(folder, ["-k", "fine"])
        assert again.ended["exit"] == 0
        assert bridge.run(folder, ["--nope"]).ended["exit"] == 4


@pytest.mark.parametrize(
    "data",
    [struct.pack(">I", 17 << 20), b"\0\0\0\2[]", b"\0\0\0\2{]", b"\0\0\0\2{}", b"\0\0\0\7{'a':1}"],
    ids=["too long", "no object", "no JSON", "no op", "python"],
)
def test_a_broken_frame_ends_the_channel(write, data):
    with Bridge(sys.executable, write({})) as bridge:
        bridge.process.stdin.write(data)
        bridge.process.stdin.flush()
        assert bridge.receive() is None
        assert bridge.process.wait(PATIENCE) == 0
        assert b"broken frame" in bridge.process.stderr.read()


def test_requests_for_what_has_ended_are_no_fault(bridge, write):
    bridge.send("items", run="nobody", worker=0, items=[0], final=True)
    bridge.send("cancel", run="nobody", force=True)
    bridge.send("cancel", run="nobody", worker=3, force=False)
    assert bridge.run(write({"test_a.py": FINE})).ended["exit"] == 0


def test_cancel_right_after_open(bridge, write):
    """However early Ctrl-C comes, it is neither lost nor does it hit anything but the session."""
    folder = write({"test_a.py": "import time\ntime.sleep(1000)\n"})
    for force in (False, True):
        run = Run()
        name = bridge.open(folder)
        bridge.send("cancel", run=name, force=force)
        bridge.until(run, lambda m: m["t"] == "exited")
        assert run.outcomes == {}
        if force:
            assert run.exited[0]["signal"] == "SIGKILL"
        else:
            assert run.ended["exit"] == run.exited[0]["status"] == 2


def test_ctrl_c_in_the_terminal_is_the_servers_affair(write):
    with Bridge(sys.executable, write({"test_a.py": FINE})) as bridge:
        assert bridge.run(write({})).ended["exit"] == 0
        os.kill(bridge.process.pid, signal.SIGINT)
        assert bridge.run(write({})).ended["exit"] == 0


def test_a_missing_folder(bridge, tmp_path):
    run = bridge.run(tmp_path / "gone")
    assert run.ended["exit"] == 3
    assert "FileNotFoundError" in run.ended["message"]


def test_start_is_quick(write):
    """Not a measurement, but a limit that an import too many would break."""
    folder = write({"test_a.py": FINE})
    with Bridge(sys.executable, folder) as bridge:
        bridge.run(folder)
        start = time.monotonic()
        bridge.run(folder)
        assert time.monotonic() - start < 2


def test_the_package_imports_no_pytest_outside_its_engines():
    for file in (HERE.parent / "src" / "fastest_bridge").glob("*.py"):
        lines = file.read_text().splitlines()
        imports = [line.strip() for line in lines if line.strip().startswith(("import ", "from "))]
        foreign = [line for line in imports if "pytest" in line.split()[1] or "pluggy" in line]
        allowed = file.name.startswith("pytest_") or file.name in (
            "ahead.py",
            "lean.py",
            "lean_errors.py",
            "lean_fixtures.py",
            "lean_logging.py",
            "lean_warnings.py",
            "covering.py",  # pytest-cov alone, where it is in use.
        )
        assert allowed or not foreign, f"{file.name} imports {foreign}"
