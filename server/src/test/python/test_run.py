"""`fastest run` beside real pytest: the same tests, outcomes, words and exit codes."""

from __future__ import annotations

import json
import re

import pytest

import program
from conftest import write_files

INI = """\
[pytest]
xfail_strict = false
markers =
    slow: takes long
"""
FILES = {
    "conftest.py": """\
        import pytest

        @pytest.fixture(scope="session")
        def session_log():
            log = []
            yield log
            assert len(log) == len(set(log))

        @pytest.fixture(scope="module")
        def module_value(request):
            return request.module.__name__

        @pytest.fixture
        def broken_setup():
            raise RuntimeError("setup broke")

        @pytest.fixture
        def broken_teardown():
            yield
            raise RuntimeError("teardown broke")
        """,
    "test_kinds.py": """\
        import warnings
        import pytest

        def test_passes(): pass
        def test_fails(): assert [1, 2] == [1, 3]
        def test_raises(): raise ValueError("no")
        @pytest.mark.skip(reason="not today")
        def test_skipped(): assert False
        def test_skips_itself(): pytest.skip("inside")
        @pytest.mark.skipif("1 == 1", reason="text")
        def test_skipped_by_text(): assert False
        @pytest.mark.xfail
        def test_xfails(): assert False
        @pytest.mark.xfail
        def test_xpasses(): pass
        @pytest.mark.xfail(strict=True)
        def test_xpasses_strictly(): pass
        @pytest.mark.xfail(raises=KeyError)
        def test_xfails_otherwise(): raise ValueError
        def test_warns(): warnings.warn("mind this", UserWarning)
        def test_imports_what_is_not_there(): pytest.importorskip("no_such_module")
        async def test_async_without_a_plugin(): assert True
        def test_error_in_setup(broken_setup): pass
        def test_error_in_teardown(broken_teardown): pass
        def test_fails_and_errors(broken_teardown): assert 0
        @pytest.mark.xfail
        def test_xfails_in_setup(broken_setup): pass
        def test_unknown_fixture(nobody_defines_this): pass
        """,
    "test_cases.py": """\
        import pytest

        @pytest.mark.parametrize("n", [1, pytest.param(2, marks=pytest.mark.xfail), 3, 4])
        def test_odd(n): assert n % 2
        @pytest.mark.parametrize("a", "xy")
        @pytest.mark.parametrize("b", [0, 1], ids=["zero", "one"])
        def test_product(a, b, session_log): session_log.append((a, b))
        @pytest.mark.slow
        def test_slow(module_value): assert module_value == "test_cases"
        """,
    "test_scopes.py": """\
        import pytest

        class TestShared:
            @pytest.fixture(scope="class")
            def box(self): return []
            def test_one(self, box): box.append(1)
            def test_two(self, box): assert box == [1]

        class TestSetup:
            state = []
            @classmethod
            def setup_class(cls): cls.state.append("class")
            def setup_method(self): self.state.append("method")
            def test_a(self): assert self.state == ["class", "method"]
            def test_b(self): assert self.state == ["class", "method", "method"]

        class TestTeardownBreaks:
            @classmethod
            def teardown_class(cls): raise OSError("late")
            def test_a(self): pass
            def test_b(self): pass
        """,
    "test_unittest.py": """\
        import unittest

        def setUpModule():
            global ready
            ready = True

        class Old(unittest.TestCase):
            def setUp(self): self.assertTrue(ready)
            def test_ok(self): self.assertEqual(1, 1)
            def test_bad(self): self.assertEqual({"a": 1}, {"a": 2})
            @unittest.skip("old reason")
            def test_skip(self): self.fail()
            @unittest.expectedFailure
            def test_expected(self): self.fail()
            @unittest.expectedFailure
            def test_unexpected(self): pass
            def test_subtests(self):
                for n in range(3):
                    with self.subTest(n=n):
                        self.assertNotEqual(n, 1)

        class Broken(unittest.TestCase):
            @classmethod
            def setUpClass(cls): raise RuntimeError("class broke")
            def test_never(self): pass

        class Loop(unittest.IsolatedAsyncioTestCase):
            async def test_awaits(self): self.assertTrue(True)
        """,
    "test_sub.py": """\
        def test_with_subtests(subtests):
            for n in range(3):
                with subtests.test("case", n=n):
                    assert n != 2
        """,
}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    write_files(folder, {"pytest.ini": INI, **FILES})
    return folder


@pytest.fixture
def compare(project, env, fastest, tmp_path):
    """Runs pytest and Fastest with the same arguments; they must agree. Gives Fastest's result."""

    def compare(*arguments: str, own: tuple[str, ...] = (), cwd=project, ordered=True):
        expected, told = program.pytest_run(list(arguments), cwd, env)
        report = tmp_path / "report.json"
        words = [word for word in arguments if not word.startswith("no:")]
        result = fastest("run", *own, f"--report=json={report}", *words, cwd=cwd)
        written = json.loads(report.read_text(encoding="utf-8"))
        outcomes = {test["nodeid"]: test["outcome"] for test in written["tests"]}
        assert outcomes == told["outcomes"]
        assert len(written["tests"]) == len(outcomes)
        if ordered:
            assert list(outcomes) == list(told["outcomes"])
        assert result.status == expected.status == written["exitcode"]
        assert closing(result.out) == closing(expected.out)
        return result, expected

    return compare


def closing(text: str) -> str:
    """The last line without what may differ: the time."""
    return re.sub(r"in [\d.]+s( \([\d:]+\))?", "in TIME", text.rstrip().splitlines()[-1])


def test_everything(compare):
    result, expected = compare()
    assert result.status == 1
    assert failures(result) == failures(expected)
    assert summary(result) == summary(expected)


def failures(result: program.Result) -> list[str]:
    """The names above the sections of failed tests."""
    found = re.findall(r"^_{3,} (.+?) _{3,}$", result.out, re.MULTILINE)
    return [name for name in found if set(name) != {"_", " "}]


def summary(result: program.Result) -> list[str]:
    """What the short summary names."""
    lines = result.out.splitlines()
    at = next(n for n, line in enumerate(lines) if "short test summary info" in line)
    return sorted(line.split(" - ")[0] for line in lines[at + 1 : -1])


def test_two_workers_change_no_outcome(compare):
    compare(own=("-n", "2"), ordered=False)


def test_full_engine_is_the_same_here(compare):
    compare(own=("--engine", "full"))


def test_workers_of_each_file_share_nothing_but_the_report(compare):
    compare(own=("-n", "auto", "--engine=full"), ordered=False)


@pytest.mark.parametrize(
    "arguments",
    [
        ["-x"],
        ["--maxfail=2"],
        ["--maxfail", "3"],
        ["-k", "kinds and not fails"],
        ["-m", "slow"],
        ["-m", "not slow", "test_cases.py"],
        ["test_unittest.py::Old"],
        ["test_cases.py::test_odd[3]", "test_scopes.py"],
        ["test_kinds.py::test_passes", "test_kinds.py::test_passes"],
        ["--deselect=test_kinds.py::test_fails", "test_kinds.py"],
        ["--ignore=test_kinds.py", "--ignore", "test_unittest.py"],
        ["-W", "error", "test_kinds.py"],
        ["-o", "xfail_strict=true", "test_kinds.py"],
        ["-k", "no_such_name_at_all"],
        ["--strict-markers", "--runxfail", "test_kinds.py"],
    ],
    ids=" ".join,
)
def test_selection(compare, arguments):
    compare(*arguments)


def test_short_tracebacks_are_pytests(compare):
    result, expected = compare("--tb=short", "test_kinds.py")
    assert sections(result.out) == sections(expected.out)


def test_long_tracebacks_are_pytests(compare):
    result, expected = compare("test_kinds.py", "test_unittest.py", "test_sub.py")
    assert sections(result.out) == sections(expected.out)


def sections(text: str) -> list[str]:
    """The sections of errors and failures, without indentation and the addresses of objects."""
    text = re.sub(r"0x[0-9a-f]+", "0x", text)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    start = next(n for n, line in enumerate(lines) if re.match(r"=+ (ERRORS|FAILURES) =+$", line))
    end = next(n for n, line in enumerate(lines) if re.match(r"=+ (warn|short test)", line))
    return lines[start:end]


@pytest.mark.parametrize("engine", ["full", "auto"])
def test_breakpoint_without_a_terminal_says_how_to_get_one(write, fastest, engine):
    write({"test_a.py": "def test_a():\n    breakpoint()\n    assert True\n"})
    result = fastest("run", "--engine", engine)
    assert result.status == 1
    assert 'breakpoint() needs a terminal: fastest run --pdb "test_a.py::test_a"' in result.lines


def test_words_behind_two_dashes_go_to_pytest(fastest, write):
    folder = write({"test_a.py": "def test_a(): assert 0\n"})
    told = fastest("run", "test_a.py", "--", "-p", "no:cacheprovider", "--tb=short")
    assert told.status == 1
    assert "test_a.py:1: in test_a" in told.out
    assert not (folder / ".pytest_cache").exists()
    assert fastest("run").status == 1
    assert (folder / ".pytest_cache").exists()


def test_addopts_hold(env, fastest, tmp_path, compare):
    write_files(tmp_path, {
        "pytest.ini": "[pytest]\naddopts = --maxfail=1 -m 'not slow'\nmarkers =\n    slow: long\n",
        "test_a.py": "import pytest\n@pytest.mark.slow\ndef test_s(): assert 0\n"
        "def test_f(): assert 0\ndef test_g(): assert 0\n",
    })  # fmt: skip
    result, _ = compare(cwd=tmp_path)
    assert "1 failed, 1 deselected" in result.out


def test_config_of_pyproject_and_another_rootdir(compare, tmp_path):
    write_files(tmp_path, {
        "pyproject.toml": "[tool.pytest.ini_options]\n"
        "python_functions = 'check_*'\ntestpaths = ['inner']\n",
        "inner/test_a.py": "def check_it(): pass\ndef test_it(): assert 0\n",
        "outer/test_b.py": "def check_it(): assert 0\n",
    })  # fmt: skip
    assert compare(cwd=tmp_path)[0].status == 0
    assert compare("outer", f"--rootdir={tmp_path / 'outer'}", cwd=tmp_path)[0].status == 1


def test_collection_errors_stop_the_run_as_in_pytest(compare, tmp_path, fastest):
    write_files(tmp_path, {
        "pytest.ini": "[pytest]\n",
        "test_a.py": "def test_a(): pass\n",
        "test_b.py": "import no_such_module_here\n",
        "test_c.py": "def test_c(:\n",
    })  # fmt: skip
    result, expected = compare(cwd=tmp_path)
    assert result.status == 2
    assert sections(result.out) == sections(expected.out)
    assert compare("--continue-on-collection-errors", cwd=tmp_path)[0].status == 1


RAISE = "raise RuntimeError('broken here')\n"
EXIT = "pytest.exit('broken here', 7)"


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ({"conftest.py": RAISE}, 4),
        ({"sub/conftest.py": RAISE, "sub/test_s.py": "def test_s(): pass\n"}, 2),
        ({"pytest.ini": "[pytest\nbroken here\n"}, 4),
        ({"pytest.ini": "", "pyproject.toml": "broken here\n"}, 4),
        ({"conftest.py": "def pytest_configure(config):\n    " + RAISE}, 3),
        ({"conftest.py": "def pytest_sessionstart(session):\n    " + RAISE}, 3),
        ({"conftest.py": f"import pytest\ndef pytest_runtest_setup(item):\n    {EXIT}\n"}, 7),
    ],
    ids=["conftest", "nested conftest", "ini", "toml", "configure", "sessionstart", "pytest.exit"],
)  # fmt: skip
def test_what_breaks_a_session_gives_pytests_exit_code(tmp_path, fastest, env, files, status):
    write_files(
        tmp_path, {"pytest.ini": "[pytest]\n", "test_a.py": "def test_a(): pass\n", **files}
    )
    expected = program.run_command(
        [program.PYTEST / "bin" / "python", "-m", "pytest"], tmp_path, env
    )
    result = fastest("run")
    assert (expected.status, result.status) == (status, status)
    assert "broken here" in result.out + result.err or next(reversed(files)) in result.err


def test_path_that_does_not_exist(fastest, project):
    result = fastest("run", "no/such/file.py", cwd=project)
    assert (result.status, result.out) == (4, "")
    assert "no/such/file.py" in result.err


# The report


def test_report_has_the_promised_shape(fastest, project, tmp_path):
    file = tmp_path / "report.json"
    result = fastest("run", "--report", f"json={file}", "test_kinds.py", cwd=project)
    report = json.loads(file.read_text(encoding="utf-8"))
    assert list(report) == [
        "created",
        "duration",
        "exitcode",
        "root",
        "environment",
        "summary",
        "tests",
        "warnings",
    ]
    assert (report["exitcode"], report["root"]) == (result.status, str(project))
    tests = {test["nodeid"].partition("::")[2]: test for test in report["tests"]}
    counts = {}
    for test in report["tests"]:
        counts[test["outcome"]] = counts.get(test["outcome"], 0) + 1
    assert report["summary"] == {**counts, "total": len(tests), "collected": len(tests)}
    passed = tests["test_passes"]
    assert list(passed) == ["nodeid", "outcome", "duration", "setup", "call", "teardown"]
    assert passed["call"].keys() == {"duration", "outcome"}
    failed = tests["test_fails"]
    assert failed["call"]["outcome"] == "failed"
    crash = failed["call"]["crash"]
    assert (crash["path"], crash["lineno" if "lineno" in crash else "line"]) == (
        str(project / "test_kinds.py"),
        5,
    )
    assert "assert [1, 2] == [1, 3]" in failed["call"]["longrepr"]
    both = tests["test_fails_and_errors"]
    assert (both["outcome"], both["call"]["outcome"], both["teardown"]["outcome"]) == (
        "error",
        "failed",
        "failed",
    )
    assert "call" not in tests["test_error_in_setup"]
    (warning,) = report["warnings"]
    assert "mind this" in warning["message"]


def test_report_keeps_what_was_written(write, fastest, tmp_path):
    write({"test_a.py": """\
        import logging, sys
        def test_a():
            print("to out")
            print("to err", file=sys.stderr)
            logging.getLogger("x").warning("to log")
            assert 0
        """})  # fmt: skip
    file = tmp_path / "out" / "report.json"
    file.parent.mkdir()
    fastest("run", f"--report=json={file}")
    (test,) = json.loads(file.read_text(encoding="utf-8"))["tests"]
    assert test["call"]["stdout"] == "to out\n"
    assert test["call"]["stderr"] == "to err\n"
    assert "to log" in json.dumps(test["call"]["log"])


def test_report_tells_what_could_not_be_collected(write, fastest, tmp_path):
    write({"test_a.py": "def test_a(): pass\n", "test_b.py": "import no_such_module_here\n"})
    result = fastest("run", "--report=json=report.json")
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert report["exitcode"] == result.status == 2
    assert report["tests"] == []
    assert "no_such_module_here" in json.dumps(report["collectors"])


def test_report_that_cannot_be_written_is_said(write, fastest, tmp_path):
    write({"test_a.py": "def test_a(): pass\n", "file": ""})
    result = fastest("run", "--report=json=file/report.json")
    assert result.status == 4
    assert "file/report.json" in result.err
    assert "Exception" not in result.err
    assert (tmp_path / "file").read_text() == ""


# Without pytest


def test_sample_needs_no_pytest(fastest, shop, env, bare, tmp_path):
    told = fastest("discover", cwd=shop).lines
    without = {**env, "VIRTUAL_ENV": str(bare)}
    for more in ([], ["-n", "2"]):
        file = tmp_path / "report.json"
        result = fastest("run", f"--report=json={file}", *more, cwd=shop, env=without)
        tests = json.loads(file.read_text(encoding="utf-8"))["tests"]
        assert result.status == 0
        assert {test["nodeid"]: test["outcome"] for test in tests} == dict.fromkeys(told, "passed")
        assert f"{len(told)} passed" in result.lines[-1]


PLAIN = {
    "test_a.py": "def test_1(): pass\ndef test_2(): assert 1 == 2\ndef test_3(): assert 0\n",
    "test_b.py": "import unittest\nclass B(unittest.TestCase):\n"
    "    def test_4(self): self.fail()\n    def test_5(self): pass\n",
    "test_c.py": "import pytest\ndef test_6(): pass\n",
}


@pytest.fixture
def plain(write, fastest, env, bare, tmp_path):
    """Runs a project without pytest; gives the status and the outcomes by the test's name."""

    def plain(*arguments, files=PLAIN):
        write(files)
        result = fastest(
            "run", "--report=json=r.json", *arguments, env={**env, "VIRTUAL_ENV": str(bare)}
        )
        tests = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["tests"]
        return result, {test["nodeid"].rpartition("::")[2]: test["outcome"] for test in tests}

    return plain


def test_plain_runs_what_needs_no_pytest(plain, bare):
    result, outcomes = plain()
    assert outcomes == {"test_1": "passed", "test_2": "failed", "test_3": "failed",
                        "test_4": "failed", "test_5": "passed", "test_6": "error"}  # fmt: skip
    assert result.status == 1
    assert f"{bare}/bin/python -m pip install pytest" in result.out


def test_plain_stops_when_it_is_told_to(plain):
    files = {name: PLAIN[name] for name in ("test_a.py", "test_b.py")}
    result, outcomes = plain("-x", files=files)
    assert (result.status, outcomes) == (1, {"test_1": "passed", "test_2": "failed"})
    result, outcomes = plain("--maxfail=2", files=files)
    assert (result.status, outcomes) == (
        1,
        {"test_1": "passed", "test_2": "failed", "test_3": "failed"},
    )
    assert "stopping after 2 failures" in result.out


def test_plain_knows_k(plain):
    result, outcomes = plain("-k", "test_1 or test_5")
    assert (result.status, outcomes) == (0, {"test_1": "passed", "test_5": "passed"})


def test_plain_full_engine_needs_pytest(write, fastest, env, bare):
    write(PLAIN)
    result = fastest("run", "--engine=full", env={**env, "VIRTUAL_ENV": str(bare)})
    assert result.status not in (0, 1, 5)
    assert "pip install pytest" in result.out + result.err
