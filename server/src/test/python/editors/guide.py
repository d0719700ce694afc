"""The set-ups that the guide prints, cut out of its pages."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import program

GUIDE = program.HOME / "docs" / "guide"

# What each editor is shown: a test that passes, and one that fails in line 7.
FILES = {
    "test_shop.py": """\
        def test_ok():
            assert 1 + 1 == 2


        def test_sum():
            print("said before")
            assert 1 + 2 == 4
        """,
}


def block(page: str, heading: str, language: str) -> str:
    """The first block of code in that language below a heading."""
    text = (GUIDE / page).read_text(encoding="utf-8")
    _, found, below = text.partition(f"\n{heading}\n")
    assert found, f"{page} has no heading {heading!r}"
    below = re.split(r"\n#", below)[0]
    code = re.search(rf"^```{language}\n(.*?)^```$", below, re.DOTALL | re.MULTILINE)
    assert code, f"{page} has no block in {language} below {heading!r}"
    return code[1]


def on_path(folder: Path, env: dict[str, str]) -> None:
    """Links `fastest` on PATH as the guide says; the editor's own files go into `folder`."""
    tools = folder / "bin"
    tools.mkdir(parents=True)
    (tools / "fastest").symlink_to(program.LAUNCHER)
    env["PATH"] = f"{tools}:{env['PATH']}"
    env["LANG"] = "C.UTF-8"
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        env[name] = str(folder)


def drive_session(command: list[str | Path], cwd: Path, env: dict[str, str]) -> None:
    """Runs an editor that drives itself; no process may outlive it for long.

    Its script says each step on stdout and ends it with another status at the first that fails.
    """
    done = subprocess.run(
        command,
        cwd=cwd,
        env=env,
        input="",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stderr
    # Editors do not wait for the servers that they have told to exit.
    program.wait_until_gone(env)
