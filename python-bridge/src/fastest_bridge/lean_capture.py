"""pytest's capture around the phases of tests that mostly print nothing: looked at, but not read."""

from __future__ import annotations

import os
import sys

_dup2, _fstat, _lseek = os.dup2, os.fstat, os.lseek


def of(manager) -> Descriptors | Managed | Nothing:
    """Give the way to capture that fits pytest's capture manager, which may be None."""
    if manager is None:
        return Nothing()
    found = getattr(manager, "_global_capturing", None)
    if manager._method == "fd" and all(
        hasattr(part, "syscapture") and hasattr(part, "tmpfile") and hasattr(part, "_state")
        for part in (getattr(found, "out", None), getattr(found, "err", None))
    ):
        return Descriptors(manager)
    return Managed(manager)


class Nothing:
    """No capture at all."""

    def begin(self, when, item) -> None:
        pass

    def end(self, when, item) -> None:
        pass

    def skip(self, when, item) -> None:
        """Leave a phase out in which nothing of the person's runs."""

    def settle(self) -> None:
        pass


class Managed(Nothing):
    """pytest's own way, once a phase."""

    def __init__(self, manager) -> None:
        self._manager = manager
        self._open = None

    def begin(self, when, item) -> None:
        context = self._manager.item_capture(when, item)
        context.__enter__()
        self._open = context

    def end(self, when, item) -> None:
        context, self._open = self._open, None
        if context is not None:
            context.__exit__(None, None, None)


class Descriptors(Nothing):
    """The default, `--capture=fd`: stays on from phase to phase, and is read only when there is something."""

    def __init__(self, manager) -> None:
        self._manager = manager
        self._both = manager._global_capturing
        self._out, self._err = self._both.out, self._both.err

    def begin(self, when, item) -> None:
        out, err = self._out, self._err
        if self._both._state != "started" or out._state != "started" or err._state != "started":
            self._manager.resume_global_capture()
        else:
            # As resuming does: the last phase may have left anything behind.
            sys.stdout = out.syscapture.tmpfile
            sys.stderr = err.syscapture.tmpfile
            _dup2(out.tmpfile.fileno(), 1)
            _dup2(err.tmpfile.fileno(), 2)
        if self._manager._capture_fixture:
            self._manager.activate_fixture()

    def end(self, when, item) -> None:
        manager = self._manager
        if manager._capture_fixture:
            manager.deactivate_fixture()
        if os.dup2 is _dup2 and self._is_empty(self._out) and self._is_empty(self._err):
            return  # Where a test has replaced what pytest would call now, pytest has to meet it.
        manager.suspend_global_capture(in_=False)
        out, err = manager.read_global_capture()
        item.add_report_section(when, "stdout", out)
        item.add_report_section(when, "stderr", err)

    def settle(self) -> None:
        if self._both._state == "started":
            self._manager.suspend_global_capture(in_=False)

    @staticmethod
    def _is_empty(part) -> bool:
        fd = part.tmpfile.fileno()
        return _fstat(fd).st_size == 0 and _lseek(fd, 0, 1) == 0
