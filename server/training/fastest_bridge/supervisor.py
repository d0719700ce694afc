"""Says to the server what a pytest would that runs one test of each kind: for `aot.py`, where there may be none.

No test runs here. It speaks the worker protocol (docs/worker-protocol.md), so that the JVM's start-up cache holds what
it takes to hear and show a run; see `org.fastest.Training`.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from typing import Any

LENGTH = struct.Struct(">I")
TESTS = ("passed", "printed", "failed", "skipped", "xfailed", "broken[a-1]", "subtests")
REPORT = {
    "verbosity": 0,
    "tb": "auto",
    "chars": "fE",
    "header": True,
    "summary": True,
    "foldSkipped": True,
    "xfailTb": False,
    "showCapture": "all",
    "collectOnly": False,
    "annotates": False,
    "lines": ["plugins: cov-7.0.0"],
}
FAILURE = {
    "longrepr": "def test_failed():\n>       assert 1 == 2\nE       assert 1 == 2\n\ntest_it.py:2: AssertionError",
    "crash": {"path": "test_it.py", "line": 2, "message": "assert 1 == 2"},
    "frames": [{"path": "test_it.py", "line": 2, "name": "test_failed"}],
    "exception": "AssertionError",
    "expected": "2",
    "actual": "1",
}


def main() -> None:
    """Answer until the server wants no more."""
    say(t="hello", protocol=1, python="3.11.7", implementation="cpython", executable=sys.executable)
    sessions: dict[int, dict[str, Any]] = {}
    while True:
        head = sys.stdin.buffer.read(LENGTH.size)
        request = json.loads(sys.stdin.buffer.read(*LENGTH.unpack(head))) if head else {"op": "exit"}
        if request["op"] == "exit":
            return
        worker = request.get("worker")
        if request["op"] == "open":
            sessions[worker] = {"run": request["run"], "worker": worker}
            count = collected(sessions[worker], request["cwd"])
            if request.get("all"):
                request = {"op": "items", "items": list(range(count)), "final": True}
        if request["op"] == "items":
            run(sessions[worker], request["items"])
            if request["final"]:
                ended(sessions[worker])


def collected(session: dict[str, Any], cwd: str) -> int:
    """Tell the list; give how many there are."""
    say(t="opened", pid=os.getpid(), **session)
    early = {"t": "warning", "message": "old", "category": "UserWarning", "path": "a.py", "line": 1, "when": "collect"}
    say(t="events", events=[early], **session)
    items = [
        {"id": f"{file}::test_{name}", "path": file, "line": 0, "kind": "case" if "[" in name else "function"}
        for file in ("tests/test_it.py", "tests/test_more.py")
        for name in TESTS
    ]
    for item in items:
        item["marks"] = ["slow"]
    found = {"rootdir": cwd, "inifile": f"{cwd}/pyproject.toml", "deselected": 0, "errors": [], "skipped": []}
    report = {**REPORT, "cacheDir": f"{cwd}/.pytest_cache"}
    say(t="collected", items=items, done=True, unmatched=[], report=report, **found, **session)
    return len(items)


def run(session: dict[str, Any], items: list[int]) -> None:
    for item in items:
        say(t="events", events=[{"t": "started", "i": item}], **session)
        say(t="events", events=events(item, TESTS[item % len(TESTS)].partition("[")[0]), **session)


def events(item: int, name: str) -> list[dict[str, Any]]:
    if name == "passed":
        return [{"t": "passed", "i": item, "setup": 0.0001, "call": 0.25, "teardown": 0.0001}]
    call: dict[str, Any] = {"outcome": "passed", "category": "passed"}
    outcome = "passed"
    if name == "failed":
        outcome, call = "failed", {"outcome": "failed", "category": "failed", **FAILURE}
    elif name == "skipped":
        outcome, call = "skipped", {"outcome": "skipped", "category": "skipped", "reason": "why", "place": "a.py:1"}
    elif name == "xfailed":
        outcome, call = "xfailed", {"outcome": "skipped", "category": "xfailed", "xfail": "a bug", **FAILURE}
    said = [phase(item, "setup", outcome="passed", category=""), phase(item, "call", **call)]
    if name == "printed":
        said.append({"t": "output", "i": item, "when": "call", "stream": "stdout", "text": "hello\n"})
    if name == "subtests":
        said.insert(1, phase(item, "call", outcome="passed", category="subtests passed", subtest="(i=1)"))
    last: dict[str, Any] = {"outcome": "passed", "category": ""}
    if name == "broken":
        outcome, last = "error", {"outcome": "failed", "category": "error", **FAILURE}
    said.append(phase(item, "teardown", **last))
    return [*said, {"t": "finished", "i": item, "outcome": outcome, "duration": 0.25}]


def phase(item: int, when: str, **fields: Any) -> dict[str, Any]:
    return {"t": "phase", "i": item, "when": when, "duration": 0.1, **fields}


def ended(session: dict[str, Any]) -> None:
    quick = ["tests/test_it.py", "tests/test_more.py"]
    say(t="quick", files=quick, once=[], newest=1, **session)
    stats = {"passed": 3, "failed": 1, "skipped": 1, "xfailed": 1, "error": 1, "warnings": 1}
    say(t="events", events=[{"t": "ended", "exit": 1, "stats": stats}], **session)
    say(t="exited", status=1, signal=None, **session)


def say(**message: Any) -> None:
    if message["t"] == "hello":
        message.update(prefix=sys.prefix, platform=sys.platform, pytest="9.0.0", fork=True, pid=os.getpid())
    body = json.dumps(message).encode()
    sys.stdout.buffer.write(LENGTH.pack(len(body)) + body)
    sys.stdout.buffer.flush()
