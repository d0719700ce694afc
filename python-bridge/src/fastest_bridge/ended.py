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
