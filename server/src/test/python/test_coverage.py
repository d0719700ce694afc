"""`fastest run --cov` beside `pytest --cov`: the same lines and branches, whoever measures them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import program
from editor import editing

PLUGINS = program.PYTEST.parent / "venvs" / "plugins"
FILES = {
    "shop/__init__.py": """\
        import subprocess, sys

        def price(amount, rebate=False):
            if rebate:
                amount -= 1
            for _ in range(amount):
                if amount > 100:
                    break
            return amount

        def never():
            return 1

        AT_IMPORT = price(3)

        def elsewhere():
            subprocess.run([sys.executable, "-c", "import shop; shop.never()"], check=True)
        """,
    "tests/conftest.py": """\
        import pytest, shop

        @pytest.fixture
        def cheap():
            yield shop.price(1, rebate=True)
            shop.price(0)
        """,
    "tests/test_a.py": "def test_1(cheap): assert cheap == 0\ndef test_2(): pass\n",
    "tests/test_b.py": "import shop\ndef test_3(): assert shop.price(200) == 200\n",
}
INI = "[pytest]\npythonpath = .\n"
ARGS = ("-p", "no:cacheprovider", "--cov=shop", "--cov-branch")


@pytest.fixture
def measured(env):
    """An environment with pytest-cov."""
    return {**env, "VIRTUAL_ENV": str(PLUGINS), "PYTEST_ADDOPTS": "-p no:randomly"}


@pytest.fixture
def own(env, tmp_path_factory):
    """An environment with coverage.py and without pytest-cov."""
    (found,) = PLUGINS.glob("lib/python3*/site-packages/coverage")
    folder = tmp_path_factory.mktemp("coverage")
    (folder / "coverage").symlink_to(found)
    return {**env, "PYTHONPATH": str(folder)}


def lines(file: Path) -> dict:
    files = json.loads(file.read_text(encoding="utf-8"))["files"]
    kinds = ("executed_lines", "missing_lines", "executed_branches", "missing_branches")
    return {name: {kind: found.get(kind) for kind in kinds} for name, found in files.items()}


def by_pytest(folder: Path, env: dict, *args: str) -> tuple[program.Result, dict]:
    command = [PLUGINS / "bin" / "python", "-m", "pytest", *args, "--cov-report=json:p.json"]
    own = {name: value for name, value in env.items() if name != "VIRTUAL_ENV"}
    result = program.run_command(command, folder, {**own, "COLUMNS": "80"})
    return result, lines(folder / "p.json")


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("who", ["measured", "own"])
def test_the_same_as_pytest(write, fastest, measured, request, workers, who):
    folder = write(FILES, INI)
    expected, wanted = by_pytest(folder, measured, *ARGS, "--cov-report=term-missing")
    env = request.getfixturevalue(who)
    # What an earlier run has left must not count.
    result = fastest(
        "run",
        "-n",
        workers,
        *ARGS,
        "--cov-report=term-missing",
        "--cov-report=json:f.json",
        env=env,
    )
    assert result.status == 0
    assert lines(folder / "f.json") == wanted
    assert [path.name for path in folder.glob(".coverage*")] == [".coverage"]
    table = [line for line in expected.lines if line.startswith(("Name", "shop", "TOTAL"))]
    assert [line for line in result.lines if line.startswith(("Name", "shop", "TOTAL"))] == table
    assert len(table) == 3


@pytest.mark.parametrize("who", ["measured", "own"])
def test_too_little_is_a_failure(write, fastest, request, who):
    folder = write(FILES, INI)
    env = request.getfixturevalue(who)
    result = fastest("run", *ARGS, "--cov-fail-under=99", "-n2", env=env)
    assert result.status == 1
    assert "FAIL Required test coverage of 99% not reached. Total coverage: " in result.out
    result = fastest("run", *ARGS, "--cov-fail-under=50", "--cov-report=", env=env)
    assert result.status == 0
    assert "Required test coverage of 50% reached." in result.out
    assert "TOTAL" not in result.out
    (folder / "tests" / "test_c.py").write_text("def test_4(): assert 0\n")
    result = fastest("run", *ARGS, "--no-cov-on-fail", env=env)
    assert result.status == 1
    assert "TOTAL" not in result.out


def test_settings_and_what_is_appended(write, fastest, measured):
    ini = INI + "addopts = --cov --cov-report=term\n"
    folder = write({**FILES, ".coveragerc": "[run]\nsource = shop\nbranch = true\n"}, ini)
    _, wanted = by_pytest(folder, measured, "tests")
    args = ("--cov-append", "--cov-report=json:f.json")
    for test in ("tests/test_a.py", "tests/test_b.py"):
        (folder / ".coverage").unlink(missing_ok=True) if test.endswith("a.py") else None
        assert fastest("run", test, *args, env=measured).status == 0
    assert lines(folder / "f.json") == wanted
    # Listing tests leaves the data alone.
    before = (folder / ".coverage").read_bytes()
    assert fastest("discover", "--fresh", env=measured).status == 0
    assert (folder / ".coverage").read_bytes() == before


def test_what_others_have_measured_survives_a_death(write, fastest, measured):
    folder = write({**FILES, "tests/test_0.py": "import os\ndef test_0(): os._exit(3)\n"}, INI)
    result = fastest("run", *ARGS, "--cov-report=json:f.json", env=measured)
    assert result.status == 1
    executed = lines(folder / "f.json")["shop/__init__.py"]["executed_lines"]
    assert {5, 8} <= set(executed)
    assert "WARNING: What the tests of a worker that died have covered is missing." in result.out


@pytest.mark.parametrize("who", ["measured", "own"])
def test_subprocesses_as_the_settings_say(write, fastest, request, who):
    folder = write(
        {
            **FILES,
            "tests/test_c.py": "import shop\ndef test_4(): shop.elsewhere()\n",
            ".coveragerc": "[run]\npatch = subprocess\nparallel = true\n",
        },
        INI,
    )
    result = fastest(
        "run", "-n2", *ARGS, "--cov-report=json:f.json", env=request.getfixturevalue(who)
    )
    assert result.status == 0
    found = lines(folder / "f.json")["shop/__init__.py"]
    # Only the subprocess of `measured` has coverage installed where its interpreter looks.
    assert (12 in found["executed_lines"]) == (who == "measured")


def test_without_pytest(write, fastest, own, bare):
    folder = write(FILES | {"tests/test_a.py": "import shop\ndef test_1(): shop.price(1)\n"}, INI)
    env = {**own, "VIRTUAL_ENV": str(bare), "PYTHONPATH": f"{own['PYTHONPATH']}:{folder}"}
    (folder / "tests" / "conftest.py").unlink()
    result = fastest("run", *ARGS, "--cov-report=json:f.json", env=env)
    assert result.status == 0
    assert 8 in lines(folder / "f.json")["shop/__init__.py"]["executed_lines"]


def test_without_coverage_the_way_to_get_it_is_said(write, fastest, env, bare):
    write({"test_a.py": "def test_1(): pass\n"})
    for more in ({}, {"VIRTUAL_ENV": str(bare)}):
        result = fastest("run", "--cov", env={**env, **more})
        assert result.status == 4
        assert "-m pip install pytest-cov" in result.out + result.err


@pytest.mark.asyncio
async def test_lines_and_branches_in_an_editor(write, measured, tmp_path):
    folder = write({**FILES, ".coveragerc": "[run]\nbranch = true\nsource = shop\n"}, INI)
    uri = (folder / "shop" / "__init__.py").as_uri()
    async with editing(tmp_path, measured) as editor:
        answer = await editor.begin(tests=True)
        assert "coverage" in answer.capabilities.experimental["tests"]["profiles"]
        since = len(editor.heard)
        profile = {"kind": "coverage", "args": ["--cov-context=test"]}
        await editor.ask("tests/run", {"runId": "c", "workers": 2, "profile": profile})
        await editor.hear(
            lambda what, params: what == "tests/runEvent" and params.events[-1].t == "ended", since
        )
        messages = [params for what, params in editor.heard[since:] if what == "tests/runEvent"]
        events = [event for message in messages for event in message.events]
        (told,) = [event for event in events if event.t == "coverage"]
        assert events.index(told) == len(events) - 2
        # As pytest-cov: where nothing is to be shown there is no heading, either.
        assert not getattr(told, "message", None)
        (file,) = told.files
        assert file.uri == uri
        found = await editor.ask("tests/coverage", {"runId": "c", "uri": uri})
        hits = {line.line: line.hits for line in found.lines}
        assert (hits[5], hits[8], hits[12]) == (1, 1, 0)
        covered = [line for line, hit in hits.items() if hit]
        assert (file.statements.covered, file.statements.total) == (len(covered), len(hits))
        taken = [branch for branch in found.branches if branch.hits]
        assert (file.branches.covered, file.branches.total) == (len(taken), len(found.branches))

        ids = {item.nodeId: item.id for item in await editor.items()}
        ask = {"runId": "c", "uri": uri, "testId": ids["tests/test_b.py::test_3"]}
        of_test = {line.line for line in (await editor.ask("tests/coverage", ask)).lines}
        assert 8 in of_test
        assert 5 not in of_test
        assert await editor.leave() == 0
