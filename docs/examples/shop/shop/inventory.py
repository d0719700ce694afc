"""What is in stock, and what is held back for carts that are not paid yet."""

from __future__ import annotations

import asyncio


class OutOfStock(Exception):
    """There are fewer articles than somebody wants."""

    def __init__(self, article: str, wanted: int, left: int) -> None:
        super().__init__(f"{wanted} of {article} wanted, {left} left")
        self.article = article
        self.left = left


class Inventory:
    """Counts articles; a reservation takes them off until it is released."""

    def __init__(self, stock: dict[str, int]) -> None:
        self._stock = dict(stock)

    def left(self, article: str) -> int:
        return self._stock.get(article, 0)

    def reserve(self, article: str, count: int = 1) -> None:
        left = self.left(article)
        if count > left:
            raise OutOfStock(article, count, left)
        self._stock[article] = left - count

    def release(self, article: str, count: int = 1) -> None:
        self._stock[article] = self.left(article) + count


class Checkout:
    """Lets buyers in one after the other, so that the last article is sold once."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._turn = asyncio.Lock()

    async def buy(self, article: str) -> bool:
        """Whether the buyer got one."""
        async with self._turn:
            await asyncio.sleep(0)  # where a payment service would be asked
            try:
                self._inventory.reserve(article)
            except OutOfStock:
                return False
            return True
