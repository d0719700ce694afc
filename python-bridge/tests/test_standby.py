"""Where nothing may be forked: processes that have imported pytest wait for one run each."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest
from client import Bridge, clean_environment, subjects

FILES = {
    "conftest.py": "VALUE = 1\n",
    "test_m.py": """
        import conftest, os, sys
        import pytest

        @pytest.mark.parametrize("case", [1, 2])
        def test_values(case):
            print("out", case)
            assert conftest.VALUE == 1

        def test_fails():
            assert [1, 2] == [1, 3]

        @pytest.mark.skip(reason="not now")
        def test_skipped(): pass
    """,
}


@pytest.fixture(params=subjects().items(), ids=lambda pair: pair[0])
def standing(request, write):
    python = request.param[1]
    if not python.exists():
        pytest.skip(f"there is no {python}: run prepare.py")
    with Bridge(python, write(FILES), clean_environment(FASTEST_FORK="0")) as found:
        yield found


def waiting(bridge: Bridge) -> set[int]:
    """The sessions that wait: children of the supervisor's children."""
    found = set()
    for child in children(bridge.hello["pid"]):
        found.update(children(child))
    return found


def children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(child) for child in text.split()]


def some_waiting(bridge: Bridge) -> set[int]:
    deadline = time.monotonic() + 20
    while not (found := waiting(bridge)):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


def pid_of(run) -> int:
    (opened,) = [frame for frame in run.frames if frame["t"] == "opened"]
    return opened["pid"]


def test_stopped_process_is_not_waited_for(standing, write):
    folder = write(FILES)
    for pid in some_waiting(standing):
        os.kill(pid, signal.SIGSTOP)
        while ") T " not in Path(f"/proc/{pid}/stat").read_text():
            time.sleep(0.01)
    assert standing.run(folder, warm="keep").ended["exit"] == 1


def test_each_run_takes_the_process_that_waits(standing, any_pytest, write):
    folder = write(FILES)
    assert standing.hello["fork"] is False
    used = set()
    for edit in ("VALUE = 1\n", "VALUE = 1\n", "VALUE = 2\n"):
        (folder / "conftest.py").write_text(edit)
        ready = some_waiting(standing)
        run = standing.run(folder, warm="keep")
        assert pid_of(run) in ready
        assert pid_of(run) not in used
        used.add(pid_of(run))
        cold = any_pytest.run(folder)
        assert run.ids == cold.ids
        assert len(run.of("output")) == len(cold.of("output")) > 0
        assert {i: o for i, o in run.outcomes.items() if "values" in i} == dict.fromkeys(
            [f"test_m.py::test_values[{case}]" for case in (1, 2)],
            "passed" if edit == "VALUE = 1\n" else "failed",
        )
        assert run.ended["stats"].get("skipped") == 1
        assert run.phase("test_fails")["expected"] == "[1, 3]"


def test_several_workers_and_one_that_waits_no_more(write):
    folder = write(FILES)
    with Bridge(sys.executable, folder, clean_environment(FASTEST_FORK="0")) as own:
        for pid in some_waiting(own):
            os.kill(pid, signal.SIGKILL)
        for _ in range(2):
            run = own.run(folder, warm="keep")
            if run.of("ended"):
                break
        assert run.ended["exit"] == 1
        pids = some_waiting(own)
        own.process.kill()
        own.process.wait()
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < deadline
        time.sleep(0.02)
