"""Whether tests come out of the runner on the standard library as they do out of pytest.

Where that is not certain, the session refuses and pytest runs the tests.
"""

from __future__ import annotations

import os
import sys
import types
import unittest

from fastest_bridge.plain_items import PlainItem

# Plugins that do nothing for tests that do not name them, by the names of their entry points.
_HARMLESS = frozenset(
    {
        "anyio",  # 4.16
        "asyncio",  # pytest-asyncio 1.5
        "benchmark",  # pytest-benchmark 5.2
        "hypothesispytest",  # hypothesis 6.170
        "pytest_cov",  # pytest-cov 7.1
        "pytest_mock",  # 3.17
        "xdist",  # 3.8
        "xdist.looponfail",
    }
)

# Modules whose tests are run by more than their own class or function.
_STRANGE = ("pytest", "_pytest", "hypothesis", "twisted", "zope", "django", "nose", "asynctest")

# What a TestCase may not have of its own.
_RUNNERS = (
    "run",
    "__call__",
    "debug",
    "_callTestMethod",
    "_callSetUp",
    "_callTearDown",
    "__init__",
    "id",
)


def before() -> str | None:
    """Give a reason that is known before anything is imported, or None."""
    if sys.warnoptions or sys.flags.optimize or sys.flags.dev_mode:
        return "an option of the interpreter"
    for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_DEBUG", "PYTEST_TIMEOUT"):
        if os.environ.get(name):
            return f"the variable {name}"
    for folder in sys.path:
        reason = _plugin_in(folder)
        if reason is not None:
            return reason
    return None


def after(items: list[PlainItem], broken: bool) -> str | None:
    """Give a reason that shows once the files are imported, or None."""
    if broken:
        return "a file that cannot be imported, or is skipped"
    for name in _STRANGE:
        if name in sys.modules:
            return f"the module {name}"
    seen: set[object] = set()
    for item in items:
        for holder in (item.module, *item.classes):
            if holder not in seen:
                seen.add(holder)
                reason = _holder(holder)
                if reason is not None:
                    return reason
        reason = _function(item)
        if reason is not None:
            return reason
    return None


def _plugin_in(folder: str) -> str | None:
    try:
        names = os.listdir(folder or ".")
    except OSError:
        return None  # An archive, or nothing: no plugin is looked for in what is not there.
    for name in names:
        if name == "sitecustomize.py" or not name.endswith((".dist-info", ".egg-info")):
            continue
        path = os.path.join(folder, name, "entry_points.txt")
        try:
            with open(path, encoding="utf-8") as file:
                text = file.read()
        except OSError:
            continue
        inside = False
        for raw in text.splitlines():
            line = raw.strip()
            if line.startswith("["):
                inside = line == "[pytest11]"
            elif inside and "=" in line:
                plugin = line.partition("=")[0].strip()
                if plugin not in _HARMLESS:
                    return f"the plugin {plugin}"
    return None


def _holder(holder: object) -> str | None:
    for name in ("pytestmark", "pytest_plugins", "__test__", "__unittest_skip__"):
        if hasattr(holder, name):
            return f"{name} in {holder.__name__}"
    if isinstance(holder, types.ModuleType):
        return None
    if type(holder) is not type:
        return f"the class {holder.__name__} with a metaclass"
    if not issubclass(holder, unittest.TestCase):
        return (
            None if holder.__init__ is object.__init__ else f"{holder.__name__} has a constructor"
        )
    if issubclass(holder, getattr(unittest, "IsolatedAsyncioTestCase", ())):
        return f"{holder.__name__} is asynchronous"
    for name in _RUNNERS:
        if getattr(holder, name) is not getattr(unittest.TestCase, name):
            return f"{holder.__name__} has its own {name}"
    if any(hasattr(holder, name) for name in ("setup_method", "teardown_method", "setup_class")):
        return f"{holder.__name__} has set-up of both kinds"
    return None


def _function(item: PlainItem) -> str | None:
    function = item.function
    if type(function) is not types.FunctionType:
        return f"{item.nodeid} is no plain function"
    if len(item.classes) > 1:
        return f"{item.nodeid} stands in a class in a class"
    code = function.__code__
    if (
        code.co_flags & _SPECIAL
        or hasattr(function, "__wrapped__")
        or hasattr(function, "pytestmark")
    ):
        return f"{item.nodeid} is asynchronous, yields or is decorated"
    if code.co_argcount + code.co_kwonlyargcount != (1 if item.classes else 0):
        return f"{item.nodeid} has parameters"
    if item.case is None and getattr(function, "__unittest_skip__", False):
        return f"{item.nodeid} is skipped as a method would be"
    return None


_GENERATOR, _COROUTINE, _ASYNC_GENERATOR = 0x20, 0x80, 0x200
_VARIABLE, _KEYWORDS = 0x04, 0x08
_SPECIAL = _GENERATOR | _COROUTINE | _ASYNC_GENERATOR | _VARIABLE | _KEYWORDS
