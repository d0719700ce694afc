"""What an editor's profile may say in the words of the command line."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

import program
from editor import editing

FILE = """\
import os, pytest
@pytest.mark.parametrize("n", [1, 2])
def test_n(n, record_property):
    record_property("n", n)
    assert n == 1
@pytest.mark.skip(reason="later")
def test_skipped(): pass
"""


@pytest.mark.asyncio
async def test_words_of_the_command_line(write, env, tmp_path):
    write({"test_a.py": FILE, "test_b.py": "def test_b(): pass\n"})
    theirs, _ = program.pytest_run(["--junit-xml=theirs.xml"], tmp_path, env)
    assert theirs.status == 1
    async with editing(tmp_path, env) as editor:
        await editor.begin(tests=True)

        async def run(*args: str):
            since = len(editor.heard)
            answer = await editor.ask("tests/run", {"profile": {"kind": "run", "args": args}})
            assert answer.accepted
            last = await editor.hear(
                lambda what, params: what == "tests/runEvent" and params.events[-1].t == "ended",
                since,
            )
            messages = [params for what, params in editor.heard[since:] if what == "tests/runEvent"]
            return [event for message in messages for event in message.events], last.events[-1]

        # Both files are there and whole when the client hears of the end.
        events, end = await run("--junit-xml=out/a.xml", "--report", "json=out/a.json", "-n2")
        assert (end.reason, end.exitCode, end.counts.total) == ("done", 1, 4)
        assert {event.worker for event in events if event.t == "started"} == {0, 1}
        report = json.loads((tmp_path / "out" / "a.json").read_text())
        assert report["exitcode"] == 1
        assert report["summary"] == {
            "passed": 2,
            "failed": 1,
            "skipped": 1,
            "total": 4,
            "collected": 4,
        }
        assert suite(tmp_path / "out" / "a.xml") == suite(tmp_path / "theirs.xml")

        # What cannot be written does not cost an outcome, and is not silent.
        events, end = await run("--report=json=pytest.ini/a.json", "--engine=full")
        assert (end.reason, end.exitCode, end.counts.passed) == ("done", 4, 2)
        assert "The report" in end.message
        assert "pytest.ini is no folder" in end.message

        # Nothing would be run: that is said, and no test gets an outcome.
        for option, said in (("--co", "--collect-only"), ("--pdb", "needs a terminal")):
            events, end = await run(option)
            assert (end.reason, end.exitCode, end.counts.total) == ("error", 4, 0)
            assert said in end.message
            assert [event.t for event in events] == ["ended"]
        for words in (["-n", "many"], ["--report=html=x"], ["--engine", "fast"]):
            with pytest.raises(Exception, match="takes"):
                await run(*words)
        assert await editor.leave() == 0


@pytest.mark.asyncio
async def test_the_project_says_how_many_workers(write, env, tmp_path):
    write({"test_a.py": "def test_a(): pass\n", "test_b.py": "def test_b(): pass\n"})
    (tmp_path / "pytest.ini").unlink()
    tables = "[tool.pytest.ini_options]\n[tool.fastest]\nworkers = 2\n"
    (tmp_path / "pyproject.toml").write_text(tables)

    async def workers(editor, **more) -> set[int]:
        since = len(editor.heard)
        await editor.ask("tests/run", more)
        await editor.hear(
            lambda what, params: what == "tests/runEvent" and params.events[-1].t == "ended", since
        )
        messages = [params for what, params in editor.heard[since:] if what == "tests/runEvent"]
        events = [event for message in messages for event in message.events]
        return {event.worker for event in events if event.t == "started"}

    async with editing(tmp_path, env) as editor:
        await editor.begin(tests=True)
        assert await workers(editor) == {0, 1}
        assert await workers(editor, workers=1) == {0}
        (tmp_path / "pyproject.toml").write_text(tables + "serial = true\n")
        assert await workers(editor, workers=2) == {0}
        assert await editor.leave() == 0


def suite(path) -> tuple:
    """What two runs of the same tests must have alike: counts and cases, without their times."""
    (found,) = ElementTree.parse(path).getroot()
    cases = [
        (
            case.get("classname"),
            case.get("name"),
            [child.tag for child in case],
            [prop.attrib for prop in case.iter("property")],
        )
        for case in found.iter("testcase")
    ]
    return [found.get(name) for name in ("tests", "failures", "errors", "skipped")], sorted(cases)
