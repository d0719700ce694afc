"""Whether the ids of a collection hold what another collection would not: chance, or the present."""

from __future__ import annotations

import time
from base64 import b64encode

_DATES = ("%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y")
_CLOCKS = (time.gmtime, time.localtime)


def is_drawn(ids: list[str], drawn: list[bytes]) -> bool:
    """Whether an id shows random bytes, as a UUID or another text that begins with them does."""
    marks = [mark for data in drawn for mark in (data[:4].hex(), b64encode(data)[:5].decode())]
    text = "\n".join(ids)
    return any(mark in text for mark in marks if mark)


def is_dated(ids: list[str]) -> bool:
    """Whether an id holds the present date or time: another collection would give another id."""
    now = time.time()
    marks = {time.strftime(form, clock(now)) for form in _DATES for clock in _CLOCKS}
    marks.add(str(int(now))[:6])
    return any(mark in identifier for identifier in ids for mark in marks)
