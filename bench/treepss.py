#!/usr/bin/env python3
"""Measure the memory of a command and all its processes: peak PSS, wall time and CPU.

    treepss.py [--also PID]... [--json] CMD...

PSS is summed over CMD and all its descendants from /proc/PID/smaps_rollup every 10 ms (a command
shorter than about half a second is sampled too rarely to trust); --also adds the tree of a running
process, a daemon say. CPU is user and system time of CMD and of all descendants it waited for; that
of the trees under --also comes from /proc/PID/stat, their reaped children included. Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

TICKS = os.sysconf("SC_CLK_TCK")
INTERVAL = 0.01


class Process(NamedTuple):
    """What /proc says of a process; CPU in seconds."""

    parent: int
    cpu: float


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--also", type=int, action="append", default=[], metavar="PID")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("cmd", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    if not options.cmd:
        parser.error("no command")
    result = measure(options.cmd, options.also)
    if options.json:
        print(json.dumps(result))
    else:
        print("  ".join(f"{key}={value}" for key, value in result.items()))


def measure(argv: list[str], also: list[int]) -> dict[str, float]:
    """Runs `argv` to its end."""
    before = _cpu(also)
    start = time.perf_counter()
    peak = at_peak = samples = 0
    child = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while child.poll() is None:
        pids = _tree([child.pid, *also], _processes())
        total = sum(map(_pss_kib, pids))
        samples += 1
        if total > peak:
            peak, at_peak = total, len(pids)
        time.sleep(INTERVAL)
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "exit": child.returncode,
        "wall_s": round(time.perf_counter() - start, 3),
        "cpu_s": round(usage.ru_utime + usage.ru_stime + _cpu(also) - before, 3),
        "peak_pss_mib": round(peak / 1024, 1),
        "processes_at_peak": at_peak,
        "samples": samples,
    }


def _processes() -> dict[int, Process]:
    table = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(") ")[2].split()
        except OSError:
            continue  # it ended meanwhile
        table[int(stat.parent.name)] = Process(int(fields[1]), sum(map(int, fields[11:15])) / TICKS)
    return table


def _tree(roots: Iterable[int], table: Mapping[int, Process]) -> set[int]:
    wanted = set(roots)
    grew = True
    while grew:
        found = {pid for pid, process in table.items() if process.parent in wanted} - wanted
        wanted |= found
        grew = bool(found)
    return wanted & table.keys()


def _cpu(roots: list[int]) -> float:
    table = _processes()
    return sum(table[pid].cpu for pid in _tree(roots, table))


def _pss_kib(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    match = re.search(r"^Pss:\s+(\d+)", text, re.M)
    return int(match[1]) if match else 0


if __name__ == "__main__":
    main()
