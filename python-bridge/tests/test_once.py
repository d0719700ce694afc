"""Supervisors of one run: they hold no pytest, and what has imported it becomes the session or leaves."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest
from client import Bridge, Run, clean_environment, subjects

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is read")

FILES = {
    "test_m.py": """
        import os, subprocess, sys

        def test_children():
            # Neither wardens nor the process that was forked from: code of the person's sees its own only.
            path = f"/proc/{os.getpid()}/task/{os.getpid()}/children"
            assert open(path).read() == ""

        def test_fails():
            assert [1, 2] == [1, 3]

        def test_leaves_one():
            subprocess.Popen(["sleep", "600"], start_new_session=True)
    """,
}


@pytest.fixture(params=subjects().items(), ids=lambda pair: pair[0])
def once(request, write):
    python = request.param[1]
    if not python.exists():
        pytest.skip(f"there is no {python}: run prepare.py")
    with Bridge(python, write(FILES), once=True) as found:
        yield found


def below(pid: int) -> list[int]:
    """The living processes below this one."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(") ")[2].split()[:2]
        except OSError:
            continue  # It ended meanwhile.
        if state not in "ZX":
            parents[int(stat.parent.name)] = int(parent)
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found[1:]


def eventually(condition) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def two(bridge: Bridge, folder: Path, stop_at=None) -> Run:
    """Runs all tests with two workers, each of which runs every other one."""
    run = Run()
    shared = {"run": "two", "workers": 2, "uid": "0" * 32, "warm": "run"}
    for worker in range(2):
        bridge.open(folder, worker=worker, first=worker == 0, **shared)

    def settled(message: dict) -> bool:
        if message["t"] == "collected" and stop_at != "collected":
            worker = message["worker"]
            mine = list(range(worker, len(run.items[worker]), 2))
            bridge.send("items", run="two", worker=worker, items=mine, final=True)
        return len(run.collected) == 2 if stop_at == "collected" else len(run.exited) == 2

    return bridge.until(run, settled)


WANTED = {"test_children": "passed", "test_fails": "failed", "test_leaves_one": "passed"}


def outcomes(run: Run) -> dict[str, str]:
    return {id_.partition("::")[2]: outcome for id_, outcome in run.outcomes.items()}


def pids(run: Run) -> set[int]:
    return {frame["pid"] for frame in run.frames if frame["t"] == "opened"}


def test_one_worker_is_the_process_that_has_imported_pytest(once, write, supervisors):
    usual = supervisors.of(Path(once.hello["executable"]))
    assert {**once.hello, "pid": 0} == {**usual.hello, "pid": 0}
    ahead = below(once.hello["pid"])
    assert len(ahead) == 2
    run = once.run(write(FILES))
    assert pids(run) == {ahead[1]}
    assert outcomes(run) == WANTED
    assert run.phase("test_fails")["expected"] == "[1, 3]"
    assert below(once.hello["pid"]) == []
    # A second run is one all the same, in a process that imports pytest itself.
    again = once.run(write(FILES))
    assert pids(again).isdisjoint(pids(run))
    assert outcomes(again) == WANTED


def test_two_workers_are_forked_and_nothing_else_stays(once, write):
    run = two(once, write(FILES), stop_at="collected")
    sessions = pids(run)

    def wardens() -> list[int]:
        return [pid for pid in below(once.hello["pid"]) if pid not in sessions]

    # Each has a warden; what has imported pytest or has collected for both is gone.
    eventually(lambda: len(wardens()) == 2)
    commands = [Path(f"/proc/{warden}/cmdline") for warden in wardens()]
    eventually(lambda: all(b"go_on" in command.read_bytes() for command in commands))
    for worker in range(2):
        mine = list(range(worker, len(run.items[worker]), 2))
        once.send("items", run="two", worker=worker, items=mine, final=True)
    once.until(run, lambda message: len(run.exited) == 2)
    assert outcomes(run) == WANTED
    eventually(lambda: below(once.hello["pid"]) == [])


def test_sessions_that_die_at_once_are_told(write):
    folder = write(FILES)
    with Bridge(sys.executable, folder, once=True) as own:
        run = Run()
        for worker in range(2):
            own.open(folder, worker=worker, run="two", workers=2, uid="0" * 32)

        def settled(message: dict) -> bool:
            if message["t"] == "opened":
                os.kill(message["pid"], signal.SIGKILL)
            return len(run.exited) == 2

        own.until(run, settled)
        assert {exited["signal"] for exited in run.exited.values()} == {"SIGKILL"}
        eventually(lambda: below(own.hello["pid"]) == [])


def test_worker_takes_the_place_of_one_that_died(write):
    folder = write(FILES)
    with Bridge(sys.executable, folder, once=True) as own:
        run = two(own, folder, stop_at="collected")
        last = [frame for frame in run.frames if frame["t"] == "opened"][-1]
        os.kill(last["pid"], signal.SIGKILL)
        own.until(run, lambda message: len(run.exited) == 1)
        shared = {"run": "two", "workers": 2, "uid": "0" * 32, "warm": "run"}
        own.open(folder, worker=2, first=False, **shared)
        own.until(run, lambda message: 2 in run.collected)
        other = 1 - last["worker"]
        for worker, mine in ((other, [0]), (2, [1, 2])):
            own.send("items", run="two", worker=worker, items=mine, final=True)
        own.until(run, lambda message: len(run.exited) == 3)
        assert outcomes(run) == WANTED
        eventually(lambda: below(own.hello["pid"]) == [])


@pytest.mark.parametrize(
    ("number", "is_noticed"),
    [(signal.SIGKILL, False), (signal.SIGKILL, True), (signal.SIGSTOP, False)],
)
def test_imported_process_that_is_killed_or_stopped_costs_time_only(number, is_noticed, write):
    folder = write(FILES)
    with Bridge(sys.executable, folder, once=True) as own:
        nursery = below(own.hello["pid"])[1]
        os.kill(nursery, number)
        if is_noticed:
            eventually(lambda: not Path(f"/proc/{nursery}/cwd").exists())
        assert outcomes(two(own, folder)) == WANTED
        eventually(lambda: below(own.hello["pid"]) == [])


def test_nothing_is_left_behind_a_supervisor_that_is_killed(write):
    folder = write(FILES)
    with Bridge(sys.executable, folder, once=True) as own:
        two(own, folder, stop_at="collected")
        processes = below(own.hello["pid"])
        assert len(processes) >= 4
        own.process.kill()
        eventually(lambda: not any(Path(f"/proc/{pid}/cwd").exists() for pid in processes))


def test_pytest_that_cannot_be_imported_is_told(write):
    folder = write({"broken/pytest.py": "raise ValueError('broken')\n", "dies/pytest.py": ""})
    (folder / "dies/pytest.py").write_text("import os\nos.abort()\n")
    for name, error in (("broken", "ValueError: broken"), ("dies", "imports it has died")):
        env = clean_environment(PYTHONPATH=str(folder / name))
        with Bridge(sys.executable, folder, env, once=True) as own:
            assert own.hello["pytest"] is None
            assert error in own.hello["pytestError"]
