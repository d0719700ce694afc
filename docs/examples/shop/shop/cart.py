"""A cart: articles, how many of each, and what they cost together."""

from __future__ import annotations

from shop.inventory import Inventory

DISCOUNT_FROM = 100_00
DISCOUNT_PERCENT = 10


class Cart:
    """Holds reserved articles with their prices in cents."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._lines: dict[str, tuple[int, int]] = {}

    def __len__(self) -> int:
        return sum(count for count, _ in self._lines.values())

    def add(self, article: str, price: int, count: int = 1) -> None:
        """Reserves the articles first: nothing is in a cart that is not in the shop."""
        if count < 1:
            raise ValueError("a cart takes one article or more")
        self._inventory.reserve(article, count)
        before, _ = self._lines.get(article, (0, price))
        self._lines[article] = (before + count, price)

    def remove(self, article: str) -> None:
        """Takes all of one article out and gives them back to the shop."""
        count, _ = self._lines.pop(article)
        self._inventory.release(article, count)

    def total(self) -> int:
        """Cents, less the discount on large orders."""
        full = sum(count * price for count, price in self._lines.values())
        if full < DISCOUNT_FROM:
            return full
        return full - full * DISCOUNT_PERCENT // 100
