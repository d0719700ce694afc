"""Whether a session's process may be forked again and again from where it stands.

A fork shares with its siblings what lies outside of memory (open files, connections, child processes) and
what was done only once (files written, things set up). Where there is any of that, there is no parking.
Reads pytest's objects by their attributes, imports no pytest.
"""

from __future__ import annotations

import stat
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

from fastest_bridge.bound import os

if TYPE_CHECKING:
    from fastest_bridge.parking import Parking

# What is done once and taken back at each session's end, or has to see what a run selects.
_HOOKS = (
    "pytest_sessionstart",
    "pytest_sessionfinish",
    "pytest_unconfigure",
    "pytest_collection_finish",
    "pytest_runtestloop",
)

# Plugins whose hooks of these names do nothing that a fork could not repeat, by the package of the plugin's
# module; behind each the version that was read.
_HARMLESS = frozenset(
    {
        "_pytest",
        "fastest_bridge",
        "_hypothesis_pytestplugin",  # hypothesis 6.170: forgets what it has seen
        "anyio",  # 4.16: has none of them
        "pytest_asyncio",  # 1.5: has none of them
        "pytest_benchmark",  # 5.3: saves and compares what its own session has measured
        "pytest_mock",  # 3.17: has none of them
        "pytest_rerunfailures",  # 16.7: writes to a terminal that nobody sees
        "pytest_subtests",  # 0.15: gives unittest its own method back
        "xdist",  # 3.8: acts where -n is its own
    }
)

# Options by which the chosen tests depend on the run before.
_OPTIONS = ("lf", "failedfirst", "newfirst", "stepwise")

_DEVICES = frozenset({"/dev/null", "/dev/zero", "/dev/random", "/dev/urandom"})


def why_not(parking: Parking, capture) -> str | None:
    """Give a reason why a process in any state may not be forked again, or None."""
    try:
        return (
            threads()
            or _children()
            or _files(parking, {file.fileno() for file in capture()})
            or _tracer()
            or parking.world.why_not()
        )
    except Exception as error:  # A system, or a Python, other than those that were thought of.
        return f"{type(error).__name__}: {error}"


def collected(session) -> str | None:
    """Give a reason why a collected session may not be run more than once, or None."""
    try:
        return _session(session)
    except Exception as error:  # Some other pytest than those that were read.
        return f"{type(error).__name__}: {error}"


def threads() -> str | None:
    """Give a reason where there is more than one thread."""
    if len(os.listdir("/proc/self/task")) != 1:
        return "there is more than one thread"
    return None


def descriptors() -> dict[int, tuple]:
    """Give the open descriptors, each with what it stands for."""
    found = {}
    for name in os.listdir("/proc/self/fd"):
        try:
            state = os.fstat(int(name))
        except OSError:
            continue  # The one that lists them.
        found[int(name)] = (state.st_dev, state.st_ino, state.st_mode)
    return found


def _children() -> str | None:
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return None
    return "there are child processes"


def _files(parking: Parking, own: set[int]) -> str | None:
    known = set(parking.descriptors.values())
    for fd, state in descriptors().items():
        if fd in own or state in known:
            continue
        target = os.readlink(f"/proc/self/fd/{fd}")
        if not (stat.S_ISCHR(state[2]) and target in _DEVICES):
            return f"it has {target} open"
    return None


def _tracer() -> str | None:
    if sys.gettrace() is not None or sys.getprofile() is not None:
        return "it is traced"
    monitoring = getattr(sys, "monitoring", None)
    if monitoring is not None and any(monitoring.get_tool(number) for number in range(6)):
        return "it is monitored"
    return None


def _session(session) -> str | None:
    config = session.config
    for name in _HOOKS:
        hook = getattr(config.pluginmanager.hook, name, None)
        for each in () if hook is None else hook.get_hookimpls():
            if _package(each.function) not in _HARMLESS:
                return f"{name} in {each.plugin_name}"
    for callback in _cleanups(config):
        if _package(callback) not in _HARMLESS:
            return f"{getattr(callback, '__qualname__', callback)} is called at the end"
    for option in _OPTIONS:
        if getattr(config.option, option, False):
            return f"the option {option}"
    factory = getattr(config, "_tmp_path_factory", None)
    if getattr(factory, "_basetemp", None) is not None:
        return "there is a temporary folder"
    if "numpy.random" in sys.modules:
        return "numpy's random numbers would be the same in each run"
    return None


def _cleanups(config) -> list:
    stack = getattr(config, "_cleanup_stack", None)
    found = list(config._cleanup) if stack is None else _callbacks(stack)
    for callback in list(found):
        inner = getattr(callback, "__self__", None)
        if isinstance(inner, ExitStack):
            found.remove(callback)
            found += _callbacks(inner)
    return found


def _callbacks(stack: ExitStack) -> list:
    return [getattr(call, "__wrapped__", call) for _, call in stack._exit_callbacks]


def _package(function) -> str:
    generator = getattr(getattr(function, "__self__", None), "gen", None)
    if generator is not None and generator.gi_frame is not None:
        # The exit of a context manager that a generator makes.
        name = generator.gi_frame.f_globals.get("__name__", "")
    else:
        # Behind a partial, if it is one.
        name = getattr(getattr(function, "func", function), "__module__", "")
    return str(name).partition(".")[0]
