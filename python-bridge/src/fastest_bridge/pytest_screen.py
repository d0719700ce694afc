"""What stands where pytest's terminal reporter writes to a terminal, and who hears what is written there."""

from __future__ import annotations

import io
import sys
from typing import Callable

import pytest

# Of a text that is too long for one frame.
_PIECE = 1024 * 1024


class Screen(io.TextIOBase):
    """What the terminal reporter writes to: kept until the collection is told, then dropped.

    Before that it is what `--help` and its like have to say.
    """

    encoding = "utf-8"
    _ROOM = 256 * 1024

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._room = self._ROOM
        self._listener: Callable[[str], None] | None = None
        # Whether just now the reporter shows its progress, which is ours to show.
        self.is_mute = False

    def give_to(self, reporter: object, color: bool) -> None:
        """Let pytest's reporter write here: it stays, because options and plugins need it."""
        writer = getattr(reporter, "_tw", None)
        if writer is not None:
            writer._file = self
            writer.hasmarkup = color
        reporter.hasmarkup = color

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self._room > 0:
            self._parts.append(text[: self._room])
            self._room -= len(text)
        elif self._listener is not None and not self.is_mute:
            self._listener(text)
        return len(text)

    def hear(self, listener: Callable[[str], None] | None) -> None:
        """Give what is written while the book is closed to this function, or to nobody."""
        self._listener = listener

    def open_book(self) -> None:
        """Keep from now on what is written."""
        self._parts.clear()
        self._room = self._ROOM

    def close_book(self) -> None:
        """Drop what was kept, and keep nothing more."""
        self._parts.clear()
        self._room = 0

    def text(self) -> str:
        """Give what was kept."""
        return "".join(self._parts).strip("\n")


class Live:
    """A plugin that gives what is written while tests run to a function, but for the reporter's progress."""

    def __init__(self, screen: Screen, listener: Callable[[str], None]) -> None:
        self._screen = screen
        self._listener = listener

    @pytest.hookimpl(tryfirst=True, hookwrapper=True)
    def pytest_runtest_protocol(self):
        self._screen.hear(self._listener)
        yield
        self._screen.hear(None)

    @pytest.hookimpl(tryfirst=True, hookwrapper=True)
    def pytest_runtest_logstart(self):
        self._screen.is_mute = True
        yield
        self._screen.is_mute = False

    pytest_runtest_logreport = pytest_runtest_logfinish = pytest_runtest_logstart


def say(channel: object, kind: str, text: str) -> None:
    """Send a text as events of the kind, in as many frames as it takes."""
    for start in range(0, len(text), _PIECE):
        channel.event(kind, text=text[start : start + _PIECE])


def show(text: str) -> None:
    """Write to the person's own terminal."""
    stream = sys.__stdout__
    stream.write(text)
    stream.flush()
