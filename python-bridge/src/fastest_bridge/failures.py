"""What an exception tells: where it came from, through which frames, and what was compared."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator
from types import FrameType, TracebackType
from typing import Callable

from fastest_bridge import comparison

_HERE = os.path.dirname(os.path.abspath(__file__)) + os.sep
_DEEPEST = 200

# The parameters of unittest's comparisons, in the order actual, expected.
_SIDES = {
    "assertEqual": ("first", "second"),
    "assertMultiLineEqual": ("first", "second"),
    "assertSequenceEqual": ("seq1", "seq2"),
    "assertListEqual": ("list1", "list2"),
    "assertTupleEqual": ("tuple1", "tuple2"),
    "assertSetEqual": ("set1", "set2"),
    "assertDictEqual": ("d1", "d2"),
    "assertCountEqual": ("first", "second"),
}


def describe(error: BaseException, foreign: tuple[str, ...] = ()) -> dict:
    """Give the fields `exception`, `frames`, and `expected` and `actual` where unittest compared.

    `foreign` are folders (ending in a separator) whose frames are not the person's.
    """
    folders = (_HERE, *foreign)
    steps = list(_steps(error.__traceback__))
    own = [step for step in steps if not _is_foreign(step[0], folders)]
    shown = [step for step in own if not _is_hidden(step[0], error)] or own
    fields: dict = {
        "exception": type(error).__name__,
        "frames": [
            {"path": path_of(frame), "line": line, "name": _name(frame)}
            for frame, line in shown[-_DEEPEST:]
        ],
    }
    sides = _unittest_sides(steps)
    if sides is not None:
        fields["actual"], fields["expected"] = sides
    return fields


def crash(error: BaseException, frames: list[dict], message: str | None = None) -> dict | None:
    """Give the `crash` field: the deepest of the frames with the exception's text, if there is one."""
    if not frames:
        return None
    deepest = frames[-1]
    if message is None:
        message = "".join(traceback.format_exception_only(type(error), error)).rstrip("\n")
    return {"path": deepest["path"], "line": deepest["line"], "message": message}


def line_in(error: BaseException, path: str) -> int | None:
    """Give the 0-based line of a file at which an exception, or one that caused it, arose."""
    seen: set[int] = set()
    found = None
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        if isinstance(current, SyntaxError) and current.filename == path and current.lineno:
            found = current.lineno - 1
        else:
            for frame, line in _steps(current.__traceback__):
                if path_of(frame) == path and line is not None:
                    found = line - 1
        current = current.__cause__ or current.__context__
    return found


def path_of(frame: FrameType) -> str:
    """Give the absolute path of a frame's file; a name such as `<string>` stays as it is."""
    name = frame.f_code.co_filename
    return name if name.startswith("<") else os.path.abspath(name)


def raised_at(error: BaseException, places: set[tuple[int, int]]) -> tuple[int, int] | None:
    """Give the one of some places (frame's id, line) that the exception came through, if any."""
    for frame, line in _steps(error.__traceback__):
        if (id(frame), line) in places:
            return id(frame), line
    return None


def is_unittest(frame: FrameType) -> bool:
    return "__unittest" in frame.f_globals


def guarded(make: Callable[[], str], name: str) -> str:
    """Give a text that foreign code makes, or a text that says why there is none."""
    try:
        return str(make())
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return f"<{name} cannot be shown: {type(error).__name__}>"


def _steps(step: TracebackType | None) -> Iterator[tuple[FrameType, int]]:
    while step is not None:
        # A broken or optimised code object has no line.
        yield step.tb_frame, step.tb_lineno or 0
        step = step.tb_next


def _name(frame: FrameType) -> str:
    return getattr(frame.f_code, "co_qualname", frame.f_code.co_name)


def _is_foreign(frame: FrameType, folders: tuple[str, ...]) -> bool:
    return frame.f_code.co_filename.startswith(folders) or is_unittest(frame)


def _is_hidden(frame: FrameType, error: BaseException) -> bool:
    hide = frame.f_locals.get("__tracebackhide__", frame.f_globals.get("__tracebackhide__", False))
    if callable(hide):
        return guarded(lambda: str(bool(hide(error))), "hide") == "True"
    return guarded(lambda: str(bool(hide)), "hide") == "True"


def _unittest_sides(steps: list[tuple[FrameType, int]]) -> tuple[str, str] | None:
    for frame, _ in steps:
        names = _SIDES.get(frame.f_code.co_name)
        if names is not None and is_unittest(frame):
            values = frame.f_locals
            if names[0] in values and names[1] in values:
                return comparison.texts(values[names[0]], values[names[1]])
    return None
