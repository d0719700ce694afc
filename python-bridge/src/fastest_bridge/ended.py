"""How a session ends."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Ended:
    """What pytest would exit with, a text for people, and the counts of the closing line; further fields."""

    exit: int
    message: str | None = None
    stats: dict[str, int] = field(default_factory=dict)
    rest: dict = field(default_factory=dict)


@dataclass
class Account:
    """What a session gathers on its way for its last word: counts, a text for people, further fields."""

    stats: dict[str, int] = field(default_factory=dict)
    message: str | None = None
    rest: dict = field(default_factory=dict)

    def count(self, category: str, number: int = 1) -> None:
        """Count reports of a category; the empty one is not counted."""
        if category:
            self.stats[category] = self.stats.get(category, 0) + number
