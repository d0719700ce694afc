"""What a phase has raised, as pytest would have seen it: without our own frames between pytest's."""

from __future__ import annotations

import os
import sys
from types import TracebackType

import _pytest
import pluggy
from _pytest._code import ExceptionInfo

if sys.version_info < (3, 11):
    from exceptiongroup import BaseExceptionGroup

_HERE = os.path.dirname(__file__) + os.sep
_PYTESTS = tuple(os.path.dirname(module.__file__) + os.sep for module in (_pytest, pluggy))


def information(error: BaseException) -> ExceptionInfo:
    """Give pytest's view of an exception, with our own frames taken out before the first of somebody else."""
    _strip(error)
    return ExceptionInfo.from_exc_info((type(error), error, error.__traceback__))


def _strip(error: BaseException) -> None:
    first = _past_own(error.__traceback__)
    if first is not None:
        error.__traceback__ = first
        while first.tb_next is not None and _file(first).startswith(_PYTESTS):
            following = _past_own(first.tb_next)
            if following is None:
                break
            first.tb_next = following
            first = following
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:  # Each is shown with its own frames.
            _strip(each)


def _past_own(trace: TracebackType | None) -> TracebackType | None:
    while trace is not None and _file(trace).startswith(_HERE):
        trace = trace.tb_next
    return trace


def _file(trace: TracebackType) -> str:
    return trace.tb_frame.f_code.co_filename
