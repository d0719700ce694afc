"""The finished program as a person has it: the launcher, started as a process of its own."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME = HERE.parents[3]
LAUNCHER = HOME / "fastest"

# pytest and nothing else: what these tests run with brings plugins along.
PYTEST = HOME / "python-bridge" / "target" / "venv"

# Nothing takes this long; a test that waits longer has found a hang.
PATIENCE = 60

# Set by the machine or by whoever runs these tests, and decisive for what the program does.
FOREIGN = {
    "CI",
    "COLUMNS",
    "CONDA_PREFIX",
    "FORCE_COLOR",
    "NO_COLOR",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONPATH",
    "TERM",
    "VIRTUAL_ENV",
}
TOKEN = "FASTEST_TEST_TOKEN"


@dataclass(frozen=True)
class Result:
    """What a finished command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def environment(places: Path, venv: Path | None = PYTEST, **more: str | None) -> dict[str, str]:
    """The variables of a person's shell, with `venv` activated and own folders in `places`.

    `more` sets variables, or removes those that are None.
    """
    env = {
        name: value
        for name, value in os.environ.items()
        if name not in FOREIGN and not name.startswith(("PYTEST", "FASTEST", "COV"))
    }
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
        env[name] = str(places)
    # pytest tells of what it could not clear away, which is so where two of them clear one folder.
    places.mkdir(parents=True, exist_ok=True)
    env["PYTEST_DEBUG_TEMPROOT"] = str(places)
    env["PYTHONDONTWRITEBYTECODE"] = "1"
    env[TOKEN] = uuid.uuid4().hex
    if venv is not None:
        env["VIRTUAL_ENV"] = str(venv)
    for name, value in more.items():
        env.pop(name, None)
        if value is not None:
            env[name] = value
    return env


def run(*arguments: str | Path, cwd: Path, env: dict[str, str], stdin: bytes = b"") -> Result:
    """Runs `fastest ARGUMENTS` to its end, which must leave no process behind."""
    return run_command([LAUNCHER, *arguments], cwd, env, stdin)


def run_command(command: list, cwd: Path, env: dict[str, str], stdin: bytes = b"") -> Result:
    done = subprocess.run(
        command, cwd=cwd, env=env, input=stdin, capture_output=True, timeout=PATIENCE, check=False
    )
    assert not processes(env), f"left behind: {processes(env)}"
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def processes(env: dict[str, str]) -> dict[int, str]:
    """The living processes that were started under `env`, however they were orphaned since."""
    wanted = f"{TOKEN}={env[TOKEN]}".encode()
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if wanted not in (folder / "environ").read_bytes().split(b"\0"):
                continue
            if (folder / "stat").read_text().rpartition(")")[2].split()[0] not in "ZX":
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
                found[int(folder.name)] = command.decode(errors="replace")[:200]
        except OSError:
            # Another person's process, or one that has just gone.
            continue
    return found


def wait_until_gone(env: dict[str, str]) -> None:
    """Returns when no process that was started under `env` is alive; too long a wait is an error.

    For what may take a moment after the program itself has ended, such as after a kill -9.
    """
    while alive := processes(env):
        for pid, command in alive.items():
            try:
                handle = os.pidfd_open(pid)
            except ProcessLookupError:
                continue
            try:
                ready, _, _ = select.select([handle], [], [], PATIENCE)
                assert ready, f"still alive: {pid} {command}"
            finally:
                os.close(handle)


def kill_all(env: dict[str, str]) -> None:
    """Ends what a failed test has left, by process id."""
    for pid in processes(env):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def pytest_run(arguments: list[str], cwd: Path, env: dict[str, str]) -> tuple[Result, dict]:
    """Runs real pytest with the same arguments; gives its end and what its reports said."""
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder, "record.json")
        own = {**env, "PYTHONPATH": str(HERE / "oracle"), "RECORD_TO": str(record)}
        own.pop("VIRTUAL_ENV", None)
        own["COLUMNS"] = "80"
        command = [PYTEST / "bin" / "python", "-m", "pytest", "-p", "recorder", *arguments]
        result = run_command(command, cwd, own)
        return result, json.loads(record.read_text(encoding="utf-8"))
