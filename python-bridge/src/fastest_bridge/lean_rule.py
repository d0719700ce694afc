"""Which items engine `lean` may run: those for which pytest's hooks would do nothing but what it does itself.

Reads pytest's objects by their attributes, imports no pytest.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import Callable, NamedTuple

# The versions whose runner, capture, logging, skipping and warnings were read and are tested.
VERSIONS = ((8, 4), (9, 0), (9, 1), (9, 2))

# For each hook of a test's run the modules of pytest's own whose part `lean` plays. Hooks that a fixture or
# an expression needs while a phase goes on are not among them: they are called in any case.
_OWN = {
    "pytest_runtest_protocol": ("assertion", "faulthandler", "runner", "unittest", "warnings"),
    "pytest_runtest_setup": (
        "capture",
        "logging",
        "runner",
        "skipping",
        "threadexception",
        "unraisableexception",
    ),
    "pytest_runtest_call": (
        "capture",
        "logging",
        "runner",
        "skipping",
        "threadexception",
        "unraisableexception",
    ),
    "pytest_runtest_teardown": (
        "capture",
        "logging",
        "runner",
        "threadexception",
        "unraisableexception",
    ),
    "pytest_runtest_makereport": ("runner", "skipping", "tmpdir", "unittest"),
    "pytest_runtest_logstart": ("logging", "terminal"),
    "pytest_runtest_logreport": ("cacheprovider", "logging", "main", "terminal"),
    "pytest_runtest_logfinish": ("logging", "terminal"),
    "pytest_report_teststatus": ("runner", "skipping", "subtests", "terminal"),
}

# As above, for hooks of what `lean` plays only where nobody else implements them.
_SPARED = {
    "fixtures": {
        "pytest_fixture_setup": ("fixtures", "setuponly", "setupplan"),
        "pytest_fixture_post_finalizer": ("setuponly",),
    },
    "function": {"pytest_pyfunc_call": ("python",)},
    "assertions": {"pytest_assertion_pass": ()},
}

# Our own modules with hooks of a test's run: they only tell what happens.
_TELLING = frozenset({"fastest_bridge.pytest_plugin", "fastest_bridge.pytest_screen"})

# Hooks that may look back at the reports of tests that passed.
_AFTERWARDS = ("pytest_sessionfinish", "pytest_terminal_summary", "pytest_unconfigure")

# Plugins whose hooks pass over an item that does not use them, by the package of the plugin's module.
_PASSING_OVER = frozenset(
    {
        "_hypothesis_pytestplugin",  # hypothesis 6.170
        "pytest_benchmark",  # 5.3
    }
)

# What an item of pytest-benchmark's has: one of these fixtures, or its mark.
_BENCHMARK = frozenset({"benchmark", "benchmark_weave"})

# What tells that a function is one of Hypothesis's, or was decorated for it.
_HYPOTHESIS = ("hypothesis", "is_hypothesis_", "_hypothesis_")

_OPTIONS = (
    "usepdb",
    "trace",
    "setuponly",
    "setupshow",
    "setupplan",
    "fulltrace",
    "stepwise",
    "pastebin",
    "xmlpath",  # A JUnit report has what only pytest's own reports tell.
    "debug",
)

# Fixtures that run other tests inside of the test.
_NESTING = frozenset({"subtests", "pytester", "testdir"})


class Hooks(NamedTuple):
    """What is known of the hooks that hold for an item: for what there is nobody but pytest itself."""

    why_not: str | None
    fixtures: bool
    function: bool
    assertions: bool


def knows(version: tuple) -> bool:
    """Whether this version of pytest is one of those that were read and tested."""
    return tuple(version[:2]) in VERSIONS


def by_file(items: Iterable, why_not: Callable[[object], str | None]) -> list[dict]:
    """Give for each file how many of its items run which way, and the first reason why not past the hooks."""
    files: dict[str, dict] = {}
    for item in items:
        path = item.nodeid.partition("::")[0]
        found = files.setdefault(path, {"path": path, "lean": 0, "full": 0})
        reason = why_not(item)
        if reason is None:
            found["lean"] += 1
        else:
            found["full"] += 1
            found.setdefault("why", reason)
    return list(files.values())


def newest() -> int:
    """Give when the newest imported file outside of the interpreter was changed, in ms since 1970."""
    inside = (sys.prefix + os.sep, sys.base_prefix + os.sep)
    found = 0
    for module in list(sys.modules.values()):
        path = getattr(module, "__file__", None)
        if isinstance(path, str) and not path.startswith(inside):
            try:
                found = max(found, os.stat(path).st_mtime_ns // 1_000_000)
            except OSError:
                continue  # Not a file, or gone.
    return found


class Rule:
    """Says of each item why `lean` may not run it, if it may not. What was found is kept until `forget`.

    `full` has files, relative to the rootdir, that pytest runs in any case, each with the reason.
    """

    def __init__(self, session, kinds: tuple[type, ...], full: dict[str, str]) -> None:
        self._full = full
        self._session = session
        self._kinds = kinds
        self._whole: str | None = None
        self._asked = False
        self._by_hooks: dict[object, Hooks] = {}
        # The last item's collector, and what was found for it.
        self._parent: object = None
        self._hooks: Hooks | None = None

    def forget(self) -> None:
        """Ask anew from now on: the plugins are others than they were."""
        self._asked = False
        self._by_hooks.clear()
        self._parent = None

    def session(self) -> str | None:
        """Give the reason that holds for every item of the session, or None."""
        if not self._asked:
            self._asked = True
            self._whole = self._session_reason()
        return self._whole

    def item(self, item) -> str | None:
        """Give the reason why pytest itself has to run the item, or None."""
        return self.session() or self._item_reason(item)

    def _session_reason(self) -> str | None:
        config = self._session.config
        for option in _OPTIONS:
            if getattr(config.option, option, False):
                return f"the option {option}"
        if getattr(config.option, "tbstyle", "auto") == "native":
            return "the option tbstyle, which shows the frames of pytest's hooks"
        plugins = config.pluginmanager
        for name in ("runner", "skipping", "assertion", "unittest"):
            if not plugins.has_plugin(name):
                return f"pytest without its plugin {name}"
        if float(config.getini("faulthandler_timeout") or 0) > 0:
            return "the setting faulthandler_timeout"
        logging = plugins.get_plugin("logging-plugin")
        if logging is not None and logging._log_cli_enabled():
            return "live logs"
        for name in _AFTERWARDS:
            for each in getattr(config.hook, name).get_hookimpls():
                package = _package(each)
                if package not in ("_pytest", "fastest_bridge") and package not in _PASSING_OVER:
                    return f"{name} in {each.plugin_name}"
        return None

    def _item_reason(self, item) -> str | None:
        if self._full:
            asked = self._full.get(item.nodeid.partition("::")[0])
            if asked is not None:
                return asked
        if type(item) not in self._kinds:
            return f"an item of the class {type(item).__name__}"
        if "runtest" in item.__dict__:
            return "a test whose way of running was replaced"
        reason = self.hooks(item).why_not
        if reason is not None:
            return reason
        names = getattr(item, "fixturenames", ())
        for name in names:
            if name in _NESTING:
                return f"the fixture {name}"
        measures = "pytest_benchmark" in sys.modules
        if measures and not _BENCHMARK.isdisjoint(names):
            return "a benchmark"
        node = item
        while node is not None:
            for mark in node.own_markers:
                if mark.name == "xfail":
                    return "an expected failure"
                if measures and mark.name == "benchmark":
                    return "a benchmark"
            node = node.parent
        return self._decorated(item) if "hypothesis" in sys.modules else None

    def hooks(self, item) -> Hooks:
        """Give what is known of the item's hooks."""
        if item.parent is self._parent:
            return self._hooks
        relay = item.ihook
        # Where every conftest holds, the relay is one object for all; others come anew each time.
        key = relay if relay is self._session.config.hook else item.path.parent
        found = self._by_hooks.get(key)
        if found is None:
            spared = {each: _stranger(relay, own) is None for each, own in _SPARED.items()}
            why_not = _stranger(relay, _OWN, (*_TELLING, *_PASSING_OVER))
            found = self._by_hooks[key] = Hooks(why_not, **spared)
        self._parent, self._hooks = item.parent, found
        return found

    @staticmethod
    def _decorated(item) -> str | None:
        for name in dir(item.obj):
            if name.startswith(_HYPOTHESIS):
                return "a test of Hypothesis"
        return None


def _stranger(hooks, own: dict[str, tuple[str, ...]], others: tuple[str, ...] = ()) -> str | None:
    """Tell of an implementation of these hooks that is neither in these modules of pytest's nor in others."""
    for name, modules in own.items():
        for each in getattr(hooks, name).get_hookimpls():
            module = str(getattr(each.function, "__module__", ""))
            if module.startswith("_pytest."):
                known = module[8:].partition(".")[0] in modules
            else:
                known = module in others or module.partition(".")[0] in others
            if not known:
                return f"{name} in {each.plugin_name}"
    return None


def _package(implementation) -> str:
    return str(getattr(implementation.function, "__module__", "")).partition(".")[0]
