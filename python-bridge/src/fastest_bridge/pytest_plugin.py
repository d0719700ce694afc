"""pytest's hooks, as one worker of one run sees them: each hands on what it hears to whom it concerns."""

from __future__ import annotations

import linecache
import os
import sys
from typing import TYPE_CHECKING

import pytest

from fastest_bridge import failures, limits, reporting, workers
from fastest_bridge.channel import Channel, present
from fastest_bridge.ended import Account
from fastest_bridge.garbage import Garbage
from fastest_bridge.output import limited
from fastest_bridge.pytest_choices import Choices
from fastest_bridge.pytest_collection import Collection
from fastest_bridge.pytest_items import Items
from fastest_bridge.pytest_layers import Layers
from fastest_bridge.pytest_phases import Phases
from fastest_bridge.pytest_screen import Screen, say
from fastest_bridge.world import World

if TYPE_CHECKING:
    from fastest_bridge.parking import Parking

# Looked up here: a test may replace it, and our hooks run while it has.
_getframe = sys._getframe


class Plugin:
    """One session's plugin; `account` is what it has gathered for the session's last word."""

    def __init__(
        self, channel: Channel, request: dict, world: World | None, parking: Parking | None
    ) -> None:
        self.account = Account()
        self._channel = channel
        self._request = request
        self._color = bool(request.get("color"))
        self._limit: float | None = request.get("timeout")
        self._screen = Screen()
        self._choices = Choices(channel, self._screen)
        self._collection = Collection(
            channel, request, self.account, world, self._screen, self._choices
        )
        self._phases = Phases(channel, self.account, self._choices, self._color)
        self._items = Items(channel, request, self.account, self._phases)
        self._garbage = Garbage()
        self._layers = Layers(parking, self._choices, request.get("warm") == "run")

    def message(self) -> str | None:
        """Give the text that goes with the exit code, if there is something to say."""
        return self.account.message or self._screen.text() or None

    # Configuration

    @pytest.hookimpl(tryfirst=True, hookwrapper=True)
    def pytest_cmdline_main(self, config):
        _run_in_process(config.option)
        workers.configure(config.option, self._request)
        if self._limit is not None:
            limits.give_to_plugin(config, self._limit)
        self._phases.configured(config)
        self._collection.configured(config)
        self._take(self._layers.configured(config))
        self._collection.begin()
        yield

    def _take(self, request: dict | None) -> None:
        """Be of this request from now on, in a fork that runs for another than it was made for."""
        if request is not None:
            self._request = request
            self._collection.ask(request)
            self._items.ask(request)

    def pytest_plugin_registered(self, plugin, manager):
        self._items.plugins_changed()
        if manager.get_name(plugin) == "terminalreporter":
            self._screen.give_to(plugin, self._color)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self, session):
        self._choices.begin(session.config)
        workers.become(session.config, self._request)

    # Collection

    @pytest.hookimpl(hookwrapper=True)
    def pytest_collection(self, session):
        self._layers.begin(session)
        outcome = yield
        self._garbage.settle()
        self._collection.is_untold = outcome.excinfo is None

    @pytest.hookimpl(hookwrapper=True)
    def pytest_make_collect_report(self, collector):
        self._collection.enter(collector)
        outcome = yield
        self._collection.leave(collector)
        self._layers.look()
        if outcome.excinfo is None:
            self._collection.made(collector, outcome.get_result())

    def pytest_collectreport(self, report):
        self._layers.remember(report)
        self._collection.reported(report)

    @pytest.hookimpl(tryfirst=True, hookwrapper=True)
    def pytest_collection_modifyitems(self, items):
        outcome = yield
        if outcome.excinfo is None and not self._layers.may_park():
            self._collection.select(items)

    def pytest_deselected(self, items):
        self._collection.deselected(items)

    # Running

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        request = None
        if self._layers.may_park():
            request = self._layers.collected(session)
            self._take(request)
            self._collection.select(session.items)
            session.testscollected = len(session.items)
        option = session.config.option
        if option.collectonly:
            self._items.tell_engines(session)
        self._collection.tell(session)
        if request is not None:
            # While the server thinks about what to run.
            self._layers.refresh(session.config)
        if session.testsfailed and not option.continue_on_collection_errors:
            failed = session.testsfailed
            raise session.Interrupted(
                f"{failed} error{'s' if failed != 1 else ''} during collection"
            )
        if not option.collectonly:
            self._items.run(session)
        return True

    def pytest_assertrepr_compare(self, op, left, right):
        if op == "==":
            self._phases.compared(_getframe(1), left, right)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item, call):
        outcome = yield
        self._phases.made(item, call, outcome)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report):
        self._phases.reported(report)

    def pytest_warning_recorded(self, warning_message, when, nodeid, location):
        self._phases.release()
        self.account.count("warnings")
        self._channel.event(
            "warning",
            message=limited(
                failures.guarded(lambda: str(warning_message.message), "warning"), 65536
            ),
            category=warning_message.category.__name__,
            path=os.path.abspath(warning_message.filename),
            line=warning_message.lineno,
            when=when,
            **present(id=nodeid or None, source=_source(warning_message)),
        )

    # The end

    @pytest.hookimpl(trylast=True, hookwrapper=True)
    def pytest_terminal_summary(self):
        # The innermost: between the two come the plugins, and nothing of pytest's terminal.
        self._screen.open_book()
        yield
        text = reporting.conclusion(self._screen.text())
        self._screen.close_book()
        if text:
            say(self._channel, "concluded", text + "\n")

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session):
        if self._collection.is_untold:
            # A plugin's own loop came before ours: the server has to hear what it gets no results of.
            self._collection.tell(session)
        self.account.rest.update(self._choices.with_end())

    @pytest.hookimpl(tryfirst=True)
    def pytest_unconfigure(self):
        self._garbage.end(self._layers.is_fork())

    def pytest_keyboard_interrupt(self, excinfo):
        if isinstance(excinfo.value, pytest.Session.Interrupted):
            self.account.message = str(excinfo.value)
        elif isinstance(excinfo.value, pytest.exit.Exception):
            self.account.message = f"exit: {excinfo.value.msg}"
        else:
            self.account.message = "interrupted"

    def pytest_internalerror(self, excrepr):
        text = failures.guarded(lambda: str(excrepr), "the internal error")
        self.account.message = limited(text)


def _run_in_process(option) -> None:
    """Take away what would make pytest-xdist start workers of its own: how many there are is ours."""
    if hasattr(option, "numprocesses"):
        option.numprocesses = 0
        option.dist = "no"
        option.tx = []
        option.distload = False
        option.looponfail = False


def _source(warning) -> str | None:
    """Give the line of source that a warning is about, as the interpreter would print it."""
    line = warning.line
    if line is None:
        line = linecache.getline(warning.filename, warning.lineno)
    return limited(line.strip(), 65536) or None
