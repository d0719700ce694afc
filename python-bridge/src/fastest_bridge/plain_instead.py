"""The runner on the standard library in the place of pytest, which is there but not imported.

It refuses what might come out differently, and says of a failure what pytest says of it.
"""

from __future__ import annotations

import io
import linecache
import os
import sys
import warnings

from fastest_bridge import failures, plain_check, plain_items
from fastest_bridge.capture import Capture
from fastest_bridge.channel import present
from fastest_bridge.ended import Ended
from fastest_bridge.output import limited
from fastest_bridge.plain import PlainTest, Runner
from fastest_bridge.plain_items import PlainItem
from fastest_bridge.plain_replay import Checkpoint, Unheard, can_be_copied
from fastest_bridge.plain_result import CaseResult
from fastest_bridge.plain_scopes import Scopes

_DETAILS = ("longrepr", "ansi", "crash", "frames", "exception", "expected", "actual")
_NOT_AGAIN = (
    "\n\nFor this report pytest has run the file once more, up to this test. It did not fail then."
)


class Instead(Runner):
    """As Runner; events of a test that failed are kept until its module is through."""

    def prepare(self, request: dict) -> None:
        """Take what only this kind needs from the request."""
        self._request = request
        self._scopes = Scopes(module_cleanups=False)
        self._checkpoint: Checkpoint | None = None
        self._module: object | None = None
        # Of the module that is run now, by index.
        self._ran: list[int] = []
        self._items: list[PlainItem] = []
        self._current: list[tuple[str, dict]] = []
        self._kept: list[list[tuple[str, dict]]] = []
        self._ids: dict[int, str] = {}
        self._log: list[warnings.WarningMessage] = []
        self._early: list[warnings.WarningMessage] = []
        self._broken = False
        self._once: list[str] = []
        if request.get("pytest"):
            os.environ["PYTEST_VERSION"] = request["pytest"]
        sys.stdin = _NoInput()
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(encoding="utf-8", errors="replace")

    def run(self, tests: list[str], collect_only: bool) -> Ended:
        """As Runner's, and say which files' tests were run, and which of them failed only once."""
        ended = super().run(tests, collect_only)
        if self._checkpoint is not None:
            self._checkpoint.give_up()
        if self._ids:
            files = {nodeid.partition("::")[0] for nodeid in self._ids.values()}
            self._channel.tell("quick", files=sorted(files), once=self._once, newest=0)
        return ended

    def _collect(self, tests: list[str]) -> list[PlainItem]:
        if plain_check.before() is not None:
            return []
        with warnings.catch_warnings(record=True) as log:
            _show_deprecations()
            items = super()._collect(tests)
        self._early = list(log)
        return items

    def _import(self, path: str) -> object | None:
        if self._broken:
            return None
        try:
            return plain_items.import_file(os.path.normpath(os.path.join(self._root, path)))
        except KeyboardInterrupt:
            raise
        except BaseException:
            self._broken = True
            return None

    def _refusal(self, items: list[PlainItem]) -> str | None:
        reason = plain_check.before() or plain_check.after(items, self._broken)
        if reason is None:
            self._items = items
            self._pass_on([self._warning(message, "collect", None) for message in self._early])
        return reason

    def _run_item(self, index: int, item: PlainItem, following: PlainItem | None) -> None:
        if item.module is not self._module:
            self._settle()
            self._module = item.module
            self._mark()
        self._ran.append(index)
        self._ids[index] = item.nodeid
        self._run_alone(index, item, following)
        if following is None or following.module is not self._module:
            self._settle()

    def _mark(self) -> None:
        """See that there is a copy from before the module, if one can be made."""
        checkpoint = self._checkpoint
        can_be_copied_now = can_be_copied()
        if checkpoint is not None and not (can_be_copied_now and checkpoint.is_recent()):
            checkpoint.give_up()
            checkpoint = None
        if checkpoint is None and can_be_copied_now:
            checkpoint = Checkpoint.take(self._request, self._run_again)
        self._checkpoint = checkpoint

    def _run_again(self, indices: list[int], following: int) -> None:
        """Run what was run here, in a copy, for what it leaves behind."""
        self._channel = Unheard()
        self._capture = Capture()
        for index, after in zip(indices, (*indices[1:], following)):
            self._run_alone(index, self._items[index], self._items[after])
        _no_test()

    def _run_alone(self, index: int, item: PlainItem, following: PlainItem | None) -> None:
        self._item = item
        self._current = []
        with warnings.catch_warnings(record=True) as self._log:
            _show_deprecations()
            super()._run_item(index, item, following)

    def _end(self, index: int) -> None:
        if self._log:
            self._spell_out()
            self._current += [self._warning(m, "runtest", self._item.nodeid) for m in self._log]
        super()._end(index)
        if self._current:
            _no_test()
            if self._verdict.outcome in ("failed", "error"):
                self._kept.append(self._current)
            else:
                self._pass_on(self._current)

    def _phase(self, when, is_bare, function, *arguments) -> bool:
        if not is_bare:
            os.environ["PYTEST_CURRENT_TEST"] = f"{self._item.nodeid} ({when})"
        return super()._phase(when, is_bare, function, *arguments)

    def _case(self, item: PlainItem) -> None:
        os.environ["PYTEST_CURRENT_TEST"] = f"{item.nodeid} (call)"
        super()._case(item)

    def _wishes(self) -> dict:
        quiet = sum(word.count("q") for word in self._request["args"] if word[:2] in ("-q", "--"))
        return {
            "report": {
                "verbosity": -min(quiet, 2),
                "tb": "auto",
                "chars": "wfE",
                "header": True,
                "summary": True,
                "foldSkipped": True,
                "xfailTb": False,
                "showCapture": "all",
                "collectOnly": False,
                "annotates": False,
                "lines": [],
                "cacheDir": os.path.join(self._root, ".pytest_cache"),
            }
        }

    def _tell_case(self, result: CaseResult, start: float) -> None:
        rest = (result.errors, result.unexpected_success, result.expected_failure)
        if not any(rest) and any(subtest.error for subtest in result.subtests):
            # pytest leaves it to the subtests to fail.
            self._tell("call", "passed", start)
        else:
            super()._tell_case(result, start)

    def _set_up(self, item: PlainItem, test: PlainTest) -> None:
        # What could not be run here was refused.
        self._scopes.enter(item)
        test.set_up()

    def _tell(self, when: str, outcome: str, start: float, **fields: object) -> None:
        if "reason" in fields:
            path, line = self._item.place()
            path = os.path.abspath(path)
            fields["place"] = f"{os.path.relpath(path, self._request['cwd'])}:{(line or 0) + 1}"
        super()._tell(when, outcome, start, **fields)

    def _say(self, t: str, **fields: object) -> None:
        self._current.append((t, fields))

    def _settle(self) -> None:
        _no_test()
        kept, self._kept = self._kept, []
        ran, self._ran = self._ran, []
        self._module = None
        details: dict[str, list[dict]] = {}
        checkpoint = self._checkpoint
        if checkpoint is not None and kept:
            self._checkpoint = None
            last = ran.index(kept[-1][-1][1]["i"])
            details = checkpoint.replay(ran[0], [self._ids[index] for index in ran[: last + 1]])
        elif checkpoint is not None:
            checkpoint.before += ran
        for events in kept:
            nodeid = self._ids[events[-1][1]["i"]]
            found = details.get(nodeid)
            if found is not None and not any(each["outcome"] == "failed" for each in found):
                self._once.append(nodeid)
            self._pass_on([(t, _with(fields, found)) for t, fields in events])
        if kept:
            self._channel.flush()

    def _pass_on(self, events: list[tuple[str, dict]]) -> None:
        for t, fields in events:
            self._channel.event(t, **fields)

    def _warning(self, message, when: str, nodeid: str | None) -> tuple[str, dict]:
        self._count("warnings")
        return "warning", {
            "message": limited(failures.guarded(lambda: str(message.message), "warning"), 65536),
            "category": message.category.__name__,
            "path": os.path.abspath(message.filename),
            "line": message.lineno,
            "when": when,
            **present(id=nodeid, source=_source(message)),
        }


def _source(warning) -> str | None:
    line = warning.line
    if line is None:
        line = linecache.getline(warning.filename, warning.lineno)
    return limited(line.strip(), 65536) or None


# From Python 3.14 on the filters may be those of a context, which only `filterwarnings` finds.
_HAS_FILTERS_OF_ITS_OWN = bool(getattr(sys.flags, "context_aware_warnings", False))


class _NoInput(io.TextIOBase):
    """What pytest's capture puts in the place of stdin."""

    encoding = "utf-8"

    def readable(self) -> bool:
        return False

    def read(self, size: int | None = -1) -> str:
        raise OSError("reading from stdin while output is captured")

    readline = read

    def __next__(self) -> str:
        return self.read()


def _no_test() -> None:
    """Between two tests nobody of the person's looks, so that this can wait for the end of a file."""
    os.environ.pop("PYTEST_CURRENT_TEST", None)


# What pytest shows beside what Python shows, as `warnings.filterwarnings` writes it down.
_SHOWN = [
    ("always", None, kind, None, 0) for kind in (PendingDeprecationWarning, DeprecationWarning)
]


def _show_deprecations() -> None:
    """Show what pytest shows beside what Python shows; called first in `catch_warnings`."""
    if _HAS_FILTERS_OF_ITS_OWN:
        for _, _, kind, _, _ in reversed(_SHOWN):
            warnings.filterwarnings("always", category=kind)
    else:
        # Twenty times as quick. `catch_warnings` has just told the interpreter that the filters are others.
        warnings.filters[:0] = _SHOWN


def _with(fields: dict, found: list[dict] | None) -> dict:
    """Give a failed phase with what pytest has said of it; `found` is None where it was not asked."""
    if found is None or fields.get("outcome") != "failed" or "longrepr" not in fields:
        return fields
    for event in found:
        same = all(event.get(name) == fields.get(name) for name in ("when", "outcome", "subtest"))
        if same and "longrepr" in event:
            kept = {name: value for name, value in fields.items() if name not in _DETAILS}
            return {**kept, **{name: event[name] for name in _DETAILS if name in event}}
    return {**fields, "longrepr": f"{fields['longrepr']}{_NOT_AGAIN}"}
