"""Clients that use the server hard: one that stops reading, one that does anything in any order."""

from __future__ import annotations

import itertools
import json
import os
import random
import subprocess
import time
from pathlib import Path

import pytest

import program

# How much the random client does, and which of it; more than that is for a person's own rounds.
ACTIONS = int(os.environ.get("RANDOM_ACTIONS", "150"))
SEED = int(os.environ.get("RANDOM_SEED", "20261123"))


class Client:
    """A client over pipes that answers what it is asked whenever it reads."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.server = subprocess.Popen(
            [program.LAUNCHER, "--stdio"],
            cwd=folder,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.heard: list[dict] = []
        self.asked: list[int] = []
        self._ids = itertools.count(1)
        capabilities = {
            "textDocument": {"codeLens": {}},
            "window": {"workDoneProgress": True},
            "workspace": {"codeLens": {"refreshSupport": True}},
            "experimental": {"tests": {"version": 1}},
        }
        self.result(
            "initialize",
            rootUri=folder.as_uri(),
            capabilities=capabilities,
            initializationOptions={"trusted": True},
        )
        self.tell("initialized")

    def ask(self, method: str, **params: object) -> int:
        number = next(self._ids)
        self.asked.append(number)
        self._send({"id": number, "method": method, "params": params})
        return number

    def tell(self, method: str, **params: object) -> None:
        self._send({"method": method, "params": params})

    def result(self, method: str, **params: object):
        number = self.ask(method, **params)
        return self.hear(lambda it: it.get("id") == number and "method" not in it)["result"]

    def hear(self, wanted) -> dict:
        """Reads until a message is wanted."""
        while not wanted(message := self._receive()):
            pass
        return message

    def ended(self, run: str) -> list[dict]:
        """Reads until the run has ended; gives all its events."""

        def messages() -> list[dict]:
            found = [it["params"] for it in self.heard if it.get("method") == "tests/runEvent"]
            return [it for it in found if it["runId"] == run]

        while not any(event["t"] == "ended" for it in messages()[-1:] for event in it["events"]):
            self._receive()
        assert [it["seq"] for it in messages()] == list(range(1, len(messages()) + 1))
        return [event for it in messages() for event in it["events"]]

    def leave(self) -> str:
        """Shutdown and exit; gives what was logged."""
        self.result("shutdown")
        self.tell("exit")
        assert self.server.wait(program.PATIENCE) == 0
        self.server.stdin.close()
        with self.server.stdout, self.server.stderr:
            return self.server.stderr.read().decode()

    def answers(self) -> dict[int, dict]:
        """The answers, of which each request must have one."""
        answers = [it for it in self.heard if "method" not in it]
        assert sorted(it["id"] for it in answers) == sorted(self.asked)
        return {it["id"]: it for it in answers}

    def _send(self, message: dict) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.server.stdin.flush()

    def _receive(self) -> dict:
        length = 0
        while line := self.server.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        assert length, "the server has left"
        message = json.loads(self.server.stdout.read(length))
        self.heard.append(message)
        if "id" in message and "method" in message:
            self._send({"id": message["id"], "result": None})
        return message


@pytest.fixture
def client(env, tmp_path):
    begun = []

    def begin() -> Client:
        begun.append(Client(tmp_path, env))
        return begun[0]

    yield begin
    program.kill_all(env)
    for one in begun:
        one.server.wait()


LOUD = """\
    import os, pytest

    @pytest.mark.parametrize("n", range(100))
    def test_loud(n):
        with open(os.environ["PROGRESS"], "a") as file:
            file.write("x")
        print("y" * 1_000_000)
    """


def test_a_run_waits_for_a_client_that_does_not_read(write, client, env, tmp_path):
    progress = Path(env.setdefault("PROGRESS", str(tmp_path / "progress")))
    write({"test_loud.py": LOUD})
    editor = client()
    editor.ask("tests/run", runId="r")
    end = time.monotonic() + program.PATIENCE
    while not progress.exists() or progress.stat().st_size < 20:
        assert time.monotonic() < end
        time.sleep(0.05)
    # Sent into a server that has to wait; heard all the same.
    editor.ask("tests/list")
    editor.ask("no/such")
    events = editor.ended("r")
    counts = events[-1]["counts"]
    assert (events[-1]["t"], counts["passed"], counts["total"]) == ("ended", 100, 100)
    assert sum(len(event["text"]) for event in events if event["t"] == "output") >= 100_000_000
    assert editor.leave() == ""
    assert len(editor.answers()) == 5


def test_a_client_that_never_reads_may_leave(write, client, env):
    write({"test_loud.py": "def test_a(): pass\n"})
    editor = client()
    for _ in range(3_000):
        editor.ask("no/such")
    editor.tell("exit")
    assert editor.server.wait(program.PATIENCE) == 1
    program.wait_until_gone(env)
    for pipe in (editor.server.stdin, editor.server.stdout, editor.server.stderr):
        pipe.close()


TEXTS = (
    "def test_one(): pass\ndef test_two(): assert 0\n",
    "import pytest\n@pytest.mark.parametrize('n', [1, 2])\ndef test_n(n): assert n < 2\n",
    "class TestIt:\n    def test_é(self): print('é')\n",
    "import time\ndef test_slow(): time.sleep(0.2)\n",
    "def test_broken(:\n",
    "raise Exception('no import')\n",
    "",
)


def test_anything_in_any_order(write, client, env, tmp_path):
    """Edits, saves, requests, runs and cancels; at the end the list is that of `discover`."""
    dice = random.Random(SEED)
    names = ["test_a.py", "test_b.py", "sub/test_c d.py", "sub/test_ü.py"]
    write(dict.fromkeys(names, TEXTS[0]))
    editor = client()
    texts: dict[str, str] = {}
    runs: list[str] = []

    def uri(name: str) -> str:
        return (tmp_path / name).as_uri()

    def change(name: str, text: str, version: int) -> None:
        document = {"uri": uri(name), "version": version}
        if name in texts:
            editor.tell(
                "textDocument/didChange", textDocument=document, contentChanges=[{"text": text}]
            )
        else:
            editor.tell(
                "textDocument/didOpen", textDocument={**document, "languageId": "", "text": text}
            )
        texts[name] = text

    def save(name: str) -> None:
        (tmp_path / name).write_text(texts[name], encoding="utf-8")
        editor.tell("textDocument/didSave", textDocument={"uri": uri(name)})

    for number in range(ACTIONS):
        name = dice.choice(names)
        match dice.randrange(10):
            case 0 | 1 | 2 | 3:
                change(name, dice.choice(TEXTS), number)
            case 4 | 5 if name in texts:
                save(name)
            case 6:
                editor.ask("tests/list", **dice.choice(({}, {"uri": uri(name)})))
            case 7:
                editor.ask("textDocument/codeLens", textDocument={"uri": uri(name)})
            case 8 if runs and dice.random() < 0.7:
                editor.ask("tests/cancel", runId=runs[-1], force=dice.random() < 0.5)
            case 8 | 9:
                runs.append(f"r{number}")
                include = dice.choice(({}, {"include": [f"{tmp_path.as_uri()}::{name}"]}))
                editor.ask("tests/run", runId=runs[-1], **include)
                if len(runs) % 3 == 0:
                    editor.ended(runs[-3])
            case _:
                editor.result("tests/refresh")
    for name in names:
        change(name, dice.choice(TEXTS[:4]), ACTIONS)
        save(name)
    editor.result("tests/refresh", mode="collect")
    listed = editor.result("tests/list")["items"]
    for run in runs:
        events = editor.ended(run)
        assert [event["t"] for event in events].count("ended") == 1
        assert events[-1]["t"] == "ended"
    assert editor.leave() == ""
    assert all("result" in it for it in editor.answers().values())
    # What a run has found in a text that was saved over stays below its file: a known fault.
    listed = [item for item in listed if item["origin"] != "run"]
    above = {item.get("parent") for item in listed}
    ids = sorted(item["nodeId"] for item in listed if item["id"] not in above)
    fresh = program.run("discover", "--format", "ids", cwd=tmp_path, env=env)
    assert ids == sorted(fresh.lines)
