"""What is told of an item that runs: its phases, what failed in them, and its outcome."""

from __future__ import annotations

import traceback

from _pytest.terminal import pytest_report_teststatus as _usual_status

from fastest_bridge import comparison, pytest_failures, reports
from fastest_bridge.channel import Channel, present
from fastest_bridge.ended import Account
from fastest_bridge.output import limited
from fastest_bridge.pytest_choices import Choices
from fastest_bridge.verdict import Verdict


class Phases:
    """Tells the reports of the item that runs; engine `lean` tells it of phases that passed without one."""

    def __init__(self, channel: Channel, account: Account, choices: Choices, color: bool) -> None:
        self._channel = channel
        self._account = account
        self._choices = choices
        self._color = color
        self._current: int | None = None
        self._verdict = Verdict()
        # Of an item that `lean` runs: the phases that passed and are not told yet; None where all is told.
        self._held_back: list[tuple[str, float]] | None = None
        # By node id and phase: what the exception behind the coming report has told.
        self._details: dict[tuple[str, str], dict] = {}
        # By frame and line: the two sides of comparisons that came out false.
        self._compared: dict[tuple[int, int], tuple[str, str]] = {}

    def configured(self, config) -> None:
        """Settings and initial conftests are read."""
        self._config = config
        self._start = str(config.invocation_params.dir)

    # One item

    def begin(self, index: int, limit: float | None) -> None:
        """Tell that pytest begins with an item; `limit` is what the server grants it, in seconds."""
        self._current = index
        self._verdict = Verdict()
        self._details.clear()
        self._channel.event("started", i=index, **present(limit=limit))
        # The server has to know which test a hang or a crash belongs to.
        self._channel.flush()

    def end(self, is_excused: bool) -> None:
        """Tell the outcome of an item that pytest ran; excused is what was not meant to be called."""
        if is_excused:
            self._verdict.excuse()
        self._finish()

    def begin_lean(self, index: int) -> None:
        """Tell that engine `lean` begins with an item."""
        self._current = index
        self._held_back = []
        self._details.clear()
        self._channel.begin(index)

    def end_lean(self) -> None:
        """Tell the outcome of an item that engine `lean` ran, in one word if it is one."""
        phases = self._held_back
        if phases is not None and len(phases) == 3:
            self._held_back = None
            self._channel.passed(self._current, *(duration for _, duration in phases))
            self._current = None
        else:
            self.release()
            self._finish()

    def _finish(self) -> None:
        verdict = self._verdict
        if verdict.outcome == "error" and not verdict.explained:
            self._cannot_report("call", "no report of a call came for this test")
        fields = self._choices.with_item()
        self._channel.event(
            "finished",
            i=self._current,
            outcome=verdict.outcome,
            duration=verdict.duration,
            **fields,
        )
        self._current = None

    # Phases without a report

    def passed(self, item, when: str, duration: float) -> None:
        """Take note of a phase that `lean` has run and that passed."""
        if self._compared:
            self._compared = {}
        if when == "call":
            self._account.count("passed")
        if item._report_sections and self._held_back is not None:
            self.release()
        if self._held_back is None:
            self._tell_passed(item, when, duration)
        else:
            self._held_back.append((when, duration))

    def release(self) -> None:
        """Tell what `lean` has kept back as one word, because it will not be one."""
        phases, self._held_back = self._held_back, None
        if phases is not None:
            self._verdict = Verdict()
            for when, duration in phases:
                self._tell_passed(None, when, duration)

    def _tell_passed(self, item, when, duration) -> None:
        self._verdict.add(when, "passed", False, duration)
        for stream, text in () if item is None else reports.sections_of(item, when):
            self._channel.event("output", i=self._current, when=when, stream=stream, text=text)
        category = "passed" if when == "call" else ""
        self._channel.event(
            "phase",
            i=self._current,
            when=when,
            outcome="passed",
            category=category,
            duration=duration,
        )

    # What a failure tells before it is reported

    def compared(self, frame, left: object, right: object) -> None:
        """Take note of two sides that are not equal; `frame` is where pytest asks about them."""
        frame = pytest_failures.person_frame(frame)
        if frame is not None:
            self._compared[id(frame), frame.f_lineno] = comparison.texts(left, right)

    def made(self, item, call, outcome) -> None:
        """Take note of what the exception behind a report tells, while it is there."""
        compared, self._compared = self._compared, {}
        if outcome.excinfo is not None:
            return
        self._details.pop((item.nodeid, call.when), None)
        if outcome.get_result().outcome == "failed" and call.excinfo is not None:
            found = pytest_failures.details(call.excinfo.value, compared)
            self._details[item.nodeid, call.when] = found

    # Reports

    def reported(self, report) -> None:
        """Tell a report; one that cannot be told makes its item an error."""
        try:
            self._tell(report)
        except Exception:
            # The test may have passed, but nobody would know: it must not count as good.
            self._cannot_report(report.when, traceback.format_exc())

    def _tell(self, report) -> None:
        self.release()
        # A plugin may correct the outcome while it is asked for the category, so this goes first.
        status = self._config.hook.pytest_report_teststatus(report=report, config=self._config)
        # Nobody answers where the terminal's plugin is switched off.
        category = str((status or _usual_status(report))[0])
        if getattr(report, "count_towards_summary", True):
            self._account.count(category)
        if self._current is None:
            return  # Made by a plugin outside of any test.
        xfail = hasattr(report, "wasxfail")
        subtest = reports.is_subtest(report)
        if subtest:
            self._verdict.add_subtest(report.outcome, xfail)
        else:
            self._verdict.add(report.when, report.outcome, xfail, report.duration)
        for stream, text in reports.outputs(report):
            self._channel.event(
                "output", i=self._current, when=report.when, stream=stream, text=text
            )
        fields = {
            "i": self._current,
            "when": report.when,
            "outcome": report.outcome,
            "category": category,
            "duration": report.duration,
            **self._explained(report, xfail),
        }
        if subtest:
            fields["subtest"] = reports.subtest_name(report)
        self._channel.event("phase", **fields)
        if report.outcome not in ("passed", "skipped"):
            self._channel.flush()

    def _explained(self, report, xfail) -> dict:
        """Give the fields that say why a phase came out as it did."""
        fields: dict = {}
        if xfail:
            reason = str(report.wasxfail)
            fields["xfail"] = reason[8:] if reason.startswith("reason: ") else reason
            if report.outcome == "skipped" and getattr(self._config.option, "xfail_tb", False):
                fields.update(self._failure(report))
        elif report.outcome == "skipped":
            fields.update(present(reason=reports.skip_reason(report)))
            fields.update(present(place=reports.skip_place(report, self._start)))
        elif report.outcome != "passed":
            fields.update(self._failure(report))
        return fields

    def _failure(self, report) -> dict:
        known = self._details.get((report.nodeid, report.when), {})
        return pytest_failures.of_phase(self._config, report, known, self._color)

    def _cannot_report(self, when, text) -> None:
        self.release()
        self._config.pluginmanager.getplugin("session").testsfailed += 1
        if self._current is None:
            self._account.message = text
            return
        self._verdict.fail()
        self._account.count("error")
        self._channel.event(
            "phase",
            i=self._current,
            when=when,
            outcome="failed",
            category="error",
            duration=0.0,
            longrepr=limited(f"Fastest could not report this test:\n{text}"),
        )
        self._channel.flush()
