"""Answers what real pytest makes of folders: one JSON request a line in, one JSON answer a line out.

{"op": "collect", "cwd": …, "args": […]}: {"ids": […], "before": […], "errors": […], "said": […], "exit": …}; `before`
is the order before pytest groups by parameters and leaves out what was deselected, `said` the texts of errors and
warnings.
{"op": "fixtures", "cwd": …, "args": […]}: {"said": ["user's file:first line argument -> fixture's file:first line"]} of
the arguments of all tests and of the fixtures that they get; lines are those of the first decorator.
{"op": "config", "cwd": …, "args": […]}: {"rootdir", "inifile", "testpaths", …} or {"error": …}.

Each request runs in a fork, so that pytest is imported once and nothing of one folder reaches the next.
"""

import inspect
import json
import os
import sys
import traceback

import pytest

sys.dont_write_bytecode = True


class Recorder:
    def __init__(self):
        self.before = []
        self.ids = []
        self.errors = []
        self.said = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items):
        self.before = [item.nodeid for item in items]

    def pytest_collection_finish(self, session):
        self.ids = [item.nodeid for item in session.items]

    def pytest_collectreport(self, report):
        if report.failed:
            self.errors.append(report.nodeid)
            self.said.append(report.longreprtext)

    def pytest_warning_recorded(self, warning_message):
        self.said.append(str(warning_message.message))


def collect(args):
    recorder = Recorder()
    code = pytest.main([*args, "--collect-only", "-q", "-p", "no:cacheprovider"], plugins=[recorder])
    told = {"errors": recorder.errors, "said": recorder.said, "exit": int(code)}
    if code == pytest.ExitCode.USAGE_ERROR:
        # Told while items are selected: none of them would be run.
        return {"ids": [], "before": [], **told}
    return {"ids": recorder.ids, "before": recorder.before, **told}


def place(function):
    code = inspect.unwrap(getattr(function, "__func__", function)).__code__
    return f"{os.path.relpath(code.co_filename)}:{code.co_firstlineno}"


class Fixtures:
    def __init__(self):
        self.said = set()

    def pytest_collection_finish(self, session):
        for item in session.items:
            definitions = item._fixtureinfo.name2fixturedefs
            for name in item._fixtureinfo.argnames:
                if name in definitions:
                    self.said.add(f"{place(item.function)} {name} -> {place(definitions[name][-1].func)}")
            for chain in definitions.values():
                for above, fixture in zip([None, *chain], chain):
                    for name in fixture.argnames:
                        known = definitions.get(name, [None])[-1]
                        meant = above if name == fixture.argname else known
                        if meant is not None:
                            self.said.add(f"{place(fixture.func)} {name} -> {place(meant.func)}")


def fixtures(args):
    found = Fixtures()
    pytest.main([*args, "--collect-only", "-q", "-p", "no:cacheprovider"], plugins=[found])
    return {"said": sorted(found.said)}


def config(args):
    from _pytest.config import UsageError, get_config

    made = get_config()
    try:
        made.parse([*args, "-p", "no:cacheprovider"])
        names = ["testpaths", "norecursedirs", "python_files", "python_classes", "python_functions"]
        answer = {name: [str(word) for word in made.getini(name)] for name in names}
    except (UsageError, pytest.fail.Exception) as wrong:
        return {"error": str(wrong)}
    answer["rootdir"] = str(made.rootpath)
    answer["inifile"] = None if made.inipath is None else str(made.inipath)
    answer["paths"] = list(made.option.file_or_dir)
    for name in ["keyword", "markexpr"]:
        answer[name] = getattr(made.option, name) or ""
    for name in ["ignore", "ignore_glob", "deselect"]:
        answer[name] = getattr(made.option, name) or []
    return answer


def answer(request):
    os.chdir(request["cwd"])
    sys.path.insert(0, request["cwd"])
    try:
        return {"collect": collect, "fixtures": fixtures, "config": config}[request["op"]](request["args"])
    except BaseException:
        return {"error": traceback.format_exc()}


def main():
    out = os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    for line in sys.stdin.buffer:
        request = json.loads(line)
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            with os.fdopen(writer, "w") as pipe:
                json.dump(answer(request), pipe)
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader, "rb") as pipe:
            data = pipe.read()
        os.waitpid(child, 0)
        os.write(out, data + b"\n")


main()
