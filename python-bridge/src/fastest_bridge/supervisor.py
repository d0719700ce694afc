"""The supervisor: imports pytest once, forks sessions, passes their frames on, kills their trees.

It never runs code of the workspace, and nothing that a session does may block it: every pipe is
read when it has something and written when it has room.
"""

from __future__ import annotations

import gc
import importlib
import os
import selectors
import signal
import sys
import time

from fastest_bridge import ahead, processes
from fastest_bridge.door import Door
from fastest_bridge.frames import FrameError, FrameReader, decode, encode, frame
from fastest_bridge.imported import Imported
from fastest_bridge.outbox import Outbox
from fastest_bridge.parked import COLLECTED, CONFIGURED, IMPORTED, Parked
from fastest_bridge.reserve import Reserve, key_of
from fastest_bridge.tree import Tree

PROTOCOL = 1

# So many files, changed, are collected again before anybody asks; and how long that may take, in seconds.
_PREPARED = 4
_PREPARING = 60.0

# In the place of a run's name: sessions that belong to none.
_SPARE = ""

# Above this many bytes that the server has not taken, sessions have to wait.
_ENOUGH = 4 * 1024 * 1024


def main() -> None:
    """Serve the protocol on stdin and stdout until stdin ends or the server says `exit`."""
    # The garbage of imports is not worth looking for: a tenth of their time.
    gc.disable()
    source, target = _take_descriptors()
    # Where the first run is hoped to do without pytest, it is not even looked for.
    bare = "--bare" in sys.argv
    fork = _may_fork()
    selector = selectors.PollSelector()
    server = Outbox(target, selector)
    # What serves one run only holds no pytest: sessions copy it as they write, this is one copy more.
    once = "--once" in sys.argv and not bare and fork and Door.exists()
    version, error = (None, None) if bare or once else ahead.import_pytest()
    if not once:
        server.send(frame(encode(_hello(version, error, fork))))
        # What every session needs is better imported once, while the server reads the first word.
        importlib.import_module("fastest_bridge.session")
    imported = Imported()
    processes.become_subreaper()
    gc.freeze()
    gc.enable()
    # Ctrl-C in a terminal reaches the whole foreground group; what it means is the server's decision.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    missing = version is None and error is None and not bare and not once
    Supervisor(source, server, selector, imported, missing, once).serve()
    sys.stderr.flush()
    # Nothing is left to do but taking pytest's modules apart one by one, while the server waits.
    os._exit(0)


class Supervisor:
    """The loop between the server and its sessions."""

    def __init__(
        self,
        source: int,
        server: Outbox,
        selector: selectors.BaseSelector,
        imported: Imported,
        pytest_missing: bool,
        once: bool,
    ) -> None:
        self._source = source
        self._server = server
        self._target = server.fd
        self._selector = selector
        self._imported = imported
        self._pytest_missing = pytest_missing
        self._frames = FrameReader()
        self._alarm = processes.Alarm()
        self._trees: dict[tuple[str, int], Tree] = {}
        # What each session was opened with, as long as another may have to start in its place.
        self._opened: dict[tuple[str, int], tuple[dict, bytes]] = {}
        # Sessions that start where another one of their run parks, as soon as it does.
        self._waiting: dict[tuple[str, int], tuple[dict, bytes]] = {}
        self._reserve = Reserve()
        self._hidden = 0
        # Where nothing may be forked: a process that has imported pytest and waits for its one run.
        self._standby: Tree | None = None
        self._leaving = False
        self._paused = False
        # How many sessions the server has asked for, by run.
        self._asked: dict[str, int] = {}
        # Where this process serves one run and has no pytest: what imports it for the sessions, until those
        # are started; and what the server has said before it was through.
        self._once = once
        self._nursery: Tree | Parked | None = None
        self._unheard: list[bytes] | None = [] if once else None
        self._found: list[dict] = []

    def serve(self) -> None:
        """Run until the server wants no more and every session is gone."""
        self._selector.register(self._source, selectors.EVENT_READ, self._read_server)
        self._selector.register(self._alarm.fd, selectors.EVENT_READ, self._alarm.clear)
        if self._once:
            self._import_elsewhere()
        self._stand_by()
        while not self._leaving or self._trees or len(self._reserve):
            for key, _ in self._selector.select(self._patience()):
                # An earlier callback of this round may have closed the descriptor.
                if self._selector.get_map().get(key.fd) is key:
                    key.data()
            if self._found:
                self._greet(self._found.pop())
            self._wake()
            for tree in list(self._trees.values()):
                tree.advance()
            self._reap()
            self._reserve.tidy()
            for name in self._parking():
                tree = self._trees[name]
                if name[0] == _SPARE and time.monotonic() - tree.since > _PREPARING:
                    tree.withdraw()
            self._balance()
            if self._server.broken:
                self._leave()
        while processes.sweep():
            self._alarm.wait(0.05)
        # The last words; a server that does not read them does not keep this process alive.
        for _ in range(20):
            if not self._server.waiting:
                break
            for _key, _ in self._selector.select(0.05):
                self._server.write()

    def _patience(self) -> float | None:
        """How long nothing has to happen, in seconds; None for any time."""
        until = [tree.rests_until for tree in self._trees.values() if tree.rests_until is not None]
        if until:
            return max(0.0, min(until) - time.monotonic())
        if self._leaving or any(tree.unsettled for tree in self._trees.values()):
            return 0.05
        awaited = any(tree.awaited for tree in self._trees.values())
        return 1.0 if len(self._reserve) or awaited or self._parking() else None

    def _wake(self) -> None:
        now = time.monotonic()
        for tree in self._trees.values():
            if tree.rests_until is not None and tree.rests_until <= now:
                tree.wake()

    def _read_server(self) -> None:
        data = os.read(self._source, 65536)
        if not data:
            self._leave()
            return
        try:
            for body in self._frames.feed(data):
                if self._unheard is not None:
                    self._unheard.append(body)
                else:
                    self._obey(decode(body), body)
        except (FrameError, KeyError) as error:
            self._distrust(error)

    def _distrust(self, error: Exception) -> None:
        print(f"fastest: the server sent a broken frame: {error!r}", file=sys.stderr, flush=True)
        self._leave()

    def _obey(self, request: dict, body: bytes) -> None:
        op = request["op"]
        if op == "open":
            self._open(request, body)
        elif op == "items":
            tree = self._trees.get((request["run"], request["worker"]))
            if tree is not None:  # Else it has ended, and the server will read so.
                tree.send(body)
        elif op == "cancel":
            for (run, worker), tree in list(self._trees.items()):
                if run == request["run"] and request.get("worker", worker) == worker:
                    _end(tree, request)
            for run, worker in list(self._waiting):
                if run == request["run"] and request.get("worker", worker) == worker:
                    del self._waiting[run, worker]
                    self._never_was(run, worker)
        elif op == "look":
            latest = self._reserve.latest()
            if latest is not None:
                latest.look()
        elif op == "ready":
            for parked in self._reserve:
                if parked.spare is not None:
                    parked.spare.send(body)
        elif op == "exit":
            self._leave()
        else:
            raise FrameError(f"unknown op {op!r}")

    def _open(self, request: dict, body: bytes) -> None:
        run, worker = request["run"], request["worker"]
        if (run, worker) in self._trees or (run, worker) in self._waiting:
            raise FrameError(f"run {run!r} has a worker {worker} already")
        self._asked[run] = self._asked.get(run, 0) + 1
        self._begin(request, body)

    def _begin(self, request: dict, body: bytes) -> Tree | None:
        """Start a session from the youngest process that fits, which may be this one."""
        run, worker = request["run"], request["worker"]
        name = None if run == _SPARE else {"run": run, "worker": worker}
        tree = None
        door = bool(request.get("warm")) and Door.exists() and _may_fork()
        if door and request["warm"] == "keep" and not self._once:
            # Before the first fork that may want it; what only one run needs gains nothing by it.
            importlib.import_module("fastest_bridge.rewriting").share()
        if door:
            door = not self._will_park(request)
            fitting = self._reserve.fitting(request)
            if not door and not any(parked.layer == COLLECTED for parked in fitting):
                if name is None:
                    return None  # Another one is on its way already.
                if any(of in (run, _SPARE) for of, _ in self._parking()):
                    self._waiting[run, worker] = (request, body)
                    return None
            for parked in fitting:
                tree = tree or self._take_spare(parked, name)
                further = door and parked.layer == CONFIGURED
                tree = tree or Tree.ask(name, self._selector, self._server, parked, further)
        try:
            tree = tree or self._start(request, name, door)
            if request.get("warm") == "keep":
                self._stand_by()
        except OSError as error:
            if name is None:
                return None
            self._tell({"t": "raw", **name, "text": f"fastest: cannot start a process: {error}\n"})
            self._never_was(run, worker)
        if tree is not None:
            tree.on_parked = lambda parked: self._park(request, parked)
            tree.on_outdated = lambda why: self._again(tree, why)
            self._opened[run, worker] = (request, body)
            self._trees[run, worker] = tree
            tree.send(body)
            if self._paused:
                tree.pause()
            self._spare(request)
        return tree

    def _start(self, request: dict, name: dict | None, door: bool) -> Tree | None:
        if self._once:
            return self._start_once(request, name, door)
        stale = self._imported.changed() or (_new_pytest() if self._pytest_missing else None)
        if stale is not None:
            if name is not None:
                self._tell({"t": "stale", **name, "file": stale})
            return None
        if self._standby is not None and name is not None:
            tree, self._standby = self._standby, None
            if not tree.stands_still:
                return self._show(tree, name)
            tree.withdraw()
        descriptors = self._descriptors()
        return Tree.start(name, self._selector, self._server, _may_fork(), descriptors, door)

    def _import_elsewhere(self) -> None:
        """Start the process that imports pytest for the sessions of the one run."""
        selector, server = self._selector, self._server
        try:
            self._nursery = Tree.start(
                None, selector, server, True, self._descriptors(), door=True, ahead=True
            )
        except OSError as error:
            self._greet({"pytest": None, "error": f"cannot start a process: {error}"})
            return
        self._nursery.on_imported = self._found.append
        self._hide(self._nursery, ({}, b""))

    def _greet(self, found: dict) -> None:
        """Say hello with what is known of pytest now, and hear what the server has said meanwhile."""
        unheard, self._unheard = self._unheard, None
        if unheard is None:
            return
        self._server.send(frame(encode(_hello(found["pytest"], found["error"], True))))
        try:
            for body in unheard:
                self._obey(decode(body), body)
        except (FrameError, KeyError) as error:
            self._distrust(error)

    def _start_once(self, request: dict, name: dict | None, door: bool) -> Tree:
        """Start a session from the process that has imported pytest, or without that if it has gone."""
        nursery = self._nursery
        if isinstance(nursery, Tree) and name is not None:
            self._nursery = None
            if not nursery.is_there() or nursery.stands_still:
                nursery.withdraw()
            elif request.get("workers", 1) == 1:
                if not door:
                    nursery.shut_door()
                return self._show(nursery, name)
            else:
                hidden = self._name_of(nursery)
                del self._trees[hidden], self._opened[hidden]
                self._nursery = parked = nursery.park(IMPORTED)
                parked.on_answer = self._answered
                self._reserve.add_for_all(parked)
        tree = None
        if isinstance(self._nursery, Parked) and name is not None:
            tree = Tree.ask(name, self._selector, self._server, self._nursery, door)
        if tree is None:
            descriptors = self._descriptors()
            tree = Tree.start(
                name, self._selector, self._server, True, descriptors, door, ahead=True
            )
        return tree

    def _spare(self, request: dict) -> None:
        """Let those leave that a run's sessions were forked from, once all of them are.

        Where one had to be replaced, others may have to be: what they start from then stays to the run's end.
        """
        run = request["run"]
        if self._asked.get(run) != request.get("workers", 1) or any(
            of == run for of, _ in self._waiting
        ):
            return
        nursery = self._nursery
        if isinstance(nursery, Parked) and not nursery.is_asked:
            nursery.end()
            self._nursery = None
        self._reserve.let_go(run)

    def _will_park(self, request: dict) -> bool:
        """Whether a session that this one could start from is on its way there."""
        key = key_of(request, COLLECTED)
        return any(key_of(self._opened[name][0], COLLECTED) == key for name in self._parking())

    def _parking(self) -> list[tuple[str, int]]:
        """Give the names of the sessions that may still park."""
        return [name for name, tree in self._trees.items() if tree.may_park]

    def _prepare(self, left: Parked) -> None:
        """Collect again what has changed, for the next run: park, and run nothing."""
        request = left.request
        latest = self._reserve.latest()
        wanted = left.layer == COLLECTED and request["warm"] == "keep"
        if self._leaving or not wanted or (latest is not None and latest.used > left.used):
            return
        if not 0 < len(request.get("only") or ()) <= _PREPARED:
            return
        if any(run == _SPARE for run, _ in self._parking()):
            return  # One at a time: it is the one that was used last.
        self._hidden += 1
        request = {**request, "run": _SPARE, "worker": self._hidden}
        self._begin(request, encode(request))

    def _park(self, request: dict, parked: Parked | None) -> None:
        if parked is not None:
            parked.on_answer = self._answered
            parked.on_changed = self._prepare
            self._reserve.add(parked, request)
        if request["run"] == _SPARE and (parked is None or parked.layer == COLLECTED):
            # It was for this alone.
            self._trees[_SPARE, request["worker"]].withdraw()
            if parked is not None:
                self._make_spare(request)
        waiting, self._waiting = self._waiting, {}
        for others in waiting.values():
            # Those that have to wait for somebody else do so again.
            self._begin(*others)

    def _answered(self, tree: Tree, forked: bool) -> None:
        """A parked process has forked a session, or will never do: then another one is asked."""
        if forked:
            tree.accepted()
            self._spare(self._opened[self._name_of(tree)][0])
            return
        name = self._name_of(tree)
        if name[0] == _SPARE and not self._opened[name][1]:
            del self._trees[name], self._opened[name]
            tree.refused()
        else:
            self._again(tree, "it has gone")

    def _again(self, tree: Tree, why: str) -> None:
        """Start a session in another one's place: what that was forked from is not so any more, or gone."""
        name = self._name_of(tree)
        del self._trees[name]
        request, body = self._opened.pop(name)
        why = f"{tree.origin.layer}: {why}"
        if name[0] != _SPARE:
            self._tell({"t": "unparked", "run": name[0], "worker": name[1], "why": why})
        stopped = tree.dying and not tree.ended
        tree.on_parked = None
        if tree.source is not None:
            # It was not even forked.
            tree.refused()
        else:
            tree.withdraw()
            self._hide(tree, (request, body))
        tree.origin.end()
        if stopped or self._leaving:
            if name[0] != _SPARE:
                self._never_was(*name)
            return
        again = self._begin(request, body)
        if again is not None and tree.interrupted:
            again.interrupt()

    def _name_of(self, tree: Tree) -> tuple[str, int]:
        return next(name for name, one in self._trees.items() if one is tree)

    def _hide(self, tree: Tree, opened: tuple[dict, bytes]) -> None:
        """Keep a session that belongs to no run, or to none any more."""
        self._hidden += 1
        self._trees[_SPARE, self._hidden] = tree
        self._opened[_SPARE, self._hidden] = opened

    def _take_spare(self, parked: Parked, name: dict | None) -> Tree | None:
        if name is None:
            return None
        tree, parked.spare = parked.spare, None
        if tree is not None and tree.stands_still:
            tree.withdraw()
            return None
        return None if tree is None else self._show(tree, name)

    def _show(self, tree: Tree, name: dict) -> Tree:
        """Make a hidden session one of a run."""
        hidden = self._name_of(tree)
        del self._trees[hidden], self._opened[hidden]
        tree.assign(name)
        return tree

    def _stand_by(self) -> None:
        """Start the next session ahead, where it has to be a new process."""
        if self._standby is None and not self._leaving and not _may_fork():
            try:
                self._standby = Tree.start(None, self._selector, self._server, False, [])
            except OSError:
                return  # The run that needs one will say so.
            self._hide(self._standby, ({}, b""))

    def _make_spare(self, request: dict) -> None:
        """Fork the session of the next run ahead, where the last one has started."""
        for parked in self._reserve:
            fits = parked in self._reserve.fitting(request) and parked.layer == COLLECTED
            if fits and parked.spare is None:
                tree = Tree.ask(None, self._selector, self._server, parked)
                if tree is not None:
                    parked.spare = tree
                    self._hide(tree, (request, b""))
            elif not fits and parked.spare is not None:
                spare, parked.spare = parked.spare, None
                spare.withdraw()

    def _never_was(self, run: str, worker: int) -> None:
        """Tell the end of a session that has had no process."""
        exited = {"status": None, "signal": None}
        self._tell({"t": "exited", "run": run, "worker": worker, **exited})

    def _leave(self) -> None:
        if self._leaving:
            return
        self._selector.unregister(self._source)
        self._leaving = True
        for name in list(self._waiting):
            del self._waiting[name]
            self._never_was(*name)
        for parked in self._reserve:
            parked.kill()
        for tree in list(self._trees.values()):
            tree.kill()

    def _reap(self) -> None:
        """Take the dead, and report each session whose tree has gone."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if pid == 0:
                break
            for tree in self._trees.values():
                if tree.warden == pid:
                    tree.warden_ended(status)
        if not any(tree.ended for tree in self._trees.values()):
            return
        # A warden that was killed could not clear up; what it left has come to this process or to a parked
        # one's warden, and what belongs to the other sessions is still below their own.
        living = [tree for tree in self._trees.values() if not tree.dying]
        if not all(tree.clean for tree in self._trees.values() if tree.dying):
            if not all(tree.known for tree in living):
                return
            spare = frozenset(pid for one in self._reserve for pid in (one.pid, one.warden))
            if processes.sweep(frozenset(tree.warden for tree in living), spare):
                return
        for name, tree in list(self._trees.items()):
            if not tree.ended:
                continue
            why = None if name[0] == _SPARE else tree.why_void()
            if why is not None:
                self._again(tree, why)
            else:
                tree.finish()
                del self._trees[name]
                request, _ = self._opened.pop(name)
                if tree.origin is not None and tree.origin.spare is tree:
                    tree.origin.spare = None
                if tree is self._standby:
                    self._standby = None
                if tree is self._nursery:
                    self._nursery = None
                    died = "the process that imports it has died"
                    self._greet({"pytest": None, "error": died})
                if name[0] != _SPARE and request.get("warm") == "keep" and not self._leaving:
                    self._make_spare(request)
                if all(run != name[0] for run, _ in self._trees):
                    self._asked.pop(name[0], None)
                    self._reserve.end(name[0])

    def _balance(self) -> None:
        """Let sessions wait while the server does not keep up."""
        full = self._server.waiting > _ENOUGH
        if full != self._paused:
            self._paused = full
            for tree in self._trees.values():
                tree.pause() if full else tree.resume()

    def _descriptors(self) -> list[int]:
        """What a forked session must not hold: the protocol's pipes and those of other sessions."""
        mine = [self._source, self._target, *self._alarm.descriptors()]
        others = (*self._trees.values(), *self._reserve)
        return mine + [fd for one in others for fd in one.descriptors()]

    def _tell(self, message: dict) -> None:
        self._server.send(frame(encode(message)))


def _end(tree: Tree, request: dict) -> None:
    if request.get("stacks"):
        tree.expire()
    elif request.get("force"):
        tree.kill()
    else:
        tree.interrupt()


def _take_descriptors() -> tuple[int, int]:
    """Move the protocol to private descriptors, so that no print can reach it."""
    source, target = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    return source, target


def _hello(version: str | None, error: str | None, fork: bool) -> dict:
    hello = {
        "t": "hello",
        "protocol": PROTOCOL,
        "python": ".".join(map(str, sys.version_info[:3])),
        "implementation": sys.implementation.name,
        "executable": sys.executable,
        "prefix": sys.prefix,
        "platform": sys.platform,
        "pytest": version,
        "fork": fork,
        "pid": os.getpid(),
    }
    if error is not None:
        hello["pytestError"] = error
    return hello


def _new_pytest() -> str | None:
    """Give the file of a pytest that was installed after this supervisor had found none."""
    import importlib.util

    importlib.invalidate_caches()
    spec = importlib.util.find_spec("pytest")
    return spec.origin if spec is not None else None


def _may_fork() -> bool:
    """Fork copies one thread only, and a lock that another one holds would stay locked for ever.

    macOS's frameworks may have such threads and locks of their own.
    """
    # The variable is for those who want to see how it is where that is so.
    unsafe = sys.platform == "darwin" or os.environ.get("FASTEST_FORK") == "0"
    if unsafe or not hasattr(os, "fork"):
        return False
    try:
        return len(os.listdir("/proc/self/task")) == 1
    except OSError:
        return len(sys._current_frames()) == 1
