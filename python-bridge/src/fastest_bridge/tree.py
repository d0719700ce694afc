"""A session's process tree as the supervisor holds it: its warden, its pipes, its end."""

from __future__ import annotations

import codecs
import fcntl
import os
import selectors
import signal
import sys
import time
from collections.abc import Callable

from fastest_bridge import processes, stacks
from fastest_bridge.door import IMPORTED, OUTDATED, PARKED, REFUSED, Door
from fastest_bridge.frames import TOKEN_BYTES, FrameError, SealedReader, decode, encode, frame
from fastest_bridge.outbox import Outbox
from fastest_bridge.parked import COLLECTED, Parked
from fastest_bridge.warden import REPORT, Ends, guard

_CHUNK = 65536

# A session that has something to say so many times in a row, each time within a moment (in seconds), is read
# only now and then: nothing is lost by that, and this process does not wake for each of its tests.
_RUSH = 8
_MOMENT = 0.005
_REST = 0.01

# After so many seconds without a word it is looked at whether a session was stopped.
_LATE = 0.5

# How much such a session may write meanwhile, in bytes; F_SETPIPE_SZ of Linux.
_PIPE = 256 * 1024
_SET_PIPE_SIZE = 1031


class Tree:
    """One session. `name` is its `run` and `worker`, which every frame about it carries; a spare has none."""

    def __init__(self, name: dict | None, selector: selectors.BaseSelector, server: Outbox) -> None:
        self._name = name
        self._selector = selector
        self._server = server
        self._token = os.urandom(TOKEN_BYTES)
        self._sealed = SealedReader(self._token)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        # What its warden has reported so far: its own pid, the session's, the status.
        self._reported: list[int] = []
        self._open: set[int] = set()
        self._paused = False
        self._heard = 0.0
        self._rush = 0
        # Until when (by time.monotonic) the session is not read, if it is not.
        self.rests_until: float | None = None
        self._listening = False
        self._interrupted = False
        self._asked: stacks.Asked | None = None
        # Whether the warden is this process' child, and how it ended where it started no session.
        self._child = False
        self._early_end: int | None = None
        self._door: Door | None = None
        # The parked process that was asked for it, until that has answered.
        self.source: Parked | None = None
        # The same, and for good.
        self.origin: Parked | None = None
        self._killed = False
        self.warden = 0
        self.dying = False
        self.ended = False
        # When it was started, or became one of a run.
        self.since = time.monotonic()
        self._assigned = False
        self._frames = 0
        self._outdated: str | None = None
        # Hears that the parked process it was forked from is not what it would be now, and where.
        self.on_outdated: Callable[[str], None] | None = None
        # Whether it was started ahead and nobody has asked it for anything yet; hears what it has imported.
        self._ahead = False
        self.on_imported: Callable[[dict], None] | None = None
        # Hears of a process that has parked, or once None: there will be none.
        self.on_parked: Callable[[Parked | None], None] | None = None

    @classmethod
    def start(
        cls,
        name: dict,
        selector: selectors.BaseSelector,
        server: Outbox,
        fork: bool,
        foreign: list[int],
        door: bool = False,
        ahead: bool = False,
    ) -> Tree:
        """Start the warden, which starts the session; an OSError leaves nothing behind.

        `foreign` are the supervisor's descriptors that a forked session must not keep. Only behind a `door`
        can the session park. With `ahead` it imports what every session needs and waits.
        """
        tree = cls(name, selector, server)
        tree._ahead = ahead and name is None
        with _Pipes(door) as pipes:
            if fork:
                held = [*foreign, *pipes.ours, *([pipes.door.fd] if pipes.door else [])]
                tree.warden = _fork(pipes.ends, tree._token, held, ahead)
            else:
                tree.warden = _spawn(pipes.ends, tree._token)
            tree._child = True
            tree._hold(pipes)
        tree._listen()
        return tree

    @classmethod
    def ask(
        cls,
        name: dict | None,
        selector: selectors.BaseSelector,
        server: Outbox,
        parked: Parked,
        door: bool = False,
    ) -> Tree | None:
        """Ask a parked process for a session; its answer comes later. None: it is not there any more."""
        tree = cls(name, selector, server)
        with _Pipes(door) as pipes:
            if not parked.ask(tree, pipes.ends.descriptors(), tree._token):
                raise _Nobody
            tree.source = parked
            tree.origin = parked
            tree._hold(pipes)
            return tree
        return None

    def accepted(self) -> None:
        """Its session was forked."""
        self.source = None
        self._listen()

    def assign(self, name: dict) -> None:
        """Make a spare session one of a run."""
        self._name = name
        self.since = time.monotonic()
        self._assigned = True
        self._ahead = False
        if self._pid:
            self._tell_opened()

    def is_there(self) -> bool:
        """Whether a session that was started ahead can be asked for something, as far as is known."""
        self._await_report(2)
        return self._door is not None and self._report in self._open and not self.dying

    def park(self, layer: str) -> Parked:
        """Make of one that was started ahead, and is there, a process that forks sessions and is none."""
        self._selector.unregister(self._report)
        self._selector.unregister(self._door.fd)
        self._open.discard(self._report)
        reported, self._reported = self._reported, []
        parked = Parked(self._selector, layer, reported, self._lifeline, self._report, self._door)
        self._lifeline, self._door = -1, None
        self._close()
        return parked

    def withdraw(self) -> None:
        """Kill the session, and say nothing of it any more."""
        self._name = None
        self.on_parked = self.on_outdated = None
        self.shut_door()
        self.kill()

    def refused(self) -> None:
        """There is no session and there will be none: say nothing about it."""
        self._close()

    def send(self, body: bytes) -> None:
        """Pass a frame of the server's on to the session."""
        self._requests.send(frame(body))

    def interrupt(self) -> None:
        """Do what Ctrl-C does to the session."""
        self._interrupted = True
        if self._pid and self._status is None:
            try:
                os.kill(self._pid, signal.SIGINT)
            except ProcessLookupError:
                pass  # It has just ended by itself.

    def kill(self) -> None:
        """Kill the session and everything below it; the supervisor's sweep takes what is left."""
        self.dying = self._killed = True
        if self._pid and self._status is None:
            processes.kill_group(self._pid)
        if self.warden and not self.ended:
            try:
                os.kill(self.warden, signal.SIGKILL)
            except ProcessLookupError:
                pass  # It has just ended, and was a parked process' child, not ours.
        # A warden that is only being forked finds that nobody stands behind it.
        self._let_go()

    def expire(self) -> None:
        """Kill the session for its time is over, once it has said where it hangs."""
        if self._pid is None or self._status is not None or self.dying:
            self.kill()
        elif self._asked is None:
            self._asked = stacks.Asked(self._pid)

    def advance(self) -> None:
        """Go on with what takes its time; called often while this tree is `unsettled`."""
        if self.awaited and time.monotonic() - self.since > _LATE and self.stands_still:
            while self._events in self._open and self._read_events():
                pass
            if self.awaited:
                self.on_outdated("its fork stands still")
        elif self._asked is not None and not self.dying and self._asked.is_answered():
            self.kill()

    @property
    def awaited(self) -> bool:
        """Whether it was forked ahead for a run and has not said a word of that: nothing of it has run."""
        collected = self.origin is not None and self.origin.layer == COLLECTED
        return self._assigned and collected and self._frames == 0 and not self.dying

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
                if self._listening and fd in self._open:
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
                if self._listening and fd in self._open:
                    self._selector.register(fd, selectors.EVENT_READ, callback)

    def warden_ended(self, status: int) -> None:
        """Note that the warden, a child of this process, is no more."""
        while self._read_report():
            pass
        self.dying = self.ended = True
        if self._pid is None:
            self._early_end = status

    def why_void(self) -> str | None:
        """Give a reason why an ended session was none, and another one has to take its place, or None.

        Nothing of the person's has run in it, then: it has found its world changed, or was killed by somebody
        else before it said a word.
        """
        if self._killed or self.origin is None:
            return None
        while self._events in self._open and self._read_events():
            pass
        if self._outdated is None and self._frames == 0 and self.origin.layer == COLLECTED:
            return "its fork has died"
        return self._outdated

    @property
    def known(self) -> bool:
        """Whether its processes are known: they are not while a fork is under way."""
        return self.ended or len(self._reported) > 1

    @property
    def stands_still(self) -> bool:
        """Whether somebody has stopped the session, so that it does not answer."""
        return self._pid is not None and processes.is_stopped(self._pid)

    @property
    def may_park(self) -> bool:
        """Whether it may still park."""
        return self._door is not None and not self._ahead

    @property
    def interrupted(self) -> bool:
        return self._interrupted

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
        if self._door is not None:
            # It may have said why it did not park.
            self._read_door()
        self._close()
        status = self._status if self._status is not None else int(signal.SIGKILL)
        exited = {"status": None, "signal": None}
        if os.WIFSIGNALED(status):
            exited["signal"] = _signal_name(os.WTERMSIG(status))
        else:
            exited["status"] = os.WEXITSTATUS(status)
        if self._asked is not None:
            exited["stacks"] = self._asked.close()
        self._tell("exited", **exited)

    def descriptors(self) -> list[int]:
        held = [*self._open, self._requests.fd]
        held += [self._lifeline] if self._lifeline >= 0 else []
        return held + ([self._door.fd] if self._door is not None else [])

    @property
    def _pid(self) -> int | None:
        return self._reported[1] if len(self._reported) > 1 else None

    @property
    def _status(self) -> int | None:
        return self._reported[2] if len(self._reported) > 2 else self._early_end

    def _hold(self, pipes: _Pipes) -> None:
        requests, self._events, self._raw, self._lifeline, self._report = pipes.ours
        self._requests = Outbox(requests, self._selector)
        if sys.platform == "linux":
            try:
                fcntl.fcntl(self._events, _SET_PIPE_SIZE, _PIPE)
            except OSError:
                pass  # There are too many of them for that: the session waits now and then.
        for fd in (self._events, self._raw, self._report):
            os.set_blocking(fd, False)
            self._open.add(fd)
        self._door = pipes.door

    def _listen(self) -> None:
        self._listening = True
        self._selector.register(self._report, selectors.EVENT_READ, self._read_report)
        if not self._paused:
            self._selector.register(self._events, selectors.EVENT_READ, self._read_events)
            self._selector.register(self._raw, selectors.EVENT_READ, self._read_raw)
        if self._door is not None:
            self._selector.register(self._door.fd, selectors.EVENT_READ, self._read_door)

    def _close(self) -> None:
        for fd in list(self._open):
            self._drop(fd)
        self._requests.close()
        self._let_go()
        self.shut_door()

    def _let_go(self) -> None:
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1

    def shut_door(self) -> None:
        """Let the session not park any more."""
        if self._door is not None:
            if self._listening:
                self._selector.unregister(self._door.fd)
            self._door.close()
            self._door = None
            if self.on_parked is not None:
                self.on_parked(None)

    def _read_door(self) -> None:
        message = self._door.received()
        if message is None or message[0] != PARKED or self.dying:
            if message is not None and message[0] == REFUSED:
                self._tell("unparked", why=message[1].decode("utf-8", "replace"))
            for fd in message[2] if message else ():
                os.close(fd)
            self.shut_door()
            return
        self._await_report(2)
        # What was this session's process stands parked now; the session goes on in a fork of it.
        _, layer, (lifeline, report, *next_door) = message
        self._selector.unregister(self._report)
        self._selector.unregister(self._door.fd)
        self._open.discard(self._report)
        parked = Parked(
            self._selector, layer.decode(), self._reported, self._lifeline, self._report, self._door
        )
        self._lifeline, self._report = lifeline, report
        self._reported, self.warden, self._child = [], 0, False
        os.set_blocking(report, False)
        self._open.add(report)
        self._selector.register(report, selectors.EVENT_READ, self._read_report)
        self._door = Door(next_door[0]) if next_door else None
        if self._door is not None:
            self._selector.register(self._door.fd, selectors.EVENT_READ, self._read_door)
        self._tell("parked", layer=parked.layer)
        if self.on_parked is not None:
            self.on_parked(parked)

    def _await_report(self, numbers: int) -> None:
        """Wait for what the warden says as soon as it is there."""
        if self._report in self._open:
            os.set_blocking(self._report, True)
        while self._report in self._open and len(self._reported) < numbers:
            self._read_report()
        if self._report in self._open:
            os.set_blocking(self._report, False)

    def _read_report(self) -> bool:
        if self._report not in self._open:
            return False
        try:
            data = os.read(self._report, REPORT.size)
        except BlockingIOError:
            return False
        if not data:
            self._drop(self._report)
            if not self._child:
                # Nobody but the warden had the other end.
                self.dying = self.ended = True
            return False
        self._reported += REPORT.unpack(data)
        if len(self._reported) == 1:
            self.warden = self._reported[0]
        elif len(self._reported) == 2:
            self._tell_opened()
            if self.dying:
                self.kill()
            elif self._interrupted:
                self.interrupt()
        return True

    def _read_events(self) -> bool:
        data = self._read(self._events)
        if data:
            good: list[bytes] = []
            try:
                for body in self._sealed.feed(data):
                    if self._frames == 0 and body.startswith(IMPORTED):
                        if self.on_imported is not None:
                            self.on_imported(decode(body[len(IMPORTED) :]))
                        continue
                    if self._frames == 0 and body.startswith(OUTDATED):
                        self._outdated = str(body[len(OUTDATED) :], "utf-8", "replace")
                        continue
                    self._frames += 1
                    good.append(frame(body))
                self._pace(len(good))
            except FrameError:
                # A test has written to our channel: nothing that comes after can be trusted.
                self._drop(self._events)
                self.kill()
            finally:
                if self._name is not None:
                    self._server.send(b"".join(good))
            if self._outdated is not None and self.on_outdated is not None and not self.dying:
                self.on_outdated(self._outdated)
                return False
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
            self._tell("raw", text=text)
        return bool(data)

    def _read(self, fd: int) -> bytes:
        """Give what is there; nothing at the end and, after it, the descriptor is closed."""
        if self._pid is None:
            # The session may be faster than its warden's word, but `opened` goes first.
            self._await_report(2)
        try:
            data = os.read(fd, _CHUNK)
        except BlockingIOError:
            return b""
        if not data:
            self._drop(fd)
            if fd == self._events:
                self._wake_warden()
        return data

    def _wake_warden(self) -> None:
        """Let the warden go on, should a test have stopped its parent: it has an end to tell."""
        if self.warden and not self.ended:
            try:
                os.kill(self.warden, signal.SIGCONT)
            except ProcessLookupError:
                pass  # It has told it.

    def _tell_opened(self) -> None:
        layer = {} if self.origin is None else {"from": self.origin.layer}
        self._tell("opened", pid=self._pid, **layer)

    def _tell(self, t: str, **fields: object) -> None:
        if self._name is not None:
            self._server.send(frame(encode({"t": t, **self._name, **fields})))

    def _drop(self, fd: int) -> None:
        resting = self.rests_until is not None and fd == self._events
        unread = resting or (self._paused and fd in (self._events, self._raw))
        if self._listening and not unread:
            self._selector.unregister(fd)
        self._open.discard(fd)
        os.close(fd)


class _Nobody(Exception):
    """There is nobody who could fork a session."""


class _Pipes:
    """A new session's pipes: its own ends, closed here at the end of the block, and the supervisor's."""

    def __init__(self, door: bool) -> None:
        pipes: list[int] = []
        try:
            for _ in range(5):
                pipes += os.pipe()
            self.door, theirs = Door.pair() if door else (None, None)
        except OSError:
            for fd in pipes:
                os.close(fd)
            raise
        self._theirs = theirs
        number = theirs.fd if theirs else -1
        self.ends = Ends(pipes[0], pipes[3], pipes[5], pipes[6], pipes[9], number)
        self.ours = (pipes[1], pipes[2], pipes[4], pipes[7], pipes[8])

    def __enter__(self) -> _Pipes:
        return self

    def __exit__(self, kind, *_: object) -> bool:
        for fd in self.ends.descriptors()[:5]:
            os.close(fd)
        if self._theirs:
            self._theirs.close()
        if kind is not None:
            for fd in self.ours:
                os.close(fd)
            if self.door:
                self.door.close()
        return kind is _Nobody


def _fork(ends: Ends, token: bytes, foreign: list[int], ahead: bool) -> int:
    # A SIGINT for the session may come before it has its handler: it waits until then.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            for fd in foreign:
                os.close(fd)
            guard(ends, token, ahead)
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
