"""A session's part of a JUnit report: made by pytest's own plugin, written by the server for all sessions.

Reads the plugin by its attributes, imports no pytest.
"""

from __future__ import annotations

import os
import re
import tempfile
import xml.etree.ElementTree as ElementTree

from fastest_bridge.output import limited

_COUNTS = {"errors": "error", "failures": "failure", "skipped": "skipped"}

_ILLEGAL = re.compile("[^\t\n\r\u0020-\u007e\u0080-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Junit:
    """What pytest's `LogXML` has recorded and the server has not heard yet."""

    def __init__(self, log: object) -> None:
        self._log = log
        self.file = log.logfile
        # It goes on as ever, but several sessions must not write over each other's files.
        log.logfile = os.devnull
        self._told = dict.fromkeys((*_COUNTS, "tests"), 0)

    def frame(self) -> str:
        """Give the report as pytest would write it without a single test."""
        descriptor, path = tempfile.mkstemp()
        log = self._log
        kept = log.stats, log.node_reporters_ordered, log.global_properties, log.logfile
        doubles, log.cnt_double_fail_tests = log.cnt_double_fail_tests, 0
        try:
            log.stats = dict.fromkeys(log.stats, 0)
            log.node_reporters_ordered, log.global_properties, log.logfile = [], [], path
            log.pytest_sessionfinish()
            with open(descriptor, encoding="utf-8", closefd=False) as file:
                return file.read()
        finally:
            log.stats, log.node_reporters_ordered, log.global_properties, log.logfile = kept
            log.cnt_double_fail_tests = doubles
            os.close(descriptor)
            os.unlink(path)

    def finished(self) -> dict:
        """Give the cases that are complete and how the counts have grown."""
        return self._part(lambda reporter: not hasattr(reporter, "nodes"))

    def everything(self) -> dict:
        """Give the same of all cases that there are, complete or not."""
        return self._part(lambda reporter: True)

    def properties(self) -> list[dict]:
        """Give the properties of the whole suite, as names and values."""
        return [
            {"name": str(name), "value": str(value)} for name, value in self._log.global_properties
        ]

    def _part(self, is_wanted) -> dict:
        log = self._log
        reporters = log.node_reporters_ordered
        cases = [_text(reporter.to_xml()) for reporter in reporters if is_wanted(reporter)]
        reporters[:] = [reporter for reporter in reporters if not is_wanted(reporter)]
        stats = log.stats
        now = {name: stats[key] for name, key in _COUNTS.items()}
        now["tests"] = sum(stats.values()) - log.cnt_double_fail_tests
        grown = {name: count - self._told[name] for name, count in now.items()}
        self._told = now
        return {"cases": cases, **grown}


def _text(case: ElementTree.Element) -> str:
    for part in case:
        part.text = limited(part.text or "") or None
        if "message" in part.attrib:
            # An older pytest leaves in it what no XML may hold.
            part.set("message", _ILLEGAL.sub(_visible, limited(part.get("message"))))
    return ElementTree.tostring(case, encoding="unicode")


def _visible(found: re.Match) -> str:
    return f"#x{ord(found.group()):02X}"
