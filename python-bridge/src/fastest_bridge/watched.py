"""The world of a process that parks: is it still what it was, and was it left as it was?"""

from __future__ import annotations

import atexit
import dis
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import cache_from_source

from fastest_bridge import looks, world
from fastest_bridge.world import World

_getframe = sys._getframe
_unlink, _lexists, _isdir = os.unlink, os.path.lexists, os.path.isdir

_REMOVES = frozenset({"os.remove", "os.rmdir", "os.truncate", "shutil.rmtree", "os.chmod"})

# What code at the top of a module calls to know the time: kept, it would stand still.
_CLOCKS = frozenset(
    {
        "now",
        "utcnow",
        "today",
        "time",
        "time_ns",
        "monotonic",
        "perf_counter",
        "localtime",
        "gmtime",
    }
)
_TAKES, _NAMES = ("LOAD_ATTR", "LOAD_METHOD"), ("LOAD_NAME", "LOAD_GLOBAL")
_OPTIMIZED = 0x1  # Set in the code of functions, not in that of modules and classes.

# Of pytest's cache folder: read anew by each session.
_CACHED = ("lastfailed", "nodeids", "stepwise")


class Watched(World):
    """As World; knows more of what must not happen, and can compare."""

    def __init__(self, root: str) -> None:
        super().__init__(root)
        self._cachedir: str | None = None
        self._rootdir = root
        self._why: str | None = None
        self._removed: set[str] = set()
        self._entered: dict[str, _Entry] = {}
        # By folder: what is only there or not, and bytecode. None of it has changed while the folder has not.
        self._inside: dict[str, list[_Entry]] = {}
        self._outside: list[_Entry] = []
        self._settled: dict[str, tuple] = {}

    def watch(self) -> None:
        """Start to look."""
        world._addaudithook(self._hook)
        self._watch_questions()
        self._watch_chance()
        self._watch_process()

    def configured(self, rootdir: str, cachedir: str | None) -> None:
        """Name the project's folder and pytest's cache in it."""
        self._rootdir = rootdir
        self._cachedir = cachedir
        self.add_root(rootdir)

    @contextmanager
    def unseen(self) -> Iterator[None]:
        """What happens in here is no business of the person's."""
        was, self._open = self._open, False
        try:
            yield
        finally:
            self._open = was

    def stop(self) -> None:
        """Look no more."""
        self._open = False
        self._unwatch()

    def known(self) -> str | None:
        """Give a reason why another run would differ from this one, as far as it is known by now, or None."""
        if not world._SHUFFLERS.isdisjoint(sys.modules):
            return "a plugin orders the tests at random"
        if self._drawn:
            return "it draws random values"
        return self._why or self._lost

    def why_not(self) -> str | None:
        """Give a reason why another run from here would differ from this one, or None; takes stock."""
        reason = self.known()
        if reason is not None:
            return reason
        for path in self._made:
            if not self._is_cache(path) and self._is_left(path):
                return f"it writes {path}"
        for path in self._removed:
            if path not in self._made and not self._is_cache(path):
                return f"it changes {path}"
        self._complete(self._rootdir)
        known, self._entered = self._entered, {}
        for path, text in self._entries.items():
            if not self._is_cache(path):
                entry = known.get(path)
                same = entry is not None and entry.text == text
                self._entered[path] = entry if same else _Entry(text)
        self._inside, self._settled = {}, {}
        self._outside = []
        for path, entry in self._entered.items():
            if entry.is_of_its_folder():
                self._inside.setdefault(os.path.dirname(path), []).append(entry)
            else:
                self._outside.append(entry)
        return self._why or self._lost

    def changed(self) -> str | None:
        """Give what differs from what was looked at, or None. Bytecode of a changed source is dropped."""
        stat, first = looks.plain_stat, None
        for entry in self._doubtful():
            stamp = entry.stamp
            try:
                # What nearly all of them are, without a call.
                if stamp is not None:
                    found = stat(entry.path)
                    if stamp == (
                        found.st_mtime_ns,
                        found.st_ctime_ns,
                        found.st_size,
                        found.st_ino,
                    ):
                        continue
            except (OSError, ValueError):
                pass  # Gone: nothing of that kind is as it was.
            if not entry.holds():
                first = first or entry.path
                _drop_bytecode(entry.path)
        return None if first is None else f"{first} has changed"

    def _doubtful(self) -> Iterator[_Entry]:
        """Give what has to be looked at; a folder that has not changed answers for what is in it."""
        for folder, inside in self._inside.items():
            try:
                found = looks.plain_stat(folder)
            except (OSError, ValueError):
                yield from inside
                continue
            stamp = (found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
            if self._settled.get(folder) != stamp:
                yield from inside
                # Taken before they were looked at; where one of them has changed, nobody asks again.
                if not looks.is_racy(found):
                    self._settled[folder] = stamp
        yield from self._outside

    def _is_left(self, path: str) -> bool:
        """Whether something that was made is still there; a file without a name is opened by its folder's."""
        return _lexists(path) and (path + os.sep in self._made_folders or not _isdir(path))

    def _is_cache(self, path: str) -> bool:
        """Whether a file is none that a run depends on: bytecode being written, pytest's own records."""
        if path == os.devnull or f"{os.sep}__pycache__{os.sep}" in path:
            return path not in self._entries
        if path.endswith(f"{os.sep}__pycache__"):
            return True
        cache = self._cachedir
        if cache is None or not path.startswith(cache):
            return False
        rest = path[len(cache) :]
        own = rest.startswith(f"{os.sep}v{os.sep}cache{os.sep}") and rest.endswith(_CACHED)
        return own or not self._entries.get(path, "A").startswith("F")

    def _hook(self, event: str, args: tuple) -> None:
        if not self._open:
            return
        if event == "exec":
            self._guarded(self._executed, args)
        elif event in _REMOVES:
            self._guarded(self._removes, args)
        else:
            super()._hook(event, args)

    def _executed(self, code=None) -> None:
        names = getattr(code, "co_names", None)
        if names is None or self._why is not None or code.co_flags & _OPTIMIZED:
            return
        if self._is_own(os.path.join(self._roots[0], code.co_filename)):
            clock = _clock_in(code)
            if clock is not None:
                self._why = f"{code.co_filename} asks for the time ({clock}) while it is imported"

    def _removes(self, path=None, *_) -> None:
        removed = looks.path_of(path)
        if removed is not None and _lexists(removed):
            self._removed.add(removed)

    def _watch_process(self) -> None:
        """Wrap what ties the person's code to this very process."""

        def watched(plain, why):
            def wrapper(*args, **kwargs):
                if self._open and self._why is None:
                    caller = _getframe(1).f_code.co_filename
                    if self._is_own(os.path.join(self._roots[0], caller)):
                        self._why = why
                return plain(*args, **kwargs)

            wrapper.__doc__, wrapper.__name__ = plain.__doc__, plain.__name__
            return wrapper

        self._wrap(os, "getpid", watched(os.getpid, "it keeps a process id"))
        self._wrap(os, "register_at_fork", watched(os.register_at_fork, "it acts at each fork"))
        self._wrap(atexit, "register", watched(atexit.register, "it acts at its end (atexit)"))


class _Entry:
    """One thing that was looked at: how it was."""

    __slots__ = ("_content", "_kind", "_size", "path", "stamp", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._kind = text[0]
        modified, changed, size, inode, self._content, self.path = text[1:-1].split(" ", 5)
        self._size = int(size)
        # The stamp of a file or folder by which it is known to be the same, if it proves that.
        self.stamp: tuple | None = None
        if self._kind in "FD" and modified != "0":
            self.stamp = (int(modified), int(changed), self._size, int(inode))

    def is_of_its_folder(self) -> bool:
        """Whether it changes only with the folder that it is in.

        Tools put bytecode in its place as a whole; what is in it, its source decides as well.
        """
        return self._kind in "AE" or (self._kind == "F" and looks.source_of(self.path) is not None)

    def holds(self) -> bool:
        """Whether it still is so, its stamp not being the same."""
        kind = self._kind
        try:
            found = (looks.plain_lstat if kind == "L" else looks.plain_stat)(self.path)
        except (OSError, ValueError):
            return kind == "A" or _is_replaceable(self.path)
        if kind == "A":
            return False
        if kind == "E":
            return looks.type_of(found) == self._size
        return (self._content != "-" and self._same(found)) or _is_replaceable(self.path)

    def _same(self, found: os.stat_result) -> bool:
        """Compare the content, and keep the new stamp where it proves something from now on."""
        racy = looks.is_racy(found)
        try:
            content = _content(self._kind, self.path)
        except (OSError, ValueError):
            return False
        if content != self._content:
            return False
        if not racy and self._kind in "FD":
            self.stamp = (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)
        return True


def _is_replaceable(path: str) -> bool:
    """Whether a file is bytecode that says no more than its source, which is looked at, too."""
    if looks.source_of(path) is None:
        return False
    try:
        with open(path, "rb") as file:
            # Only bytecode with a hash that nobody checks may say something else.
            return file.read(8)[4:5] != b"\1"
    except OSError:
        return True


def _content(kind: str, path: str) -> str:
    if kind == "F":
        return looks.hash_of(path)
    if kind == "D":
        return looks.listing_of(path)
    return looks.sha256(os.fsencode(looks.readlink(path))).hexdigest()


def _drop_bytecode(path: str) -> None:
    """Remove what Python and pytest have compiled of a source whose time may be that of before."""
    if not path.endswith(".py"):
        return
    try:
        plain = cache_from_source(path)
        folder, name = os.path.split(plain)
        stem = name[: -len(".pyc")]
        with looks.scandir(folder) as entries:
            compiled = [entry.path for entry in entries if entry.name.startswith(stem)]
        for file in compiled:
            with open(file, "rb") as opened:
                timed = opened.read(8)[4:5] not in (b"\1", b"\3")
            if timed:
                _unlink(file)
    except (OSError, NotImplementedError):
        pass  # There is none, or it is not for us to remove; its times may yet tell.


def _clock_in(code) -> str | None:
    """Give a name by which the top of a module, or of a class in it, asks for the time, or None."""
    if not _CLOCKS.isdisjoint(code.co_names):
        steps = list(dis.get_instructions(code))
        for step, following in zip(steps, (*steps[1:], None)):
            if step.argval in _CLOCKS and (
                step.opname in _TAKES
                or (step.opname in _NAMES and not (following and following.opname in _TAKES))
            ):
                return str(step.argval)
    for constant in code.co_consts:
        if hasattr(constant, "co_names") and not constant.co_flags & _OPTIMIZED:
            found = _clock_in(constant)
            if found is not None:
                return found
    return None
