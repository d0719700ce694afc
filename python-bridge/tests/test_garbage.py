"""The collector of garbage does for the person what it does under pytest, though a session spares it work."""

from __future__ import annotations

import subprocess
import sys

import pytest
from client import clean_environment, subjects

# Each fails where what was imported is not seen, or where something has been left behind.
SEES_ALL = """
    import gc, weakref

    class Held:
        def __init__(self): self.self = self

    HELD = [Held() for _ in range(8)]
    STATE = gc.get_threshold(), gc.isenabled(), gc.get_debug(), list(gc.callbacks)

    def test_what_was_imported_is_collected_when_asked_for():
        for _ in range(3):
            seen = weakref.ref(HELD.pop())
            assert gc.collect() >= 1
            assert seen() is None

    def test_what_a_test_has_made_is_collected():
        seen = weakref.ref(Held())
        assert gc.collect(generation=2) >= 1
        assert seen() is None

    def test_what_was_imported_is_listed():
        assert any(each is HELD for each in gc.get_objects())
        gc.collect()
        held_by = gc.get_referrers(HELD[0])
        assert any(each is HELD for each in held_by)
        assert not [each for each in held_by if isinstance(each, tuple)]

    def test_nothing_is_set():
        assert STATE == (gc.get_threshold(), True, 0, [])
        assert gc.get_threshold()[2] == 10

    def test_wrong_arguments():
        for wrong in (3, -1, "x", None):
            try:
                gc.collect(wrong)
            except (ValueError, TypeError):
                continue
            assert False, wrong
"""

OFTEN = """
    import gc

    def full(): return gc.get_stats()[2]["collections"]

    BEFORE = full()
    MANY = [[number] for number in range(300_000)]
    TIMES = full() - BEFORE

    def test_seldom():
        print(f"{TIMES} times, then {gc.get_freeze_count() > len(MANY)}")
"""

AT_THE_END = """
    class Held:
        def __init__(self): self.self = self
        def __del__(self): raise ValueError("at the end")

    HELD = [Held()]

    def test_it(): HELD.clear()
"""


@pytest.mark.parametrize("engine", ["full", "lean"])
@pytest.mark.parametrize("warm", [None, "run"])
def test_what_is_asked_for_sees_everything(bridge, write, engine, warm):
    folder = write({"test_m.py": SEES_ALL})
    more = {} if warm is None else {"warm": warm}
    run = bridge.run(folder, ["-p", "no:cacheprovider"], engine=engine, **more)
    assert set(run.outcomes.values()) == {"passed"}, run.events
    assert len(run.outcomes) == 5
    assert bool([each for each in run.frames if each["t"] == "parked"]) is (warm is not None)


def test_pytest_says_the_same(write):
    folder = write({"test_m.py": SEES_ALL})
    done = in_pytest(folder)
    assert done.returncode == 0, done.stdout


def test_full_collections_are_seldom_while_pytest_collects(bridge, write):
    folder = write({"test_m.py": OFTEN})
    run = bridge.run(folder)
    assert run.output("test_seldom", "call", "stdout") == "0 times, then True\n"
    # That this says something.
    assert "0 times" not in in_pytest(folder, "-s").stdout


@pytest.mark.parametrize(
    "version", ["pytest8", "pytest9"]
)  # Older ones leave it to the interpreter.
def test_what_dies_with_the_last_test_is_told_as_by_pytest(supervisors, write, version):
    folder = write({"test_m.py": AT_THE_END})
    python = subjects()[version]
    for options in ([], ["-W", "error"]):
        run = supervisors.of(python).run(folder, options)
        done = in_pytest(folder, *options, python=python)
        told = str(run.events) + run.raw
        assert run.ended["exit"] == done.returncode
        assert ("at the end" in told) == ("at the end" in done.stdout + done.stderr)


def in_pytest(folder, *options, python=sys.executable):
    return subprocess.run(
        [python, "-m", "pytest", "-p", "no:cacheprovider", *options],
        cwd=folder,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
