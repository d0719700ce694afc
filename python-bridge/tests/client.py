"""The server's side of the protocol, small enough to read, for driving a real supervisor."""

from __future__ import annotations

import json
import os
import select
import struct
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent / "src"
BOOT = (
    "import sys; sys.path[:] = [p for p in sys.path if p]; s = sys.argv.pop(1); "
    "sys.path.insert(0, s); import fastest_bridge.supervisor as m; sys.path.remove(s); m.main()"
)
# Long enough for a loaded machine; reached only when something hangs.
PATIENCE = 60.0


def clean_environment(**extra: str) -> dict[str, str]:
    """Give this process's environment without what would change how pytest or Python behave."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "PYTHON", "COV_"))}
    return {**kept, "NO_COLOR": "1", **extra}


def spelled_out(event: dict) -> list[dict]:
    """Give what an event stands for: `passed` is three phases and an end in one word."""
    if event["t"] != "passed":
        return [event]
    index, whens = event["i"], ("setup", "call", "teardown")
    phases = [
        {
            "t": "phase",
            "i": index,
            "when": when,
            "outcome": "passed",
            "category": "passed" if when == "call" else "",
            "duration": event[when],
        }
        for when in whens
    ]
    duration = sum(event[when] for when in whens)
    return [*phases, {"t": "finished", "i": index, "outcome": "passed", "duration": duration}]


@dataclass
class Run:
    """Everything that was said about one run's workers."""

    frames: list[dict] = field(default_factory=list)
    items: dict[int, list[dict]] = field(default_factory=dict)
    collected: dict[int, dict] = field(default_factory=dict)
    events: list[dict] = field(default_factory=list)
    raw: str = ""
    exited: dict[int, dict] = field(default_factory=dict)

    def take(self, message: dict) -> None:
        self.frames.append(message)
        worker, kind = message["worker"], message["t"]
        if kind == "collected":
            self.items.setdefault(worker, []).extend(message["items"])
            if message["done"]:
                self.collected[worker] = message
        elif kind == "events":
            for event in message["events"]:
                self.events += [{"worker": worker, **one} for one in spelled_out(event)]
        elif kind == "raw":
            self.raw += message["text"]
        elif kind == "exited":
            assert worker not in self.exited, "exited twice"
            self.exited[worker] = message

    def of(self, kind: str, **fields: object) -> list[dict]:
        """Give the events of a kind that have the given fields."""
        return [
            event
            for event in self.events
            if event["t"] == kind and all(event.get(k) == v for k, v in fields.items())
        ]

    def id(self, event: dict) -> str:
        return self.items[event["worker"]][event["i"]]["id"]

    @property
    def ids(self) -> list[str]:
        return [item["id"] for item in self.items.get(0, [])]

    @property
    def outcomes(self) -> dict[str, str]:
        return {self.id(event): event["outcome"] for event in self.of("finished")}

    @property
    def order(self) -> list[str]:
        return [self.id(event) for event in self.of("started")]

    @property
    def ended(self) -> dict:
        (ended,) = self.of("ended")
        return ended

    def phase(self, ending: str, when: str = "call") -> dict:
        """Give the one report of a phase of the test whose id ends as given, subtests left out."""
        (found,) = [
            event
            for event in self.of("phase", when=when)
            if self.id(event).endswith(ending) and "subtest" not in event
        ]
        return found

    def output(self, ending: str, when: str, stream: str) -> str:
        return "".join(
            event["text"]
            for event in self.of("output", when=when, stream=stream)
            if self.id(event).endswith(ending)
        )


class Bridge:
    """A supervisor process and the pipes to it."""

    def __init__(
        self,
        python: str | Path,
        cwd: Path,
        env: dict | None = None,
        source: Path = SOURCE,
        bare: bool = False,
        once: bool = False,
    ) -> None:
        flags = [*(["--bare"] if bare else []), *(["--once"] if once else [])]
        self.process = subprocess.Popen(
            [str(python), "-c", BOOT, str(source), *flags],
            cwd=cwd,
            env=clean_environment() if env is None else env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._buffer = b""
        self._names = 0
        self.hello = self.receive()

    def __enter__(self) -> Bridge:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(PATIENCE)
        self.process.stderr.close()

    def send(self, op: str, **fields: object) -> None:
        body = json.dumps({"op": op, **fields}).encode()
        self.process.stdin.write(struct.pack(">I", len(body)) + body)
        self.process.stdin.flush()

    def open(self, cwd: Path, args: list[str] = (), worker: int = 0, **fields: object) -> str:
        """Open a worker; gives the name of its run, new unless `run` is among the fields."""
        if "run" not in fields:
            self._names += 1
        request = {
            "run": f"run-{self._names}",
            "worker": worker,
            "engine": "full",
            "cwd": str(cwd),
            "args": list(args),
            "collectOnly": False,
            "color": False,
            **fields,
        }
        self.send("open", **request)
        return request["run"]

    def receive(self) -> dict | None:
        """Give the next message, or None when the supervisor has gone."""
        header = self._take(4)
        if header is None:
            return None
        (length,) = struct.unpack(">I", header)
        assert length <= 16 * 1024 * 1024
        return json.loads(self._take(length).decode("utf-8"))

    def until(self, run: Run, condition) -> Run:
        """Take messages until one fulfils the condition."""
        while True:
            message = self.receive()
            assert message is not None, self.process.stderr.read().decode()
            run.take(message)
            if condition(message):
                return run

    def run(self, cwd: Path, args: list[str] = (), **fields: object) -> Run:
        """Open one worker, let it run everything, give all that it said."""
        name = self.open(cwd, args, **fields)
        run = Run()

        def settled(message: dict) -> bool:
            if message["t"] == "collected" and message["done"] and not fields.get("collectOnly"):
                numbers = list(range(len(run.items[0])))
                self.send("items", run=name, worker=0, items=numbers, final=True)
            return message["t"] in ("exited", "stale")

        return self.until(run, settled)

    def _take(self, size: int) -> bytes | None:
        deadline = time.monotonic() + PATIENCE
        fd = self.process.stdout.fileno()
        while len(self._buffer) < size:
            ready, _, _ = select.select([fd], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, "the supervisor says nothing"
            data = os.read(fd, 1 << 20)
            if not data:
                assert not self._buffer, "the supervisor ended in the middle of a frame"
                return None
            self._buffer += data
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken


def subjects() -> dict[str, Path]:
    """Give the interpreters with the versions of pytest to test with, by name."""
    target = HERE.parent / "target"
    found = {"pytest9": Path(sys.executable)}
    for name in ("pytest8", "pytest7"):
        found[name] = target / "venvs" / name / "bin" / "python"
    return found
