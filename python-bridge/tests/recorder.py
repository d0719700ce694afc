"""A plugin for `python -m pytest -p recorder`: writes down what pytest itself says, as the oracle."""

from __future__ import annotations

import io
import json
import os

from _pytest._io import TerminalWriter


def shown(report):
    file = io.StringIO()
    writer = TerminalWriter(file)
    writer.hasmarkup = False
    report.toterminal(writer)
    return file.getvalue().rstrip()


class Recorder:
    def __init__(self) -> None:
        self.found = {"ids": [], "reports": [], "stats": {}}

    def pytest_collection_finish(self, session):
        self.found["ids"] = [item.nodeid for item in session.items]

    def pytest_runtest_logreport(self, report):
        text = shown(report) if report.outcome == "failed" else ""
        entry = [report.nodeid, report.when, report.outcome, hasattr(report, "wasxfail"), text]
        self.found["reports"].append(entry)

    def pytest_terminal_summary(self, terminalreporter):
        for category, entries in terminalreporter.stats.items():
            count = sum(getattr(entry, "count_towards_summary", True) for entry in entries)
            if category and count:
                self.found["stats"][category] = count

    def pytest_unconfigure(self):
        with open(os.environ["RECORD_TO"], "w", encoding="utf-8") as file:
            json.dump(self.found, file)


def pytest_configure(config):
    config.pluginmanager.register(Recorder())
