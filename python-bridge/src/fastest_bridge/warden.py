"""The warden: one small process between the supervisor and a session.

Orphans of a session come to its warden and to nobody else, so that it knows what belongs to the session
even after the session has died; and it outlives a supervisor that is killed, so that nothing is left behind.
"""

from __future__ import annotations

import os
import select
import signal
import struct
import sys
from dataclasses import dataclass

from fastest_bridge import processes

REPORT = struct.Struct(">i")


@dataclass(frozen=True)
class Ends:
    """A session's ends of its pipes, in its warden and in itself."""

    requests: int
    events: int
    raw: int
    lifeline: int
    report: int

    def descriptors(self) -> tuple[int, ...]:
        return (self.requests, self.events, self.raw, self.lifeline, self.report)


def guard(ends: Ends, token: bytes) -> None:
    """Start the session, wait for its end or for the supervisor's, kill what is left; never returns.

    Writes the session's pid to `ends.report` and, once its tree is gone, its wait status.
    """
    try:
        _guard(ends, token)
        os._exit(0)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(70)


def main() -> None:
    """Start from a command line (`descriptors, token`): the way where the supervisor must not fork."""
    numbers, token = sys.argv.pop(1), sys.argv.pop(1)
    # The supervisor keeps SIGINT away until the session can take it; see session.py.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    ends = Ends(*map(int, numbers.split(",")))
    for fd in ends.descriptors():
        os.set_inheritable(fd, False)
    guard(ends, bytes.fromhex(token))


def _guard(ends: Ends, token: bytes) -> None:
    os.setsid()
    processes.become_subreaper()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pid = os.fork()
    if pid == 0:
        os.close(ends.lifeline)
        os.close(ends.report)
        from fastest_bridge import session  # Only here: the way by command line starts without it.

        session.main(ends.requests, ends.events, ends.raw, token)
    for fd in (ends.requests, ends.events, ends.raw):
        os.close(fd)
    alarm = processes.Alarm()
    _tell(ends.report, pid)
    status = _wait(pid, ends.lifeline, alarm)
    processes.kill_group(pid)
    while processes.sweep():
        alarm.wait(0.05)
        status = _reap(pid, status)
    status = _reap(pid, status)
    if status is not None:
        _tell(ends.report, status)


def _wait(pid: int, lifeline: int, alarm: processes.Alarm) -> int | None:
    poll = select.poll()
    poll.register(lifeline, select.POLLIN)
    poll.register(alarm.fd, select.POLLIN)
    while True:
        status = _reap(pid, None)
        if status is not None:
            return status
        ready = poll.poll()
        alarm.clear()
        if any(fd == lifeline for fd, _ in ready):
            return None


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
