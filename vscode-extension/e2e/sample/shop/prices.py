"""What things cost."""


def discounted(price: int, percent: int) -> int:
    if percent == 0:
        return price
    if percent > 100:
        raise ValueError(f"{percent} percent is too much")
    return price - price * percent // 100


def receipt(items: dict[str, int]) -> list[str]:
    lines = [f"{name:10}{price:5}" for name, price in items.items()]
    return [*lines, f"{'total':10}{sum(items.values()):5}"]
