"""Engine `lean` says what engine `full` says, event by event, and takes the items that it may take."""

from __future__ import annotations

import json
import re

import pytest
from client import Run
from lean_zoo import ZOO

# What differs between two runs of anything.
_VARYING = re.compile(r"0x[0-9a-f]+|pytest-\d+|in \d+\.\d+s|Thread-\d+|repeated \d+ more")
# A frame of pytest's own in a native traceback, with the lines below that quote it.
_DISPATCH = re.compile(
    r'^(?P<edge>[ |]*)File "[^"\n]*/(?:_pytest|pluggy)/.*\n(?:(?P=edge)  .*\n)*', flags=re.MULTILINE
)
# Where an item's values are let go.
_CALLERS = ("/_pytest/runner.py", "/fastest_bridge/lean.py")

ARGUMENTS = [
    [],
    ["-x"],
    ["--maxfail=4", "-v"],
    ["-W", "error", "--strict-markers"],
    ["-s", "--tb=short"],
    ["--capture=sys", "--log-level=INFO", "--tb=native"],
    ["-p", "no:logging", "-p", "no:warnings", "--tb=line", "--runxfail"],
    ["-p", "no:capture", "--assert=plain"],
    ["--log-cli-level=INFO", "-o", "log_cli=true", "test_output.py"],
    ["--import-mode=importlib", "-l", "--showlocals", "--tb=long"],
]


def told(run: Run) -> list:
    """Give all that a run told of its items, with what varies taken out."""
    found = []
    for raw in run.events:
        event = {k: v for k, v in raw.items() if k not in ("worker", "duration")}
        if "i" in event:
            event["i"] = run.id(raw)
        if "longrepr" in event:
            event["longrepr"] = without_dispatch(event["longrepr"])
            if "/_pytest/" in event.get("crash", {}).get("path", ""):
                # Raised by pytest's own code without any of the person's: it shows its whole stack.
                del event["longrepr"]
        if event["t"] == "warning" and event["path"].endswith(_CALLERS):
            # Of an object that went when the item's values went.
            event = {k: v for k, v in event.items() if k not in ("path", "line", "source")}
        found.append(json.loads(_VARYING.sub("~", json.dumps(event))))
    return found


def without_dispatch(text: str) -> str:
    """Take pytest's own frames out of native tracebacks: which of its functions called which may differ."""
    return _DISPATCH.sub("", text)


def both(supervisor, folder, args) -> tuple[Run, Run]:
    (folder / "left").unlink(missing_ok=True)
    full = supervisor.run(folder, args)
    (folder / "left").unlink(missing_ok=True)
    lean = supervisor.run(folder, args, engine="lean")
    return full, lean


def in_one_word(run: Run) -> set[str]:
    """Give the ids of the tests that passed without any report."""
    return {
        run.items[0][event["i"]]["id"]
        for frame in run.frames
        if frame["t"] == "events"
        for event in frame["events"]
        if event["t"] == "passed"
    }


@pytest.mark.parametrize("args", ARGUMENTS, ids=" ".join)
def test_same_as_full(bridge, write, args):
    full, lean = both(bridge, write(ZOO), ["-p", "no:cacheprovider", *args])
    assert len(full.order) > 1
    assert told(lean) == told(full)
    assert lean.raw == full.raw


def test_same_with_older_pytests(any_pytest, write):
    plugin = ["-p", "no:subtests"] if any_pytest.hello["pytest"] < "9" else []
    full, lean = both(any_pytest, write(ZOO), ["-p", "no:cacheprovider", *plugin])
    assert told(lean) == told(full)
    taken = any_pytest.hello["pytest"].startswith(("8.4", "9."))
    assert bool(in_one_word(lean)) == taken
    assert not in_one_word(full)


def test_takes_what_needs_no_report(bridge, write):
    _, lean = both(bridge, write(ZOO), ["-p", "no:cacheprovider"])
    ids = in_one_word(lean)
    assert {
        "test_fixtures.py::test_env",
        "test_fixtures.py::test_cases[2-2]",
        "test_output.py::test_expected",
        "test_cases.py::TestXunit::test_static",
        "sub/test_sub.py::test_here",
        "zz/test_order.py::test_a",
    } - ids == set()
    assert not {identifier for identifier in ids if identifier.startswith("hooked/")}


def test_last_failed_is_kept_as_pytest_keeps_it(bridge, write):
    folder = write(ZOO)
    known = []
    for engine in ("full", "lean"):
        for _ in range(2):  # The second time a test passes that was among the failed ones.
            bridge.run(folder, ["zz"], engine=engine)
        known.append(json.loads((folder / ".pytest_cache/v/cache/lastfailed").read_text()))
        (folder / "left").unlink()
        (folder / ".pytest_cache/v/cache/lastfailed").unlink()
    assert known[0] == known[1] == {"zz/test_order.py::test_b": True}


def test_a_plugin_that_comes_late_is_heard(bridge, write):
    folder = write(
        {
            "test_late.py": """
                class Late:
                    def pytest_runtest_call(self, item): print("late", item.name)

                def test_before(): pass
                def test_registers(request): request.config.pluginmanager.register(Late())
                def test_after(): pass
            """
        }
    )
    full, lean = both(bridge, folder, [])
    assert told(lean) == told(full)
    assert lean.output("test_after", "call", "stdout") == "late test_after\n"


def test_pytest_meets_what_a_test_has_replaced(bridge, write):
    folder = write(
        {
            "test_replaces.py": """
                import logging, os
                def test_before(): pass
                def test_descriptors(monkeypatch): monkeypatch.setattr(os, "dup2", None)
                def test_loggers(monkeypatch): monkeypatch.setattr(logging, "getLogger", None)
                def test_environment(monkeypatch):
                    monkeypatch.setattr(os, "environ", {})
                    assert not os.environ
                def test_leaves(): os.dup2 = None
                def test_after(): pass
            """
        }
    )
    full, lean = both(bridge, folder, [])
    assert lean.outcomes == full.outcomes
    assert set(full.outcomes.values()) == {"passed", "failed", "error"}


def test_plugins_that_a_test_takes_away_are_away(bridge, write):
    folder = write(
        {
            "test_away.py": """
                import logging
                import pytest

                @pytest.fixture(params=["logging-plugin", "capturemanager", "skipping"])
                def without(request):
                    plugins = request.config.pluginmanager
                    plugins.register(object(), "mine")
                    plugin = plugins.unregister(name=request.param)
                    yield
                    plugins.register(plugin, request.param)
                    plugins.unregister(name="mine")

                def test_before(): pass
                def test_without(without):
                    logging.getLogger().warning("heard?")
                    print(len(logging.root.handlers))
                def test_after(): print(len(logging.root.handlers))
            """
        }
    )
    full, lean = both(bridge, folder, [])
    assert told(lean) == told(full)
    assert lean.raw == full.raw


@pytest.mark.parametrize(
    "conftest",
    [
        "def pytest_sessionfinish(session): pass",
        "def pytest_terminal_summary(terminalreporter): assert terminalreporter.stats['passed']",
        "def pytest_runtest_logreport(report): print(report.nodeid)",
        "def pytest_report_teststatus(report): return 'good', 'g', 'GOOD'",
        """
import pytest
@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item): (yield).get_result().sections.append(('mine', 'x'))
""",
    ],
)
def test_a_hook_that_looks_at_reports_gets_them(bridge, write, conftest):
    folder = write({"conftest.py": conftest, "test_one.py": "def test_one(): pass\n"})
    full, lean = both(bridge, folder, [])
    assert told(lean) == told(full)
    assert not in_one_word(lean)


def test_same_with_plugins(plugins, write):
    folder = write(
        {
            **ZOO,
            "test_plugins.py": """
                import asyncio
                import pytest
                from hypothesis import given, settings, strategies as st

                @given(st.integers())
                def test_given(n): assert n == n
                @given(st.integers())
                def test_given_fails(n): assert n < 10
                @settings(max_examples=3)
                def test_pointless(): pass
                @pytest.mark.asyncio
                async def test_loop(): await asyncio.sleep(0)
                @pytest.mark.anyio
                async def test_any(anyio_backend): await asyncio.sleep(0)
                def test_mocker(mocker): mocker.patch("os.getcwd", return_value="x")
            """,
        }
    )
    off = ["randomly", "rerunfailures", "timeout", "cacheprovider"]
    args = [word for name in off for word in ("-p", f"no:{name}")]
    args += ["-o", "asyncio_default_fixture_loop_scope=function", "-p", "no:anyio"][:2]
    full, lean = both(plugins, folder, args)
    varying = ("test_given_fails",)
    strip = lambda events: [e for e in events if not str(e.get("i", "")).endswith(varying)]  # noqa: E731
    assert strip(told(lean)) == strip(told(full))
    assert "test_plugins.py::test_mocker" in in_one_word(lean)
    assert "test_plugins.py::test_given" not in in_one_word(lean)


def test_a_file_that_is_pytests_is_run_by_it(bridge, write):
    folder = write(
        {"test_a.py": "def test_a(): pass\n", "b/test_b.py": "def test_b(): pass\n"},
    )
    files = {"b/test_b.py": "because"}
    # The second starts where the first has collected: what it is told counts for it alone.
    for full, words in [({}, {"a", "b"}), (files, {"a"}), ({}, {"a", "b"})]:
        run = bridge.run(folder, [], engine="lean", warm="keep", **({"full": full} if full else {}))
        assert {nodeid[-1] for nodeid in in_one_word(run)} == words
        (quick,) = [frame for frame in run.frames if frame["t"] == "quick"]
        assert {path[-4] for path in quick["files"]} == words
        assert (quick["newest"] > 0) == bool(full)
        assert set(run.outcomes.values()) == {"passed"}
    told = bridge.run(folder, [], engine="lean", collectOnly=True, full=files)
    (engines,) = [frame for frame in told.frames if frame["t"] == "engines"]
    assert {"path": "b/test_b.py", "lean": 0, "full": 1, "why": "because"} in engines["files"]
