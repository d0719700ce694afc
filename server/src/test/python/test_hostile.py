"""Projects that nobody wants: what is wrong is told at its place, and the rest goes on."""

from __future__ import annotations

import pytest

import program

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
