"""A session: the process in which the person's tests run, between the fork and its end."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import traceback
import types

from fastest_bridge import bytecode, processes, stacks, workers
from fastest_bridge.channel import Channel, present
from fastest_bridge.ended import Ended

# Keeps the module alive whose code started the supervisor: it is still running below us.
_former_main: list[types.ModuleType] = []

# What a session's exit handlers may take after its last word, in seconds.
_GRACE = 10


def main(
    requests: int, events: int, raw: int, token: bytes, door: int = -1, ahead: bool = False
) -> None:
    """Run one session on the given descriptors; never returns.

    With `ahead` it first imports what every session needs, and forks others that need it, too.
    """
    code = 70
    try:
        processes.die_with_parent()
        take_descriptors(raw)
        _reset_signals()
        channel = Channel(requests, events, token)
        if ahead:
            from fastest_bridge import nursery

            door = nursery.wait(channel, door)
        request = channel.open()
        try:
            ended = _run(channel, request, door)
        except KeyboardInterrupt:
            ended = _INTERRUPTED
        message = present(message=ended.message)
        channel.event("ended", exit=ended.exit, **message, stats=ended.stats, **ended.rest)
        channel.close()
        code = ended.exit
        _leave()
    except BaseException:
        # A session without `ended` counts as crashed; the reason is for the server's log.
        sys.__stderr__.write(traceback.format_exc())
    finally:
        os._exit(code)


_INTERRUPTED = Ended(2, "interrupted")


def _run(channel: Channel, request: dict, door: int) -> Ended:
    try:
        # Nothing stays blocked: SIGINT was until here, and a Java server hands SIGQUIT down blocked.
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        _prepare(request)
        if request.get("stacks"):
            stacks.offer()
        if request.get("debug") is not None:
            from fastest_bridge import debugging

            refused = debugging.wait(channel, request["debug"])
            if refused is not None:
                return refused
        if request["engine"] == "coverage":
            from fastest_bridge import covering

            return covering.report(channel, request)
        if request["engine"] == "plain":
            from fastest_bridge import plain

            return plain.run(channel, request)
        try:
            from fastest_bridge import pytest_adapter
        except (Exception, SystemExit) as error:
            return Ended(4, f"pytest cannot be imported: {type(error).__name__}: {error}")
        parking = None
        if door >= 0 and not request.get("warm"):
            os.close(door)
        elif door >= 0:
            from fastest_bridge.parking import Parking

            channel.keep()
            parking = Parking(channel, door, request["cwd"], request["warm"] == "run")
        return pytest_adapter.run(channel, request, parking)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except SystemExit as error:
        # Code of the person's left before pytest had a session. Nothing was run, so this is never 0.
        code = error.code if isinstance(error.code, int) and error.code else 3
        return Ended(code, f"SystemExit: {error.code}")
    except BaseException:
        return Ended(3, traceback.format_exc())
    finally:
        # From here on a late Ctrl-C could only cost the last word.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _reset_signals() -> None:
    """Become the leader of a session of its own, with the signals as a fresh interpreter has them.

    SIGINT stays blocked from before the fork until there is somebody to handle it.
    """
    os.setsid()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def take_descriptors(raw: int) -> None:
    """Read nothing, and write to the pipe for what no test has caught."""
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(raw, 1)
    os.dup2(raw, 2)
    os.close(raw)


def _take_terminal(path: str) -> None:
    """Read from the person's terminal and write to it, as a debugger's prompt does.

    It stays the terminal of the session that it was: this process gets no signals from it.
    """
    device = os.open(path, os.O_RDWR | os.O_NOCTTY)
    for descriptor in (0, 1, 2):
        os.dup2(device, descriptor)
    os.close(device)
    sys.stdout.reconfigure(line_buffering=True)


def _prepare(request: dict) -> None:
    """Make the process look as if it had been started for this run."""
    os.chdir(request["cwd"])
    for name, value in (request.get("env") or {}).items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    workers.announce(request)
    terminal = os.environ.pop("FASTEST_TERMINAL", None)
    if terminal is not None:
        _take_terminal(terminal)
    if not getattr(sys.flags, "safe_path", False):
        sys.path.insert(0, os.getcwd())
    import importlib.util

    importlib.invalidate_caches()
    bytecode.distrust()
    if request["engine"] == "plain" and not request.get("instead"):
        _be_main("unittest.__main__", request.get("tests") or [])
    else:
        _be_main("pytest.__main__", request["args"])


def _be_main(name: str, args: list[str]) -> None:
    """Put a `__main__` in place that looks as `python -m` leaves it, without running anything."""
    import importlib.util

    package = name.partition(".")[0]
    main_module = types.ModuleType("__main__")
    try:
        # Not of `name`: that would import the package.
        found = importlib.util.find_spec(package)
        path = os.path.join(os.path.dirname(found.origin), "__main__.py")
        spec = importlib.util.spec_from_file_location(name, path)
    except (Exception, SystemExit):
        spec = None  # No pytest, or a broken one: the engine is about to say so.
    main_module.__package__ = package
    main_module.__spec__ = spec
    if spec is not None and spec.origin is not None:
        main_module.__file__ = spec.origin
        main_module.__loader__ = spec.loader
    _former_main.append(sys.modules["__main__"])
    sys.modules["__main__"] = main_module
    sys.argv[:] = [getattr(main_module, "__file__", package), *args]
    if hasattr(sys, "orig_argv"):
        sys.orig_argv[:] = [sys.executable, "-m", package, *args]


def _leave() -> None:
    """Do what the interpreter does at its end, within a limit that no code of the person's can lift."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
    signal.alarm(_GRACE)
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            pass  # Closed or replaced by a test; there is nobody left to tell.
