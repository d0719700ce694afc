"""The files a supervisor has imported, and whether they still are what they were."""

from __future__ import annotations

import os
import sys

_Stamp = tuple


class Imported:
    """Remembers every file behind `sys.modules` at the time it is made."""

    def __init__(self) -> None:
        files = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
        self._stamps = {file: _stamp(file) for file in files if isinstance(file, str)}

    def changed(self) -> str | None:
        """Give one file that has changed or vanished since, or None."""
        for file, stamp in self._stamps.items():
            if _stamp(file) != stamp:
                return file
        return None


def _stamp(file: str) -> _Stamp | None:
    try:
        stat = os.stat(file)
    except OSError:
        return None
    return (stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino)
