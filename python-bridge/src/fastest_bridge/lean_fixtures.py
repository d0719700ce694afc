"""Fixtures of one test, set up in pytest's order without the request objects and hooks that nobody asks for.

A fixture of the scope `function` whose function is a plain one is called directly. What pytest keeps of it
(the definition's value and finalizers, the item's active definitions, the order of tearing down) is kept as
pytest keeps it, so that whatever takes pytest's own way in the same item finds it. Any other fixture is
pytest's, unless its value is there already. Like the modules named `pytest_…` this imports pytest.
"""

from __future__ import annotations

import functools
import inspect
from types import FunctionType, MethodType

import _pytest.fixtures as fixtures
import _pytest.python as python
import pytest
from _pytest.outcomes import TEST_OUTCOME, skip
from _pytest.scope import Scope

_FUNCTION = Scope.Function
_NOTSET = fixtures.NOTSET

# Whether a definition that broke off with neither value nor outcome stays unusable, as from pytest 9.1 on.
_STAYS_BROKEN = pytest.version_tuple[:2] >= (9, 1)

# What is played here; where somebody has put his own in such a place, pytest does everything.
_PLAYED = (
    (fixtures.FixtureDef, "execute"),
    (fixtures.FixtureDef, "finish"),
    (fixtures.FixtureDef, "addfinalizer"),
    (fixtures.FixtureDef, "cache_key"),
    (fixtures.FixtureRequest, "getfixturevalue"),
    (fixtures.FixtureRequest, "_get_active_fixturedef"),
    (fixtures.TopRequest, "_fillfixtures"),
    (fixtures.SubRequest, "__init__"),
    (fixtures, "call_fixture_func"),
    (fixtures, "pytest_fixture_setup"),
    (fixtures, "resolve_fixture_function"),
    (python.Function, "setup"),
)
_ORIGINAL = tuple(getattr(owner, name) for owner, name in _PLAYED)

# The kinds of a definition's parts: what its definition alone tells.
_DEFINITIONS = tuple(
    kind
    for kind in (fixtures.FixtureDef, getattr(python, "DirectParamFixtureDef", None))
    if kind is not None
)
_direct_value = python.get_direct_param_fixture_func


def directly(item) -> list[tuple] | None:
    """Give the definitions of the item's parameters with their values, if it has no other fixtures."""
    names = item.fixturenames
    if not names:
        return []
    call = getattr(item, "callspec", None)
    if call is None:
        return None
    found = []
    choices, params = item._request._arg2fixturedefs, call.params
    for name in names:
        if name not in params or name not in choices or call._arg2scope[name] is not _FUNCTION:
            return None
        definition = choices[name][-1]
        if (
            definition.func is not _direct_value
            or definition._scope is not _FUNCTION
            or definition.cached_result is not None
            or definition._finalizers
        ):
            return None
        found.append((definition, params[name]))
    return found


def give(item, direct: list[tuple]) -> None:
    """Give the item the values that `directly` has found."""
    active, values = item._request._fixture_defs, item.funcargs
    finalizers = item.session._setupstate.stack[item][0]
    for definition, value in direct:
        definition.cached_result = (value, value, None)
        finalizers.append(functools.partial(_finish, definition, item))
        active[definition.argname] = definition
        values[definition.argname] = value


def are_alone(direct: list[tuple]) -> bool:
    """Whether nothing else has come to rest on the values."""
    return all(
        definition.cached_result is not None and not definition._finalizers
        for definition, _ in direct
    )


def take_back(direct: list[tuple]) -> None:
    """Undo `give` where the values `are_alone`."""
    for definition, _ in direct:
        definition.cached_result = None


def are_pytests() -> bool:
    """Whether pytest's parts that are played here are those that pytest came with."""
    return all(getattr(*place) is original for place, original in zip(_PLAYED, _ORIGINAL))


def fill(item, known: dict) -> None:
    """Set up the item's fixtures and put their values into `item.funcargs`; `known` is kept between items.

    The item is on the stack of what is set up. Raises what a fixture raises.
    """
    names = item.fixturenames
    if not names:
        return
    request = item._request
    for definitions in request._arg2fixturedefs.values():
        for each in definitions:
            if each.params is not None and not _is_given(item, each.argname):
                # It tells where the fixture was asked for.
                fixtures.TopRequest._fillfixtures(request)
                return
    filling = _Filling(item, request, known)
    values = item.funcargs
    for name in names:
        if name not in values:
            values[name] = filling.value(None, name)


def _is_given(item, name: str) -> bool:
    call = getattr(item, "callspec", None)
    return call is not None and name in call.params


class _Part:
    """What is known of one definition of scope `function`, whichever item uses it."""

    __slots__ = ("bound", "direct", "function", "names")

    def __init__(self, definition) -> None:
        self.function = definition.func
        self.names = definition.argnames
        self.bound = type(self.function) is MethodType
        self.direct = self.function is _direct_value


def _part(definition) -> _Part | None:
    """Give a definition's part, or None for one that is pytest's to set up."""
    function = definition.func
    if (
        type(definition) not in _DEFINITIONS
        or definition._scope is not _FUNCTION
        or type(function) not in (FunctionType, MethodType)
        or inspect.isasyncgenfunction(function)
        or inspect.iscoroutinefunction(function)
    ):
        return None
    return _Part(definition)


class _Use:
    """A definition that is being set up for the sake of another one, or of the test itself.

    `fixturename` and `addfinalizer` are what pytest needs of it to call the function.
    """

    __slots__ = (
        "_above",
        "_request",
        "addfinalizer",
        "definition",
        "fixturename",
        "index",
        "item",
        "param",
    )

    def __init__(self, item, definition, above: _Use | None, param: object, index: int) -> None:
        self.item = item
        self.definition = definition
        self.fixturename = definition.argname
        self.addfinalizer = definition._finalizers.append
        self.param = param
        self.index = index
        self._above = above
        self._request = None

    def __repr__(self) -> str:
        # Shown where pytest shows its own code.
        return f"<SubRequest {self.fixturename!r} for {self.item!r}>"

    def above(self) -> _Use | None:
        return self._above

    def request(self, top):
        """Give pytest's request object for this use; it is made when it is first needed."""
        if self._request is None:
            above = top if self._above is None else self._above.request(top)
            self._request = fixtures.SubRequest(
                above, _FUNCTION, self.param, self.index, self.definition, _ispytest=True
            )
        return self._request


class _Filling:
    """Sets up the fixtures of one item."""

    __slots__ = ("_active", "_call", "_choices", "_finalizers", "_item", "_known", "_top")

    def __init__(self, item, request, known: dict) -> None:
        self._item = item
        self._top = request
        self._known = known
        self._active = request._fixture_defs
        self._choices = request._arg2fixturedefs
        self._call = getattr(item, "callspec", None)
        self._finalizers = item.session._setupstate.stack[item][0]

    def value(self, use: _Use | None, name: str) -> object:
        """Give a fixture's value, as the test or the given use asks for it."""
        if name == "request":
            return self._request(use)
        result = self._define(use, name).cached_result
        if result is None:
            return self._request(use).getfixturevalue(name)  # It says that there is none.
        return result[0]

    def _request(self, use: _Use | None):
        return self._top if use is None else use.request(self._top)

    def _define(self, use: _Use | None, name: str):
        """Give the definition that a name stands for, set up."""
        definition = self._active.get(name)
        if definition is not None:
            return definition
        definition = self._choose(use, name)
        if definition is None:
            return self._request(use)._get_active_fixturedef(name)
        try:
            part = self._known[definition]
        except KeyError:
            part = self._known[definition] = _part(definition)
        param, index = _NOTSET, 0
        call = self._call
        if call is not None and name in call.params:
            if call._arg2scope[name] is not _FUNCTION:
                part = None
            else:
                param, index = call.params[name], call.indices[name]
        elif part is None and self._is_ready(definition, use):
            self._active[name] = definition
            return definition
        if part is None or (part.direct and param is _NOTSET):
            return self._request(use)._get_active_fixturedef(name)
        here = _Use(self._item, definition, use, param, index)
        for each in part.names:
            if each != "request":
                self._define(here, each)
        if definition.cached_result is not None or definition._finalizers:
            return self._request(use)._get_active_fixturedef(name)
        self._execute(here, part)
        self._active[name] = definition
        return definition

    def _choose(self, use: _Use | None, name: str):
        """Give the definition that a name stands for, or None where pytest has to say.

        One that overrides another of its name may ask for that one by the same name.
        """
        choices = self._choices.get(name)
        if not choices:
            return None
        level = 1
        while use is not None:
            if use.fixturename == name:
                level += 1
            use = use.above()
        return choices[-level] if level <= len(choices) else None

    def _is_ready(self, definition, use: _Use | None) -> bool:
        """Whether a wider definition without parameters has a value, and all that it rests on as well."""
        result = definition.cached_result
        if (
            result is None
            or result[1] is not None
            or result[2] is not None
            or type(definition) is not fixtures.FixtureDef
            or definition.params is not None
        ):
            return False
        here = None
        for each in definition.argnames:
            if each == "request":
                continue
            below = self._active.get(each)
            if below is None:
                here = here or _Use(self._item, definition, use, _NOTSET, 0)
                below = self._choose(here, each)
                if (
                    below is None
                    or (self._call is not None and each in self._call.params)
                    or not self._is_ready(below, here)
                ):
                    return False
                self._active[each] = below
            if definition._scope is not below._scope and definition._scope > below._scope:
                return False
        return True

    def _execute(self, use: _Use, part: _Part) -> None:
        """Call a fixture's function, and see to its end."""
        definition = use.definition
        item = self._item
        key = None if use.param is _NOTSET else use.param
        if part.direct:
            definition.cached_result = (use.param, key, None)
            self._finalizers.append(functools.partial(_finish, definition, item))
            return
        try:
            values = {name: self.value(use, name) for name in part.names}
            try:
                function = _bound(part.function, item) if part.bound else part.function
                # Pytest's own, which a warning may be put down to.
                value = fixtures.call_fixture_func(function, use, values)
                definition.cached_result = (value, key, None)
            except TEST_OUTCOME as error:
                if isinstance(error, skip.Exception):
                    error._use_item_location = True  # Not the fixture is skipped, but the test.
                definition.cached_result = (None, key, (error, error.__traceback__))
                raise
        finally:
            if _STAYS_BROKEN and definition.cached_result is None:
                definition._finalizers.insert(0, _nothing)
            self._finalizers.append(functools.partial(_finish, definition, item))


def _bound(function, item):
    """Give a fixture that is a method, bound to the test's own instance where it belongs to its class."""
    instance = getattr(item, "instance", None)
    if instance is not None and isinstance(instance, function.__self__.__class__):
        return function.__func__.__get__(instance)
    return function


def _nothing():
    yield from ()


def _finish(definition, item) -> None:
    """Tear down a definition that was set up here."""
    finalizers = definition._finalizers
    if definition.cached_result is None or len(finalizers) > 1:
        if finalizers:
            request = fixtures.SubRequest(
                item._request, _FUNCTION, _NOTSET, 0, definition, _ispytest=True
            )
            definition.finish(request)
        return
    try:
        if finalizers:
            finalizers.pop()()
    finally:
        finalizers.clear()
        definition.cached_result = None


def may_fail_together(finalizers: list) -> bool:
    """Whether more than one of an item's finalizers may raise, so that pytest has to put it into words."""
    # The first one is the item's own, which does nothing.
    return sum(1 for each in finalizers if _may_fail(each)) > 2


def _may_fail(finalizer) -> bool:
    if type(finalizer) is not functools.partial or finalizer.func is not _finish:
        return True
    return bool(finalizer.args[0]._finalizers)
