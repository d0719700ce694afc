"""What is collected in the background of an editor, and what becomes of it when something fails."""

from __future__ import annotations

import asyncio
import os
import select
from pathlib import Path

import pytest

import program
from conftest import write_files
from editor import Editor, editing

CASES = """\
import pytest

@pytest.mark.parametrize("n", eval("[1, 2]"))
def test_n(n): pass

def test_plain(): pass
"""
EXACT = {"test_n[1]": "exact", "test_n[2]": "exact", "test_plain": "exact"}
DOUBTED = {"test_n": "unknown", "test_plain": "unknown"}


async def listed(editor: Editor, file: str) -> dict[str, str]:
    """The names of a file's tests and how certain they are, when pytest has said what it can."""
    await editor.ask("tests/refresh", {"mode": "collect"})
    items = [item for item in await editor.items() if item.kind in ("function", "case")]
    above = {item.parent for item in items}
    mine = [item for item in items if item.nodeId.startswith(file + "::") and item.id not in above]
    return {item.nodeId.partition("::")[2]: item.certainty for item in mine}


async def faults(editor: Editor) -> dict[str, list]:
    """The diagnostics of all files, as the editor shows them now."""
    await editor.ask("tests/refresh", {})
    last = {}
    for what, params in editor.heard:
        if what == "textDocument/publishDiagnostics":
            last[params.uri.removeprefix(editor.folder.as_uri() + "/")] = params.diagnostics
    return {path: found for path, found in last.items() if found}


async def opened(pipe: Path) -> int:
    """Waits until somebody reads the pipe; gives its other end, which holds them."""
    async with asyncio.timeout(program.PATIENCE):
        while True:
            try:
                return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
            except OSError:
                await asyncio.sleep(0.02)


@pytest.mark.asyncio
@pytest.mark.parametrize("folder", ["sub", "tests", ""], ids=["below", "initial", "own"])
async def test_conftest_that_fails(write, env, folder):
    prefix = folder and folder + "/"
    conftest = f"{prefix}conftest.py"
    root = write(
        {
            conftest: "import os\nimport not_there_yet\n",
            f"{prefix}test_a.py": CASES,
            f"{prefix}deep/test_b.py": CASES,
            "other/test_c.py": CASES,
        }
    )
    async with editing(root, env) as editor:
        await editor.begin(tests=True)
        assert await listed(editor, f"{prefix}test_a.py") == DOUBTED
        assert await listed(editor, f"{prefix}deep/test_b.py") == DOUBTED
        # pytest itself begins with a conftest in a folder named test, and ends there.
        assert await listed(editor, "other/test_c.py") == (EXACT if folder == "sub" else DOUBTED)
        told = await faults(editor)
        assert list(told) == [conftest]
        ((diagnostic,),) = told.values()
        assert diagnostic.range.start.line == 1
        assert "No module named 'not_there_yet'" in diagnostic.message
        write_files(root, {"not_there_yet.py": ""} if not folder else {conftest: ""})
        assert await listed(editor, f"{prefix}test_a.py") == EXACT
        assert await listed(editor, f"{prefix}deep/test_b.py") == EXACT
        assert await listed(editor, "other/test_c.py") == EXACT
        assert await faults(editor) == {}
        assert await editor.leave() == 0


@pytest.mark.asyncio
async def test_option_that_pytest_does_not_know(write, env):
    root = write({"test_a.py": CASES}, "[pytest]\naddopts = --no-such-option\n")
    async with editing(root, env) as editor:
        await editor.begin(tests=True)
        assert await listed(editor, "test_a.py") == DOUBTED
        told = await faults(editor)
        assert list(told) == ["pytest.ini"]
        assert "--no-such-option" in told["pytest.ini"][0].message
        (root / "pytest.ini").write_text("[pytest]\n")
        assert await listed(editor, "test_a.py") == EXACT
        assert await faults(editor) == {}
        assert await editor.leave() == 0


@pytest.mark.asyncio
@pytest.mark.parametrize("end", ["import os; os._exit(3)", "import sys; sys.exit(3)"])
async def test_file_that_ends_the_process_ends_no_other(write, env, end):
    root = write({f"test_{x}.py": CASES for x in "acde"})
    (root / "test_b.py").write_text(CASES + end + "\n")
    async with editing(root, env) as editor:
        await editor.begin(tests=True)
        for x in "acde":
            assert await listed(editor, f"test_{x}.py") == EXACT
        assert await listed(editor, "test_b.py") == DOUBTED
        assert list(await faults(editor)) == ["test_b.py"]
        (root / "test_b.py").write_text(CASES)
        assert await listed(editor, "test_b.py") == EXACT
        assert await faults(editor) == {}
        assert await editor.leave() == 0


@pytest.mark.asyncio
async def test_what_changed_meanwhile_is_not_taken_for_what_was_collected(write, env, tmp_path):
    """The file is written anew while pytest is at it, and nobody tells the server."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    wait = f"open({str(pipe)!r}).read()\n"
    root = write({"test_a.py": CASES, "helper.py": wait})
    path, other = root / "test_a.py", root / "test_b.py"
    path.write_text(CASES + "import helper\n")
    async with editing(root, env) as editor:
        await editor.begin(tests=True, watching=True)
        held = await opened(pipe)
        path.write_text(CASES.replace("[1, 2]", "[3]") + "# new\n")
        os.close(held)
        # Another file's collection comes after this one.
        since = len(editor.heard)
        other.write_text(CASES)
        editor.files_changed(other)
        await editor.hear(lambda _, params: "test_b.py::test_n[2]" in str(params), since)
        items = [item for item in await editor.items() if item.kind == "case"]
        mine = [item for item in items if item.nodeId.startswith("test_a.py")]
        assert "test_a.py::test_n[1]" not in {
            item.nodeId for item in mine if item.certainty == "exact"
        }
        editor.files_changed(path)
        assert await listed(editor, "test_a.py") == {"test_n[3]": "exact", "test_plain": "exact"}
        assert await editor.leave() == 0


@pytest.mark.asyncio
async def test_saving_all_the_time_does_not_keep_it_from_an_end(write, env, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    root = write({"test_a.py": CASES, "test_b.py": f"open({str(pipe)!r}).read()\n" + CASES})
    async with editing(root, env) as editor:
        await editor.begin(tests=True, watching=True)
        # The first one that is overtaken is broken off, the second is not.
        for number in range(2):
            held = await opened(pipe)
            (root / "test_c.py").write_text(f"def test_{number}(): pass\n")
            editor.files_changed(root / "test_c.py")
            assert f"test_c.py::test_{number}" in await editor.ids()
            if number == 0:
                async with asyncio.timeout(program.PATIENCE):
                    while is_read(held):
                        await asyncio.sleep(0.02)
            else:
                assert is_read(held)
            os.close(held)
        await editor.hear(lambda _, params: "test_b.py::test_n[1]" in str(params))
        assert await editor.leave() == 0


def is_read(held: int) -> bool:
    """Whether somebody still has the other end of the pipe."""
    poll = select.poll()
    poll.register(held, select.POLLOUT)
    return not any(event & select.POLLERR for _, event in poll.poll(0))


@pytest.mark.asyncio
@pytest.mark.parametrize("seconds", [0, 0.1, 0.25, 0.3, 0.4, 0.6])
async def test_leaving_while_it_is_collected(write, env, seconds):
    root = write({"test_a.py": "import time; time.sleep(20)\n" + CASES})
    async with editing(root, env) as editor:
        await editor.begin(tests=True)
        await asyncio.sleep(seconds)
        assert await editor.leave() == 0
    assert program.processes(env) == {}
