"""What is told of a failure: pytest's text of it, and where it came from without pytest's own frames."""

from __future__ import annotations

import io
import os
from types import FrameType

import _pytest
import pluggy
import pytest

from fastest_bridge import failures, reports
from fastest_bridge.channel import present
from fastest_bridge.output import limited

_FOREIGN = tuple(
    os.path.dirname(os.path.abspath(module.__file__)) + os.sep
    for module in (_pytest, pytest, pluggy)
)
_OWN = (*_FOREIGN, os.path.dirname(__file__) + os.sep)


def person_frame(frame: FrameType | None) -> FrameType | None:
    """Give the frame, or the nearest that called it, that is neither pytest's nor ours."""
    while frame is not None and frame.f_code.co_filename.startswith(_OWN):
        frame = frame.f_back
    return frame


def details(error: BaseException, compared: dict[tuple[int, int], tuple[str, str]]) -> dict:
    """Give the fields that an exception tells.

    `compared` are the two sides of comparisons that came out false, by frame and line.
    """
    found = failures.describe(error, _FOREIGN)
    place = failures.raised_at(error, set(compared))
    if place is not None:
        found["actual"], found["expected"] = compared[place]
    return found


def of_collector(config, report, color: bool) -> dict:
    """Give the fields `longrepr` and, where colours are wanted, `ansi` of a collector's failure."""
    fields = {"longrepr": reports.failure_text(report, lambda: _shown(config, report))}
    if color:
        fields["ansi"] = limited(_shown(config, report, colour=True))
    return fields


def of_phase(config, report, known: dict, color: bool) -> dict:
    """Give the fields of a phase's failure; `known` are its exception's `details`, if it had one."""
    base = str(config.invocation_params.dir)
    fields = {
        "longrepr": reports.failure_text(report, lambda: _shown(config, report)),
        "crash": reports.crash(report.longrepr, known.get("frames", []), base),
        **known,
    }
    if color:
        fields["ansi"] = limited(_shown(config, report, colour=True))
        fields["longrepr"] = reports.uncoloured(fields["longrepr"])
        if fields["crash"]:
            crash = fields["crash"]
            fields["crash"] = {**crash, "message": reports.uncoloured(crash["message"])}
    return present(**fields)


def of_import(header: str, cause: BaseException) -> str:
    """Give pytest's text for an initial conftest or a plugin that cannot be imported."""
    info = pytest.ExceptionInfo.from_exc_info((type(cause), cause, cause.__traceback__))
    info.traceback = info.traceback.filter(_is_of_interest)
    shown = info.getrepr(style="short", chain=False) if info.traceback else info.exconly()
    lines = [header, *str(shown).splitlines()]
    return limited("\n".join(line.rstrip() for line in lines))


def _shown(config, report, colour=False) -> str:
    file = io.StringIO()
    writer = _pytest.config.create_terminal_writer(config, file)
    writer.hasmarkup = colour
    report.toterminal(writer)
    return file.getvalue()


def _is_of_interest(entry) -> bool:
    """Whether a step of a traceback is neither pytest's nor the import system's."""
    path = str(entry.path)
    return not path.startswith(_FOREIGN) and "importlib" not in path.split(os.sep)
