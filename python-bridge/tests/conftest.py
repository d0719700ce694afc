"""Supervisors that tests share, and folders with files."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from client import HERE, Bridge, subjects


class Supervisors:
    """One supervisor per interpreter, started when first needed: as the server keeps them, too."""

    def __init__(self, cwd: Path) -> None:
        self._cwd = cwd
        self._bridges: dict[str, Bridge] = {}

    def of(self, python: Path) -> Bridge:
        if not python.exists():
            pytest.skip(f"there is no {python.relative_to(HERE.parent)}: run prepare.py")
        bridge = self._bridges.get(str(python))
        if bridge is None or bridge.process.poll() is not None:
            bridge = self._bridges[str(python)] = Bridge(python, self._cwd)
        return bridge

    def close(self) -> None:
        for bridge in self._bridges.values():
            bridge.__exit__()


@pytest.fixture(scope="session")
def supervisors(tmp_path_factory):
    found = Supervisors(tmp_path_factory.mktemp("supervisors"))
    yield found
    found.close()


@pytest.fixture(params=subjects().items(), ids=lambda pair: pair[0])
def any_pytest(request, supervisors):
    """A supervisor of each version of pytest."""
    return supervisors.of(request.param[1])


@pytest.fixture
def bridge(supervisors):
    """A supervisor with the newest pytest."""
    return supervisors.of(subjects()["pytest9"])


@pytest.fixture
def plugins(supervisors):
    """A supervisor with pytest and many plugins."""
    return supervisors.of(HERE.parent / "target" / "venvs" / "plugins" / "bin" / "python")


@pytest.fixture
def write(tmp_path):
    """Writes files into the test's folder and gives the folder."""

    def write(files: dict[str, str]) -> Path:
        # Of pytest's own, so that nothing above the folder is taken for the project's root.
        (tmp_path / "pytest.ini").write_text("[pytest]\n")
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text), encoding="utf-8")
        return tmp_path

    return write
