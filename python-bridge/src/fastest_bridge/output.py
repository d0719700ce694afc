"""Texts of people's programs, cut to a size that a report can carry."""

from __future__ import annotations

SECTION = 1024 * 1024


def limited(text: str, limit: int = SECTION) -> str:
    """Give the text, or its head and tail with a line between that says how much is missing.

    The limit counts bytes of UTF-8.
    """
    if len(text) <= limit // 4:
        return text
    data = text.encode("utf-8", "surrogatepass")
    if len(data) <= limit:
        return text
    half = limit // 2
    return joined(data[:half], len(data) - 2 * half, data[-half:])


def joined(head: bytes, missing: int, tail: bytes) -> str:
    """Put a head and a tail together, with a line between that says how many bytes were between."""
    # A character cut in two is dropped.
    first, last = head.decode("utf-8", "ignore"), tail.decode("utf-8", "ignore")
    return f"{first}\n… {missing} bytes left out …\n{last}"
