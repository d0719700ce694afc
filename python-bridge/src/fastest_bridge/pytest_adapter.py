"""Engine `full`: pytest itself, with a plugin that tells what happens and asks what to run.

Everything of pytest that the bridge uses is in this module, so that it loads without pytest too.
"""

from __future__ import annotations

import importlib
import inspect
import io
import linecache
import os
import sys
import traceback
from typing import TYPE_CHECKING

import _pytest
import pluggy
import pytest
from _pytest.assertion import rewrite
from _pytest.config import ConftestImportFailure, _prepareconfig, default_plugins
from _pytest.doctest import DoctestItem
from _pytest.junitxml import xml_key
from _pytest.terminal import getreportopt
from _pytest.terminal import pytest_report_teststatus as _usual_status

from fastest_bridge import (
    bytecode,
    comparison,
    covering,
    failures,
    lean_rule,
    limits,
    parkable,
    reporting,
    reports,
    separate,
    stacks,
    workers,
)
from fastest_bridge.channel import Channel, present
from fastest_bridge.ended import Ended
from fastest_bridge.junit import Junit
from fastest_bridge.output import limited
from fastest_bridge.selection import Selection
from fastest_bridge.verdict import Verdict
from fastest_bridge.world import World

if TYPE_CHECKING:
    from fastest_bridge.parking import Parking

_FOREIGN = tuple(
    os.path.dirname(os.path.abspath(module.__file__)) + os.sep
    for module in (_pytest, pytest, pluggy)
)
# What pytest 9.1 and later raise for a plugin that breaks while it is loaded; nothing is caught before.
_PluginImportFailure = getattr(_pytest.config, "PluginImportFailure", ())

# How pytest 9.1 and later call themselves in their usage.
_HAS_PROG = "prog" in inspect.signature(_prepareconfig).parameters

# Collectors that import: a file, or the conftests of a folder (pytest 8 and later).
_IMPORTING = (pytest.File, getattr(pytest, "Directory", pytest.Package))

# Of a text that is too long for one frame.
_PIECE = 1024 * 1024

# Looked up here: a test may replace it, and our hooks run while it has.
_getframe = sys._getframe


def preload() -> None:
    """Import what every session of pytest imports at its start."""
    for name in default_plugins:
        importlib.import_module(f"_pytest.{name}")
    # Imported by the debugging and the faulthandler plugins whenever a session is configured.
    importlib.import_module("pdb")
    importlib.import_module("faulthandler")
    if lean_rule.knows(pytest.version_tuple):
        importlib.import_module("fastest_bridge.lean")


def run(channel: Channel, request: dict, parking: Parking | None = None) -> Ended:
    """Do what `python -m pytest ARGS` does in this process, reporting to the channel.

    With `parking`, the process may stay where it stands, and the session go on in a fork.
    """
    args = [*(["--collect-only"] if request.get("collectOnly") else []), *request["args"]]
    world = World.begin(request["cwd"]) if request.get("world") else None
    plugin = Plugin(channel, request, world, parking)
    if args.count("--version") + args.count("-V") == 1:
        return Ended(0, f"pytest {pytest.__version__}")
    bytecode.distrust_rewritten(rewrite)
    try:
        # A process that measures must not be forked from again: what ran in it would count twice, or never.
        give_up = parking.give_up if parking is not None else lambda: None
        args, cover = covering.begin(request, args, pytest, give_up)
    except covering.Wrong as error:
        return Ended(4, f"ERROR: {error}")
    if pytest.version_tuple >= (8, 2):
        os.environ["PYTEST_VERSION"] = pytest.__version__
    try:
        code = _main(args, [plugin, cover])
    except ConftestImportFailure as error:
        cause = error.cause if hasattr(error, "cause") else error.excinfo[1]
        header = f"ImportError while loading conftest '{error.path}'."
        return Ended(4, _import_failure(header, cause), plugin.stats)
    except _PluginImportFailure as error:
        header = f'Error while loading plugin "{error}".'
        return Ended(3, _import_failure(header, error.__cause__), plugin.stats)
    except pytest.UsageError as error:
        text = "\n".join(f"ERROR: {part}" for part in error.args)
        return Ended(4, text, plugin.stats, plugin.rest)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:
        # pytest lets it through to the interpreter, which prints it and exits with 1.
        return Ended(1, traceback.format_exc(), plugin.stats, plugin.rest)
    rest = {**plugin.rest, **cover.description(failed=code == pytest.ExitCode.TESTS_FAILED)}
    return Ended(code, plugin.message(), plugin.stats, rest)


class Plugin:
    """pytest's hooks, as one worker of one run sees them."""

    def __init__(
        self, channel: Channel, request: dict, world: World | None, parking: Parking | None
    ) -> None:
        self.stats: dict[str, int] = {}
        # What goes with the session's last word beside the exit code.
        self.rest: dict = {}
        self._channel = channel
        self._parking = parking
        # For a run only, parking is of use where there is something to share.
        self._for_run = request.get("warm") == "run"
        self._reports: list = []
        self._take(request)
        self._color = bool(request.get("color"))
        self._limit: float | None = request.get("timeout")
        self._tells_imports = self._limit is not None or bool(request.get("imports"))
        self._world = world
        self._screen = _Screen()
        self._message: str | None = None
        self._deselected = 0
        # Whether there is a complete collection that the server does not know yet.
        self._untold = False
        # What the person wants to see, until the server knows it.
        self._choices: dict | None = None
        self._junit: Junit | None = None
        self._errors: list[dict] = []
        self._skipped: list[dict] = []
        self._current: int | None = None
        self._verdict = Verdict()
        self._wants_lean = request["engine"] == "lean"
        self._lean = None
        # Of an item that `lean` runs: the phases that passed and are not told yet; None where all is told.
        self._untold_phases: list[tuple[str, float]] | None = None
        # By node id and phase: what the exception behind the coming report has told.
        self._details: dict[tuple[str, str], dict] = {}
        # By frame and line: the two sides of comparisons that came out false.
        self._compared: dict[tuple[int, int], tuple[str, str]] = {}

    def message(self) -> str | None:
        """Give the text that goes with the exit code, if there is something to say."""
        return self._message or self._screen.text() or None

    # Configuration

    @pytest.hookimpl(tryfirst=True, hookwrapper=True)
    def pytest_cmdline_main(self, config):
        self._config = config
        self._place = reports.place_within(str(config.rootpath))
        self._start = str(config.invocation_params.dir)
        _run_in_process(config.option)
        workers.configure(config.option, self._request)
        if self._limit is not None:
            limits.give_to_plugin(config, self._limit)
            self._collecting()
        if self._world is not None:
            self._world.add_root(str(config.rootpath))
        if self._parking is not None:
            self._parking.world.configured(str(config.rootpath), _cache_folder(config))
            if not self._for_run:
                self._park("configured", None, further=True)
        if self._only is not None:
            # Only now: settings and conftests are those of the whole collection.
            config.args = separate.absolute(self._only)
        self._sys_path = list(sys.path)
        yield

    def pytest_plugin_registered(self, plugin, manager):
        if self._lean is not None:
            self._lean.forget()
        # The reporter stays, because options and plugins need it, but nobody looks at its screen.
        if manager.get_name(plugin) == "terminalreporter":
            writer = getattr(plugin, "_tw", None)
            if writer is not None:
                writer._file = self._screen
                writer.hasmarkup = self._color
            plugin.hasmarkup = self._color

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self, session):
        config = session.config
        chars = getreportopt(config) if hasattr(config.option, "reportchars") else ""
        self._choices = reporting.choices(config, chars)
        self._choices["lines"] = reporting.lines(self._screen.text())
        log = config.stash.get(xml_key, None)
        if log is not None:
            self._junit = Junit(log)
            self._choices["junit"] = {"file": self._junit.file, "frame": self._junit.frame()}

        if self._choices.get("durations") is not None:
            # The slowest of all sessions are the server's to find.
            config.option.durations = None
        if getattr(config.option, "usepdb", False) or getattr(config.option, "trace", False):
            # The prompt is on the person's terminal, and what pytest says around it belongs there.
            config.pluginmanager.register(_Live(self._screen, _print), "fastest-live")
        elif reporting.is_live(config):
            config.pluginmanager.register(_Live(self._screen, self._say), "fastest-live")
        workers.become(config, self._request)

    # Collection

    @pytest.hookimpl(hookwrapper=True)
    def pytest_collection(self):
        outcome = yield
        self._untold = outcome.excinfo is None

    @pytest.hookimpl(hookwrapper=True)
    def pytest_make_collect_report(self, collector):
        told = self._tells_imports and isinstance(collector, _IMPORTING)
        if told:
            self._collecting(id=collector.nodeid, path=str(collector.path))
        outcome = yield
        if told:
            self._collecting()
        if outcome.excinfo is None:
            report = outcome.get_result()
            call = getattr(report, "call", None)
            if report.outcome == "failed" and call is not None and call.excinfo is not None:
                path = str(getattr(collector, "path", ""))
                line = failures.line_in(call.excinfo.value, path)
                self._details[report.nodeid, "collect"] = {"path": path, "line": line}

    def pytest_collectreport(self, report):
        if self._parking is not None:
            self._reports.append(report)
        if report.outcome == "failed":
            self._count("error")
            self._collect_error(report)
        elif report.outcome == "skipped":
            self._count("skipped")
            path, line = report.nodeid.split("::")[0], None
            if isinstance(report.longrepr, tuple):
                path, line = report.longrepr[0], report.longrepr[1] - 1
            self._skipped.append(
                {
                    "id": report.nodeid,
                    "path": self._place(str(path)),
                    "line": line,
                    "reason": reports.skip_reason(report),
                }
            )

    @pytest.hookimpl(tryfirst=True, hookwrapper=True)
    def pytest_collection_modifyitems(self, items):
        outcome = yield
        if outcome.excinfo is None and not self._may_park():
            self._select(items)

    def pytest_deselected(self, items):
        self._deselected += len(items)
        if items:
            self._count("deselected", len(items))

    # Running

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        forked = False
        if self._may_park():
            forked = self._park("collected", session, further=False)
            self._parking.give_up()
            self._select(session.items)
            session.testscollected = len(session.items)
        option = session.config.option
        if self._wants_lean and option.collectonly:
            self._channel.tell("engines", **_engines(session, self))
        self._tell_collected(session)
        if forked:
            # While the server thinks about what to run.
            self._refresh(session.config)
        if session.testsfailed and not option.continue_on_collection_errors:
            failed = session.testsfailed
            raise session.Interrupted(
                f"{failed} error{'s' if failed != 1 else ''} during collection"
            )
        if option.collectonly:
            return True
        items = session.items
        if self._wants_lean:
            self._lean = _lean(session, self)
        try:
            self._run_items(session, items)
        finally:
            if self._lean is not None:
                self._lean.settle()
        # What the person's code does at the end of the session must not take the last result with it.
        self._channel.flush()
        return True

    def _run_items(self, session, items):
        for index, following in self._channel.assignments():
            self._run(session, index, items[index], None if following is None else items[following])
            if session.shouldfail:
                self._message = str(session.shouldfail)
                raise session.Failed(session.shouldfail)
            if session.shouldstop:
                raise session.Interrupted(session.shouldstop)

    def pytest_assertrepr_compare(self, op, left, right):
        if op == "==":
            frame = _getframe(1)
            while frame is not None and frame.f_code.co_filename.startswith(_FOREIGN):
                frame = frame.f_back
            if frame is not None:
                self._compared[id(frame), frame.f_lineno] = comparison.texts(left, right)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item, call):
        outcome = yield
        compared, self._compared = self._compared, {}
        if outcome.excinfo is not None:
            return
        self._details.pop((item.nodeid, call.when), None)
        if outcome.get_result().outcome == "failed" and call.excinfo is not None:
            self._details[item.nodeid, call.when] = self._describe(call.excinfo.value, compared)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report):
        try:
            self._report(report)
        except Exception:
            # The test may have passed, but nobody would know: it must not count as good.
            self._cannot_report(report.when, traceback.format_exc())

    def pytest_warning_recorded(self, warning_message, when, nodeid, location):
        self._tell_phases()
        self._count("warnings")
        self._channel.event(
            "warning",
            message=limited(
                failures.guarded(lambda: str(warning_message.message), "warning"), 65536
            ),
            category=warning_message.category.__name__,
            path=os.path.abspath(warning_message.filename),
            line=warning_message.lineno,
            when=when,
            **present(id=nodeid or None, source=_source(warning_message)),
        )

    # Parking

    def _take(self, request):
        self._request = request
        select = request.get("select")
        self._selection = None if select is None else Selection(select)
        self._only: list[str] | None = request.get("only")

    def _may_park(self):
        return self._parking is not None and self._parking.may_park()

    def _park(self, layer, session, further):
        """Park; True in a fork that runs for another request."""
        if not self._may_park():
            return False

        def why_not():
            early = workers.asked_early(str(self._config.rootpath))
            if early is None and self._junit is not None:
                early = "a JUnit report has begun"
            return early or (None if session is None else parkable.collected(session))

        def capture():
            return _capture_files(self._config)

        request = self._parking.park(layer, why_not, capture, further)
        if request is not None:
            self._take(request)
            if request.get("stacks"):
                stacks.offer()
            workers.announce(request)
            if session is not None:
                workers.become(session.config, request)
        return request is not None

    def _select(self, items):
        if self._selection is not None:
            items[:] = [item for item in items if self._selection.holds(item.nodeid)]

    def _refresh(self, config):
        """Read again what an earlier session has left in pytest's cache."""
        failed = config.pluginmanager.getplugin("lfplugin")
        if failed is not None:
            failed.lastfailed = type(failed)(config).lastfailed
            for report in self._reports:
                failed.pytest_collectreport(report)
        new = config.pluginmanager.getplugin("nfplugin")
        if new is not None:
            new.cached_nodeids |= type(new)(config).cached_nodeids

    # The end

    @pytest.hookimpl(trylast=True, hookwrapper=True)
    def pytest_terminal_summary(self):
        # The innermost: between the two come the plugins, and nothing of pytest's terminal.
        self._screen.open_book()
        yield
        text = reporting.conclusion(self._screen.text())
        self._screen.close_book()
        if text:
            self._say("concluded", text + "\n")

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session):
        if self._parking is not None:
            self._parking.leave_frozen()
        if self._untold:
            # A plugin's own loop came before ours: the server has to hear what it gets no results of.
            self._tell_collected(session)
        if self._choices is not None:
            self.rest["report"] = self._choices
        if self._junit is not None:
            properties = self._junit.properties()
            self.rest["junit"] = {**self._junit.everything(), "properties": properties}

    def pytest_keyboard_interrupt(self, excinfo):
        if isinstance(excinfo.value, pytest.Session.Interrupted):
            self._message = str(excinfo.value)
        elif isinstance(excinfo.value, pytest.exit.Exception):
            self._message = f"exit: {excinfo.value.msg}"
        else:
            self._message = "interrupted"

    def pytest_internalerror(self, excrepr):
        self._message = limited(failures.guarded(lambda: str(excrepr), "the internal error"))

    def _tell_collected(self, session):
        self._untold = False
        if self._choices is not None and not session.config.option.collectonly:
            self._choices["lines"] = reporting.lines(self._screen.text())
        self._screen.close_book()
        closing = {
            "rootdir": str(session.config.rootpath),
            "deselected": self._deselected,
            "errors": self._errors,
            "skipped": self._skipped,
            "unmatched": [] if self._selection is None else self._selection.unmatched(),
        }
        if session.config.inipath is not None:
            closing["inifile"] = str(session.config.inipath)
        if self._choices is not None:
            closing["report"], self._choices = self._choices, None
        if self._junit is not None:
            closing["junit"] = self._junit.everything()
        if self._world is not None:
            ids = [item.nodeid for item in session.items]
            closing.update(self._world.close(closing["rootdir"], ids))
            closing.update(present(together=separate.why_not(session, self._sys_path)))
        self._channel.collected([self._describe_item(item) for item in session.items], closing)
        self._list(session)

    def _list(self, session):
        """Tell what pytest prints of the items, where that is all that the person wants."""
        reporter = session.config.pluginmanager.getplugin("terminalreporter")
        wanted = {"--collect-only", "--collectonly", "--co"}.intersection(self._request["args"])
        if wanted and reporter is not None and session.items:
            self._screen.hear(lambda text: self._say("said", text))
            reporter._printcollecteditems(session.items)
            self._screen.hear(None)

    def _say(self, kind, text):
        for start in range(0, len(text), _PIECE):
            self._channel.event(kind, text=text[start : start + _PIECE])

    def _describe_item(self, item):
        path, line = item.location[:2]
        if isinstance(item, pytest.Function):
            kind = "case" if hasattr(item, "callspec") else "function"
        else:
            kind = "doctest" if isinstance(item, DoctestItem) else "other"
        marks = {}
        for mark in item.iter_markers():
            marks.setdefault(mark.name, mark)
        described = {
            "id": item.nodeid,
            "path": self._place(str(path)),
            "line": line if isinstance(line, int) and line >= 0 else None,
            "kind": kind,
            "marks": list(marks),
        }
        if "xdist_group" in marks:
            described["group"] = _group(marks["xdist_group"])
        return described

    def _run(self, session, index, item, following):
        lean = self._lean
        if lean is not None:
            if lean.why_not(item) is None:
                self._run_lean(lean, index, item, following)
                return
            lean.settle()
        self._current = index
        self._verdict = verdict = Verdict()
        self._details.clear()
        limit = None if self._limit is None else limits.of_item(item.config, item)
        self._channel.event("started", i=index, **present(limit=limit))
        # The server has to know which test a hang or a crash belongs to.
        self._channel.flush()
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        option = item.config.option
        if getattr(option, "setuponly", False) or getattr(option, "setupplan", False):
            verdict.excuse()
        self._finish(index)
        self._current = None

    def _run_lean(self, lean, index, item, following):
        self._current = index
        self._untold_phases = []
        self._details.clear()
        self._channel.begin(index)
        lean.run(item, following)
        phases = self._untold_phases
        if phases is not None and len(phases) == 3:
            self._untold_phases = None
            self._channel.passed(index, *(duration for _, duration in phases))
        else:
            self._tell_phases()
            self._finish(index)
        self._current = None

    def passed(self, item, when, duration):
        """Take note of a phase that `lean` has run and that passed."""
        if self._compared:
            self._compared = {}
        if when == "call":
            self._count("passed")
        if item._report_sections and self._untold_phases is not None:
            self._tell_phases()
        if self._untold_phases is None:
            self._tell_phase(item, when, duration)
        else:
            self._untold_phases.append((when, duration))

    def _tell_phases(self):
        """Tell what `lean` has kept back as one word, because it will not be one."""
        phases, self._untold_phases = self._untold_phases, None
        if phases is not None:
            self._verdict = Verdict()
            for when, duration in phases:
                self._tell_phase(None, when, duration)

    def _tell_phase(self, item, when, duration):
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

    def _finish(self, index):
        verdict = self._verdict
        if verdict.outcome == "error" and not verdict.explained:
            self._cannot_report("call", "no report of a call came for this test")
        fields = {} if self._junit is None else {"junit": self._junit.finished()}
        self._channel.event(
            "finished", i=index, outcome=verdict.outcome, duration=verdict.duration, **fields
        )

    def _report(self, report):
        self._tell_phases()
        # A plugin may correct the outcome while it is asked for the category, so this goes first.
        status = self._config.hook.pytest_report_teststatus(report=report, config=self._config)
        # Nobody answers where the terminal's plugin is switched off.
        category = str((status or _usual_status(report))[0])
        if getattr(report, "count_towards_summary", True):
            self._count(category)
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
        }
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
        if subtest:
            fields["subtest"] = reports.subtest_name(report)
        self._channel.event("phase", **fields)
        if report.outcome not in ("passed", "skipped"):
            self._channel.flush()

    def _failure(self, report):
        details = self._details.get((report.nodeid, report.when), {})
        base = str(self._config.invocation_params.dir)
        fields = {
            "longrepr": reports.failure_text(report, lambda: self._shown(report)),
            "crash": reports.crash(report.longrepr, details.get("frames", []), base),
            **details,
        }
        if self._color:
            fields["ansi"] = limited(self._shown(report, colour=True))
            fields["longrepr"] = reports.uncoloured(fields["longrepr"])
            if fields["crash"]:
                crash = fields["crash"]
                fields["crash"] = {**crash, "message": reports.uncoloured(crash["message"])}
        return present(**fields)

    def _describe(self, error, compared):
        details = failures.describe(error, _FOREIGN)
        place = failures.raised_at(error, set(compared))
        if place is not None:
            details["actual"], details["expected"] = compared[place]
        return details

    def _shown(self, report, colour=False):
        file = io.StringIO()
        writer = _pytest.config.create_terminal_writer(self._config, file)
        writer.hasmarkup = colour
        report.toterminal(writer)
        return file.getvalue()

    def _cannot_report(self, when, text):
        self._tell_phases()
        self._config.pluginmanager.getplugin("session").testsfailed += 1
        if self._current is None:
            self._message = text
            return
        self._verdict.fail()
        self._count("error")
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

    def _collecting(self, **what):
        """Tell which file is about to be imported, or that none is."""
        self._channel.event("collecting", **what)
        self._channel.flush()

    def _collect_error(self, report):
        details = self._details.pop((report.nodeid, "collect"), {})
        error = {
            "id": report.nodeid,
            "path": self._place(details.get("path") or report.nodeid.split("::")[0]),
            "line": details.get("line"),
            "longrepr": reports.failure_text(report, lambda: self._shown(report)),
        }
        if self._color:
            error["ansi"] = limited(self._shown(report, colour=True))
        self._errors.append(error)
        self._channel.event("collecterror", **error)
        self._channel.flush()

    def _count(self, category, number=1):
        if category:
            self.stats[category] = self.stats.get(category, 0) + number


class _Screen(io.TextIOBase):
    """What the terminal reporter writes to: kept until the collection is told, then dropped.

    Before that it is what `--help` and its like have to say.
    """

    encoding = "utf-8"
    _ROOM = 256 * 1024

    def __init__(self):
        self._parts = []
        self._room = self._ROOM
        self._listener = None
        # Whether just now the reporter shows its progress, which is ours to show.
        self.is_mute = False

    def writable(self):
        return True

    def write(self, text):
        if self._room > 0:
            self._parts.append(text[: self._room])
            self._room -= len(text)
        elif self._listener is not None and not self.is_mute:
            self._listener(text)
        return len(text)

    def hear(self, listener):
        """Give what is written while the book is closed to this function, or to nobody."""
        self._listener = listener

    def open_book(self):
        self._parts.clear()
        self._room = self._ROOM

    def close_book(self):
        self._parts.clear()
        self._room = 0

    def text(self):
        return "".join(self._parts).strip("\n")


def _group(mark):
    """Give the name that an `xdist_group` mark gives, as pytest-xdist reads it."""
    return str(mark.args[0] if mark.args else mark.kwargs.get("name", "default"))


def _engines(session, teller):
    """Give which plugins there are, and which engine runs which file's items."""
    lean = _lean(session, teller)
    unknown = f"pytest {pytest.__version__} is not among the tested versions"
    files = lean_rule.by_file(session.items, lean.why_not if lean else lambda item: unknown)
    found = session.config.pluginmanager.list_plugin_distinfo()
    plugins = dict.fromkeys(f"{each.project_name} {each.version}" for _, each in found)
    return {"files": files, "plugins": list(plugins)}


def _lean(session, teller):
    """Give the engine that runs items past pytest's hooks, or None where pytest is not one that it knows."""
    if not lean_rule.knows(pytest.version_tuple):
        return None
    from fastest_bridge.lean import Lean  # Needs what older versions of pytest do not have.

    return Lean(session, teller)


class _Live:
    """Tells what is written to the screen while tests run, but for the reporter's progress."""

    def __init__(self, screen, say):
        self._screen = screen
        self._say = say

    @pytest.hookimpl(tryfirst=True, hookwrapper=True)
    def pytest_runtest_protocol(self):
        self._screen.hear(lambda text: self._say("said", text))
        yield
        self._screen.hear(None)

    @pytest.hookimpl(tryfirst=True, hookwrapper=True)
    def pytest_runtest_logstart(self):
        self._screen.is_mute = True
        yield
        self._screen.is_mute = False

    pytest_runtest_logreport = pytest_runtest_logfinish = pytest_runtest_logstart


def _print(kind, text):
    stream = sys.__stdout__
    stream.write(text)
    stream.flush()


def _source(warning):
    """Give the line of source that a warning is about, as the interpreter would print it."""
    line = warning.line
    if line is None:
        line = linecache.getline(warning.filename, warning.lineno)
    return limited(line.strip(), 65536) or None


def _main(args, plugins):
    name = {"prog": "python -m pytest"} if _HAS_PROG else {}
    config = _prepareconfig(args, plugins, **name)
    try:
        return int(config.hook.pytest_cmdline_main(config=config))
    finally:
        config._ensure_unconfigure()


def _run_in_process(option):
    """Take away what would make pytest-xdist start workers of its own: how many there are is ours."""
    if hasattr(option, "numprocesses"):
        option.numprocesses = 0
        option.dist = "no"
        option.tx = []
        option.distload = False
        option.looponfail = False


def _cache_folder(config):
    cache = getattr(config, "cache", None)
    if cache is not None:
        return str(cache._cachedir)
    # Not configured yet.
    from _pytest.cacheprovider import Cache

    try:
        return str(Cache.cache_dir_from_config(config, _ispytest=True))
    except (ValueError, KeyError):
        return None  # Without that plugin.


def _capture_files(config):
    """Give the files behind pytest's capture of the descriptors 1 and 2."""
    manager = config.pluginmanager.getplugin("capturemanager")
    captures = getattr(manager, "_global_capturing", None)
    pair = (getattr(captures, "out", None), getattr(captures, "err", None))
    return [one.tmpfile for one in pair if hasattr(one, "targetfd_save")]


def _import_failure(header, cause):
    info = pytest.ExceptionInfo.from_exc_info((type(cause), cause, cause.__traceback__))
    info.traceback = info.traceback.filter(_is_of_interest)
    shown = info.getrepr(style="short", chain=False) if info.traceback else info.exconly()
    lines = [header, *str(shown).splitlines()]
    return limited("\n".join(line.rstrip() for line in lines))


def _is_of_interest(entry):
    """Whether a step of a traceback is neither pytest's nor the import system's."""
    path = str(entry.path)
    return not path.startswith(_FOREIGN) and "importlib" not in path.split(os.sep)
