"""A session of an editor, and how it ends."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from lsprotocol import types

import program
from editor import Editor, editing

SOURCE = """\
import pytest


def test_ok():
    assert 1 + 1 == 2


@pytest.mark.parametrize("n", [1, 2, 3])
def test_square(n):
    want = {1: 1, 2: 4, 3: 10}
    assert n * n == want[n]
"""
FAILING_LINE = 10


@pytest.fixture
def project(write):
    return write({"test_shop.py": SOURCE})


@pytest.mark.asyncio
async def test_session_of_a_plain_editor(project, env):
    path = project / "test_shop.py"
    async with editing(project, env) as editor:
        answer = await editor.begin()
        assert answer.server_info.name.lower() == "fastest"
        commands = answer.capabilities.execute_command_provider.commands
        assert "tests.run" in commands
        editor.open(path)

        lenses = await editor.lenses(path)
        assert {lens.range.start.line for lens in lenses} >= {3, 8}
        assert all(lens.command is not None for lens in lenses)
        lens = next(lens for lens in lenses if lens.range.start.line == 8)
        assert "Run" in lens.command.title
        assert lens.command.command in commands

        # Just as a person clicks it.
        assert await editor.command(lens.command.command, *lens.command.arguments)
        (diagnostic,) = await editor.diagnostics(path, len)
        assert diagnostic.range.start.line == FAILING_LINE
        assert diagnostic.source == "fastest"
        assert "assert (3 * 3) == 10" in diagnostic.message
        await editor.hear(
            lambda what, params: what == types.PROGRESS and params.value["kind"] == "end"
        )
        titles = {lens.range.start.line: lens.command.title for lens in await editor.lenses(path)}
        assert titles[8] == "✗ 1/3"

        # Lines typed above move it; the fix, once saved and run, takes it away.
        since = len(editor.heard)
        editor.edit(path, 0, 0, 0, "# typed\n")
        (diagnostic,) = await editor.diagnostics(path, len, since)
        assert diagnostic.range.start.line == FAILING_LINE + 1
        line = SOURCE.splitlines()[9]
        editor.edit(path, 10, line.index("10"), line.index("10") + 2, "9")
        since = len(editor.heard)
        editor.save(path, "# typed\n" + SOURCE.replace("3: 10", "3: 9"))
        assert await editor.command("tests.run", {"uri": path.as_uri()})
        await editor.diagnostics(path, lambda found: not found, since)
        await editor.hear(
            lambda what, params: what == types.PROGRESS and params.value["kind"] == "end", since
        )
        titles = {lens.range.start.line: lens.command.title for lens in await editor.lenses(path)}
        assert titles[4].startswith("✓")
        assert titles[9].startswith("✓")

        assert not [what for what, _ in editor.heard if what.startswith("tests/")]
        assert await editor.leave() == 0


@pytest.mark.asyncio
async def test_session_of_an_editor_with_a_test_tree(project, env):
    path = project / "test_shop.py"
    async with editing(project, env) as editor:
        answer = await editor.begin(tests=True)
        assert answer.capabilities.experimental["tests"]["version"] == 1
        editor.open(path)
        items = (await editor.ask("tests/list", {"uri": path.as_uri()})).items
        assert {item.nodeId for item in items} >= {
            "test_shop.py::test_ok",
            "test_shop.py::test_square",
            "test_shop.py::test_square[3]",
        }

        # An unsaved rename arrives by itself.
        editor.edit(path, 3, 4, 11, "test_renamed")
        await editor.hear(
            lambda what, params: (
                what == "tests/didChange"
                and any(
                    item.nodeId == "test_shop.py::test_renamed"
                    for file in params.files
                    for item in file.items
                )
            )
        )
        since = len(editor.heard)
        # What is typed halfway keeps the items.
        editor.edit(path, 3, 0, 3, "de")
        changed = await editor.hear(lambda what, params: what == "tests/didChange", since)
        (file,) = changed.files
        assert file.stale is True
        assert file.error.message
        assert "test_shop.py::test_square[3]" in {item.nodeId for item in file.items}
        editor.edit(path, 3, 0, 15, "def test_ok")
        await editor.diagnostics(path, lambda found: not found, since)

        since = len(editor.heard)
        accepted = await editor.ask("tests/run", {"runId": "r1", "profile": {"kind": "run"}})
        assert (accepted.runId, accepted.accepted) == ("r1", True)

        def is_end(what, params) -> bool:
            return what == "tests/runEvent" and params.events[-1].t == "ended"

        last = await editor.hear(is_end, since)
        messages = [params for what, params in editor.heard[since:] if what == "tests/runEvent"]
        assert [message.seq for message in messages] == list(range(1, len(messages) + 1))
        events = [event for message in messages for event in message.events]
        kinds = [event.t for event in events]
        assert (kinds.count("passed"), kinds.count("failed"), kinds.count("ended")) == (3, 1, 1)
        assert last.events[-1].exitCode == 1
        failed = next(event for event in events if event.t == "failed")
        (message,) = failed.messages
        assert message.location.range.start.line == FAILING_LINE
        assert (message.actual, message.expected) == ("9", "10")
        assert await editor.leave() == 0


@pytest.mark.asyncio
async def test_a_run_keeps_to_its_limits(write, env, tmp_path):
    slow = "import time\ndef test_1(): time.sleep(100)\ndef test_2(): pass\n"
    write({"test_a.py": slow})
    async with editing(tmp_path, env) as editor:
        await editor.begin(options={"trusted": True}, tests=True)

        async def run(**profile) -> tuple[list, object]:
            since = len(editor.heard)
            await editor.ask("tests/run", {"profile": {"kind": "run", **profile}})
            last = await editor.hear(
                lambda what, params: what == "tests/runEvent" and params.events[-1].t == "ended",
                since,
            )
            messages = [params for what, params in editor.heard[since:] if what == "tests/runEvent"]
            return [event for message in messages for event in message.events], last.events[-1]

        for profile in ({"timeout": 0.5}, {"args": ["-p", "no:cacheprovider", "--timeout", ".5"]}):
            events, end = await run(**profile)
            assert (end.reason, end.exitCode, end.counts.failed) == ("done", 1, 1)
            (message,) = next(event for event in events if event.t == "failed").messages
            assert message.text.startswith("Timeout (>0.5s)")
            assert message.location.range.start.line == 1
        events, end = await run(runTimeout=2)
        assert (end.reason, end.exitCode, end.counts.failed) == ("timeout", 2, 1)
        assert [test.rpartition("::")[2] for test in end.unfinished] == ["test_2"]
        with pytest.raises(Exception, match="timeout takes seconds"):
            await run(timeout=-1)
        assert await editor.leave() == 0


@pytest.mark.asyncio
async def test_broken_file_keeps_what_it_had_and_says_why(project, env):
    path = project / "test_shop.py"
    async with editing(project, env) as editor:
        await editor.begin()
        editor.open(path)
        before = await editor.lenses(path)
        editor.edit(path, 3, 12, 13, "")
        diagnostic, *_ = await editor.diagnostics(path, len)
        assert diagnostic.severity == types.DiagnosticSeverity.Error
        assert diagnostic.range.start.line in (3, 4)
        assert [lens.command for lens in await editor.lenses(path)] != []
        assert len(await editor.lenses(path)) == len(before)
        since = len(editor.heard)
        editor.edit(path, 3, 12, 12, ")")
        await editor.diagnostics(path, lambda found: not found, since)
        assert await editor.leave() == 0


@pytest.mark.asyncio
async def test_nothing_runs_where_the_client_says_not_to(write, env, tmp_path):
    mark = f"open({str(tmp_path / 'ran')!r}, 'w').close()\n"
    write({"conftest.py": mark, "test_a.py": "def test_a(): pass\n"})
    path = tmp_path / "test_a.py"
    async with editing(tmp_path, env) as editor:
        await editor.begin(options={"trusted": False})
        editor.open(path)
        (lens,) = await editor.lenses(path)
        assert await editor.command(lens.command.command, *lens.command.arguments) is None
        said = await editor.hear(lambda what, _: what == types.WINDOW_SHOW_MESSAGE)
        assert "trust" in said.message.lower()
        assert await editor.leave() == 0
    assert not (tmp_path / "ran").exists()


# However a session ends, nothing of it stays

ENDLESS = """\
    import os, subprocess, time

    def test_endless():
        for own_session in (False, True):
            # What it has said shows that it has begun, under this name.
            child = subprocess.Popen(
                ["sh", "-c", "echo begun; sleep 1000; :"],
                stdout=subprocess.PIPE,
                start_new_session=own_session,
            )
            assert child.stdout.readline() == b"begun\\n"
        with open(os.environ["STARTED"], "w") as pipe:
            pipe.write("started")
        time.sleep(1000)
    """


@asynccontextmanager
async def running(write, env, tmp_path) -> AsyncIterator[Editor]:
    """An editor whose server runs a test that does not end."""
    path = write({"test_endless.py": ENDLESS}) / "test_endless.py"
    started = tmp_path / "started"
    os.mkfifo(started)
    env["STARTED"] = str(started)
    async with editing(tmp_path, env) as editor:
        await editor.begin()
        editor.open(path)
        await editor.command("tests.run", {"uri": path.as_uri()})
        async with asyncio.timeout(program.PATIENCE):
            assert await asyncio.to_thread(started.read_text) == "started"
        assert len(program.processes(env)) >= 4
        yield editor


@pytest.mark.asyncio
async def test_leaving_in_the_middle_of_a_run(write, env, tmp_path):
    async with running(write, env, tmp_path) as editor:
        assert await editor.leave() == 0


@pytest.mark.asyncio
async def test_cancelled_run_leaves_nothing_running(write, env, tmp_path):
    async with running(write, env, tmp_path) as editor:
        children = [name for name in program.processes(env).values() if "echo begun" in name]
        # More than the two shells while one has forked and its child is not yet a sleep.
        assert len(children) >= 2
        await editor.command("tests.cancel")
        await editor.hear(
            lambda what, params: what == types.PROGRESS and params.value["kind"] == "end"
        )
        assert not [name for name in program.processes(env).values() if "sleep 1000" in name]
        assert await editor.leave() == 0


@pytest.mark.asyncio
async def test_server_that_is_killed(write, env, tmp_path):
    async with running(write, env, tmp_path) as editor:
        os.kill(editor.pid, signal.SIGKILL)
        await asyncio.to_thread(program.wait_until_gone, env)


@pytest.mark.asyncio
async def test_client_that_closes_its_end(write, env, tmp_path):
    async with running(write, env, tmp_path) as editor:
        editor.client._server.stdin.close()
        await asyncio.to_thread(program.wait_until_gone, env)
        assert await editor.client._server.wait() == 1


def test_client_that_dies(write, env, tmp_path):
    """The client, a process named in `initialize`, is killed; the pipes stay open."""
    write({"test_a.py": "def test_a(): pass\n"})
    client = subprocess.Popen(["sleep", "1000"])
    server = subprocess.Popen(
        [program.LAUNCHER, "--stdio"],
        cwd=tmp_path,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        params = {"processId": client.pid, "rootUri": tmp_path.as_uri(), "capabilities": {}}
        send(server, {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params})
        assert receive(server)["id"] == 1
        client.kill()
        client.wait()
        assert server.wait(program.PATIENCE) == 1
        program.wait_until_gone(env)
    finally:
        client.kill()
        client.wait()
        server.stdin.close()
        server.stdout.close()


# Frames that are none


def send(server: subprocess.Popen, message: dict | bytes) -> None:
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    server.stdin.flush()


def receive(server: subprocess.Popen) -> dict:
    length = 0
    while (line := server.stdout.readline()) != b"\r\n":
        assert line, "the server has left"
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return json.loads(server.stdout.read(length))


@pytest.fixture
def server(write, env, tmp_path):
    write({"test_a.py": "def test_a(): pass\n"})
    process = subprocess.Popen(
        [program.LAUNCHER, "--stdio"],
        cwd=tmp_path,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    yield process
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        pipe.close()


def test_bad_messages_are_errors_and_the_session_goes_on(server, env, tmp_path):
    for body, code in (
        (b"{no json", -32700),
        (b"[]", -32600),
        (b'"text"', -32600),
        (b'{"jsonrpc": "2.0", "id": 8, "method": "shutdown"}', -32002),
    ):
        send(server, body)
        assert receive(server)["error"]["code"] == code, body
    params = {"processId": None, "rootUri": tmp_path.as_uri(), "capabilities": {}}
    send(server, {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params})
    assert "capabilities" in receive(server)["result"]
    for method, params, code in (
        ("no/such/method", {}, -32601),
        ("tests/list", {}, -32601),
        ("textDocument/codeLens", {"textDocument": 5}, -32602),
        ("workspace/executeCommand", {"command": "no.such.command"}, -32602),
    ):
        send(server, {"jsonrpc": "2.0", "id": 2, "method": method, "params": params})
        assert receive(server)["error"]["code"] == code, method
    # Unknown notifications are passed over.
    send(server, {"jsonrpc": "2.0", "method": "$/unknown", "params": {}})
    send(server, {"jsonrpc": "2.0", "id": 3, "method": "shutdown"})
    assert receive(server) == {"jsonrpc": "2.0", "id": 3, "result": None}
    send(server, {"jsonrpc": "2.0", "method": "exit"})
    assert server.wait(program.PATIENCE) == 0
    program.wait_until_gone(env)


@pytest.mark.parametrize(
    "frame",
    [
        b"Content-Length: 99999999999999\r\n\r\n{}",
        b"Content-Length: -5\r\n\r\n{}",
        b"Content-Length: many\r\n\r\n{}",
        b"Content-Type: x\r\n\r\n{}",
        b"x" * (1 << 20),
        b"Content-Length: 10\r\n\r\n{}",
        b"\r\n\r\n",
        b"\0" * 100,
    ],
    ids=["too long", "negative", "no number", "no length", "no header", "cut", "empty", "zeros"],
)
def test_broken_frames_end_the_server_cleanly(server, env, frame):
    try:
        out, err = server.communicate(frame, timeout=program.PATIENCE)
    except BrokenPipeError:
        out, err = b"", b""
    assert server.wait(program.PATIENCE) == 1
    assert b"Exception" not in err
    assert b"result" not in out
    program.wait_until_gone(env)


@pytest.mark.parametrize("method", ["exit", None], ids=["exit alone", "end of input"])
def test_end_without_shutdown_is_status_one(server, env, method):
    if method:
        send(server, {"jsonrpc": "2.0", "method": method})
    server.stdin.close()
    assert server.wait(program.PATIENCE) == 1
    program.wait_until_gone(env)
