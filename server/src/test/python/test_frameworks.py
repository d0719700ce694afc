"""Plugins that act on a whole session: outcomes equal pytest's, with one worker and with two."""

from __future__ import annotations

import json

import pytest

import program
from conftest import write_files

VENV = program.HOME / "python-bridge" / "target" / "venvs" / "frameworks"
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
    "pytest.ini": "[pytest]\naddopts = -p no:randomly\n",
    "test_a.py": """\
        def test_fast(benchmark): assert benchmark(lambda: 3) == 3
        def test_bad(benchmark): assert benchmark(lambda: 3) == 4
        """,
    "test_b.py": "def test_b(benchmark): benchmark.pedantic(sum, args=([1, 2],), rounds=2)\n",
}


@pytest.fixture
def env(places):
    env = program.environment(places, VENV)
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


def pytest_in(folder, env, *arguments: str):
    """pytest's end, and the outcome of each test as it reports it."""
    variables = {
        **env,
        "PYTHONPATH": str(program.HERE / "oracle"),
        "RECORD_TO": str(folder / "record.json"),
    }
    command = [VENV / "bin" / "python", "-m", "pytest", "-p", "recorder", *arguments]
    result = program.run_command(command, folder, variables)
    told = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    return result, told["outcomes"]


def written(folder) -> dict[str, str]:
    return {path.name: path.read_text() for path in (folder / "__snapshots__").iterdir()}
