"""Engine `plain`: runs functions, plain classes and unittest's cases with the standard library alone."""

from __future__ import annotations

import dataclasses
import importlib
import os
import traceback
import unittest
from time import perf_counter
from typing import Callable

from fastest_bridge import covering, failures, plain_items
from fastest_bridge.capture import Capture
from fastest_bridge.channel import Channel, present
from fastest_bridge.ended import Ended
from fastest_bridge.output import limited
from fastest_bridge.plain_items import NotRunnable, PlainItem
from fastest_bridge.plain_result import CaseResult, Listener
from fastest_bridge.plain_scopes import Scopes, call
from fastest_bridge.reports import place_within
from fastest_bridge.verdict import Verdict

_INTERNAL = (
    os.path.dirname(os.path.abspath(__file__)) + os.sep,
    os.path.dirname(os.path.abspath(unittest.__file__)) + os.sep,
    os.path.dirname(os.path.abspath(importlib.__file__)) + os.sep,
    "<frozen importlib",
)


_PHASES = ("setup", "call", "teardown")


def run(channel: Channel, request: dict) -> Ended:
    """Import the files of the tests, run those that the server hands out, report to the channel."""
    root = os.path.abspath(request.get("rootdir") or os.getcwd())
    try:
        cover = covering.begin_plain(request, request.get("args") or [])
    except covering.Wrong as error:
        return Ended(4, f"ERROR: {error}")
    capture = Capture()
    capture.start()
    tells_imports = request.get("timeout") is not None or bool(request.get("imports"))
    kind = Runner
    if request.get("instead"):
        from fastest_bridge.plain_instead import Instead

        kind = Instead
    runner = kind(channel, capture, root, _maxfail(request.get("args") or []), tells_imports)
    try:
        runner.prepare(request)
        ended = runner.run(request.get("tests") or [], bool(request.get("collectOnly")))
    finally:
        capture.stop()
    if cover is None:
        return ended
    cover.finish()
    return dataclasses.replace(ended, rest=cover.description(failed=ended.exit == 1))


class Runner:
    """Runs what the server hands out; all of it is told to the channel."""

    def __init__(
        self, channel: Channel, capture: Capture, root: str, maxfail: int, tells_imports: bool
    ) -> None:
        self._tells_imports = tells_imports
        self._maxfail = maxfail
        self._channel = channel
        self._capture = capture
        self._root = root
        self._place = place_within(root)
        self._places: dict[str, str] = {}
        self._errors: list[dict] = []
        self._skipped: list[dict] = []
        self._stats: dict[str, int] = {}
        self._scopes = Scopes()
        self._verdict = Verdict()
        self._index = 0
        # How long the item's phases took, as long as each has passed and there is nothing else to tell.
        self._quiet: list[float] | None = None

    def prepare(self, request: dict) -> None:
        """Take further wishes from the request."""

    def run(self, tests: list[str], collect_only: bool) -> Ended:
        items = self._collect(tests)
        for _ in self._capture.take():
            pass  # Printed while importing; pytest does not show it either.
        refusal = self._refusal(items)
        if refusal is not None:
            self._channel.refuse(refusal)
            return Ended(3, refusal, self._stats)
        self._channel.collected(
            [self._describe(item) for item in items],
            {
                **self._wishes(),
                "rootdir": self._root,
                "deselected": 0,
                "errors": self._errors,
                "skipped": self._skipped,
                "unmatched": [],
            },
        )
        if self._errors:
            number = len(self._errors)
            text = f"{number} error{'s' if number != 1 else ''} during collection"
            return Ended(2, text, self._stats)
        if not collect_only:
            try:
                for index, following in self._channel.assignments():
                    after = None if following is None else items[following]
                    self._run_item(index, items[index], after)
                    if 0 < self._maxfail <= self._bad():
                        self._scopes.leave(None)
                        self._settle()
                        return Ended(1, f"stopping after {self._bad()} failures", self._stats)
            except KeyboardInterrupt:
                self._scopes.leave(None)
                self._settle()
                return Ended(2, "interrupted", self._stats)
        return Ended(1 if self._bad() else 0 if items else 5, None, self._stats)

    def _refusal(self, items: list[PlainItem]) -> str | None:
        """Give a reason why not to run these tests; there is none where nobody else could."""

    def _wishes(self) -> dict:
        """Give what the server is to know of the person's wishes."""
        return {}

    def _settle(self) -> None:
        """Say what was kept back."""

    def _say(self, t: str, **fields: object) -> None:
        self._channel.event(t, **fields)

    def _bad(self) -> int:
        return self._stats.get("failed", 0) + self._stats.get("error", 0)

    def _collect(self, tests: list[str]) -> list[PlainItem]:
        modules: dict[str, object] = {}
        items = []
        for nodeid in tests:
            path, _, names = nodeid.partition("::")
            if path not in modules:
                modules[path] = self._import(path)
            module = modules[path]
            if module is not None:
                items.append(plain_items.find(nodeid, module, names.split("::")))
        return items

    def _import(self, path: str) -> object | None:
        file = os.path.normpath(os.path.join(self._root, path))
        try:
            self._collecting(id=path, path=file)
            return plain_items.import_file(file)
        except unittest.SkipTest as error:
            self._count("skipped")
            line = failures.line_in(error, file)
            self._skipped.append({"id": path, "path": path, "line": line, "reason": str(error)})
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            self._count("error")
            text = _text(error)
            advice = plain_items.needs_pytest(error)
            failed = {
                "id": path,
                "path": self._place(path),
                "line": failures.line_in(error, file),
                "longrepr": f"{advice}\n{text}" if advice else text,
            }
            self._errors.append(failed)
            self._channel.event("collecterror", **failed)
            self._channel.flush()
        finally:
            self._collecting()
        return None

    def _collecting(self, **what: object) -> None:
        if self._tells_imports:
            self._channel.event("collecting", **what)
            self._channel.flush()

    def _describe(self, item: PlainItem) -> dict:
        path, line = item.place()
        place = self._places.get(path)
        if place is None:
            place = self._places[path] = self._place(os.path.abspath(path))
        return {
            "id": item.nodeid,
            "path": place,
            "line": line,
            "kind": "function",
            "marks": [],
        }

    def _run_item(self, index: int, item: PlainItem, following: PlainItem | None) -> None:
        self._index = index
        self._quiet = []
        self._channel.begin(index)
        self._capture.start()
        test = PlainTest(item)
        is_bare = self._scopes.stand(item) and not test.is_set_up()
        if self._phase("setup", is_bare, self._set_up, item, test):
            if item.case is not None:
                self._case(item)
            else:
                self._phase("call", False, test.run)
        is_bare = self._scopes.stay(following) and not test.is_torn_down()
        self._phase("teardown", is_bare, self._tear_down, test, following)
        self._end(index)

    def _end(self, index: int) -> None:
        if self._quiet is not None:
            self._count("passed")
            self._channel.passed(index, *self._quiet)
        else:
            verdict = self._verdict
            self._say("finished", i=index, outcome=verdict.outcome, duration=verdict.duration)

    def _spell_out(self) -> None:
        """Tell the phases that have passed one by one: there is more to tell of this item."""
        quiet, self._quiet = self._quiet, None
        if quiet is not None:
            self._verdict = Verdict()
            for when, duration in zip(_PHASES, quiet):
                self._report(when, "passed", duration)

    def _set_up(self, item: PlainItem, test: PlainTest) -> None:
        item.check()
        self._scopes.enter(item)
        test.set_up()

    def _tear_down(self, test: PlainTest, following: PlainItem | None) -> None:
        try:
            test.tear_down()
        finally:
            self._scopes.leave(following)

    def _phase(
        self, when: str, is_bare: bool, function: Callable[..., None], *arguments: object
    ) -> bool:
        """Do what a phase is, and tell it; a bare one has nothing of the person's in it."""
        start = perf_counter()
        try:
            function(*arguments)
        except unittest.SkipTest as error:
            self._tell(when, "skipped", start, reason=str(error))
            return False
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            self._tell(when, "failed", start, **_failure([error]))
            return False
        if is_bare and self._quiet is not None:
            self._quiet.append(perf_counter() - start)
        else:
            self._tell(when, "passed", start)
        return True

    def _case(self, item: PlainItem) -> None:
        listener = Listener()
        start = perf_counter()
        try:
            item.case(item.name)(listener)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            listener.result.errors.append(error)
        result = listener.result
        for subtest in result.subtests:
            if subtest.error is not None:
                self._subtest(subtest.name, "failed", **_failure([subtest.error]))
            elif subtest.skipped is not None:
                self._subtest(subtest.name, "skipped", reason=subtest.skipped)
            else:
                self._subtest(subtest.name, "passed")
        self._tell_case(result, start)

    def _tell_case(self, result: CaseResult, start: float) -> None:
        broken = sum(subtest.error is not None for subtest in result.subtests)
        if result.errors:
            self._tell("call", "failed", start, **_failure(result.errors))
        elif result.unexpected_success:
            self._tell("call", "failed", start, longrepr="Unexpected success")
        elif result.expected_failure is not None:
            self._tell("call", "skipped", start, xfail="")
        elif broken:
            text = f"contains {broken} failed subtest{'s' if broken > 1 else ''}"
            self._tell("call", "failed", start, longrepr=text)
        elif result.skipped is not None:
            self._tell("call", "skipped", start, reason=result.skipped)
        elif result.success or any(subtest.skipped is not None for subtest in result.subtests):
            self._tell("call", "passed", start)
        else:
            self._tell("call", "failed", start, longrepr="unittest did not say how the test ended")

    def _subtest(self, name: str, outcome: str, **fields: object) -> None:
        self._spell_out()
        category = "failed" if outcome == "failed" else ""
        self._verdict.add_subtest(outcome, False)
        self._count(category)
        self._say(
            "phase",
            i=self._index,
            when="call",
            outcome=outcome,
            category=category,
            duration=0.0,
            subtest=name,
            **fields,
        )

    def _tell(self, when: str, outcome: str, start: float, **fields: object) -> None:
        duration = perf_counter() - start
        heard = self._capture.is_ahead()
        if self._quiet is not None:
            if outcome == "passed" and not heard:
                self._quiet.append(duration)
                return
            self._spell_out()
        if heard:
            for stream, text in self._capture.take():
                self._say("output", i=self._index, when=when, stream=stream, text=text)
        self._report(when, outcome, duration, **fields)
        if outcome == "failed":
            self._channel.flush()

    def _report(self, when: str, outcome: str, duration: float, **fields: object) -> None:
        xfail = "xfail" in fields
        category = _category(when, outcome, xfail)
        self._verdict.add(when, outcome, xfail, duration)
        self._count(category)
        self._say(
            "phase",
            i=self._index,
            when=when,
            outcome=outcome,
            category=category,
            duration=duration,
            **fields,
        )

    def _count(self, category: str) -> None:
        if category:
            self._stats[category] = self._stats.get(category, 0) + 1


def _maxfail(args: list[str]) -> int:
    """Give how many failures end the run, by pytest's options; 0 for any number."""
    found = 0
    for at, word in enumerate(args):
        name, equals, value = word.partition("=")
        if name == "--maxfail":
            value = value if equals else "".join(args[at + 1 : at + 2])
            found = int(value) if value.isdigit() else found
        elif word == "--exitfirst" or (
            word[:1] == "-" and "x" in word and not word.strip("-vqsxl")
        ):
            found = 1
    return found


class PlainTest:
    """A function, or a method of a plain class, with what xunit style puts around it."""

    def __init__(self, item: PlainItem) -> None:
        self._item = item
        self._function: Callable | None = None
        self._owner: object | None = None

    def is_set_up(self) -> bool:
        """Whether setting up calls something of the person's."""
        item = self._item
        if item.case is not None:
            return False
        return bool(item.classes) or getattr(item.module, "setup_function", None) is not None

    def is_torn_down(self) -> bool:
        """The same for tearing down."""
        if self._function is None:
            return False
        name = "teardown_method" if self._item.classes else "teardown_function"
        return getattr(self._owner, name, None) is not None

    def set_up(self) -> None:
        item = self._item
        if item.case is not None:
            return
        if any(getattr(cls, "__unittest_skip__", False) for cls in item.classes):
            raise unittest.SkipTest(getattr(item.classes[-1], "__unittest_skip_why__", ""))
        if item.classes:
            owner = item.classes[-1]()
            function = getattr(owner, item.name)
            self._around("setup_method", owner, function)
        else:
            owner, function = item.module, item.function
            self._around("setup_function", owner, function)
        # Only from here on there is something to run and to tear down.
        self._owner, self._function = owner, function

    def run(self) -> None:
        self._function()

    def tear_down(self) -> None:
        if self._function is not None:
            name = "teardown_method" if self._item.classes else "teardown_function"
            self._around(name, self._owner, self._function)

    @staticmethod
    def _around(name: str, owner: object, function: Callable) -> None:
        around = getattr(owner, name, None)
        if around is not None:
            call(around, function)


def _category(when: str, outcome: str, xfail: bool) -> str:
    if outcome == "skipped":
        return "xfailed" if xfail else "skipped"
    if when == "call":
        return outcome
    return "error" if outcome == "failed" else ""


def _failure(errors: list[BaseException]) -> dict:
    """Give the fields of a failed phase; the first error is the one that says what went wrong."""
    first = errors[0]
    if isinstance(first, NotRunnable):
        return {"longrepr": str(first)}
    fields = failures.describe(first)
    crash = failures.crash(first, fields["frames"])
    text = "\n".join(_text(error) for error in errors)
    return {"longrepr": limited(text), **present(crash=crash), **fields}


def _text(error: BaseException) -> str:
    shown = traceback.TracebackException.from_exception(error)
    todo = [shown]
    seen = set()
    while todo:
        part = todo.pop()
        if part is None or id(part) in seen:
            continue
        seen.add(id(part))
        own = [step for step in part.stack if not step.filename.startswith(_INTERNAL)]
        part.stack = traceback.StackSummary.from_list(own)
        todo += [part.__cause__, part.__context__, *(getattr(part, "exceptions", None) or [])]
    return failures.guarded(lambda: "".join(shown.format()).rstrip("\n"), "the traceback")
