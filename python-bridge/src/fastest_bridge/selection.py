"""Which of the collected tests the person asked for."""

from __future__ import annotations

from collections.abc import Iterator


class Selection:
    """Node ids: of tests, of classes, of files, of folders. Remembers which of them matched something."""

    def __init__(self, ids: list[str]) -> None:
        self._wanted = {identifier.rstrip("/") or identifier: identifier for identifier in ids}
        self._matched: set[str] = set()

    def holds(self, nodeid: str) -> bool:
        """Whether the test is one of the ids or below one of them."""
        found = False
        for prefix in _above(nodeid):
            if prefix in self._wanted:
                self._matched.add(prefix)
                found = True
        return found

    def unmatched(self) -> list[str]:
        """Give the ids that no test so far was equal to or below."""
        return [asked for key, asked in self._wanted.items() if key not in self._matched]


def _above(nodeid: str) -> Iterator[str]:
    """Give the id itself and every id above it; what is inside a parameter's brackets has no parts."""
    yield nodeid
    yield "."
    path, _, names = nodeid.partition("::")
    for at, char in enumerate(path):
        if char == "/":
            yield path[:at]
    if not names:
        return
    yield path
    bracket = names.find("[")
    plain = names if bracket < 0 else names[:bracket]
    at = plain.find("::")
    while at >= 0:
        yield f"{path}::{plain[:at]}"
        at = plain.find("::", at + 2)
    if bracket >= 0:
        yield f"{path}::{plain}"
