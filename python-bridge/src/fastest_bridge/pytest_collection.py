"""What is told of a session's collection: what is imported, what failed, and which items there are."""

from __future__ import annotations

import sys
from functools import partial

import pytest
from _pytest.doctest import DoctestItem

from fastest_bridge import failures, pytest_failures, reports, separate
from fastest_bridge.channel import Channel, present
from fastest_bridge.ended import Account
from fastest_bridge.pytest_choices import Choices
from fastest_bridge.pytest_screen import Screen, say
from fastest_bridge.selection import Selection
from fastest_bridge.world import World

# Collectors that import: a file, or the conftests of a folder (pytest 8 and later).
_IMPORTING = (pytest.File, getattr(pytest, "Directory", pytest.Package))


class Collection:
    """Gathers what pytest finds, and tells it; what of it is asked for says the request."""

    def __init__(
        self,
        channel: Channel,
        request: dict,
        account: Account,
        world: World | None,
        screen: Screen,
        choices: Choices,
    ) -> None:
        self._channel = channel
        self._account = account
        self._world = world
        self._screen = screen
        self._choices = choices
        self._color = bool(request.get("color"))
        self._limited = request.get("timeout") is not None
        self._tells_imports = self._limited or bool(request.get("imports"))
        # Whether there is a complete collection that the server does not know yet.
        self.is_untold = False
        self._deselected = 0
        self._errors: list[dict] = []
        self._skipped: list[dict] = []
        # By node id: where the collector stands whose failure is about to be reported.
        self._places: dict[str, dict] = {}
        self.ask(request)

    def ask(self, request: dict) -> None:
        """Be of this request from now on."""
        self._args: list[str] = request["args"]
        select = request.get("select")
        self._selection = None if select is None else Selection(select)
        self._only: list[str] | None = request.get("only")

    def configured(self, config) -> None:
        """Settings and initial conftests are read."""
        self._config = config
        self._place = reports.place_within(str(config.rootpath))
        if self._limited:
            self._importing()
        if self._world is not None:
            self._world.add_root(str(config.rootpath))

    def begin(self) -> None:
        """The session is about to begin."""
        if self._only is not None:
            # Only now: settings and conftests are those of the whole collection.
            self._config.args = separate.absolute(self._only)
        self._sys_path = list(sys.path)

    def enter(self, collector) -> None:
        """The collector is about to collect: tell what it imports."""
        if self._tells_imports and isinstance(collector, _IMPORTING):
            self._importing(id=collector.nodeid, path=str(collector.path))

    def leave(self, collector) -> None:
        """The collector is through."""
        if self._tells_imports and isinstance(collector, _IMPORTING):
            self._importing()

    def _importing(self, **what) -> None:
        """Tell which file is about to be imported, or that none is."""
        self._channel.event("collecting", **what)
        self._channel.flush()

    def made(self, collector, report) -> None:
        """Take note of where a collector has failed, while that is known."""
        call = getattr(report, "call", None)
        if report.outcome == "failed" and call is not None and call.excinfo is not None:
            path = str(getattr(collector, "path", ""))
            line = failures.line_in(call.excinfo.value, path)
            self._places[report.nodeid] = {"path": path, "line": line}

    def reported(self, report) -> None:
        """Take a collector's report."""
        if report.outcome == "failed":
            self._account.count("error")
            self._tell_error(report)
        elif report.outcome == "skipped":
            self._account.count("skipped")
            path, line = report.nodeid.split("::")[0], None
            if isinstance(report.longrepr, tuple):
                path, line = report.longrepr[0], report.longrepr[1] - 1
            self._skipped.append(
                {
                    "id": report.nodeid,
                    "path": self._place(str(path)),
                    "line": line,
                    "reason": reports.skip_reason(report),
                }
            )

    def _tell_error(self, report) -> None:
        place = self._places.pop(report.nodeid, {})
        error = {
            "id": report.nodeid,
            "path": self._place(place.get("path") or report.nodeid.split("::")[0]),
            "line": place.get("line"),
            **pytest_failures.of_collector(self._config, report, self._color),
        }
        self._errors.append(error)
        self._channel.event("collecterror", **error)
        self._channel.flush()

    def deselected(self, items) -> None:
        """Count what a plugin or an option has left out."""
        self._deselected += len(items)
        if items:
            self._account.count("deselected", len(items))

    def select(self, items: list) -> None:
        """Leave only what the request asks for."""
        if self._selection is not None:
            items[:] = [item for item in items if self._selection.holds(item.nodeid)]

    def tell(self, session) -> None:
        """Tell the complete collection."""
        self.is_untold = False
        choices = self._choices.with_collection(session.config)
        self._screen.close_book()
        closing = {
            "rootdir": str(session.config.rootpath),
            "deselected": self._deselected,
            "errors": self._errors,
            "skipped": self._skipped,
            "unmatched": [] if self._selection is None else self._selection.unmatched(),
            **choices,
        }
        if session.config.inipath is not None:
            closing["inifile"] = str(session.config.inipath)
        if self._world is not None:
            ids = [item.nodeid for item in session.items]
            closing.update(self._world.close(closing["rootdir"], ids))
            closing.update(present(together=separate.why_not(session, self._sys_path)))
        self._channel.collected([self._described(item) for item in session.items], closing)
        self._list(session)

    def _list(self, session) -> None:
        """Tell what pytest prints of the items, where that is all that the person wants."""
        reporter = session.config.pluginmanager.getplugin("terminalreporter")
        wanted = {"--collect-only", "--collectonly", "--co"}.intersection(self._args)
        if wanted and reporter is not None and session.items:
            self._screen.hear(partial(say, self._channel, "said"))
            reporter._printcollecteditems(session.items)
            self._screen.hear(None)

    def _described(self, item) -> dict:
        path, line = item.location[:2]
        if isinstance(item, pytest.Function):
            kind = "case" if hasattr(item, "callspec") else "function"
        else:
            kind = "doctest" if isinstance(item, DoctestItem) else "other"
        marks = {}
        for mark in item.iter_markers():
            marks.setdefault(mark.name, mark)
        described = {
            "id": item.nodeid,
            "path": self._place(str(path)),
            "line": line if isinstance(line, int) and line >= 0 else None,
            "kind": kind,
            "marks": list(marks),
        }
        if "xdist_group" in marks:
            described["group"] = _group(marks["xdist_group"])
        return described


def _group(mark) -> str:
    """Give the name that an `xdist_group` mark gives, as pytest-xdist reads it."""
    return str(mark.args[0] if mark.args else mark.kwargs.get("name", "default"))
