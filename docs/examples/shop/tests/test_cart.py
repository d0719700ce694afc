"""A TestCase with a fresh shop for each test."""

import unittest

from shop.cart import Cart
from shop.inventory import Inventory, OutOfStock


class CartTest(unittest.TestCase):
    def setUp(self):
        self.inventory = Inventory({"apple": 10, "lamp": 2})
        self.cart = Cart(self.inventory)

    def test_new_cart_is_empty(self):
        self.assertEqual(len(self.cart), 0)
        self.assertEqual(self.cart.total(), 0)

    def test_add_counts_and_sums(self):
        self.cart.add("apple", 30, count=3)
        self.cart.add("lamp", 45_00)
        self.assertEqual(len(self.cart), 4)
        self.assertEqual(self.cart.total(), 45_90)

    def test_same_article_twice_is_one_line(self):
        self.cart.add("apple", 30)
        self.cart.add("apple", 30)
        self.cart.remove("apple")
        self.assertEqual(len(self.cart), 0)

    def test_remove_gives_back_to_the_shop(self):
        self.cart.add("apple", 30, count=4)
        self.assertEqual(self.inventory.left("apple"), 6)
        self.cart.remove("apple")
        self.assertEqual(self.inventory.left("apple"), 10)

    def test_discount_starts_at_a_hundred(self):
        for price, total in ((99_99, 99_99), (100_00, 90_00), (150_00, 135_00)):
            with self.subTest(price=price):
                cart = Cart(Inventory({"lamp": 1}))
                cart.add("lamp", price)
                self.assertEqual(cart.total(), total)

    def test_shop_cannot_sell_more_than_it_has(self):
        with self.assertRaises(OutOfStock) as caught:
            self.cart.add("lamp", 45_00, count=3)
        self.assertEqual(caught.exception.left, 2)
        self.assertEqual(len(self.cart), 0)

    def test_count_below_one_is_refused(self):
        with self.assertRaisesRegex(ValueError, "one article or more"):
            self.cart.add("apple", 30, count=0)
