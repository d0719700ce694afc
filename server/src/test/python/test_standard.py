"""What every editor shows by itself: problems, outlines, hovers, definitions."""

from __future__ import annotations

import pytest

from editor import editing

FAULTS = """\
import pytest

def test_twice(): ...
def test_twice(): ...

class TestMade:
    def __init__(self): ...

@pytest.mark.parametrize("a", [1])
def test_unused(): ...
"""


@pytest.mark.asyncio
async def test_faults_are_shown_while_they_are_typed(write, env):
    project = write({"test_faults.py": FAULTS})
    path = project / "test_faults.py"
    async with editing(project, env) as editor:
        await editor.begin(options={"trusted": False})
        editor.open(path)
        found = await editor.diagnostics(path, lambda found: len(found) == 3)
        assert [(each.range.start.line, each.code, each.severity) for each in found] == [
            (2, "shadowed-test", 2),
            (5, "test-class-with-constructor", 2),
            (8, "parametrize-mismatch", 1),
        ]
        assert {each.source for each in found} == {"fastest"}
        # They move with the text, and each goes with what it is about.
        since = len(editor.heard)
        editor.edit(path, 0, 0, 0, "# typed\n")
        editor.edit(path, 4, 4, 14, "test_other")
        found = await editor.diagnostics(path, lambda found: len(found) == 2, since)
        assert [each.range.start.line for each in found] == [6, 9]
        editor.edit(path, 10, 16, 16, "a")
        editor.edit(path, 7, 8, 16, "setup")
        await editor.diagnostics(path, lambda found: not found, since)
        # What is half typed is one fault, and the others wait.
        editor.edit(path, 4, 14, 15, "")
        (broken,) = await editor.diagnostics(path, len, len(editor.heard))
        assert broken.code == "syntax-error"
        assert await editor.leave() == 0
