"""Projects that nobody wants: what is wrong is told at its place, and the rest goes on."""

from __future__ import annotations

import os
import random
import socket

import pytest
from lsprotocol import types

import program
from editor import editing

STATIC = pytest.mark.parametrize("static", [[], ["--static"]], ids=["exact", "static"])


# Conftests that Python refuses


@STATIC
@pytest.mark.parametrize(
    ("folder", "status"), [("", 4), ("tests", 4), ("sub", 2)], ids=["own", "initial", "later"]
)
def test_broken_conftest_is_told_with_its_line(write, fastest, env, folder, status, static):
    prefix = folder and folder + "/"
    root = write(
        {
            f"{prefix}conftest.py": "import os\n\ndef broken(:\n    pass\n",
            f"{prefix}test_below.py": "def test_below(): pass\n",
        }
    )
    result = fastest("discover", "--format=json", *static)
    assert result.status == status
    told = result.out + result.err
    assert "conftest.py" in told
    assert "SyntaxError" in told
    if static:
        (fault,) = result.json["errors"]
        assert (fault["path"], fault["line"]) == (f"{prefix}conftest.py", 3)
        assert {test["certainty"] for test in result.json["tests"]} == {"unknown"}
    python = program.PYTEST / "bin" / "python"
    real = program.run_command([python, "-m", "pytest", "--collect-only"], root, env)
    assert real.status == status


# Files that nobody should name test_*.py


def deep(count: int, line: str, last: str) -> str:
    return "".join(" " * n + line.format(n) + "\n" for n in range(count)) + " " * count + last


PARAMETRIZE = "import pytest\n@pytest.mark.parametrize('a', [{}])\ndef test_it(a): pass\n"

# Names and contents, and the line at which static listing and pytest alike refuse them.
REFUSED = {
    "binary": (bytes(range(256)) * 200, 3),
    "nul": (b"def test_it(): pass\n\0\ndef test_b(): pass\n", 2),
    "unclosed": (b"def test_it(): pass\nx = " + b"[" * 10_000 + b"\ndef test_b(): pass\n", 2),
    "blocks": (deep(10_000, "if 1:", "pass\n").encode(), 101),
    "classes": (deep(10_000, "class Test{}:", "def test_it(self): pass\n").encode(), 101),
    "surrogate": (b"def test_it():\n    x = '\xed\xa0\x80'\n", 2),
    "cookie": (b"# -*- coding: no-such -*-\ndef test_it(): pass\n", 1),
    "mark": (b"\xef\xbb\xbf# -*- coding: latin-1 -*-\ndef test_it(): pass\n", 1),
    "wide": ("def test_it(): pass\n".encode("utf-16"), 1),
    "tabs": (b"def test_it():\n\tif 1:\n        pass\n\tpass\n", 3),
}

# Those that are fine, or that only the machine's patience refuses: at least `test_it` is listed.
ACCEPTED = {
    "ends": b"def test_it(): pass\r\ndef test_b(): pass\rdef test_c(): pass\ndef test_d(): pass",
    "line": b"x = '" + b"a" * 5_000_000 + b"'\ndef test_it(): pass\n",
    "long": b"# line\n" * 1_000_000 + b"def test_it(): pass\n",
    "branches": b"if 0:\n pass\n" + b"elif 1:\n pass\n" * 5_000 + b"def test_it(): pass\n",
    "brackets": b"x = " + b"(" * 10_000 + b")" * 10_000 + b"\ndef test_it(): pass\n",
    "lambdas": b"x = " + b"lambda: " * 10_000 + b"1\ndef test_it(): pass\n",
    "decorators": b"@str\n" * 10_000 + b"def test_it(): pass\n",
    "minus": PARAMETRIZE.format("-" * 20_000 + "1").encode(),
    "plus": PARAMETRIZE.format("+".join("1" * 20_000)).encode(),
    "attributes": PARAMETRIZE.format("x" + ".a" * 20_000).encode(),
    "strings": PARAMETRIZE.format("'a' " * 20_000).encode(),
    "empty": b"",
}


@pytest.fixture
def hostile(write, monkeypatch):
    root = write({"test_good.py": "def test_good(): pass\n"})
    for name, (content, _) in REFUSED.items():
        (root / f"test_refused_{name}.py").write_bytes(content)
    for name, content in ACCEPTED.items():
        (root / f"test_accepted_{name}.py").write_bytes(content)
    with (root / "test_large.py").open("wb") as large:
        large.truncate(200 << 20)
    os.mkfifo(root / "test_pipe.py")
    (root / "test_zero.py").symlink_to("/dev/zero")
    (root / "test_nowhere.py").symlink_to("nothing")
    (root / "test_folder.py").mkdir()
    # From its own folder: a socket's address holds 107 bytes, and a checkout may lie deep.
    with monkeypatch.context() as there, socket.socket(socket.AF_UNIX) as bound:
        there.chdir(root)
        bound.bind("test_socket.py")
    return root


def expected_faults() -> dict[str, int | None]:
    faults = {f"test_refused_{name}.py": line for name, (_, line) in REFUSED.items()}
    return {**faults, "test_large.py": None}


def test_hostile_files_are_refused_at_their_places(hostile, fastest):
    result = fastest("discover", "--static", "--format=json")
    assert result.status == 2
    listing = result.json
    assert {fault["path"]: fault["line"] for fault in listing["errors"]} == expected_faults()
    listed = {test["nodeid"]: test["certainty"] for test in listing["tests"]}
    assert listed["test_good.py::test_good"] == "exact"
    for name in ACCEPTED:
        begin = f"test_accepted_{name}.py::test_it"
        assert any(id.startswith(begin) for id in listed) == (name != "empty"), name
    assert {id.partition(":")[0] for id in listed} <= {
        "test_good.py",
        *(f"test_accepted_{name}.py" for name in ACCEPTED),
    }


def test_pytest_refuses_the_same(hostile, fastest, env):
    """What it makes of each is the truth, and what the default listing says."""
    (hostile / "test_large.py").unlink()
    files = [f"test_refused_{name}.py" for name in REFUSED]
    real, _ = program.pytest_run(["--collect-only", "-q", *files, "test_good.py"], hostile, env)
    for file in files:
        assert f"ERROR {file}" in real.out, file
    result = fastest("discover", *files, "test_good.py")
    assert result.status == real.status == 2
    assert result.lines == ["test_good.py::test_good"]
    for file in files:
        assert f"ERROR collecting {file}" in result.err, file


@pytest.mark.asyncio
async def test_an_editor_in_a_hostile_folder(hostile, env):
    async with editing(hostile, env) as editor:
        await editor.begin(tests=True, options={"trusted": False})
        ids = await editor.ids()
        assert "test_good.py::test_good" in ids
        for name, line in expected_faults().items():
            (first, *more) = await editor.diagnostics(hostile / name, len)
            assert first.range.start.line == (line or 1) - 1, name
            assert more == [], name
        threads = editor.threads
        # Looked at again and again, opened and closed, nothing grows and nothing is lost.
        for _ in range(5):
            for name in ("binary", "nul", "unclosed", "tabs", "surrogate"):
                path = hostile / f"test_refused_{name}.py"
                text = path.read_bytes().decode("utf-8", "replace")
                document = types.TextDocumentItem(path.as_uri(), "python", 1, text)
                editor.client.text_document_did_open(types.DidOpenTextDocumentParams(document))
                closed = types.TextDocumentIdentifier(path.as_uri())
                editor.client.text_document_did_close(types.DidCloseTextDocumentParams(closed))
            await editor.ask("tests/refresh", {})
        assert await editor.ids() == ids
        assert editor.threads <= threads + 2
        assert await editor.leave() == 0


@pytest.mark.asyncio
async def test_storm_of_edits_without_sense(write, env, tmp_path):
    """Places beyond the text, reversed ones, halves of pairs: all are edits of what is there."""
    path = write({"test_a.py": "def test_a(): pass\n", "test_b.py": "def test_b(): pass\n"})
    path = tmp_path / "test_a.py"
    async with editing(tmp_path, env) as editor:
        await editor.begin(tests=True, options={"trusted": False})
        editor.open(path)
        before = len(await editor.ids())
        rng = random.Random(1)
        far = 2**31 - 1
        pieces = (
            "(",
            ")",
            "\n",
            "    ",
            "def test_x(): pass\n",
            "'''",
            "\\",
            "é",
            "\U0001d4b3",
            "\0",
            "",
        )
        for _ in range(10_000):
            line, column = rng.choice((0, 1, 5, far)), rng.choice((0, 1, 3, far))
            end = rng.choice((0, line, far))
            editor.edit_at(
                path, (line, column), (end, rng.choice((0, column, far))), rng.choice(pieces)
            )
        final = "def test_last(): pass\n"
        editor.edit_at(path, (0, 0), (far, far), final)
        assert await editor.ids() == ["test_a.py::test_last", "test_b.py::test_b"]
        assert before == 2
        assert await editor.leave() == 0


# Settings that cannot be read


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("pytest.ini", "[pytest]\naddopts = 'unclosed\n", 2),
        ("pytest.ini", "no section\n", 1),
        ("pyproject.toml", "[tool.pytest.ini_options]\naddopts = [\n", None),
        ("pyproject.toml", "[tool.pytest.ini_options\n", 1),
        ("tox.ini", "[pytest]\na = 1\na = 2\n", 3),
    ],
    ids=["quotes", "no section", "unclosed list", "unclosed header", "twice"],
)
@pytest.mark.asyncio
async def test_broken_settings_are_told_at_their_line(write, env, tmp_path, name, text, line):
    write({"test_a.py": "def test_a(): pass\n"})
    (tmp_path / "pytest.ini").unlink()
    (tmp_path / name).write_text(text)
    async with editing(tmp_path, env) as editor:
        await editor.begin(tests=True)
        found = await editor.diagnostics(tmp_path / name, len)
        assert len(found) == 1
        if line:
            assert found[0].range.start.line == line - 1
        # Mended, all is as it should be.
        since = len(editor.heard)
        (tmp_path / name).write_text("")
        await editor.ask("tests/refresh", {})
        await editor.diagnostics(tmp_path / name, lambda found: not found, since)
        assert await editor.ids() == ["test_a.py::test_a"]
        assert await editor.leave() == 0
