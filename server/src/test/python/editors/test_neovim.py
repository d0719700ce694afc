"""Real Neovim, headless, with the set-ups that the guide prints."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import program
from conftest import write_files
from editors.guide import FILES, GUIDE, block, drive_session, on_path

HERE = Path(__file__).resolve().parent
NEOVIMS = program.HOME / "server" / "target" / "editors"


@pytest.fixture(params=["neovim-0.11", "neovim-0.12"])
def neovim(request, tmp_path, env):
    """Starts Neovim in a project of `files`, with `init` as a person's init.lua, and drives it."""

    def neovim(files: dict[str, str], init: str, drive: str, *modules: Path) -> None:
        home, project = tmp_path / "home", tmp_path / "project"
        on_path(home, env)
        write_files(project, {"pytest.ini": "[pytest]\n", **files})
        write_files(home / "nvim", {"init.lua": "vim.o.swapfile = false\n" + init})
        for module in (HERE / "steps.lua", *modules):
            (home / "nvim" / "lua").mkdir(exist_ok=True)
            shutil.copy(module, home / "nvim" / "lua")
        command = [NEOVIMS / request.param / "bin" / "nvim", "--headless"]
        drive_session([*command, "-c", f"luafile {HERE / drive}"], project, env)

    return neovim


def test_plain(neovim):
    neovim(
        FILES,
        block("neovim.md", "## Lenses, diagnostics, code actions", "lua"),
        "neovim_plain.lua",
    )


def test_signs_and_commands(neovim, env):
    # An interpreter with coverage.py.
    env["VIRTUAL_ENV"] = str(program.PYTEST.parent / "venvs" / "plugins")
    env["PYTEST_ADDOPTS"] = "-p no:randomly"
    more = """\
        import pytest


        @pytest.mark.skip
        def test_skipped(): pass
        """
    neovim(
        {**FILES, "test_more.py": more},
        block("neovim.md", "## Signs and commands", "lua"),
        "neovim_tests.lua",
        GUIDE / "neovim" / "fastest.lua",
    )
