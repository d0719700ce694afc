"""The outgoing side of a pipe that must never block the supervisor."""

from __future__ import annotations

import os
import selectors


class Outbox:
    """Bytes on their way to one descriptor: written at once where there is room, else when there is."""

    def __init__(self, fd: int, selector: selectors.BaseSelector) -> None:
        os.set_blocking(fd, False)
        self.fd = fd
        self._selector = selector
        self._waiting = bytearray()
        self._watched = False
        self.broken = False

    @property
    def waiting(self) -> int:
        """The number of bytes not yet taken by the other side."""
        return len(self._waiting)

    def send(self, data: bytes) -> None:
        """Write or queue the data; after the other side has gone it is dropped."""
        if self.broken:
            return
        self._waiting += data
        if not self._watched:
            self.write()

    def write(self) -> None:
        """Write what the descriptor takes now."""
        try:
            while self._waiting:
                with memoryview(self._waiting)[:65536] as view:
                    written = os.write(self.fd, view)
                del self._waiting[:written]
        except BlockingIOError:
            pass  # The rest goes out when the selector says there is room.
        except OSError:
            self.broken = True
            self._waiting.clear()
        self._watch(bool(self._waiting))

    def close(self) -> None:
        """Forget what waits and close the descriptor."""
        self.broken = True
        self._waiting.clear()
        self._watch(False)
        os.close(self.fd)

    def _watch(self, wanted: bool) -> None:
        if wanted and not self._watched:
            self._selector.register(self.fd, selectors.EVENT_WRITE, self.write)
        elif self._watched and not wanted:
            self._selector.unregister(self.fd)
        self._watched = wanted
