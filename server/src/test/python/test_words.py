"""The words of the command line: help, version, and what is no command or no value."""

from __future__ import annotations

import pytest

import program


def test_version(fastest):
    result = fastest("--version")
    assert (result.status, result.err) == (0, "")
    name, _, version = result.out.strip().partition(" ")
    assert (name, version[0].isdigit()) == ("fastest", True)


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["help"], []], ids=str)
def test_help_names_the_commands(fastest, words):
    result = fastest(*words)
    assert (result.status, result.err) == (0, "")
    for name in ("discover", "run", "--stdio", "--version"):
        assert name in result.out


@pytest.mark.parametrize(
    ("command", "own"), [("discover", ["--static", "--format"]), ("run", ["-n", "--report", "-x"])]
)
def test_help_of_a_command_names_its_options(fastest, command, own):
    result = fastest(command, "--help")
    assert (result.status, result.err) == (0, "")
    for option in (*own, "-C", "--python", "--color", "-k", "exit status"):
        assert option in result.out
    assert max(map(len, result.lines)) <= 100
    assert fastest(command, "-h") == result


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["bogus"], "bogus"),
        (["--bogus"], "--bogus"),
        (["discover", "--format", "xml"], "xml"),
        (["discover", "--format"], "--format"),
        (["discover", "-C", "no-such-folder"], "no-such-folder"),
        (["discover", "-C"], "-C"),
        (["run", "-C", "no-such-folder"], "no-such-folder"),
        (["run", "-n", "many"], "many"),
        (["run", "-n", "-1"], "-1"),
        (["run", "-nmany"], "many"),
        (["run", "--color=blue"], "blue"),
        (["run", "--engine", "fast"], "fast"),
        (["run", "--report", "results.json"], "results.json"),
        (["run", "--report", "json="], "json="),
        (["run", "--python"], "--python"),
        (["run", "--python", "no-such-python"], "no-such-python"),
        (["discover", "--python=no-such-python"], "no-such-python"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_words_are_named_in_one_sentence(fastest, words, named):
    result = fastest(*words)
    assert (result.status, result.out) == (4, "")
    assert result.err.startswith("fastest: ")
    assert result.err.count("\n") == 1
    assert named in result.err


@pytest.mark.parametrize(
    "words", [["--no-such-option"], ["--maxfail"], ["-p", "no_such_plugin"]], ids=str
)
def test_wrong_words_for_pytest_are_its_own_errors(write, fastest, words):
    write({"test_a.py": "def test_a(): pass\n"})
    for command in ("run", "discover"):
        result = fastest(command, *words)
        assert result.status in (1, 4) if words[0] == "-p" else result.status == 4
        assert result.out == ""
        assert words[-1] in result.err


def test_stdio_whose_client_never_comes_ends(tmp_path, env):
    result = program.run("--stdio", cwd=tmp_path, env=env)
    assert (result.status, result.out) == (1, "")
