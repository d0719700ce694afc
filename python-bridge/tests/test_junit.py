"""JUnit reports: the parts that sessions tell, put together, are the file that pytest itself writes."""

from __future__ import annotations

import re
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest
from client import clean_environment

FILES = {
    "test_zoo.py": """
        import sys, unittest, warnings, pytest

        @pytest.fixture
        def breaks(): raise RuntimeError("setup\\x00broke")
        @pytest.fixture
        def late():
            yield
            print("in teardown")
            raise RuntimeError("teardown broke")

        def test_ok(): pass
        def test_says(): print("out <&>\\x1b[1m ]]>"); print("err", file=sys.stderr)
        def test_bad(): assert "a\\nb" == "a\\nc", "é \\ud800 \\x07"
        def test_long(): assert 0, "long line " * 100 + "\\n" + "more\\n" * 200
        @pytest.mark.skip(reason="not <today>")
        def test_skip(): pass
        def test_skips_itself(): pytest.skip()
        @pytest.mark.xfail(reason="some day")
        def test_xfail(): assert 0
        @pytest.mark.xfail
        def test_xpass(): pass
        @pytest.mark.xfail(strict=True)
        def test_strict(): pass
        def test_setup(breaks): pass
        def test_late(late): pass
        def test_both(late): assert 0
        def test_skip_late(late): pytest.skip("and then")
        @pytest.mark.parametrize("x", ["a::b", "c[d]/e", "f.py"])
        def test_case(x): pass
        def test_property(record_property): record_property("key", "<value>"); record_property("n", 1)
        def test_suite(record_testsuite_property): record_testsuite_property("ARCH", "<PPC>")
        def test_attribute(record_xml_attribute):
            record_xml_attribute("assertions", "3")
            record_xml_attribute("classname", "mine")

        class TestMore:
            class TestInner:
                def test_deep(self): pass

        class Old(unittest.TestCase):
            def test_old(self): self.assertEqual(1, 2)
            @unittest.expectedFailure
            def test_expected(self): self.fail()
            def test_subtests(self):
                for n in range(3):
                    with self.subTest(n=n):
                        self.assertNotEqual(n, 1)
    """,
    "deep/er/test_doc.txt": ">>> 1 + 1\n3\n",
    "deep/test_gone.py": "import pytest\npytest.skip('all of it', allow_module_level=True)\n",
    "deep/test_module.py": "def test_there(): pass\n",
}
BROKEN = {"test_broken.py": "import no_such_module\n", "test_fine.py": "def test_fine(): pass\n"}


@pytest.mark.parametrize(
    "args",
    [
        [],
        ["-o", "junit_family=xunit1", "-o", "junit_logging=all", "--junit-prefix=pre"],
        ["-o", "junit_logging=out-err", "-o", "junit_log_passing_tests=false", "--tb=short"],
        ["-o", "junit_duration_report=call", "-o", "junit_suite_name=a <suite>", "-x"],
    ],
    ids=["plain", "xunit1", "logging", "suite"],
)
def test_same_file_as_pytest(any_pytest, write, args):
    assert compare(any_pytest, write(FILES), args)


@pytest.mark.parametrize("args", [[], ["nothing.py"], ["--co"]], ids=" ".join)
def test_same_where_nothing_runs(any_pytest, write, args):
    assert compare(any_pytest, write(BROKEN), args)


def test_none_where_pytest_writes_none(bridge, write):
    folder = write(BROKEN)
    assert not compare(bridge, folder, ["--no-such-option"])
    assert not compare(bridge, folder, ["-p", "no:junitxml"], [])


def compare(supervisor, folder, args, option=("--junit-xml=out/pytest.xml",)) -> bool:
    """Whether there is a report; it has to be the same as pytest's."""
    command = [supervisor.hello["executable"], "-m", "pytest", *option, *args]
    subprocess.run(
        command, cwd=folder, env=clean_environment(), stdout=subprocess.DEVNULL, check=False
    )
    file = folder / "out" / "pytest.xml"
    expected = file.read_text(encoding="utf-8") if file.exists() else None
    file.unlink(missing_ok=True)
    run = supervisor.run(folder, [*option, *args])
    assert not file.exists(), "a session wrote what only the server may write"
    ours = whole(run, str(file))
    if expected is None:
        assert ours is None
        return False
    assert stable(ours) == stable(expected)
    return True


def whole(run, path: str) -> str | None:
    """The report as the server puts it together."""
    told = [*run.collected.values(), *run.of("finished"), run.ended]
    frames = [
        message["report"]["junit"] for message in told if "junit" in message.get("report", {})
    ]
    if not frames:
        return None
    (frame,) = frames
    assert frame["file"] == path
    root = ElementTree.fromstring(frame["frame"])
    (suite,) = root
    parts = [message["junit"] for message in told if "junit" in message]
    for name in ("errors", "failures", "skipped", "tests"):
        suite.set(name, str(sum(part[name] for part in parts)))
    properties = run.ended["junit"]["properties"]
    if properties:
        own = ElementTree.SubElement(suite, "properties")
        for each in properties:
            ElementTree.SubElement(own, "property", each)
    for part in parts:
        for case in part["cases"]:
            suite.append(ElementTree.fromstring(case))
    return ElementTree.tostring(root, encoding="unicode")


def stable(text: str) -> list[str]:
    """Take out what differs between two runs of anything, and how the same XML may be written."""
    root = ElementTree.fromstring(text)
    for each in root.iter():
        for name in ("time", "timestamp"):
            if name in each.attrib:
                each.set(name, re.sub(r"\d", "0", each.get(name))[-6:])
    text = re.sub(r"0x[0-9a-f]+", "0x", ElementTree.tostring(root, encoding="unicode"))
    # pytest's terminal prints a subtest's letter into the capture of the test that has it.
    return re.sub("\n[,u]+\n", "\n\n", text).replace("><", ">\n<").splitlines()
