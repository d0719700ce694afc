"""pytest's options in the terminal: what they make pytest print, they make us print."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess

import pytest

import program
from conftest import write_files
from test_run import INI

FILES = {
    "test_a.py": """\
        import sys, unittest, warnings, pytest

        @pytest.fixture
        def breaks():
            print("in setup")
            raise RuntimeError("setup broke")
        @pytest.fixture
        def late():
            yield
            print("in teardown")
            raise RuntimeError("teardown broke")

        def test_ok(): pass
        def test_says(): print("some text"); print("an error", file=sys.stderr)
        def test_bad(): print("before"); assert [1, 2] == [1, 3], "a\\nlong\\nmessage"
        def test_deep():
            def inner(n): return n / 0 if n == 0 else inner(n - 1)
            inner(3)
        def test_setup(breaks): pass
        def test_late(late): pass
        @pytest.mark.parametrize("n", [1, 2])
        @pytest.mark.skip(reason="not today")
        def test_skip(n): pass
        def test_skips_itself(): pytest.skip("because")
        @pytest.mark.xfail(reason="some day")
        def test_xfail(): print("xfail says"); assert 0
        @pytest.mark.xfail
        def test_xpass(): print("xpass says")
        def test_warns(): warnings.warn("mind this", UserWarning)
        class Old(unittest.TestCase):
            def test_old(self): self.assertEqual({"a": 1}, {"a": 2})
        """,
    "sub/test_b.py": "import pytest\npytest.skip('all of it', allow_module_level=True)\n",
    "sub/test_c.py": "def test_c(): pass\n",
}
OPTIONS = [
    *(["--tb=" + style] for style in ("long", "short", "line", "native", "no")),
    ["-rA"],
    ["-ra", "--tb=no"],
    ["-rN"],
    ["-rfExXsp", "--show-capture=no"],
    ["-rP", "-rX", "--show-capture=stderr", "test_a.py"],
    ["-rs", "sub"],
    ["-q"],
    ["-qq"],
    ["--no-summary"],
    ["--disable-warnings", "--no-header"],
    ["--durations=3", "--durations-min=100"],
    ["--durations=0", "-vv", "-k", "ok"],
    ["-vv", "-rs"],
    ["-W", "error::UserWarning", "--tb=short"],
    ["--setup-plan", "-k", "late or ok", "-q"],
]
NEWER = [["--no-fold-skipped", "-rs"], ["--xfail-tb", "-rx"]]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    write_files(folder, {"pytest.ini": INI, **FILES})
    return folder


@pytest.mark.parametrize("arguments", [*OPTIONS, *NEWER], ids=" ".join)
def test_same_sections_as_pytest(project, env, fastest, arguments):
    expected = pytest_in(project, env, *arguments)
    result = fastest("run", *arguments, cwd=project)
    assert result.status == expected.status
    assert sections(result.out) == sections(expected.out)


def test_options_of_the_project_hold(env, fastest, tmp_path):
    write_files(tmp_path, {"pytest.ini": INI + "addopts = -ra -q --tb=line\n", **FILES})
    variables = {**env, "PYTEST_ADDOPTS": "--durations=2 --durations-min=9"}
    expected = pytest_in(tmp_path, variables)
    for workers in "12":
        result = fastest("run", "-n", workers, env=variables)
        assert sorted(sections(result.out)) == sorted(sections(expected.out))
    assert "fastest" not in result.out.splitlines()[0]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--co"], 0),
        (["--collect-only", "-q", "-k", "skip"], 0),
        (["--co", "-qq"], 0),
        (["--co", "-k", "nothing_is_called_so"], 5),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_collect_only_lists_and_runs_nothing(project, env, fastest, arguments, status):
    expected = pytest_in(project, env, *arguments)
    result = fastest("run", *arguments, cwd=project)
    assert result.status == expected.status == status
    assert listed(result) == listed(expected)


def test_collect_only_with_a_broken_file(env, fastest, write):
    folder = write({"test_a.py": "def test_a(): pass\n", "test_b.py": "import no_such_module\n"})
    expected = pytest_in(folder, env, "--co", "-q")
    result = fastest("run", "--co", "-q")
    assert result.status == expected.status == 2
    assert result.out.splitlines()[-1].split(" in ")[0] == "1 test collected, 1 error"
    assert "test_a.py::test_a" in result.out.splitlines()


def test_what_happens_to_fixtures_is_shown(project, env, fastest):
    arguments = ("--setup-show", "-k", "late or ok")
    expected = pytest_in(project, env, *arguments)
    result = fastest("run", "-n2", *arguments, cwd=project)
    assert result.status == expected.status
    assert len(setups(expected.out)) == 4
    assert setups(result.out) == setups(expected.out)
    assert result.out.count("short test summary") == 1


def setups(text: str) -> list[str]:
    """What is said of fixtures, without the letters of pytest's progress behind it."""
    lines = re.findall(r"^ {8}((?:SETUP|TEARDOWN|test_a.py::).*)", text, re.MULTILINE)
    return [line.rstrip(" .E") for line in lines]


def test_live_logs_and_prints(fastest, write):
    text = """\
        import logging
        def test_a():
            logging.getLogger("mine").warning("careful")
            print("said aloud")
        """
    write({"test_a.py": text})
    assert "careful" not in fastest("run").out
    out = fastest("run", "-s", "-o", "log_cli=true").out
    assert "WARNING  mine:test_a.py:3 careful" in out
    assert "\nsaid aloud\n" in out


def test_plugins_have_their_say(fastest, write):
    write({
        "conftest.py": """\
            def pytest_report_header(config): return "the seed is 7"
            def pytest_report_collectionfinish(items): return [f"{len(items)} to go"]
            def pytest_terminal_summary(terminalreporter, exitstatus):
                terminalreporter.section("my section")
                terminalreporter.write_line(f"it was {int(exitstatus)}")
            """,
        "test_a.py": "def test_a(): pass\n",
        "test_b.py": "def test_b(): pass\n",
    })  # fmt: skip
    result = fastest("run", "-n2", "--junit-xml=r.xml")
    assert result.out.splitlines()[1:4] == ["the seed is 7", "2 to go", ""]
    at = result.out.index("= my section =")
    assert "\nit was 0\n" in result.out[at:]
    assert result.out.count("my section") == result.out.count("generated xml file") == 1


def pytest_in(folder, env, *arguments):
    command = [program.PYTEST / "bin" / "python", "-m", "pytest", *arguments]
    return program.run_command(command, folder, {**env, "COLUMNS": "80"})


def sections(text: str) -> list[str]:
    """All from the first section on; without times, and what stands for objects and blanks."""
    text = re.sub(r"0x[0-9a-f]+", "0x", text)
    text = re.sub(r"in [\d.]+s", "in TIME", text)
    text = re.sub(r"^[\d.]+s (setup|call|teardown)", r"TIME \1", text, flags=re.MULTILINE)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    begun = (n for n, line in enumerate(lines) if re.match(r"=+ (?!test session)", line))
    start = next(begun, len(lines) - 1)
    # Which phase was the slowest is chance.
    slow = [n for n, line in enumerate(lines) if line.startswith("TIME ")]
    for n, line in zip(slow, sorted(lines[n] for n in slow), strict=True):
        lines[n] = line
    return [re.sub(r"=+", "=", line) for line in lines[start:]]


def listed(result: program.Result) -> list[str]:
    lines = re.sub(r"in [\d.]+s", "in TIME", result.out + result.err).splitlines()
    own = ("platform ", "rootdir: ", "configfile: ", "collected ", "fastest ", "=== test session")
    return [
        line for line in lines if line and not line.startswith(own) and "test session" not in line
    ]


def test_the_debugger_has_the_terminal(env, write):
    folder = write({
        "test_a.py": """\
            def test_ok(): pass
            def test_bad():
                x = "the value"
                print("captured before")
                assert x == 1
            """,
    })  # fmt: skip
    master, slave = pty.openpty()
    command = [program.LAUNCHER, "run", "--pdb", "-n2"]
    env = {**env, "NO_COLOR": "1"}
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=env,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    screen = Screen(master)
    screen.until("(Pdb) ")
    assert "captured before" in screen.text
    os.write(master, b"p x + '!'\n")
    screen.until("'the value!'")
    os.write(master, b"c\n")
    screen.until("1 failed, 1 passed")
    assert process.wait(program.PATIENCE) == 1
    os.close(master)


def test_no_debugger_without_a_terminal(fastest, write):
    write({"test_a.py": "def test_a(): assert 0\n"})
    result = fastest("run", "--pdb")
    assert (result.status, "need a terminal" in result.err) == (4, True)


class Screen:
    """What a terminal shows."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self.text = ""

    def until(self, wanted: str) -> None:
        while wanted not in self.text:
            ready, _, _ = select.select([self._fd], [], [], program.PATIENCE)
            assert ready, self.text
            self.text += os.read(self._fd, 65536).decode(errors="replace")
