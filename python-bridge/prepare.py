"""Make the virtual environments that the checks and tests of this module use.

    prepare.py TARGET [NAME=REQUIREMENTS …]

TARGET/venv runs the checks; TARGET/venvs/NAME hold other versions of pytest, and plugins, for the tests to
drive. With NAMEs, another module's, there are only these, each with what its file names; a pip of its own has
TARGET/venv alone.
An environment whose pins and interpreter are the same as last time is left as it is.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import venv
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENVS = {
    "venv": "requirements-test.txt",
    "venvs/plugins": "requirements-plugins.txt",
    "venvs/frameworks": "requirements-frameworks.txt",
    "venvs/pytest7": "requirements-pytest7.txt",
    "venvs/pytest8": "requirements-pytest8.txt",
}


def main(target: Path, venvs: dict[str, str | Path]) -> None:
    """Bring every environment below `target` up to date."""
    # Debian's python3 comes without ensurepip: then this interpreter's own pip does it.
    pip = target / "venv" / "bin" / "python" if find_spec("ensurepip") else Path(sys.executable)
    for name, requirements in venvs.items():
        _prepare(target / name, HERE / requirements, pip)


def _prepare(folder: Path, requirements: Path, pip: Path) -> None:
    stamp = folder / "prepared"
    wanted = _key(requirements)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    shutil.rmtree(folder, ignore_errors=True)
    # One pip serves all: putting it into each environment would take longer than what it installs.
    own_pip = pip.is_relative_to(folder)
    venv.create(folder, with_pip=own_pip, symlinks=True)
    options = [] if own_pip else ["--python", str(folder / "bin" / "python")]
    subprocess.run(
        [
            pip,
            "-m",
            "pip",
            *options,
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--require-hashes",
            "--requirement",
            requirements,
        ],
        check=True,
    )
    stamp.write_text(wanted)


def _key(requirements: Path) -> str:
    parts = (sys.version.encode(), sys.executable.encode(), requirements.read_bytes())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


if __name__ == "__main__":
    asked = dict(argument.split("=", 1) for argument in sys.argv[2:])
    main(
        Path(sys.argv[1]).resolve(),
        {name: Path(file).resolve() for name, file in asked.items()} if asked else VENVS,
    )
