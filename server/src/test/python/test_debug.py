"""Debugging from an editor: a real debugger's client on a run of the real server."""

from __future__ import annotations

import pytest

import program
from dap import Debugger
from editor import Editor, editing

PLUGINS = program.PYTEST.parent / "venvs" / "plugins"
FILES = {
    "conftest.py": """\
        import pytest

        @pytest.fixture
        def basket():
            fruit = ["apple"]
            return fruit
        """,
    "test_a.py": """\
        LIMIT = 3

        def test_1(basket):
            number = len(basket)
            assert number < LIMIT

        def test_2(): assert 0
        """,
}
IN_FIXTURE, AT_IMPORT, IN_TEST = 6, 1, 5


async def begin(editor: Editor, profile: dict, **params) -> tuple[int, object]:
    """Starts a debug run; gives where its events begin, and the one that says where to connect."""
    since = len(editor.heard)
    await editor.ask(
        "tests/run", {"runId": "d", "workers": 4, "profile": {"kind": "debug", **profile}, **params}
    )
    heard = await editor.hear(
        lambda what, params: (
            what == "tests/runEvent" and any(e.t in ("debug", "ended") for e in params.events)
        ),
        since,
    )
    return since, next(event for event in heard.events if event.t in ("debug", "ended"))


async def events(editor: Editor, since: int) -> list:
    await editor.hear(
        lambda what, params: what == "tests/runEvent" and params.events[-1].t == "ended", since
    )
    messages = [params for what, params in editor.heard[since:] if what == "tests/runEvent"]
    return [event for message in messages for event in message.events]


@pytest.mark.asyncio
@pytest.mark.parametrize("whose", ["the project's", "the editor's"])
async def test_breakpoints_in_a_fixture_a_test_and_at_import(write, env, tmp_path, whose):
    folder = write(FILES, "[pytest]\naddopts = -p no:cacheprovider\n")
    profile = {"args": ["--timeout=0.1"]}
    if whose == "the project's":
        env = {**env, "VIRTUAL_ENV": str(PLUGINS), "PYTEST_ADDOPTS": "-p no:randomly --cov"}
    else:
        (package,) = PLUGINS.glob("lib/python3*/site-packages/debugpy")
        profile["debugger"] = {"path": str(package)}
    async with editing(tmp_path, env) as editor:
        answer = await editor.begin(tests=True)
        assert "debug" in answer.capabilities.experimental["tests"]["profiles"]
        ids = {item.nodeId: item.id for item in await editor.items()}
        one = ids["test_a.py::test_1"]
        since, awaited = await begin(editor, profile, include=[one])
        assert (awaited.t, awaited.id) == ("debug", one)
        assert awaited.connect.host == "127.0.0.1"

        debugger = await Debugger.connect(awaited.connect.host, awaited.connect.port)
        await debugger.attach(
            {folder / "conftest.py": [IN_FIXTURE], folder / "test_a.py": [AT_IMPORT, IN_TEST]}
        )
        thread, reason, frames = await debugger.stopped()
        assert (reason, frames[0]["line"], frames[0]["name"]) == (
            "breakpoint",
            AT_IMPORT,
            "<module>",
        )
        await debugger.go_on(thread)
        thread, _, frames = await debugger.stopped()
        assert (frames[0]["line"], frames[0]["name"]) == (IN_FIXTURE, "basket")
        assert (await debugger.variables(frames[0]))["fruit"] == "['apple']"
        await debugger.go_on(thread)
        thread, _, frames = await debugger.stopped()
        assert (frames[0]["line"], frames[0]["name"]) == (IN_TEST, "test_1")
        assert frames[0]["source"]["path"] == str(folder / "test_a.py")
        assert (await debugger.variables(frames[0]))["number"] == "1"
        await debugger.go_on(thread)

        told = await events(editor, since)
        kinds = [event.t for event in told]
        assert (kinds.count("passed"), kinds.count("failed")) == (1, 0)
        assert "coverage" not in kinds
        assert (told[-1].reason, told[-1].exitCode) == ("done", 0)
        await debugger.close()
        assert await editor.leave() == 0


@pytest.mark.asyncio
async def test_a_run_that_waits_or_stands_can_be_cancelled(write, env, tmp_path):
    folder = write(FILES)
    env = {**env, "VIRTUAL_ENV": str(PLUGINS), "PYTEST_ADDOPTS": "-p no:randomly"}
    async with editing(tmp_path, env) as editor:
        await editor.begin(tests=True)
        since, _ = await begin(editor, {})
        await editor.ask("tests/cancel", {"runId": "d"})
        assert (await events(editor, since))[-1].reason == "cancelled"

        since, awaited = await begin(editor, {})
        debugger = await Debugger.connect(awaited.connect.host, awaited.connect.port)
        await debugger.attach({folder / "test_a.py": [IN_TEST]})
        await debugger.stopped()
        await editor.ask("tests/cancel", {"runId": "d"})
        assert (await events(editor, since))[-1].reason == "cancelled"
        await debugger.close()
        assert await editor.leave() == 0


@pytest.mark.asyncio
async def test_without_a_debugger_the_way_to_get_one_is_said(write, env, tmp_path):
    write(FILES)
    async with editing(tmp_path, env) as editor:
        await editor.begin(tests=True)
        _, ended = await begin(editor, {})
        assert (ended.reason, ended.exitCode) == ("error", 4)
        assert "python -m pip install debugpy" in ended.message
        _, ended = await begin(editor, {"debugger": {"path": str(tmp_path)}})
        assert f"there is none in {tmp_path}" in ended.message
        assert await editor.leave() == 0
