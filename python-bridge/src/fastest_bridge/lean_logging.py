"""pytest's log handlers around the phases of tests: they stay where they are as long as nobody moves them."""

from __future__ import annotations

import logging

from _pytest.logging import caplog_handler_key, caplog_records_key, catching_logs

from fastest_bridge.lean_capture import Nothing

# From pytest 9 on the handlers are also on loggers that do not pass their records up.
_EVERYWHERE = "attached_loggers" in getattr(
    catching_logs, "__slots__", ()
) or "attached_loggers" in (catching_logs.__init__.__code__.co_names)

_getLogger = logging.getLogger


def of(plugin) -> Logs | Nothing:
    """Give the way to catch logs that fits pytest's plugin, which may be None."""
    return Nothing() if plugin is None else Logs(plugin)


class Logs(Nothing):
    """What `_runtest_for` of pytest's plugin does, with handlers that stay on from phase to phase."""

    def __init__(self, plugin) -> None:
        self._plugin = plugin
        self._root = logging.root
        self._open = None
        self._attached = False

    def begin(self, when, item) -> None:
        plugin = self._plugin
        if when == "setup":
            item.stash[caplog_records_key] = {}
        if (
            plugin.log_level is not None
            or logging.getLogger is not _getLogger
            or logging.root is not self._root
            or (_EVERYWHERE and self._has_loner())
        ):
            # Also where a test has replaced what pytest would call now: pytest has to meet it.
            self.settle()
            context = plugin._runtest_for(item, when)
            context.__enter__()
            self._open = context
            return
        caplog, report = plugin.caplog_handler, plugin.report_handler
        handlers = self._root.handlers
        if len(handlers) < 2 or handlers[-2] is not caplog or handlers[-1] is not report:
            for handler in (caplog, report):
                self._root.removeHandler(handler)
                self._root.addHandler(handler)
        self._attached = True
        caplog.records = records = []
        if caplog.stream.tell():
            caplog.reset()
            records = caplog.records
        if report.records or report.stream.tell():
            report.reset()
        item.stash[caplog_records_key][when] = records
        item.stash[caplog_handler_key] = caplog

    def end(self, when, item) -> None:
        try:
            if self._open is not None:
                context, self._open = self._open, None
                context.__exit__(None, None, None)
            elif self._attached:
                stream = self._plugin.report_handler.stream
                if stream.tell():
                    item.add_report_section(when, "log", stream.getvalue().strip())
        finally:
            if when == "teardown" and caplog_handler_key in item.stash:
                del item.stash[caplog_records_key]
                del item.stash[caplog_handler_key]

    def skip(self, when, item) -> None:
        if when == "setup":
            item.stash[caplog_records_key] = {}
        elif caplog_handler_key in item.stash:
            del item.stash[caplog_records_key]
            del item.stash[caplog_handler_key]

    def settle(self) -> None:
        if self._attached:
            self._attached = False
            self._root.removeHandler(self._plugin.caplog_handler)
            self._root.removeHandler(self._plugin.report_handler)

    def _has_loner(self) -> bool:
        for logger in self._root.manager.loggerDict.values():
            if not getattr(logger, "propagate", True):
                return True
        return False
