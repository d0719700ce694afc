"""How several workers share a run: what stays together, what goes first, what stops them all."""

from __future__ import annotations

import json
import textwrap

import pytest

NOTE = """
    import os, pathlib
    def note(name):
        with open("ran.txt", "a") as file:
            file.write(f"{os.getpid()} {name}\\n")
"""


@pytest.fixture
def ran(write, fastest, tmp_path):
    """Runs a project on two workers; gives the result and what each process ran, in order."""

    def ran(files: dict[str, str], *arguments: str):
        write({name: textwrap.dedent(text) for name, text in files.items()})
        (tmp_path / "ran.txt").write_text("")
        result = fastest("run", "-n", "2", *arguments)
        processes: dict[str, list[str]] = {}
        for line in (tmp_path / "ran.txt").read_text().splitlines():
            pid, name = line.split()
            processes.setdefault(pid, []).append(name)
        return result, sorted(processes.values())

    return ran


# Each class waits until somebody else has begun the other one: alone in a process it would fail.
TOGETHER = """
    import pathlib, time
    from noted import note

    def meet(own, other):
        note(own)
        pathlib.Path(own).touch()
        end = time.monotonic() + 20
        while not pathlib.Path(other).exists():
            assert time.monotonic() < end, "nobody else came"
            time.sleep(0.01)

    class TestOne:
        def test_a(self): meet("one", "two")
        def test_b(self): note("one-b")

    class TestTwo:
        def test_a(self): meet("two", "one")
        def test_b(self): note("two-b")
"""


def test_classes_of_one_file_run_on_both_workers(ran):
    result, processes = ran({"noted.py": NOTE, "test_both.py": TOGETHER})
    assert result.status == 0, result.out
    assert processes == [["one", "one-b"], ["two", "two-b"]]


def test_a_group_runs_on_one_worker(ran):
    files = {"noted.py": NOTE, "pytest.ini": "[pytest]\nmarkers = xdist_group: a group\n"}
    for name in "abcd":
        files[f"test_{name}.py"] = f"""
            import pytest
            from noted import note

            @pytest.mark.xdist_group("database")
            def test_database(): note("database-{name}")

            @pytest.mark.xdist_group(name="queue")
            class TestQueue:
                def test_queue(self): note("queue-{name}")

            def test_alone(): note("alone-{name}")
        """
    result, processes = ran(files)
    assert result.status == 0, result.out
    for group in ("database", "queue"):
        holders = [names for names in processes if any(group in name for name in names)]
        assert len(holders) == 1
        assert [name for name in holders[0] if group in name] == [f"{group}-{n}" for n in "abcd"]
    assert sum(len(names) for names in processes) == 12


def test_what_took_longest_last_time_goes_first(ran):
    files = {"noted.py": NOTE}
    for name in "abcdef":
        pause = 0.6 if name == "e" else 0.01
        files[f"test_{name}.py"] = f"""
            import time
            from noted import note
            def test_{name}(): note("{name}"); time.sleep({pause})
        """
    ran(files)
    _, processes = ran(files)
    assert any(names[0] == "e" for names in processes)
    _, alone = ran(files, "-n", "1")
    assert alone == [list("abcdef")]


def test_failures_of_all_workers_together_reach_maxfail(ran, fastest, tmp_path):
    files = {"noted.py": NOTE}
    for name in "abcdefghijkl":
        files[f"test_{name}.py"] = f"""
            import time
            from noted import note
            def test_1(): note("{name}"); time.sleep(0.05); assert 0
            def test_2(): time.sleep(0.05); assert 0
        """
    result, processes = ran(files, "--maxfail=3", "--report=json=r.json")
    assert result.status == 1
    assert "stopping after 3 failures" in result.out
    tests = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["tests"]
    failed = [test for test in tests if test["outcome"] == "failed"]
    assert 3 <= len(failed) <= 5, "one that was running may still have come in"
    assert sum(len(names) for names in processes) < 12

    result, _ = ran(files, "-x")
    assert result.status == 1
    assert "stopping after 1 failures" in result.out
