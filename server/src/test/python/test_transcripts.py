"""The transcripts in docs/protocol are what the server really says, message by message."""

from __future__ import annotations

import json
import os
import queue
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import program

FOLDER = program.HOME / "docs" / "protocol"
SHOP = """\
import pytest


def total(prices):
    return sum(prices)


@pytest.mark.parametrize("price", [1, 2])
def test_price(price):
    assert total([price]) == price


class TestCart:
    def test_full(self):
        print("counting")
        assert total([1, 2]) == 4
"""
SLOW = "import time\n\n\ndef test_slow():\n    time.sleep(300)\n\n\ndef test_next():\n    pass\n"


class Server:
    """The real server, and a transcript of what it and its client say of tests."""

    def __init__(self, root: Path, process: subprocess.Popen) -> None:
        self.root = root
        self.transcript: list[dict] = []
        self._process = process
        self._inbox: queue.Queue[dict] = queue.Queue()
        self._asked: dict[int, str] = {}
        self._seq: dict[str, int] = {}
        threading.Thread(target=self._read, daemon=True).start()

    def files(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            (self.root / name).write_text(text)
        self.transcript.append({"files": files})

    def notify(self, method: str, params: dict) -> None:
        self._note("client", method, {"params": params})
        self._send({"method": method, "params": self._real(params)})

    def ask(self, method: str, params: dict) -> None:
        """Sends a request; the answer comes with what is waited for."""
        number = len(self._asked) + 1
        self._asked[number] = method
        if method.startswith("tests/"):
            self._note("client", method, {"params": params})
        self._send({"id": number, "method": method, "params": self._real(params)})

    def until(self, wanted: Callable[[dict], bool]) -> None:
        """Takes what the server says until a message of it is wanted."""
        while True:
            message = self._inbox.get(timeout=program.PATIENCE)
            lines = [self._known(line) for line in self._lines(message)]
            for line in lines:
                if line["method"].startswith("tests/"):
                    self.transcript.append(line)
            if any(wanted(line) for line in lines):
                return

    def _note(self, who: str, method: str, what: dict) -> None:
        self.transcript.append({"from": who, "method": method, **what})

    def _lines(self, message: dict) -> Iterator[dict]:
        if "method" not in message:
            assert "error" not in message, message
            method = self._asked[message["id"]]
            yield {"from": "server", "method": method, "result": message["result"]}
        elif message["method"] == "tests/runEvent":
            # How many events one message has is a matter of speed.
            run = message["params"]["runId"]
            for event in message["params"]["events"]:
                self._seq[run] = self._seq.get(run, 0) + 1
                params = {"runId": run, "seq": self._seq[run], "events": [event]}
                yield {"from": "server", "method": "tests/runEvent", "params": params}
        else:
            yield {"from": "server", "method": message["method"], "params": message["params"]}

    def _known(self, line: dict) -> dict:
        """The same with what differs from run to run put as in the documents."""
        text = json.dumps(line)
        for ours, theirs in (
            (str(program.PYTEST.parent), "/venvs"),
            (self.root.as_uri(), "file:///shop"),
            (str(self.root), "/shop"),
        ):
            text = text.replace(ours, theirs)
        text = re.sub(r'"/venvs/[\w/]*bin/python"', '"/shop/.venv/bin/python"', text)
        text = re.sub(r'"durationMs": [\d.e-]+', '"durationMs": 1.5', text)
        text = re.sub(r'"at": "[^"]*"', '"at": "2026-01-01T00:00:00Z"', text)
        text = re.sub(
            r"_+ coverage: [^_]*_+", "__ coverage: platform linux, python 3.14.0 __", text
        )
        text = re.sub(r"\b0x[0-9a-f]+\b", "0x7f0000000000", text)
        text = re.sub(r'"ansi": "(?:[^"\\]|\\.)*", ', "", text)
        return json.loads(text)

    def _real(self, params: dict) -> dict:
        return json.loads(json.dumps(params).replace("file:///shop", self.root.as_uri()))

    def _send(self, message: dict) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def _read(self) -> None:
        stream = self._process.stdout
        while header := stream.readline():
            stream.readline()
            self._inbox.put(json.loads(stream.read(int(header.split()[1]))))


@contextmanager
def serving(root: Path, env: dict[str, str]) -> Iterator[Server]:
    root.mkdir()
    command = [program.LAUNCHER, "--stdio"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=root, env=env, stdin=pipe, stdout=pipe) as process:
        server = Server(root, process)
        server.files({"pytest.ini": "[pytest]\n", "test_shop.py": SHOP, "test_slow.py": SLOW})
        capabilities = {"experimental": {"tests": {"version": 1}}}
        server.ask(
            "initialize",
            {
                "rootUri": "file:///shop",
                "capabilities": capabilities,
                "initializationOptions": {"trusted": True},
            },
        )
        server.until(is_result("initialize"))
        server.notify("initialized", {})
        try:
            yield server
        finally:
            process.stdin.close()
            process.wait(program.PATIENCE)


def is_result(method: str) -> Callable[[dict], bool]:
    return lambda line: line["method"] == method and "result" in line


def is_event(kind: str, run: str = "r1") -> Callable[[dict], bool]:
    return lambda line: (
        line["method"] == "tests/runEvent"
        and line["params"]["runId"] == run
        and line["params"]["events"][0]["t"] == kind
    )


def is_change(line: dict) -> bool:
    return line["method"] == "tests/didChange"


DOCUMENT = {"uri": "file:///shop/test_shop.py"}


def listing(server: Server) -> None:
    server.ask("tests/list", {})
    server.until(is_result("tests/list"))
    server.ask("tests/list", {"id": "file:///shop::test_shop.py::TestCart"})
    server.until(is_result("tests/list"))


def editing(server: Server) -> None:
    """A rename, half a statement, the whole statement, the way back."""
    opened = {**DOCUMENT, "languageId": "python", "version": 1, "text": SHOP}
    server.notify("textDocument/didOpen", {"textDocument": opened})
    place = {"start": {"line": 13, "character": 8}, "end": {"line": 13, "character": 17}}
    for version, text in enumerate(["test_sum", "test_sum(", "test_sum"], 2):
        changes = [{"range": place, "text": text}]
        document = {**DOCUMENT, "version": version}
        server.notify(
            "textDocument/didChange", {"textDocument": document, "contentChanges": changes}
        )
        server.until(is_change)
        place = {**place, "end": {"line": 13, "character": 8 + len(text)}}
    server.notify("textDocument/didClose", {"textDocument": DOCUMENT})
    server.until(is_change)


def running(server: Server) -> None:
    server.ask(
        "tests/run",
        {
            "runId": "r1",
            "profile": {"kind": "run"},
            "include": ["file:///shop::test_shop.py"],
            "exclude": ["file:///shop::test_shop.py::test_price[2]"],
        },
    )
    server.until(is_event("ended"))
    server.ask("tests/list", {"uri": "file:///shop/test_shop.py"})
    server.until(is_result("tests/list"))


def cancelling(server: Server) -> None:
    include = ["file:///shop::test_slow.py"]
    server.ask("tests/run", {"runId": "r1", "profile": {"kind": "run"}, "include": include})
    server.until(is_event("started"))
    server.ask("tests/cancel", {"runId": "r1"})
    server.until(is_event("ended"))
    server.ask("tests/cancel", {"runId": "r1"})
    server.until(is_result("tests/cancel"))


def covering(server: Server) -> None:
    include = ["file:///shop::test_shop.py::test_price"]
    server.ask(
        "tests/run",
        {
            "runId": "r1",
            "profile": {"kind": "coverage", "args": ["--cov=.", "--cov-branch"]},
            "include": include,
        },
    )
    server.until(is_event("ended"))
    server.ask("tests/coverage", {"runId": "r1", "uri": "file:///shop/test_shop.py"})
    server.until(is_result("tests/coverage"))


def continuing(server: Server) -> None:
    opened = {**DOCUMENT, "languageId": "python", "version": 1, "text": SHOP}
    server.notify("textDocument/didOpen", {"textDocument": opened})
    server.ask("tests/run", {"runId": "r1", "profile": {"kind": "run"}, "continuous": True})
    server.until(is_result("tests/run"))
    fixed = SHOP.replace("== 4", "== 3")
    changes = {"textDocument": {**DOCUMENT, "version": 2}, "contentChanges": [{"text": fixed}]}
    server.notify("textDocument/didChange", changes)
    server.files({"test_shop.py": fixed})
    server.notify("textDocument/didSave", {"textDocument": DOCUMENT})
    server.until(is_event("ended", "r1/1"))
    server.ask("tests/cancel", {"runId": "r1"})
    server.until(is_event("ended"))


SCENARIOS = {
    "list": listing,
    "edit": editing,
    "run": running,
    "cancel": cancelling,
    "coverage": covering,
    "continuous": continuing,
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_is_said_is_what_stands_in_the_documents(name, tmp_path, places):
    env = program.environment(places)
    if name == "coverage":
        env["VIRTUAL_ENV"] = str(program.PYTEST.parent / "venvs" / "plugins")
        # One of those plugins shuffles tests, another one warns.
        env["PYTEST_ADDOPTS"] = "-p no:randomly -p no:asyncio"
    try:
        with serving(tmp_path / "shop", env) as server:
            SCENARIOS[name](server)
    finally:
        program.kill_all(env)
    path = FOLDER / f"{name}.jsonl"
    said = "".join(json.dumps(line) + "\n" for line in server.transcript)
    if "FASTEST_RECORD" in os.environ:
        path.write_text(said)
    expected = [json.loads(line) for line in path.read_text().splitlines()]
    assert server.transcript == expected
