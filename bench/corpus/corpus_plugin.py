"""pytest plugin of corpus.py: writes full node ids and outcomes as JSON.

CORPUS_IDS=FILE       list of node ids in collection order, after deselection
CORPUS_OUTCOMES=FILE  object {node id: passed|failed|error|skipped|xfailed|xpassed}
"""

import json
import os
from pathlib import Path

import pytest

_RANK = {"passed": 0, "skipped": 1, "xfailed": 2, "xpassed": 3, "failed": 4, "error": 5}


class _Recorder:
    def __init__(self):
        self.outcomes = {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session):
        path = os.environ.get("CORPUS_IDS")
        if path:
            _dump(path, [item.nodeid for item in session.items])

    def pytest_runtest_logreport(self, report):
        outcome = report.outcome
        if hasattr(report, "wasxfail"):
            outcome = "xfailed" if report.skipped else "xpassed"
        elif report.failed and report.when != "call":
            outcome = "error"
        elif report.skipped and type(report).__name__ == "SubtestReport":
            return  # a skipped subtest does not skip its test
        if report.when == "call" or outcome != "passed":
            old = self.outcomes.get(report.nodeid, "passed")
            self.outcomes[report.nodeid] = max(old, outcome, key=_RANK.__getitem__)

    def pytest_sessionfinish(self, session):
        path = os.environ.get("CORPUS_OUTCOMES")
        if path and not hasattr(session.config, "workerinput"):
            _dump(path, self.outcomes)


def pytest_configure(config):
    # Only the outermost session records: suites that call pytest in-process (pytester) would
    # otherwise overwrite the files.
    if not os.environ.get("_CORPUS_ACTIVE"):
        os.environ["_CORPUS_ACTIVE"] = "1"
        config.pluginmanager.register(_Recorder(), "corpus-recorder")


def _dump(path, value):
    with Path(path).open("w", encoding="utf-8") as out:
        json.dump(value, out, indent=0)
