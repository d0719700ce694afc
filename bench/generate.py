#!/usr/bin/env python3
"""Write the generated workloads of the benchmarks.

    generate.py seed DIR                  10 files x 50 tests, 5 more async ones in even files (525)
    generate.py discovery DIR --files N   N files x 20 `def test_disc_f_t(): pass`
    generate.py trivial DIR --tests N     50 a file, assert sum(range(500)) == 124750
    generate.py realistic DIR --tests N   50 a file, sleep 10 ms and a sum
    generate.py fixtures DIR --tests N    50 a file, each with two fixtures of its file
    generate.py parametrized DIR --tests N  one function a file, with 50 cases
    generate.py unittest DIR --tests N    one TestCase a file, with 50 methods
    generate.py one DIR                   one file with one passing test

DIR is written anew.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path


def seed(root: Path) -> None:
    _fresh(root)
    _write(root / "__init__.py", [])
    for i in range(10):
        lines = ["import asyncio", ""]
        for j in range(50):
            lines += [f"def test_function_{i}_{j}():", "    assert True", ""]
        for j in range(5 if i % 2 == 0 else 0):
            lines += [f"async def test_async_{i}_{j}():", "    await asyncio.sleep(0.0001)"]
            lines += ["    assert True", ""]
        _write(root / f"test_file_{i}.py", lines)


def discovery(root: Path, files: int) -> None:
    _fresh(root)
    for f in range(files):
        lines = []
        for t in range(20):
            lines += [f"def test_disc_{f}_{t}():", "    pass", ""]
        _write(root / f"test_disc_{f}.py", lines)


def trivial(root: Path, tests: int) -> None:
    _bodies(root, tests, "t", [], ["assert sum(range(500)) == 124750"])


def realistic(root: Path, tests: int) -> None:
    body = ["time.sleep(0.01)", "assert sum(range(10000)) == 49995000"]
    _bodies(root, tests, "r", ["import time", ""], body)


def fixtures(root: Path, tests: int) -> None:
    _fresh(root)
    for f, count in _files(tests):
        lines = ["import pytest", "", "@pytest.fixture", "def left():", "    return 1", ""]
        lines += ["@pytest.fixture", "def right(left):", "    yield left + 1", ""]
        for t in range(count):
            lines += [f"def test_x_{f}_{t}(left, right):", "    assert left + right == 3", ""]
        _write(root / f"test_x_{f}.py", lines)


def parametrized(root: Path, tests: int) -> None:
    _fresh(root)
    for f, count in _files(tests):
        lines = ["import pytest", "", f"@pytest.mark.parametrize('number', range({count}))"]
        lines += [f"def test_p_{f}(number):", "    assert number >= 0"]
        _write(root / f"test_p_{f}.py", lines)


def unittest(root: Path, tests: int) -> None:
    _fresh(root)
    for f, count in _files(tests):
        lines = ["import unittest", "", f"class Test{f}(unittest.TestCase):"]
        for t in range(count):
            lines += [f"    def test_{t}(self):", "        self.assertEqual(1 + 1, 2)", ""]
        _write(root / f"test_u_{f}.py", lines)


def one(root: Path) -> None:
    _fresh(root)
    _write(root / "test_one.py", ["def test_one():", "    assert 1 + 1 == 2"])


# Those of which there are as many tests as wanted, 50 a file.
BODIES = {
    "trivial": trivial,
    "realistic": realistic,
    "fixtures": fixtures,
    "parametrized": parametrized,
    "unittest": unittest,
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kind", choices=["seed", "discovery", "one", *BODIES])
    parser.add_argument("dir", type=Path)
    parser.add_argument("--files", type=int, default=10)
    parser.add_argument("--tests", type=int, default=1000)
    options = parser.parse_args()
    if options.kind == "seed":
        seed(options.dir)
    elif options.kind == "discovery":
        discovery(options.dir, options.files)
    elif options.kind == "one":
        one(options.dir)
    else:
        BODIES[options.kind](options.dir, options.tests)


def _bodies(root: Path, tests: int, name: str, head: Sequence[str], body: Sequence[str]) -> None:
    _fresh(root)
    for f, count in _files(tests):
        lines = list(head)
        for t in range(count):
            lines += [f"def test_{name}_{f}_{t}():", *(f"    {line}" for line in body), ""]
        _write(root / f"test_{name}_{f}.py", lines)


def _files(tests: int) -> Iterator[tuple[int, int]]:
    """The files' numbers and how many tests each has."""
    for f, start in enumerate(range(0, tests, 50)):
        yield f, min(50, tests - start)


def _fresh(root: Path) -> None:
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)


def _write(path: Path, lines: Sequence[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
