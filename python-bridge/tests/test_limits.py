"""What a session tells for the server to hold it to limits, and the stacks it gives when it is ended."""

from __future__ import annotations

from client import Run

FILES = {
    "test_a.py": "import time\ndef test_1(): pass\ndef test_2():\n"
    "    print('now', flush=True)\n    time.sleep(100)\n",
    "pkg/conftest.py": "",
    "pkg/test_b.py": "class TestC:\n    def test_3(self): pass\n",
}


def test_what_is_imported_is_told_and_where_it_hangs(any_pytest, write):
    folder = write(FILES)
    name = any_pytest.open(folder, ["-s"], timeout=60, stacks=True)
    run = any_pytest.until(Run(), lambda message: bool(message.get("done")))
    imported = [(event.get("id"), event.get("path")) for event in run.of("collecting")]
    files = [(i, p) for i, p in imported if i is not None and i.endswith(".py")]
    # Which comes first depends on pytest's version.
    assert sorted(files) == [
        (path, str(folder / path)) for path in sorted(FILES) if "/conftest" not in path
    ]
    # Each is followed by a word that it is through.
    assert imported[-1] == (None, None)

    index = run.ids.index("test_a.py::test_2")
    any_pytest.send("items", run=name, worker=0, items=[index], final=True)
    any_pytest.until(run, lambda _: "now" in run.raw and bool(run.of("started")))
    assert "limit" not in run.of("started")[0]
    any_pytest.send("cancel", run=name, worker=0, force=True, stacks=True)
    any_pytest.until(run, lambda message: message["t"] == "exited")
    assert f'File "{folder}/test_a.py", line' in run.exited[0]["stacks"]
    assert run.exited[0]["signal"] == "SIGKILL"


def test_without_limits_nothing_of_it_is_there(bridge, write):
    folder = write({"test_a.py": "import time\ndef test_1(): time.sleep(100)\n"})
    name = bridge.open(folder)
    run = bridge.until(Run(), lambda message: bool(message.get("done")))
    bridge.send("items", run=name, worker=0, items=[0], final=True)
    bridge.until(run, lambda _: bool(run.of("started")))
    bridge.send("cancel", run=name, worker=0, force=True, stacks=True)
    bridge.until(run, lambda message: message["t"] == "exited")
    assert run.of("collecting") == []
    assert run.exited[0]["stacks"] == "[no stacks: its process offers none]"


def test_pytest_timeout_decides_what_an_item_may_take(plugins, write):
    folder = write(
        {
            "test_a.py": """\
                import pytest
                def test_as_asked(): pass
                @pytest.mark.timeout(30)
                def test_longer(): pass
                @pytest.mark.timeout(0)
                def test_any(): pass
                @pytest.mark.timeout(1, func_only=True)
                def test_only_the_call(): pass
                """
        }
    )
    run = plugins.run(folder, ["-p", "no:randomly"], timeout=5, stacks=True)
    limits = {run.id(event).rpartition("::")[2]: event["limit"] for event in run.of("started")}
    assert limits == {
        "test_as_asked": 6.0,
        "test_longer": 31.0,
        "test_any": 0,
        "test_only_the_call": 0,
    }
