"""Python's collector of garbage in a session: it does not look again and again at what pytest has collected.

A large suite has a million objects before its first test, which live until the session's end. Without this,
half of a session's time may go into full collections that find nothing. Those that Python begins by itself,
at moments that nobody can rely on, therefore become seldom while pytest collects, and see only what came
later while tests run. What the person's code asks for itself sees everything.
"""

from __future__ import annotations

import functools
import gc
import sys

from fastest_bridge import bound

# The oldest generation, which a full collection looks at.
_OLDEST = 2

# How many collections of the middle generation come before a full one, while pytest collects: a full one in
# some hundred thousand new objects bounds what garbage may take.
_SELDOM = 100

# Later versions of Python have no full collections of their own.
_HAS_FULL = sys.version_info < (3, 14)


class Garbage:
    """The collector of one session, from its start on."""

    def __init__(self) -> None:
        self._usual = self._seldom = bound.gc.get_threshold()
        self._busy = False
        # How many more full collections that somebody asks for see everything; None for all of them.
        self._left: int | None = None
        self._replace()
        often = self._usual[_OLDEST]
        if _HAS_FULL and 0 < often < _SELDOM:
            self._seldom = (*self._usual[:_OLDEST], _SELDOM)
            bound.gc.set_threshold(*self._seldom)

    def settle(self) -> None:
        """Pytest has collected: what there is will stay."""
        if bound.gc.get_threshold() == self._seldom:  # Else somebody has set what he wants.
            bound.gc.set_threshold(*self._usual)
        self._seldom = self._usual
        bound.gc.freeze()

    def end(self, is_fork: bool) -> None:
        """The session is through: pytest collects once or more, and one look at everything is enough.

        A fork has no such look, since it would copy all that it shares.
        """
        self._left = 0 if is_fork else 1

    def _replace(self) -> None:
        """Let the person's code see everything.

        Not by `gc.callbacks`: what a signal's handler raises is lost there.
        """
        plain = bound.gc

        @functools.wraps(plain.collect)
        def collect(generation=_OLDEST):
            return self._collect(generation)

        @functools.wraps(plain.get_objects)
        def get_objects(generation=None):
            plain.unfreeze()
            return plain.get_objects(generation)

        @functools.wraps(plain.get_referrers)
        def get_referrers(*objs):
            plain.unfreeze()
            # Not what this call itself holds.
            return [each for each in plain.get_referrers(*objs) if each is not objs]

        @functools.wraps(plain.get_threshold)
        def get_threshold():
            now = plain.get_threshold()
            return self._usual if now == self._seldom else now

        for function in (collect, get_objects, get_referrers, get_threshold):
            setattr(gc, function.__name__, function)

    def _collect(self, generation):
        if generation != _OLDEST or self._busy or self._left == 0:
            return bound.gc.collect(generation)
        if self._left is not None:
            self._left -= 1
        self._busy = True
        try:
            bound.gc.unfreeze()
            return bound.gc.collect()
        finally:
            bound.gc.freeze()
            self._busy = False
