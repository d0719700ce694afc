"""A parked process as the supervisor holds it: configured or collected, it forks sessions when asked."""

from __future__ import annotations

import os
import selectors
import signal
import time
from collections import deque
from collections.abc import Callable

from fastest_bridge import processes
from fastest_bridge.door import FORK, FORKED, LEAVE, LOOK, Door

# As in `typing`, whose import would be the largest part of what a supervisor needs.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from fastest_bridge.tree import Tree

# Of a run's only supervisor, the first one: pytest is imported, and nothing else.
IMPORTED, CONFIGURED, COLLECTED = "imported", "configured", "collected"

# A parked process that has not answered after this many seconds is not worth waiting for.
_PATIENCE = 2.5


class Parked:
    """One parked process with its warden. It may die at any time: that costs time and nothing else."""

    def __init__(
        self,
        selector: selectors.BaseSelector,
        layer: str,
        reported: list[int],
        lifeline: int,
        report: int,
        door: Door,
    ) -> None:
        self.layer = layer
        self.warden, self.pid = reported[:2]
        self.used = time.monotonic()
        self.gone = False
        # Hears of each session that was asked for: whether it was forked.
        self.on_answer: Callable[[Tree, bool], None] | None = None
        # What it was parked for.
        self.request: dict = {}
        # Hears that it has left by itself, while nobody had asked it for a session.
        self.on_changed: Callable[[Parked], None] | None = None
        # A session that was forked ahead, for the next run.
        self.spare: Tree | None = None
        self._selector = selector
        self._lifeline, self._report = lifeline, report
        self._door: Door | None = door
        self._asked: deque[Tree] = deque()
        # The warden has to know that other sessions' wardens are below it from now on.
        os.set_blocking(lifeline, False)
        try:
            os.write(lifeline, b"p")
        except OSError:
            pass  # It has gone: the report says so.
        selector.register(report, selectors.EVENT_READ, self._read_report)
        selector.register(door.fd, selectors.EVENT_READ, self._read_door)

    @property
    def ready(self) -> bool:
        """Whether it can be asked."""
        return self._door is not None

    def ask(self, tree: Tree, ends: tuple[int, ...], token: bytes) -> bool:
        """Ask for a session with these ends; False where nobody hears it."""
        if self._door is None or not self._door.send(FORK, token, ends):
            self.end()
            return False
        self.used = time.monotonic()
        self._asked.append(tree)
        return True

    @property
    def is_asked(self) -> bool:
        """Whether it has been asked for a session that it has not forked yet."""
        return bool(self._asked)

    def let_go(self) -> None:
        """Let it leave now, unless it has something to clear up at its end."""
        if self._door is not None:
            self._door.send(LEAVE)

    def look(self) -> None:
        """Let it look at its world now, and leave if something has changed."""
        if self._door is not None:
            self._door.send(LOOK)

    def is_late(self) -> bool:
        """Whether it should have answered long ago."""
        return bool(self._asked) and time.monotonic() - self.used > _PATIENCE

    def end(self) -> None:
        """Let it leave by itself; what it was asked for it does not do any more."""
        if self._door is not None:
            self._selector.unregister(self._door.fd)
            self._door.close()
            self._door = None
        while self._asked:
            self._answer(False)
        if self.spare is not None:
            spare, self.spare = self.spare, None
            spare.withdraw()

    def kill(self) -> None:
        """End it at once."""
        self.end()
        if not self.gone:
            processes.kill_group(self.pid)
            for pid in (self.pid, self.warden):
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass  # It has just ended.

    def descriptors(self) -> list[int]:
        held = [] if self.gone else [self._lifeline, self._report]
        return held + ([self._door.fd] if self._door is not None else [])

    def _read_door(self) -> None:
        message = self._door.received()
        for fd in message[2] if message else ():
            os.close(fd)
        if message is None or message[0] != FORKED or not self._asked:
            wanted = bool(self._asked)
            self.end()
            if not wanted and self.on_changed is not None:
                self.on_changed(self)
        else:
            self._answer(True)

    def _answer(self, forked: bool) -> None:
        tree = self._asked.popleft()
        if self.on_answer is not None:
            self.on_answer(tree, forked)

    def _read_report(self) -> None:
        try:
            if os.read(self._report, 4096):
                return
        except BlockingIOError:
            return
        self._selector.unregister(self._report)
        os.close(self._report)
        os.close(self._lifeline)
        self.gone = True
        self.end()
