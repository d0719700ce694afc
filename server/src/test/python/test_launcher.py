"""The launcher: from where, by which name, with which Java."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

import program

PARTS = ("fastest", "server/target/fastest.jar", "server/target/native", "python-bridge/src")


@pytest.fixture(scope="session")
def installed(tmp_path_factory):
    """The built program in a folder with spaces and other letters, without AOT caches."""
    home = tmp_path_factory.mktemp("other place ü") / "my fastest"
    for part in PARTS:
        source, target = program.HOME / part, home / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, target)
    return home


@pytest.fixture(scope="session")
def java_home():
    found = subprocess.run(
        [program.LAUNCHER, "--java-home"], check=True, capture_output=True, text=True
    )
    return Path(found.stdout.strip())


@pytest.fixture
def project(write):
    return write({"test_a.py": "def test_a(): pass\n"})


@pytest.fixture
def tools(tmp_path):
    """A folder for PATH with what a minimal system has, and no Java, Maven or Python."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for tool in ("sh", "sed", "stty", "readlink", "tail", "mkdir", "rm", "ln", "sleep", "cat"):
        if found := shutil.which(tool):
            (folder / tool).symlink_to(found)
    return folder


def test_place_with_spaces_and_other_letters(installed, project, env):
    result = program.run_command([installed / "fastest", "discover"], project, env)
    assert result == program.Result(0, "test_a.py::test_a\n", "")
    assert program.run_command([installed / "fastest", "run"], project, env).status == 0


@pytest.mark.parametrize("relative", [False, True], ids=["absolute", "relative"])
def test_symbolic_link(installed, project, env, tmp_path, relative):
    first, second = tmp_path / "bin" / "fastest", tmp_path / "fst"
    first.parent.mkdir()
    target = installed / "fastest"
    first.symlink_to(os.path.relpath(target, first.parent) if relative else target)
    second.symlink_to("bin/fastest" if relative else first)
    for link in (first, second):
        result = program.run_command([link, "discover", "--static"], project, env)
        assert result == program.Result(0, "test_a.py::test_a\n", "")


def test_found_on_path_and_by_a_relative_name(installed, project, env):
    path = f"{installed}{os.pathsep}{env['PATH']}"
    words = ["sh", "-c", "fastest discover --static"]
    told = program.run_command(words, project, {**env, "PATH": path})
    assert told == program.Result(0, "test_a.py::test_a\n", "")
    for words in (["./fastest", "--version"], ["sh", "fastest", "--version"]):
        assert program.run_command(words, installed, env).out.startswith("fastest ")


def test_path_of_folders_to_search_changes_nothing(installed, project, env):
    env["CDPATH"] = str(project)
    result = program.run_command(
        ["./fastest", "discover", "--static", "-C", project], installed, env
    )
    assert result == program.Result(0, "test_a.py::test_a\n", "")


def fake_java(folder: Path, version: str) -> Path:
    """A folder that looks like a JDK, whose Java would betray its use."""
    (folder / "bin").mkdir(parents=True)
    (folder / "release").write_text(f'JAVA_VERSION="{version}"\nOS_ARCH="x86_64"\n')
    (folder / "bin" / "java").write_text("#!/bin/sh\necho used >&2\nexit 99\n")
    (folder / "bin" / "java").chmod(0o755)
    return folder


@pytest.mark.parametrize("version", ["17.0.1", "1.8.0_402", "24", "not a number"])
def test_older_java_home_is_passed_over(project, env, tmp_path, version):
    env["JAVA_HOME"] = str(fake_java(tmp_path / "old", version))
    result = program.run("discover", "--static", cwd=project, env=env)
    assert result == program.Result(0, "test_a.py::test_a\n", "")


def test_own_variable_goes_before_java_home(project, env, tmp_path, java_home):
    env["JAVA_HOME"] = str(fake_java(tmp_path / "new", "25.0.1"))
    assert program.run("--version", cwd=project, env=env).status == 99
    env["FASTEST_JAVA_HOME"] = str(java_home)
    assert program.run("--version", cwd=project, env=env).status == 0


def test_java_on_path_is_found(project, env, tools, java_home, tmp_path):
    (tools / "java").symlink_to(java_home / "bin" / "java")
    env.pop("JAVA_HOME", None)
    result = program.run_command(
        [program.LAUNCHER, "--java-home"], project, {**env, "PATH": str(tools)}
    )
    assert (result.status, result.err) == (0, "")
    assert (Path(result.out.strip()) / "bin" / "java").exists()


def test_no_java_at_all_is_one_clear_sentence(installed, project, env, tools, tmp_path):
    # The usual places are absolute: a copy of the launcher that looks for them elsewhere stands in.
    launcher = installed.parent / "without java" / "fastest"
    launcher.parent.mkdir(exist_ok=True)
    text = (installed / "fastest").read_text(encoding="utf-8")
    for place in ("/usr/lib/jvm/", "/Library/", "/opt/"):
        assert place in text
        text = text.replace(place, f"{tmp_path}/nothing/")
    launcher.write_text(text, encoding="utf-8")
    launcher.chmod(0o755)
    bare = {"PATH": str(tools), "HOME": str(tmp_path), program.TOKEN: env[program.TOKEN]}
    for words in (["--java-home"], ["run"], ["--stdio"], ["--version"]):
        result = program.run_command([launcher, *words], project, bare)
        assert (result.status, result.out) == (4, "")
        assert result.err.startswith("fastest: no JDK 25 found: install ")
        assert result.err.count("\n") == 1
    # Not even HOME may be set.
    del bare["HOME"]
    assert program.run_command([launcher, "run"], project, bare).err == result.err


def test_not_built_and_no_maven(installed, project, env, tools, java_home):
    home = installed.parent / "not built"
    home.mkdir(exist_ok=True)
    shutil.copy2(installed / "fastest", home)
    bare = {**env, "PATH": str(tools), "FASTEST_JAVA_HOME": str(java_home)}
    for words in (["run"], ["--stdio"]):
        result = program.run_command([home / "fastest", *words], project, bare)
        assert (result.status, result.out) == (4, "")
        assert "install Maven" in result.err
        assert result.err.count("\n") == 1


@pytest.fixture
def maven(tools):
    """Puts a Maven on PATH that says what it was asked, and does what the test says."""

    def maven(script: str) -> Path:
        (tools / "mvn").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (tools / "mvn").chmod(0o755)
        for tool in ("cp", "python3"):
            (tools / tool).symlink_to(shutil.which(tool))
        return tools

    return maven


@pytest.fixture
def unbuilt(installed, tmp_path):
    """A checkout that was never built; its Maven is to put the jar in its place."""
    home = tmp_path / "check out"
    shutil.copytree(installed, home)
    (home / "server" / "target" / "fastest.jar").rename(home / "jar")
    return home


BUILD = """\
echo building >> "$PWD/builds"
mkdir -p server/target
cp jar server/target/part.jar
sleep 0
mv server/target/part.jar server/target/fastest.jar"""


def test_first_use_builds_and_says_so(unbuilt, project, env, maven, java_home):
    tools = maven(BUILD)
    (tools / "mv").symlink_to(shutil.which("mv"))
    bare = {**env, "PATH": str(tools), "FASTEST_JAVA_HOME": str(java_home)}
    result = program.run_command([unbuilt / "fastest", "discover", "--static"], project, bare)
    assert (result.status, result.out) == (0, "test_a.py::test_a\n")
    assert result.err.startswith("fastest: building on first use")
    assert result.err.count("\n") == 1
    assert (unbuilt / "builds").read_text() == "building\n"
    assert not list((unbuilt / "server").glob("*build*"))


def test_build_that_fails_shows_its_end_and_leaves_a_log(unbuilt, project, env, maven, java_home):
    tools = maven("echo the reason; exit 1")
    bare = {**env, "PATH": str(tools), "FASTEST_JAVA_HOME": str(java_home)}
    for _ in range(2):
        result = program.run_command([unbuilt / "fastest", "run"], project, bare)
        assert (result.status, result.out) == (4, "")
        assert "the reason" in result.err
        assert "build.log" in result.err


def test_two_first_uses_at_once_build_once(unbuilt, project, env, maven, java_home, tmp_path):
    gate, inside = tmp_path / "gate", tmp_path / "inside"
    os.mkfifo(gate)
    os.mkfifo(inside)
    tools = maven(f'echo in > "{inside}"\nread line < "{gate}"\n{BUILD}')
    (tools / "mv").symlink_to(shutil.which("mv"))
    bare = {**env, "PATH": str(tools), "FASTEST_JAVA_HOME": str(java_home)}

    def start() -> subprocess.Popen:
        return subprocess.Popen(
            [unbuilt / "fastest", "discover", "--static"],
            cwd=project,
            env=bare,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    first = start()
    assert inside.read_text() == "in\n"
    second = start()
    # It says that it waits; only then the first may go on.
    assert "waiting" in second.stderr.readline()
    gate.write_text("go\n")
    second.stderr.close()
    for process in (first, second):
        out = process.stdout.read()
        process.stdout.close()
        process.stderr.close()
        assert (process.wait(program.PATIENCE), out) == (0, "test_a.py::test_a\n")
    assert (unbuilt / "builds").read_text() == "building\n"


def test_lock_of_a_process_that_is_no_more_is_broken(unbuilt, project, env, maven, java_home):
    tools = maven(BUILD)
    (tools / "mv").symlink_to(shutil.which("mv"))
    gone = subprocess.Popen(["true"])
    gone.wait()
    (unbuilt / "server" / ".building").symlink_to(str(gone.pid))
    bare = {**env, "PATH": str(tools), "FASTEST_JAVA_HOME": str(java_home)}
    result = program.run_command([unbuilt / "fastest", "discover", "--static"], project, bare)
    assert (result.status, result.out) == (0, "test_a.py::test_a\n")


# AOT caches


def test_other_jdk_trains_anew_once_and_never_for_an_editor(installed, project, env, tmp_path):
    home = tmp_path / "copy"
    shutil.copytree(installed, home)
    trainer = home / "server" / "aot.py"
    trainer.write_text(
        "import pathlib\n"
        "pathlib.Path(__file__).with_name('trained').open('a').write('x')\n"
        "raise SystemExit(1)\n"
    )
    for words in (["--stdio"], ["--version"], ["--help"]):
        program.run_command([home / "fastest", *words], project, env)
        assert not trainer.with_name("trained").exists()
    first = program.run_command([home / "fastest", "discover", "--static"], project, env)
    assert (first.status, first.out) == (0, "test_a.py::test_a\n")
    assert first.err == "fastest: getting ready for this JDK, a few seconds …\n"
    # What failed once is not tried each time.
    assert program.run_command([home / "fastest", "discover", "--static"], project, env).err == ""
    assert trainer.with_name("trained").read_text() == "x"


def test_stale_or_broken_cache_is_harmless(installed, project, env, tmp_path):
    home = tmp_path / "copy"
    shutil.copytree(installed, home)
    caches = program.HOME / "server" / "target" / "aot"
    names = [cache.name for cache in caches.iterdir()]
    assert len(names) == 4
    jar = (home / "server" / "target" / "fastest.jar").stat().st_mtime
    folder = home / "server" / "target" / "aot"
    folder.mkdir()
    for moment, text in ((jar - 10, b"older than the jar"), (jar + 10, b"newer, but no cache")):
        for name in names:
            (folder / name).write_bytes(text)
            os.utime(folder / name, (moment, moment))
        result = program.run_command([home / "fastest", "discover", "--static"], project, env)
        assert (result.status, result.out) == (0, "test_a.py::test_a\n")
        if moment < jar:
            assert result.err == ""


def test_cache_in_a_place_with_a_blank_is_one_argument(installed, project, env, tmp_path):
    home = tmp_path / "my copy"
    shutil.copytree(installed, home)
    jdk = tmp_path / "jdk"
    (jdk / "bin").mkdir(parents=True)
    (jdk / "release").write_text('JAVA_RUNTIME_VERSION="99+1"\nJAVA_VERSION="99"\n')
    (jdk / "bin" / "java").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    (jdk / "bin" / "java").chmod(0o755)
    cache = home / "server" / "target" / "aot" / "99+1_-static.aot"
    cache.parent.mkdir()
    cache.write_bytes(b"")
    jar = home / "server" / "target" / "fastest.jar"
    os.utime(cache, (jar.stat().st_mtime + 10,) * 2)
    words = [home / "fastest", "discover", "--static"]
    result = program.run_command(words, project, {**env, "FASTEST_JAVA_HOME": str(jdk)})
    assert f"-XX:AOTCache={cache}" in result.lines
    assert str(jar) in result.lines


@pytest.mark.parametrize("command", ["serve", "run", "discover"])
def test_caches_are_in_use(write, env, tmp_path, command):
    """A cache that is refused costs what it was made to save, and nobody is told."""
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    # The JVM maps what it uses: looked at while it waits for this file, or for its client.
    write({"test_a.py": f"open({str(gate)!r}, 'w').close()\ndef test_a(): pass\n"})
    words = ["--stdio"] if command == "serve" else [command]
    process = subprocess.Popen(
        [program.LAUNCHER, *words],
        cwd=tmp_path,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        if command == "serve":
            params = {"processId": None, "rootUri": tmp_path.as_uri(), "capabilities": {}}
            message = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}
            body = json.dumps(message).encode()
            process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            process.stdin.flush()
            assert process.stdout.readline().startswith(b"Content-Length")
            maps = Path(f"/proc/{process.pid}/maps").read_text()
        else:
            # Opens once the test file is imported, and holds it there until it is closed.
            handle = os.open(gate, os.O_RDONLY)
            maps = Path(f"/proc/{process.pid}/maps").read_text()
            os.close(handle)
    finally:
        process.communicate(timeout=program.PATIENCE)
    assert f"-{command}.aot" in maps
