"""How a path is looked at to tell later whether it is still the same.

With functions bound before any of the person's code ran: what it patches must not reach here.
"""

from __future__ import annotations

import os
import stat
import sys
import time

try:
    from _sha2 import sha256
except ImportError:
    try:
        from _sha256 import sha256
    except ImportError:
        from hashlib import sha256

plain_stat, plain_lstat, scandir, readlink, getcwd = (
    os.stat,
    os.lstat,
    os.scandir,
    os.readlink,
    os.getcwd,
)
_open, _read, _close, _fsdecode, _time_ns = os.open, os.read, os.close, os.fsdecode, time.time_ns

# A file system's clock may tick as seldom as this: a later write may leave the same times.
GRANULARITY = 2_000_000_000

_HIDDEN_BUT_READ = (".py", ".toml", ".ini", ".cfg", ".pth")


def path_of(file) -> str | None:
    """Give the absolute path of what a file was opened by, or None for a descriptor."""
    if isinstance(file, int) or file is None:
        return None
    return os.path.join(getcwd(), _fsdecode(file))


def source_of(path: str) -> str | None:
    """Give the source of a `__pycache__/name.tag.pyc`, or None."""
    folder, name = os.path.split(path)
    parent, cache = os.path.split(folder)
    end = name.find(f".{sys.implementation.cache_tag}")
    if cache != "__pycache__" or end < 0:
        return None
    return os.path.join(parent, name[:end] + ".py")


def is_racy(found: os.stat_result) -> bool:
    """Whether it was written so lately that a later write may leave the same times."""
    return max(found.st_mtime_ns, found.st_ctime_ns) + GRANULARITY > _time_ns()


def hash_of(path: str) -> str:
    """Give SHA-256 of a file's content, as hexadecimal digits."""
    digest = sha256()
    fd = _open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
    try:
        while True:
            data = _read(fd, 1 << 20)
            if not data:
                return digest.hexdigest()
            digest.update(data)
    finally:
        _close(fd)


def listing_of(folder: str) -> str:
    """Hash what is in a folder: names, and which are folders. Caches are left out, as are hidden files."""
    lines = []
    with scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if name == "__pycache__" or (name[:1] == "." and not name.endswith(_HIDDEN_BUT_READ)):
                continue
            kind = "d" if entry.is_dir() else "l" if entry.is_symlink() else "f"
            lines.append(os.fsencode(name) + b"\0" + kind.encode())
    lines.sort()
    return sha256(b"\n".join(lines)).hexdigest()


def type_of(found: os.stat_result) -> int:
    """Give 1 for a regular file, 2 for a folder, 4 for anything else."""
    return 1 if stat.S_ISREG(found.st_mode) else 2 if stat.S_ISDIR(found.st_mode) else 4


def lstat_or_none(path: str) -> os.stat_result | None:
    """Give what lies there itself, link or not; None where that is nothing."""
    try:
        return plain_lstat(path)
    except OSError:
        return None
