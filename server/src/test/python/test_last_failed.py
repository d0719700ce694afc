"""pytest's own cache folder: what one of us writes there, the other reads."""

from __future__ import annotations

import json

import pytest

import program
from conftest import write_files

FILES = {
    "conftest.py": """\
        import os, pytest
        BAD = os.environ.get("BAD", "").split()

        @pytest.fixture
        def late(request):
            yield
            assert request.node.name not in BAD
        """,
    "test_a.py": """\
        import pytest
        from conftest import BAD
        @pytest.mark.parametrize("n", range(4))
        def test_a(n): assert f"a{n}" not in BAD
        def test_late(late): pass
        def test_skip(): pytest.skip()
        @pytest.mark.xfail
        def test_xfail(): assert 0
        """,
    "test_b.py": """\
        import os
        from conftest import BAD
        def test_b1(): assert "b1" not in BAD
        def test_b2():
            if "crash" in BAD: os._exit(1)
            assert "b2" not in BAD
        def test_b3(): assert "b3" not in BAD
        """,
    "test_c.py": "from conftest import BAD\nassert 'c' not in BAD\ndef test_c(): pass\n",
}
ALL = "a1 a3 test_late b2"


@pytest.fixture
def projects(tmp_path):
    """The same project twice: one for pytest, one for us."""
    for name in ("pytests", "ours"):
        write_files(tmp_path / name, {"pytest.ini": "[pytest]\n", **FILES})
    return tmp_path / "pytests", tmp_path / "ours"


@pytest.fixture
def both(projects, env):
    """Runs pytest in its project and us in ours; their caches have to be equal afterwards."""
    theirs, ours = projects

    def both(bad: str, *arguments: str, own: tuple[str, ...] = ()):
        variables = {**env, "BAD": bad}
        expected = pytest_in(theirs, variables, *arguments)
        result = program.run("run", *own, *arguments, cwd=ours, env=variables)
        assert result.status == expected.status, result.out + result.err
        assert cache(ours) == cache(theirs)
        return result, expected

    return both


@pytest.mark.parametrize("workers", [("-n1",), ("-n2",)], ids="".join)
def test_a_course_of_runs(both, workers):
    both(ALL, own=workers)
    result, _ = both("a1 a3", "--lf", own=workers)
    assert "run-last-failure: rerun previous 4 failures" in result.out
    assert "2 failed, 2 passed" in result.out
    # Others that failed stay on the list, a file that breaks comes on it.
    both("a1 a3 c", "test_a.py::test_a[1]", "test_c.py", own=workers)
    both("a3", "test_c.py", own=workers)
    result, _ = both("a3", "--ff", own=workers)
    assert "first" in result.out
    both("", "--lf", own=workers)
    both("", "--lf", "--lfnf=none", own=workers)
    both("b1", "--nf", "test_b.py", own=workers)
    both("b3", "--cache-clear", "test_b.py", own=workers)


def test_each_goes_on_where_the_other_stopped(projects, env):
    _, ours = projects
    assert program.run("run", "-n2", cwd=ours, env={**env, "BAD": ALL}).status == 1
    again = pytest_in(ours, {**env, "BAD": "b2"}, "--lf", "-v")
    assert "1 failed, 3 passed" in again.out
    last = program.run("run", "-n2", "--lf", cwd=ours, env=env)
    assert (last.status, "1 passed" in last.out) == (0, True)


@pytest.mark.parametrize("workers", ["-n1", "-n2"])
def test_what_kills_its_worker_has_failed(projects, env, workers):
    _, ours = projects
    result = program.run("run", workers, cwd=ours, env={**env, "BAD": "a1 b3 crash"})
    assert result.status == 1
    failed = ["test_a.py::test_a[1]", "test_b.py::test_b2", "test_b.py::test_b3"]
    assert sorted(cache(ours)["lastfailed"]) == failed
    assert (ours / ".pytest_cache" / ".gitignore").exists()


def test_tests_that_run_without_pytest_are_remembered_too(fastest, tmp_path, env):
    write_files(tmp_path, {"test_a.py": "def test_a(): pass\ndef test_b(): assert 0\n"})
    assert fastest("run").status == 1
    assert cache(tmp_path) == {
        "lastfailed": {"test_a.py::test_b": True},
        "nodeids": ["test_a.py::test_a", "test_a.py::test_b"],
    }
    assert "rerun previous 1 failure" in pytest_in(tmp_path, env, "--lf").out


def test_stepwise_goes_on_with_the_test_that_failed(both, projects):
    result, _ = both("a1 b2", "--sw", own=("-n2",))
    assert result.err == "fastest: --sw takes one test after the other: -n is 1\n"
    result, expected = both("a1 b2", "--sw", "--sw-skip")
    said = [line for line in expected.out.splitlines() if line.startswith("stepwise: ")]
    assert said[0].partition(" (")[0] in result.out
    both("b2", "--sw")
    both("", "--sw")


def test_no_cache_where_none_is_wanted(projects, env):
    _, ours = projects
    variables = {**env, "BAD": ALL}
    program.run("run", "-n2", "-p", "no:cacheprovider", cwd=ours, env=variables)
    assert not (ours / ".pytest_cache").exists()
    program.run("run", "-n2", "-o", "cache_dir=else/where", cwd=ours, env=variables)
    assert (ours / "else/where/v/cache/lastfailed").exists()


def test_workers_are_told_apart_as_xdists(fastest, write):
    text = """\
        import os, time
        def test_it(request):
            number = int(os.environ["PYTEST_XDIST_WORKER"][2:])
            assert os.environ["PYTEST_XDIST_WORKER_COUNT"] == "2"
            info = request.config.workerinput
            assert info["workerid"] == f"gw{number}"
            assert info["testrunuid"] == os.environ["PYTEST_XDIST_TESTRUNUID"]
            open(f"seen{number}", "w").write(info["testrunuid"])
            # Both are at work at the same time.
            for _ in range(3000):
                if os.path.exists(f"seen{1 - number}"): break
                time.sleep(0.01)
            else: assert False
        """
    folder = write({"test_a.py": text, "test_b.py": text})
    result = fastest("run", "-n2")
    assert result.status == 0, result.out
    assert len({(folder / name).read_text() for name in ("seen0", "seen1")}) == 1
    write(
        {"test_a.py": "import os\ndef test_a(): assert 'PYTEST_XDIST_WORKER' not in os.environ\n"}
    )
    assert fastest("run", "-n1", "test_a.py").status == 0


def pytest_in(folder, env, *arguments):
    command = [program.PYTEST / "bin" / "python", "-m", "pytest", *arguments]
    return program.run_command(command, folder, env)


def cache(folder) -> dict:
    found = {}
    for path in (folder / ".pytest_cache" / "v" / "cache").iterdir():
        value = json.loads(path.read_text(encoding="utf-8"))
        if path.name == "stepwise" and isinstance(value, dict):
            value.pop("last_cache_date_str", None)
        found[path.name] = value
    return found
