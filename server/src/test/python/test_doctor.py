"""What a report of a bug should hold."""

from __future__ import annotations

from pathlib import Path

import program
from conftest import write_files


def facts(found) -> dict[str, str]:
    assert found.status == 0, found
    return {line[:14].strip(): line[14:] for line in found.lines}


def test_says_what_this_installation_is(fastest, tmp_path, env):
    cache, state = tmp_path / "cache", tmp_path / "state"
    env = {
        **env,
        "XDG_CACHE_HOME": str(cache),
        "XDG_STATE_HOME": str(state),
        "SECRET": "do not show",
    }
    folder = tmp_path / "project"
    write_files(folder, {"test_it.py": "def test_it(): pass\n"})
    first = fastest("doctor", "-C", str(folder), env=env)
    said = facts(first)
    assert "do not show" not in first.out
    assert said["fastest"].startswith(fastest("--version").out.split()[1])
    assert said["java"].startswith("25")
    # So small a project is read without it: it is tried all the same.
    assert said["tree-sitter"].startswith("works, in ")
    assert "libfastest" in said["tree-sitter"]
    starts = dict(each.split(" ", 1) for each in said["start caches"].split(", "))
    assert list(starts) == ["discover", "static", "run", "serve"]
    assert set(starts.values()) <= {"used", "ready", "stale", "none", "refused by this JVM"}
    assert said["state"] == f"{state / 'fastest'}, not there yet"
    assert said["trust"].startswith("not remembered")
    assert said["index"] == "nothing is kept of this project"
    assert "FASTEST_LOG=FILE" in said["message log"]

    assert fastest("trust", "add", str(folder), env=env).status == 0
    assert fastest("discover", "--static", cwd=folder, env=env).status == 0
    said = facts(fastest("doctor", cwd=folder, env={**env, "FASTEST_LOG": "/log/of/messages"}))
    assert said["trust"] == f"remembered for {folder}"
    assert said["state"].startswith(f"{state / 'fastest'}, 1 files, ")
    assert said["cache"].startswith(f"{cache / 'fastest'}, ")
    assert said["index"].startswith("kept, and ")
    assert said["message log"] == "/log/of/messages"


def test_a_broken_library_is_told_from_a_missing_one(fastest, tmp_path, env):
    home = program.HOME
    java = Path(fastest("--java-home").out.strip()) / "bin" / "java"
    (native,) = (home / "server/target/native").glob("*/libfastest*")
    there = tmp_path / "native" / native.parent.name / native.name
    there.parent.mkdir(parents=True)

    def said() -> str:
        argv = [java, f"-Dfastest.native={tmp_path / 'native'}", f"-Dfastest.home={home}"]
        argv += ["--enable-native-access=ALL-UNNAMED", "-cp", home / "server/target/fastest.jar"]
        argv += ["org.fastest.Main", "doctor"]
        found = program.run_command(argv, tmp_path, env)
        assert found.status == 4
        assert found.err.endswith("fastest: nothing works without its library\n")
        (line,) = [line for line in found.lines if line.startswith("tree-sitter")]
        return line[14:]

    assert said().startswith("BROKEN, in ")
    assert "is missing" in said()
    there.write_text("no library")
    assert said().startswith("BROKEN, in ")
    assert "is missing" not in said()
