"""The warden: one small process between the supervisor and a session.

Orphans of a session come to its warden and to nobody else, so that it knows what belongs to the session
even after the session has died; and it outlives a supervisor that is killed, so that nothing is left behind.
"""

from __future__ import annotations

import struct
import sys
from collections import namedtuple
from collections.abc import Callable

from fastest_bridge import processes
from fastest_bridge.bound import os, select, signal

REPORT = struct.Struct(">i")

# As long as nobody has run code of the person's: what a warden starts anew with.
_PYTHON, _ENVIRONMENT = sys.executable, dict(os.environ)
_SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_ANEW = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "import fastest_bridge.warden as m; m.go_on(*map(int, sys.argv[1:]))"
)


class Ends(namedtuple("_Ends", "requests events raw lifeline report door", defaults=(-1,))):
    """A session's ends of its pipes, in its warden and in itself; `door`: where it may park, or -1.

    No dataclass: with all that those import a supervisor would be larger by a third.
    """

    __slots__ = ()

    def descriptors(self) -> tuple[int, ...]:
        return tuple(fd for fd in self if fd >= 0)


def guard(ends: Ends, token: bytes, ahead: bool = False) -> None:
    """Start the session, wait for its end or for the supervisor's, kill what is left; never returns.

    With `ahead` the session imports what every session needs before it waits for its request, and may be
    asked for forks of it instead.

    Writes to `ends.report` its own pid, the session's and, once its tree is gone, its wait status.
    """
    try:
        if branch(ends):
            from fastest_bridge import (
                session,
            )  # Only here: the way by command line starts without it.

            session.main(ends.requests, ends.events, ends.raw, token, ends.door, ahead)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(70)


def branch(ends: Ends, aside: Callable[[], None] | None = None, anew: bool = False) -> bool:
    """Become the warden of a process that is forked here, and in which alone this returns: True.

    The warden calls `aside` to let go of what is the session's and not in `ends`. With `anew` it becomes a
    Python that has imported next to nothing: each page that the session writes to would else stay in memory
    a second time, in the warden, which needs none of them.
    """
    os.setsid()
    processes.become_subreaper()
    # SIGINT is blocked here by those who call; its handler is the session's.
    pid = os.fork()
    if pid == 0:
        os.close(ends.lifeline)
        os.close(ends.report)
        return True
    code = 70
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if aside is not None:
            aside()
        _tell(ends.report, os.getpid())
        _tell(ends.report, pid)
        if anew:
            _start_anew(ends, pid)
        _watch(ends, pid)
        code = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code)


def main() -> None:
    """Start from a command line (`descriptors, token`): the way where the supervisor must not fork."""
    numbers, token = sys.argv.pop(1), sys.argv.pop(1)
    # The supervisor keeps SIGINT away until the session can take it; see session.py.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    ends = Ends(*map(int, numbers.split(",")))
    for fd in ends.descriptors():
        os.set_inheritable(fd, False)
    guard(ends, bytes.fromhex(token), ahead=True)


def _start_anew(ends: Ends, pid: int) -> None:
    """Go on in `go_on`, with the children of before; returns where the system does not let it."""
    kept = (ends.lifeline, ends.report)
    for fd in kept:
        os.set_inheritable(fd, True)
    numbers = map(str, (ends.lifeline, ends.report, pid))
    # Neither the person's settings nor what is installed has a say in it.
    command = [_PYTHON, "-I", "-S", "-c", _ANEW, _SOURCE, *numbers]
    try:
        os.execve(_PYTHON, command, _ENVIRONMENT)
    except (OSError, ValueError):
        for fd in kept:
            os.set_inheritable(fd, False)


def go_on(lifeline: int, report: int, pid: int) -> None:
    """Be the warden of the session `pid`, a child of this process; never returns."""
    code = 70
    try:
        for fd in (lifeline, report):
            os.set_inheritable(fd, False)
        _watch(Ends(-1, -1, -1, lifeline, report), pid)
        code = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code)


def _watch(ends: Ends, pid: int) -> None:
    for fd in ends.descriptors():
        if fd not in (ends.lifeline, ends.report):
            os.close(fd)
    for number in signal.valid_signals():
        # Those of the person's code, where it ran before the fork, are for the session.
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    alarm = processes.Alarm()
    status, parked = _wait(pid, ends.lifeline, alarm)
    # Sessions that were forked from a parked process have wardens of their own, and outlive it; in their
    # first moment they still are in its group.
    if not (parked and status is not None):
        processes.kill_group(pid)
        while processes.sweep():
            alarm.wait(0.05)
            status = _reap(pid, status)
    status = _reap(pid, status)
    if status is not None:
        _tell(ends.report, status)


def _wait(pid: int, lifeline: int, alarm: processes.Alarm) -> tuple[int | None, bool]:
    """Give the session's status, None where the supervisor has gone, and whether the session has parked."""
    poll = select.poll()
    poll.register(lifeline, select.POLLIN)
    poll.register(alarm.fd, select.POLLIN)
    parked = False
    while True:
        status = _reap(pid, None)
        # What the supervisor has said before the end counts.
        ready = poll.poll(None if status is None else 0)
        alarm.clear()
        if any(fd == lifeline for fd, _ in ready):
            if not os.read(lifeline, 1):
                return status, parked
            parked = True
        if status is not None:
            return status, parked


def _reap(pid: int, status: int | None) -> int | None:
    try:
        while True:
            ended, code = os.waitpid(-1, os.WNOHANG)
            if ended == 0:
                return status
            if ended == pid:
                status = code
    except ChildProcessError:
        return status


def _tell(fd: int, number: int) -> None:
    try:
        os.write(fd, REPORT.pack(number))
    except OSError:
        pass  # The supervisor has died; what is left to do is the same.
