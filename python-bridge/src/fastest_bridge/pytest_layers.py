"""The layers at which a session may park, and what a fork that goes on from there looks up again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from _pytest.cacheprovider import Cache

from fastest_bridge import parkable, stacks, workers
from fastest_bridge.pytest_choices import Choices

if TYPE_CHECKING:
    from fastest_bridge.parking import Parking


class Layers:
    """Parks where that is of use; without `parking` never."""

    def __init__(self, parking: Parking | None, choices: Choices, is_for_run: bool) -> None:
        """For a run only (`is_for_run`), parking is of use where there is something to share."""
        self._parking = parking
        self._choices = choices
        self._is_for_run = is_for_run
        self._reports: list = []

    def may_park(self) -> bool:
        """Whether the session may still park at a later layer."""
        return self._parking is not None and self._parking.may_park()

    def configured(self, config) -> dict | None:
        """Park where pytest is configured; gives the request of a fork that runs for another one."""
        if self._parking is None:
            return None
        self._parking.world.configured(str(config.rootpath), _cache_folder(config))
        if self._is_for_run or not self.may_park():
            return None
        return self._park("configured", config, lambda: None, further=True)

    def begin(self, session) -> None:
        """The session is about to collect: other workers wait for that only if it may be shared."""
        if self.may_park():
            self._refuse(parkable.collected(session))

    def look(self) -> None:
        """Something has been collected."""
        if self.may_park():
            self._refuse(self._parking.world.known())

    def _refuse(self, reason: str | None) -> None:
        if reason is not None:
            self._parking.refuse("collected", reason)

    def collected(self, session) -> dict | None:
        """Park where the list is complete; gives the request of a fork that runs for another one."""
        request = self._park(
            "collected", session.config, lambda: parkable.collected(session), further=False
        )
        self._parking.give_up()
        if request is not None:
            workers.become(session.config, request)
        return request

    def _park(self, layer, config, why_not_here, further) -> dict | None:
        def why_not():
            early = workers.asked_early(str(config.rootpath))
            if early is None and self._choices.has_junit():
                early = "a JUnit report has begun"
            return early or why_not_here()

        def capture():
            return _capture_files(config)

        request = self._parking.park(layer, why_not, capture, further)
        if request is not None:
            if request.get("stacks"):
                stacks.offer()
            workers.announce(request)
        return request

    def remember(self, report) -> None:
        """Keep a collector's report for `refresh`."""
        if self._parking is not None:
            self._reports.append(report)

    def refresh(self, config) -> None:
        """Read again what an earlier session has left in pytest's cache."""
        failed = config.pluginmanager.getplugin("lfplugin")
        if failed is not None:
            failed.lastfailed = type(failed)(config).lastfailed
            for report in self._reports:
                failed.pytest_collectreport(report)
        new = config.pluginmanager.getplugin("nfplugin")
        if new is not None:
            new.cached_nodeids |= type(new)(config).cached_nodeids

    def is_fork(self) -> bool:
        """Whether this process was forked from one that is parked."""
        return self._parking is not None and self._parking.is_fork


def _cache_folder(config) -> str | None:
    cache = getattr(config, "cache", None)
    if cache is not None:
        return str(cache._cachedir)
    try:
        # Not configured yet.
        return str(Cache.cache_dir_from_config(config, _ispytest=True))
    except (ValueError, KeyError):
        return None  # Without that plugin.


def _capture_files(config) -> list:
    """Give the files behind pytest's capture of the descriptors 1 and 2."""
    manager = config.pluginmanager.getplugin("capturemanager")
    captures = getattr(manager, "_global_capturing", None)
    pair = (getattr(captures, "out", None), getattr(captures, "err", None))
    return [one.tmpfile for one in pair if hasattr(one, "targetfd_save")]
