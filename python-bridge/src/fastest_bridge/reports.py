"""pytest's reports as the fields of our events. Reads reports by their attributes, imports no pytest."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Callable

from fastest_bridge.failures import guarded
from fastest_bridge.output import limited

_STREAMS = {"stdout", "stderr", "log"}
_MESSAGE = 64 * 1024
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def is_subtest(report: object) -> bool:
    """Whether the report is of pytest's own subtests or of the pytest-subtests plugin."""
    return type(report).__name__ in ("SubtestReport", "SubTestReport")


def subtest_name(report: object) -> str:
    """Give a subtest's description: its message and parameters, in the words of pytest where it has some."""
    describe = getattr(report, "_sub_test_description", None)
    if describe is not None:
        return limited(guarded(describe, "subtest"), _MESSAGE)
    context = report.context
    parts = [] if context.msg is None else [f"[{context.msg}]"]
    if context.kwargs:
        pairs = (
            f"{name}={guarded(lambda value=value: repr(value), 'value')}"
            for name, value in context.kwargs.items()
        )
        parts.append(f"({', '.join(pairs)})")
    return limited(" ".join(parts) or "(<subtest>)", _MESSAGE)


def outputs(report: object) -> Iterator[tuple[str, str]]:
    """Give the streams and texts that were captured in just this report's phase."""
    for heading, text in report.sections:
        words = heading.split(" ")
        if len(words) != 3 or words[0] != "Captured" or words[1] not in _STREAMS:
            continue
        if words[2] == report.when and text:
            yield words[1], limited(text)


def sections_of(item: object, when: str) -> Iterator[tuple[str, str]]:
    """Give the streams and texts that an item's own notes have of a phase."""
    for phase, stream, text in item._report_sections:
        if phase == when and stream in _STREAMS and text:
            yield stream, limited(text)


def skip_reason(report: object) -> str | None:
    """Give the reason of a skipped report, as the person wrote it."""
    longrepr = report.longrepr
    text = longrepr[2] if isinstance(longrepr, tuple) and len(longrepr) == 3 else longrepr
    if text is None:
        return None
    text = guarded(lambda: str(text), "reason")
    if text == "Skipped":
        return ""
    return limited(text[9:] if text.startswith("Skipped: ") else text, _MESSAGE)


def skip_place(report: object, start: str) -> str | None:
    """Give where a test skipped itself, as pytest's summary has it; what marks skip has no line."""
    longrepr = report.longrepr
    if not isinstance(longrepr, tuple) or len(longrepr) != 3:
        return None
    path, line, _ = longrepr
    path = os.path.relpath(os.path.join(start, str(path)), start)
    keywords = getattr(report, "keywords", {})
    if report.when == "setup" and "skip" in keywords and "pytestmark" not in keywords:
        return path
    return path if line is None else f"{path}:{line}"


def failure_text(report: object, shown: Callable[[], str]) -> str:
    """Give pytest's text of a failure as its terminal shows it, and the sections of plugins.

    `shown` renders the report. Not `longreprtext`, which takes the blanks off the front: they hold
    the first source line in its column.
    """
    text = guarded(shown, "the failure").rstrip()
    for heading, content in report.sections:
        if not heading.startswith("Captured "):
            text += f"\n{f' {heading} ':-^80}\n{content}"
    return limited(text)


def uncoloured(text: str) -> str:
    """Take the colours away that pytest itself puts into the difference of two values."""
    return _COLOUR.sub("", text)


def crash(longrepr: object, frames: list[dict], base: str) -> dict | None:
    """Give where a failure arose and its message, from whatever pytest has made of it.

    Relative paths in pytest's texts are relative to `base`.
    """
    found = getattr(longrepr, "reprcrash", None)
    if found is not None:
        place = (found.path, found.lineno, found.message)
    elif hasattr(longrepr, "errorstring"):  # A fixture that does not exist.
        place = (longrepr.filename, longrepr.firstlineno + 1, longrepr.errorstring)
    elif getattr(longrepr, "reprlocation_lines", None):  # A doctest.
        location = longrepr.reprlocation_lines[0][0]
        place = (location.path, location.lineno, location.message)
    elif frames:
        place = (frames[-1]["path"], frames[-1]["line"], guarded(lambda: str(longrepr), "message"))
    else:
        return None
    path, line, message = place
    path = os.path.normpath(os.path.join(base, str(path)))
    return {"path": path, "line": line, "message": limited(str(message), _MESSAGE)}


def place_within(root: str) -> Callable[[str], str]:
    """Give a function that makes paths relative to a folder where they are inside it."""
    prefix = root.rstrip(os.sep) + os.sep

    def place(path: str) -> str:
        path = os.path.normpath(os.path.join(root, path))
        if path == root:
            return "."
        return path[len(prefix) :].replace(os.sep, "/") if path.startswith(prefix) else path

    return place
