"""Coverage by the person's own coverage.py: measured in each session, combined and reported once.

Where pytest-cov is installed it does the measuring, but for two things that concern all sessions of a run
together: what an earlier run left is erased by the first session only, and the data are combined, and
reported, in a session of their own after all others (`report`). Without pytest-cov, `Own` does its part.
"""

from __future__ import annotations

import io
import json
import os
import sys
from argparse import Namespace
from contextlib import contextmanager
from typing import Callable

from fastest_bridge.ended import Ended

_WITH_VALUE = {
    "--cov-report",
    "--cov-config",
    "--cov-fail-under",
    "--cov-precision",
    "--cov-context",
}
_KINDS = {"term", "term-missing", "annotate", "html", "xml", "json", "lcov", ""}


class Wrong(Exception):
    """What is wrong with the options, or what is missing for them."""


def is_wanted(args: list[str]) -> bool:
    """Whether options ask for coverage."""
    return any(arg == "--cov" or arg.startswith("--cov=") for arg in args)


class Plugin:
    """Hooks around pytest-cov. `told` gets what `report` needs once the data have been saved."""

    def __init__(self, request: dict, pytest, measures: Callable[[], None]) -> None:
        self.told: dict = {}
        self._first = bool(request.get("first"))
        self._workers = int(request.get("workers") or 1)
        self._measures = measures
        self._off = _is_off(request)
        self._report: dict = {}

        @pytest.hookimpl(hookwrapper=True)
        def around_start(early_config):
            yield from self._around_start(early_config)

        self.pytest_load_initial_conftests = around_start

    def _around_start(self, early_config):
        options = early_config.known_args_namespace
        if sys.modules.get("pytest_cov.plugin") is None or not getattr(options, "cov_source", None):
            yield
            return
        if self._off:
            options.no_cov = True
            yield
            return
        self._measures()
        self._take_part(options)
        yield
        plugin = early_config.pluginmanager.getplugin("_cov")
        if plugin is not None and plugin.cov_controller is not None:
            self._take_reports(options)

    def _take_part(self, options: Namespace) -> None:
        from pytest_cov import engine

        usual, session = engine.Central, self
        if not self._first:
            options.cov_append = True
        # pytest-xdist's workers are ours.
        for name, value in (("numprocesses", None), ("distload", False), ("dist", "no")):
            if hasattr(options, name):
                setattr(options, name, value)

        class Central(usual):
            """Measures one session's part."""

            def start(self):
                super().start()
                if session._workers > 1:
                    # Each has its share of the tests only.
                    self.cov._warn_no_data = False
                    self.cov._warn_unimported_source = False

            @engine._ensure_topdir
            def finish(self):
                self.started = False
                if hasattr(self, "unset_env"):
                    self.unset_env()  # Before version 7 there is one for subprocesses.
                self.cov.stop()
                self.cov.save()
                session.told.update(_described(self.cov, self.cov_source, self.cov_branch))
                session.told.update(config=self.cov_config, folder=str(self.topdir))

            def summary(self, stream):
                return 100.0  # Nobody looks at it: the whole is reported after all sessions.

        engine.Central = Central

    def _take_reports(self, options: Namespace) -> None:
        kinds = options.cov_report
        self._report = {
            "reports": dict(kinds) if isinstance(kinds, dict) else dict.fromkeys(kinds),
            "failUnder": options.cov_fail_under,
            "precision": getattr(options, "cov_precision", None),
            "notOnFailure": bool(options.no_cov_on_fail),
        }
        options.cov_report = {}
        options.cov_fail_under = None

    def description(self, failed: bool) -> dict:
        """Give the field of `ended`, empty where nothing was measured."""
        if not self.told:
            return {}
        return _field({**self.told, **self._report, "failed": failed})


class Own:
    """What pytest-cov would do in a session, where only coverage.py is there."""

    def __init__(self, request: dict, options: Namespace, pytest) -> None:
        try:
            import coverage
        except ImportError:
            raise Wrong(
                "--cov needs coverage.py, which is not installed.\n"
                f"Install it with: {sys.executable} -m pip install pytest-cov"
            ) from None
        self._options = options
        self._told: dict = {}
        cov = self._cov = coverage.Coverage(
            source=options.source,
            branch=options.branch,
            data_suffix=True,
            config_file=options.config,
        )
        self._folder = os.getcwd()
        if request.get("first") and not options.append:
            cov.erase()
        if int(request.get("workers") or 1) > 1:
            cov._warn_no_data = False
            cov._warn_unimported_source = False
        if pytest is not None:
            self._take_hooks(options, pytest)
        cov.start()

    def _take_hooks(self, options: Namespace, pytest) -> None:
        if options.context:
            wrap = pytest.hookimpl(hookwrapper=True)
            self.pytest_runtest_setup = wrap(self._in_context("setup"))
            self.pytest_runtest_call = wrap(self._in_context("run"))
            self.pytest_runtest_teardown = wrap(self._in_context("teardown"))

        @pytest.hookimpl(hookwrapper=True)
        def around_loop():
            yield
            self.finish()

        self.pytest_runtestloop = around_loop

    def _in_context(self, when: str):
        def hook(item):
            self._cov.switch_context(f"{item.nodeid}|{when}")
            yield

        return hook

    def finish(self) -> None:
        """Stop measuring and save the data."""
        with _folder(self._folder):
            self._cov.stop()
            self._cov.save()
            options = self._options
            self._told = {
                **_described(self._cov, options.source, options.branch),
                "config": options.config,
                "folder": self._folder,
                "reports": options.reports,
                "failUnder": options.fail_under,
                "precision": options.precision,
                "notOnFailure": options.not_on_fail,
            }

    def description(self, failed: bool) -> dict:
        return _field({**self._told, "failed": failed}) if self._told else {}


def begin_plain(request: dict, args: list[str]) -> Own | None:
    """Start measuring without pytest, where that is asked for."""
    if not is_wanted(args):
        return None
    _, options = _parse(args)
    return None if options.off or _is_off(request) else Own(request, options, None)


def begin(
    request: dict, args: list[str], pytest, measures: Callable[[], None]
) -> tuple[list[str], Plugin | Own]:
    """Give the arguments that are pytest's, and the plugin that measures where that is asked for.

    `measures` is called before anything is measured.
    """
    if is_wanted(args) and not _has_plugin(args):
        rest, options = _parse(args)
        if not options.off and not _is_off(request):
            measures()
            return rest, Own(request, options, pytest)
        args = rest
    return args, Plugin(request, pytest, measures)


def report(channel, request: dict) -> Ended:
    """Combine what the sessions of a run have measured, and report it: a session of its own."""
    import coverage

    asked = json.loads(request["coverage"])
    os.chdir(asked["folder"])
    cov = coverage.Coverage(
        source=asked["source"],
        branch=asked["branch"],
        data_file=asked["file"],
        config_file=asked["config"],
    )
    cov.load()
    cov.combine()
    cov.save()
    fields: dict = {"text": "", "isEnough": True}
    if not (asked["failed"] and asked["notOnFailure"]):
        text = io.StringIO()
        try:
            total = _summary(cov, asked, text)
            fields["isEnough"] = _judge(cov, total, asked, text)
        except coverage.CoverageException as error:
            text.write(f"WARNING: Failed to generate report: {error}\n")
            fields["isEnough"] = not _limit(cov, asked)
        fields["text"] = text.getvalue()
    if request.get("lines"):
        _tell_lines(channel, cov, coverage)
    channel.event("covered", **fields)
    return Ended(0 if fields["isEnough"] else 1)


def _is_off(request: dict) -> bool:
    """Who only lists tests must not lose the data of the last run; two tracers get in each other's way."""
    return bool(request.get("collectOnly")) or request.get("debug") is not None


def _has_plugin(args: list[str]) -> bool:
    if "no:cov" in args or "-pno:cov" in args or "no:pytest_cov" in args:
        return False
    import importlib.util

    return importlib.util.find_spec("pytest_cov") is not None


def _parse(args: list[str]) -> tuple[list[str], Namespace]:
    """Take the options of pytest-cov out of arguments, as that reads them."""
    rest: list[str] = []
    sources: list[str | None] = []
    options = Namespace(
        reports={},
        config=True,
        fail_under=None,
        precision=None,
        context=None,
        append=False,
        branch=None,
        not_on_fail=False,
        off=False,
    )
    words = iter(range(len(args)))
    for at in words:
        name, equals, value = args[at].partition("=")
        following = args[at + 1] if at + 1 < len(args) else None
        if name == "--cov":
            if not equals and following is not None and not following.startswith("-"):
                value = args[next(words)]
            sources.append(value if equals or value else None)
        elif name == "--cov-reset":
            sources.clear()
        elif name in _WITH_VALUE:
            if not equals:
                if following is None:
                    raise Wrong(f"argument {name}: expected one argument")
                value = args[next(words)]
            _set(options, name, value)
        elif name in ("--cov-append", "--cov-branch"):
            setattr(options, name[6:], True)
        elif name == "--no-cov-on-fail":
            options.not_on_fail = True
        elif name == "--no-cov":
            options.off = True
        else:
            rest.append(args[at])
    options.source = None if None in sources else sources
    options.reports = {} if list(options.reports) == [""] else options.reports or {"term": None}
    return rest, options


def _set(options: Namespace, name: str, value: str) -> None:
    if name == "--cov-report":
        kind, _, where = value.partition(":")
        if kind not in _KINDS:
            raise Wrong(f"argument --cov-report: invalid choice: {value!r}")
        options.reports[kind] = where or None
    elif name == "--cov-config":
        options.config = value
    elif name == "--cov-context":
        if value != "test":
            raise Wrong('argument --cov-context: The only supported value is "test".')
        options.context = value
    else:
        try:
            number = float(value)
        except ValueError:
            raise Wrong(f"argument {name}: a number is required, not {value!r}") from None
        if name == "--cov-precision":
            options.precision = int(number)
        else:
            options.fail_under = number


def _field(description: dict) -> dict:
    # A text, since it is ours alone: the server only hands it back.
    return {"coverage": json.dumps(description)}


def _described(cov, source, branch) -> dict:
    return {"file": os.path.abspath(cov.config.data_file), "source": source, "branch": branch}


def _summary(cov, asked: dict, text: io.StringIO) -> float:
    reports = asked["reports"]
    # Whatever is shown, the total decides.
    total = cov.report(ignore_errors=True, file=io.StringIO())
    if reports or _limit(cov, asked) > 0:
        text.write(f"{' tests coverage ':=^80}\n")
        version = "{}.{}.{}-{}-{}".format(*sys.version_info[:5])
        text.write(f"{f' coverage: platform {sys.platform}, python {version} ':_^80}\n\n")
    if "term" in reports or "term-missing" in reports:
        cov.report(
            ignore_errors=True,
            file=text,
            show_missing="term-missing" in reports or None,
            skip_covered="skip-covered" in reports.values() or None,
            **({} if asked["precision"] is None else {"precision": asked["precision"]}),
        )
    if "annotate" in reports:
        cov.annotate(ignore_errors=True, directory=reports["annotate"])
        text.write("Coverage annotated source written\n")
    for kind, make, target, option in (
        ("html", cov.html_report, "directory", "html:directory"),
        ("xml", cov.xml_report, "outfile", "xml:output"),
        ("json", cov.json_report, "outfile", "json:output"),
        ("lcov", getattr(cov, "lcov_report", None), "outfile", "lcov:output"),
    ):
        if kind in reports and make is not None:
            make(ignore_errors=True, **{target: reports[kind]})
            where = reports[kind] or cov.get_option(option)
            what = "dir" if kind == "html" else "file"
            text.write(f"Coverage {kind.upper()} written to {what} {where}\n")
    for kind, mode in (("markdown", "w"), ("markdown-append", "a")):
        if kind in reports:
            with open(reports[kind], mode, encoding="utf-8") as file:
                cov.report(ignore_errors=True, file=file, output_format="markdown")
            text.write(f"Coverage Markdown information written to file {reports[kind]}\n")
    return total


def _limit(cov, asked: dict) -> float:
    limit = asked["failUnder"]
    return float((cov.get_option("report:fail_under") if limit is None else limit) or 0)


def _judge(cov, total: float, asked: dict, text: io.StringIO) -> bool:
    from coverage.results import should_fail_under

    limit = _limit(cov, asked)
    if limit <= 0:
        return True
    precision = asked["precision"]
    if precision is None:
        precision = cov.get_option("report:precision") or 0
    fails = should_fail_under(total, limit, int(precision))
    reached = "not reached" if fails else "reached"
    shown = int(limit) if limit == int(limit) else limit
    text.write(
        f"{'FAIL ' if fails else ''}Required test coverage of {shown}% {reached}. "
        f"Total coverage: {total:.2f}%\n"
    )
    return not fails


def _tell_lines(channel, cov, coverage) -> None:
    """Tell, file by file, which lines and branches were taken."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="fastest-") as folder:
        name = os.path.join(folder, "lines.json")
        try:
            contexts = any(cov.get_data().measured_contexts())
            cov.json_report(outfile=name, ignore_errors=True, show_contexts=contexts or None)
        except coverage.CoverageException:
            return  # There is nothing to tell of.
        with open(name, encoding="utf-8") as file:
            files = json.load(file)["files"]
    for path, lines in files.items():
        fields = {
            "path": os.path.abspath(path),
            "executed": _numbers(lines["executed_lines"]),
            "missing": _numbers(lines["missing_lines"]),
        }
        if "num_branches" in lines["summary"]:
            fields["taken"] = _arcs(lines.get("executed_branches", ()))
            fields["untaken"] = _arcs(lines.get("missing_branches", ()))
        if contexts:
            by_test = _by_test(lines.get("contexts", {}))
            fields["tests"] = [{"id": name, "lines": _numbers(of)} for name, of in by_test.items()]
        channel.event("lines", **fields)


def _numbers(lines) -> str:
    return " ".join(map(str, lines))


def _arcs(arcs) -> str:
    return " ".join(f"{start}>{end}" for start, end in arcs)


def _by_test(contexts: dict) -> dict[str, list[int]]:
    """Turn the contexts of lines into the lines of tests, without the phases."""
    tests: dict[str, set[int]] = {}
    for line, names in contexts.items():
        for name in names:
            nodeid = name.rpartition("|")[0]
            if nodeid:
                tests.setdefault(nodeid, set()).add(int(line))
    return {nodeid: sorted(lines) for nodeid, lines in tests.items()}


@contextmanager
def _folder(path: str):
    try:
        before = os.getcwd()
    except OSError:
        before = None  # A test has deleted it.
    os.chdir(path)
    try:
        yield
    finally:
        if before is not None:
            os.chdir(before)
