"""Prices in whole cents, so that sums never round."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def parse(text: str) -> int:
    """Cents of a price as people write it: '12', '12.5', '12.50 EUR'."""
    try:
        exact = Decimal(text.removesuffix("EUR").strip()) * 100
        cents = int(exact)
    except (ArithmeticError, ValueError):
        raise ValueError(f"not a price: {text!r}") from None
    if cents != exact or cents < 0:
        raise ValueError(f"not a price: {text!r}")
    return cents


def show(cents: int) -> str:
    """The price as people read it, with thousands apart."""
    return f"{cents // 100:,}.{cents % 100:02} EUR"


def with_tax(cents: int, percent: str = "19") -> int:
    """Adds tax, half a cent rounded up."""
    gross = cents * (1 + Decimal(percent) / 100)
    return int(gross.quantize(Decimal(1), ROUND_HALF_UP))
