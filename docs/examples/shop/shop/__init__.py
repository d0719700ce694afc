"""A small shop: prices, a cart and the stock behind it."""
