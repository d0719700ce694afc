"""The way between the supervisor and a process that parks: short messages that carry descriptors."""

from __future__ import annotations

import os
import struct

try:
    # Without its Python part, which takes longer to import than a fork.
    import _socket
except ImportError:
    _socket = None

_close = os.close
_new = getattr(_socket, "socket", None)

# The process has parked. Descriptors: its run's new lifeline and report, the door of the layer above.
PARKED = b"P"
# The process does not park; the text says why.
REFUSED = b"N"
# To a parked process: fork a session. Descriptors: its ends, its token is the text.
FORK = b"F"
# To a parked process: look whether anything has changed, and leave if so.
LOOK = b"L"
# To a parked process: it has forked all that it was parked for, and may leave if that clears nothing up.
LEAVE = b"E"
# From it: done.
FORKED = b"D"

# Not through the door: the first frame of a fork in whose world something has changed; where it has.
OUTDATED = b"outdated "
# The same of a process that was started ahead: it has tried to import pytest; what came of that, as JSON.
IMPORTED = b"imported "

_FD = struct.Struct("i")
_LONGEST = 16 * 1024


class Door:
    """One end, by its descriptor. A broken door is one behind which nobody stands: it never raises."""

    def __init__(self, fd: int) -> None:
        self.fd = fd

    @staticmethod
    def exists() -> bool:
        """Whether this system has such doors."""
        return hasattr(_socket, "SOCK_SEQPACKET") and hasattr(_socket, "MSG_CMSG_CLOEXEC")

    @staticmethod
    def pair() -> tuple[Door, Door]:
        """Give both ends of a new one."""
        one, other = _socket.socketpair(_socket.AF_UNIX, _socket.SOCK_SEQPACKET)
        return Door(one.detach()), Door(other.detach())

    def send(self, kind: bytes, text: bytes = b"", fds: tuple[int, ...] = ()) -> bool:
        """Send at once; False where nobody takes it."""
        rights = b"".join(map(_FD.pack, fds))
        control = [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, rights)] if fds else []
        flags = _socket.MSG_NOSIGNAL | _socket.MSG_DONTWAIT
        socket = self._socket()
        try:
            socket.sendmsg([kind + text[:_LONGEST]], control, flags)
        except OSError:
            return False
        finally:
            socket.detach()
        return True

    def receive(self) -> tuple[bytes, bytes, list[int]] | None:
        """Wait for the next message: kind, text, descriptors; None when the other side has gone."""
        return self._receive(_socket.MSG_CMSG_CLOEXEC)

    def received(self) -> tuple[bytes, bytes, list[int]] | None:
        """Give the next message, if there is one."""
        return self._receive(_socket.MSG_CMSG_CLOEXEC | _socket.MSG_DONTWAIT)

    def _receive(self, flags: int) -> tuple[bytes, bytes, list[int]] | None:
        room = _socket.CMSG_SPACE(8 * _FD.size)
        socket = self._socket()
        try:
            data, control, _, _ = socket.recvmsg(_LONGEST + 1, room, flags)
        except OSError:
            return None
        finally:
            socket.detach()
        fds = [fd for _, _, rights in control for (fd,) in _FD.iter_unpack(rights)]
        return (data[:1], data[1:], fds) if data else None

    def close(self) -> None:
        _close(self.fd)

    def _socket(self):
        # For the moment only: the descriptor is ours to close, also in a fork.
        return _new(_socket.AF_UNIX, _socket.SOCK_SEQPACKET, 0, self.fd)
