"""Set-up and tear-down of modules and classes, in the order of the tests that need them."""

from __future__ import annotations

import inspect
import unittest
from types import ModuleType
from typing import Callable

from fastest_bridge.plain_items import PlainItem


class Scopes:
    """The modules and classes that are set up now, outermost first."""

    def __init__(self, module_cleanups: bool = True) -> None:
        """`module_cleanups`: what `unittest.addModuleCleanup` took is called; pytest forgets it."""
        self._stack: list[_Scope] = []
        self._module_cleanups = module_cleanups

    def enter(self, item: PlainItem) -> None:
        """Set up what the item needs; a scope that has failed once raises again for each of its tests."""
        for depth, holder in enumerate(_holders(item)):
            if depth == len(self._stack):
                self._stack.append(_Scope(holder, self._module_cleanups))
            self._stack[depth].set_up()

    def stand(self, item: PlainItem) -> bool:
        """Whether all that the item needs is set up."""
        stack = self._stack
        if len(stack) != 1 + len(item.classes):
            return False
        for scope in stack:
            if not scope.ready:
                return False
        return stack[-1].holder is _holder(item)

    def stay(self, following: PlainItem | None) -> bool:
        """Whether the next item needs all that is set up."""
        stack = self._stack
        return (
            following is not None
            and len(stack) == 1 + len(following.classes)
            and stack[-1].holder is _holder(following)
            and stack[0].holder is following.module
        )

    def leave(self, following: PlainItem | None) -> None:
        """Tear down what the next item does not need; the first error comes out when all is done."""
        needed = _holders(following) if following is not None else []
        kept = 0
        while kept < min(len(self._stack), len(needed)):
            if self._stack[kept].holder is not needed[kept]:
                break
            kept += 1
        first: BaseException | None = None
        while len(self._stack) > kept:
            try:
                self._stack.pop().tear_down()
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                first = first or error
        if first is not None:
            raise first


class _Scope:
    def __init__(self, holder: ModuleType | type, module_cleanups: bool) -> None:
        self.holder = holder
        self._cleans_up = module_cleanups or isinstance(holder, type)
        self.ready = False
        self._error: BaseException | None = None

    def set_up(self) -> None:
        if self.ready:
            return
        if self._error is not None:
            raise self._error
        try:
            if not _is_skipped(self.holder):
                _call_first(self.holder, _set_up_names(self.holder))
            self.ready = True
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            self._error = error
            if self._cleans_up:
                _clean_up(self.holder)
            raise

    def tear_down(self) -> None:
        if not self.ready or _is_skipped(self.holder):
            return
        try:
            _call_first(self.holder, _tear_down_names(self.holder))
        finally:
            if self._cleans_up:
                _clean_up(self.holder)


def call(function: Callable, argument: object) -> None:
    """Call an xunit-style function, which may leave out its one parameter."""
    code = getattr(function, "__code__", None)
    count = code.co_argcount if code is not None else 0
    if inspect.ismethod(function):
        count -= 1
    if count > 0:
        function(argument)
    else:
        function()


def _holder(item: PlainItem) -> ModuleType | type:
    return item.classes[-1] if item.classes else item.module


def _holders(item: PlainItem) -> list[ModuleType | type]:
    return [item.module, *item.classes]


def _is_case(holder: ModuleType | type) -> bool:
    return isinstance(holder, type) and issubclass(holder, unittest.TestCase)


def _is_skipped(holder: ModuleType | type) -> bool:
    return bool(getattr(holder, "__unittest_skip__", False))


def _set_up_names(holder: ModuleType | type) -> tuple[str, ...]:
    if _is_case(holder):
        return ("setUpClass",)
    return ("setup_class",) if isinstance(holder, type) else ("setUpModule", "setup_module")


def _tear_down_names(holder: ModuleType | type) -> tuple[str, ...]:
    if _is_case(holder):
        return ("tearDownClass",)
    return (
        ("teardown_class",) if isinstance(holder, type) else ("tearDownModule", "teardown_module")
    )


def _call_first(holder: ModuleType | type, names: tuple[str, ...]) -> None:
    for name in names:
        function = getattr(holder, name, None)
        if function is not None:
            call(function, holder)
            return


def _clean_up(holder: ModuleType | type) -> None:
    if _is_case(holder):
        holder.doClassCleanups()
        for info in getattr(holder, "tearDown_exceptions", ()):
            raise info[1]
    elif isinstance(holder, ModuleType):
        unittest.case.doModuleCleanups()
