"""What pytest collects in the background of an editor takes the place of what texts leave open."""

from __future__ import annotations

import asyncio

import pytest

from conftest import write_files
from test_lsp import editing

COMPUTED = """\
import pytest
from cases import CASES

@pytest.mark.parametrize("n", sorted(CASES))
def test_case(n):
    pass

def test_plain():
    pass
"""
CASES = "import json; CASES = {str(n): n for n in range(json.loads('2'))}\n"


@pytest.fixture
def project(write):
    return write(
        {"test_shop.py": COMPUTED, "cases.py": CASES, "test_other.py": "def test_o(): pass\n"}
    )


async def listed(editor, path):
    """The file's items by node id: where they are from and how sure they are."""
    answer = await editor.ask("tests/list", {"uri": path.as_uri()})
    return {
        item.nodeId: (item.origin, item.certainty)
        for item in answer.items
        if item.kind in ("function", "case")
    }


async def collected(editor, path):
    await editor.ask("tests/refresh", {"mode": "collect"})
    return await listed(editor, path)


@pytest.mark.asyncio
async def test_cases_arrive_by_themselves_and_again_after_each_save(project, env):
    path = project / "test_shop.py"
    async with editing(project, env) as editor:
        await editor.begin(tests=True)
        editor.open(path)

        def has(case: str):
            def wanted(what, params) -> bool:
                return what == "tests/didChange" and any(
                    item.nodeId == f"test_shop.py::test_case[{case}]"
                    for file in params.files
                    if file.op == "replace"
                    for item in file.items
                )

            return wanted

        await editor.hear(has("1"))
        now = await listed(editor, path)
        assert now["test_shop.py::test_case[0]"] == ("collected", "exact")
        assert now["test_shop.py::test_case[1]"] == ("collected", "exact")
        assert "test_shop.py::test_plain" in now

        since = len(editor.heard)
        editor.save(project / "cases.py", CASES.replace("2", "3"))
        await editor.hear(has("2"), since)
        assert (await listed(editor, path))["test_shop.py::test_case[2]"] == ("collected", "exact")
        assert await editor.leave() == 0


@pytest.mark.asyncio
async def test_a_collection_error_stands_at_its_line_and_leaves_the_others(project, env):
    path = project / "test_shop.py"
    async with editing(project, env) as editor:
        await editor.begin(tests=True)
        editor.open(path)
        await collected(editor, path)
        since = len(editor.heard)
        editor.save(project / "cases.py", "CASES = 1 / 0\n")
        (diagnostic,) = await editor.diagnostics(path, len, since)
        assert diagnostic.range.start.line == 1, "where the import stands"
        assert "ZeroDivisionError: division by zero" in diagnostic.message
        assert set(await listed(editor, project / "test_other.py")) == {"test_other.py::test_o"}
        since = len(editor.heard)
        editor.save(project / "cases.py", CASES)
        await editor.diagnostics(path, lambda found: not found, since)
        assert (await collected(editor, path))["test_shop.py::test_case[1]"] == (
            "collected",
            "exact",
        )
        assert await editor.leave() == 0


@pytest.mark.asyncio
async def test_a_second_start_has_the_cases_without_importing_anything(project, env):
    path = project / "test_shop.py"
    env["LOG"] = str(project.parent / "log")
    write_files(
        project, {"cases.py": "import os; open(os.environ['LOG'], 'a').write('x')\n" + CASES}
    )
    for _ in range(2):
        async with editing(project, env) as editor:
            await editor.begin(tests=True)
            assert "test_shop.py::test_case[1]" in await collected(editor, path)
            assert await editor.leave() == 0
    assert (project.parent / "log").read_text() == "x"


@pytest.mark.asyncio
async def test_a_hook_over_all_tests_is_given_all_of_them(project, env):
    write_files(
        project, {"conftest.py": "def pytest_collection_modifyitems(items): del items[0]\n"}
    )
    async with editing(project, env) as editor:
        await editor.begin(tests=True)
        assert await collected(editor, project / "test_other.py") == {}
        assert len(await listed(editor, project / "test_shop.py")) >= 3
        assert await editor.leave() == 0


@pytest.mark.asyncio
async def test_a_module_that_hangs_holds_nobody_up(project, env):
    path = project / "test_shop.py"
    write_files(project, {"cases.py": "import time; time.sleep(600)\n"})
    async with editing(project, env) as editor:
        await editor.begin(tests=True)
        editor.open(path)
        assert "test_shop.py::test_plain" in await listed(editor, path)
        waiting = asyncio.create_task(editor.ask("tests/refresh", {"mode": "collect"}))
        await asyncio.sleep(1)
        assert not waiting.done()
        editor.save(project / "cases.py", CASES)
        await waiting
        assert "test_shop.py::test_case[1]" in await listed(editor, path)
        editor.save(project / "cases.py", "import time; time.sleep(600)\n")
        assert await editor.leave() == 0


@pytest.mark.asyncio
@pytest.mark.parametrize("options", [{"trusted": False}, {}])
async def test_nothing_is_collected_without_trust(project, env, options):
    mark = project.parent / "imported"
    write_files(project, {"cases.py": f"open({str(mark)!r}, 'w').close()\n" + CASES})
    async with editing(project, env) as editor:
        await editor.begin(tests=True, options=options)
        now = await collected(editor, project / "test_shop.py")
        assert now["test_shop.py::test_case"][0] == "static"
        assert await editor.leave() == 0
    assert not mark.exists()
