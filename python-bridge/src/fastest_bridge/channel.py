"""The session's end of its channel to the supervisor.

User code runs in the same process and may patch, close or fork anything: the functions used here are
bound when this module is imported, the descriptors are checked before every use, and a copy of the
process made by a test ends instead of speaking in the session's name.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator
from select import PIPE_BUF

from fastest_bridge.bound import select
from fastest_bridge.door import IMPORTED, OUTDATED
from fastest_bridge.frames import FrameReader, decode, encode, seal

# The process ends with this status when it has lost its channel.
LOST = 70

_BATCH = 2000
_BATCH_BYTES = 8 * 1024 * 1024

_close, _exit, _fstat, _getpid, _read, _write = (
    os.close,
    os._exit,
    os.fstat,
    os.getpid,
    os.read,
    os.write,
)
_sigmask, _SIG_BLOCK, _SIG_SETMASK = signal.pthread_sigmask, signal.SIG_BLOCK, signal.SIG_SETMASK
_EVERY_SIGNAL = frozenset(int(number) for number in signal.valid_signals())


class Channel:
    """Sends frames about one run's worker and receives the items to run."""

    def __init__(self, requests: int, events: int, token: bytes) -> None:
        self._requests = requests
        self._events = events
        self._identity = (_identity(requests), _identity(events))
        self._pid = _getpid()
        self._token = token
        self._reader = FrameReader()
        self._received: deque[bytes] = deque()
        self._name = b""
        self._batch: list[bytes] = []
        self._batch_bytes = 0
        # Every event so far, where later sessions may have to tell the same.
        self._kept: list[bytes] | None = None

    def open(self, ready: Callable[[str], None] | None = None) -> dict:
        """Wait for the request that says what to run; `ready` hears which run is about to be asked for."""
        request = self.receive()
        while request["op"] == "ready":
            if ready is not None:
                ready(request["run"])
            request = self.receive()
        self._name = encode({"run": request["run"], "worker": request["worker"]})[1:-1]
        return request

    def event(self, t: str, **fields: object) -> None:
        """Add an event to the batch; `flush` sends it."""
        body = encode({"t": t, **fields})
        if self._kept is not None and t != "collecting":
            self._kept.append(body)
        self._add(body)

    def _add(self, body: bytes) -> None:
        if self._batch_bytes + len(body) > _BATCH_BYTES:
            self.flush()
        self._batch.append(body)
        self._batch_bytes += len(body)

    def begin(self, index: int) -> None:
        """Tell that an item has started, and flush: whatever happens now belongs to it."""
        self._add(b'{"t":"started","i":%d}' % index)
        data = seal(self._token, self._frame())
        if len(data) > PIPE_BUF:
            self.flush()
            return
        # A pipe takes this much at once or not at all, so that no signal can cut it in two.
        if _getpid() != self._pid or _identity(self._events) != self._identity[1]:
            _exit(LOST)
        self._batch.clear()
        self._batch_bytes = 0
        try:
            _write(self._events, data)
        except OSError:
            _exit(LOST)

    def passed(self, index: int, setup: float, call: float, teardown: float) -> None:
        """Tell in one word that the three phases of an item have passed, with their durations in seconds."""
        self._add(
            b'{"t":"passed","i":%d,"setup":%.7f,"call":%.7f,"teardown":%.7f}'
            % (index, setup, call, teardown)
        )

    def keep(self) -> None:
        """Remember the events from now on, for `adopt`."""
        self._kept = []

    def descriptors(self) -> tuple[int, int]:
        """Give the two descriptors: for requests and for events."""
        return self._requests, self._events

    def moved(self) -> None:
        """Speak from this process from now on, a fork of the one that spoke before."""
        self._pid = _getpid()

    def adopt(self, requests: int, events: int, token: bytes) -> None:
        """Speak for another session, in a fork; its request may still be to come."""
        self._requests, self._events, self._token = requests, events, token
        self._identity = (_identity(requests), _identity(events))
        self._reader = FrameReader()
        self._received.clear()
        self._batch.clear()
        self._batch_bytes = 0
        self.moved()

    def is_asked(self) -> bool:
        """Whether there is a request to read."""
        poll = select.poll()
        poll.register(self._requests, select.POLLIN)
        return bool(poll.poll(0))

    def repeat(self) -> None:
        """Tell what was told before the fork."""
        for body in self._kept or ():
            self._add(body)

    def imported(self, found: dict) -> None:
        """Say, before there is a request, that everything is imported, and what that has shown."""
        self._send(IMPORTED + encode(found))

    def outdated(self, why: str) -> None:
        """Say, instead of anything else, that this fork is not what a new process would be; never returns."""
        self._send(OUTDATED + why.encode("utf-8", "replace"))
        _exit(0)

    def flush(self) -> None:
        """Send the batch."""
        if self._batch:
            self._send(self._frame())

    def _frame(self) -> bytes:
        return b'{"t":"events",%s,"events":[%s]}' % (self._name, b",".join(self._batch))

    def collected(self, items: list[dict], closing: dict) -> None:
        """Send the list of items in frames of a bounded size; the last one carries `closing`."""
        self.flush()
        part: list[bytes] = []
        size = 0
        for item in items:
            body = encode(item)
            if part and (len(part) == _BATCH or size + len(body) > _BATCH_BYTES):
                self._send_items(part, {"done": False})
                part, size = [], 0
            part.append(body)
            size += len(body)
        self._send_items(part, {"done": True, **closing})

    def refuse(self, why: str) -> None:
        """Tell that this session runs none of its tests."""
        self._batch.clear()
        self._batch_bytes = 0
        self.tell("refused", why=why)

    def tell(self, t: str, **fields: object) -> None:
        """Send a message of its own."""
        self.flush()
        self._send(b'{"t":%s,%s,%s}' % (encode(t), self._name, encode(fields)[1:-1]))

    def assignments(self) -> Iterator[tuple[int, int | None]]:
        """Give each item's index with that of the item after it, or None after the last.

        Waits for the server until both are known; what is in the batch goes out before.
        """
        queue: deque[int] = deque()
        final = False
        while True:
            while len(queue) < 2 and not final:
                request = self.receive()
                queue.extend(request["items"])
                final = request["final"]
            if not queue:
                return
            index = queue.popleft()
            yield index, queue[0] if queue else None

    def receive(self) -> dict:
        """Flush, then wait for the next frame of the server's."""
        self.flush()
        while not self._received:
            self._check()
            data = _read(self._requests, 65536)
            if not data:
                _exit(LOST)
            self._received.extend(self._reader.feed(data))
        return decode(self._received.popleft())

    def close(self) -> None:
        """Flush and close."""
        self.flush()
        self._check()
        _close(self._requests)
        _close(self._events)

    def _send_items(self, part: list[bytes], closing: dict) -> None:
        fields = encode(closing)[1:-1]
        self._send(b'{"t":"collected",%s,"items":[%s],%s}' % (self._name, b",".join(part), fields))

    def _send(self, body: bytes) -> None:
        data = seal(self._token, body)
        self._check()
        mask = _sigmask(_SIG_BLOCK, ())
        try:
            # A handler that raises between two writes would leave half a frame.
            _sigmask(_SIG_BLOCK, _EVERY_SIGNAL)
            rest = memoryview(data)
            while rest:
                rest = rest[_write(self._events, rest) :]
            self._batch.clear()
            self._batch_bytes = 0
        except OSError:
            _exit(LOST)
        finally:
            _sigmask(_SIG_SETMASK, mask)

    def _check(self) -> None:
        if _getpid() != self._pid:
            _exit(LOST)
        if (_identity(self._requests), _identity(self._events)) != self._identity:
            _exit(LOST)


def present(**fields: object) -> dict:
    """Give the fields that are not None: what is optional is left out rather than null."""
    return {name: value for name, value in fields.items() if value is not None}


def _identity(fd: int) -> tuple[int, int] | None:
    try:
        stat = _fstat(fd)
    except OSError:
        return None
    return stat.st_dev, stat.st_ino
