"""Engine `lean`: pytest's parts in pytest's order, without the dispatch of hooks that only pytest has.

pytest has configured, collected and keeps the fixtures. What decides an outcome is pytest's own here,
too: the set-up state, the test's call, marks, warning filters, assertion hooks, log handlers, capture.
Only a phase that passes and leaves nothing to tell has no report; all else takes pytest's own way of
reporting, with the exception that was raised: nothing is run twice. Like the modules named `pytest_…` this
imports pytest.
"""

from __future__ import annotations

import functools
import os
import sys
import time
from time import perf_counter

import _pytest.assertion as assertion
import _pytest.python as python
import _pytest.runner as runner
import _pytest.skipping as skipping
from _pytest.assertion import util
from _pytest.nodes import Node
from _pytest.outcomes import TEST_OUTCOME, Exit
from _pytest.tmpdir import tmppath_result_key
from _pytest.unittest import TestCaseFunction

from fastest_bridge import (
    lean_capture,
    lean_errors,
    lean_fixtures,
    lean_logging,
    lean_rule,
    lean_warnings,
)
from fastest_bridge.lean_rule import Rule

_LEAVING = (Exit, KeyboardInterrupt)
_ENVIRONMENT = os.environ
_DECIDING = frozenset({"skip", "skipif", "xfail"})
_FILTERING = frozenset({"filterwarnings"})


class Lean:
    """Runs single items of a session; `teller` hears of phases that passed, and of nothing else from here."""

    def __init__(self, session, teller, full: dict[str, str]) -> None:
        self._rule = Rule(session, (python.Function, TestCaseFunction), full)
        self._session = session
        self._teller = teller
        self._names = session.config.pluginmanager._name2plugin
        self._filters = lean_warnings.Filters(session.config)
        self._hooks: lean_rule.Hooks
        self._direct = False
        # What is known of definitions of fixtures.
        self._fixtures: dict = {}
        # An item's collector, and the marks of all above the item, as lists that stay what they are.
        self._above: tuple[object, list[list]] = (None, [])
        # Whether the last test's name is still in the environment.
        self._named = False
        self._look()

    def _look(self) -> None:
        """Find pytest's parts."""
        config = self._session.config
        plugins = config.pluginmanager
        self._known = len(self._names)
        self._capture = lean_capture.of(plugins.get_plugin("capturemanager"))
        self._logs = lean_logging.of(plugins.get_plugin("logging-plugin"))
        self._cache = plugins.get_plugin("lfplugin")
        self._late = lean_warnings.late_checks(config)
        self._filters.look()
        self._plays = lean_fixtures.are_pytests() and _are_pytests()

    def forget(self) -> None:
        """Look again at which plugins there are: one has come."""
        self._known = -1

    def why_not(self, item) -> str | None:
        """Give the reason why pytest itself has to run the item, or None."""
        if self._known != len(self._names):
            self.settle()
            self._rule.forget()
            self._look()
        return self._rule.item(item)

    def settle(self) -> None:
        """Leave the process as pytest has it between two tests."""
        self._capture.settle()
        self._logs.settle()
        if self._named:
            self._named = False
            os.environ.pop(_VARIABLE, None)

    def run(self, item, following) -> None:
        """Do what `pytest_runtest_protocol` does."""
        if not item._request:
            item._initrequest()
        self._hooks = self._rule.hooks(item)
        self._direct = self._hooks.function and type(item) is python.Function and self._plays
        with self._filters.around(item, self._is_marked(item, _FILTERING)):
            self._with_assertions(item, following)

    def _with_assertions(self, item, following) -> None:
        if not self._hooks.assertions:
            hooks = assertion.pytest_runtest_protocol(item)
            next(hooks)
            try:
                self._phases(item, following)
            finally:
                hooks.close()
            return
        before = util._reprcompare, util._assertion_pass
        util._reprcompare = functools.partial(_compare, item)
        util._config = item.config
        try:
            self._phases(item, following)
        finally:
            util._reprcompare, util._assertion_pass = before
            util._config = None

    def _phases(self, item, following) -> None:
        session = self._session
        try:
            direct = self._idle_set_up(item)
            if direct is not None or self._phase(item, "setup", self._set_up, None):
                self._phase(item, "call", self._call, None)
            if session.shouldfail or session.shouldstop:
                following = None
            if not self._idle_tear_down(item, following, direct):
                self._phase(item, "teardown", self._tear_down, following)
        finally:
            item._request = False
            item.funcargs = None

    def _idle_set_up(self, item) -> list[tuple] | None:
        """Set an item up if that runs none of the person's code, and note the phase; else give None.

        Gives the definitions of its parameters, with their values. No output, no log and no warning can
        come of it, so that nothing is there to catch them.
        """
        if (
            not self._is_simple(item)
            or self._is_marked(item, _DECIDING)
            or not _is_ready(self._session._setupstate.stack, item.parent)
        ):
            return None
        direct = lean_fixtures.directly(item)
        if direct is None:
            return None
        start = perf_counter()
        item.stash[skipping.xfailed_key] = None
        self._logs.skip("setup", item)
        self._session._setupstate.stack[item] = ([item.teardown], None)
        if direct:
            lean_fixtures.give(item, direct)
        self._note(item, "setup", perf_counter() - start)
        return direct

    def _idle_tear_down(self, item, following, direct) -> bool:
        """Tear an item down if that runs none of the person's code, and note the phase."""
        stack = self._session._setupstate.stack
        count = 1 + len(direct or ())
        if (
            following is None
            or following.parent is not item.parent
            or not self._is_simple(item)
            or next(reversed(stack), None) is not item
            or len(stack[item][0]) != count
            or (direct and not lean_fixtures.are_alone(direct))
            or not self._is_plain(item, "teardown")
        ):
            return False
        start = perf_counter()
        del stack[item]
        if direct:
            lean_fixtures.take_back(direct)
        self._logs.skip("teardown", item)
        self._named = True
        self._note(item, "teardown", perf_counter() - start)
        return True

    def _is_simple(self, item) -> bool:
        """Whether what pytest does with the item beside fixtures is known, and nothing waits to be told."""
        if (
            type(item) is not python.Function
            or not self._plays
            or not self._hooks.fixtures
            or self._known != len(self._names)
            or os.environ is not _ENVIRONMENT
            or "setup" in item.__dict__
            or "teardown" in item.__dict__
        ):
            return False
        return not any(queue for queue, _ in self._late)

    def _phase(self, item, when, body, following) -> bool:
        if self._known != len(self._names):
            return self._dispatched(item, when, following)
        info = None
        start = perf_counter()
        try:
            try:
                self._capture.begin(when, item)
                self._logs.begin(when, item)
                body(item, following)
                for queue, check in self._late:
                    if queue:
                        check(item.config)
            finally:
                try:
                    self._capture.end(when, item)
                finally:
                    self._logs.end(when, item)
        except _LEAVING:
            self.settle()
            raise
        except BaseException as error:
            info = lean_errors.information(error)
        duration = perf_counter() - start
        if info is None and self._is_plain(item, when):
            self._note(item, when, duration)
            return True
        return self._report(item, when, info, duration)

    def _note(self, item, when, duration) -> None:
        item.stash.setdefault(tmppath_result_key, {})[when] = True
        self._teller.passed(item, when, duration)

    def _dispatched(self, item, when, following) -> bool:
        """Let pytest run a phase: the test itself has changed which plugins there are."""
        self.settle()
        more = {"nextitem": following} if when == "teardown" else {}
        return runner.call_and_report(item, when, **more).passed

    def _is_plain(self, item, when) -> bool:
        """Whether pytest would report nothing but that the phase passed, and note nothing anywhere."""
        if item.stash.get(skipping.xfailed_key, None) or getattr(item, "_excinfo", None):
            return False
        if when == "call":
            known = self._cache.lastfailed if self._cache is not None else None
            if known and (item.nodeid in known or getattr(item, "id", item.nodeid) in known):
                return False
        return True

    def _report(self, item, when, info, duration) -> bool:
        self.settle()
        stop = time.time()
        call = runner.CallInfo(
            None,
            info,
            start=stop - duration,
            stop=stop,
            duration=duration,
            when=when,
            _ispytest=True,
        )
        hooks = item.ihook
        report = hooks.pytest_runtest_makereport(item=item, call=call)
        hooks.pytest_runtest_logreport(report=report)
        if runner.check_interactive_exception(call, report):
            hooks.pytest_exception_interact(node=item, call=call, report=report)
        return report.passed

    def _set_up(self, item, _) -> None:
        self._named = False  # It is set now, and taken away as pytest does.
        if self._is_marked(item, _DECIDING):
            skipping.pytest_runtest_setup(item)
        else:
            item.stash[skipping.xfailed_key] = None
        if not self._plays or not self._hooks.fixtures:
            runner.pytest_runtest_setup(item)
            return
        runner._update_current_test_var(item, "setup")
        item._request._fillfixtures = functools.partial(lean_fixtures.fill, item, self._fixtures)
        state = self._session._setupstate
        if not _is_ready(state.stack, item.parent):
            state.setup(item)
            return
        finalizers = [item.teardown]
        state.stack[item] = (finalizers, None)
        try:
            item.setup()
        except TEST_OUTCOME as error:
            state.stack[item] = (finalizers, (error, error.__traceback__))
            raise

    def _call(self, item, _) -> None:
        self._named = False
        if self._is_marked(item, _DECIDING):
            marks = skipping.pytest_runtest_call(item)
            next(marks)
            try:
                self._run(item)
            finally:
                marks.close()
            return
        try:
            self._run(item)
        finally:
            if self._is_marked(item, _DECIDING):  # A mark that the test has given itself.
                item.stash[skipping.xfailed_key] = skipping.evaluate_xfail_marks(item)

    def _run(self, item) -> None:
        if not self._direct or hasattr(sys, "last_type"):
            runner.pytest_runtest_call(item)
            return
        os.environ[_VARIABLE] = f"{item.nodeid} (call)".replace("\x00", "(null)")
        try:
            python.pytest_pyfunc_call(item)
        except Exception as error:
            # As pytest does for a debugger that comes afterwards.
            sys.last_type, sys.last_value = type(error), error
            if sys.version_info >= (3, 12):
                sys.last_exc = error
            sys.last_traceback = error.__traceback__.tb_next
            raise

    def _tear_down(self, item, following) -> None:
        stack = self._session._setupstate.stack
        if (
            not self._plays
            or following is None
            or following.parent is not item.parent
            or next(reversed(stack), None) is not item
        ):
            runner.pytest_runtest_teardown(item, following)
            return
        finalizers, _ = stack[item]
        if lean_fixtures.may_fail_together(finalizers):
            runner.pytest_runtest_teardown(item, following)
            return
        runner._update_current_test_var(item, "teardown")
        del stack[item]
        error = None
        while finalizers:
            try:
                finalizers.pop()()
            except TEST_OUTCOME as raised:
                error = raised
        if error is not None:
            raise error
        runner._update_current_test_var(item, None)

    def _is_marked(self, item, names: frozenset) -> bool:
        """Whether the item or something above it has one of these marks."""
        parent, above = self._above
        if parent is not item.parent:
            above = [node.own_markers for node in item.parent.listchain()]
            self._above = (item.parent, above)
        if not item.own_markers and not any(above):
            return False
        return any(mark.name in names for marks in (item.own_markers, *above) for mark in marks)


def _compare(item, op: str, left: object, right: object) -> str | None:
    """Let pytest explain a comparison that came out false; until then nothing is prepared for it."""
    hooks = assertion.pytest_runtest_protocol(item)
    next(hooks)
    try:
        return util._reprcompare(op, left, right)
    finally:
        hooks.close()
        util._config = item.config


def _is_ready(stack, parent) -> bool:
    """Whether just the parent and all above it are set up, and are so without a fault."""
    top = next(reversed(stack), None)
    return top is not None and top is parent and stack[top][1] is None


def _are_pytests() -> bool:
    """Whether what is played here is what pytest came with."""
    return (
        python.Function.runtest is _RUNTEST
        and python.Function.teardown is Node.teardown
        and (runner.SetupState.setup, runner.SetupState.teardown_exact) == _SETTING_UP
    )


_VARIABLE = "PYTEST_CURRENT_TEST"
_RUNTEST = python.Function.runtest
_SETTING_UP = (runner.SetupState.setup, runner.SetupState.teardown_exact)
