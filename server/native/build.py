"""Builds the native library: tree-sitter, its Python grammar, a thin JNI layer over them, and what looks at files.

Usage: build.py FOLDER [JAVA_HOME]

The C sources come from npm packages (package-lock.json pins their hashes) and stay below FOLDER, as does all else that
is made here; the result is FOLDER/<os>-<arch>/<library>. Nothing is done where that result is already up to date.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCES = (
    "package.json",
    "package-lock.json",
    ".npmrc",
    "requirements.txt",
    "fastest_files.c",
    "fastest_syntax.c",
    "jni_md.h",
    "build.py",
)


class BuildError(Exception):
    """Something is missing on this machine; the message says what, in one sentence."""


@dataclass(frozen=True)
class Target:
    """A platform the library can be built for: its folder, the file's name, and what zig calls it."""

    name: str
    library: str
    zig: str


# Adding a platform is a line here; zig builds each of them from any host.
TARGETS = (
    Target("linux-x86_64", "libfastest.so", "x86_64-linux-gnu.2.17"),
    Target("linux-aarch64", "libfastest.so", "aarch64-linux-gnu.2.17"),
    Target("macos-x86_64", "libfastest.dylib", "x86_64-macos.11.0"),
    Target("macos-aarch64", "libfastest.dylib", "aarch64-macos.11.0"),
    Target("windows-x86_64", "fastest.dll", "x86_64-windows-gnu"),
    Target("windows-aarch64", "fastest.dll", "aarch64-windows-gnu"),
)


def main(arguments: list[str]) -> int:
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        build(Path(arguments[0]).resolve(), host(), arguments[1:])
    except BuildError as error:
        print(f"native: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"native: {Path(error.cmd[0]).name} failed with exit code {error.returncode}.", file=sys.stderr)
        return 1
    return 0


def build(folder: Path, target: Target, java_homes: list[str]) -> None:
    compiler = shutil.which("cc")
    library = folder / target.name / target.library
    stamp = folder / target.name / "stamp"
    state = fingerprint(compiler)
    if library.is_file() and stamp.is_file() and stamp.read_text() == state:
        return
    jni = jni_folder(java_homes)
    packages = fetch(folder / "sources")
    command = [compiler] if compiler else [*zig(folder / "zig"), "cc", "-target", target.zig]
    library.parent.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    run([*command, *flags(target, packages, jni), *sources(packages), "-o", str(library)])
    for extra in (*library.parent.glob("*.lib"), *library.parent.glob("*.pdb")):
        extra.unlink()
    stamp.write_text(state)


def host() -> Target:
    system = {"Linux": "linux", "Darwin": "macos", "Windows": "windows"}.get(platform.system(), platform.system())
    machine = platform.machine().lower()
    name = f"{system}-{ {'amd64': 'x86_64', 'arm64': 'aarch64'}.get(machine, machine) }"
    for target in TARGETS:
        if target.name == name:
            return target
    raise BuildError(f"there is no target for {name}: add it to TARGETS in server/native/build.py.")


def fingerprint(compiler: str | None) -> str:
    """What the library depends on: our files (the lock file stands for the C sources) and the compiler."""
    digest = hashlib.sha256()
    for name in SOURCES:
        digest.update((HERE / name).read_bytes())
    if compiler:
        digest.update(subprocess.run([compiler, "--version"], capture_output=True, check=True).stdout)
    return digest.hexdigest()


def jni_folder(java_homes: list[str]) -> Path:
    """The folder of a JDK's jni.h; a runtime without headers is passed by."""
    launcher = HERE.parent.parent / "fastest"
    for home in (*java_homes, os.environ.get("JAVA_HOME", "")):
        if home and (Path(home) / "include" / "jni.h").is_file():
            return Path(home) / "include"
    if launcher.is_file() and shutil.which("sh"):
        asked = subprocess.run(["sh", str(launcher), "--java-home"], capture_output=True, text=True, check=False)
        include = Path(asked.stdout.strip() or ".") / "include"
        if asked.returncode == 0 and (include / "jni.h").is_file():
            return include
    raise BuildError("no jni.h found: set JAVA_HOME to a JDK (a runtime alone has no include/jni.h).")


def fetch(folder: Path) -> Path:
    """Installs the npm packages that hold the C sources; their own install scripts never run."""
    npm = shutil.which("npm")
    if npm is None:
        raise BuildError(
            "npm is missing: install Node.js, which brings it; the C sources of tree-sitter are npm packages."
        )
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(HERE / name, folder / name)
    run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder)
    return folder / "node_modules"


def zig(folder: Path) -> list[str]:
    """Installs the pinned zig, a C compiler that arrives by pip, into a virtual environment of its own."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    try:
        if not python.is_file():
            venv.create(folder, with_pip=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"]
        run([*install, "--require-hashes", "-r", str(HERE / "requirements.txt")])
    except (subprocess.CalledProcessError, OSError) as error:
        raise BuildError(
            "no C compiler found as cc, and pip could not install zig in its place: install either."
        ) from error
    return [str(python), "-m", "ziglang"]


def flags(target: Target, packages: Path, jni: Path) -> list[str]:
    """Optimised and without assertions (a failed one would end the JVM); only our JNI functions are visible."""
    core = packages / "tree-sitter" / "vendor" / "tree-sitter" / "lib"
    result = [
        "-O3",
        "-DNDEBUG",
        "-std=c11",
        "-D_DEFAULT_SOURCE",
        "-D_DARWIN_C_SOURCE",
        "-shared",
        "-fvisibility=hidden",
    ]
    # Without these the library would differ from folder to folder.
    result += ["-g0", f"-ffile-prefix-map={packages}=.", f"-ffile-prefix-map={HERE}=."]
    result += ["-DTREE_SITTER_HIDE_SYMBOLS"]
    for include in (HERE, jni, core / "include", core / "src", packages / "tree-sitter-python" / "src"):
        result.append(f"-I{include}")
    if not target.name.startswith("windows"):
        result.append("-fPIC")
    if target.name.startswith("macos"):
        return [*result, "-Wl,-install_name,@rpath/libfastest.dylib"]
    return [*result, "-s"]


def sources(packages: Path) -> list[str]:
    grammar = packages / "tree-sitter-python" / "src"
    core = packages / "tree-sitter" / "vendor" / "tree-sitter" / "lib" / "src" / "lib.c"
    own = (HERE / "fastest_files.c", HERE / "fastest_syntax.c")
    return [str(source) for source in (core, grammar / "parser.c", grammar / "scanner.c", *own)]


def run(command: list[str], cwd: Path | None = None) -> None:
    subprocess.run(command, cwd=cwd, check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
