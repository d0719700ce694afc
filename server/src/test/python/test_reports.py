"""What a run leaves behind for other programs: JUnit XML and GitHub's annotations."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

import program
from editor import editing
from test_run import FILES, INI

MORE = {
    "test_named.py": """\
        def test_named(record_property, record_testsuite_property):
            record_property("key", "<value>")
            record_testsuite_property("ARCH", "<PPC>")
        """,
    "test_broken.py": "import no_such_module_here\n",
}


@pytest.mark.parametrize("workers", ["1", "2"])
def test_junit_is_the_file_that_pytest_writes(fastest, env, write, workers):
    folder = write({**FILES, **MORE}, INI)
    arguments = ["--continue-on-collection-errors", "-o", "junit_suite_name=mine & more"]
    expected = pytest_report(folder, env, *arguments)
    result = fastest("run", "-n", workers, "--junit-xml=deep/er/ours.xml", *arguments)
    assert result.status == 1
    file = folder / "deep" / "er" / "ours.xml"
    assert f" generated xml file: {file} " in result.out
    ours = read(file)
    assert head(ours) == head(expected)
    if workers == "1":
        assert cases(ours) == cases(expected)
    # Lines of two workers come as they come.
    assert sorted(cases(ours)) == sorted(cases(expected))
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.asyncio
async def test_junit_afterwards_is_nearly_what_pytest_writes(env, write):
    folder = write({**FILES, **MORE}, INI)
    arguments = ["--continue-on-collection-errors"]
    expected = pytest_report(folder, env, *arguments)
    async with editing(folder, env) as editor:
        await editor.begin(tests=True)
        profile = {"kind": "run", "args": arguments}
        await editor.ask("tests/run", {"runId": "r", "profile": profile})
        await editor.hear(
            lambda what, params: what == "tests/runEvent" and params.events[-1].t == "ended", 0
        )
        answer = await editor.ask("tests/results", {"runId": "r", "format": "junit"})
        assert await editor.leave() == 0
    (folder / "ours.xml").write_text(answer.text)
    ours = read(folder / "ours.xml")
    # Nothing of a test's properties is told while it is not asked for.
    for parent in [*expected.iter("testsuite"), *expected.iter("testcase")]:
        for properties in parent.findall("properties"):
            parent.remove(properties)
    assert head(ours) == head(expected)
    # pytest has more words for a missing fixture, and a blank for a reason that is none.
    differ = {"test_unknown_fixture", "test_xpasses_strictly"}
    for root in (ours, expected):
        for case in root.iter("testcase"):
            if case.get("name") in differ:
                for part in case:
                    part.text = part.attrib["message"] = ""
    assert sorted(cases(ours)) == sorted(cases(expected))


def test_junit_of_crashes_and_of_no_tests(fastest, write):
    folder = write({
        "test_a.py": "import os\ndef test_ok(): pass\ndef test_dies(): os._exit(3)\n",
        "test_b.py": "def test_later(): pass\n",
    })  # fmt: skip
    assert fastest("run", "--report", "junit=ours.xml").status == 1
    found = {case.get("name"): case for case in read(folder / "ours.xml").iter("testcase")}
    assert list(found) == ["test_ok", "test_dies", "test_later"]
    assert "worker 0 died: exit status 3" in found["test_dies"].find("error").get("message")
    assert fastest("run", "-k", "none", "--junitxml=ours.xml").status == 5
    assert cases(read(folder / "ours.xml")) == []


def test_junit_without_pytest(fastest, write, bare, places):
    folder = write(
        {
            "test_a.py": """\
                import unittest
                class Case(unittest.TestCase):
                    def test_ok(self): pass
                    def test_bad(self): self.assertEqual("<\\x07", "&")
                    @unittest.skip("not <today>")
                    def test_skip(self): pass
                    @unittest.expectedFailure
                    def test_expected(self): self.fail()
                """,
            "sub/test_b.py": "import pytest\ndef test_needs_pytest(): pass\n",
        },
        "[pytest]\naddopts = --junit-xml=ours.xml --junit-prefix=pre\n",
    )
    assert fastest("run", env=program.environment(places, bare)).status == 1
    found = {case.get("name"): case for case in read(folder / "ours.xml").iter("testcase")}
    assert found["test_ok"].get("classname") == "pre.test_a.Case"
    assert "#x07" in found["test_bad"].find("failure").text
    assert found["test_skip"].find("skipped").get("message") == "not <today>"
    assert found["test_expected"].find("skipped").get("type") == "pytest.xfail"
    assert "pip install pytest" in found["test_needs_pytest"].find("error").text


def test_junit_that_cannot_be_written(fastest, write):
    write({"test_a.py": "def test_a(): pass\n", "file": ""})
    result = fastest("run", "--junit-xml=file/ours.xml")
    assert result.status == 4
    assert "cannot be written" in result.err


def test_annotations_where_github_runs(fastest, env, write):
    folder = write({
        "sub/test_a.py": """\
            def helper(): raise ValueError("100%\\nsecond, line: x")
            def test_bad():
                helper()
            def test_ok(): pass
            """,
        "sub/test_b.py": "import no_such_module_here\n",
    })  # fmt: skip
    env = {**env, "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(folder)}
    result = fastest("run", "--continue-on-collection-errors", cwd=folder / "sub", env=env)
    collection, failure = sorted(result.err.splitlines(), reverse=True)
    assert failure.startswith(
        "::error file=sub/test_a.py,line=1,title=sub/test_a.py%3A%3Atest_bad::"
        "ValueError: 100%25%0Asecond, line: x%0A%0A"
    )
    assert collection.startswith(
        "::error file=sub/test_b.py,line=1,title=collection of sub/test_b.py::ImportError while"
    )
    assert not fastest("run", "--no-annotations", cwd=folder / "sub", env=env).err
    many = "import pytest\n@pytest.mark.parametrize('n', range(60))\ndef test_n(n): assert 0\n"
    write({"many/test_many.py": many})
    lines = fastest("run", "many", env=env).err.splitlines()
    assert (len(lines), lines[-1][:20]) == (51, "::notice::10 more fa")


OUTCOMES = {"passed", "failed", "error", "skipped", "xfailed", "xpassed"}

# Field: type. Those with a question mark may be missing; there are no others.
REPORT = {
    "created": float,
    "duration": float,
    "exitcode": int,
    "root": str,
    "environment": dict,
    "summary": dict,
    "tests": list,
    "collectors?": list,
    "warnings": list,
}
TEST = {
    "nodeid": str,
    "outcome": str,
    "duration": float,
    "setup?": dict,
    "call?": dict,
    "teardown?": dict,
    "subtests?": list,
}
STAGE = {
    "duration": float,
    "outcome": str,
    "crash?": dict,
    "longrepr?": str,
    "stdout?": str,
    "stderr?": str,
    "log?": str,
}
CRASH = {"path": str, "lineno": int, "message": str}
WARNING = {"message": str, "category": str, "when": str, "filename": str, "lineno": int}
COLLECTOR = {"nodeid": str, "outcome": str, "longrepr": str}


def keeps_to(schema: dict, found: dict) -> None:
    allowed = {name.rstrip("?"): kind for name, kind in schema.items()}
    assert {name for name in schema if not name.endswith("?")} <= found.keys() <= allowed.keys()
    for name, value in found.items():
        kind = allowed[name]
        assert isinstance(value, (int, float) if kind is float else kind), (name, value)


def test_json_field_by_field(fastest, write):
    folder = write({
        "test_all.py": """\
            import logging, pytest, sys, warnings
            def test_passed():
                print("to out")
                print("to err", file=sys.stderr)
                logging.warning("to log")
                warnings.warn("careful")
            def test_failed(): assert 1 == 2
            @pytest.fixture
            def broken():
                yield
                raise ValueError
            def test_error(broken): pass
            def test_skipped(): pytest.skip("later")
            @pytest.mark.xfail
            def test_xfailed(): assert 0
            @pytest.mark.xfail
            def test_xpassed(): pass
            def test_parts(subtests):
                with subtests.test("one"): assert 0
            """,
        "test_broken.py": "import no_such_module_here\n",
    })  # fmt: skip
    result = fastest("run", "--report=json=r.json", "--continue-on-collection-errors")
    report = json.loads((folder / "r.json").read_text())
    keeps_to(REPORT, report)
    assert (report["root"], report["exitcode"]) == (str(folder), result.status)
    assert report["environment"]["Packages"]["pytest"].startswith("9.")
    tests = {test["nodeid"].partition("::test_")[2]: test for test in report["tests"]}
    for name, test in tests.items():
        keeps_to(TEST, test)
        assert test["outcome"] in OUTCOMES
        assert name in (test["outcome"], "parts")
        stages = [test[stage] for stage in ("setup", "call", "teardown") if stage in test]
        assert sum(stage["duration"] for stage in stages) == pytest.approx(test["duration"])
        for stage in stages:
            keeps_to(STAGE, stage)
            for crash in [stage["crash"]] if "crash" in stage else []:
                keeps_to(CRASH, crash)
    assert tests.keys() == OUTCOMES | {"parts"}
    call = tests["passed"]["call"]
    assert (call["stdout"], call["stderr"]) == ("to out\n", "to err\n")
    assert "to log" in call["log"]
    crash = tests["failed"]["call"]["crash"]
    assert (crash["path"], crash["lineno"]) == (str(folder / "test_all.py"), 7)
    assert "call" not in tests["skipped"] or tests["skipped"]["call"]["outcome"] == "skipped"
    assert tests["error"]["teardown"]["outcome"] == "failed"
    counted = dict.fromkeys(OUTCOMES, 1) | {"failed": 2}
    assert report["summary"] == {**counted, "total": 7, "collected": 7}
    (warning,) = report["warnings"]
    keeps_to(WARNING, warning)
    assert (warning["message"], warning["lineno"]) == ("careful", 6)
    (collector,) = report["collectors"]
    keeps_to(COLLECTOR, collector)
    assert collector["nodeid"] == "test_broken.py"


def pytest_report(folder: Path, env: dict, *arguments: str) -> ElementTree.Element:
    command = [program.PYTEST / "bin" / "python", "-m", "pytest", "--junit-xml=pytest.xml"]
    program.run_command([*command, *arguments], folder, env)
    return read(folder / "pytest.xml")


def read(file: Path) -> ElementTree.Element:
    """Reads a report, which has to keep to the rules of the usual schema."""
    root = ElementTree.parse(file).getroot()
    assert root.tag == "testsuites"
    for suite in root:
        assert suite.tag == "testsuite"
        assert suite.get("name")
        assert re.fullmatch(r"\d+\.\d{3}", suite.get("time"))
        assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.get("timestamp"))
        tags = [each.tag for each in suite]
        assert set(tags) <= {"properties", "testcase"}
        # Properties stand once, and before the first case.
        assert "properties" not in tags[1:]
        found = {"errors": "error", "failures": "failure", "skipped": "skipped"}
        for count, tag in found.items():
            assert int(suite.get(count)) == len(list(suite.iter(tag)))
        for case in suite.iter("testcase"):
            check(case)
    return root


def check(case: ElementTree.Element) -> None:
    assert set(case.attrib) == {"classname", "name", "time"}
    assert re.fullmatch(r"\d+\.\d{3}", case.get("time"))
    for part in case:
        if part.tag in ("failure", "error", "skipped"):
            assert set(part.attrib) <= {"message", "type"}
            assert len(part) == 0
        elif part.tag == "properties":
            assert {each.tag for each in part} == {"property"}
            assert all(set(each.attrib) == {"name", "value"} for each in part)
        else:
            assert part.tag in ("system-out", "system-err")


def head(root: ElementTree.Element) -> list:
    """All but the cases, and without what differs between two runs of anything."""
    (suite,) = root
    attributes = {k: v for k, v in suite.items() if k not in ("time", "timestamp")}
    own = [sorted(each.attrib.items()) for each in suite.findall("properties/property")]
    return [root.attrib, attributes, own]


def cases(root: ElementTree.Element) -> list[str]:
    found = []
    for case in root.iter("testcase"):
        case.set("time", "")
        found.append(re.sub("0x[0-9a-f]+", "0x", ElementTree.tostring(case, encoding="unicode")))
    return found
