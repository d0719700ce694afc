"""A session that waits for a debugger."""

from __future__ import annotations


def test_nobody_connects(plugins, write):
    folder = write({"test_a.py": "def test_1(): pass\n"})
    run = plugins.run(folder, debug={"patience": 0.2})
    (waiting,) = run.of("debug")
    assert waiting["host"] == "127.0.0.1"
    assert run.items == {}
    assert run.ended["exit"] == 2
    assert run.ended["message"] == f"no debugger has connected to 127.0.0.1:{waiting['port']}"


def test_no_debugger(bridge, write):
    folder = write({"test_a.py": "def test_1(): pass\n"})
    run = bridge.run(folder, debug={})
    assert run.ended["exit"] == 4
    assert "pip install debugpy" in run.ended["message"]
