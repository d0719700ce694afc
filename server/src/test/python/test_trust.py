"""What may run in editors without a person's word in each session, and how it is taken back."""

from __future__ import annotations

import pytest

import program
from editor import editing

CASES = """\
import os
import pytest

@pytest.mark.parametrize("n", [os.getpid() and 1])
def test_it(n): pass
"""


def test_list_add_forget(fastest, tmp_path, env):
    env["XDG_STATE_HOME"] = str(tmp_path / "state")
    folder = tmp_path / "a folder"
    (folder / "below").mkdir(parents=True)
    empty = fastest("trust")
    assert (empty.status, empty.out, empty.err) == (0, "", "fastest: no folder is trusted\n")
    assert fastest("trust", "add", "a folder").status == 0
    assert fastest("trust", "add", folder / "below" / "..").status == 0
    assert fastest("trust").lines == [str(folder)]

    missing = fastest("trust", "add", "missing")
    assert (missing.status, missing.out) == (4, "")
    assert missing.err == f"fastest: there is no folder {tmp_path / 'missing'}\n"
    below = fastest("trust", "forget", folder / "below")
    assert below.status == 4
    assert "it lies in" in below.err
    assert fastest("trust", "forget", folder).status == 0
    again = fastest("trust", "forget", folder)
    assert again.status == 4
    assert "is not trusted" in again.err
    assert fastest("trust").out == ""
    assert fastest("trust", "everything").status == 4
    assert "trust add DIR" in fastest("trust", "--help").out


@pytest.mark.asyncio
async def test_server_notices_what_a_command_changes(write, fastest, env, tmp_path):
    env["XDG_STATE_HOME"] = str(tmp_path / "state")
    project = write({"test_it.py": CASES})
    async with editing(project, env) as editor:
        await editor.begin(tests=True, options={})
        await editor.ask("tests/refresh", {"mode": "collect"})
        (item,) = [item for item in await editor.items() if item.kind == "function"]
        assert item.certainty == "base", "nothing was run"
        # Beside the server, which is of the same environment: not waited for.
        other = {**env, program.TOKEN: "of the command"}
        assert fastest("trust", "add", project, env=other).status == 0
        await editor.ask("tests/refresh", {"mode": "collect"})
        assert await editor.ids() == ["test_it.py::test_it[1]"]
        assert await editor.leave() == 0
