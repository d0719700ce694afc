"""Projects, environments and the program, for the tests that drive it from outside."""

from __future__ import annotations

import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import program


@pytest.fixture(scope="session", autouse=True)
def built():
    """The program and an environment with pytest, which Maven makes: without them, an error."""
    for needed in (program.HOME / "server" / "target" / "fastest.jar", program.PYTEST / "prepared"):
        if not needed.exists():
            pytest.exit(f"there is no {needed.relative_to(program.HOME)}: mvn verify builds it", 4)


@pytest.fixture(scope="session")
def places(tmp_path_factory):
    """The folder for the program's own cache and state."""
    return tmp_path_factory.mktemp("places")


@pytest.fixture
def env(places):
    """A shell with a pytest activated; what a failing test leaves running is ended."""
    env = program.environment(places)
    yield env
    program.kill_all(env)


@pytest.fixture
def fastest(env, tmp_path):
    """Runs the program in the test's project, with a pytest activated."""

    def fastest(*arguments, cwd: Path = tmp_path, env=env, stdin: bytes = b""):
        return program.run(*arguments, cwd=cwd, env=env, stdin=stdin)

    return fastest


@pytest.fixture(scope="session")
def bare(tmp_path_factory):
    """An environment without pytest, nor pip."""
    folder = tmp_path_factory.mktemp("bare") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    return folder


@pytest.fixture
def write(tmp_path):
    """Writes files into the test's project and gives its folder."""

    def write(files: dict[str, str], ini: str = "[pytest]\n") -> Path:
        write_files(tmp_path, {"pytest.ini": ini, **files})
        return tmp_path

    return write


@pytest.fixture(scope="session")
def shop(tmp_path_factory):
    """The sample project of the README, away from the checkout's own configuration."""
    folder = tmp_path_factory.mktemp("sample") / "shop"
    shutil.copytree(
        program.HOME / "docs" / "examples" / "shop",
        folder,
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    return folder


def write_files(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
