"""A plugin for `python -m pytest -p scribe`: notes each report, whatever tests have patched."""

from __future__ import annotations

import fcntl
import os

_write = os.write
_file = os.open(os.environ["RECORD_TO"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
# Out of the way of tests that play with low numbers.
_fd = fcntl.fcntl(_file, fcntl.F_DUPFD_CLOEXEC, 600)


def pytest_runtest_logreport(report):
    _write(_fd, f"{report.nodeid} {report.when} {report.outcome}\n".encode())
