"""What is left, and who gets the last one: an asynchronous TestCase."""

import asyncio
import unittest

from shop.inventory import Checkout, Inventory, OutOfStock


def test_unknown_article_is_out_of_stock():
    assert Inventory({}).left("unicorn") == 0


def test_reserve_and_release():
    inventory = Inventory({"apple": 3})
    inventory.reserve("apple", 2)
    assert inventory.left("apple") == 1
    inventory.release("apple", 2)
    assert inventory.left("apple") == 3


def test_error_tells_what_is_missing():
    error = OutOfStock("lamp", wanted=3, left=2)
    assert str(error) == "3 of lamp wanted, 2 left"


class CheckoutTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.inventory = Inventory({"lamp": 1})
        self.checkout = Checkout(self.inventory)

    async def test_last_lamp_is_sold_once(self):
        buyers = [self.checkout.buy("lamp") for _ in range(5)]
        sold = await asyncio.gather(*buyers)
        self.assertEqual(sold.count(True), 1)
        self.assertEqual(self.inventory.left("lamp"), 0)

    async def test_nobody_buys_what_is_not_there(self):
        self.assertFalse(await self.checkout.buy("unicorn"))
