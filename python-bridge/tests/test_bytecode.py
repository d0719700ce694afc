"""No stale bytecode: an edit of the same length within the same second is seen, wherever it is."""

from __future__ import annotations

import os
import py_compile
import time
from pathlib import Path

import pytest

FILES = {
    "conftest.py": "VALUE = 1\n",
    "shop.py": "PRICE = 1\n",
    "test_m.py": """
        import conftest, shop

        def test_values():
            assert (conftest.VALUE, shop.PRICE, 1) == (1, 1, 1)
    """,
}


def rewritten(path: Path, old: str, new: str) -> None:
    """Edits as an editor, then sets the time it had: whole seconds and the size say nothing."""
    before = path.stat()
    path.write_text(path.read_text().replace(old, new))
    assert path.stat().st_size == before.st_size
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("conftest.py", "VALUE = 1", "VALUE = 2"),
        ("shop.py", "PRICE = 1", "PRICE = 2"),
        ("test_m.py", "PRICE, 1)", "PRICE, 2)"),
    ],
)
def test_same_size_edit_within_the_second(any_pytest, write, file, old, new):
    folder = write(FILES)
    assert set(any_pytest.run(folder).outcomes.values()) == {"passed"}
    rewritten(folder / file, old, new)
    assert set(any_pytest.run(folder).outcomes.values()) == {"failed"}


def test_same_for_the_runner_without_pytest(bridge, write):
    folder = write({"shop.py": "PRICE = 1\n"})
    test = folder / "test_u.py"
    test.write_text("import shop\ndef test_price():\n    assert shop.PRICE == 1\n")
    plain = {"engine": "plain", "tests": ["test_u.py::test_price"], "rootdir": str(folder)}
    assert bridge.run(folder, **plain).outcomes == {"test_u.py::test_price": "passed"}
    rewritten(folder / "shop.py", "PRICE = 1", "PRICE = 2")
    assert bridge.run(folder, **plain).outcomes == {"test_u.py::test_price": "failed"}


def test_doubt_ends_with_the_next_bytecode(bridge, write):
    folder = write(FILES)
    long_ago = time.time_ns() - 60_000_000_000
    bridge.run(folder)
    pyc = next((folder / "__pycache__").glob("shop.*.pyc"))
    # Compiled long before the source changed, whatever its header says.
    os.utime(pyc, ns=(long_ago, long_ago))
    bridge.run(folder)
    assert pyc.stat().st_mtime_ns > long_ago


def test_unchecked_hash_is_obeyed_as_python_does(bridge, write):
    folder = write(FILES)
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile(str(folder / "shop.py"), invalidation_mode=mode)
    rewritten(folder / "shop.py", "PRICE = 1", "PRICE = 2")
    assert set(bridge.run(folder).outcomes.values()) == {"passed"}
