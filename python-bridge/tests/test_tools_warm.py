"""Limits and coverage where sessions are forked from parked ones."""

from __future__ import annotations

from client import Run

HANGS = "import time\ndef test_1():\n    print('now', flush=True)\n    time.sleep(100)\n"


def test_each_fork_tells_its_own_stacks(bridge, write):
    folder = write({"test_a.py": HANGS})
    for _ in range(3):
        run = Run()
        name = bridge.open(folder, ["-s"], timeout=60, stacks=True, warm="keep")
        bridge.until(run, lambda message: bool(message.get("done")))
        bridge.send("items", run=name, worker=0, items=[0], final=True)
        bridge.until(run, lambda _, run=run: "now" in run.raw)
        bridge.send("cancel", run=name, worker=0, force=True, stacks=True)
        bridge.until(run, lambda message: message["t"] == "exited")
        stacks = run.exited[0]["stacks"]
        assert stacks.count("most recent call first") == 1, stacks
        assert f'File "{folder}/test_a.py", line' in stacks


def test_who_measures_is_not_forked_from(plugins, write):
    folder = write(
        {
            "shop.py": "def price(): return 1\n",
            "conftest.py": "import shop\n",
            "test_a.py": "import shop\ndef test_1(): assert shop.price() == 1\n",
        }
    )
    told = []
    for first in (True, True):
        args = ["-p", "no:randomly", "--cov=shop"]
        run = plugins.run(folder, args, warm="keep", first=first, workers=1)
        assert run.ended["exit"] == 0, run.events
        assert [frame for frame in run.frames if frame["t"] == "parked"] == []
        plugins.open(folder, engine="coverage", coverage=run.ended["coverage"], lines=True)
        whole = plugins.until(Run(), lambda message: message["t"] == "exited")
        told += [(file["executed"], file["missing"]) for file in whole.of("lines")]
    assert told == [("1", "")] * 2
