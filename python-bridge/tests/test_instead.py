"""The runner on the standard library in the place of pytest: the same events, or a refusal."""

from __future__ import annotations

from pathlib import Path

import pytest
from client import Bridge, Run, subjects
from plain_zoo import PLAIN_ZOO
from test_lean import told


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A supervisor that has not imported pytest, though it is there."""
    with Bridge(subjects()["pytest9"], tmp_path_factory.mktemp("bare"), bare=True) as bridge:
        yield bridge


def run(bare: Bridge, folder: Path, ids: list[str], args: list[str] = ()) -> Run:
    return bare.run(
        folder, args, engine="plain", instead=True, tests=ids, rootdir=str(folder), pytest="9.2"
    )


def by_test(run: Run) -> dict:
    found: dict = {}
    for event in told(run):
        if "/_pytest/" in event.get("place", "") or event.get("reason") == "class":
            del event["place"]  # Where pytest itself has raised what stands for the skip.
        found.setdefault(event.get("i") or event.get("id"), []).append(event)
    return found


def test_same_as_full(bridge, bare, write):
    folder = write(PLAIN_ZOO)
    full = bridge.run(folder, ["-p", "no:cacheprovider"])
    (folder / "left").unlink()
    plain = run(bare, folder, full.ids)
    assert bare.hello["pytest"] is None
    assert plain.order == full.order
    ours, theirs = by_test(plain), by_test(full)
    trap = "test_traps.py::test_leaves_a_file"
    (again,) = [event for event in ours.pop(trap) if event.get("outcome") == "failed"][:1]
    theirs.pop(trap)
    assert "pytest has run the file once more" in again["longrepr"]
    assert plain.outcomes[trap] == full.outcomes[trap] == "failed"
    assert ours == theirs


def test_a_failure_keeps_the_state_that_it_had(bare, write):
    folder = write(PLAIN_ZOO)
    ids = [f"test_functions.py::test_{name}" for name in "ab"]
    found = run(bare, folder, ids).phase("test_b")
    assert found["outcome"] == "failed"
    assert "because test_a ran before" in found["longrepr"]
    assert "where 3 = len(" in found["longrepr"]
    alone = run(bare, folder, ids[1:])
    assert alone.outcomes == {ids[1]: "passed"}


def test_a_failure_keeps_what_earlier_files_have_left(bare, write):
    folder = write(
        {
            "test_1.py": """
                import os, sys
                def setup_module(): sys.left = ["module"]
                def test_a(): print("heard once"); os.system("echo child"); sys.left.append("a")
                def teardown_module(): sys.left.append("over")
            """,
            "test_2.py": """
                import sys, unittest
                class Case(unittest.TestCase):
                    def test_b(self): sys.left.append("b")
            """,
            "test_3.py": "import sys\ndef test_c(): assert sys.left == []\n",
            "test_4.py": "import sys\ndef test_d(): sys.left.append('d')\n",
            "test_5.py": "import sys\ndef test_e(): assert len(sys.left) == 4\n",
        }
    )
    names = ["1.py::test_a", "2.py::Case::test_b", "3.py::test_c", "4.py::test_d", "5.py::test_e"]
    found = run(bare, folder, [f"test_{name}" for name in names])
    assert list(found.outcomes.values()) == ["passed", "passed", "failed", "passed", "failed"]
    assert found.phase("test_c")["actual"] == "['module', 'a', 'over', 'b']"
    assert "where 5 = len(['module', 'a', 'over', 'b', 'd'])" in found.phase("test_e")["longrepr"]
    texts = [event["text"] for event in found.of("output")]
    assert texts == ["heard once\nchild\n"]
    assert [frame for frame in found.frames if frame["t"] == "raw"] == []


def test_stops_at_the_first_failure(bare, write):
    folder = write({"test_x.py": "def test_1(): assert 1 == 2\ndef test_2(): pass\n"})
    stopped = run(bare, folder, ["test_x.py::test_1", "test_x.py::test_2"], ["-x"])
    assert stopped.ended["exit"] == 1
    assert stopped.phase("test_1")["expected"] == "2"
    assert len(stopped.order) == 1


@pytest.mark.parametrize(
    "text",
    [
        "import pytest\ndef test_x(): pass",
        "1 / 0\ndef test_x(): pass",
        "import unittest\nraise unittest.SkipTest('x')\ndef test_x(): pass",
        "pytestmark = []\ndef test_x(): pass",
        "async def test_x(): pass",
        "def test_x(): yield",
        "def test_x(fixture=1): pass",
        "def test_x(*args): pass",
        "test_x = lambda: None\ntest_x = type('F', (), {'__call__': lambda self: None})()",
        "import functools\ndef w(f): return functools.wraps(f)(lambda: f(1))\n@w\ndef test_x(a): pass",
        "import sys\nsys.modules['twisted'] = sys\ndef test_x(): pass",
    ],
)
def test_refuses_what_is_not_plain(bare, write, text):
    folder = write({"test_x.py": text})
    refused = run(bare, folder, ["test_x.py::test_x"])
    (frame,) = [frame for frame in refused.frames if frame["t"] == "refused"]
    assert frame["why"]
    assert not refused.collected
    assert not refused.of("collecterror")


@pytest.mark.parametrize(
    "text",
    [
        "class test_x(unittest.IsolatedAsyncioTestCase):\n async def test_x(self): pass",
        "class test_x(unittest.TestCase):\n def run(self, result=None): pass\n def test_x(self): pass",
        "class M(type): pass\nclass test_x(unittest.TestCase, metaclass=M):\n def test_x(self): pass",
        "class test_x:\n def __init__(self): pass\n def test_x(self): pass",
        "class test_x(unittest.TestCase):\n def setup_method(self): pass\n def test_x(self): pass",
        "@unittest.skip('x')\nclass test_x(unittest.TestCase):\n def test_x(self): pass",
    ],
)
def test_refuses_classes_that_are_not_plain(bare, write, text):
    folder = write({"test_x.py": f"import unittest\n{text}\n"})
    refused = run(bare, folder, ["test_x.py::test_x::test_x"])
    assert [frame["t"] for frame in refused.frames].count("refused") == 1


def test_refuses_where_a_plugin_may_act(plugins, tmp_path, write):
    folder = write({"test_x.py": "def test_x(): pass\n"})
    with Bridge(plugins.hello["executable"], tmp_path, bare=True) as bridge:
        refused = run(bridge, folder, ["test_x.py::test_x"])
    (frame,) = [frame for frame in refused.frames if frame["t"] == "refused"]
    assert frame["why"].startswith("the plugin ")
