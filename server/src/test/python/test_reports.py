"""What a run leaves behind for other programs: JUnit XML and GitHub's annotations."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

import program
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
