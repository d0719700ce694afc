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
import venv
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
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


def jdk_build() -> str:
    """The part of the cache's name that tells the JDK, as the launcher makes it from the release file."""
    java_home = subprocess.run(
        ["sh", HOME / "fastest", "--java-home"], check=True, capture_output=True, text=True
    ).stdout.strip()
    build = ""
    for line in Path(java_home, "release").read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition("=")
        if key == "JAVA_RUNTIME_VERSION":
            build = value.strip('"') + "_"
    return build


def frames(folder: Path) -> bytes:
    """A short editor session: open, type, list, lenses, leave."""
    file = next(folder.glob("tests/test_*.py"))
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
        "workspaceFolders": [{"uri": folder.as_uri(), "name": "w"}],
        "initializationOptions": {"trusted": True},
    }
    document = {"uri": uri, "languageId": "python", "version": 1, "text": text}
    edit = {"range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}, "text": "# typed\n"}
    messages = [
        {"id": 1, "method": "initialize", "params": start},
        {"method": "initialized", "params": {}},
        {"method": "textDocument/didOpen", "params": {"textDocument": document}},
        {"id": 2, "method": "textDocument/codeLens", "params": {"textDocument": {"uri": uri}}},
        {
            "method": "textDocument/didChange",
            "params": {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [edit]},
        },
        {"id": 3, "method": "tests/list", "params": {}},
        {"id": 4, "method": "shutdown"},
        {"method": "exit"},
    ]
    bodies = (json.dumps({"jsonrpc": "2.0", **message}).encode() for message in messages)
    return b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(body), body) for body in bodies)


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


def train(command: str, arguments: list[str], cwd: Path, active: str, stdin: bytes, target: Path) -> None:
    """Runs the program once so that the JVM writes its cache to target at exit."""
    environment = {
        **os.environ,
        "FASTEST_AOT_TRAIN": str(target),
        "VIRTUAL_ENV": active,
        "XDG_CACHE_HOME": str(target.parent / "cache"),
        "FASTEST_AOT_BRIDGE": str(HOME / "server" / "training"),
        "CI": "true",
    }
    result = subprocess.run(
        ["sh", HOME / "fastest", *arguments], cwd=cwd, env=environment, input=stdin, capture_output=True, check=False
    )
    if result.returncode != 0 or not target.exists():
        sys.stderr.write(result.stdout.decode(errors="replace") + result.stderr.decode(errors="replace"))
        sys.exit(f"aot.py: training {command} exited with {result.returncode}")


def main() -> None:
    folder = HOME / "server" / "target" / "aot"
    build = jdk_build()
    with tempfile.TemporaryDirectory() as scratch, tempfile.TemporaryDirectory(dir=folder.parent) as fresh:
        workspace = Path(scratch, "shop")
        shutil.copytree(SAMPLE, workspace, ignore=shutil.ignore_patterns("__pycache__"))
        (workspace / "pyproject.toml").open("a", encoding="utf-8").write(SETTINGS)
        active = str(make_environment(workspace))
        train("run", ["run", "--python", active], workspace, "", b"", Path(scratch, f"{build}-run.aot"))
        make_typical(workspace)
        for command, arguments, stdin in (
            ("static", ["discover", "--static"], b""),
            ("discover", ["discover", "--python", active], b""),
            ("serve", ["--stdio"], frames(workspace)),
        ):
            train(command, arguments, workspace, active, stdin, Path(scratch, f"{build}-{command}.aot"))
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
