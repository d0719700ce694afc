"""Plugins that people have: outcomes equal pytest's, with one worker and with two."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import program
from conftest import write_files

VENVS = program.HOME / "python-bridge" / "target" / "venvs"
VENV = VENVS / "frameworks"
WORKERS = pytest.mark.parametrize("workers", ["1", "2"])

DJANGO = {
    "pytest.ini": "[pytest]\nDJANGO_SETTINGS_MODULE = settings\npythonpath = .\n",
    "settings.py": """\
        SECRET_KEY = "x"
        INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth"]
        TEST = {"NAME": "test_db.sqlite3"}
        DATABASES = {
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3", "TEST": TEST}
        }
        """,
    "test_users.py": """\
        import os
        import pytest
        from django.contrib.auth.models import User
        from django.db import connection
        from django.test import TestCase

        @pytest.mark.django_db
        def test_alone():
            User.objects.create(username="a")
            assert User.objects.count() == 1
        @pytest.mark.django_db(transaction=True)
        def test_in_a_transaction():
            User.objects.create(username="a")
            assert User.objects.count() == 1
        @pytest.mark.django_db
        def test_whose_database():
            assert os.environ.get("PYTEST_XDIST_WORKER", "test_db") in str(
                connection.settings_dict["NAME"])
        def test_not_allowed(): User.objects.count()
        def test_fails(db): assert User.objects.count() == 1
        class UserTest(TestCase):
            @classmethod
            def setUpTestData(cls): User.objects.create(username="b")
            def test_there(self): self.assertEqual(User.objects.count(), 1)
            def test_gone(self): self.assertEqual(User.objects.count(), 0)
        """,
}
DJANGO["test_more.py"] = DJANGO["test_users.py"]

SNAPSHOTS = {
    "pytest.ini": "[pytest]\naddopts = -p no:randomly\n",
    "test_a.py": """\
        import os
        def test_text(snapshot): assert f"text {os.environ.get('CHANGED')}" == snapshot
        def test_list(snapshot): assert [1, {"a": (2, 3)}] == snapshot
        """,
    "test_b.py": "def test_b(snapshot): assert 'b' == snapshot(name='named')\n",
}

NUMBERS = {
    "pytest.ini": "[pytest]\n",
    "test_a.py": """\
        import random, pytest
        @pytest.mark.parametrize("n", range(15))
        def test_a(n): assert random.random() < 0.7
        """,
    "test_b.py": """\
        import random, pytest
        @pytest.mark.parametrize("n", range(15))
        def test_b(n): assert random.random() < 0.7
        """,
}

TIMES = {
    "pytest.ini": "[pytest]\naddopts = -p no:randomly -p no:syrupy -p no:django\n",
    "test_a.py": """\
        def test_fast(benchmark): assert benchmark(lambda: 3) == 3
        def test_bad(benchmark): assert benchmark(lambda: 3) == 4
        """,
    "test_b.py": "def test_b(benchmark): benchmark.pedantic(sum, args=([1, 2],), rounds=2)\n",
    "test_c.py": """\
        import pytest
        @pytest.fixture
        def timed(benchmark): return benchmark(lambda: 3)
        def test_through_a_fixture(timed): assert timed == 4
        @pytest.mark.benchmark(nonsense=1)
        def test_marked(): pass
        def test_asks_late(request): assert request.getfixturevalue("benchmark")(lambda: 3) == 4
        def test_fails(): assert 3 == 4
        def test_plain(): pass
        """,
}

# Each plugin's own ways, with good and bad ends.
TOOLS = {
    "pytest.ini": "[pytest]\naddopts = -p no:randomly\n",
    "conftest.py": """\
        import pytest
        @pytest.fixture(params=["asyncio"], scope="module")
        def anyio_backend(request): return request.param
        """,
    "test_asyncio.py": """\
        import asyncio, pytest, pytest_asyncio
        loops = set()
        @pytest_asyncio.fixture
        async def number():
            await asyncio.sleep(0)
            yield 3
            await asyncio.sleep(0)
        @pytest_asyncio.fixture
        async def broken():
            yield 3
            raise ValueError
        @pytest.mark.asyncio
        async def test_fixture(number): assert number == 3
        @pytest.mark.asyncio
        async def test_fails(number): assert number == 4
        @pytest.mark.asyncio
        async def test_errs(broken): pass
        @pytest.mark.asyncio(loop_scope="module")
        class TestLoop:
            @pytest.mark.parametrize("n", [1, 2])
            async def test_shared(self, n):
                loops.add(asyncio.get_running_loop())
                assert len(loops) == 1
        async def test_unmarked(): pass
        """,
    "test_anyio.py": """\
        import anyio, pytest
        pytestmark = pytest.mark.anyio
        @pytest.fixture(scope="module")
        async def opened(anyio_backend):
            await anyio.sleep(0)
            yield [1]
        async def test_sees(opened): assert opened == [1]
        async def test_fails(opened): assert opened == [2]
        def test_plain(): pass
        """,
    "test_mock.py": """\
        import json, os
        def test_patched(mocker):
            mocker.patch("json.dumps", return_value="x")
            mocker.patch("os.getpid", side_effect=OSError)
            mocker.patch("time.time", return_value=0)
            assert json.dumps(3) == "x"
        def test_restored(): assert json.dumps(3) == "3" and os.getpid() > 0
        def test_spied(mocker):
            spy = mocker.spy(json, "dumps")
            json.dumps(3)
            spy.assert_called_once_with(4)
        """,
    "test_timeout.py": """\
        import time, pytest
        @pytest.mark.timeout(0.1)
        def test_slow(): time.sleep(60)
        @pytest.mark.timeout(0.1, method="signal")
        class TestSlow:
            @pytest.fixture
            def slow(self): time.sleep(60)
            def test_setup(self, slow): pass
        @pytest.mark.timeout(60)
        def test_in_time(): pass
        """,
    "test_rerun.py": """\
        import pytest
        attempts = []
        @pytest.mark.flaky(reruns=2)
        def test_flaky():
            attempts.append(1)
            assert len(attempts) == 3
        @pytest.mark.flaky(reruns=1)
        def test_hopeless(): assert 0
        @pytest.fixture
        def sets_up():
            attempts.append(1)
            assert len(attempts) > 5
        @pytest.mark.flaky(reruns=3, only_rerun="AssertionError")
        def test_set_up(sets_up): pass
        @pytest.mark.flaky(reruns=1)
        @pytest.mark.xfail
        def test_expected(): assert 0
        """,
}

SUBTESTS = {
    "pytest.ini": "[pytest]\n",
    "test_a.py": """\
        import pytest
        def test_all_pass(subtests):
            for n in range(3):
                with subtests.test("even", n=n): pass
        def test_one_fails(subtests):
            for n in range(3):
                with subtests.test(n=n): assert n != 1
        def test_fails_after(subtests):
            with subtests.test("in"): assert 0
            assert 1 == 2
        def test_one_skips(subtests):
            with subtests.test("out"): pytest.skip("why")
            with subtests.test("in"): pass
        @pytest.mark.xfail
        def test_expected(subtests):
            with subtests.test("in"): assert 0
        """,
    "test_b.py": """\
        import unittest
        class CaseTest(unittest.TestCase):
            def test_all_pass(self):
                for n in range(3):
                    with self.subTest("even", n=n): pass
            def test_one_fails(self):
                for n in range(3):
                    with self.subTest(n=n): self.assertNotEqual(n, 1)
            def test_fails_after(self):
                with self.subTest("in"): self.fail("one")
                self.fail("two")
            def test_one_skips(self):
                with self.subTest("out"): self.skipTest("why")
                with self.subTest("in"): pass
            @unittest.expectedFailure
            def test_expected(self):
                with self.subTest("in"): self.fail()
        """,
}


@pytest.fixture(params=[VENV])
def env(request, places):
    """A shell with an environment activated: the one with frameworks, or which the test names."""
    env = program.environment(places, request.param)
    yield env
    program.kill_all(env)


@pytest.fixture
def both(tmp_path, env):
    """Runs pytest in one copy of a project and us in another; outcomes and exits must be equal."""

    def both(files, *arguments: str, workers: str, more=None):
        theirs, ours = tmp_path / "theirs", tmp_path / "ours"
        for folder in (theirs, ours):
            if not folder.exists():
                write_files(folder, files)
        variables = {**env, **(more or {})}
        expected, outcomes = pytest_in(theirs, variables, *arguments)
        report = tmp_path / "report.json"
        words = ("-n", workers, f"--report=json={report}", *arguments)
        result = program.run("run", *words, cwd=ours, env=variables)
        tests = json.loads(report.read_text(encoding="utf-8"))["tests"]
        found = {test["nodeid"]: test["outcome"] for test in tests}
        assert found == outcomes, result.out
        assert len(tests) == len(found)
        assert result.status == expected.status
        assert counts(result) == counts(expected) != set()
        return result, list(found), list(outcomes)

    return both


@WORKERS
def test_django(both, workers):
    result, found, _ = both(DJANGO, workers=workers)
    assert (result.status, len(found)) == (1, 14)
    result, _, _ = both(DJANGO, "--ds=settings", "--reuse-db", "-k", "alone", workers=workers)
    assert result.status == 0


@WORKERS
def test_syrupy(both, tmp_path, workers):
    assert both(SNAPSHOTS, workers="1")[0].status == 1
    both(SNAPSHOTS, "--snapshot-update", workers="1")
    assert written(tmp_path / "ours") == written(tmp_path / "theirs")
    result, _, _ = both(SNAPSHOTS, workers=workers)
    assert result.status == 0
    result, _, _ = both(SNAPSHOTS, workers=workers, more={"CHANGED": "yes"})
    assert result.status == 1


@WORKERS
def test_randomly(both, workers):
    result, found, expected = both(NUMBERS, "--randomly-seed=4711", workers=workers)
    assert result.out.count("Using --randomly-seed=4711") == 1
    if workers == "1":
        assert found == expected


def test_workers_have_one_seed(env, tmp_path):
    write_files(tmp_path, NUMBERS)
    out = program.run("run", "-n2", cwd=tmp_path, env=env).out
    assert out.count("Using --randomly-seed=") == 1


@WORKERS
def test_benchmark(both, workers):
    result, _, _ = both(TIMES, workers=workers)
    assert ("Name (time in" in result.out) == (workers == "1")


def test_what_is_no_benchmark_is_run_past_hooks(env, tmp_path):
    write_files(tmp_path, TIMES)
    said = program.run("doctor", cwd=tmp_path, env=env).out.splitlines()
    files = [line for line in said if line.startswith("test_")]
    assert files == [
        "test_a.py  full 2: a benchmark",
        "test_b.py  full 1: a benchmark",
        "test_c.py  lean 3, full 2: a benchmark",
    ]


@WORKERS
@pytest.mark.parametrize("env", [VENVS / "plugins"], ids=["plugins"], indirect=True)
def test_tools(both, workers):
    result, found, _ = both(TOOLS, workers=workers)
    assert (result.status, len(found)) == (1, 19)


@WORKERS
@pytest.mark.parametrize(
    "env", [program.PYTEST, VENVS / "pytest8"], ids=["builtin", "plugin"], indirect=True
)
def test_subtests(both, workers):
    result, found, _ = both(SUBTESTS, workers=workers)
    assert (result.status, len(found)) == (1, 10)


def pytest_in(folder, env, *arguments: str):
    """pytest's end, and the outcome of each test as it reports it."""
    variables = {
        **env,
        "PYTHONPATH": str(program.HERE / "oracle"),
        "RECORD_TO": str(folder / "record.json"),
    }
    command = [
        Path(env["VIRTUAL_ENV"], "bin", "python"),
        "-m",
        "pytest",
        "-p",
        "recorder",
        *arguments,
    ]
    result = program.run_command(command, folder, variables)
    told = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    return result, told["outcomes"]


def counts(result) -> set[str]:
    """What the closing line counts, without the time that it took."""
    return set(re.findall(r"\d+ [a-z]+", result.lines[-1].rpartition(" in ")[0]))


def written(folder) -> dict[str, str]:
    return {path.name: path.read_text() for path in (folder / "__snapshots__").iterdir()}
