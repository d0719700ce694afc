"""Trains the JVM's AOT caches: one for each way the program starts, by running it for real.

    python3 server/aot.py

Reads server/target/fastest.jar through the launcher and writes server/target/aot/<jdk build>-<command>.aot. A cache
holds for one jar and one JDK build only: the launcher takes it when its name fits the JDK and it is newer than the jar.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import venv
from collections.abc import Callable
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
Talk = Callable[[subprocess.Popen], None]

# An editor's first run of a test is to find its way paved: so often is one run, each time from this file.
RUNS = 12
RUN = "tests/test_prices.py"

# Long files are opened, and typed in, so often: what an editor waits for first is compiled by then.
OPENED = 40

# A large project is opened from the index, which has to be made before.
FILES = 1500

# What one training may take, in seconds: a build must not hang because two sides wait for each other.
LONGEST = 180.0
SAMPLE = HOME / "docs" / "examples" / "shop"


CONFTEST = """import pytest


@pytest.fixture(params=["a", "b"])
def letter(request):
    return request.param
"""
TYPICAL = """import pytest

CASES = [1, 2.5, "three", None]


@pytest.fixture
def number():
    return 1


@pytest.mark.parametrize("value", CASES)
@pytest.mark.parametrize(("left", "right"), [(1, 2), pytest.param(3, 4, id="more")], ids=["one", None])
def test_values(value, left, right, number): ...


class TestGroup:
    @pytest.mark.slow
    def test_letter(self, letter, tmp_path): ...

    async def test_later(self): ...
"""
SETTINGS = """# A comment on a setting.
markers = ["slow: takes long"]

[[tool.other.table]]
number = 1  # And one behind it.
text = '''raw'''
day = 2026-01-01
inline = { flag = true, share = 0.5 }
"""
SHARED = """import enum
import functools
import unittest

import pytest

__all__ = ["NUMBERS"]
NUMBERS = [1, 2]
slow = pytest.mark.slow


class Color(enum.Enum):
    RED = 1


class Base(unittest.TestCase):
    def test_base(self): ...


def wrapped(function):
    @functools.wraps(function)
    def inner(*args):
        return function(*args)

    return inner
"""
IMPORTING = """import sys

import pytest

from . import shared
from .shared import *
from .shared import Base, Color, slow, wrapped

try:
    import yaml
except ImportError:
    yaml = None

if sys.version_info >= (3, 8):
    with open(__file__) as me:
        pass


class Derived(Base):
    def setUp(self):
        raise NotImplementedError


@slow
@wrapped
@pytest.mark.parametrize("value", [Color.RED, *NUMBERS, lambda: {"a": {1, 2}}, 2j, shared.NUMBERS], ids=str)
def test_shared(value): ...
"""
PLUGIN = """import pytest


@pytest.fixture
def plugged(): ...


def pytest_generate_tests(metafunc):
    if "plugged_cases" in metafunc.fixturenames:
        metafunc.parametrize("plugged_cases", [])
"""


def java_home() -> str:
    """The home of the JDK that the launcher takes."""
    command = ["sh", HOME / "fastest", "--java-home"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def jdk_build() -> str:
    """The part of the cache's name that tells the JDK, as the launcher makes it from the release file."""
    build = ""
    for line in Path(java_home(), "release").read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition("=")
        if key == "JAVA_RUNTIME_VERSION":
            build = value.strip('"') + "_"
    return build


def make_long(file: Path) -> str:
    """Writes a long test file; gives its text."""
    method = "    def test_{}(self):\n        assert 1\n\n"
    methods = "".join(method.format(number) for number in range(10))
    text = "".join(f"class TestGroup{group}:\n{methods}" for group in range(100))
    file.write_text(text, encoding="utf-8")
    return text


def make_many(folder: Path) -> None:
    """Writes a large project."""
    text = "".join(f"def test_{number}():\n    assert 1\n\n\n" for number in range(20))
    for number in range(FILES):
        below = folder / f"part_{number // 50}"
        below.mkdir(parents=True, exist_ok=True)
        (below / f"test_{number}.py").write_text(text, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")


def make_index(folder: Path, cache: Path) -> None:
    """Lists a project, whose index is then in the cache; not by the launcher, which would wait for this training."""
    built = HOME / "server" / "target"
    java = [Path(java_home(), "bin", "java"), f"-Dfastest.home={HOME}", f"-Dfastest.native={built / 'native'}"]
    program = ["--enable-native-access=ALL-UNNAMED", "-cp", built / "fastest.jar", "org.fastest.Main"]
    environment = {**os.environ, "VIRTUAL_ENV": "", "XDG_CACHE_HOME": str(cache), "CI": "true"}
    command = [*java, *program, "discover", "--static"]
    subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL, timeout=LONGEST)


def list_all(server: subprocess.Popen) -> None:
    """Lists all tests, page by page."""
    cursor = {}
    while cursor is not None:
        send(server, {"id": "list", "method": "tests/list", "params": cursor})
        page = until(server, lambda said: said.get("id") == "list")["result"]
        cursor = {"cursor": page["nextCursor"]} if "nextCursor" in page else None


def open_again(server: subprocess.Popen, uri: str, text: str) -> None:
    """Opens a file, asks for its lenses and closes it, again and again, and types in it."""
    identifier = {"textDocument": {"uri": uri}}
    opened = {"textDocument": {"uri": uri, "languageId": "python", "version": 1, "text": text}}
    lenses = {"id": "lenses", "method": "textDocument/codeLens", "params": identifier}
    place = {"line": 1, "character": 17}
    for number in range(OPENED):
        send(server, {"method": "textDocument/didOpen", "params": opened})
        send(server, lenses)
        until(server, lambda said: said.get("id") == "lenses")
        if number % 4 == 0:
            for version, typed in enumerate("_ab", start=2):
                change = {"range": {"start": place, "end": place}, "text": typed}
                changed = {"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]}
                send(server, {"method": "textDocument/didChange", "params": changed})
                send(server, lenses)
                until(server, lambda said: said.get("id") == "lenses")
        send(server, {"method": "textDocument/didClose", "params": identifier})


def editor(folder: Path, run: Path, many: Path, server: subprocess.Popen) -> None:
    """A short editor session: open, type, list, lenses, run a file of another folder again and again, leave."""
    long = folder / "tests" / "test_long.py"
    long_text = make_long(long)
    file = min(folder.glob("tests/test_*.py"))
    uri, text = file.as_uri(), file.read_text(encoding="utf-8")
    capabilities = {
        "textDocument": {"codeLens": {}, "publishDiagnostics": {"relatedInformation": True}},
        "workspace": {"codeLens": {"refreshSupport": True}},
        "window": {"workDoneProgress": True},
        "experimental": {"tests": {"version": 1}},
    }
    start = {
        "processId": None,
        "rootUri": folder.as_uri(),
        "capabilities": capabilities,
        "workspaceFolders": [{"uri": each.as_uri(), "name": each.name} for each in (folder, run, many)],
        "initializationOptions": {"trusted": True},
    }
    document = {"uri": uri, "languageId": "python", "version": 1, "text": text}
    edit = {"range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}, "text": "# typed\n"}
    for message in (
        {"id": 1, "method": "initialize", "params": start},
        {"method": "initialized", "params": {}},
        {"method": "textDocument/didOpen", "params": {"textDocument": document}},
        {"id": 2, "method": "textDocument/codeLens", "params": {"textDocument": {"uri": uri}}},
        {
            "method": "textDocument/didChange",
            "params": {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [edit]},
        },
        {"id": 3, "method": "tests/list", "params": {"uri": (run / RUN).as_uri()}},
    ):
        send(server, message)
    tests = [item["id"] for item in until(server, lambda said: said.get("id") == 3)["result"]["items"]]
    list_all(server)
    open_again(server, long.as_uri(), long_text)
    for number in range(RUNS):
        include = {"include": [tests[number % len(tests)]], "runId": f"r{number}"}
        send(server, {"id": 4, "method": "tests/run", "params": include})
        until(server, is_end)
    send(server, {"id": 5, "method": "shutdown"})
    until(server, lambda said: said.get("id") == 5)
    send(server, {"method": "exit"})


def is_end(said: dict) -> bool:
    """Whether a message tells a run's end."""
    if said.get("method") != "tests/runEvent":
        return False
    last = said["params"]["events"][-1]
    if last["t"] == "ended" and last["reason"] != "done":
        sys.exit(f"aot.py: a run ended with {last}")
    return last["t"] == "ended"


def send(server: subprocess.Popen, message: dict) -> None:
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    server.stdin.flush()


def until(server: subprocess.Popen, wanted: Callable[[dict], bool]) -> dict:
    """Reads what the server says up to the first message that is wanted, which it gives."""
    while True:
        length = 0
        while line := server.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        if not length:
            sys.exit("aot.py: the server ended before it was told to")
        said = json.loads(server.stdout.read(length))
        if wanted(said):
            return said
        if "id" in said and "method" in said:
            send(server, {"id": said["id"], "result": None})


def make_typical(workspace: Path) -> None:
    """Adds to the sample what suites of pytest are made of."""
    (workspace / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (workspace / "tests" / "test_typical.py").write_text(TYPICAL, encoding="utf-8")
    (workspace / "tests" / "__init__.py").touch()
    (workspace / "tests" / "shared.py").write_text(SHARED, encoding="utf-8")
    (workspace / "tests" / "test_importing.py").write_text(IMPORTING, encoding="utf-8")


def make_environment(workspace: Path) -> Path:
    """Makes an environment that seems to have pytest."""
    environment = workspace.parent / "venv"
    venv.create(environment, with_pip=False, symlinks=True)
    site = next(environment.glob("lib/python*/site-packages"))
    (site / "pytest-9.0.0.dist-info").mkdir()
    (site / "plugged.py").write_text(PLUGIN, encoding="utf-8")
    (site / "here.pth").write_text(f"{workspace}\n", encoding="utf-8")
    for name, module, version in (("timeout", "pytest_timeout", "2.4.0"), ("plugged", "plugged", "1.0")):
        info = site / f"{module}-{version}.dist-info"
        info.mkdir()
        (info / "entry_points.txt").write_text(f"[pytest11]\n{name} = {module}\n", encoding="utf-8")
    return environment


def train(
    command: str, arguments: list[str], cwd: Path, active: str, target: Path, talk: Talk = lambda program: None
) -> None:
    """Runs the program once, and talks to it, so that the JVM writes its cache to target at exit."""
    environment = {
        **os.environ,
        "FASTEST_AOT_TRAIN": str(target),
        "VIRTUAL_ENV": active,
        "XDG_CACHE_HOME": str(target.parent / "cache"),
        "FASTEST_AOT_BRIDGE": str(HOME / "server" / "training"),
        "CI": "true",
    }
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with tempfile.TemporaryFile() as errors:
        with subprocess.Popen(
            ["sh", HOME / "fastest", *arguments], cwd=cwd, env=environment, stderr=errors, **pipes
        ) as program:
            watchdog = threading.Timer(LONGEST, program.kill)
            watchdog.start()
            try:
                talk(program)
                said, _ = program.communicate()
            finally:
                watchdog.cancel()
        if program.returncode != 0 or not target.exists():
            errors.seek(0)
            sys.stderr.write((said + errors.read()).decode(errors="replace"))
            sys.exit(f"aot.py: training {command} exited with {program.returncode}")


def main() -> None:
    folder = HOME / "server" / "target" / "aot"
    build = jdk_build()
    with tempfile.TemporaryDirectory() as scratch, tempfile.TemporaryDirectory(dir=folder.parent) as fresh:
        workspace = Path(scratch, "shop")
        shutil.copytree(SAMPLE, workspace, ignore=shutil.ignore_patterns("__pycache__"))
        (workspace / "pyproject.toml").open("a", encoding="utf-8").write(SETTINGS)
        active = str(make_environment(workspace))
        train("run", ["run", "--python", active], workspace, "", Path(scratch, f"{build}-run.aot"))
        # With an environment that has no pytest: these tests need nothing installed.
        run = Path(scratch, "run")
        shutil.copytree(SAMPLE, run, ignore=shutil.ignore_patterns("__pycache__"))
        venv.create(run / ".venv", with_pip=False, symlinks=True)
        make_typical(workspace)
        for command, arguments in (("static", ["--static"]), ("discover", ["--python", active])):
            target = Path(scratch, f"{build}-{command}.aot")
            train(command, ["discover", *arguments], workspace, active, target)
        (workspace / ".venv").symlink_to(active)
        target = Path(scratch, f"{build}-serve.aot")
        many = Path(scratch, "many")
        make_many(many)
        make_index(many, Path(scratch, "cache"))
        train("serve", ["--stdio"], workspace, "", target, lambda server: editor(workspace, run, many, server))
        # Not written in place: the JVM splits the path it writes to at blanks.
        for cache in Path(scratch).glob("*.aot"):
            shutil.copy(cache, fresh)
        # The old ones stay until all are there, and nobody ever sees half of one.
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for cache in Path(fresh).iterdir():
            os.utime(cache)
            cache.replace(folder / cache.name)


if __name__ == "__main__":
    main()
