"""Bytecode that may be older than its source is not run.

CPython and pytest compare a `.pyc` with its source by whole seconds and the size: an edit of the same
length within the second in which the `.pyc` was written stays unseen. So one that was not written clearly
after the last change of its source is passed by; what Python then writes in its place is later, and counts.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import SourceFileLoader

# A file system's clock may tick as seldom as this, in ns.
_GRANULARITY = 2_000_000_000

_stat = os.stat
_read = SourceFileLoader.get_data
_wrapped = [_read]


def distrust() -> None:
    """Make this process's imports pass doubtful bytecode by."""
    if SourceFileLoader.get_data in _wrapped:
        foreign = tuple(_folders())

        def get_data(self, path):
            data = _read(self, path)
            if path.endswith(".pyc") and _is_timed(data) and _doubtful(self.path, path, foreign):
                # What the import system expects of a .pyc that is not there: it compiles, and writes one.
                raise FileNotFoundError(path)
            return data

        get_data.__doc__ = _read.__doc__
        _wrapped.append(get_data)
        SourceFileLoader.get_data = get_data


def distrust_rewritten(rewrite) -> None:
    """The same for the bytecode that pytest's assertion rewriting keeps; `rewrite` is its module."""
    plain = rewrite._read_pyc
    if plain in _wrapped:
        return
    foreign = tuple(_folders())

    def _read_pyc(source, pyc, *rest, **more):
        code = plain(source, pyc, *rest, **more)
        if code is not None:
            try:
                with open(pyc, "rb") as file:
                    timed = _is_timed(file.read(8))
            except OSError:
                return None
            if timed and _doubtful(str(source), str(pyc), foreign):
                return None
        return code

    _wrapped.append(_read_pyc)
    rewrite._read_pyc = _read_pyc


def _is_timed(data: bytes) -> bool:
    """Whether a `.pyc` names its source's time; one with a hash is checked by it, or is not to be checked."""
    return not data[4:5] or not data[4] & 1


def _doubtful(source: str, pyc: str, foreign: tuple[str, ...]) -> bool:
    """Whether the source may have changed after its bytecode was written, or both within one tick."""
    try:
        text, code = _stat(source), _stat(pyc)
    except OSError:
        return False  # Gone, or not for us to see: nothing newer could be read either.
    changed = text.st_mtime_ns
    if not source.startswith(foreign):
        # A tool may set an old time, but not this one; an installation may touch thousands, though.
        changed = max(changed, text.st_ctime_ns)
    return code.st_mtime_ns <= changed + _GRANULARITY


def _folders() -> set[str]:
    """The interpreter's own folders, with what is installed there."""
    found = {sys.prefix, sys.base_prefix, sys.exec_prefix, os.path.dirname(os.__file__)}
    packages = (p for p in sys.path if p.endswith(("site-packages", "dist-packages")))
    return {folder.rstrip(os.sep) + os.sep for folder in (*found, *packages)}
