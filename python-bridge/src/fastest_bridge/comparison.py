"""The two sides of a failed comparison, as texts that a person can lay side by side."""

from __future__ import annotations

import pprint

LIMIT = 64 * 1024

# Printing prettily takes time with the square of what is nested; above this only `repr` is used.
_NODES = 20_000


def texts(left: object, right: object) -> tuple[str, str]:
    """Give `actual` (left) and `expected` (right), each of at most LIMIT bytes of UTF-8."""
    if type(left) is str and type(right) is str and ("\n" in left or "\n" in right):
        return _cut(left), _cut(right)
    return _cut(_pretty(left)), _cut(_pretty(right))


def _pretty(value: object) -> str:
    try:
        text = pprint.pformat(value) if _nodes(value, _NODES) > 0 else repr(value)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        # A `__repr__` of the person's raised; the comparison itself is still the news. Nor may a
        # `pytest.skip` in it, no Exception, turn the failure into a skip.
        return f"<{type(value).__name__} whose repr raised {type(error).__name__}>"
    return text if isinstance(text, str) else f"<{type(value).__name__}>"


def _nodes(value: object, left: int) -> int:
    """Give what remains of a budget of `left` nodes after counting a value's, 0 or less when spent."""
    todo = [value]
    while todo and left > 0:
        item = todo.pop()
        left -= 1
        if type(item) in (list, tuple, set, frozenset):
            left -= len(item)
            if left > 0:
                todo.extend(part for part in item if type(part) in _CONTAINERS)
        elif type(item) is dict:
            left -= 2 * len(item)
            if left > 0:
                todo.extend(part for part in item.values() if type(part) in _CONTAINERS)
        elif type(item) in (str, bytes):
            left -= len(item) // 64
    return left


_CONTAINERS = (list, tuple, set, frozenset, dict, str, bytes)


def _cut(text: str) -> str:
    data = text.encode("utf-8", "surrogatepass")
    if len(data) <= LIMIT:
        return text
    return data[: LIMIT - 3].decode("utf-8", "ignore") + "…"
