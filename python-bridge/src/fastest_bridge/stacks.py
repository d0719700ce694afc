"""The stacks of a session that hangs, asked for from outside.

The session prepares a file in memory and a signal on which the interpreter writes the stacks of all its
threads there, without running Python: that works while the main thread hangs in C too. The supervisor
finds the file in /proc, so that it need not be there when nobody asks for limits.
"""

from __future__ import annotations

from time import monotonic

from fastest_bridge.bound import open, os, signal

_NAME = "fastest-stacks"

# Far from the signals that the C library and most tools take for themselves.
_SIGNAL = int(getattr(signal, "SIGRTMAX", 0)) - 5

# A text that has not grown for so long is complete; and the longest that is waited for a first word.
_QUIET = 0.05
_PATIENCE = 1.0
_LONGEST = 1024 * 1024

# Files whose frames are left out at the outer end.
_AROUND = (
    *(os.sep + name + os.sep for name in ("_pytest", "pluggy", "fastest_bridge")),
    'File "<string>"',
    'File "<frozen runpy>"',
)

# The descriptor of this process' file.
_offered: list[int] = []

_STATES = {b"T": "it is stopped", b"t": "a debugger holds it", b"D": "it hangs in the kernel"}


# The descriptor of this process's own file.
_own: list[int] = []


def offer() -> None:
    """Make this process answer; where the system cannot do that, nothing happens.

    Asked again in a fork it gets a file of its own: the one that it has is its parent's, too.
    """
    if not hasattr(os, "memfd_create") or _SIGNAL < 0:
        return
    import faulthandler
    import fcntl
    import resource

    try:
        file = os.memfd_create(_NAME)
    except OSError:
        return
    # High up, where a test that closes and reuses descriptors is least likely to come by.
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    most = 1024 if limit == resource.RLIM_INFINITY else min(limit, 1024)
    try:
        high = fcntl.fcntl(file, fcntl.F_DUPFD_CLOEXEC, max(3, most - 16))
    except OSError:
        high = os.dup(file)
    os.close(file)
    for former in _own:
        if _is_ours(f"/proc/self/fd/{former}"):
            os.close(former)
    _own[:] = [high]
    faulthandler.register(_SIGNAL, file=high, all_threads=True, chain=False)
    _offered.append(high)


def renew() -> None:
    """In a fork of a process that answers: let it answer for itself."""
    for high in _offered:
        file = os.memfd_create(_NAME)
        os.dup2(file, high, False)
        os.close(file)


class Asked:
    """A process that was asked for its stacks."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._file = _find(pid)
        self._size = 0
        self._since = self._begin = monotonic()
        self._refusal: str | None = None
        if self._file is None:
            self._refusal = "its process offers none"
            return
        if not _handles(pid):
            # The signal would end it, or go nowhere.
            self._refusal = "its signal handler was replaced"
            return
        try:
            os.kill(pid, _SIGNAL)
        except ProcessLookupError:
            self._refusal = "it has just ended"

    def is_answered(self) -> bool:
        """Whether there is nothing more to wait for."""
        now = monotonic()
        if self._refusal is not None:
            return True
        if now - self._begin > _PATIENCE:
            # Not before: a session blocks signals for moments, too, while it writes a frame.
            self._refusal = _why_deaf(self._pid)
            return True
        size = os.fstat(self._file).st_size
        if size != self._size:
            self._size, self._since = size, now
        return size > 0 and now - self._since > _QUIET

    def close(self) -> str:
        """Give the stacks, or one line in brackets that says why there are none."""
        text = ""
        if self._file is not None:
            text = os.pread(self._file, _LONGEST, 0).decode("utf-8", "replace").strip("\n")
            os.close(self._file)
            self._file = None
        return (
            "\n".join(_shown(text.split("\n")))
            if text
            else f"[no stacks: {self._refusal or 'it did not answer'}]"
        )


def _shown(lines: list[str]) -> list[str]:
    """Leave out what pytest and the bridge do around a test: the outer frames of the main thread."""
    end = len(lines)
    while end > 0 and any(part in lines[end - 1] for part in _AROUND):
        end -= 1
    return lines[:end] if end > 0 and lines[end - 1].startswith("  File ") else lines


def _find(pid: int) -> int | None:
    """Open the file that the process has for its stacks; None where it has none any more."""
    folder = f"/proc/{pid}/fd"
    try:
        for name in os.listdir(folder):
            if _is_ours(f"{folder}/{name}"):
                return os.open(f"{folder}/{name}", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        pass  # No /proc, or the process is just ending.
    return None


def _is_ours(link: str) -> bool:
    try:
        return os.readlink(link).startswith(f"/memfd:{_NAME}")
    except OSError:
        return False  # Closed while we looked.


def _why_deaf(pid: int) -> str | None:
    """Say why a process has not answered the signal, as far as the kernel tells."""
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return None
    state = _status(f"/proc/{pid}/status").get(b"State", b"")[:1]
    if state in _STATES:
        return _STATES[state]
    statuses = [_status(f"/proc/{pid}/task/{thread}/status") for thread in threads]
    if all(_has(status, b"SigBlk") for status in statuses):
        return "it blocks every signal"
    return None


def _handles(pid: int) -> bool:
    return _has(_status(f"/proc/{pid}/status"), b"SigCgt")


def _has(status: dict[bytes, bytes], signals: bytes) -> bool:
    """Whether our signal is in a set of signals that the kernel tells."""
    return bool(int(status.get(signals, b"0"), 16) & (1 << (_SIGNAL - 1)))


def _status(path: str) -> dict[bytes, bytes]:
    try:
        with open(path, "rb") as file:
            pairs = (line.partition(b":") for line in file)
            return {name: value.strip() for name, _, value in pairs}
    except OSError:
        return {}
