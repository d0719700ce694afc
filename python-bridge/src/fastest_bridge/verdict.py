"""One test's outcome, from the reports of its phases."""

from __future__ import annotations

_RANK = {"passed": 0, "skipped": 1, "xfailed": 2, "xpassed": 3, "failed": 4, "error": 5}


class Verdict:
    """Collects the phases of one item. Whatever is not known to be good makes it an error."""

    def __init__(self) -> None:
        self._outcomes: list[str] = []
        self._called = False
        self.duration = 0.0

    @property
    def explained(self) -> bool:
        """Whether the reports themselves say what the outcome is."""
        return self._called or any(outcome != "passed" for outcome in self._outcomes)

    @property
    def outcome(self) -> str:
        """The worst of the phases. An item without a call and without another reason is an error."""
        if not self.explained:
            return "error"
        return max(self._outcomes, key=_RANK.__getitem__)

    def add(self, when: str, outcome: str, xfail: bool, duration: float) -> None:
        """Take the report of a phase, with pytest's outcome word."""
        self.duration += duration
        if outcome == "rerun":
            # A plugin tries again: what was so far does not count.
            self._outcomes.clear()
            self._called = False
        elif outcome == "failed":
            self._outcomes.append("failed" if when == "call" else "error")
        elif outcome == "skipped":
            self._outcomes.append("xfailed" if xfail else "skipped")
        elif outcome == "passed":
            self._outcomes.append("xpassed" if xfail and when == "call" else "passed")
            self._called |= when == "call"
        else:
            self._outcomes.append("error")

    def add_subtest(self, outcome: str, xfail: bool) -> None:
        """Take the report of a subtest: only a failure counts, and what is unknown is one."""
        if outcome not in ("passed", "skipped") and not xfail:
            self._outcomes.append("failed")

    def fail(self) -> None:
        """Make the item an error, whatever its phases said."""
        self._outcomes.append("error")

    def excuse(self) -> None:
        """Accept that there was no call, because the person asked for setup only."""
        if not self.explained:
            self._outcomes.append("skipped")
