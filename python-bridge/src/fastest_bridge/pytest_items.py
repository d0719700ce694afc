"""Runs the items that the server hands out, each with the engine that may run it."""

from __future__ import annotations

from collections.abc import Iterator

from fastest_bridge import lean_rule, limits, pytest_engines
from fastest_bridge.channel import Channel
from fastest_bridge.ended import Account
from fastest_bridge.pytest_phases import Phases


class Items:
    """Runs a session's items, as pytest's own loop does, in the server's order."""

    def __init__(self, channel: Channel, request: dict, account: Account, phases: Phases) -> None:
        self._channel = channel
        self._account = account
        self._phases = phases
        self._limit: float | None = request.get("timeout")
        self._wants_lean = request["engine"] == "lean"
        self._lean = None
        # The files of which `lean` has run items.
        self._past: set[str] = set()
        self.ask(request)

    def ask(self, request: dict) -> None:
        """Be of this request from now on."""
        self._full: dict[str, str] = request.get("full") or {}
        self._runs_all = bool(request.get("all"))

    def plugins_changed(self) -> None:
        """A plugin has come: what engine `lean` may run has to be asked anew."""
        if self._lean is not None:
            self._lean.forget()

    def tell_engines(self, session) -> None:
        """Tell which engine would run what, where `lean` is asked for."""
        if self._wants_lean:
            self._channel.tell(
                "engines", **pytest_engines.by_file(session, self._phases, self._full)
            )

    def run(self, session) -> None:
        """Run what is handed out until there is no more."""
        if self._wants_lean:
            self._lean = pytest_engines.lean(session, self._phases, self._full)
        try:
            self._run_all(session)
        finally:
            if self._lean is not None:
                self._lean.settle()
        # What the person's code does at the end of the session must not take the last result with it.
        self._channel.flush()
        if self._past or self._full:
            newest = lean_rule.newest() if self._full else 0
            self._channel.tell("quick", files=sorted(self._past), once=[], newest=newest)

    def _run_all(self, session) -> None:
        items = session.items
        for index, following in self._assignments(len(items)):
            self._run(index, items[index], None if following is None else items[following])
            if session.shouldfail:
                self._account.message = str(session.shouldfail)
                raise session.Failed(session.shouldfail)
            if session.shouldstop:
                raise session.Interrupted(session.shouldstop)

    def _assignments(self, count: int) -> Iterator[tuple[int, int | None]]:
        if not self._runs_all:
            return self._channel.assignments()
        return ((each, each + 1 if each + 1 < count else None) for each in range(count))

    def _run(self, index, item, following) -> None:
        lean = self._lean
        if lean is not None:
            if lean.why_not(item) is None:
                self._past.add(item.nodeid.partition("::")[0])
                self._phases.begin_lean(index)
                lean.run(item, following)
                self._phases.end_lean()
                return
            lean.settle()
        limit = None if self._limit is None else limits.of_item(item.config, item)
        self._phases.begin(index, limit)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        option = item.config.option
        only_set_up = getattr(option, "setuponly", False) or getattr(option, "setupplan", False)
        self._phases.end(is_excused=only_set_up)
