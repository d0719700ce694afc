"""Real Emacs, in batch, with the set-ups that the guide prints."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from conftest import write_files
from editors.guide import FILES, block, drive_session, on_path

HERE = Path(__file__).resolve().parent
EMACS = shutil.which("emacs")


def has(package: str) -> bool:
    command = [EMACS, "--batch", "--eval", f"(progn (package-initialize) (require '{package}))"]
    return EMACS is not None and not subprocess.run(command, capture_output=True).returncode


@pytest.mark.parametrize(
    ("package", "heading", "drive"),
    [("eglot", "## Eglot", "emacs_eglot.el"), ("lsp-mode", "## lsp-mode", "emacs_lsp_mode.el")],
)
def test_session(package, heading, drive, tmp_path, env):
    if not has(package):
        pytest.skip(f"there is no Emacs with {package} on this machine")
    home, project = tmp_path / "home", tmp_path / "project"
    on_path(home, env)
    write_files(project, {"pytest.ini": "[pytest]\n", **FILES})
    (project / ".git").mkdir()
    init = home / ".emacs.d" / "init.el"
    write_files(
        home, {".emacs.d/init.el": "(package-initialize)\n" + block("emacs.md", heading, "elisp")}
    )
    command = [EMACS, "--batch", "-L", HERE, "-l", init, "-l", HERE / drive]
    drive_session(command, project, env)
