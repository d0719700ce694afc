"""pytest's warning filters around a test, found once where they are the same for all tests."""

from __future__ import annotations

import contextlib
import sys
import warnings

import _pytest.warnings as filters


class Filters:
    """The filters that pytest puts over those that are there."""

    def __init__(self, config) -> None:
        self._config = config
        self._warns = config.pluginmanager.has_plugin("warnings")
        # Those that were there, and what they become.
        self._found: tuple[list, list] | None = None

    def look(self) -> None:
        """The plugins are others than they were."""
        self._warns = self._config.pluginmanager.has_plugin("warnings")

    def around(self, item, marked: bool) -> contextlib.AbstractContextManager:
        """Give what pytest puts around the item; `marked` says that it has filters of its own."""
        if not self._warns:
            return contextlib.nullcontext()
        if marked or not self._know():
            return filters.catch_warnings_for_item(
                config=item.config, ihook=item.ihook, when="runtest", item=item
            )
        return _Caught(item, self._found[1])

    def _know(self) -> bool:
        """Find out what filters pytest puts over those that are there; false where that is not known."""
        if not hasattr(warnings, "_filters_mutated"):
            return False
        if self._found is None or self._found[0] != warnings.filters:
            below = list(warnings.filters)
            config = self._config
            with filters.catch_warnings_for_item(
                config=config, ihook=config.hook, when="runtest", item=None
            ):
                self._found = (below, list(warnings.filters))
        return True


class _Caught(contextlib.AbstractContextManager):
    """Gathers an item's warnings under these filters, and tells of them at the end."""

    __slots__ = ("_catching", "_filters", "_item", "_log")

    def __init__(self, item, above: list) -> None:
        self._item = item
        self._filters = above
        self._catching = warnings.catch_warnings(record=True)

    def __enter__(self) -> None:
        self._log = self._catching.__enter__()
        warnings.filters[:] = self._filters
        warnings._filters_mutated()

    def __exit__(self, *error) -> None:
        try:
            for message in self._log:
                self._item.ihook.pytest_warning_recorded.call_historic(
                    kwargs={
                        "warning_message": message,
                        "nodeid": self._item.nodeid,
                        "when": "runtest",
                        "location": None,
                    }
                )
        finally:
            self._catching.__exit__(*error)


def late_checks(config) -> list[tuple]:
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
