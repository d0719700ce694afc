"""What `fastest run` looks like: on a terminal, through a pipe, in continuous integration."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios

import pytest

import program
from conftest import write_files

FILES = {
    "pytest.ini": "[pytest]\n",
    "test_a.py": "def test_1(): pass\ndef test_2(): assert 0\n",
    "test_b.py": "def test_3(): pass\n",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    write_files(folder, FILES)
    return folder


@pytest.fixture
def terminal(project, env):
    """Runs the program on a terminal of 60 columns; gives the status and all that it wrote."""

    def terminal(*arguments: str, **more: str):
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
        process = subprocess.Popen(
            [program.LAUNCHER, "run", *arguments],
            cwd=project,
            env={**env, "TERM": "xterm-256color", **more},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        text = b""
        while True:
            try:
                piece = os.read(master, 1 << 16)
            except OSError:
                # Linux's way of saying that nobody has the other end any more.
                break
            if not piece:
                break
            text += piece
        os.close(master)
        status = process.wait(program.PATIENCE)
        assert not program.processes(env)
        return status, text.decode()

    return terminal


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).replace("\r", "")


def test_terminal_shows_colours_and_a_live_line(terminal):
    status, text = terminal()
    assert status == 1
    assert "\x1b[31m" in text
    assert "\r" in text.replace("\r\n", "\n")
    last = plain(text).rstrip().splitlines()[-1]
    assert re.fullmatch(r"=+ 1 failed, 2 passed in [\d.]+s =+", last)
    assert len(last) == 60


def test_live_line_never_wraps(terminal):
    _, text = terminal()
    # The first line names the project's folder, however long it is.
    for line in re.split(r"[\r\n]+", text)[1:]:
        assert len(plain(line)) <= 60, line
    # Of lines that are drawn over one another only the last is there in the end.
    assert len(re.split(r"\r(?!\n)", text)) > 2


def test_no_color(terminal):
    _, text = terminal(NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*m", text)
    assert "1 failed, 2 passed" in text


def test_color_never_and_always(terminal, fastest, project):
    assert not re.search(r"\x1b\[[0-9;]*m", terminal("--color=never")[1])
    assert "\x1b[31m" in fastest("run", "--color", "always", cwd=project).out
    assert "\x1b" not in fastest("run", cwd=project).out


def test_ci_has_no_live_line(terminal):
    _, text = terminal(CI="true")
    # A line is written once, and not taken back.
    assert "\r" not in text.replace("\r\n", "\n")
    assert "test_a.py" in text


def test_dumb_terminal_gets_plain_text(terminal):
    _, text = terminal(TERM="dumb")
    assert "\x1b" not in text
    assert "1 failed, 2 passed" in text


def test_progress_through_a_pipe(fastest, project, env):
    result = fastest("run", cwd=project)
    assert result.err == ""
    lines = [re.sub(r" +\[", " [", line) for line in result.lines]
    assert lines[2:4] == ["test_a.py .F [ 66%]", "test_b.py . [100%]"]
    assert max(len(line) for line in result.lines if line.endswith(("%]", "="))) == 80
    wide = fastest("run", cwd=project, env={**env, "COLUMNS": "100"})
    assert max(len(line) for line in wide.lines if line.endswith(("%]", "="))) == 100


def test_verbose_names_each_test(fastest, project):
    lines = [re.sub(r" +\[", " [", line) for line in fastest("run", "-v", cwd=project).lines]
    assert "test_a.py::test_1 PASSED [ 33%]" in lines
    assert "test_a.py::test_2 FAILED [ 66%]" in lines


def test_quiet_says_less(fastest, project, env):
    result = fastest("run", "-q", cwd=project)
    expected, _ = program.pytest_run(["-q"], project, env)
    assert "fastest" not in result.out
    assert re.sub(r"in .*", "", result.lines[-1]) == re.sub(r"in .*", "", expected.lines[-1])
    quieter = fastest("run", "-qq", cwd=project)
    assert len(quieter.lines) < len(result.lines)
    assert (result.status, quieter.status) == (1, 1)


def test_verbosity_reaches_pytest(write, fastest):
    write({"test_a.py": "def test_a(): assert list(range(40)) == list(range(1, 41))\n"})
    assert "Full diff" not in fastest("run").out
    assert "Full diff" in fastest("run", "-vv").out


def test_reader_that_leaves_early_is_no_trouble(project, env):
    process = subprocess.Popen(
        [program.LAUNCHER, "run", "-v"],
        cwd=project,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout.readline().startswith(b"fastest ")
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    process.wait(program.PATIENCE)
    assert err == b""
    assert not program.processes(env)
