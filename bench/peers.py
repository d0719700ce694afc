"""The tools that Fastest is measured beside, and the world in which all of them run."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME = HERE.parent
FASTEST = HOME / "fastest"
TARGET = HERE / "target"
WORK = TARGET / "work"
VENV = TARGET / "peers"
REQUIREMENTS = HERE / "requirements.txt"
DOCUMENT = HOME / "docs" / "benchmarks.md"

# What would make a tool find or run something else on one machine than on another.
_FOREIGN = (
    "CONDA_PREFIX",
    "PYTEST_ADDOPTS",
    "PYTEST_PLUGINS",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONHOME",
    "PYTHONPATH",
)


def prepare() -> None:
    """Makes the venv of the peers, unless the one that is there has these very pins."""
    if sys.version_info < (3, 10):
        raise SystemExit("the peers need Python 3.10 or newer")
    pins = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    stamp = VENV / "pins.sha256"
    if stamp.exists() and stamp.read_text() == pins:
        return
    print("preparing the peers in", VENV.relative_to(HOME), file=sys.stderr)
    shutil.rmtree(VENV, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    pip = [tool("python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", str(REQUIREMENTS)], check=True)
    stamp.write_text(pins)


def tool(name: str) -> str:
    return str(VENV / "bin" / name)


def java() -> str:
    """The java that runs Fastest."""
    found = subprocess.run(
        [str(FASTEST), "--java-home"], check=True, stdout=subprocess.PIPE, text=True
    )
    return str(Path(found.stdout.strip()) / "bin" / "java")


def environment(venv: Path = VENV) -> dict[str, str]:
    """This process's environment with `venv` active and nothing else that acts on tests."""
    env = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    return {**env, "VIRTUAL_ENV": str(venv), "PATH": f"{venv / 'bin'}{os.pathsep}{env['PATH']}"}


def circumstances(runs: int) -> str:
    """One line for under a table: what was measured, when, on what, and how often."""
    return f"{moment()}; {runs} rounds, interleaved, after one that is not counted."


def moment() -> str:
    """What was measured, when, and on what."""
    versions = ", ".join(
        f"{name} {version}"
        for name, version in re.findall(
            r"^(py\S+|rtest|karva)==(\S+)", REQUIREMENTS.read_text(), re.M
        )
        if name != "pygments"
    )
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"{time.strftime('%Y-%m-%d')}, commit {_commit()}, {platform.system()} "
        f"{platform.machine()}, {os.cpu_count()} CPUs, load {load}, "
        f"Python {platform.python_version()}, {_java_version()}, {versions}"
    )


def write(section: str, text: str) -> None:
    """Puts `text` between the section's markers in docs/benchmarks.md."""
    document = DOCUMENT.read_text(encoding="utf-8")
    start, end = f"<!-- bench:{section} -->", f"<!-- /bench:{section} -->"
    before, opened, rest = document.partition(start)
    _, closed, after = rest.partition(end)
    if not opened or not closed:
        raise SystemExit(f"{DOCUMENT.relative_to(HOME)} has no section {section}")
    DOCUMENT.write_text(f"{before}{start}\n\n{text}\n\n{end}{after}", encoding="utf-8")


def _commit() -> str:
    commit = _git("rev-parse", "--short", "HEAD")
    changed = _git("status", "--porcelain", "--", "fastest", "server", "python-bridge")
    return (commit or "unknown") + (" with changes" if changed else "")


def _git(*argv: str) -> str:
    git = ["git", "-C", str(HOME), *argv]
    found = subprocess.run(git, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return found.stdout.strip()


def _java_version() -> str:
    shown = subprocess.run([java(), "-version"], stderr=subprocess.PIPE, text=True).stderr
    match = re.search(r'version "([^"]+)"', shown)
    return f"Java {match[1]}" if match else "Java unknown"
