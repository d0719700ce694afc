"""Named profiles in the terminal and in an editor, and tests that run where folders differ."""

from __future__ import annotations

import json
import shutil

import pytest

import program
from editor import editing

PYPROJECT = """\
    [tool.fastest.profiles.db]
    markers = "db"
    env-file = "db.env"
    env = {SECOND = "2", HOME_TOWN = false, PYTHONPATH = "lib"}
    args = ["-q", "-n", "2", "--report=json=report.json"]

    [tool.fastest.profiles.slow]
    timeout = 1

    [tool.fastest.profiles.wrong]
    workers = "many"

    [tool.pytest.ini_options]
    markers = ["db"]
    """
TESTS = """\
    import os, pytest, time

    @pytest.mark.db
    def test_db():
        import only_there
        assert (os.environ["FIRST"], os.environ["SECOND"]) == ("one more", "2")
        assert "HOME_TOWN" not in os.environ

    def test_other():
        assert "FIRST" not in os.environ

    def test_waits():
        time.sleep(30 if os.environ.get("WAIT") else 0)
    """


@pytest.fixture
def project(tmp_path):
    from conftest import write_files

    write_files(
        tmp_path,
        {
            "pyproject.toml": PYPROJECT,
            "test_a.py": TESTS,
            "lib/only_there.py": "",
            "db.env": "# who\nexport FIRST='one more'\nSECOND=1\n",
        },
    )
    return tmp_path


def test_a_profile_in_the_terminal(project, places):
    env = program.environment(places, HOME_TOWN="x")
    report = project / "report.json"
    found = program.run("run", "--profile", "db", cwd=project, env=env)
    assert found.status == 0, found.out + found.err
    assert [t["nodeid"] for t in json.loads(report.read_text())["tests"]] == ["test_a.py::test_db"]

    env["WAIT"] = "1"
    slow = program.run("run", "--profile=slow", "-k", "waits", cwd=project, env=env)
    assert slow.status == 1
    assert "Timeout (>1.0s)" in slow.out

    for name, words in {
        "wrong": 'the profile wrong: workers must be "auto" or a number of at least 1',
        "none": "there is no profile none: there are db, slow",
    }.items():
        refused = program.run("run", "--profile", name, cwd=project, env=env)
        assert (refused.status, refused.out, refused.err) == (4, "", f"fastest: {words}\n")
    assert program.run("discover", "--profile", "db", cwd=project, env=env).status == 4


@pytest.mark.asyncio
async def test_folders_that_are_called_otherwise_where_the_tests_run(
    project, tmp_path_factory, env
):
    """The interpreter is a script that only knows another copy of the project."""
    there = tmp_path_factory.mktemp("there") / "app"
    shutil.copytree(project, there)
    for file in (project / "test_a.py", there / "test_a.py"):
        file.write_text(
            "import helper, warnings\n\n"
            "def test_place():\n    assert helper.place() == 1\n\n"
            "def test_ok():\n    warnings.warn('mind this')\n"
        )
    (project / "helper.py").write_text("def place():\n    raise SystemError('here')\n")
    (there / "helper.py").write_text("def place():\n    raise OSError('there')\n")
    python = tmp_path_factory.mktemp("bin") / "python"
    python.write_text(f'#!/bin/sh\ncd /\nexec {program.PYTEST}/bin/python "$@"\n')
    python.chmod(0o755)
    options = {
        "trusted": True,
        "profiles": {
            "away": {
                "python": str(python),
                "pathMapping": [{"local": ".", "remote": str(there)}],
            }
        },
    }
    async with editing(project, env) as editor:
        await editor.begin(tests=True, options=options)
        profile = {"kind": "run", "name": "away"}
        (file,) = [item for item in await editor.items() if item.kind == "file"]
        # Named or not: pytest is started there.
        for number, include in enumerate((None, [file.id])):
            run = f"r{number}"
            since = len(editor.heard)
            params = {"runId": run, "profile": profile, "include": include}
            answer = await editor.ask("tests/run", params)
            assert answer.accepted
            await editor.hear(
                lambda what, params: what == "tests/runEvent" and params.events[-1].t == "ended",
                since,
            )
            events = [
                event
                for what, params in editor.heard[since:]
                if what == "tests/runEvent"
                for event in params.events
            ]
            outcomes = {event.id: event for event in events if event.t in ("passed", "failed")}
            assert {id.rpartition("::")[2]: it.t for id, it in outcomes.items()} == {
                "test_place": "failed",
                "test_ok": "passed",
            }
            (failed,) = (event for event in events if event.t == "failed")
            (message,) = failed.messages
            assert "OSError: there" in message.text
            assert [(frame.uri, frame.user) for frame in message.stack] == [
                ((project / "test_a.py").as_uri(), True),
                ((project / "helper.py").as_uri(), True),
            ]
            assert message.location.uri == (project / "test_a.py").as_uri()
            assert message.location.range.start.line == 3
            assert any(
                event.t == "output" and f"{project}/test_a.py:7: UserWarning" in event.text
                for event in events
            )
            assert not any(event.t == "discovered" for event in events)
        assert await editor.leave() == 0
