"""Parking: a session's process stays where it stands, and the session goes on in a fork of it.

Later sessions that ask for the same are forked from the parked process, too: they have imported, configured
or collected already. A parked process looks at its whole world before each fork; whatever has changed, it
leaves, and the supervisor asks somebody else. It has run code of the person's: functions are bound, and
nothing that it does may be seen by that code in a fork.
"""

from __future__ import annotations

import atexit
import random
import sys
import tempfile
import time
import weakref

from fastest_bridge import parkable, processes, stacks, warden
from fastest_bridge.bound import gc, os, signal
from fastest_bridge.channel import Channel
from fastest_bridge.door import FORK, FORKED, LEAVE, LOOK, PARKED, REFUSED, Door
from fastest_bridge.warden import Ends
from fastest_bridge.watched import Watched

# What the exit handlers of a parked process may take, in seconds.
_GRACE = 10

# A fork that waits for its run has its own copy of no more memory than this, in bytes.
_MOST_OWN = 64 * 1024 * 1024

# So many seconds after a run was announced, the world is looked at once more when it begins.
_FRESH = 1.0

_now = time.monotonic
_clear_exit_handlers, _run_exit_handlers, _count_exit_handlers, _at_exit = (
    atexit._clear,
    atexit._run_exitfuncs,
    atexit._ncallbacks,
    atexit.register,
)
_getstate, _setstate, _temporary = random.getstate, random.setstate, tempfile.TemporaryFile


class Parking:
    """A session's way to park, made before any code of the person's has run."""

    def __init__(self, channel: Channel, door: int, cwd: str, is_for_run: bool) -> None:
        """A process that is parked for one run only (`is_for_run`) spares memory where that costs time."""
        self._channel = channel
        self._is_for_run = is_for_run
        self._at_exit = _exit_handlers()
        self._door = Door(door)
        self._door_is = _identity(door)
        self._raw = _identity(1)
        self._chance = _getstate()
        # Whether this process shares its memory with one that is parked.
        self.is_fork = False
        self.descriptors = parkable.descriptors()
        self.world = Watched(cwd)
        self.world.watch()

    def park(self, layer: str, why_not, capture, further: bool) -> dict | None:
        """Park here, if nothing speaks against it.

        Gives None in the process that goes on with this run, which may be this one, and in a fork for a new
        run its request. `why_not` gives a reason against, `capture` the files of pytest's capture; only with
        `further` may a fork park again.
        """
        if _identity(self._door.fd) != self._door_is:
            return None  # Somebody else's descriptor stands there now.
        with self.world.unseen():
            _flush()
            reason = why_not() or parkable.why_not(self, capture)
            if reason is not None:
                self._door.send(REFUSED, f"{layer}: {reason}".encode("utf-8", "replace"))
                self._close_door()
                return None
            gc.collect()
            gc.freeze()
            return self._park(layer, capture, further)

    def refuse(self, layer: str, reason: str) -> None:
        """Say ahead that this process will not park at a layer, nor later: nobody has to wait for it."""
        if self.may_park() and _identity(self._door.fd) == self._door_is:
            self._door.send(REFUSED, f"{layer}: {reason}".encode("utf-8", "replace"))
        self.give_up()

    def _park(self, layer: str, capture, further: bool) -> dict | None:
        state = _State(self._raw, capture, self._chance)
        lifeline, our_lifeline = os.pipe()
        our_report, report = os.pipe()
        one, other = Door.pair() if further else (None, None)
        ends = Ends(
            *self._channel.descriptors(), -1, lifeline, report, one.fd if one is not None else -1
        )
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            pid = os.fork()
        except OSError:
            for fd in (lifeline, our_lifeline, our_report, report):
                os.close(fd)
            self._close_door()
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            return None
        if pid == 0:
            for fd in (our_lifeline, our_report, self._door.fd, *((other.fd,) if other else ())):
                os.close(fd)
            self._branch(ends, state)
            self._go_on(state, ends.door, mask)
            self._channel.moved()
            return None
        told = self._door.send(
            PARKED, layer.encode(), (our_lifeline, our_report, *((other.fd,) if other else ()))
        )
        for fd in (our_lifeline, our_report, *ends.descriptors()):
            if fd >= 0:
                os.close(fd)
        if other:
            other.close()
        state.stand_aside()
        return self._serve(state, mask) if told else self._leave()

    def _serve(self, state: _State, mask) -> dict:
        """Fork when asked, until nobody asks any more; returns in the forks only."""
        sigint = signal.signal(signal.SIGINT, signal.SIG_IGN)
        # Whose children nobody waits for: their end is told by their wardens.
        sigchld = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        while True:
            message = self._door.receive()
            if message is not None and message[0] == LOOK:
                if self.world.changed() is not None:
                    self._leave()
                continue
            if message is not None and message[0] == LEAVE:
                if _exit_handlers() == self._at_exit:
                    os._exit(0)
                continue
            if message is None or message[0] != FORK:
                self._leave()
            _, token, fds = message
            if parkable.threads() is not None:
                self._leave()
            try:
                pid = os.fork()
            except OSError:
                self._leave()
            if pid == 0:
                os.close(self._door.fd)
                signal.signal(signal.SIGCHLD, sigchld)
                ends = Ends(*fds)
                self._branch(ends, state)
                signal.signal(signal.SIGINT, sigint)
                state.take_place(ends.raw)
                self._go_on(state, ends.door, mask)
                self._channel.adopt(ends.requests, ends.events, token)
                if not self._channel.is_asked():
                    # Forked ahead: what takes longer the first time is done before anybody waits.
                    processes.own_memory(_MOST_OWN)
                    self.world.changed()
                look = _Look(self.world)
                request = self._channel.open(look.ahead)
                changed = look.at(request["run"])
                if changed is not None:
                    self._channel.outdated(changed)
                self._channel.repeat()
                return request
            for fd in fds:
                os.close(fd)
            self._door.send(FORKED)
            # Each fork looks for itself when its run begins; new stamps of what is the same are kept here.
            if self.world.changed() is not None:
                self._leave()

    def _branch(self, ends: Ends, state: _State) -> None:
        """Start a warden, which goes on in here, and its session, in which this returns."""
        warden.branch(ends, state.stand_aside, anew=self._is_for_run)

    def _go_on(self, state: _State, door: int, mask) -> None:
        """Be a session of one's own, in a fork."""
        self.is_fork = True
        processes.die_with_parent()
        os.setsid()
        state.renew()
        self._chance = state.chance
        self._door = Door(door)
        self._door_is = _identity(door)
        self.descriptors = parkable.descriptors()
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)

    def may_park(self) -> bool:
        """Whether this process may still park."""
        return self._door.fd >= 0

    def give_up(self) -> None:
        """Never park again."""
        if self._door.fd >= 0 and _identity(self._door.fd) == self._door_is:
            self._close_door()
        self.world.stop()

    def _close_door(self) -> None:
        self._door.close()
        self._door = Door(-1)
        self._door_is = None

    def _leave(self):
        """End as the interpreter does: what ran before the first fork is cleared up by this process."""
        # Who waits for it is told before that, which takes its time.
        self._close_door()
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
        signal.alarm(_GRACE)
        try:
            _run_exit_handlers()
        finally:
            os._exit(0)


class _Look:
    """A look at the world for a run: it may begin when the run is announced, before all is known of it."""

    def __init__(self, world: Watched) -> None:
        self._world = world
        self._run: str | None = None
        self._since = 0.0
        self._changed: str | None = None

    def ahead(self, run: str) -> None:
        """Look for a run that is about to be asked for."""
        self._run, self._since = run, _now()
        self._changed = self._world.changed()

    def at(self, run: str) -> str | None:
        """Give what has changed for this run: what it was looked at for, unless that was too long ago."""
        if run != self._run or _now() - self._since > _FRESH:
            return self._world.changed()
        return self._changed


class _State:
    """What forks of one process would share and must not: output, files, chance, exit handlers."""

    def __init__(self, raw, capture, chance) -> None:
        self._raw = [
            (fd, os.get_inheritable(fd))
            for fd in parkable.descriptors()
            if _identity(fd) == raw and raw is not None
        ]
        self._files = capture()
        now = _getstate()
        # Somebody has set it: every run is to begin with it. Else each fork gets a seed of its own.
        self._set = now if now != chance else None
        self.chance = chance

    def stand_aside(self) -> None:
        """Let go of the output of the session that was."""
        null = os.open(os.devnull, os.O_RDWR)
        self.take_place(null)

    def take_place(self, raw: int) -> None:
        """Put a pipe where the former session's stood."""
        for fd, inheritable in self._raw:
            os.dup2(raw, fd, inheritable)
        os.close(raw)

    def renew(self) -> None:
        """In a fork: have one's own."""
        for file in self._files:
            # Under the same descriptor: handlers that were made at import hold the file.
            inheritable = os.get_inheritable(file.fileno())
            with _temporary(buffering=0) as fresh:
                os.dup2(fresh.fileno(), file.fileno(), inheritable)
        stacks.renew()
        _forget_exit_handlers()
        if self._set is not None:
            _setstate(self._set)
        else:
            self.chance = _getstate()


def _exit_handlers() -> tuple[int, int]:
    """Count what the interpreter would call at its end, but for what has nothing to do."""
    finalizers = sum(info.atexit for info in weakref.finalize._registry.values())
    # That of pytest-xdist's execnet, imported wherever xdist is installed, ends processes; here it has none.
    execnet = getattr(sys.modules.get("execnet.multi"), "default_group", None)
    return _count_exit_handlers() - (execnet is not None and len(execnet) == 0), finalizers


def _forget_exit_handlers() -> None:
    """Those of before the fork belong to the parked process; what comes now is the session's own."""
    _clear_exit_handlers()
    for info in weakref.finalize._registry.values():
        info.atexit = False
    weakref.finalize._registered_with_atexit = False
    logging = sys.modules.get("logging")
    if logging is not None:
        _at_exit(logging.shutdown)
    multiprocessing = sys.modules.get("multiprocessing.util")
    if multiprocessing is not None:
        _at_exit(multiprocessing._exit_function)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            pass  # Replaced or closed: what it held is not on our descriptors.


def _identity(fd: int) -> tuple[int, int] | None:
    try:
        stat = os.fstat(fd)
    except (OSError, OverflowError, ValueError):
        return None
    return stat.st_dev, stat.st_ino
