"""What pytest says of a failure that happened without it: the same tests again, in a copy from before them.

The failure stays a failure whatever comes of that; only its text is better.
"""

from __future__ import annotations

import json
import os
import select
import signal
import stat
import sys
from collections.abc import Callable, Iterator
from time import monotonic

# What pytest may take for its start, beside the time that the tests took, in seconds.
_START = 20.0

# A copy serves the modules that begin within so many seconds after it was made: one costs milliseconds, and
# what was run in between is run again in it before the module that matters.
_SERVES = 0.1

# How many characters a copy's own number has, which is the first thing that it says.
_PID = 12


# Runs the items of these indices as this process has run them, the one that follows them being the second.
Again = Callable[[list[int], int], None]


class Checkpoint:
    """A paused copy of this process, which no `wait` of a test's meets. `give_up` or `replay` ends it."""

    def __init__(self, orders: int, answers: int) -> None:
        self._orders = orders
        self._answers = answers
        self._since = monotonic()
        # The items that were run since, in modules that are through.
        self.before: list[int] = []

    @classmethod
    def take(cls, request: dict, again: Again) -> Checkpoint:
        """Pause a copy here."""
        orders, answers = os.pipe(), os.pipe()
        child = os.fork()
        if child == 0:
            # The copy is a child's child: it goes to the warden.
            if os.fork():
                os._exit(0)
            os.close(orders[1])
            os.close(answers[0])
            _wait(orders[0], answers[1], request, again)
        os.waitpid(child, 0)
        os.close(orders[0])
        os.close(answers[1])
        return cls(orders[1], answers[0])

    def is_recent(self) -> bool:
        """Whether it may serve the module that begins now, too."""
        return monotonic() - self._since < _SERVES

    def give_up(self) -> None:
        """Let the copy go."""
        os.close(self._orders)
        os.close(self._answers)

    def replay(self, first: int, tests: list[str]) -> dict[str, list[dict]]:
        """Let the copy run these tests with pytest; gives each one's `phase` events, or nothing.

        `first` is the index of the first of them.
        """
        limit = monotonic() + _START + 3 * (monotonic() - self._since)
        data = b""
        try:
            order = {"before": self.before, "first": first, "tests": tests}
            os.write(self._orders, json.dumps(order).encode() + b"\n")
            while True:
                left = max(0.0, limit - monotonic())
                ready, _, _ = select.select([self._answers], [], [], left)
                if not ready:
                    os.kill(int(data[:_PID]), signal.SIGKILL)
                    return {}
                part = os.read(self._answers, 65536)
                if not part:
                    break
                data += part
            return json.loads(data[_PID:])
        except (OSError, ValueError):
            return {}
        finally:
            self.give_up()


def can_be_copied() -> bool:
    """Whether a copy is what this process is: there is one thread, and no open socket."""
    try:
        if len(os.listdir("/proc/self/task")) != 1:
            return False
        for name in os.listdir("/proc/self/fd"):
            try:
                if stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                    return False
            except OSError:
                continue  # The folder's own descriptor.
    except OSError:
        return False
    return True


def _wait(orders: int, answers: int, request: dict, again: Again) -> None:
    """Be the copy: wait for an order, obey, leave; never returns."""
    try:
        text = b""
        while not text.endswith(b"\n"):
            part = os.read(orders, 65536)
            if not part:
                os._exit(0)
            text += part
        os.write(answers, b"%*d" % (_PID, os.getpid()))
        order = json.loads(text)
        _be_silent()
        if order["before"]:
            again(order["before"], order["first"])
        found = _with_pytest(request, order["tests"])
        rest = json.dumps(found).encode()
        while rest:
            rest = rest[os.write(answers, rest) :]
    finally:
        os._exit(0)


def _be_silent() -> None:
    null = os.open(os.devnull, os.O_WRONLY)
    for fd in (1, 2):
        os.dup2(null, fd)


def _with_pytest(request: dict, tests: list[str]) -> dict[str, list[dict]]:
    files = list(dict.fromkeys(test.partition("::")[0] for test in tests))
    paths = [os.path.join(request["rootdir"], file) for file in files]
    for name, module in list(sys.modules.items()):
        if getattr(module, "__file__", None) in paths:
            del sys.modules[name]  # It comes again, with pytest's assertions.
    from fastest_bridge import pytest_adapter

    listener = _Listener(tests)
    verbosity = [word for word in request["args"] if word in ("-q", "-qq", "--quiet")]
    options = [*verbosity, "-p", "no:cacheprovider", f"--rootdir={request['rootdir']}"]
    pytest_adapter.run(
        listener,
        {**request, "engine": "full", "args": [*options, *paths], "select": tests, "timeout": None},
    )
    return listener.found


class Unheard:
    """In the place of a channel: nobody hears what is told."""

    def begin(self, index: int) -> None:
        """Nobody waits."""

    def passed(self, index: int, setup: float, call: float, teardown: float) -> None:
        """Nobody counts."""

    def event(self, t: str, **fields: object) -> None:
        """Nobody looks."""

    def flush(self) -> None:
        """Nobody waits."""


class _Listener(Unheard):
    """A channel's other end: runs all that was collected and keeps what is told of it."""

    def __init__(self, tests: list[str]) -> None:
        self._tests = tests
        self._ids: list[str] = []
        self.found: dict[str, list[dict]] = {}

    def event(self, t: str, **fields: object) -> None:
        if t == "phase":
            self.found.setdefault(self._ids[fields["i"]], []).append({**fields, "i": None})

    def collected(self, items: list[dict], closing: dict) -> None:
        self._ids = [item["id"] for item in items]

    def assignments(self) -> Iterator[tuple[int, int | None]]:
        order = [self._ids.index(test) for test in self._tests if test in self._ids]
        for at, index in enumerate(order):
            yield index, order[at + 1] if at + 1 < len(order) else None
