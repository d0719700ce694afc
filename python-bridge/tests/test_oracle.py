"""The oracle is pytest: the same project, the same arguments, the same answers."""

from __future__ import annotations

import json
import subprocess

import pytest
from client import HERE, clean_environment
from test_running import MIXED

PROJECT = {
    "conftest.py": """
        import pytest

        def pytest_collection_modifyitems(items):
            items.sort(key=lambda item: "zz_last" in item.nodeid)

        @pytest.fixture(scope="session", params=["s1", "s2"])
        def session_param(request):
            return request.param

        @pytest.fixture(scope="module", autouse=True)
        def around_module():
            yield

        @pytest.fixture
        def dynamic(request):
            return request.getfixturevalue("tmp_path")
    """,
    "test_mixed.py": MIXED,
    "pkg/__init__.py": "",
    "pkg/test_params.py": """
        import pytest

        @pytest.mark.parametrize("a", [1, 2.5, None, "x y", b"\\x00", "é", "[", "::"])
        @pytest.mark.parametrize("b", [object, len])
        def test_cross(a, b): assert a != 2.5

        def test_session(session_param): assert session_param == "s1"

        def pytest_generate_tests(metafunc):
            if "made" in metafunc.fixturenames:
                metafunc.parametrize("made", [3, 1, 2])

        def test_made(made): pass
        def test_zz_last_session(session_param): pass
        def test_dynamic(dynamic): assert dynamic.exists()
    """,
    "pkg/test_unittest.py": """
        import unittest

        class Case(unittest.TestCase):
            @classmethod
            def setUpClass(cls): cls.value = 1
            def setUp(self): self.here = self.value
            def test_b(self): self.assertEqual(self.here, 2)
            def test_a(self): self.assertIn(1, [1])
            def test_skip(self): self.skipTest("why not")
            @unittest.expectedFailure
            def test_expected(self): self.fail("as expected")
            @unittest.expectedFailure
            def test_unexpected(self): pass
            def test_sub(self):
                for i in range(3):
                    with self.subTest(i=i):
                        self.assertNotEqual(i, 1)

        class Broken(unittest.TestCase):
            @classmethod
            def setUpClass(cls): raise ValueError("class")
            def test_1(self): pass
            def test_2(self): pass

        class Later(unittest.IsolatedAsyncioTestCase):
            async def test_async(self): self.assertTrue(True)
            async def test_async_fails(self): self.assertTrue(False)
    """,
    "pkg/deep/test_classes.py": """
        import pytest

        class TestOuter:
            @classmethod
            def setup_class(cls): cls.seen = []
            def setup_method(self): self.seen.append(1)
            def teardown_method(self): assert len(self.seen) < 2
            def test_1(self): pass
            def test_2(self): pass

            class TestInner:
                @pytest.mark.skipif("1 == 1", reason="always")
                def test_skip(self): pass

        @pytest.mark.usefixtures("nowhere")
        def test_nowhere(): pass

        @pytest.mark.xfail(raises=KeyError)
        def test_wrong_error(): raise ValueError

        @pytest.mark.xfail(run=False)
        def test_not_run(): raise SystemExit

        def test_exits(): raise SystemExit(3)
        def test_imperative_xfail(): pytest.xfail("given up")
        def test_imperative_skip(): pytest.skip("gone")
        def test_fail(): pytest.fail("no trace", pytrace=False)

        def test_chain():
            try:
                {}["key"]
            except KeyError as error:
                raise RuntimeError("outer") from error

        @pytest.mark.filterwarnings("error")
        def test_warning_is_error():
            import warnings
            warnings.warn("loud")

        def test_capture(capsys, caplog, monkeypatch):
            import os, sys
            monkeypatch.setattr(os, "write", None)
            monkeypatch.setattr(os, "getpid", lambda: 1)
            print("x")
            assert capsys.readouterr().out == "x\\n"
    """,
    "pkg/breaks.py": "1 / 0\n",
    "test_doc.txt": """
        >>> 1 + 1
        3
    """,
}
BROKEN = {
    "test_broken.py": "import nothing_at_all\n",
    "test_gone.py": "import unittest\nraise unittest.SkipTest('x')\n",
}

ARGUMENTS = [
    [],
    ["-x"],
    ["--maxfail=3", "-v"],
    ["-k", "test_1 or cross", "--deselect", "pkg/test_unittest.py::Broken::test_1"],
    ["-m", "parametrize"],
    ["pkg/deep", "test_mixed.py::test_case"],
    ["--doctest-glob=*.txt", "--tb=line", "-q", "-q"],
    ["-p", "no:capture", "--strict-markers", "pkg/test_unittest.py"],
    ["--runxfail", "--import-mode=importlib"],
    ["pkg/test_params.py::test_cross[len-é]", "nothing.py"],
    ["-p", "nothing_of_the_kind"],
    ["-p", "pkg.breaks"],
]


def ask_pytest(python, folder, args, tmp_path):
    """Run pytest by itself; gives its exit code and what the recorder wrote."""
    record = tmp_path / "record.json"
    done = subprocess.run(
        [python, "-m", "pytest", "-p", "no:cacheprovider", *args],
        cwd=folder,
        env=clean_environment(
            RECORD_TO=str(record), PYTHONPATH=str(HERE), PYTEST_PLUGINS="recorder"
        ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode, json.loads(record.read_text()) if record.exists() else None


def compare(supervisor, folder, args, tmp_path):
    code, said = ask_pytest(supervisor.hello["executable"], folder, args, tmp_path)
    run = supervisor.run(folder, ["-p", "no:cacheprovider", *args])
    assert run.ended["exit"] == code
    if said is None:
        assert run.ids == []
        return
    assert run.ids == (said["ids"] if run.collected else [])
    ours = [
        [run.id(e), e["when"], e["outcome"], "xfail" in e, stable(e.get("longrepr", ""))]
        for e in run.of("phase")
    ]
    assert ours == [[*entry[:4], stable(entry[4])] for entry in said["reports"]]
    assert run.ended["stats"] == said["stats"]


def stable(text: str) -> str:
    """Take out of a text what differs between two runs of anything."""
    return "\n".join(line for line in text.splitlines() if " object at 0x" not in line)


@pytest.mark.parametrize("args", ARGUMENTS, ids=" ".join)
def test_same_as_pytest(bridge, write, tmp_path_factory, args):
    compare(bridge, write(PROJECT), args, tmp_path_factory.mktemp("record"))


def test_same_as_older_pytests(any_pytest, write, tmp_path_factory):
    compare(any_pytest, write(PROJECT), [], tmp_path_factory.mktemp("record"))


@pytest.mark.parametrize("args", [[], ["--continue-on-collection-errors"], ["-x"]], ids=" ".join)
def test_same_with_broken_files(any_pytest, write, tmp_path_factory, args):
    compare(any_pytest, write({**PROJECT, **BROKEN}), args, tmp_path_factory.mktemp("record"))
