"""What a test writes to descriptors 1 and 2, its child processes' output included."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator

from fastest_bridge.output import SECTION, joined

_dup2, _fstat, _ftruncate, _lseek, _pread = (
    os.dup2,
    os.fstat,
    os.ftruncate,
    os.lseek,
    os.pread,
)
_STREAMS = {1: "stdout", 2: "stderr"}


class Capture:
    """Points the two descriptors at files until `stop`."""

    def __init__(self) -> None:
        self._saved = {fd: os.dup(fd) for fd in _STREAMS}
        # Kept open as long as the process lives: child processes may still write to them.
        self._files = {fd: tempfile.TemporaryFile(buffering=0) for fd in _STREAMS}  # noqa: SIM115
        self._ends = [(file.fileno(), fd) for fd, file in self._files.items()]
        # Lines of the test's and of its child processes come in the order in which they were written.
        sys.stdout.reconfigure(line_buffering=True)

    def start(self) -> None:
        """Capture from here on; repeated before each test, because the last one may have closed them."""
        for file, fd in self._ends:
            _dup2(file, fd)

    def is_ahead(self) -> bool:
        """Whether there is something to take; leaves everything where it is."""
        _flush()
        (out, _), (error, _) = self._ends
        return _fstat(out).st_size != 0 or _fstat(error).st_size != 0

    def take(self) -> Iterator[tuple[str, str]]:
        """Give each stream's text since the last time, where there is any."""
        _flush()
        for file, fd in self._ends:
            size = _fstat(file).st_size
            if size > 0:
                text = _read(file, size)
                # As pytest leaves it: a test may find out where it writes to.
                _lseek(file, 0, os.SEEK_SET)
                _ftruncate(file, 0)
                yield _STREAMS[fd], text

    def stop(self) -> None:
        """Give the descriptors back."""
        _flush()
        for fd, saved in self._saved.items():
            _dup2(saved, fd)


def _read(fd: int, size: int) -> str:
    if size <= SECTION:
        return _pread(fd, size, 0).decode("utf-8", "replace")
    half = SECTION // 2
    head, tail = _pread(fd, half, 0), _pread(fd, half, size - half)
    return joined(head, size - 2 * half, tail)


def _flush() -> None:
    streams = [sys.stdout, sys.stderr]
    if sys.__stdout__ is not sys.stdout or sys.__stderr__ is not sys.stderr:
        streams += [sys.__stdout__, sys.__stderr__]
    for stream in streams:
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            pass  # Replaced or closed by a test; what it held is not on our descriptors.
