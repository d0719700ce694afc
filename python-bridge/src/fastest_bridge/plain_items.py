"""Finding what a node id names, without pytest: the files are imported as pytest's prepend mode does."""

from __future__ import annotations

import importlib
import inspect
import os
import sys
import unittest
from types import FunctionType, ModuleType
from typing import Callable, NamedTuple

# Of the code of functions that do not just run when they are called.
_UNUSUAL = (
    inspect.CO_COROUTINE
    | inspect.CO_ITERABLE_COROUTINE
    | inspect.CO_GENERATOR
    | inspect.CO_ASYNC_GENERATOR
)

_INSTALL = f"{sys.executable} -m pip install pytest"


class NotRunnable(Exception):
    """The test cannot be run here; the message says why and what to do."""


class PlainItem(NamedTuple):
    """One test. `classes` are the classes it stands in, outermost first."""

    nodeid: str
    module: ModuleType
    classes: tuple[type, ...]
    name: str
    function: Callable | None

    @property
    def case(self) -> type[unittest.TestCase] | None:
        """The TestCase class, if it is one's method."""
        if self.classes and issubclass(self.classes[-1], unittest.TestCase):
            return self.classes[-1]
        return None

    def place(self) -> tuple[str, int | None]:
        """Give the file in which the test is written, as Python has it, and its 0-based line."""
        function = self.function
        if type(function) is not FunctionType or function.__dict__:
            function = inspect.unwrap(function) if function else None
        code = getattr(function, "__code__", None)
        if code is None:
            return str(self.module.__file__), None
        return code.co_filename, code.co_firstlineno - 1

    def check(self) -> None:
        """Raise NotRunnable where the standard library alone cannot run the test."""
        function = self.function
        if function is None:
            raise NotRunnable(f"not found: {self.nodeid}")
        if self._is_usual(function):
            return
        asynchronous = inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)
        if self.case is not None:
            if asynchronous and _calls_methods_plainly(self.case):
                raise NotRunnable(
                    f"{self.name} is asynchronous, and {self.case.__name__} does not wait for it: "
                    "derive the class from unittest.IsolatedAsyncioTestCase"
                )
            return
        if asynchronous:
            raise NotRunnable(
                "async def functions need pytest and a plugin such as pytest-asyncio "
                f"({_INSTALL} pytest-asyncio), or unittest.IsolatedAsyncioTestCase"
            )
        if inspect.isgeneratorfunction(function):
            raise NotRunnable(
                "a test that yields is not run by any runner; return or assert instead"
            )
        if self.classes and self.classes[-1].__init__ is not object.__init__:
            raise NotRunnable(
                f"{self.classes[-1].__name__} has a constructor; test classes have none"
            )
        wanted = _required(function, bool(self.classes) and not _is_bound(self))
        if wanted:
            raise NotRunnable(f"{self.name} asks for fixtures ({', '.join(wanted)}): {_INSTALL}")

    def _is_usual(self, function: Callable) -> bool:
        """Whether it can be run for certain: what most tests are, without asking for signatures."""
        # Without decoration: its attributes would say what it is to look like.
        if type(function) is not FunctionType or function.__dict__:
            return False
        code = function.__code__
        if code.co_flags & _UNUSUAL:
            return False
        if self.classes:
            return self.case is not None
        return code.co_argcount == 0 and code.co_kwonlyargcount == 0


def import_file(path: str) -> ModuleType:
    """Import a test file under the name pytest gives it; errors of the file itself come through."""
    folder, name = os.path.split(path)
    names = [os.path.splitext(name)[0]]
    if names == ["__init__"]:
        names = []
    while os.path.isfile(os.path.join(folder, "__init__.py")):
        folder, package = os.path.split(folder)
        names.insert(0, package)
    if sys.path[:1] != [folder]:
        sys.path.insert(0, folder)
    module = importlib.import_module(".".join(names))
    found = getattr(module, "__file__", None)
    if found is None or not os.path.samefile(found, path):
        raise ImportError(
            f"import file mismatch: module {module.__name__!r} comes from {found}, not from {path}; "
            "give the test files different names or make their folders packages"
        )
    return module


def find(nodeid: str, module: ModuleType, names: list[str]) -> PlainItem:
    """Give the item that a node id names; one without a function where the module has no such thing."""
    classes = []
    holder: object = module
    for name in names[:-1]:
        holder = getattr(holder, name, None)
        if not isinstance(holder, type):
            return PlainItem(nodeid, module, (), names[-1], None)
        classes.append(holder)
    function = getattr(holder, names[-1], None)
    return PlainItem(
        nodeid, module, tuple(classes), names[-1], function if callable(function) else None
    )


def needs_pytest(error: BaseException) -> str | None:
    """Give the advice that belongs to the failed import of a file that imports pytest."""
    if isinstance(error, ModuleNotFoundError) and (error.name or "").split(".")[0] == "pytest":
        return f"pytest is not installed for this interpreter: {_INSTALL}"
    return None


def _calls_methods_plainly(case: type[unittest.TestCase]) -> bool:
    plain = unittest.TestCase
    return case.__call__ is plain.__call__ and case._callTestMethod is plain._callTestMethod


def _is_bound(item: PlainItem) -> bool:
    written = inspect.getattr_static(item.classes[-1], item.name)
    return isinstance(written, (staticmethod, classmethod))


def _required(function: Callable, method: bool) -> list[str]:
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return []  # A callable without a signature takes its chance: what it raises is reported.
    positional = [
        p.name
        for p in parameters
        if p.default is p.empty and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
    ]
    return positional[1:] if method else positional
