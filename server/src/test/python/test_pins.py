"""What a quicker engine finds of a file is compared with what pytest finds."""

from __future__ import annotations

import shutil

import pytest

from conftest import write_files
from editor import editing

# Passes past pytest's hooks, fails with them: it looks for the code that called it.
DIFFERS = """
    import pytest, sys
    def test_differs():
        frame = sys._getframe()
        while frame is not None:
            if frame.f_code.co_filename.endswith("lean.py"):
                return
            frame = frame.f_back
        assert 0, "run by pytest"
    def test_same(): pass
"""

ONCE = """
    import os
    def test_leaves_a_file():
        if os.path.exists("left"): return
        open("left", "w").close()
        assert 0
"""

SAID = "test_00.py is run by pytest itself from now on: test_00.py::test_differs was passed"


@pytest.mark.asyncio
async def test_a_file_that_differs_under_pytest_is_pinned(write, fastest, env):
    # Of fifty files it is one's turn in each run; no conftest, no setting.
    others = {f"test_{i:02}.py": "import pytest\ndef test_it(): pass\n" for i in range(1, 50)}
    folder = write({"test_00.py": DIFFERS, **others})
    first = fastest("run")
    assert first.status == 0, first.out
    second = fastest("run")
    assert second.status == 1, second.out
    assert SAID in second.out
    assert "1 failed, 50 passed" in second.out
    (line,) = [line for line in fastest("doctor").lines if line.startswith("test_00.py")]
    assert line.startswith("test_00.py  full 2: pinned: test_00.py::test_differs was passed under")
    third = fastest("run", "test_00.py")
    assert third.status == 1
    assert "from now on" not in third.out
    async with editing(folder, env) as editor:
        await editor.begin(tests=True, options={"trusted": True})
        (test,) = [each for each in await editor.items() if each.nodeId.endswith("test_differs")]
        told = await editor.ask("tests/explain", {"id": test.id})
        assert told.engine == "full"
        assert told.why.startswith("pinned: ")
        since = len(editor.heard)
        await editor.ask("tests/run", {"include": [test.id], "profile": {"kind": "run"}})
        last = await editor.hear(
            lambda what, params: what == "tests/runEvent" and params.events[-1].t == "ended", since
        )
        assert last.events[-1].exitCode == 1
    source = folder / "test_00.py"
    source.write_text(source.read_text() + "# changed\n")
    assert fastest("run", "test_00.py").status == 0
    assert "test_00.py  lean 2" in fastest("doctor").lines


def test_what_pytest_does_not_see_fail_again_is_pinned(fastest, tmp_path):
    write_files(tmp_path, {"test_once.py": ONCE})
    said = "test_once.py::test_leaves_a_file failed without pytest, but not when pytest ran it"
    found = fastest("run")
    assert found.status == 1
    assert f"test_once.py is run by pytest itself from now on: {said}" in found.out
    shutil.rmtree(tmp_path / ".pytest_cache")
    told = fastest("doctor").out
    assert f"pytest (test_once.py is pinned: {said}" in told
    assert f"test_once.py  full 1: pinned: {said}" in told
    fastest("cache", "clear")
    assert "plain, without pytest" in fastest("doctor").out
