#!/usr/bin/env python3
"""Time commands side by side: process against process, turn about, medians.

    compare.py [-n RUNS] [--warm RUNS] [--cwd DIR] NAME=COMMAND...

The arms run interleaved (A B C A B C ...), so that a busy moment of the machine meets all of them.
Wall time is from before the start to the reaped exit; CPU is user and system time of the command
and of all descendants that were waited for. Commands go through the shell. POSIX only.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Sample:
    """One run: milliseconds, and the exit status (negative: the signal that ended it)."""

    wall: float
    cpu: float
    exit: int


@dataclass(frozen=True)
class Row:
    """All samples of one arm."""

    samples: tuple[Sample, ...]

    @property
    def wall(self) -> float:
        return statistics.median(sample.wall for sample in self.samples)

    @property
    def cpu(self) -> float:
        return statistics.median(sample.cpu for sample in self.samples)

    @property
    def spread(self) -> tuple[float, float]:
        walls = [sample.wall for sample in self.samples]
        return min(walls), max(walls)

    @property
    def exits(self) -> list[int]:
        return sorted({sample.exit for sample in self.samples})


Arm = Callable[[], Sample]


def interleave(
    arms: Mapping[str, Arm],
    runs: int,
    warm: int = 1,
    tell: Callable[[str, Sample], None] = lambda name, sample: None,
) -> dict[str, Row]:
    """Runs each arm in turn; the first `warm` rounds are thrown away, `tell` hears of the rest."""
    samples: dict[str, list[Sample]] = {name: [] for name in arms}
    for turn in range(-warm, runs):
        for name, arm in arms.items():
            sample = arm()
            if turn >= 0:
                samples[name].append(sample)
                tell(name, sample)
    return {name: Row(tuple(taken)) for name, taken in samples.items()}


def process(
    argv: Sequence[str], cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> Arm:
    """An arm that starts `argv` and waits for it; what it prints is thrown away."""

    def once() -> Sample:
        start = time.perf_counter()
        child = subprocess.Popen(
            argv,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return reap(child, start)

    return once


def reap(child: subprocess.Popen[bytes], start: float, wall: float | None = None) -> Sample:
    """Waits for a child; `wall` replaces the time until its end where another moment counts."""
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if wall is None:
        wall = (time.perf_counter() - start) * 1000
    return Sample(wall, (usage.ru_utime + usage.ru_stime) * 1000, child.returncode)


def markdown(rows: Mapping[str, Row], peers: Sequence[str], notes: Mapping[str, str]) -> str:
    """A table with a row an arm; a ratio over 1 means quicker than that peer."""
    head = ["", "wall ms", "min–max", "CPU ms", *(f"× {peer}: wall (CPU)" for peer in peers), ""]
    lines = [_line(head), _line(["---", *["---:"] * (3 + len(peers)), "---"])]
    for name, row in rows.items():
        low, high = row.spread
        note = notes.get(name, "")
        if any(row.exits):
            note = f"{note}; exit {row.exits}".lstrip("; ")
        ratios = (_ratio(rows[peer], row) for peer in peers)
        cells = [name, _ms(row.wall), f"{_ms(low)}–{_ms(high)}", _ms(row.cpu), *ratios, note]
        lines.append(_line(cells))
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", "--runs", type=int, default=5)
    parser.add_argument("--warm", type=int, default=1)
    parser.add_argument("--cwd", type=Path)
    parser.add_argument("commands", nargs="+", metavar="NAME=COMMAND")
    options = parser.parse_args()
    commands = dict(item.split("=", 1) for item in options.commands)
    arms = {
        name: process(["/bin/sh", "-c", f"exec {command}"], options.cwd)
        for name, command in commands.items()
    }
    rows = interleave(arms, options.runs, options.warm)
    print(markdown(rows, [next(iter(rows))], {}))


def _ms(value: float) -> str:
    return f"{value:.1f}" if value < 100 else f"{value:.0f}"


def _ratio(peer: Row, row: Row) -> str:
    return f"{_times(peer.wall / row.wall)} ({_times(peer.cpu / max(row.cpu, 0.1))})"


def _times(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.3f}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
