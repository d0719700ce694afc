"""What `fastest discover` keeps: the answer of the second time, and what makes it ask again.

Each module of a project notes in a log that it was imported: what stands there was asked of pytest.
"""

from __future__ import annotations

import os
import subprocess
import textwrap
import time
from pathlib import Path

import pytest

import program
from conftest import write_files

NOTE = "import os; open(os.environ['LOG'], 'a').write(__name__ + '\\n')\n"
A = "import pytest\n@pytest.mark.parametrize('n', [1, 2])\ndef test_a(n): pass\n"
B = "def test_b(): pass\n"


class Project:
    """A project, and who was imported since the last look."""

    def __init__(self, folder, run, env):
        self.folder, self.run, self.env = folder, run, env
        self.log = folder.parent / "log"
        self.env["LOG"] = str(self.log)

    def write(self, **files):
        """Files by their path, `/` written as `__`; Python files note that they are imported."""
        noted = {}
        for name, text in files.items():
            path = name.replace("__", "/") + (
                "" if name.endswith(("_json", "_ini", "_txt")) else ".py"
            )
            path = path.replace("_json", ".json").replace("_ini", ".ini").replace("_txt", ".txt")
            noted[path] = NOTE + textwrap.dedent(text) if path.endswith(".py") else text
        write_files(self.folder, noted)
        return self

    def old(self):
        """Lets some time pass for all files: they were not written just now."""
        for path in [self.folder, *self.folder.rglob("*")]:
            os.utime(path, ns=(10**18, 10**18), follow_symlinks=False)
        return self

    def discover(self, *arguments, status=0):
        """The ids, and the modules that were imported to know them."""
        self.log.write_text("")
        result = self.run("discover", *arguments, cwd=self.folder, env=self.env)
        assert result.status == status, result
        return result.lines, sorted(self.log.read_text().split())


@pytest.fixture
def project(tmp_path, fastest, env):
    folder = tmp_path / "project"
    write_files(folder, {"pytest.ini": "[pytest]\n"})
    return Project(folder, fastest, env)


IDS = ["test_a.py::test_a[1]", "test_a.py::test_a[2]", "test_b.py::test_b"]


def test_the_second_time_nothing_is_imported(project):
    project.write(test_a=A, test_b=B)
    assert project.discover() == (IDS, ["test_a", "test_b"])
    assert project.discover() == (IDS, [])
    assert project.discover("-q")[1] == ["test_a", "test_b"], "another command"


def test_every_format_says_the_same_the_second_time(project):
    project.write(test_a=A, test_b=B)
    for format in ("json", "tree", "count", "ids"):
        first = project.run("discover", "--format", format, cwd=project.folder, env=project.env)
        fresh = project.run(
            "discover", "--format", format, "--fresh", cwd=project.folder, env=project.env
        )
        again = project.run("discover", "--format", format, cwd=project.folder, env=project.env)
        assert first == fresh == again


def test_no_tests_are_no_tests_the_second_time_too(project):
    project.write(test_a="x = 1\n")
    assert project.discover(status=5) == ([], ["test_a"])
    assert project.discover(status=5) == ([], [])


def test_fresh_asks_and_cache_clear_forgets(project):
    project.write(test_a=A)
    project.discover()
    assert project.discover("--fresh")[1] == ["test_a"]
    assert project.discover()[1] == []
    assert project.run("cache", "clear", cwd=project.folder, env=project.env) == program.Result(
        0, "", ""
    )
    assert project.discover()[1] == ["test_a"]


def test_only_the_edited_file_is_asked_for_and_stays_in_its_place(project):
    project.write(test_a=A, test_b=B, test_c="def test_c(): pass\n").old()
    project.discover()
    project.write(test_b="def test_new(): pass\ndef test_b(): pass\n")
    ids = [
        "test_a.py::test_a[1]",
        "test_a.py::test_a[2]",
        "test_b.py::test_new",
        "test_b.py::test_b",
    ]
    assert project.discover() == ([*ids, "test_c.py::test_c"], ["test_b"])
    assert project.discover() == ([*ids, "test_c.py::test_c"], [])
    project.write(test_a="")
    assert project.discover() == ([*ids[2:], "test_c.py::test_c"], ["test_a"])


def test_an_edit_of_the_same_size_in_the_same_moment_is_seen(project):
    project.write(test_a=B)
    assert project.discover()[0] == ["test_a.py::test_b"]
    path = project.folder / "test_a.py"
    before = path.stat()
    path.write_text(path.read_text().replace("test_b", "test_x"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert project.discover()[0] == ["test_a.py::test_x"]


def test_what_is_written_again_unchanged_is_not_asked_for(project):
    project.write(test_a=A, conftest="").old()
    project.discover()
    project.old()
    (project.folder / "test_a.py").write_bytes((project.folder / "test_a.py").read_bytes())
    assert project.discover() == (IDS[:2], [])


def test_a_data_file_that_was_read(project):
    project.write(
        test_a="""
            import json, pathlib, pytest
            CASES = json.loads(pathlib.Path(__file__).with_name("cases.json").read_text())
            @pytest.mark.parametrize("n", CASES)
            def test_a(n): pass
            """,
        cases_json="[1, 2]",
    )
    assert project.discover()[0] == IDS[:2]
    project.write(cases_json="[3]")
    assert project.discover()[0] == ["test_a.py::test_a[3]"]


def test_a_file_whose_existence_was_asked(project):
    project.write(
        test_a="""
            import os, pytest
            @pytest.mark.parametrize("n", [1, 2] if os.path.exists("data/flag") else [3])
            def test_a(n): pass
            """
    )
    (project.folder / "data").mkdir()
    assert project.discover()[0] == ["test_a.py::test_a[3]"]
    (project.folder / "data" / "flag").touch()
    assert project.discover()[0] == IDS[:2]


def test_a_folder_that_was_listed(project):
    project.write(
        test_a="""
            import pathlib, pytest
            @pytest.mark.parametrize("n", sorted(p.name for p in pathlib.Path("data").glob("*")))
            def test_a(n): pass
            """,
        data__one_txt="",
    )
    assert project.discover()[0] == ["test_a.py::test_a[one.txt]"]
    project.write(data__two_txt="")
    assert project.discover()[0] == ["test_a.py::test_a[one.txt]", "test_a.py::test_a[two.txt]"]


def test_a_module_that_was_looked_for_and_not_there(project):
    project.write(
        test_a="""
            import pytest
            try:
                from extra import CASES
            except ImportError:
                CASES = [1]
            @pytest.mark.parametrize("n", CASES)
            def test_a(n): pass
            """
    )
    assert project.discover()[0] == IDS[:1]
    project.write(extra="CASES = [1, 2]\n")
    assert project.discover()[0] == IDS[:2]


def test_a_module_that_comes_before_another_on_the_path(project):
    folders = [project.folder.parent / name for name in ("first", "second")]
    for folder in folders:
        folder.mkdir()
    (folders[1] / "cases.py").write_text("CASES = [1]\n")
    project.env["PYTHONPATH"] = os.pathsep.join(map(str, folders))
    project.write(
        test_a="""
            import cases, pytest
            @pytest.mark.parametrize("n", cases.CASES)
            def test_a(n): pass
            """
    )
    assert project.discover()[0] == IDS[:1]
    (folders[0] / "cases.py").write_text("CASES = [1, 2]\n")
    assert project.discover()[0] == IDS[:2]


def test_an_installed_plugin(project):
    site = project.folder.parent / "site"
    site.mkdir()
    project.env["PYTHONPATH"] = str(site)
    project.write(test_a=A, test_b=B)
    assert project.discover()[0] == IDS
    info = site / "turn-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: turn\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[pytest11]\nturn = turn\n")
    (site / "turn.py").write_text("def pytest_collection_modifyitems(items): items.reverse()\n")
    assert project.discover()[0] == IDS[::-1]
    project.write(test_b="def test_new(): pass\n")
    assert project.discover() == (["test_b.py::test_new", *IDS[1::-1]], ["test_a", "test_b"])


def test_an_environment_variable(project):
    project.write(
        test_a="""
            import os, pytest
            @pytest.mark.parametrize("n", os.environ.get("CASES", "1").split())
            def test_a(n): pass
            """
    )
    assert project.discover()[0] == IDS[:1]
    project.env["CASES"] = "1 2"
    assert project.discover()[0] == IDS[:2]
    project.env["COLUMNS"] = "97"
    assert project.discover() == (IDS[:2], []), "how wide the terminal is decides nothing"


def test_a_link_to_another_folder(project):
    for name, text in (("one", A), ("two", B)):
        write_files(project.folder.parent / name, {"test_x.py": text})
    link = project.folder / "tests"
    link.symlink_to("../one")
    assert project.discover()[0] == ["tests/test_x.py::test_a[1]", "tests/test_x.py::test_a[2]"]
    link.unlink()
    link.symlink_to("../two")
    assert project.discover()[0] == ["tests/test_x.py::test_b"]


@pytest.mark.parametrize(
    "name", ["test_c.py", "conftest.py", "more/test_d.py", "tox.ini", "test_b.py"]
)
def test_files_that_come_and_go(project, name, env):
    project.write(test_a=A, test_b=B, more__helper="x = 1\n")
    (project.folder / "pytest.ini").unlink()
    path = project.folder / name
    texts = {
        "conftest.py": "collect_ignore = ['test_b.py']\n",
        "tox.ini": "[pytest]\npython_functions = test_b*\n",
    }
    kept = path.read_text() if path.exists() else texts.get(name, "def test_c(): pass\n")

    def change():
        path.unlink() if path.exists() else path.write_text(kept)

    seen = set()
    for _ in range(3):
        _, told = program.pytest_run(["--collect-only"], project.folder, project.env)
        assert project.discover()[0] == told["ids"]
        seen.add(tuple(told["ids"]))
        change()
    assert len(seen) == 2


def test_a_module_that_others_use_makes_all_be_asked(project):
    project.write(test_a=A, test_b="from test_a import test_a\n" + B).old()
    ids, _ = project.discover()
    assert ids == [*IDS[:2], "test_b.py::test_a[1]", "test_b.py::test_a[2]", IDS[2]]
    project.write(test_a=A.replace("[1, 2]", "[3]"))
    assert project.discover() == (
        ["test_a.py::test_a[3]", "test_b.py::test_a[3]", IDS[2]],
        ["test_a", "test_b"],
    )


def test_parameters_above_the_module_make_all_be_asked(project):
    project.write(
        conftest="""
            import pytest
            @pytest.fixture(scope="session", params=["x", "y"])
            def end(request): pass
            """,
        test_a="def test_a(end): pass\n",
        test_b="def test_b(end): pass\n",
    ).old()
    assert project.discover()[0] == [
        f"test_{name}.py::test_{name}[{end}]" for end in "xy" for name in "ab"
    ]
    project.write(test_b="def test_b(end): pass\ndef test_c(end): pass\n")
    _, told = program.pytest_run(["--collect-only"], project.folder, project.env)
    assert project.discover() == (told["ids"], ["conftest", "test_a", "test_b"])


def test_an_edited_file_that_cannot_be_collected_alone_is_collected_with_the_others(project):
    project.write(
        test_a=A, test_b=B, sub__test_d="import helper\ndef test_d(): pass\n", other__helper=""
    )
    project.write(other__test_c="def test_c(): pass\n").old()
    ids, _ = project.discover()
    project.write(sub__test_d="import helper\ndef test_new(): pass\n")
    assert project.discover()[0] == [*ids[:1], "sub/test_d.py::test_new", *ids[2:]]


@pytest.mark.parametrize(
    "text",
    [
        "import does_not_exist\n",
        "def broken(:\n",
        "raise RuntimeError('no')\n",
    ],
)
def test_a_failed_collection_is_asked_for_again(project, text):
    project.write(test_a=A, test_b=text)
    first = project.run("discover", cwd=project.folder, env=project.env)
    again = project.run("discover", cwd=project.folder, env=project.env)
    assert first == again
    assert (first.status, first.lines) == (2, IDS[:2])
    project.write(test_b=B)
    assert project.discover()[0] == IDS
    project.write(test_b=text)
    broken = project.run("discover", cwd=project.folder, env=project.env)
    assert broken == first


@pytest.mark.parametrize(
    "cases",
    [
        "__import__('random').random()",
        "__import__('random').choice(range(10**9))",
        "__import__('uuid').uuid4()",
        "__import__('secrets').token_hex(4)",
        "__import__('subprocess').run(['true']).returncode",
        "__import__('datetime').date.today()",
        "__import__('time').time()",
        "__import__('socket').getaddrinfo('127.0.0.1', 80)[0][0].name",
    ],
)
def test_what_depends_on_more_than_files_is_asked_for_each_time(project, cases):
    project.write(
        test_a=f"""
            import pytest
            @pytest.mark.parametrize("n", [str({cases})])
            def test_a(n): pass
            """
    )
    assert project.discover()[1] == ["test_a"]
    assert project.discover()[1] == ["test_a"]


def test_a_random_value_that_no_test_is_named_after(project):
    project.write(
        test_a="""
            import pytest, uuid
            @pytest.mark.parametrize("n", [uuid.uuid4()])
            def test_a(n): pass
            """
    )
    assert project.discover() == (["test_a.py::test_a[n0]"], ["test_a"])
    assert project.discover() == (["test_a.py::test_a[n0]"], [])


def test_a_counter_in_a_file_is_an_input_and_an_output(project):
    project.write(
        test_a="""
            import pathlib, pytest
            count = pathlib.Path("../count")
            number = int(count.read_text()) + 1
            count.write_text(str(number))
            @pytest.mark.parametrize("n", [number])
            def test_a(n): pass
            """
    )
    (project.folder.parent / "count").write_text("0")
    assert [project.discover()[0] for _ in range(3)] == [
        [f"test_a.py::test_a[{n}]"] for n in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: data[: len(data) // 2],
        lambda data: b"",
        lambda data: data[:100] + bytes([data[100] ^ 1]) + data[101:],
        lambda data: data + b"more",
        lambda data: b"\xff" * len(data),
    ],
    ids=["half", "empty", "flipped", "longer", "other"],
)
def test_a_damaged_cache_is_made_again_in_silence(project, env, harm):
    project.write(test_a=A)
    project.discover()
    kept = kept_files(env)
    assert len(kept) == 1
    kept[0].write_bytes(harm(kept[0].read_bytes()))
    assert project.discover() == (IDS[:2], ["test_a"])
    assert project.discover() == (IDS[:2], [])


def test_a_cache_that_cannot_be_written_is_no_error(project, tmp_path):
    (tmp_path / "file").touch()
    project.env["XDG_CACHE_HOME"] = str(tmp_path / "file")
    project.write(test_a=A)
    for _ in range(2):
        result = project.run("discover", cwd=project.folder, env=project.env)
        assert result == program.Result(0, "".join(f"{line}\n" for line in IDS[:2]), "")


def test_many_at_once(project):
    project.write(test_a=A, test_b=B)
    for text in (B, "def test_c(): pass\n"):
        project.write(test_b=text)
        running = [
            subprocess.Popen(
                [program.LAUNCHER, "discover"],
                cwd=project.folder,
                env=project.env,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(4)
        ]
        outputs = {each.communicate(timeout=program.PATIENCE)[0] for each in running}
        assert [output.splitlines() for output in outputs] == [
            [*IDS[:2], f"test_b.py::{text[4:10]}"]
        ]
    assert project.discover()[1] == []


def test_a_conftest_that_prints_does_not_spoil_the_list(project):
    project.write(conftest="print('noise'); import os; os.write(1, b'noise')\n", test_a=A)
    for _ in range(2):
        result = project.run("discover", cwd=project.folder, env=project.env)
        assert (result.status, result.lines) == (0, IDS[:2])


def test_a_conftest_that_exits_is_a_failure_each_time(project):
    project.write(conftest="import os; os._exit(0)\n", test_a=A)
    for _ in range(2):
        result = project.run("discover", cwd=project.folder, env=project.env)
        assert result.status not in (0, 5)
        assert result.out == ""


def kept_files(env):
    """What was kept in the last half minute, the newest only."""
    cache = Path(env.get("XDG_CACHE_HOME") or Path(env["HOME"], ".cache"))
    kept = [
        path for path in cache.glob("**/collections/*") if path.stat().st_mtime > time.time() - 30
    ]
    return sorted(kept, key=lambda path: path.stat().st_mtime)[-1:]
