"""Processes: inheriting orphans, finding descendants, killing them."""

from __future__ import annotations

import sys

from fastest_bridge.bound import open, os, select, signal

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_MADV_POPULATE_WRITE = 23


def become_subreaper() -> None:
    """Make this process the parent of orphans below it, where the system can do that."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent() -> None:
    """Let the kernel kill this process when its parent dies, where the system can do that."""
    _prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))


def own_memory(most: int) -> None:
    """Copy at once what a fork copies page by page as it writes, if that is no more than so many bytes.

    Where the system cannot do it, nothing happens.
    """
    try:
        import ctypes

        with open("/proc/self/maps", "rb") as file:
            maps = [line.split() for line in file]
        written = [m for m in maps if m[1][:2] == b"rw" and (len(m) < 6 or m[5] == b"[heap]")]
        ranges = [tuple(int(end, 16) for end in m[0].split(b"-")) for m in written]
        if sum(end - start for start, end in ranges) <= most:
            advise = ctypes.CDLL(None).madvise
            for start, end in ranges:
                advise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _MADV_POPULATE_WRITE)
    except (ImportError, OSError, AttributeError, ValueError):
        pass  # No /proc, or built without ctypes.


def sweep(keep: frozenset[int] = frozenset(), spare: frozenset[int] = frozenset()) -> int:
    """Kill every living descendant of this process, but for the processes in `keep` and what is below them.

    Processes in `spare` live, too, but what is below them does not.

    Gives the number of processes that were still there to kill: call again until it is 0.
    """
    found = 0
    if _is_childless():
        return found
    for pid in _descendants(os.getpid(), keep, spare):
        try:
            os.kill(pid, signal.SIGKILL)
            found += 1
        except ProcessLookupError:
            pass  # It ended meanwhile.
        except PermissionError:
            pass  # It changed its user: out of reach, and waiting for it would never end.
    return found


def kill_group(pid: int) -> None:
    """Kill the process group that `pid` leads: all there is to hold on to where there is no /proc."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass  # It is gone, or never came to lead a group.


def is_stopped(pid: int) -> bool:
    """Whether somebody has stopped the process (SIGSTOP, a tracer); False where the system does not tell."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return _fields(file.read())[0] in (b"T", b"t")
    except OSError:
        return False


class Alarm:
    """A descriptor that becomes readable when a child process ends."""

    def __init__(self) -> None:
        self.fd, self._write = os.pipe()
        os.set_blocking(self.fd, False)
        os.set_blocking(self._write, False)
        # Only a handler written in Python makes the interpreter write to the wake-up descriptor.
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)

    def clear(self) -> None:
        """Take what has come so that the descriptor sleeps again."""
        try:
            while os.read(self.fd, 4096):
                pass
        except BlockingIOError:
            pass  # Empty, as wanted.

    def wait(self, seconds: float) -> None:
        """Return when a child has ended, or after the given time."""
        poll = select.poll()
        poll.register(self.fd, select.POLLIN)
        poll.poll(seconds * 1000)
        self.clear()

    def descriptors(self) -> list[int]:
        return [self.fd, self._write]


def _is_childless() -> bool:
    """Whether this process surely has no child, living or dead, and so nothing below it."""
    if not hasattr(os, "waitid"):
        return False
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return True
    return False


def _descendants(root: int, keep: frozenset[int], spare: frozenset[int]) -> list[int]:
    children: dict[int, list[int]] = {}
    for pid, parent in _living():
        children.setdefault(parent, []).append(pid)
    found: list[int] = []
    todo = [root]
    while todo:
        for pid in children.get(todo.pop(), ()):
            if pid not in keep:
                todo.append(pid)
                if pid not in spare:
                    found.append(pid)
    return found


def _living() -> list[tuple[int, int]]:
    try:
        names = os.listdir("/proc")
    except OSError:
        return []  # A system without /proc has process groups only.
    pairs = []
    for name in names:
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", "rb") as file:
                text = file.read()
        except OSError:
            continue  # It ended while we looked.
        state, parent = _fields(text)
        if state not in (b"Z", b"X"):
            pairs.append((int(name), int(parent)))
    return pairs


def _fields(stat: bytes) -> list[bytes]:
    """Give the state of a process and its parent."""
    # The name in parentheses may hold anything, so the fields count from its end.
    return stat[stat.rindex(b")") + 2 :].split(b" ", 2)[:2]


def _prctl(option: int, value: int) -> None:
    if not sys.platform.startswith("linux"):
        return
    try:
        import ctypes

        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
    except (ImportError, OSError, AttributeError):
        pass  # Built without ctypes: process groups and /proc still find what has not left its parent.
