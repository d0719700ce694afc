"""Engine `lean`: pytest's parts in pytest's order, without the dispatch of hooks that only pytest has.

pytest has configured, collected and keeps the fixtures. What decides an outcome is pytest's own here,
too: the set-up state, the test's call, marks, warning filters, assertion hooks, log handlers, capture.
Only a phase that passes and leaves nothing to tell has no report; all else takes pytest's own way of
reporting, with the exception that was raised: nothing is run twice. Like the modules named `pytest_…` this
imports pytest.
"""

from __future__ import annotations

import os
import sys
import time
import warnings
from time import perf_counter
from types import TracebackType

import _pytest.assertion as assertion
import _pytest.python as python
import _pytest.runner as runner
import _pytest.skipping as skipping
import _pytest.warnings as filters
from _pytest._code import ExceptionInfo
from _pytest.outcomes import Exit
from _pytest.tmpdir import tmppath_result_key
from _pytest.unittest import TestCaseFunction

from fastest_bridge import lean_capture, lean_logging
from fastest_bridge.lean_rule import Rule

_HERE = os.path.dirname(__file__) + os.sep
_LEAVING = (Exit, KeyboardInterrupt)
_DECIDING = frozenset({"skip", "skipif", "xfail"})
_FILTERING = frozenset({"filterwarnings"})


class Lean:
    """Runs single items of a session; `teller` hears of phases that passed, and of nothing else from here."""

    def __init__(self, session, teller, full: dict[str, str]) -> None:
        self._rule = Rule(session, (python.Function, TestCaseFunction), full)
        self._session = session
        self._teller = teller
        self._names = session.config.pluginmanager._name2plugin
        # The filters of pytest's settings, and those below them that they were put on.
        self._filters: tuple[list, list] | None = None
        self._direct = False
        self._look()

    def _look(self) -> None:
        """Find pytest's parts."""
        config = self._session.config
        plugins = config.pluginmanager
        self._known = len(self._names)
        self._capture = lean_capture.of(plugins.get_plugin("capturemanager"))
        self._logs = lean_logging.of(plugins.get_plugin("logging-plugin"))
        self._cache = plugins.get_plugin("lfplugin")
        self._late = _late_checks(config)
        self._warns = plugins.has_plugin("warnings")

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

    def run(self, item, following) -> None:
        """Do what `pytest_runtest_protocol` does."""
        if not item._request:
            item._initrequest()
        self._direct = self._is_direct(item)
        marked = _is_marked(item, _FILTERING)
        if not self._warns:
            self._with_assertions(item, following)
        elif marked or not self._know_filters(item.config):
            with filters.catch_warnings_for_item(
                config=item.config, ihook=item.ihook, when="runtest", item=item
            ):
                self._with_assertions(item, following)
        else:
            with warnings.catch_warnings(record=True) as log:
                warnings.filters[:] = self._filters[1]
                warnings._filters_mutated()
                try:
                    self._with_assertions(item, following)
                finally:
                    for message in log:
                        item.ihook.pytest_warning_recorded.call_historic(
                            kwargs={
                                "warning_message": message,
                                "nodeid": item.nodeid,
                                "when": "runtest",
                                "location": None,
                            }
                        )

    def _is_direct(self, item) -> bool:
        """Whether the function can be called past a hook that only pytest itself implements."""
        if type(item) is not python.Function or python.Function.runtest is not _RUNTEST:
            return False
        found = item.ihook.pytest_pyfunc_call.get_hookimpls()
        return len(found) == 1 and found[0].function is python.pytest_pyfunc_call

    def _know_filters(self, config) -> bool:
        """Find out once what filters pytest puts over those that are there; false where that is not known."""
        if not hasattr(warnings, "_filters_mutated"):
            return False
        if self._filters is None or self._filters[0] != warnings.filters:
            below = list(warnings.filters)
            with filters.catch_warnings_for_item(
                config=config, ihook=config.hook, when="runtest", item=None
            ):
                self._filters = (below, list(warnings.filters))
        return True

    def _with_assertions(self, item, following) -> None:
        hooks = assertion.pytest_runtest_protocol(item)
        next(hooks)
        try:
            self._phases(item, following)
        finally:
            hooks.close()

    def _phases(self, item, following) -> None:
        session = self._session
        try:
            if self._phase(item, "setup", self._set_up, None):
                self._phase(item, "call", self._call, None)
            if session.shouldfail or session.shouldstop:
                following = None
            self._phase(item, "teardown", self._tear_down, following)
        finally:
            item._request = False
            item.funcargs = None

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
            info = _information(error)
        duration = perf_counter() - start
        if info is None and self._is_plain(item, when):
            item.stash.setdefault(tmppath_result_key, {})[when] = True
            self._teller.passed(item, when, duration)
            return True
        return self._report(item, when, info, duration)

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

    @staticmethod
    def _set_up(item, _) -> None:
        if _is_marked(item):
            skipping.pytest_runtest_setup(item)
        else:
            item.stash[skipping.xfailed_key] = None
        runner.pytest_runtest_setup(item)

    def _call(self, item, _) -> None:
        if _is_marked(item):
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
            if _is_marked(item):  # A mark that the test has given itself.
                item.stash[skipping.xfailed_key] = skipping.evaluate_xfail_marks(item)

    def _run(self, item) -> None:
        if not self._direct or hasattr(sys, "last_type"):
            runner.pytest_runtest_call(item)
            return
        os.environ["PYTEST_CURRENT_TEST"] = f"{item.nodeid} (call)".replace("\x00", "(null)")
        try:
            python.pytest_pyfunc_call(item)
        except Exception as error:
            # As pytest does for a debugger that comes afterwards.
            sys.last_type, sys.last_value = type(error), error
            if sys.version_info >= (3, 12):
                sys.last_exc = error
            sys.last_traceback = error.__traceback__.tb_next
            raise

    @staticmethod
    def _tear_down(item, following) -> None:
        runner.pytest_runtest_teardown(item, following)


_RUNTEST = python.Function.runtest


def _is_marked(item, names: frozenset = _DECIDING) -> bool:
    node = item
    while node is not None:
        for mark in node.own_markers:
            if mark.name in names:
                return True
        node = node.parent
    return False


def _information(error: BaseException) -> ExceptionInfo:
    """Give pytest's view of an exception, without our own frames in front."""
    own: TracebackType | None = error.__traceback__
    while own is not None and own.tb_frame.f_code.co_filename.startswith(_HERE):
        own = own.tb_next
    if own is not None:
        error.__traceback__ = own
    return ExceptionInfo.from_exc_info((type(error), error, error.__traceback__))


def _late_checks(config) -> list[tuple]:
    """Give the queues of what threads and finalizers raised, with pytest's functions that warn of it."""
    found = []
    for name, key, function in (
        ("unraisableexception", "unraisable_exceptions", "collect_unraisable"),
        ("threadexception", "thread_exceptions", "collect_thread_exception"),
    ):
        module = sys.modules.get(f"_pytest.{name}")
        queue = config.stash.get(getattr(module, key, None), None)
        if queue is not None and config.pluginmanager.has_plugin(name):
            found.append((queue, getattr(module, function)))
    return found
