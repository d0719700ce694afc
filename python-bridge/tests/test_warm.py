"""Parked processes: later runs are forked from them, and never see what is not so any more."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from client import PATIENCE, SOURCE, Bridge, Run, clean_environment, subjects

FILES = {
    "conftest.py": "VALUE = 1\n",
    "shop.py": "import pathlib\nPRICE = int(pathlib.Path(__file__).with_name('price.txt').read_text())\n",
    "price.txt": "1",
    "tax.py": "RATE = 1\n",
    "lib/tax.py": "RATE = 2\n",
    "test_m.py": """
        import conftest, shop, tax
        import pytest, sys

        @pytest.mark.parametrize("case", [1, 2])
        def test_values(case):
            print("out of", case)
            print("err of", case, file=sys.stderr)
            assert (conftest.VALUE, shop.PRICE, tax.RATE, 1) == (1, 1, 1, 1)
    """,
}


def warm(bridge: Bridge, folder: Path, *args: str, file: str = "test_m.py", **fields) -> Run:
    """Runs a file as an editor does."""
    only = [str(folder / file)]
    return bridge.run(folder, list(args), only=only, warm="keep", **fields)


def layers(run: Run) -> list[str]:
    """Where the run's session was forked from in the end, then where it parked itself."""
    found: list[str] = []
    for frame in run.frames:
        if frame["t"] == "opened" and not found:
            found.append(frame.get("from", "supervisor"))
        elif frame["t"] == "parked":
            found.append(frame["layer"])
        elif frame["t"] == "unparked" and any(end in frame["why"] for end in ENDS):
            found.clear()
    return found


# How a parked process comes to be of no more use.
ENDS = ("has changed", "has gone", "has died")


def why(run: Run) -> str:
    return "; ".join(frame["why"] for frame in run.frames if frame["t"] == "unparked")


def outcome(run: Run) -> set[str]:
    return set(run.outcomes.values())


def told(run: Run) -> list[dict]:
    """Everything that a run says of its tests, without what differs each time."""
    timed = ("duration", "worker")
    return [{k: v for k, v in event.items() if k not in timed} for event in run.events]


def test_second_run_starts_where_the_first_had_collected(any_pytest, write):
    folder = write(FILES)
    first = warm(any_pytest, folder)
    second = warm(any_pytest, folder, select=["test_m.py::test_values[2]"])
    third = warm(any_pytest, folder)
    assert layers(first) == ["supervisor", "configured", "collected"]
    assert layers(second) == layers(third) == ["collected"]
    assert second.outcomes == {"test_m.py::test_values[2]": "passed"}
    assert (
        told(third) == told(first) == told(any_pytest.run(folder, only=[str(folder / "test_m.py")]))
    )
    assert third.items == first.items
    assert third.output("[1]", "call", "stdout") == "out of 1\n"
    assert third.output("[2]", "call", "stderr") == "err of 2\n"


def test_another_file_starts_from_what_is_configured(bridge, write):
    folder = write({**FILES, "test_n.py": "def test_n(): pass\n"})
    warm(bridge, folder)
    other = warm(bridge, folder, file="test_n.py")
    assert layers(other) == ["configured", "collected"]
    assert other.outcomes == {"test_n.py::test_n": "passed"}
    assert layers(warm(bridge, folder)) == ["collected"]


def edit(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text().replace(old, new))


def edit_within_the_second(path: Path, old: str, new: str) -> None:
    before = path.stat()
    edit(path, old, new)
    assert path.stat().st_size == before.st_size
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES = {
    "test file": lambda at: edit(at / "test_m.py", "RATE, 1)", "RATE, 22)"),
    "test file, same size, same time": lambda at: edit_within_the_second(
        at / "test_m.py", "RATE, 1)", "RATE, 2)"
    ),
    "conftest": lambda at: edit(at / "conftest.py", "1", "2"),
    "conftest, same size, same time": lambda at: edit_within_the_second(
        at / "conftest.py", "1", "2"
    ),
    "module": lambda at: edit(at / "tax.py", "1", "2"),
    "module, same size, same time": lambda at: edit_within_the_second(at / "tax.py", "1", "2"),
    "module, replaced": lambda at: (
        (at / "tax.py").replace(at / "old") and (at / "lib/tax.py").replace(at / "tax.py")
    ),
    "data": lambda at: (at / "price.txt").write_text("2"),
    "shadow": lambda at: (
        (at / "tax").mkdir(),
        (at / "tax" / "__init__.py").write_text("RATE = 2\n"),
    ),
    "deleted module": lambda at: (at / "tax.py").unlink(),
    "new conftest setting": lambda at: (at / "conftest.py").write_text(
        "VALUE = 1\ndef pytest_runtest_setup(item):\n    assert 0\n"
    ),
    "ini": lambda at: (at / "pytest.ini").write_text("[pytest]\npython_functions = nothing\n"),
    "new ini": lambda at: (at / "pytest.toml").write_text('[pytest]\npython_functions = ["no"]\n'),
}


@pytest.mark.parametrize("change", CHANGES)
def test_no_run_sees_stale_code(bridge, write, change):
    folder = write(FILES)
    assert outcome(warm(bridge, folder)) == {"passed"}
    assert layers(warm(bridge, folder)) == ["collected"]
    CHANGES[change](folder)
    changed = warm(bridge, folder)
    cold = bridge.run(folder, only=[str(folder / "test_m.py")])
    assert outcome(changed) != {"passed"}
    assert changed.outcomes == cold.outcomes
    assert changed.ended["exit"] == cold.ended["exit"]
    assert "has changed" in why(changed)
    # It stays right, and is warm again.
    again = warm(bridge, folder)
    assert again.outcomes == cold.outcomes


@pytest.mark.parametrize("announced", ["just now", "long before", "another"])
def test_announced_run_sees_no_stale_code(bridge, write, announced):
    folder = write(FILES)
    warm(bridge, folder)
    assert outcome(warm(bridge, folder)) == {"passed"}
    if announced == "just now":
        change_rate(folder)
    # What was forked ahead for the next run looks now; the others change something after that.
    bridge.send("ready", run="another" if announced == "another" else "announced")
    if announced != "just now":
        time.sleep(1.5 if announced == "long before" else 0.3)
        change_rate(folder)
    run = warm(bridge, folder, run="announced")
    assert outcome(run) == {"failed"}
    assert "tax.py has changed" in why(run)


def change_rate(folder: Path) -> None:
    """Writes as many bytes, and puts the time of modification back."""
    file = folder / "tax.py"
    before = file.stat()
    file.write_text("RATE = 3\n")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_session_that_runs_all_waits_for_no_items(any_pytest, write):
    folder = write(FILES)
    handed = warm(any_pytest, folder)
    for layer in ("collected", "collected"):
        any_pytest.open(folder, [], only=[str(folder / "test_m.py")], warm="keep", all=True)
        run = any_pytest.until(Run(), lambda message: message["t"] == "exited")
        assert layers(run) == [layer]
        assert told(run) == told(handed)


def test_other_environment_is_another_process(bridge, write):
    folder = write(
        {"test_m.py": "import os\nV = os.environ.get('V')\ndef test_v(): assert V is None\n"}
    )
    assert outcome(warm(bridge, folder)) == {"passed"}
    assert outcome(warm(bridge, folder, env={"V": "1"})) == {"failed"}
    assert outcome(warm(bridge, folder)) == {"passed"}


def test_installed_plugin_is_loaded(bridge, write, tmp_path_factory):
    packages = tmp_path_factory.mktemp("packages")
    env = clean_environment(PYTHONPATH=str(packages))
    folder = write({"test_m.py": "def test_m(): pass\n"})
    with Bridge(sys.executable, folder, env) as own:
        assert outcome(warm(own, folder)) == {"passed"}
        assert layers(warm(own, folder)) == ["collected"]
        (packages / "breaks.py").write_text("def pytest_runtest_call(item):\n    assert 0\n")
        dist = packages / "breaks-1.dist-info"
        dist.mkdir()
        (dist / "METADATA").write_text("Metadata-Version: 2.1\nName: breaks\nVersion: 1\n")
        (dist / "entry_points.txt").write_text("[pytest11]\nbreaks = breaks\n")
        assert outcome(warm(own, folder)) == {"failed"}


def test_only_the_test_file_is_imported_anew(bridge, write):
    folder = write(FILES)
    warm(bridge, folder)
    edit(folder / "test_m.py", "RATE, 1)", "RATE, 22)")
    changed = warm(bridge, folder)
    # It may have been collected again already, but not by a new process.
    assert "supervisor" not in layers(changed)
    assert outcome(changed) == {"failed"}


def test_bytecode_of_its_own_is_no_change(bridge, write):
    folder = write(FILES)
    for _ in range(3):
        edit(folder / "test_m.py", "err of", "to err of")
        warm(bridge, folder)
        assert layers(warm(bridge, folder)) == ["collected"]


def test_output_of_two_forks_at_once_is_not_mixed(bridge, write):
    text = """
        import logging, pytest, sys, time
        logging.getLogger("own").addHandler(logging.StreamHandler(sys.stderr))

        @pytest.mark.parametrize("case", range(40))
        def test_out(case, request):
            for _ in range(20):
                print(request.config.getoption("verbose"), case)
                logging.getLogger("own").warning("log %d", case)
    """
    folder = write({"test_m.py": text})
    warm(bridge, folder)
    ids = [f"test_m.py::test_out[{case}]" for case in range(40)]
    names = {
        bridge.open(folder, only=[str(folder / "test_m.py")], warm="keep", select=chosen): Run()
        for chosen in (ids[:20], ids[20:])
    }
    left = len(names)
    while left:
        message = bridge.receive()
        run = names[message["run"]]
        run.take(message)
        if message["t"] == "collected" and message["done"]:
            numbers = list(range(len(run.items[0])))
            bridge.send("items", run=message["run"], worker=0, items=numbers, final=True)
        left -= message["t"] == "exited"
    for run, chosen in zip(names.values(), (ids[:20], ids[20:])):
        assert layers(run) == ["collected"]
        assert run.ids == chosen
        for nodeid in chosen:
            case = nodeid[:-1].rpartition("[")[2]
            assert run.output(f"[{case}]", "call", "stdout") == f"0 {case}\n" * 20
            assert run.output(f"[{case}]", "call", "stderr") == f"log {case}\n" * 20


# What cannot be had twice: the process does not park there, and the outcome is pytest's.
REASONS = {
    "open file": ("log = open(__file__)", "open"),
    "file written": ("open('made.txt', 'w').write('x')", "writes"),
    "file removed": (
        "import os\nif os.path.exists('price.txt'): os.remove('price.txt')",
        "changes",
    ),
    "thread": (
        "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()",
        "thread",
    ),
    "process": ("import subprocess\nsubprocess.run(['true'])", "starts a process"),
    "socket": ("import socket\ns = socket.socket()", "open"),
    "chance": ("import random\nX = random.random()", "random"),
    "unique": ("import uuid\nX = uuid.uuid4()", "random"),
    "clock": ("import time\nSTART = time.time()", "time"),
    "date": ("from datetime import datetime\nclass A:\n    NOW = datetime.now()", "time"),
    "pid": ("import os\nPID = os.getpid()", "process id"),
    "atexit": ("import atexit\natexit.register(print, 1)", "atexit"),
}


@pytest.mark.parametrize("reason", REASONS)
def test_what_cannot_be_had_twice_is_not_parked(bridge, write, reason):
    code, said = REASONS[reason]
    folder = write({"price.txt": "1"})
    (folder / "test_m.py").write_text(code + "\ndef test_m(): pass\n")
    for _ in range(2):
        (folder / "price.txt").write_text("1")
        run = warm(bridge, folder)
        assert outcome(run) == {"passed"}
        assert "collected" not in layers(run)
    assert said in why(run)


def test_folder_that_is_there_is_not_made(bridge, write):
    folder = write(
        {
            "data/x": "",
            "test_m.py": """
        import os
        os.makedirs("data", exist_ok=True)
        try:
            os.mkdir("data")
        except FileExistsError:
            pass
        def test_m(): assert os.path.isdir("data")
    """,
        }
    )
    assert "collected" in layers(warm(bridge, folder))
    assert layers(warm(bridge, folder)) == ["collected"]
    shutil.rmtree(folder / "data")
    run = warm(bridge, folder)
    assert outcome(run) == {"passed"}
    assert layers(run) != ["collected"]
    assert "data" in why(run)


@pytest.mark.parametrize(
    "harmless", ["import time\ndef now(): return time.time()", "from time import monotonic"]
)
def test_clock_in_a_function_is_none_at_import(bridge, write, harmless):
    folder = write({})
    (folder / "test_m.py").write_text(harmless + "\ndef test_m(): pass\n")
    assert "collected" in layers(warm(bridge, folder))


@pytest.mark.parametrize(
    "hook", ["pytest_sessionstart", "pytest_sessionfinish", "pytest_unconfigure"]
)
def test_what_is_set_up_for_a_session_is_set_up_for_each(any_pytest, write, hook):
    argument = "config" if hook == "pytest_unconfigure" else "session"
    folder = write(
        {
            "conftest.py": f"""
                import pathlib
                def {hook}({argument}):
                    with pathlib.Path(__file__).with_name(".hooks").open("a") as file:
                        file.write("x")
            """,
            "test_m.py": "def test_m(): pass\n",
        }
    )
    for number in (1, 2, 3):
        run = warm(any_pytest, folder)
        assert outcome(run) == {"passed"}
        assert (folder / ".hooks").read_text() == "x" * number
    assert layers(run) == ["configured"]
    assert f"{hook} in" in why(run)


def test_seed_of_a_conftest_holds_in_each_run(any_pytest, write):
    folder = write(
        {
            "conftest.py": "import random\nrandom.seed(7)\n",
            "test_m.py": "import random\ndef test_m(): print(random.random())\n",
        }
    )
    python = subjects()["pytest9"]
    command = [str(python), "-m", "pytest", "-sq", "-p", "no:cacheprovider"]
    real = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env=clean_environment(), check=True
    )
    for _ in range(3):
        run = warm(any_pytest, folder)
        assert run.output("test_m", "call", "stdout").strip() in real.stdout
    assert layers(run) == ["collected"]


def test_without_a_seed_each_run_has_its_own_chance(bridge, write):
    folder = write({"test_m.py": "import random\ndef test_m(): print(random.random())\n"})
    outputs = {warm(bridge, folder).output("test_m", "call", "stdout") for _ in range(3)}
    assert len(outputs) == 3


def test_last_failures_are_those_on_disk(any_pytest, write):
    """Written by a warm run, read by pytest, and back."""
    folder = write(
        {
            "test_m.py": """
                import os
                def test_a(): assert not os.path.exists(".fail")
                def test_b(): assert not os.path.exists(".fail")
                def test_c(): pass
            """
        }
    )
    python = any_pytest.hello["executable"]

    def real(*args: str) -> str:
        command = [python, "-m", "pytest", "-q", "--tb=no", "-rA", *args]
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            env=clean_environment(),
            check=False,
        )
        return done.stdout

    warm(any_pytest, folder)
    (folder / ".fail").write_text("")
    assert warm(any_pytest, folder, select=["test_m.py::test_a"]).outcomes == {
        "test_m.py::test_a": "failed"
    }
    assert "1 failed" in real("--lf")
    assert "2 failed, 1 passed" in real()
    (folder / ".fail").unlink()
    run = warm(any_pytest, folder, select=["test_m.py::test_a"])
    assert layers(run) == ["collected"]
    assert outcome(run) == {"passed"}
    # The other one is still known to have failed.
    lasting = warm(any_pytest, folder, "--lf")
    assert lasting.outcomes == {"test_m.py::test_b": "passed"}
    assert warm(any_pytest, folder, "--lf").outcomes.keys() == {
        f"test_m.py::test_{name}" for name in "abc"
    }


def test_collect_error_and_warnings_are_told_by_each_run(any_pytest, write):
    folder = write(
        {
            "test_m.py": "import warnings\nwarnings.warn('careful')\ndef test_m(): pass\n",
            "test_n.py": "import nowhere\n",
        }
    )
    both = {"only": [str(folder / "test_m.py"), str(folder / "test_n.py")], "warm": "keep"}
    args = ["--continue-on-collection-errors"]
    first, second = (any_pytest.run(folder, args, **both) for _ in range(2))
    assert layers(second) == ["collected"]
    assert told(second) == told(first)
    assert len(second.of("collecterror")) == len(second.of("warning")) == 1
    assert second.ended["stats"] == first.ended["stats"]
    (folder / "nowhere.py").write_text("")
    assert not any_pytest.run(folder, args, **both).of("collecterror")


def test_full_collection_sees_what_was_there_before_the_fork(bridge, write):
    folder = write(
        {
            "test_m.py": """
                import gc, weakref

                class Node: pass
                node = Node()
                node.itself = node
                ref = weakref.ref(node)

                def test_m():
                    global node
                    node = None
                    gc.collect()
                    assert ref() is None
            """
        }
    )
    for _ in range(3):
        assert outcome(run := warm(bridge, folder)) == {"passed"}
    assert layers(run) == ["collected"]


def parked_pids(bridge: Bridge) -> list[int]:
    """The processes below the supervisor, the oldest first, while no run is under way."""
    found, todo = [], [bridge.hello["pid"]]
    while todo:
        pid = todo.pop()
        for task in Path(f"/proc/{pid}/task").iterdir():
            children = [int(child) for child in (task / "children").read_text().split()]
            found += children
            todo += children
    return found


def settled(bridge: Bridge, most: int) -> list[int]:
    """As parked_pids, once there are no more than so many: a run's own processes may take a moment to go."""
    deadline = time.monotonic() + 20
    while len(found := parked_pids(bridge)) > most:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


def chain(bridge: Bridge) -> list[int]:
    """Two parked processes, and the session that the last one forks ahead, each behind its warden."""
    deadline = time.monotonic() + 20
    while len(found := parked_pids(bridge)) != 6:
        assert time.monotonic() < deadline, found
        time.sleep(0.02)
    return found


@pytest.fixture
def own(write):
    """A supervisor of the test's own."""
    with Bridge(sys.executable, write({})) as found:
        yield found


def test_workers_of_a_run_share_its_collection(any_pytest, write):
    folder = write({"test_m.py": "def test_a(): pass\ndef test_b(): pass\ndef test_c(): pass\n"})
    names = {"run": "shared", "warm": "run"}
    for worker in range(3):
        any_pytest.open(folder, worker=worker, **names)
    run = Run()
    any_pytest.until(run, lambda _: len(run.collected) == 3)
    assert run.items[0] == run.items[1] == run.items[2]
    started = {f["worker"]: f.get("from") for f in run.frames if f["t"] == "opened"}
    assert started == {0: None, 1: "collected", 2: "collected"}
    # One that dies is replaced from there, too.
    any_pytest.send("cancel", run="shared", worker=2, force=True)
    any_pytest.until(run, lambda _: 2 in run.exited)
    del run.exited[2]
    again = any_pytest.open(folder, worker=2, select=["test_m.py::test_c"], **names)
    assert again == "shared"
    any_pytest.until(
        run,
        lambda m: m["t"] == "collected" and [i["id"] for i in m["items"]] == ["test_m.py::test_c"],
    )
    for worker, item in ((0, 0), (1, 1), (2, 0)):
        any_pytest.send("items", run="shared", worker=worker, items=[item], final=True)
    any_pytest.until(run, lambda _: len(run.exited) == 3)
    assert [event["exit"] for event in run.of("ended")] == [0, 0, 0]
    assert len(run.of("finished", outcome="passed")) == 3


def test_workers_of_a_run_that_cannot_share_collect_each(bridge, write):
    folder = write(
        {
            "conftest.py": "def pytest_sessionstart(session): pass\n",
            "test_m.py": "def test_a(): pass\n",
        }
    )
    for worker in range(3):
        bridge.open(folder, worker=worker, run="alone", warm="run")
    run = Run()
    bridge.until(run, lambda _: len(run.collected) == 3)
    assert all("from" not in frame for frame in run.frames)
    bridge.send("cancel", run="alone", force=True)
    bridge.until(run, lambda _: len(run.exited) == 3)


@pytest.mark.parametrize(
    "reason",
    [
        {"test_a.py": "import uuid\nID = uuid.uuid4()\n"},
        {"conftest.py": "def pytest_sessionfinish(): pass\n"},
    ],
    ids=["while it collects", "from the beginning"],
)
def test_no_worker_waits_for_what_it_will_not_share(bridge, write, reason):
    both = """
        import os, time
        with open("imported", "a") as file: file.write(".")
        until = time.monotonic() + 30
        while os.path.getsize("imported") < 2 and time.monotonic() < until: time.sleep(0.01)
        WERE = os.path.getsize("imported")

        def test_together(): assert WERE == 2
    """
    folder = write({**reason, "test_b.py": both})
    for worker in range(2):
        bridge.open(folder, worker=worker, workers=2, run="apart", uid="u", warm="run")
    run = Run()
    bridge.until(run, lambda _: len(run.collected) == 2)
    for worker in range(2):
        bridge.send("items", run="apart", worker=worker, items=[0], final=True)
    bridge.until(run, lambda _: len(run.exited) == 2)
    assert [each["outcome"] for each in run.of("finished")] == ["passed", "passed"]


def test_killed_parked_process_costs_time_only(own, write):
    folder = write(FILES)
    warm(own, folder)
    assert layers(warm(own, folder)) == ["collected"]
    # Two parked processes and a session forked ahead, each with its warden.
    pids = settled(own, 6)
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue  # It went with another one.
        for _ in range(3):
            assert outcome(run := warm(own, folder)) == {"passed"}
        assert layers(run) == ["collected"]


def test_stopped_parked_process_is_not_waited_for(own, write):
    folder = write(FILES)
    warm(own, folder)
    for pid in chain(own)[:4]:
        os.kill(pid, signal.SIGSTOP)
    for _ in range(2):
        assert outcome(warm(own, folder)) == {"passed"}


def test_stopped_session_that_was_forked_ahead_is_not_waited_for(own, write):
    folder = write(FILES)
    warm(own, folder)
    os.kill(chain(own)[-1], signal.SIGSTOP)
    assert outcome(warm(own, folder)) == {"passed"}


def test_run_outlives_the_process_it_was_forked_from(own, write):
    folder = write({**FILES, "test_s.py": "import time\ndef test_s():\n    time.sleep(1)\n"})
    slow = {"only": [str(folder / "test_s.py")], "warm": "keep"}
    own.run(folder, **slow)
    name = own.open(folder, **slow)
    run = Run()
    own.until(run, lambda message: message["t"] == "collected")
    own.send("items", run=name, worker=0, items=[0], final=True)
    own.until(run, lambda message: message["t"] == "events")
    edit(folder / "conftest.py", "1", "1 ")
    other = own.open(folder, **slow)
    runs = {name: run, other: Run()}
    while not all(each.exited for each in runs.values()):
        message = own.receive()
        runs[message["run"]].take(message)
        if message["t"] == "collected" and message["run"] == other:
            own.send("items", run=other, worker=0, items=[0], final=True)
    assert outcome(run) == outcome(runs[other]) == {"passed"}
    assert layers(run) == ["collected"]


def test_cancel_while_collecting_and_after(own, write):
    folder = write(
        {
            "test_m.py": "import time, os\nif os.path.exists('.slow'): time.sleep(60)\n"
            "def test_m(): time.sleep(60)\n"
        }
    )
    (folder / ".slow").write_text("")
    for force in (False, True):
        name = own.open(folder, only=[str(folder / "test_m.py")], warm="keep")
        run = Run()
        own.until(run, lambda message: message["t"] == "opened")
        time.sleep(0.5)
        own.send("cancel", run=name, force=force)
        own.until(run, lambda message: message["t"] == "exited")
        assert not run.of("finished")
    (folder / ".slow").unlink()
    for force in (False, True, False):
        name = own.open(folder, only=[str(folder / "test_m.py")], warm="keep")
        run = Run()
        own.until(run, lambda message: message["t"] == "collected")
        own.send("items", run=name, worker=0, items=[0], final=True)
        own.until(run, lambda message: message["t"] == "events")
        own.send("cancel", run=name, force=force)
        own.until(run, lambda message: message["t"] == "exited")
        assert run.exited[0]["signal"] == ("SIGKILL" if force else None)
        if not force:
            assert run.ended["exit"] == 2
    assert layers(run) == ["collected"]


def test_nothing_is_left_of_parked_processes(write):
    folder = write(FILES)
    with Bridge(sys.executable, folder) as own:
        warm(own, folder)
        warm(own, folder)
        pids = parked_pids(own)
        assert pids
        own.process.kill()
        own.process.wait()
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_kept_processes_are_few(own, write):
    files = {f"test_{n}.py": "def test_it(): pass\n" for n in range(9)}
    folder = write(files)
    for file in files:
        assert outcome(warm(own, folder, file=file)) == {"passed"}
    # One configured, six collected and one forked ahead, each with its warden.
    settled(own, 16)
    assert layers(warm(own, folder, file="test_8.py")) == ["collected"]
    assert layers(warm(own, folder, file="test_0.py"))[0] == "configured"


def test_changed_file_is_collected_before_anybody_asks(own, write):
    folder = write(FILES)
    warm(own, folder)
    assert layers(warm(own, folder)) == ["collected"]
    for old, new in (("RATE, 1)", "RATE, 2)"), ("RATE, 2)", "RATE, 1)")):
        edit(folder / "test_m.py", old, new)
        own.send("look")
        # The run that comes while it is under way waits for it.
        changed = warm(own, folder)
        assert outcome(changed) == ({"failed"} if "2)" in new else {"passed"})
        assert layers(warm(own, folder)) == ["collected"]
        edit(folder / "test_m.py", "out of", "got out of")
        own.send("look")
        time.sleep(1.0)
        later = warm(own, folder)
        assert not why(later)
        assert layers(later) == ["collected"]
        assert "got out of" in later.output("[1]", "call", "stdout")
    # What cannot be collected is told when it is asked for.
    (folder / "test_m.py").write_text("def broken(:\n")
    own.send("look")
    time.sleep(0.5)
    assert len(warm(own, folder).of("collecterror")) == 1


def test_of_several_changed_collections_the_last_is_made_anew(own, write):
    slow = {"test_m.py": FILES["test_m.py"].replace("import conftest", "import slow, conftest")}
    other = {"test_n.py": "import tax\ndef test_rate():\n    assert tax.RATE == 1\n"}
    folder = write({**FILES, **slow, **other, "slow.py": "import time\ntime.sleep(0.6)\n"})
    for file in ("test_n.py", "test_m.py", "test_m.py"):
        assert outcome(warm(own, folder, file=file)) == {"passed"}
    edit(folder / "tax.py", "1", "7")
    # An editor, and later what watches the files for it, tell of the same.
    own.send("look")
    time.sleep(0.3)
    own.send("look")
    last = warm(own, folder)
    assert (layers(last), outcome(last)) == (["collected"], {"failed"})
    other = warm(own, folder, file="test_n.py")
    assert outcome(other) == {"failed"}
    assert layers(other)[0] == "configured" or "tax.py has changed" in why(other)


def test_what_a_parked_process_has_forked_outlives_it_from_its_first_moment():
    """A fork is in the group of the parked process until it has its own, and wardens kill groups."""
    script = """
import os, sys
from fastest_bridge import warden
requests, ask = os.pipe()
_, events = os.pipe()
_, raw = os.pipe()
lifeline, supervisor = os.pipe()
reported, report = os.pipe()
answers, answer = os.pipe()
pid = os.fork()
if pid == 0:
    os.close(supervisor)
    if warden.branch(warden.Ends(requests, events, raw, lifeline, report)):
        os.setsid()
        os.read(requests, 1)
        gone, parked = os.pipe()
        if os.fork() == 0:
            os.close(parked)
            os.read(gone, 1)
            os.read(requests, 1)
            os.write(answer, b"here")
        os._exit(0)
os.close(requests), os.close(report), os.close(answer)
for _ in range(2):
    os.read(reported, 4)
os.write(supervisor, b"p")
os.write(ask, b"f")
os.waitpid(pid, 0)
os.write(ask, b"g")
sys.exit(os.read(answers, 4) != b"here")
"""
    environment = clean_environment(PYTHONPATH=str(SOURCE))
    subprocess.run([sys.executable, "-c", script], env=environment, check=True, timeout=PATIENCE)
