"""Running again from an editor: warm processes, and what is on disk now."""

from __future__ import annotations

import asyncio
import os

from editor import editing

SHOP = {
    "conftest.py": "import pytest\n@pytest.fixture\ndef one():\n    return 1\n",
    "shop.py": "PRICE = 1\n",
    "test_shop.py": "import shop\ndef test_price(one):\n    assert shop.PRICE == one\n"
    "def test_other():\n    pass\n",
    "test_more.py": "def test_more():\n    pass\n",
}


async def outcomes(editor, *nodeids: str, workers: int = 1) -> dict[str, str]:
    """Runs the tests with these node ids, all without any; gives their outcomes."""
    since = len(editor.heard)
    include = [i.id for i in await editor.items() if getattr(i, "nodeId", None) in nodeids]
    assert len(include) == len(nodeids)
    order = {"workers": workers, **({"include": include} if nodeids else {})}
    await editor.ask("tests/run", order)
    await editor.hear(
        lambda what, params: what == "tests/runEvent" and params.events[-1].t == "ended", since
    )
    told = [p for what, p in editor.heard[since:] if what == "tests/runEvent"]
    events = [event for message in told for event in message.events]
    return {
        event.id.partition("::")[2]: event.t
        for event in events
        if event.t in ("passed", "failed", "errored")
    }


def edited(path, old: str, new: str) -> None:
    """The same length, and the time of before: whole seconds and sizes say nothing."""
    before = path.stat()
    path.write_text(path.read_text().replace(old, new))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_each_run_is_of_what_is_on_disk(write, env):
    folder = write(SHOP)
    price = "test_shop.py::test_price"
    good, bad = {price: "passed"}, {price: "failed"}

    async def scenario():
        async with editing(folder, env) as editor:
            await editor.begin(tests=True)
            assert await outcomes(editor, price) == good
            assert await outcomes(editor, price) == good
            for file, old, new in (
                ("shop.py", "PRICE = 1", "PRICE = 2"),
                ("conftest.py", "return 1", "return 2"),
                ("test_shop.py", "PRICE ==", "PRICE !="),
            ):
                edited(folder / file, old, new)
                want = bad if file != "conftest.py" else good
                assert await outcomes(editor, price) == want
                assert await outcomes(editor, price) == want
            # Of a buffer that is not saved nothing is run, and all of it once it is.
            editor.open(folder / "test_shop.py")
            editor.edit(folder / "test_shop.py", 2, 22, 24, "==")
            assert await outcomes(editor, price) == bad
            text = (folder / "test_shop.py").read_text().replace("PRICE !=", "PRICE ==")
            editor.save(folder / "test_shop.py", text)
            assert await outcomes(editor, price) == good
            assert await outcomes(editor, price, "test_more.py::test_more", workers=2) == {
                **good,
                "test_more.py::test_more": "passed",
            }
            assert set((await outcomes(editor, workers=2)).values()) == {"passed"}
            (folder / "shop.py").unlink()
            assert await outcomes(editor, "test_shop.py::test_other") != {
                "test_shop.py::test_other": "passed"
            }
            assert await editor.leave() == 0

    asyncio.run(scenario())


def test_ids_that_depend_on_the_seed_of_hashing_are_the_same_for_all_workers(write, fastest):
    write(
        {
            f"test_{n}.py": "import pytest\n"
            "@pytest.mark.parametrize('word', {'one', 'two', 'three', 'four', 'five', 'six'})\n"
            "def test_word(word):\n    assert word\n"
            for n in range(4)
        }
    )
    done = fastest("run", "-n", "3")
    assert done.status == 0
    assert "24 passed" in done.lines[-1]
