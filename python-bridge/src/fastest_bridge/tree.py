"""A session's process tree as the supervisor holds it: its warden, its pipes, its end."""

from __future__ import annotations

import codecs
import fcntl
import os
import selectors
import signal
import sys
import time

from fastest_bridge import processes, stacks
from fastest_bridge.frames import TOKEN_BYTES, FrameError, SealedReader, encode, frame
from fastest_bridge.outbox import Outbox
from fastest_bridge.warden import REPORT, Ends, guard

_CHUNK = 65536

# A session that has something to say so many times in a row, each time within a moment (in seconds), is read
# only now and then: nothing is lost by that, and this process does not wake for each of its tests.
_RUSH = 8
_MOMENT = 0.005
_REST = 0.01

# How much such a session may write meanwhile, in bytes; F_SETPIPE_SZ of Linux.
_PIPE = 256 * 1024
_SET_PIPE_SIZE = 1031


class Tree:
    """One opened session. `name` is its `run` and `worker`, which every frame about it carries."""

    def __init__(
        self, name: dict, selector: selectors.BaseSelector, server: Outbox, token: bytes
    ) -> None:
        self._name = name
        self._selector = selector
        self._server = server
        self._sealed = SealedReader(token)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._pid: int | None = None
        self._status: int | None = None
        self._open: set[int] = set()
        self._paused = False
        self._heard = 0.0
        self._rush = 0
        # Until when (by time.monotonic) the session is not read, if it is not.
        self.rests_until: float | None = None
        self._interrupted = False
        self._asked: stacks.Asked | None = None
        self.warden = 0
        self.dying = False
        self.ended = False

    @classmethod
    def start(
        cls,
        name: dict,
        selector: selectors.BaseSelector,
        server: Outbox,
        fork: bool,
        foreign: list[int],
    ) -> Tree:
        """Start the warden, which starts the session; an OSError leaves nothing behind.

        `foreign` are the supervisor's descriptors that a forked session must not keep.
        """
        token = os.urandom(TOKEN_BYTES)
        tree = cls(name, selector, server, token)
        pipes: list[int] = []
        try:
            for _ in range(5):
                pipes += os.pipe()
            ends = Ends(pipes[0], pipes[3], pipes[5], pipes[6], pipes[9])
            ours = (pipes[1], pipes[2], pipes[4], pipes[7], pipes[8])
            if fork:
                tree.warden = _fork(ends, token, [*foreign, *ours])
            else:
                tree.warden = _spawn(ends, token)
        except OSError:
            for fd in pipes:
                os.close(fd)
            raise
        for fd in ends.descriptors():
            os.close(fd)
        tree._hold(*ours)
        return tree

    def send(self, body: bytes) -> None:
        """Pass a frame of the server's on to the session."""
        self._requests.send(frame(body))

    def interrupt(self) -> None:
        """Do what Ctrl-C does to the session."""
        self._interrupted = True
        if self._pid is not None and self._status is None:
            try:
                os.kill(self._pid, signal.SIGINT)
            except ProcessLookupError:
                pass  # It has just ended by itself.

    def kill(self) -> None:
        """Kill the session and everything below it; the supervisor's sweep takes what is left."""
        self.dying = True
        if self._pid is not None and self._status is None:
            processes.kill_group(self._pid)
        if not self.ended:
            os.kill(self.warden, signal.SIGKILL)

    def expire(self) -> None:
        """Kill the session for its time is over, once it has said where it hangs."""
        if self._pid is None or self._status is not None or self.dying:
            self.kill()
        elif self._asked is None:
            self._asked = stacks.Asked(self._pid)

    def advance(self) -> None:
        """Go on with what takes its time; called often while this tree is `unsettled`."""
        if self._asked is not None and not self.dying and self._asked.is_answered():
            self.kill()

    @property
    def unsettled(self) -> bool:
        """Whether something is under way that no descriptor tells of."""
        return self.dying or self._asked is not None

    def pause(self) -> None:
        """Read no more from the session for now."""
        if not self._paused:
            self.wake()
            self._paused = True
            for fd in (self._events, self._raw):
                if fd in self._open:
                    self._selector.unregister(fd)

    def wake(self) -> None:
        """Read on after a rest."""
        if self.rests_until is not None:
            self.rests_until = None
            if self._events in self._open:
                self._selector.register(self._events, selectors.EVENT_READ, self._read_events)

    def resume(self) -> None:
        """Read on."""
        if self._paused:
            self._paused = False
            for fd, callback in ((self._events, self._read_events), (self._raw, self._read_raw)):
                if fd in self._open:
                    self._selector.register(fd, selectors.EVENT_READ, callback)

    def warden_ended(self, status: int) -> None:
        """Note that the warden is no more."""
        self._read_report()
        self.dying = self.ended = True
        if self._status is None and self._pid is None:
            self._status = status  # It did not get as far as starting a session.

    @property
    def clean(self) -> bool:
        """Whether the warden has said that the whole tree is gone."""
        return self.ended and self._status is not None

    def finish(self) -> None:
        """Pass on what is still in the pipes, close them and tell the server about the end."""
        self.resume()
        self.wake()
        while self._events in self._open and self._read_events():
            pass
        while self._raw in self._open and self._read_raw():
            pass
        for fd in list(self._open):
            self._drop(fd)
        self._requests.close()
        os.close(self._lifeline)
        status = self._status if self._status is not None else int(signal.SIGKILL)
        exited = {"status": None, "signal": None}
        if os.WIFSIGNALED(status):
            exited["signal"] = _signal_name(os.WTERMSIG(status))
        else:
            exited["status"] = os.WEXITSTATUS(status)
        if self._asked is not None:
            exited["stacks"] = self._asked.close()
        self._server.send(frame(encode({"t": "exited", **self._name, **exited})))

    def descriptors(self) -> list[int]:
        return [*self._open, self._requests.fd, self._lifeline]

    def _hold(self, requests: int, events: int, raw: int, lifeline: int, report: int) -> None:
        self._requests = Outbox(requests, self._selector)
        self._events, self._raw, self._lifeline, self._report = events, raw, lifeline, report
        if sys.platform == "linux":
            try:
                fcntl.fcntl(events, _SET_PIPE_SIZE, _PIPE)
            except OSError:
                pass  # There are too many of them for that: the session waits now and then.
        for fd in (events, raw, report):
            os.set_blocking(fd, False)
            self._open.add(fd)
        self._selector.register(report, selectors.EVENT_READ, self._read_report)
        self._selector.register(events, selectors.EVENT_READ, self._read_events)
        self._selector.register(raw, selectors.EVENT_READ, self._read_raw)

    def _read_report(self) -> None:
        if self._report not in self._open:
            return
        try:
            data = os.read(self._report, REPORT.size)
        except BlockingIOError:
            return
        if not data:
            self._drop(self._report)
            return
        (number,) = REPORT.unpack(data)
        if self._pid is None:
            self._pid = number
            self._server.send(frame(encode({"t": "opened", **self._name, "pid": number})))
            if self._interrupted:
                self.interrupt()
        else:
            self._status = number

    def _read_events(self) -> bool:
        data = self._read(self._events)
        if data:
            good: list[bytes] = []
            try:
                for body in self._sealed.feed(data):
                    good.append(frame(body))
                self._pace(len(good))
            except FrameError:
                # A test has written to our channel: nothing that comes after can be trusted.
                self._drop(self._events)
                self.kill()
            finally:
                self._server.send(b"".join(good))
        return bool(data)

    def _pace(self, frames: int) -> None:
        now = time.monotonic()
        hurried = now - self._heard < _MOMENT if self._rush < _RUSH else frames > 1
        self._rush = self._rush + 1 if hurried else 0
        self._heard = now
        if self._rush >= _RUSH and not self._paused and not self.dying:
            self._selector.unregister(self._events)
            self.rests_until = now + _REST

    def _read_raw(self) -> bool:
        data = self._read(self._raw)
        text = self._decoder.decode(data, final=self._raw not in self._open)
        if text:
            self._server.send(frame(encode({"t": "raw", **self._name, "text": text})))
        return bool(data)

    def _read(self, fd: int) -> bytes:
        """Give what is there; nothing at the end and, after it, the descriptor is closed."""
        if self._pid is None and self._report in self._open:
            # The session may be faster than its warden's word, but `opened` goes first.
            os.set_blocking(self._report, True)
            self._read_report()
            if self._report in self._open:
                os.set_blocking(self._report, False)
        try:
            data = os.read(fd, _CHUNK)
        except BlockingIOError:
            return b""
        if not data:
            self._drop(fd)
        return data

    def _drop(self, fd: int) -> None:
        resting = self.rests_until is not None and fd == self._events
        if not resting and not (self._paused and fd in (self._events, self._raw)):
            self._selector.unregister(fd)
        self._open.discard(fd)
        os.close(fd)


def _fork(ends: Ends, token: bytes, foreign: list[int]) -> int:
    # A SIGINT for the session may come before it has its handler: it waits until then.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            for fd in foreign:
                os.close(fd)
            guard(ends, token)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    return pid


def _spawn(ends: Ends, token: bytes) -> int:
    import subprocess

    source = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    boot = (
        "import sys; sys.path[:] = [p for p in sys.path if p]; s = sys.argv.pop(1); "
        "sys.path.insert(0, s); import fastest_bridge.warden as m; sys.path.remove(s); m.main()"
    )
    numbers = ",".join(map(str, ends.descriptors()))
    flags = subprocess._args_from_interpreter_flags()
    command = [sys.executable, *flags, "-c", boot, source, numbers, token.hex()]
    child = subprocess.Popen(command, pass_fds=ends.descriptors())
    # The supervisor waits for its children itself; the object must not.
    child.returncode = 0
    return child.pid


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
