"""Workers and what they are forked from, killed at random while they run.

Every test is told once, none passes that did not, and the language server goes on as if nothing had
been. FASTEST_CHAOS sets how many processes are killed.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections import Counter
from pathlib import Path

import pytest

import program
from editor import editing

KILLS = int(os.environ.get("FASTEST_CHAOS", "30"))

# A test that has passed has left a file; one that fails never may pass.
TEXT = """
import pathlib, time
import pytest

@pytest.fixture(scope="module")
def slowly():
    yield time.sleep(0.01)

@pytest.mark.parametrize("n", range(12))
def test_passes(n, slowly, request):
    time.sleep(0.004)
    pathlib.Path("done", f"{__name__}-{n}").touch()

def test_fails(slowly):
    time.sleep(0.004)
    assert False
"""
FILES = 6
EACH = 13


@pytest.mark.asyncio
async def test_killed_processes_cost_their_tests_and_nothing_else(env, tmp_path):
    chance = random.Random(20261123)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    for number in range(FILES):
        (tmp_path / f"test_{number}.py").write_text(TEXT)
    killed = runs = 0
    async with editing(tmp_path, env) as user:
        await user.begin(tests=True)
        while killed < KILLS:
            runs += 1
            done = tmp_path / "done"
            done.mkdir(exist_ok=True)
            for old in done.iterdir():
                old.unlink()
            since, run = len(user.heard), f"chaos-{runs}"
            order = {"runId": run, "workers": 2, "profile": {"kind": "run"}}
            answer = await user.ask("tests/run", order)
            assert answer.accepted
            ended = asyncio.ensure_future(
                user.hear(lambda what, said, run=run: is_end(what, said, run), since)
            )
            kills = chance.choice([0, 1, 3, 6])
            while not ended.done() and kills > 0:
                await asyncio.sleep(chance.uniform(0.0, 0.25))
                kills -= kill_one(env, chance)
                killed += 1
            await ended
            check(user.heard[since:], run, done, FILES * EACH)
        await user.leave()


def is_end(what: str, said: object, run: str) -> bool:
    return (
        what == "tests/runEvent"
        and said.runId == run
        and any(event.t == "ended" for event in said.events)
    )


def kill_one(env: dict[str, str], chance: random.Random) -> int:
    """Kills a Python process below the server, whatever it is; gives how many that were."""
    found = [pid for pid, command in program.processes(env).items() if "fastest_bridge" in command]
    if not found:
        return 0
    try:
        os.kill(chance.choice(sorted(found)), signal.SIGKILL)
    except ProcessLookupError:
        return 0
    return 1


def check(heard: list, run: str, done: Path, tests: int) -> None:
    """What the run told: one outcome a test, no pass without its file, no failure that passed."""
    outcomes: Counter[str] = Counter()
    passed = []
    ends = []
    for what, said in heard:
        if what != "tests/runEvent" or said.runId != run:
            continue
        for event in said.events:
            if event.t in ("passed", "failed", "errored", "skipped", "xfailed", "xpassed"):
                outcomes[event.id] += 1
            if event.t == "passed":
                passed.append(event.id)
            if event.t == "ended":
                ends.append(event)
    assert len(ends) == 1
    assert set(outcomes.values()) <= {1}, "told twice"
    for test in passed:
        _, file, name = test.split("::")
        assert name.startswith("test_passes["), f"{test} cannot pass"
        case = name.partition("[")[2].rstrip("]")
        assert (done / f"{file.removesuffix('.py')}-{case}").exists(), f"{test} did not run"
    # A file whose import was killed, after an earlier collection had been, is an error in place of
    # its tests; where the collection was killed too often, the run says so and names what it lacks.
    lost = [test for test in outcomes if test.count("::") == 1]
    told = len(outcomes) + len(lost) * (EACH - 1)
    assert told == tests or ends[0].reason in ("crashed", "error"), ends[0]
    assert ends[0].exitCode != 0
