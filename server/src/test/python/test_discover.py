"""`fastest discover`: what it lists, in which form, and with which exit code."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

import program
from conftest import write_files

FILES = {
    "tests/test_a.py": """\
        import unittest
        import pytest

        def test_first(): pass

        @pytest.mark.parametrize("n", [1, 2])
        @pytest.mark.slow
        def test_cases(n): pass

        class TestGroup:
            def test_method(self): pass

        class Old(unittest.TestCase):
            def test_z(self): pass
            def test_b(self): pass
        """,
    "tests/test_b.py": """\
        import pytest

        @pytest.mark.parametrize("n", eval("('x', 'y')"))
        def test_computed(n): pass
        """,
    "tests/helper.py": "def test_not_me(): pass\n",
}
INI = "[pytest]\nmarkers =\n    slow: takes long\n"
IDS = [
    "tests/test_a.py::test_first",
    "tests/test_a.py::test_cases[1]",
    "tests/test_a.py::test_cases[2]",
    "tests/test_a.py::TestGroup::test_method",
    "tests/test_a.py::Old::test_b",
    "tests/test_a.py::Old::test_z",
    "tests/test_b.py::test_computed[x]",
    "tests/test_b.py::test_computed[y]",
]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    write_files(folder, {"pytest.ini": INI, **FILES})
    return folder


@pytest.fixture
def discover(project, fastest):
    def discover(*arguments, **options):
        return fastest("discover", *arguments, **{"cwd": project, **options})

    return discover


def test_ids_are_pytests_in_its_order(discover, project, env):
    _, told = program.pytest_run(["--collect-only"], project, env)
    result = discover()
    assert result == program.Result(0, "".join(f"{line}\n" for line in IDS), "")
    assert told["ids"] == IDS


def test_static_lists_the_function_whose_cases_only_running_code_knows(discover):
    result = discover("--static")
    assert (result.status, result.err) == (0, "")
    assert result.lines == [*IDS[:6], "tests/test_b.py::test_computed"]


@pytest.mark.parametrize("static", [[], ["--static"]], ids=["exact", "static"])
def test_json_has_the_promised_shape(discover, project, static):
    listing = discover("--format", "json", *static).json
    assert list(listing) == ["rootdir", "tests", "errors"]
    assert listing["rootdir"] == str(project)
    assert listing["errors"] == []
    assert listing["tests"][0] == {
        "nodeid": "tests/test_a.py::test_first",
        "kind": "function",
        "certainty": "exact",
        "path": "tests/test_a.py",
        "line": 4,
    }
    found = {test["nodeid"]: test for test in listing["tests"]}
    assert {tuple(test) for test in listing["tests"]} == {tuple(listing["tests"][0])}
    case, method = found[IDS[1]], found[IDS[3]]
    assert (case["kind"], method["kind"], method["line"]) == ("case", "function", 11)
    last = listing["tests"][-1]
    assert last["certainty"] == ("base" if static else "exact")


@pytest.mark.parametrize("static", [[], ["--static"]], ids=["exact", "static"])
def test_lines_of_both_ways_are_equal_where_the_items_are(discover, static):
    lines = {t["nodeid"]: t["line"] for t in discover("--format", "json", *static).json["tests"]}
    # pytest counts a decorated function from its first decorator.
    assert [lines[name] for name in IDS[:6]] == [4, 6, 6, 11, 15, 14]


def test_count(discover):
    assert discover("--format", "count").out == "8\n"
    assert discover("--format=count", "--static").out == "7\n"


def test_tree_shows_files_classes_and_tests(discover):
    assert discover("--format", "tree").lines == [
        "tests/test_a.py",
        "  test_first",
        "  test_cases[1]",
        "  test_cases[2]",
        "  TestGroup",
        "    test_method",
        "  Old",
        "    test_b",
        "    test_z",
        "tests/test_b.py",
        "  test_computed[x]",
        "  test_computed[y]",
    ]


@pytest.mark.parametrize("static", [[], ["--static"]], ids=["exact", "static"])
def test_selections_are_pytests(discover, static):
    assert discover("-k", "first or method", "tests/test_a.py", *static).lines == [IDS[0], IDS[3]]
    # Whose cases are not known, their marks are not known either.
    open_cases = ["tests/test_b.py::test_computed"] if static else []
    assert discover("-m", "slow", *static).lines == IDS[1:3] + open_cases
    assert discover("tests/test_a.py::Old", *static).lines == IDS[4:6]
    assert discover("--ignore=tests/test_b.py", f"--deselect={IDS[0]}", *static).lines == IDS[1:6]


@pytest.mark.parametrize("static", [[], ["--static"]], ids=["exact", "static"])
def test_another_folder_is_as_if_started_there(discover, project, tmp_path, static):
    there = discover(*static, cwd=project / "tests")
    assert discover("-C", project / "tests", *static, cwd=tmp_path) == there
    # Node ids start at the rootdir wherever one stands.
    assert there.lines[0] == IDS[0]
    relative = os.path.relpath(project / "tests", tmp_path)
    assert discover("-C", relative, *static, cwd=tmp_path) == there


def test_virtual_env_that_is_empty_counts_as_none(discover, project, env):
    result = discover("--static", env={**env, "VIRTUAL_ENV": ""})
    assert result.lines[0] == IDS[0]
    exact = discover("--python", program.PYTEST, env={**env, "VIRTUAL_ENV": ""})
    assert exact.lines == IDS


def test_python_may_be_a_program_or_the_folder_of_an_environment(discover, env, bare):
    for python in (program.PYTEST, program.PYTEST / "bin" / "python"):
        assert discover(f"--python={python}", env={**env, "VIRTUAL_ENV": str(bare)}).lines == IDS


# What the listing of odd ids says


def test_newline_and_backslash_in_an_id_are_escaped(write, fastest):
    cases = r"""[r"a\b", "ü", "a b", "::"]"""
    code = f"import pytest\n@pytest.mark.parametrize('s', {cases})\ndef test_s(s): pass\n"
    write({"test_odd.py": code})
    exact, static = fastest("discover"), fastest("discover", "--static")
    nodeids = [test["nodeid"] for test in fastest("discover", "--format=json").json["tests"]]
    assert len(nodeids) == 4
    assert exact.lines == [name.replace("\\", "\\\\") for name in nodeids]
    assert static.lines == exact.lines


def test_folder_with_spaces_and_other_letters(write, fastest):
    write({"a b/ü/test_x.py": "def test_ü(): pass\n"})
    for more in ([], ["--static"]):
        assert fastest("discover", *more).lines == ["a b/ü/test_x.py::test_ü"]


# Nothing but the listing on stdout


@pytest.mark.parametrize("form", ["ids", "json", "tree", "count"])
def test_what_a_conftest_prints_is_no_part_of_the_listing(write, fastest, form):
    noisy = """\
        import os, subprocess, sys
        print("NOISE from print")
        sys.stderr.write("NOISE on stderr")
        os.write(1, b"NOISE on descriptor one")
        subprocess.run(["echo", "NOISE of a child"])
        """
    write({"conftest.py": noisy, "sub/conftest.py": noisy, "test_x.py": f"{noisy}"})
    (write({}) / "test_y.py").write_text("def test_y(): print('NOISE')\n")
    result = fastest("discover", "--format", form)
    assert result.status == 0
    assert "NOISE" not in result.out
    assert result.out.strip()


def test_reader_that_leaves_early_is_no_trouble(tmp_path, fastest, env):
    many = "import pytest\n@pytest.mark.parametrize('n', range(20_000))\ndef test_n(n): pass\n"
    write_files(tmp_path, {"pytest.ini": "[pytest]\n", "test_many.py": many})
    for more in ([], ["--static"]):
        started = subprocess.Popen(
            [program.LAUNCHER, "discover", *more],
            cwd=tmp_path,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert started.stdout.readline().startswith(b"test_many.py::test_n")
        started.stdout.close()
        err = started.stderr.read()
        started.stderr.close()
        started.wait(program.PATIENCE)
        assert err == b""
        assert not program.processes(env)


# What is wrong with a project


@pytest.mark.parametrize("static", [[], ["--static"]], ids=["exact", "static"])
def test_syntax_error_hides_no_other_file(write, fastest, static):
    write(
        {
            "test_a.py": "def test_a(): pass\n",
            "test_b.py": "def test_b(:\n",
            "test_c.py": FILES["tests/test_b.py"],
        }
    )
    result = fastest("discover", *static)
    assert result.status == 2
    assert result.lines[0] == "test_a.py::test_a"
    assert "test_c.py::test_computed" in result.lines[1]
    assert "test_b.py" in result.err
    assert "test_b.py" not in result.out
    listing = fastest("discover", "--format=json", *static)
    assert listing.status == 2
    (error,) = listing.json["errors"]
    assert list(error) == ["path", "line", "message"]
    assert (error["path"], error["line"]) == ("test_b.py", 1)
    assert error["message"]
    assert len(listing.json["tests"]) >= 2


def test_file_that_fails_to_import_names_its_error(write, fastest):
    write({"test_a.py": "def test_a(): pass\n", "test_b.py": "import no_such_module_here\n"})
    result = fastest("discover")
    assert (result.status, result.lines) == (2, ["test_a.py::test_a"])
    assert "no_such_module_here" in result.err
    # Its text alone is in order.
    assert fastest("discover", "--static").status == 0


def test_broken_conftest_at_the_root_is_a_usage_error(write, fastest):
    write(
        {"conftest.py": "raise RuntimeError('broken here')\n", "test_a.py": "def test_a(): pass\n"}
    )
    result = fastest("discover")
    assert (result.status, result.out) == (4, "")
    assert "broken here" in result.err


def test_broken_conftest_below_is_a_collection_error(write, fastest):
    write(
        {
            "sub/conftest.py": "raise RuntimeError('broken here')\n",
            "sub/test_s.py": "def test_s(): pass\n",
            "test_a.py": "def test_a(): pass\n",
        }
    )
    result = fastest("discover")
    assert (result.status, result.lines) == (2, ["test_a.py::test_a"])
    assert "broken here" in result.err


@pytest.mark.parametrize("static", [[], ["--static"]], ids=["exact", "static"])
@pytest.mark.parametrize(
    ("name", "text"),
    [("pytest.ini", "[pytest\naddopts=\n"), ("pyproject.toml", "[tool.pytest.ini_options\n")],
)
def test_broken_configuration_is_a_usage_error(tmp_path, fastest, static, name, text):
    write_files(tmp_path, {name: text, "test_a.py": "def test_a(): pass\n"})
    result = fastest("discover", *static)
    assert (result.status, result.out) == (4, "")
    assert name in result.err


@pytest.mark.parametrize("static", [[], ["--static"]], ids=["exact", "static"])
def test_path_that_does_not_exist_is_a_usage_error(discover, static):
    result = discover("tests/nowhere.py", *static)
    assert (result.status, result.out) == (4, "")
    assert "tests/nowhere.py" in result.err


@pytest.mark.parametrize("static", [[], ["--static"]], ids=["exact", "static"])
def test_id_that_names_no_test_is_a_usage_error(discover, static):
    result = discover(*static, "tests/test_a.py::test_nope")
    assert result.status == 4
    assert "not found" in result.err
    assert "tests/test_a.py::test_nope" in result.err
    known = discover(*static, "tests/test_a.py::TestGroup", "tests/test_a.py::test_cases[2]")
    assert (known.status, sorted(known.lines)) == (0, sorted([IDS[2], IDS[3]]))


@pytest.mark.parametrize("static", [[], ["--static"]], ids=["exact", "static"])
def test_nothing_found(discover, write, fastest, static):
    assert discover("-k", "no_such_name", "tests/test_a.py", *static).status == 5
    write({"empty.py": ""})
    assert fastest("discover", *static) == program.Result(5, "", "")
    listing = fastest("discover", "--format=json", *static)
    assert (listing.status, listing.json["tests"], listing.json["errors"]) == (5, [], [])


# Without pytest, without Python


def test_without_pytest_the_texts_are_listed(fastest, shop, env, bare):
    told = fastest("discover", cwd=shop).lines
    without = {**env, "VIRTUAL_ENV": str(bare)}
    result = fastest("discover", cwd=shop, env=without)
    assert (result.status, result.lines) == (0, told)
    assert result.err.count("\n") == 1
    assert f"{bare}/bin/python -m pip install pytest" in result.err


def test_without_pytest_what_needs_it_is_unknown(write, fastest, env, bare):
    write({
        "test_a.py": "import pytest\ndef test_a(): pass\n",
        "test_b.py": "import unittest\ndef test_b(): pass\n"
        "class B(unittest.TestCase):\n    def test_c(self): pass\n",
    })  # fmt: skip
    without = {**env, "VIRTUAL_ENV": str(bare)}
    tests = fastest("discover", "--format=json", env=without).json["tests"]
    assert {test["nodeid"]: test["certainty"] for test in tests} == {
        "test_a.py::test_a": "unknown",
        "test_b.py::test_b": "exact",
        "test_b.py::B::test_c": "exact",
    }


def test_without_any_python_the_texts_are_listed(discover, env, tmp_path):
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("sh", "sed", "uname", "stty", "readlink"):
        if found := shutil.which(tool):
            (tools / tool).symlink_to(found)
    without = {**env, "PATH": str(tools), "HOME": str(tmp_path)}
    without.pop("VIRTUAL_ENV")
    java = subprocess.run(
        [program.LAUNCHER, "--java-home"], check=True, capture_output=True, text=True
    )
    without["FASTEST_JAVA_HOME"] = java.stdout.strip()
    result = discover(env=without)
    # Without a Python there is no pytest whose rules for the ids of cases could be followed.
    assert result.lines == list(dict.fromkeys(name.partition("[")[0] for name in IDS))
    assert result.err.startswith("fastest: ")
    assert "Python" in result.err
    run = program.run("run", cwd=tmp_path, env=without)
    assert (run.status, run.out) == (4, "")
    assert "Python" in run.err
