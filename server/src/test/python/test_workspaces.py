"""Workspaces as people have them: several folders, monorepos, checkouts, links, what is ignored."""

from __future__ import annotations

import os
import shutil
import threading
from itertools import pairwise

import pytest
from lsprotocol import types

import program
from conftest import write_files
from editor import editing

VENVS = program.PYTEST.parent / "venvs"


def is_end(what, params) -> bool:
    return what == "tests/runEvent" and params.events[-1].t == "ended"


@pytest.mark.asyncio
async def test_two_folders(tmp_path, env):
    one, two = tmp_path / "one", tmp_path / "two"
    write_files(one, {"pytest.ini": "[pytest]\n", "test_it.py": "def test_one(): pass\n"})
    write_files(two, {"pytest.ini": "[pytest]\n", "test_it.py": "def test_two(): assert 0\n"})
    async with editing(one, env) as editor:
        await editor.begin(tests=True, folders=[one, two])
        items = [item for item in await editor.items() if item.kind == "function"]
        assert [(item.project, item.nodeId) for item in items] == [
            (one.as_uri(), "test_it.py::test_one"),
            (two.as_uri(), "test_it.py::test_two"),
        ]
        await editor.ask("tests/run", {"runId": "r", "profile": {"kind": "run"}})
        end = (await editor.hear(is_end)).events[-1]
        assert (end.counts.passed, end.counts.failed, end.exitCode) == (1, 1, 1)

        since = len(editor.heard)
        editor.folders_changed(removed=[one])
        await editor.hear(lambda what, _: what == "tests/didChange", since)
        assert await editor.ids() == ["test_it.py::test_two"]
        editor.folders_changed(added=[one])
        assert sorted(await editor.ids()) == ["test_it.py::test_one", "test_it.py::test_two"]
        assert await editor.leave() == 0


@pytest.mark.asyncio
async def test_monorepo_of_three_projects_each_with_its_settings_and_interpreter(tmp_path, env):
    """One folder is opened; what differs between the projects differs in what runs."""
    versions = {}
    for name, venv in (
        ("new", program.PYTEST),
        ("older", VENVS / "pytest8"),
        ("oldest", VENVS / "pytest7"),
    ):
        python = venv / "bin" / "python"
        said = program.run_command(
            [python, "-c", "import pytest; print(pytest.__version__)"], tmp_path, env
        )
        versions[name] = said.out.strip()
        write_files(
            tmp_path / name,
            {
                "pytest.ini": f"[pytest]\npython_functions = {name}_* test_*\n",
                "tests/test_it.py": f"""\
                    import pytest

                    def {name}_own(): pass

                    def test_version():
                        assert pytest.__version__ == {versions[name]!r}
                    """,
            },
        )
        (tmp_path / name / ".venv").symlink_to(venv)
    assert len(set(versions.values())) == 3
    env.pop("VIRTUAL_ENV")
    async with editing(tmp_path, env) as editor:
        await editor.begin(tests=True)
        items = [item for item in await editor.items() if item.kind == "function"]
        assert [(item.project, item.nodeId, item.certainty) for item in items] == [
            ((tmp_path / name).as_uri(), f"tests/test_it.py::{test}", "exact")
            for name in versions
            for test in (f"{name}_own", "test_version")
        ]
        await editor.ask("tests/run", {"runId": "r", "profile": {"kind": "run"}})
        end = (await editor.hear(is_end)).events[-1]
        assert (end.counts.passed, end.counts.total, end.exitCode) == (6, 6, 0)

        # Settings that come and go make other projects.
        since = len(editor.heard)
        (tmp_path / "older" / "pytest.ini").unlink()
        editor.files_changed(tmp_path / "older" / "pytest.ini")
        await editor.hear(lambda what, _: what == "tests/didChange", since)
        projects = {item.project for item in await editor.items() if item.kind == "function"}
        assert projects == {(tmp_path / name).as_uri() for name in ("new", "oldest")} | {
            tmp_path.as_uri()
        }
        assert await editor.leave() == 0


@pytest.mark.asyncio
async def test_checkout_of_thousands_of_files(write, env, tmp_path):
    """Files that appear, change, move and go at once: few messages, and all is as on the disk."""
    count = 3000
    write({})
    for number in range(count):
        folder = tmp_path / f"p{number % 30}"
        folder.mkdir(exist_ok=True)
        (folder / f"test_{number}.py").write_text("def test_old(): pass\ndef test_same(): pass\n")
    before = sorted(tmp_path.glob("p*/*.py"))
    async with editing(tmp_path, env) as editor:
        await editor.begin(tests=True, watching=True, options={"trusted": False})
        assert len(await editor.ids()) == 2 * count
        since = len(editor.heard)
        for number, path in enumerate(before):
            if number % 3 == 0:
                path.unlink()
            elif number % 3 == 1:
                path.write_text("def test_new(): pass\n")
            else:
                path.rename(path.with_name(path.name.replace("test_", "test_moved_")))
        (tmp_path / "p1").rename(tmp_path / "moved")
        after = sorted(tmp_path.glob("*/*.py"))
        # As watchers do it: many messages of some files each.
        told = sorted({*before, *after})
        for at in range(0, len(told), 50):
            editor.files_changed(*told[at : at + 50])
        ids = set(await editor.ids())
        expected = set()
        for path in after:
            for line in path.read_text().splitlines():
                name = line.removeprefix("def ").partition("(")[0]
                expected.add(f"{path.relative_to(tmp_path).as_posix()}::{name}")
        if ids != expected:
            # What was told last may still be gathered: the change comes by itself.
            await editor.hear(lambda what, _: what == "tests/didChange", since)
            await editor.ask("tests/refresh", {})
            ids = set(await editor.ids())
        assert ids == expected
        changes = [params for what, params in editor.heard[since:] if what == "tests/didChange"]
        assert 1 <= len(changes) <= 20
        # Each follows on the one before, and a client that goes by them is where the list is.
        for earlier, later in pairwise(changes):
            assert later.base == earlier.generation
        assert await editor.leave() == 0


@pytest.mark.asyncio
async def test_folders_that_come_move_and_go(write, env, tmp_path):
    write({"a/test_a.py": "def test_a(): pass\n", "b/deep/test_b.py": "def test_b(): pass\n"})
    async with editing(tmp_path, env) as editor:
        await editor.begin(tests=True, watching=True)
        assert await editor.ids() == ["a/test_a.py::test_a", "b/deep/test_b.py::test_b"]
        (tmp_path / "b").rename(tmp_path / "c")
        editor.files_changed(tmp_path / "b", tmp_path / "c")
        assert await editor.ids() == ["a/test_a.py::test_a", "c/deep/test_b.py::test_b"]
        shutil.rmtree(tmp_path / "a")
        editor.files_changed(tmp_path / "a")
        assert await editor.ids() == ["c/deep/test_b.py::test_b"]
        write_files(tmp_path, {"new/one/test_n.py": "def test_n(): pass\n"})
        editor.files_changed(tmp_path / "new")
        assert await editor.ids() == ["c/deep/test_b.py::test_b", "new/one/test_n.py::test_n"]
        # The opened folder itself goes, and comes back.
        tmp_path.rename(tmp_path.with_name("elsewhere"))
        try:
            editor.files_changed(tmp_path)
            assert await editor.ids() == []
        finally:
            tmp_path.with_name("elsewhere").rename(tmp_path)
        editor.files_changed(tmp_path)
        assert len(await editor.ids()) == 2
        assert await editor.leave() == 0


@pytest.mark.asyncio
async def test_links(write, env, tmp_path):
    """Links are followed as pytest does, but a link that leads back is not gone round."""
    write({"real/test_r.py": "def test_r(): pass\n"})
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "test_file.py").symlink_to("real/test_r.py")
    (tmp_path / "test_nowhere.py").symlink_to("nothing")
    (tmp_path / "test_itself.py").symlink_to("test_itself.py")
    real, _ = program.pytest_run(["--collect-only", "-q"], tmp_path, env)
    by_pytest = [line for line in real.lines if "::" in line]
    # pytest would go round until the system refuses, after forty rounds of each link.
    (tmp_path / "real" / "back").symlink_to("..")
    async with editing(tmp_path, env) as editor:
        await editor.begin(tests=True)
        ids = await editor.ids()
        assert {*by_pytest} == {id for id in ids if "back" not in id}
        assert len(ids) <= 10
        assert await editor.leave() == 0


IGNORED = (".git", "node_modules", ".venv", "venv", ".tox", "__pycache__", "build", ".hidden")


@pytest.mark.asyncio
async def test_ignored_folders_are_not_read(write, env, tmp_path):
    """Whoever opens the pipes in them would hang there, and be seen to have opened them."""
    write({"test_a.py": "def test_a(): pass\n"})
    opened: list[str] = []
    pipes = []
    for name in IGNORED:
        folder = tmp_path / name / "sub"
        folder.mkdir(parents=True)
        if "venv" in name:
            (tmp_path / name / "pyvenv.cfg").write_text("home = /nowhere\n")
        (folder / "test_real.py").write_text("def test_ignored(): pass\n")
        for file in ("test_pipe.py", "conftest.py", "pyproject.toml", "pytest.ini"):
            os.mkfifo(folder / file)
            pipes.append(folder / file)

    def watch(pipe) -> None:
        # Opens when somebody reads.
        with pipe.open("w"):
            if not over:
                opened.append(str(pipe))

    real, _ = program.pytest_run(["--collect-only", "-q"], tmp_path, env)
    over: list[bool] = []
    threads = [threading.Thread(target=watch, args=(pipe,), daemon=True) for pipe in pipes]
    for thread in threads:
        thread.start()
    try:
        async with editing(tmp_path, env) as editor:
            await editor.begin(tests=True)
            assert await editor.ids() == [line for line in real.lines if "::" in line]
            # A change in them is no reason to look, either.
            editor.files_changed(*(tmp_path / name / "sub" / "test_new.py" for name in IGNORED))
            await editor.ask("tests/refresh", {})
            assert await editor.ids() == ["test_a.py::test_a"]
            assert await editor.leave() == 0
        assert opened == []
    finally:
        over.append(True)
        for pipe, thread in zip(pipes, threads, strict=True):
            while thread.is_alive():
                reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
                thread.join(0.05)
                os.close(reader)


@pytest.mark.asyncio
async def test_what_a_client_without_watchers_sees(write, env, tmp_path):
    """Neovim and Helix on Linux: the disk is looked at on each save, and before a run."""
    write({"test_a.py": "def test_a(): pass\n"})
    async with editing(tmp_path, env) as editor:
        await editor.begin(tests=True)
        editor.open(tmp_path / "test_a.py")
        assert await editor.ids() == ["test_a.py::test_a"]
        registered = [what for what, _ in editor.heard if what == "client/registerCapability"]
        assert registered == []
        (tmp_path / "test_b.py").write_text("def test_b(): pass\n")
        editor.save(tmp_path / "test_a.py", "def test_a(): pass\n")
        assert await editor.ids() == ["test_a.py::test_a", "test_b.py::test_b"]
        # Nothing is saved, and a run is asked for: it runs what is there.
        (tmp_path / "test_c.py").write_text("def test_c(): pass\n")
        (tmp_path / "test_b.py").unlink()
        await editor.ask("tests/run", {"runId": "r", "profile": {"kind": "run"}})
        end = (await editor.hear(is_end)).events[-1]
        assert (end.counts.passed, end.counts.total) == (2, 2)
        assert await editor.ids() == ["test_a.py::test_a", "test_c.py::test_c"]
        # A file that is opened may be one that another program has just made.
        (tmp_path / "test_d.py").write_text("def test_d(): pass\n")
        (tmp_path / "test_e.py").write_text("def test_e(): pass\n")
        editor.open(tmp_path / "test_d.py")
        assert await editor.ids() == [f"test_{x}.py::test_{x}" for x in "acde"]
        assert await editor.leave() == 0


@pytest.mark.asyncio
async def test_each_folder_runs_with_the_interpreter_that_is_named_for_it(tmp_path, env):
    """No folder has an environment of its own; what is named is swapped while the server runs."""
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        write_files(
            folder,
            {
                "test_it.py": """\
                    import sys

                    def test_prefix():
                        print("in", sys.prefix)
                    """
            },
        )
    eight, seven = VENVS / "pytest8", VENVS / "pytest7"

    async def prefixes(editor, run_id):
        since = len(editor.heard)
        await editor.ask("tests/run", {"runId": run_id, "profile": {"kind": "run", "args": ["-s"]}})
        assert (await editor.hear(is_end, since)).events[-1].counts.passed == 2
        heard = [params for what, params in editor.heard[since:] if what == "tests/runEvent"]
        said = [event for params in heard for event in params.events if event.t == "output"]
        text = "".join(event.text for event in said)
        return [venv.name for venv in (eight, seven) if f"in {venv}\n" in text.replace("\r", "")]

    env.pop("VIRTUAL_ENV")
    async with editing(one, env) as editor:
        options = {"trusted": True, "python": {one.as_uri(): str(eight), two.as_uri(): str(seven)}}
        await editor.begin(tests=True, options=options, folders=[one, two])
        assert await prefixes(editor, "r") == ["pytest8", "pytest7"]
        swapped = {"python": {tmp_path.as_uri(): str(seven), "file:///elsewhere": str(eight)}}
        editor.configure({"fastest": swapped})
        assert await prefixes(editor, "s") == ["pytest7"]
        assert await editor.leave() == 0


@pytest.mark.asyncio
async def test_file_in_another_encoding_is_not_unsaved(write, env, tmp_path):
    write({})
    path = tmp_path / "test_latin.py"
    text = "# coding: latin-1\ndef test_it(): assert 'é'\n"
    path.write_text(text, encoding="latin-1")
    async with editing(tmp_path, env) as editor:
        await editor.begin()
        document = types.TextDocumentItem(path.as_uri(), "python", 1, text)
        editor.client.text_document_did_open(types.DidOpenTextDocumentParams(document))
        (lens,) = await editor.lenses(path)
        assert "saved version" not in lens.command.title
        assert await editor.leave() == 0
