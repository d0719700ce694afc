"""What pytest has rewritten of a file serves its next version, and nobody can tell that it did."""

from __future__ import annotations

import ast
import random
import sys
from pathlib import Path
from types import CodeType, SimpleNamespace

import pytest
from client import HERE, SOURCE

sys.path.insert(0, str(SOURCE))

from _pytest.assertion import rewrite

from fastest_bridge import rewriting

CONFIG = SimpleNamespace(getini=lambda name: False)

TEXT = '''"""What can stand in a module."""
from __future__ import annotations
import os
import pytest

NAMES = {"a", "b"}


def test_first():
    """A docstring."""
    assert os.path.join("a", "b") == "a/b"


@pytest.fixture(
    params=[lambda: 1, lambda: 2]
)
def made(request):
    assert request.param() in (1, 2), "more"
    return request.param


class TestGroup:
    """A class."""

    name: str = "x"

    @pytest.mark.parametrize("value", [1, 2])
    def test_values(self, value, made):
        class Inner:
            def get(self):
                assert self.value
                return [each for each in range(value)]
        assert __class__ and super() and Inner

    async def test_later(self): assert self


def counted(by=1, *, start: int = 0) -> int:
    global COUNT
    COUNT = start + by
    assert COUNT
    yield from (each for each in NAMES if each != "a")


def test_twice():
    assert os.getcwd()


def test_twice():
    assert os.getcwd()


COUNT = 1
def test_two_lines(): assert COUNT; assert 1
if COUNT:
    def test_inner():
        assert COUNT
try:
    import json as data
except ImportError:
    data = None


async def test_data(one=data.loads("1")):
    assert data.loads("1") == one
    async with one as two:
        assert two
'''


def put_together(store: rewriting.Store, file: Path):
    names = rewrite._rewrite_test.__code__.co_names
    assert names in (rewriting._BY_HASH, rewriting._BY_TIME)
    return rewriting.of(rewrite, store, file, CONFIG, names == rewriting._BY_HASH)


def differs(one: CodeType, other: CodeType) -> str | None:
    """Where two code objects are not the same, in all that Python makes of them."""
    names = [name for name in dir(one) if name.startswith("co_") and name != "co_lnotab"]
    for name in names:
        mine, its = getattr(one, name), getattr(other, name)
        if name == "co_consts":
            if len(mine) != len(its):
                return f"{one.co_name}: the number of constants"
            for left, right in zip(mine, its):
                both_code = isinstance(left, CodeType) and isinstance(right, CodeType)
                found = differs(left, right) if both_code else None
                same = both_code or (type(left) is type(right) and left == right)
                if found or not same:
                    return found or f"{one.co_name}: {left!r} and {right!r}"
        elif callable(mine):
            if list(mine()) != list(its()):
                return f"{one.co_name}: {name}"
        elif mine != its:
            return f"{one.co_name}: {name}"
    return None


def edited(text: str, chance: random.Random) -> str:
    """One edit, as people make them, after which it is still a module."""
    lines = text.splitlines(keepends=True)
    at = chance.randrange(len(lines) + 1)
    asserts = [number for number, line in enumerate(lines) if "assert " in line]
    node = chance.choice(ast.parse(text).body)
    kind = chance.randrange(6)
    if kind == 0:
        lines.insert(chance.choice([0, at]), "# a comment\n")
    elif kind == 1:
        del lines[rewriting._line(node) - 1 : node.end_lineno]
    elif kind == 2:
        lines += ["\n", *lines[rewriting._line(node) - 1 : node.end_lineno]]
    elif kind == 3:
        lines.append(f"def test_new_{at}(one=lambda: 1):\n    assert one() == {at}\n")
    elif kind == 4 and asserts:
        place = chance.choice(asserts)
        lines[place] = lines[place].replace("assert ", f"assert {at} != ", 1)
    else:
        lines.insert(at, chance.choice(["import sys\n", "from os import path\n", "os = 1\n"]))
    new = "".join(lines)
    try:
        compile(new, "edited", "exec")
    except (SyntaxError, ValueError):
        return text
    return new if ast.parse(new).body else text


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("source", ["made up", "test_running.py", "lean_zoo.py", "plain_zoo.py"])
def test_what_is_put_together_is_what_pytest_makes_of_the_whole(tmp_path, source):
    text = TEXT if source == "made up" else (HERE / source).read_text(encoding="utf-8")
    chance = random.Random(source)
    file, store = tmp_path / "test_it.py", rewriting.Store()
    rounds = 40 if source == "made up" else 3
    count = 0
    for _ in range(rounds):
        file.write_text(text, encoding="utf-8")
        made = put_together(store, file)
        if made is not None:
            count += 1
            whole = rewrite._rewrite_test(file, CONFIG)
            assert made[0] == whole[0]
            assert differs(made[1], whole[1]) is None, text
        text = edited(text, chance)
    assert count > rounds / 2 or any(mark in text.encode() for mark in rewriting._SPECIAL)


# How many assertions were rewritten of each text, while somebody wants to know.
COMPILED: list[int] = []


def left_in(event: str, args: tuple) -> None:
    """Looks at each text that is compiled."""
    if COMPILED and event == "compile" and isinstance(args[0], ast.Module):
        COMPILED.append(sum(isinstance(node, ast.Raise) for node in ast.walk(args[0])))


def test_only_what_has_changed_is_rewritten(tmp_path):
    COMPILED.append(0)
    sys.addaudithook(left_in)
    file, store = tmp_path / "test_it.py", rewriting.Store()
    whole = TEXT.count("assert ")
    for text, count in (
        (TEXT, whole),
        # What is within a condition or says `global` is always rewritten.
        ("# A line above.\n" + TEXT, 2),
        (TEXT.replace('"a/b"', '"a/c"'), 3),
        # A method of a name that is imported is called in another way.
        (TEXT.replace("import pytest", "import pytest, sys"), whole),
    ):
        file.write_text(text)
        assert put_together(store, file) is not None
        assert COMPILED[-1] == count
    COMPILED.clear()


def test_what_somebody_else_rewrites_is_left_to_pytest(tmp_path, monkeypatch):
    file, store = tmp_path / "test_it.py", rewriting.Store()
    file.write_text(TEXT)
    assert put_together(store, file) is not None

    def visit_Assert(self, node):
        return [node]

    monkeypatch.setattr(rewrite.AssertionRewriter, "visit_Assert", visit_Assert)
    assert put_together(store, file) is None


@pytest.mark.parametrize(
    "line",
    [
        'assert (1, "always true")',
        "two = 1 is 2",
        r'assert "\d"',
    ],
)
def test_what_warns_is_left_to_pytest(tmp_path, line):
    file, store = tmp_path / "test_it.py", rewriting.Store()
    for _ in range(2):
        file.write_text(f"{TEXT}\n\ndef test_warns():\n    {line}\n")
        assert put_together(store, file) is None


def test_what_is_torn_is_not_there_and_what_is_new_takes_the_place_of_what_is_old():
    store = rewriting.Store()
    assert store.get("a.py") is None
    for text in (b"of a", b"of another a"):
        store.put("a.py", text)
        assert store.get("a.py") == text
    store._memory[rewriting._HEAD.size] ^= 1
    assert store.get("a.py") is None
    store.put("a.py", b"of a")
    store.put("b.py", b"x" * rewriting._SLOT)
    assert store.get("b.py") is None
    names = [f"{number}.py" for number in range(rewriting._SLOTS)]
    for name in names:
        store.put(name, name.encode())
    assert store.get("a.py") is None
    assert [store.get(name) for name in names] == [name.encode() for name in names]


SESSION = {
    "conftest.py": """
        import ast, sys

        SEEN = []

        def left_in(event, args):
            if event == "compile" and isinstance(args[0], ast.Module):
                SEEN.append(sum(isinstance(node, ast.Raise) for node in ast.walk(args[0])))

        sys.addaudithook(left_in)
    """,
    "test_m.py": """
        import conftest

        def half(number):
            assert number % 2 == 0, "odd"
            return number // 2

        def test_half():
            assert half(4) == 2

        def test_odd():
            left = half(3)
            assert left == 1

        def test_seen():
            print(conftest.SEEN[-1])
            assert 1
    """,
}


def test_a_session_runs_what_is_on_disk(any_pytest, write):
    folder = write(SESSION)
    file = folder / "test_m.py"
    first = text = file.read_text()
    outcomes = {"half": "passed", "odd": "failed", "seen": "passed"}
    for above, old, new, seen, half in (
        ("", "", "", 4, "passed"),
        ("# One line.\n", "half(4) == 2", "half(4) == 3", 1, "failed"),
        ("# Two\n# lines.\n", "", "", 1, "passed"),
        ("", "// 2", "// 4", 1, "failed"),
        ("\n", "% 2", "% 4", 1, "passed"),
        ("", "% 2", "% 1", 1, "passed"),
    ):
        text = above + (first.replace(old, new) if old else first)
        file.write_text(text)
        run = any_pytest.run(folder, only=[str(file)], warm="keep")
        outcomes["half"] = half
        outcomes["odd"] = "passed" if new == "% 1" else "failed"
        assert run.outcomes == {f"test_m.py::test_{k}": v for k, v in outcomes.items()}
        assert run.output("test_seen", "call", "stdout") == f"{seen}\n"
        if outcomes["odd"] == "failed":
            (place,) = [n for n, line in enumerate(text.splitlines(), 1) if '"odd"' in line]
            crash = run.phase("test_odd")["crash"]
            assert (Path(crash["path"]), crash["line"]) == (file, place)
            assert "AssertionError: odd" in run.phase("test_odd")["longrepr"]
