"""The world of a collection: all that it looked at, to tell later whether it would come out the same.

An audit hook sees what the process opens and lists; what Python imports without opening is added at the end.
Nothing here may change what the person's code does: the hook never raises, and looks with functions bound
before that code ran.
"""

from __future__ import annotations

import functools
import os
import random
import stat
import sys
from threading import get_ident

from fastest_bridge.chance import is_dated, is_drawn
from fastest_bridge.looks import (
    getcwd,
    hash_of,
    is_racy,
    listing_of,
    lstat_or_none,
    path_of,
    plain_stat,
    readlink,
    scandir,
    sha256,
    source_of,
    type_of,
)

_addaudithook = getattr(sys, "addaudithook", None)
_getframe = sys._getframe

# Larger files have no hash: their times and size decide.
_LARGEST = 8 * 1024 * 1024

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_MAKES = {"os.mkdir": 0, "os.rename": 1, "os.link": 1, "os.symlink": 1}
_NETWORK = frozenset(
    {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request"}
)
_PROCESSES = frozenset(
    {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty"}
)

# Methods of random's one generator that draw nothing.
_STEADY = frozenset({"seed", "getstate", "setstate"})
_SHUFFLERS = frozenset({"pytest_randomly", "random_order"})

# Where pytest looks for settings, conftests and packages, in every folder above what it collects.
_LOOKED_FOR = (
    *(
        "pytest.toml",
        ".pytest.toml",
        "pytest.ini",
        ".pytest.ini",
        "pyproject.toml",
        "tox.ini",
        "setup.cfg",
    ),
    *("setup.py", "conftest.py", "__init__.py", "pyvenv.cfg"),
)


class World:
    """Sees what a session looks at between `begin` and `close`."""

    def __init__(self, root: str) -> None:
        self._entries: dict[str, str] = {}
        self._made: set[str] = set()
        self._drawn: list[bytes] = []
        self._made_folders: tuple[str, ...] = ()
        self._asked: dict[str, os.stat_result | None] = {}
        self._lost: str | None = None if _addaudithook else "this Python tells nobody what it opens"
        self._busy: set[int] = set()
        self._open = True
        self._roots = [root]
        self._foreign = _foreign_folders()
        # What was put in the place of others' functions: where, under which name, theirs and ours.
        self._wraps: list[tuple[object, str, object, object]] = []

    @staticmethod
    def begin(root: str) -> World:
        """Start to look; `root` is the folder whose files are the person's own."""
        world = World(root)
        if _addaudithook:
            _addaudithook(world._hook)
        world._watch_questions()
        world._watch_chance()
        return world

    def add_root(self, root: str) -> None:
        """Name another folder whose files are the person's own."""
        self._roots.append(root)

    def close(self, rootdir: str, ids: list[str]) -> dict[str, str]:
        """Give what goes into the frame: the world, or the reason why it can't be known."""
        self._open = False
        try:
            if not _SHUFFLERS.isdisjoint(sys.modules):
                self._lose("a plugin orders the tests at random")
            elif is_dated(ids):
                self._lose("ids hold the present date or time")
            elif is_drawn(ids, self._drawn):
                self._lose("ids hold random values")
            if self._lost is None:
                self._complete(rootdir)
            if self._lost is None:
                text = "".join(self._entries.values())
                text.encode("utf-8")
                return {"world": text}
        except Exception as error:
            self._lose(f"{type(error).__name__}: {error}")
        return {"untracked": str(self._lost)}

    def _lose(self, why: str) -> None:
        if self._lost is None:
            self._lost = why

    # While it goes on

    def _hook(self, event: str, args: tuple) -> None:
        if not self._open:
            return
        if event == "open":
            self._guarded(self._opened, args)
        elif event == "os.listdir" or event == "os.scandir":
            self._guarded(self._listed, args)
        elif event in _MAKES:
            self._guarded(self._make, (args[_MAKES[event]], event == "os.mkdir"))
        elif event in _NETWORK:
            self._lose("it uses the network")
        elif event in _PROCESSES:
            if self._lost is None and self._is_own_code(_getframe(1)):
                self._lose("it starts a process")
        elif event == "sqlite3.connect" or event == "ctypes.dlopen":
            self._guarded(self._opened, (args[0], "r", 0))

    def _guarded(self, action, args: tuple) -> None:
        thread = get_ident()
        if thread in self._busy:
            return
        self._busy.add(thread)
        try:
            action(*args)
        except OSError:
            pass  # Gone again, or not for us to see: then it is not for Python either.
        except Exception as error:
            self._lose(f"{type(error).__name__}: {error}")
        finally:
            self._busy.discard(thread)

    def _opened(self, file, mode=None, flags=0) -> None:
        path = path_of(file)
        if path is None:
            return
        writes = any(c in mode for c in "wax+") if isinstance(mode, str) else flags & _WRITES
        if writes:
            self._makes(path)
            return
        source = source_of(path)
        if source is not None:
            # A valid .pyc stands for its source, which Python looks at but does not open.
            self._file(source)
        self._file(path)

    def _listed(self, folder=None) -> None:
        path = path_of("." if folder is None else folder)
        if path is not None:
            self._folder(path)

    def _make(self, path, is_folder: bool) -> None:
        made = path_of(path)
        if made is None:
            return
        if is_folder and lstat_or_none(made) is not None:
            # It is about to fail: nothing is made, and that something is there is what it tells.
            self._exists(made)
            return
        self._makes(made)
        if is_folder and made in self._made:
            self._made_folders += (made.rstrip(os.sep) + os.sep,)

    def _makes(self, path: str) -> None:
        """What the session itself has made is no input, unless it was read before.

        Bytecode that was read was too old, or nobody would write it anew.
        """
        if path.endswith(".pyc") or self._entries.get(path, "A").startswith("A"):
            self._entries.pop(path, None)
            self._made.add(path)

    def _watch_questions(self) -> None:
        """Wrap os.stat, which has no event: whether a file is there may decide what is collected."""
        asked, plain = self._asked, plain_stat

        def stat(path, *, dir_fd=None, follow_symlinks=True):
            try:
                found = plain(path, dir_fd=dir_fd, follow_symlinks=follow_symlinks)
            except OSError:
                if self._open and dir_fd is None and isinstance(path, (str, os.PathLike)):
                    asked.setdefault(os.path.join(getcwd(), os.fspath(path)), None)
                raise
            if self._open and dir_fd is None and isinstance(path, (str, os.PathLike)):
                asked.setdefault(os.path.join(getcwd(), os.fspath(path)), found)
            return found

        stat.__doc__ = plain.__doc__
        for known in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks):
            if plain in known:
                known.add(stat)
        self._wrap(os, "stat", stat)

    def _watch_chance(self) -> None:
        """Wrap what gives random values: those that the person's code draws may decide."""

        def drawn_by(frame) -> bool:
            return self._open and self._lost is None and self._is_own_code(frame)

        def watched(plain):
            @functools.wraps(plain)
            def drawn(*args, **kwargs):
                if drawn_by(_getframe(1)):
                    self._lose("it draws random values")
                return plain(*args, **kwargs)

            return drawn

        @functools.wraps(os.urandom)
        def urandom(size, /, plain=os.urandom):
            data = plain(size)
            if drawn_by(_getframe(1)):
                # A unique id that no test is named after decides nothing.
                self._drawn.append(data)
            return data

        for name, value in list(vars(random).items()):
            if getattr(value, "__self__", None) is random._inst and name not in _STEADY:
                self._wrap(random, name, watched(value))
        self._wrap(random, "_urandom", watched(os.urandom))
        self._wrap(os, "urandom", urandom)

    def _wrap(self, holder, name: str, wrapper) -> None:
        self._wraps.append((holder, name, getattr(holder, name), wrapper))
        setattr(holder, name, wrapper)

    def _unwatch(self) -> None:
        """Put back what was wrapped, where it still is ours."""
        while self._wraps:
            holder, name, plain, wrapper = self._wraps.pop()
            if getattr(holder, name, None) is wrapper:
                setattr(holder, name, plain)

    # Entries

    def _is_made(self, path: str) -> bool:
        return path in self._made or (
            bool(self._made_folders) and path.startswith(self._made_folders)
        )

    def _is_known(self, path: str) -> bool:
        """Whether there is nothing to add about it; that it is there is less than what it is."""
        return self._entries.get(path, "E")[0] != "E" or self._is_made(path)

    def _file(self, path: str) -> None:
        if self._is_known(path):
            return
        try:
            found = plain_stat(path)
        except (OSError, ValueError):
            self._absent(path)
            return
        if stat.S_ISDIR(found.st_mode):
            return
        if not stat.S_ISREG(found.st_mode):
            # A device or a pipe: what it says next nobody knows, and /dev/null says nothing.
            if path != os.devnull:
                self._lose(f"it reads {path}")
            return
        racy = is_racy(found)
        content = "-"
        if racy or (found.st_size <= _LARGEST and self._is_own(path)):
            content = hash_of(path)
        self._add("F", path, found, content, racy)

    def _folder(self, path: str) -> None:
        if self._is_known(path):
            return
        try:
            found = plain_stat(path)
            content = listing_of(path)
        except OSError:
            self._absent(path)
            return
        self._add("D", path, found, content, is_racy(found))

    def _absent(self, path: str) -> None:
        if path not in self._entries and not self._is_made(path) and "\0" not in path:
            self._entries[path] = f"A0 0 0 0 - {path}\0"

    def _add(self, kind: str, path: str, found: os.stat_result, content: str, racy: bool) -> None:
        # Without times the content is compared each time.
        modified, changed = (0, 0) if racy else (found.st_mtime_ns, found.st_ctime_ns)
        fields = f"{modified} {changed} {found.st_size} {found.st_ino} {content}"
        self._entries[path] = f"{kind}{fields} {path}\0"

    # At the end

    def _complete(self, rootdir: str) -> None:
        for module in list(sys.modules.values()):
            self._module(module)
        for path in [path for path in self._made if path.endswith(".pyc")]:
            # Written by this very session: its content is the source's, until somebody else writes it.
            self._made.discard(path)
            self._file(path)
        for entry in list(sys.path):
            path = os.path.join(getcwd(), entry)
            if os.path.isfile(path):
                self._file(path)
            else:
                self._folder(path)
                self._settings_of_site(path)
        self._file(sys.executable)
        self._file(os.path.join(sys.prefix, "pyvenv.cfg"))
        for path, found in self._asked.items():
            self._question(path, found)
        for root in (*self._roots, rootdir):
            folder = root
            while True:
                for name in _LOOKED_FOR:
                    self._exists(os.path.join(folder, name))
                above = os.path.dirname(folder)
                if above == folder:
                    break
                folder = above
        self._links()

    def _module(self, module) -> None:
        names = getattr(module, "__dict__", {})
        file = names.get("__file__")
        if not isinstance(file, str):
            return
        path = os.path.join(getcwd(), file)
        self._file(path)
        cached = getattr(names.get("__spec__"), "cached", None)
        if isinstance(cached, str) and os.path.isfile(cached):
            self._file(cached)

    def _settings_of_site(self, folder: str) -> None:
        try:
            with scandir(folder) as entries:
                names = [entry.name for entry in entries if entry.name.endswith(".pth")]
        except OSError:
            return
        for name in names:
            self._file(os.path.join(folder, name))

    def _question(self, path: str, found: os.stat_result | None) -> None:
        if path in self._entries or self._is_made(path) or "\0" in path:
            return
        if found is None:
            self._absent(path)
        else:
            self._entries[path] = f"E0 0 {type_of(found)} 0 - {path}\0"

    def _exists(self, path: str) -> None:
        try:
            self._question(path, plain_stat(path))
        except OSError:
            self._question(path, None)

    def _links(self) -> None:
        seen: set[str] = set()
        for path in list(self._entries):
            folder = os.path.dirname(path)
            while folder not in seen:
                seen.add(folder)
                found = lstat_or_none(folder)
                if found is not None and stat.S_ISLNK(found.st_mode):
                    target = sha256(os.fsencode(readlink(folder))).hexdigest()
                    # The place of the folder's own entry, if it has one, is another.
                    line = (
                        f"L{found.st_mtime_ns} {found.st_ctime_ns} {found.st_size} {found.st_ino}"
                    )
                    self._entries["\1" + folder] = f"{line} {target} {folder}\0"
                folder = os.path.dirname(folder)

    # Whose

    def _is_own(self, path: str) -> bool:
        """Whether the file is the person's and not the interpreter's: the longer folder decides."""
        own = _longest(path, self._roots)
        return own > 0 and own > _longest(path, self._foreign)

    def _is_own_code(self, frame) -> bool:
        """Whether the person's code made this call: not an installed package that is just being imported."""
        while frame is not None:
            file = frame.f_code.co_filename
            if file.startswith("<frozen importlib"):
                return False
            if file[:1] != "<" and self._is_own(os.path.join(self._roots[0], file)):
                return True
            frame = frame.f_back
        return False


def _longest(path: str, folders: list[str]) -> int:
    longest = 0
    for folder in folders:
        if path.startswith(folder) and path[len(folder) : len(folder) + 1] in ("", os.sep):
            longest = max(longest, len(folder))
    return longest


def _foreign_folders() -> list[str]:
    folders = {sys.prefix, sys.base_prefix, sys.exec_prefix, os.path.dirname(os.__file__)}
    folders.add(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    folders.update(path for path in sys.path if path.endswith(("site-packages", "dist-packages")))
    return sorted(folders)
