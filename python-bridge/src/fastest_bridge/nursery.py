"""The nursery: a session that was started ahead imports pytest and waits until it is known what it is for.

Where a run has one worker, it becomes that worker's session. Else it forks all of them, and leaves.
So pytest is held by sessions only, and not once more by the supervisor and the wardens: the pages that a
session writes to are its own from then on. No code of the person's has run in the nursery.
"""

from __future__ import annotations

import gc
import os
import select
import signal

from fastest_bridge import ahead, processes, session, warden
from fastest_bridge.channel import Channel
from fastest_bridge.door import FORK, FORKED, Door
from fastest_bridge.warden import Ends


def wait(channel: Channel, door: int) -> int:
    """Import pytest, say so, and wait; returns when this is a session, or in a fork that is one.

    Gives the descriptor of the door behind which that may park, or -1.
    """
    # The garbage of imports is not worth looking for: a tenth of their time.
    gc.disable()
    version, error = ahead.import_pytest()
    gc.freeze()
    gc.enable()
    channel.imported({"pytest": version, "error": error})
    if door < 0:
        return door
    requests, _ = channel.descriptors()
    # Nobody waits for the forks, whose end their wardens tell.
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    mine = Door(door)
    poll = select.poll()
    for fd in (requests, door):
        poll.register(fd, select.POLLIN)
    open_ = {requests, door}
    while open_:
        ready = dict(poll.poll())
        if door in ready:
            # What was asked here goes first: it was asked before the request.
            message = mine.received()
            if message is None or message[0] != FORK:
                poll.unregister(door)
                open_.discard(door)
                continue
            _, token, fds = message
            ends = Ends(*fds)
            if os.fork() == 0:
                mine.close()
                # Before there is a warden: the end of a child is lost where it is ignored, across exec, too.
                signal.signal(signal.SIGCHLD, before)
                _begin(channel, ends, token)
                return ends.door
            for fd in fds:
                os.close(fd)
            mine.send(FORKED)
        elif ready.get(requests, 0) & select.POLLIN:
            signal.signal(signal.SIGCHLD, before)
            return door
        elif requests in ready:
            # It will never be a session, but others may still be forked from it.
            poll.unregister(requests)
            open_.discard(requests)
    os._exit(0)


def _begin(channel: Channel, ends: Ends, token: bytes) -> None:
    """Start a warden, which goes on in here, and its session, in which this returns."""
    for fd in channel.descriptors():
        os.close(fd)
    warden.branch(ends, _stand_aside, anew=True)
    processes.die_with_parent()
    os.setsid()
    session.take_descriptors(ends.raw)
    channel.adopt(ends.requests, ends.events, token)


def _stand_aside() -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (1, 2):
        os.dup2(null, fd)
    os.close(null)
