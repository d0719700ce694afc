"""Plugins that people have installed must neither break a session nor take it over."""

from __future__ import annotations

import pytest
from client import Run

FILE = """
    import asyncio, random, time, pytest
    from hypothesis import given, strategies

    @pytest.mark.asyncio
    async def test_asyncio(): await asyncio.sleep(0)

    @pytest.mark.anyio
    async def test_anyio(): pass

    def test_mock(mocker):
        mocker.patch("os.write")
        mocker.patch("os.getpid", return_value=1)
        mocker.patch("json.dumps")

    @given(strategies.integers())
    def test_given(n): assert n < 100

    @pytest.mark.timeout(0.05)
    def test_timeout(): time.sleep(100)

    attempts = []

    @pytest.mark.flaky(reruns=2)
    def test_flaky():
        attempts.append(1)
        assert len(attempts) == 3

    @pytest.mark.flaky(reruns=1)
    def test_hopeless(): assert 0

    def test_plain(): pass
"""


def test_all_at_once(plugins, write):
    folder = write({"test_p.py": FILE})
    ini = "[pytest]\naddopts = -n auto --dist loadfile --cov=. -p no:randomly --timeout 60\n"
    (folder / "pytest.ini").write_text(ini)
    run = plugins.run(folder)
    outcomes = {nodeid.partition("::")[2]: outcome for nodeid, outcome in run.outcomes.items()}
    assert outcomes == {
        "test_asyncio": "passed",
        "test_anyio[asyncio]": "passed",
        "test_mock": "passed",
        "test_given": "failed",
        "test_timeout": "failed",
        "test_flaky": "passed",
        "test_hopeless": "failed",
        "test_plain": "passed",
    }
    assert run.ended["exit"] == 1
    stats = run.ended["stats"]
    assert (stats["passed"], stats["failed"], stats["rerun"]) == (5, 3, 3)
    assert "Timeout" in run.phase("test_timeout")["longrepr"]
    assert "test_given(" in run.phase("test_given")["longrepr"]
    # The session has its part of the coverage; one of its own makes the whole of all parts.
    assert not (folder / ".coverage").exists()
    name = plugins.open(folder, engine="coverage", coverage=run.ended["coverage"], lines=True)
    whole = plugins.until(Run(), lambda message: message["t"] == "exited")
    assert whole.exited[0]["run"] == name
    (lines,) = [file for file in whole.of("lines") if file["path"].endswith("test_p.py")]
    assert len(lines["executed"].split()) > 20
    assert "TOTAL" in whole.of("covered")[0]["text"]
    assert [path.name for path in folder.glob(".coverage*")] == [".coverage"]


def test_a_random_order_is_told_as_it_is(plugins, write):
    text = "import pytest\n@pytest.mark.parametrize('n', range(20))\ndef test_n(n): pass\n"
    run = plugins.run(write({"test_r.py": text}))
    assert sorted(run.ids) == sorted(f"test_r.py::test_n[{n}]" for n in range(20))
    assert run.order == run.ids


@pytest.mark.parametrize("args", [["-n", "2"], ["-n0"], ["--dist=each", "--tx=popen"], ["-d"]])
def test_xdist_starts_no_workers(plugins, write, args):
    text = "import os\ndef test_x(): assert 'PYTEST_XDIST_WORKER' not in os.environ\n"
    folder = write({"test_x.py": text})
    run = plugins.run(folder, ["-p", "no:randomly", *args])
    assert run.outcomes == {"test_x.py::test_x": "passed"}
    assert run.ended["exit"] == 0
