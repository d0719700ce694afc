#!/usr/bin/env python3
"""Fetch real Python test suites and record what real pytest says about them.

    corpus.py list                     [--manifest FILE]
    corpus.py prepare  [NAME...] --root DIR [--manifest FILE]
    corpus.py ids      [NAME...] --root DIR   -> DIR/NAME/ids.json, ids.txt
    corpus.py outcomes [NAME...] --root DIR   -> DIR/NAME/outcomes.json
    corpus.py command  NAME      --root DIR   the pytest command, for a person

Without NAME, all projects of the manifest. DIR/NAME holds src/ (unpacked), venv/ and freeze.txt;
lock/NAME.txt, where there is one, pins its packages. ids.json keeps pytest's collection order and
any duplicates; ids.txt is the same with one id a line (a newline or a backslash inside an id is
written \\n or \\\\). Needs Python 3.11 (tomllib, safe tar extraction) and pip.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
MANIFEST = HERE / "manifest.toml"
PIP = ["-m", "pip", "--disable-pip-version-check", "-q"]

Project = dict[str, Any]


@dataclass(frozen=True)
class Manifest:
    """The suites by name, and what all of them get installed."""

    pytest: str
    requires: tuple[str, ...]
    projects: dict[str, Project]


def load(file: Path) -> Manifest:
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    projects = {project["name"]: project for project in data["project"]}
    return Manifest(data["pytest"], tuple(data.get("requires", [])), projects)


def prepare(manifest: Manifest, project: Project, root: Path) -> None:
    """Fetches a suite's sources and makes its venv, both anew."""
    home = root / project["name"]
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    _unpack(_download(project, root / "downloads"), home / "src")
    _run([sys.executable, "-m", "venv", home / "venv"], check=True)
    python = home / "venv/bin/python"
    wanted = [f"pytest=={project.get('pytest', manifest.pytest)}", *manifest.requires]
    wanted += [*project.get("requires", []), project["source"]]
    lock = HERE / "lock" / f"{project['name']}.txt"  # a copy of an earlier freeze.txt
    pins = ["-c", lock] if lock.exists() else []
    _run([python, *PIP, "install", "--prefer-binary", *pins, *wanted], check=True)
    freeze = _run([python, *PIP, "freeze"], check=True, stdout=subprocess.PIPE)
    (home / "freeze.txt").write_bytes(freeze.stdout)
    (home / "pins.sha256").write_text(_pins(manifest, project))


def is_prepared(manifest: Manifest, project: Project, root: Path) -> bool:
    """Whether a suite is there as it is pinned now."""
    pins = root / project["name"] / "pins.sha256"
    return pins.exists() and pins.read_text() == _pins(manifest, project)


def _pins(manifest: Manifest, project: Project) -> str:
    lock = HERE / "lock" / f"{project['name']}.txt"
    made_of = {name: value for name, value in project.items() if name not in ("exact", "why")}
    known = [
        sys.version,
        manifest.pytest,
        *manifest.requires,
        json.dumps(made_of, sort_keys=True),
        lock.read_text(encoding="utf-8") if lock.exists() else "",
    ]
    return hashlib.sha256("\n".join(known).encode()).hexdigest()


def record(project: Project, root: Path, kind: str) -> None:
    """Asks pytest for the `ids` or `outcomes` of a suite, and keeps them."""
    argv, cwd, env = command(project, root)
    out = root / project["name"] / f"{kind}.json"
    out.unlink(missing_ok=True)
    argv += ["-p", "corpus_plugin", "-p", "no:cacheprovider", "-q"]
    argv += ["--collect-only"] if kind == "ids" else ["--tb=no"]
    env = {**env, "PYTHONPATH": str(HERE), f"CORPUS_{kind.upper()}": str(out)}
    done = _run(argv, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    out.with_suffix(".log").write_bytes(done.stdout)
    if not out.exists():
        raise SystemExit(f"{project['name']}: pytest recorded nothing, see {out.stem}.log")
    value = json.loads(out.read_text())
    counts: collections.Counter[str] = collections.Counter()
    if kind == "ids":
        lines = (i.replace("\\", "\\\\").replace("\n", "\\n") for i in value)
        text = "".join(f"{line}\n" for line in lines)
        out.with_suffix(".txt").write_text(text, encoding="utf-8", errors="surrogatepass")
    else:
        counts.update(value.values())
    print(project["name"], f"exit={done.returncode}", len(value), dict(counts) or "", flush=True)


def command(project: Project, root: Path) -> tuple[list[str], Path, dict[str, str]]:
    """Arguments, folder and environment of this suite's pytest run."""
    home = root / project["name"]
    env = {**os.environ, **project.get("env", {})}
    for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH"):
        env.pop(name, None)
    argv = [str(home / "venv/bin/python"), "-m", "pytest", *project.get("args", [])]
    return [*argv, *project["paths"]], home / "src", env


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("action", choices=["list", "prepare", "ids", "outcomes", "command"])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--root", type=Path, default=HERE.parent / "target" / "corpus")
    parser.add_argument("--manifest", type=Path, default=MANIFEST)
    options = parser.parse_args()
    manifest = load(options.manifest)
    root = options.root.resolve()
    for name in options.names or manifest.projects:
        project = manifest.projects[name]
        if options.action == "list":
            print(name, project["source"], *project["paths"], "#", project.get("why", ""))
        elif options.action == "prepare":
            prepare(manifest, project, root)
        elif options.action == "command":
            argv, cwd, _ = command(project, root)
            print(f"cd {shlex.quote(str(cwd))} && {shlex.join(argv)}")
        else:
            record(project, root, options.action)


def _download(project: Project, cache: Path) -> Path:
    """The suite's source archive, fetched where it is not in the cache."""
    cache.mkdir(parents=True, exist_ok=True)
    source = project["source"]
    archive = _archive(source, cache)
    if archive is None:
        argv = [sys.executable, *PIP, "download", "--no-deps", "--no-binary", ":all:"]
        _run([*argv, "-d", cache, source], check=True)
        archive = _archive(source, cache)
    if archive is None:
        raise SystemExit(f"{project['name']}: pip left no archive of {source}")
    return archive


def _archive(source: str, cache: Path) -> Path | None:
    name, version = source.split("==")
    name = name.partition("[")[0]
    for stem in (name, name.replace("-", "_")):
        for suffix in (".tar.gz", ".zip"):
            archive = cache / f"{stem}-{version}{suffix}"
            if archive.exists():
                return archive
    return None


def _unpack(archive: Path, target: Path) -> None:
    """Source archives have one folder at the top: it becomes `target`."""
    folder = target.with_name("unpacked")
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as file:
            file.extractall(folder)
    else:
        with tarfile.open(archive) as file:
            file.extractall(folder, filter="data")
    (top,) = folder.iterdir()
    top.rename(target)
    folder.rmdir()


def _run(argv: list[Any], **kwargs: Any) -> subprocess.CompletedProcess[bytes]:
    print("+", shlex.join(map(str, argv)), file=sys.stderr, flush=True)
    return subprocess.run(argv, **kwargs)


if __name__ == "__main__":
    main()
