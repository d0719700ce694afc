"""A plugin for `python -m pytest -p recorder`: writes down what pytest itself reports."""

from __future__ import annotations

import json
import os
from pathlib import Path

RANK = ["error", "failed", "xpassed", "xfailed", "skipped", "passed"]


class Recorder:
    """One outcome for each node id, by the worst of its reports."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.outcomes: dict[str, str] = {}

    def pytest_collection_finish(self, session):
        self.ids = [item.nodeid for item in session.items]

    def pytest_runtest_logreport(self, report):
        outcome = report.outcome
        if outcome == "rerun":
            return
        if getattr(report, "context", None) is not None and outcome != "failed":
            return
        if outcome == "failed" and report.when != "call":
            outcome = "error"
        elif hasattr(report, "wasxfail"):
            outcome = "xfailed" if outcome == "skipped" else "xpassed"
        elif outcome == "passed" and report.when != "call":
            return
        known = self.outcomes.get(report.nodeid, "passed")
        self.outcomes[report.nodeid] = min(known, outcome, key=RANK.index)

    def pytest_unconfigure(self):
        found = {"ids": self.ids, "outcomes": self.outcomes}
        Path(os.environ["RECORD_TO"]).write_text(json.dumps(found), encoding="utf-8")


def pytest_configure(config):
    config.pluginmanager.register(Recorder())
