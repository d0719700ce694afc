"""The parked processes that a supervisor keeps, and which of them fits a request."""

from __future__ import annotations

import time
from collections.abc import Iterator

from fastest_bridge.frames import encode
from fastest_bridge.parked import COLLECTED, CONFIGURED, Parked

# So many collections are kept; configured processes are fewer by nature, one for each way of asking.
_COLLECTIONS = 6
_CONFIGURED = 4

# A parked process that nobody has asked for so long, in seconds, leaves.
_IDLE = 600.0

# What a session has in common with those that may start where it stands.
_COMMON = (
    "engine",
    "cwd",
    "args",
    "env",
    "color",
    "collectOnly",
    "warm",
    "timeout",
    "stacks",
    "imports",
)


class Reserve:
    """Parked processes by what they were asked for."""

    def __init__(self) -> None:
        self._all: dict[Parked, tuple] = {}

    def __iter__(self) -> Iterator[Parked]:
        return iter(list(self._all))

    def __len__(self) -> int:
        return len(self._all)

    def add(self, parked: Parked, request: dict) -> None:
        """Keep one; it takes the place of another for the same, and the least used may have to leave."""
        key = key_of(request, parked.layer)
        for other, its in self._all.items():
            if its == key:
                other.end()
        self._all[parked] = key
        parked.request = request
        for layer, most in ((COLLECTED, _COLLECTIONS), (CONFIGURED, _CONFIGURED)):
            ready = [one for one in self._all if one.layer == layer and one.ready]
            for one in sorted(ready, key=lambda one: one.used)[: max(0, len(ready) - most)]:
                one.end()

    def add_for_all(self, parked: Parked) -> None:
        """Keep one that every session may be forked from; who asks it has to know it."""
        self._all[parked] = (parked.layer, None)

    def fitting(self, request: dict) -> list[Parked]:
        """Give those that a session for this request may be forked from, the youngest layer first."""
        keys = [key_of(request, layer) for layer in (COLLECTED, CONFIGURED)]
        return [
            one for key in keys for one, its in list(self._all.items()) if its == key and one.ready
        ]

    def latest(self) -> Parked | None:
        """Give the collected one that was used last and is kept for later runs."""
        kept = [one for one, key in self._all.items() if one.ready and key[:2] == (COLLECTED, None)]
        return max(kept, key=lambda one: one.used, default=None)

    def tidy(self) -> None:
        """Forget those that are gone, end those that are late or were not used for long."""
        oldest = time.monotonic() - _IDLE
        for one in list(self._all):
            if one.gone:
                del self._all[one]
            elif one.is_late():
                one.kill()
            elif one.ready and one.used < oldest:
                one.end()

    def let_go(self, run: str) -> None:
        """Let those leave that have been kept for this run and have forked all of it."""
        for one, key in list(self._all.items()):
            if key[1] == run and not one.is_asked:
                one.let_go()

    def end(self, run: str) -> None:
        """Let those leave that were kept for this run only."""
        for one, key in list(self._all.items()):
            if key[1] == run:
                one.end()


def key_of(request: dict, layer: str) -> tuple:
    """Give what a request for the same thing has in common with this one, as far as a layer is concerned."""
    common = encode([request.get(name) for name in _COMMON])
    run = request["run"] if request["warm"] == "run" else None
    return (layer, run, common, encode(request.get("only")) if layer == COLLECTED else b"")
