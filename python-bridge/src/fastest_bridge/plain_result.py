"""What unittest tells about one test method."""

from __future__ import annotations

import unittest
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Subtest:
    """One `subTest` block: its description, and its error or the reason it was skipped."""

    name: str
    error: BaseException | None = None
    skipped: str | None = None


@dataclass
class CaseResult:
    """All of it: what went wrong first comes first."""

    errors: list[BaseException] = field(default_factory=list)
    subtests: list[Subtest] = field(default_factory=list)
    skipped: str | None = None
    expected_failure: BaseException | None = None
    unexpected_success: bool = False
    success: bool = False


class Listener(unittest.TestResult):
    """Hears unittest and writes down a CaseResult."""

    def __init__(self) -> None:
        super().__init__()
        self.result = CaseResult()

    def addSuccess(self, test) -> None:
        self.result.success = True

    def addError(self, test, err) -> None:
        self.result.errors.append(err[1])

    def addFailure(self, test, err) -> None:
        self.result.errors.append(err[1])

    def addSkip(self, test, reason) -> None:
        if isinstance(test, unittest.case._SubTest):
            self.result.subtests.append(Subtest(test._subDescription(), skipped=reason))
        else:
            self.result.skipped = reason

    def addExpectedFailure(self, test, err) -> None:
        self.result.expected_failure = err[1]

    def addUnexpectedSuccess(self, test) -> None:
        self.result.unexpected_success = True

    def addSubTest(self, test, subtest, err) -> None:
        error = None if err is None else err[1]
        self.result.subtests.append(Subtest(subtest._subDescription(), error=error))

    def addDuration(self, test, elapsed) -> None:
        """The phase is measured outside; Python 3.12 warns where this method is missing."""
