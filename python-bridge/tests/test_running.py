"""Engine full: what pytest does, told event by event."""

from __future__ import annotations

import pytest
from client import Run

MIXED = """
    import pytest, sys, warnings

    @pytest.mark.parametrize("x", [1, 2], ids=["one", "two"])
    def test_case(x):
        assert x == 1

    def test_passes():
        print("to stdout")
        print("to stderr", file=sys.stderr)

    @pytest.mark.skip(reason="not now")
    def test_skipped():
        raise AssertionError

    @pytest.mark.xfail(reason="known")
    def test_xfails():
        assert False

    @pytest.mark.xfail
    def test_xpasses():
        pass

    @pytest.mark.xfail(strict=True)
    def test_strict():
        pass

    @pytest.fixture
    def broken():
        raise RuntimeError("no setup")

    def test_setup_error(broken):
        pass

    @pytest.fixture
    def leaky():
        yield
        raise RuntimeError("no teardown")

    def test_teardown_error(leaky):
        pass

    def test_warns():
        warnings.warn("careful", UserWarning)

    def test_missing_fixture(nowhere):
        pass
"""


def test_outcomes_order_and_counts(any_pytest, write):
    run = any_pytest.run(write({"test_m.py": MIXED}))
    assert run.outcomes == {
        "test_m.py::test_case[one]": "passed",
        "test_m.py::test_case[two]": "failed",
        "test_m.py::test_passes": "passed",
        "test_m.py::test_skipped": "skipped",
        "test_m.py::test_xfails": "xfailed",
        "test_m.py::test_xpasses": "xpassed",
        "test_m.py::test_strict": "failed",
        "test_m.py::test_setup_error": "error",
        "test_m.py::test_teardown_error": "error",
        "test_m.py::test_warns": "passed",
        "test_m.py::test_missing_fixture": "error",
    }
    assert run.order == run.ids == list(run.outcomes)
    assert run.ended["exit"] == 1
    assert run.ended["stats"] == {
        "passed": 4,
        "failed": 2,
        "skipped": 1,
        "xfailed": 1,
        "xpassed": 1,
        "error": 3,
        "warnings": 1,
    }
    assert [frame["t"] for frame in run.frames[:2]] == ["opened", "collected"]
    assert run.frames[-1] is run.exited[0]
    assert (run.exited[0]["status"], run.exited[0]["signal"]) == (1, None)
    assert run.raw == ""


def test_what_is_told_about_items(bridge, write):
    folder = write(
        {
            "pytest.ini": "[pytest]\naddopts = --doctest-modules\nmarkers = slow\n",
            "test_k.py": '''
                """
                >>> 1 + 1
                2
                """
                import pytest, unittest
                from base import Base

                @pytest.mark.slow
                @pytest.mark.parametrize("n", [1])
                def test_case(n): pass

                class TestHere(Base): pass

                class Old(unittest.TestCase):
                    def test_old(self): pass
            ''',
            "base.py": "class Base:\n    def test_inherited(self): pass\n",
        }
    )
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --doctest-modules\nmarkers = slow\n")
    run = bridge.run(folder)
    items = {item["id"]: {k: v for k, v in item.items() if k != "id"} for item in run.items[0]}
    here = {"path": "test_k.py", "marks": []}
    assert items == {
        "test_k.py::test_k": {**here, "line": 1, "kind": "doctest"},
        "test_k.py::test_case[1]": {
            **here,
            "line": 8,
            "kind": "case",
            "marks": ["parametrize", "slow"],
        },
        "test_k.py::TestHere::test_inherited": {
            **here,
            "path": "base.py",
            "line": 1,
            "kind": "function",
        },
        "test_k.py::Old::test_old": {**here, "line": 15, "kind": "function"},
    }
    collected = run.collected[0]
    assert collected["rootdir"] == str(folder)
    assert collected["inifile"] == str(folder / "pytest.ini")


def test_no_ini_file_is_no_field(bridge, tmp_path):
    (tmp_path / "setup.py").touch()
    (tmp_path / "test_a.py").write_text("def test_a(): pass\n")
    collected = bridge.run(tmp_path).collected[0]
    assert collected["rootdir"] == str(tmp_path)
    assert "inifile" not in collected


def test_what_is_told_about_a_failure(any_pytest, write):
    folder = write(
        {
            "test_f.py": """
                def helper(value):
                    __tracebackhide__ = True
                    deeper(value)

                def deeper(value):
                    assert value == {"a": [1, 2]}

                def test_compare():
                    helper({"a": [1, 3]})

                def test_two_comparisons():
                    try:
                        assert 1 == 2
                    except AssertionError:
                        pass
                    raise ValueError("other")

                def test_loud_repr():
                    class Loud:
                        def __repr__(self):
                            raise ZeroDivisionError
                    assert Loud() == 1
            """
        }
    )
    run = any_pytest.run(folder)
    phase = run.phase("test_compare")
    path = str(folder / "test_f.py")
    assert phase["exception"] == "AssertionError"
    assert (phase["actual"], phase["expected"]) == ("{'a': [1, 3]}", "{'a': [1, 2]}")
    assert [(f["path"], f["line"], f["name"]) for f in phase["frames"]] == [
        (path, 10, "test_compare"),
        (path, 7, "deeper"),
    ]
    assert (phase["crash"]["path"], phase["crash"]["line"]) == (path, 7)
    assert phase["crash"]["message"].startswith("AssertionError: assert {'a': [1, 3]} ==")
    assert ">       assert value ==" in phase["longrepr"] or "assert value ==" in phase["longrepr"]
    assert "\x1b[" not in phase["longrepr"]
    assert "ansi" not in phase
    other = run.phase("test_two_comparisons")
    assert other["exception"] == "ValueError"
    assert "actual" not in other
    assert "ZeroDivisionError" in run.phase("test_loud_repr")["actual"]


def test_colours_are_beside_the_text(bridge, write):
    run = bridge.run(write({"test_c.py": "def test_c(): assert [1] == [2]\n"}), color=True)
    phase = run.phase("test_c")
    assert "\x1b[" in phase["ansi"]
    assert "\x1b[" not in phase["longrepr"]
    assert "\x1b[" not in phase["crash"]["message"]


def test_unittest(any_pytest, write):
    folder = write(
        {
            "test_u.py": """
                import unittest

                class Case(unittest.TestCase):
                    def test_equal(self):
                        self.assertEqual("left", "right")
                    @unittest.skip("later")
                    def test_skip(self): pass
                    @unittest.expectedFailure
                    def test_expected(self): self.fail()
                    @unittest.expectedFailure
                    def test_unexpected(self): pass
            """
        }
    )
    run = any_pytest.run(folder)
    names = {nodeid.rpartition("::")[2]: outcome for nodeid, outcome in run.outcomes.items()}
    assert names == {
        "test_equal": "failed",
        "test_expected": "xfailed",
        "test_skip": "skipped",
        "test_unexpected": "failed",
    }
    phase = run.phase("test_equal")
    assert (phase["actual"], phase["expected"]) == ("'left'", "'right'")
    assert run.phase("test_skip")["reason"] == "later"
    assert [frame["name"].rpartition(".")[2] for frame in phase["frames"]] == ["test_equal"]


def test_reasons(any_pytest, write):
    run = any_pytest.run(write({"test_m.py": MIXED}))
    assert run.phase("test_skipped", "setup")["reason"] == "not now"
    assert run.phase("test_xfails")["xfail"] == "known"
    assert run.phase("test_xpasses")["xfail"] == ""
    assert "[XPASS(strict)]" in run.phase("test_strict")["longrepr"]
    missing = run.phase("test_missing_fixture", "setup")
    assert "fixture 'nowhere' not found" in missing["crash"]["message"]
    (warning,) = run.of("warning")
    assert (warning["message"], warning["category"]) == ("careful", "UserWarning")
    assert (warning["when"], warning["id"]) == ("runtest", "test_m.py::test_warns")
    assert warning["path"].endswith("test_m.py")


def test_output_comes_with_its_phase(any_pytest, write):
    folder = write(
        {
            "test_o.py": """
                import logging, os, sys, pytest

                @pytest.fixture
                def noisy():
                    print("before")
                    yield
                    print("after")

                def test_o(noisy):
                    print("during")
                    os.write(2, b"straight\\n")
                    logging.getLogger().warning("logged")
            """
        }
    )
    run = any_pytest.run(folder)
    assert run.output("test_o", "setup", "stdout") == "before\n"
    assert run.output("test_o", "call", "stdout") == "during\n"
    assert run.output("test_o", "call", "stderr") == "straight\n"
    assert "logged" in run.output("test_o", "call", "log")
    assert run.output("test_o", "teardown", "stdout") == "after\n"
    assert run.raw == ""


def test_uncaptured_output_is_raw(any_pytest, write):
    folder = write(
        {"test_o.py": "def test_o(): print('héllo \\udcff'.encode('utf-8', 'replace'))\n"}
    )
    run = any_pytest.run(folder, ["-s"])
    assert run.raw == "b'h\\xc3\\xa9llo ?'\n"


@pytest.mark.parametrize(
    ("files", "args", "code"),
    [
        ({"test_a.py": "def test_a(): pass\n"}, [], 0),
        ({"test_a.py": "def test_a(): assert 0\n"}, [], 1),
        ({"test_a.py": "def test_a(): raise KeyboardInterrupt\n"}, [], 2),
        ({"test_a.py": "import pytest\ndef test_a(): pytest.exit('enough', 7)\n"}, [], 7),
        ({"test_a.py": "import nothing_of_the_kind\n"}, [], 2),
        (
            {
                "test_a.py": "def test_a(): pass\n",
                "conftest.py": "def pytest_runtest_protocol(): 1 / 0\n",
            },
            [],
            3,
        ),
        ({"test_a.py": "def test_a(): pass\n"}, ["--no-such-option"], 4),
        ({"test_a.py": "def test_a(): pass\n"}, ["missing.py"], 4),
        ({"test_a.py": "def test_a(): pass\n"}, ["test_a.py::test_b"], 4),
        ({"test_a.py": "def test_a(): pass\n", "conftest.py": "import nothing_at_all\n"}, [], 4),
        ({"readme.txt": ""}, [], 5),
        ({"test_a.py": "def test_a(): pass\n"}, ["-k", "nothing"], 5),
    ],
)
def test_exit_codes(any_pytest, write, files, args, code):
    run = any_pytest.run(write(files), args)
    assert run.ended["exit"] == code
    assert run.exited[0]["status"] == code
    assert run.exited[0]["signal"] is None


def test_texts_of_what_cannot_start(any_pytest, write):
    folder = write({"test_a.py": "def test_a(): pass\n"})
    usage = any_pytest.run(folder, ["--no-such-option"])
    assert "unrecognized arguments: --no-such-option" in usage.ended["message"]
    assert usage.collected == {}
    missing = any_pytest.run(folder, ["missing.py"])
    assert missing.ended["message"].startswith("ERROR: file or directory not found: missing.py")
    assert missing.collected == {}
    (folder / "conftest.py").write_text("def f():\n    import nothing_at_all\nf()\n")
    broken = any_pytest.run(folder)
    message = broken.ended["message"]
    assert message.startswith(f"ImportError while loading conftest '{folder / 'conftest.py'}'.")
    assert "conftest.py:2: in f" in message
    assert message.endswith("E   ModuleNotFoundError: No module named 'nothing_at_all'")
    (folder / "conftest.py").write_text("def pytest_runtestloop(): 1 / 0\n")
    assert any_pytest.run(folder).ended["exit"] == 0, "our loop goes before a conftest's"
    (folder / "conftest.py").write_text("def pytest_runtest_protocol(): 1 / 0\n")
    internal = any_pytest.run(folder)
    assert internal.ended["exit"] == 3
    assert "ZeroDivisionError" in internal.ended["message"]
    (folder / "conftest.py").unlink()
    (folder / "pytest.ini").write_text("[pytest\n")
    ini = any_pytest.run(folder)
    assert ini.ended["exit"] == 4
    assert "pytest.ini:1" in ini.ended["message"]
    (folder / "breaks.py").write_text("1 / 0\n")
    (folder / "pytest.ini").write_text("[pytest]\n")
    plugin = any_pytest.run(folder, ["-p", "breaks"])
    assert plugin.ended["exit"] in (1, 3)
    assert "breaks.py" in plugin.ended["message"]
    assert "ZeroDivisionError" in plugin.ended["message"]
    assert any_pytest.run(folder, ["--version"]).ended["message"].startswith("pytest ")
    helped = any_pytest.run(write({}), ["--help"])
    assert helped.ended["exit"] == 0
    assert "positional arguments:" in helped.ended["message"] + helped.raw


def test_collection_errors(any_pytest, write):
    folder = write(
        {
            "a/test_good.py": "def test_good(): pass\n",
            "a/test_bad.py": "x = 1\nimport nothing_at_all\n",
            "a/test_syntax.py": "\n\ndef broken(:\n",
            "b/conftest.py": "import nothing_at_all\n",
            "b/test_b.py": "def test_b(): pass\n",
            "test_gone.py": "import pytest\npytest.skip('not here', allow_module_level=True)\n",
        }
    )
    if any_pytest.hello["pytest"].startswith("7"):
        # It gives up at a broken conftest; the other files have their errors without it.
        broken = any_pytest.run(folder)
        assert broken.ended["exit"] == 2
        assert [error["id"] for error in broken.collected[0]["errors"]][-1:] != []
        (folder / "b" / "conftest.py").write_text("")
        (folder / "b" / "test_b.py").write_text("import nothing_at_all\n")
    run = any_pytest.run(folder)
    assert run.ended["exit"] == 2
    assert run.ended["message"] == "3 errors during collection"
    assert run.ended["stats"] == {"error": 3, "skipped": 1}
    assert run.outcomes == {}
    closing = run.collected[0]
    places = {error["path"]: error["line"] for error in closing["errors"]}
    assert places["a/test_bad.py"] == 1
    assert places["a/test_syntax.py"] == 2
    assert len(places) == 3
    told = [
        {k: v for k, v in e.items() if k not in ("t", "worker")} for e in run.of("collecterror")
    ]
    assert told == closing["errors"]
    assert "No module named 'nothing_at_all'" in closing["errors"][0]["longrepr"]
    assert closing["skipped"] == [
        {"id": "test_gone.py", "path": "test_gone.py", "line": 1, "reason": "not here"}
    ]
    onwards = any_pytest.run(folder, ["--continue-on-collection-errors"])
    assert onwards.outcomes == {"a/test_good.py::test_good": "passed"}
    assert onwards.ended["exit"] == 1


def test_collect_only(any_pytest, write):
    folder = write({"test_m.py": MIXED})
    run = any_pytest.run(folder, collectOnly=True)
    assert len(run.ids) == 11
    assert run.ended["exit"] == 0
    assert run.of("started") == []
    assert any_pytest.run(folder, ["-k", "nothing"], collectOnly=True).ended["exit"] == 5


def test_stops_at_the_first_failure(any_pytest, write):
    folder = write({"test_x.py": "def test_1(): assert 0\ndef test_2(): pass\n"})
    run = any_pytest.run(folder, ["-x"])
    assert run.order == ["test_x.py::test_1"]
    assert run.ended["exit"] in (1, 2)
    assert run.ended["message"] == "stopping after 1 failures"


def test_options_for_the_terminal_print_nothing(any_pytest, write):
    folder = write({"test_m.py": MIXED})
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -ra --tb=short -vv --durations=5\n")
    run = any_pytest.run(folder)
    assert run.ended["exit"] == 1
    assert run.raw == ""
    assert run.phase("test_case[two]")["longrepr"].startswith("test_m.py:6: in test_case")


def test_select(any_pytest, write):
    weird = ["a b", "x::y", "[z]", "sl/ash", "é\udcff", "line\nbreak", "1"]
    folder = write(
        {
            "sub/test_a.py": f"""
                import pytest
                @pytest.mark.parametrize("v", {weird!r}, ids={weird!r})
                def test_v(v): pass
                def test_v_longer(): pass
                class TestC:
                    class TestD:
                        def test_d(self): pass
                    def test_c(self): pass
            """,
            "sub2/test_b.py": "def test_b(): pass\n",
            "test_c.py": "def test_c(): pass\n",
        }
    )
    everything = any_pytest.run(folder)
    ids = everything.ids
    assert everything.ended["exit"] == 0
    assert len(ids) == 12
    cases = [i for i in ids if "::test_v[" in i]

    def selected(*wanted: str) -> list[str]:
        run = any_pytest.run(folder, select=list(wanted))
        assert run.order == run.ids == list(run.outcomes)
        assert run.collected[0]["deselected"] == 0
        assert run.collected[0]["unmatched"] == []
        return run.ids

    assert selected(*ids) == ids
    assert selected("sub/test_a.py::test_v") == cases
    assert selected(cases[1], cases[5]) == [cases[1], cases[5]]
    assert selected("sub") == [i for i in ids if i.startswith("sub/")]
    assert selected("sub2/") == ["sub2/test_b.py::test_b"]
    assert selected("sub/test_a.py::TestC::TestD") == ["sub/test_a.py::TestC::TestD::test_d"]
    two = {"sub2/test_b.py::test_b", "test_c.py::test_c"}
    assert selected("test_c.py", "sub2/test_b.py::test_b") == [i for i in ids if i in two]
    none = any_pytest.run(folder, select=["sub/test_a.py::test_", "test_c.py::test_c"])
    assert none.collected[0]["unmatched"] == ["sub/test_a.py::test_"]
    assert none.ids == ["test_c.py::test_c"]
    assert any_pytest.run(folder, select=["nothing.py"]).ended["exit"] == 5


def test_node_ids_as_arguments(any_pytest, write):
    folder = write({"test_m.py": MIXED})
    run = any_pytest.run(folder, ["test_m.py::test_warns", "test_m.py::test_case[one]"])
    assert run.order == ["test_m.py::test_warns", "test_m.py::test_case[one]"]


FIXTURES = """
    import pytest

    @pytest.fixture(scope="module")
    def module():
        yield
        print("module torn down")

    def test_1(module): pass
    def test_2(module): pass
    def test_3(module): pass
"""


def test_fixtures_are_torn_down_by_looking_ahead(any_pytest, write):
    session = """
        import pytest

        @pytest.fixture(scope="session", autouse=True)
        def session():
            yield
            print("session torn down")
    """
    folder = write({"conftest.py": session, "test_a.py": FIXTURES, "test_b.py": FIXTURES})
    run = Run()
    name = any_pytest.open(folder)
    any_pytest.until(run, lambda m: m["t"] == "collected")

    def finished(count: int):
        return lambda m: len(run.of("finished")) == count

    any_pytest.send("items", run=name, worker=0, items=[0, 1], final=False)
    any_pytest.until(run, finished(1))
    any_pytest.send("items", run=name, worker=0, items=[2], final=False)
    any_pytest.until(run, finished(2))
    any_pytest.send("items", run=name, worker=0, items=[3], final=False)
    any_pytest.until(run, finished(3))
    assert "module torn down" in run.output("test_a.py::test_3", "teardown", "stdout")
    any_pytest.send("items", run=name, worker=0, items=[], final=True)
    any_pytest.until(run, lambda m: m["t"] == "exited")
    texts = [(run.id(e), e["text"]) for e in run.of("output")]
    assert texts == [
        ("test_a.py::test_3", "module torn down\n"),
        ("test_b.py::test_1", "module torn down\nsession torn down\n"),
    ]
    assert run.ended["exit"] == 0


def test_subtests(any_pytest, write):
    if any_pytest.hello["pytest"].startswith("7"):
        pytest.skip("pytest 7 has no subtests without the plugin")
    folder = write(
        {
            "test_s.py": """
                import unittest

                def test_some(subtests):
                    for i in range(3):
                        with subtests.test("msg", i=i):
                            assert i != 1

                def test_fine(subtests):
                    with subtests.test(i=1): pass

                class Case(unittest.TestCase):
                    def test_sub(self):
                        for i in range(3):
                            with self.subTest(i=i):
                                self.assertNotEqual(i, 2)
            """
        }
    )
    run = any_pytest.run(folder)
    assert list(run.outcomes.values()) == ["failed", "passed", "failed"]
    failed = [e for e in run.of("phase", outcome="failed") if "subtest" in e]
    assert [(run.id(e), e["subtest"]) for e in failed] == [
        ("test_s.py::test_some", "[msg] (i=1)"),
        ("test_s.py::Case::test_sub", "(i=2)"),
    ]
    assert "assert 1 != 1" in failed[0]["longrepr"]
    assert run.ended["exit"] == 1


def test_environment_of_a_session(any_pytest, write):
    folder = write(
        {
            "test_e.py": """
                import os, sys, signal

                def test_e(request):
                    assert os.environ["ADDED"] == "é"
                    assert "HOME" not in os.environ
                    assert sys.path[0] != "" and os.getcwd() in sys.path
                    assert sys.argv[0].endswith(os.path.join("pytest", "__main__.py"))
                    assert sys.argv[1:] == ["-q", "test_e.py"]
                    assert sys.stdin.read() == "" if request.config.option.capture == "no" else True
                    main = sys.modules["__main__"]
                    assert main.__file__ == sys.argv[0]
                    assert main.__spec__.name == "pytest.__main__"
                    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
                    assert signal.getsignal(signal.SIGCHLD) == signal.SIG_DFL
                    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == set()
                    assert os.getsid(0) == os.getpid()
            """
        }
    )
    env = {"ADDED": "é", "HOME": None}
    run = any_pytest.run(folder, ["-q", "test_e.py"], env=env)
    assert run.outcomes == {"test_e.py::test_e": "passed"}, run.phase("test_e").get("longrepr")


def test_soft_cancel_is_ctrl_c(any_pytest, write):
    folder = write(
        {
            "test_c.py": """
                import pytest, time

                @pytest.fixture
                def held():
                    yield
                    print("cleared up")

                def test_before(): pass

                def test_waits(held):
                    time.sleep(1000)
            """
        }
    )
    run = Run()
    name = any_pytest.open(folder)
    any_pytest.until(run, lambda m: m["t"] == "collected")
    any_pytest.send("items", run=name, worker=0, items=[0, 1], final=True)
    any_pytest.until(run, lambda m: len(run.of("started")) == 2)
    any_pytest.send("cancel", run=name, force=False)
    any_pytest.until(run, lambda m: m["t"] == "exited")
    assert run.outcomes == {"test_c.py::test_before": "passed"}
    assert run.ended["exit"] == 2
    assert run.ended["message"] == "interrupted"
    assert run.exited[0]["status"] == 2


def test_two_workers_share_the_items(any_pytest, write):
    folder = write({f"test_{n}.py": FIXTURES for n in range(4)})
    run = Run()
    name = any_pytest.open(folder)
    any_pytest.open(folder, worker=1, run=name)

    def deal(message: dict) -> bool:
        if message["t"] == "collected":
            worker = message["worker"]
            share = list(range(6 * worker, 6 * worker + 6))
            any_pytest.send("items", run=name, worker=worker, items=share, final=True)
        return len(run.exited) == 2

    any_pytest.until(run, deal)
    assert run.items[0] == run.items[1]
    assert len(run.of("finished", outcome="passed")) == 12
    assert len({run.id(e) for e in run.of("finished")}) == 12
    assert {e["worker"]: e["exit"] for e in run.of("ended")} == {0: 0, 1: 0}


def test_big_collections_come_in_several_frames(bridge, write):
    text = "import pytest\n@pytest.mark.parametrize('n', range(4500))\ndef test_n(n): pass\n"
    run = bridge.run(write({"test_n.py": text}), collectOnly=True)
    frames = [frame for frame in run.frames if frame["t"] == "collected"]
    assert [len(frame["items"]) for frame in frames] == [2000, 2000, 500]
    assert [frame["done"] for frame in frames] == [False, False, True]


def test_deselected(any_pytest, write):
    run = any_pytest.run(write({"test_m.py": MIXED}), ["-k", "passes"])
    assert run.collected[0]["deselected"] == 9
    assert run.ended["stats"]["deselected"] == 9


def test_setup_only_is_no_pass(any_pytest, write):
    folder = write({"test_a.py": "def test_a(): pass\n"})
    run = any_pytest.run(folder, ["--setup-only"])
    assert run.outcomes == {"test_a.py::test_a": "skipped"}


def test_a_test_without_reports_is_an_error(any_pytest, write):
    folder = write(
        {
            "conftest.py": "def pytest_runtest_protocol(item): return True\n",
            "test_a.py": "def test_a(): pass\n",
        }
    )
    run = any_pytest.run(folder)
    assert run.outcomes == {"test_a.py::test_a": "error"}
    assert run.ended["exit"] == 1


def test_a_report_we_cannot_tell_is_an_error(any_pytest, write):
    folder = write(
        {
            "conftest.py": """
                import pytest

                @pytest.hookimpl(hookwrapper=True)
                def pytest_runtest_makereport(item, call):
                    outcome = yield
                    outcome.get_result().duration = object()
            """,
            "test_a.py": "def test_a(): pass\n",
        }
    )
    # `-p no:terminal`, as the reporter itself stumbles over this report, too.
    run = any_pytest.run(folder, ["-p", "no:terminal"])
    assert run.outcomes == {"test_a.py::test_a": "error"}
    assert run.ended["exit"] == 1
    assert "Fastest could not report" in run.of("phase", category="error")[0]["longrepr"]


def test_counts_without_the_terminals_plugin(any_pytest, write):
    text = """
        import pytest

        @pytest.fixture
        def broken(): assert 0

        def test_good(): pass

        def test_bad(): assert 0

        def test_broken(broken): pass

        @pytest.mark.skip
        def test_left_out(): pass
    """
    run = any_pytest.run(write({"test_c.py": text}), ["-p", "no:terminal"])
    assert run.ended["stats"] == {"passed": 1, "failed": 1, "error": 1, "skipped": 1}
