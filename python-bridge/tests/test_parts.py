"""The parts that can be told apart from any process: frames, selection, texts, verdicts."""

from __future__ import annotations

import json
import sys

import pytest
from client import SOURCE

sys.path.insert(0, str(SOURCE))

from fastest_bridge import comparison, output
from fastest_bridge.frames import (
    LIMIT,
    FrameError,
    FrameReader,
    SealedReader,
    encode,
    frame,
    seal,
)
from fastest_bridge.selection import Selection
from fastest_bridge.verdict import Verdict

TOKEN = b"0123456789abcdef"


def test_frames_survive_any_cutting():
    bodies = [encode({"n": n, "s": "é\udcff\n\0"}) for n in range(3)]
    stream = b"".join(map(frame, bodies))
    sealed = b"".join(seal(TOKEN, body) for body in bodies)
    for size in (1, 3, 7, len(sealed)):
        plain_reader, sealed_reader = FrameReader(), SealedReader(TOKEN)
        plain, closed = [], []
        for start in range(0, len(sealed), size):
            plain += plain_reader.feed(stream[start : start + size])
            closed += sealed_reader.feed(sealed[start : start + size])
        assert plain == closed == bodies
    assert json.loads(bodies[0].decode("utf-8"))["s"] == "é\udcff\n\0"


@pytest.mark.parametrize(
    "data",
    [
        b"x" * 100,
        seal(b"f" * 16, b"{}"),
        seal(TOKEN, b"{}")[:-1] + b"]",
        seal(TOKEN, b"{}") + b"junk" * 10,
    ],
)
def test_foreign_bytes_are_noticed(data):
    with pytest.raises(FrameError):
        list(SealedReader(TOKEN).feed(data))


def test_what_came_before_foreign_bytes_is_good():
    bodies = SealedReader(TOKEN).feed(seal(TOKEN, b'{"n":1}') + b"junk" * 10)
    assert next(bodies) == b'{"n":1}'
    with pytest.raises(FrameError):
        next(bodies)


def test_a_frame_has_a_limit():
    frame(b" " * LIMIT)
    for make in (frame, lambda body: seal(TOKEN, body)):
        with pytest.raises(FrameError):
            make(b" " * (LIMIT + 1))


def test_selection():
    chosen = Selection(["a/b.py", "c.py::T", "d.py::f", "e.py::g[x::y]", "dir/", "nope"])
    held = ["a/b.py::t", "c.py::T::m", "c.py::T::m[1]", "d.py::f", "d.py::f[a]", "e.py::g[x::y]"]
    assert all(chosen.holds(i) for i in [*held, "dir/x.py::t", "dir/deep/x.py::t"])
    others = [
        "a/b.pyx::t",
        "c.py::Tx::m",
        "d.py::ff",
        "e.py::g[x::y]z",
        "e.py::g[x",
        "dirx/a.py::t",
    ]
    assert not any(chosen.holds(i) for i in others)
    assert chosen.unmatched() == ["nope"]
    assert Selection(["."]).holds("any/thing.py::t")


def test_output_is_cut_between_characters():
    text = "é" * 1000
    cut = output.limited(text, 101)
    head, note, tail = cut.split("\n")
    assert note == "… 1900 bytes left out …"
    assert (head, tail) == ("é" * 25, "é" * 25)
    assert output.limited(text, 2000) == text
    assert output.limited("\udcff" * 10, 100) == "\udcff" * 10


def test_comparison_texts():
    assert comparison.texts({"b": 1, "a": 2}, [1]) == ("{'a': 2, 'b': 1}", "[1]")
    assert comparison.texts("a\nb", "a") == ("a\nb", "a")
    assert comparison.texts("a", "b") == ("'a'", "'b'")
    endless: list = []
    endless.append(endless)
    assert comparison.texts(endless, 1)[0] == "[[...]]"
    big = comparison.texts(list(range(1_000_000)), 1)[0]
    assert len(big.encode()) <= comparison.LIMIT


@pytest.mark.parametrize(
    ("phases", "outcome"),
    [
        ([("setup", "passed"), ("call", "passed"), ("teardown", "passed")], "passed"),
        ([("setup", "passed"), ("call", "failed"), ("teardown", "passed")], "failed"),
        ([("setup", "passed"), ("call", "failed"), ("teardown", "failed")], "error"),
        ([("setup", "failed"), ("teardown", "passed")], "error"),
        ([("setup", "skipped"), ("teardown", "passed")], "skipped"),
        ([("setup", "passed"), ("teardown", "passed")], "error"),
        ([], "error"),
        ([("setup", "passed"), ("call", "strange")], "error"),
        ([("call", "rerun"), ("setup", "passed"), ("call", "passed")], "passed"),
        ([("setup", "passed"), ("call", "passed"), ("call", "rerun")], "error"),
    ],
)
def test_verdicts(phases, outcome):
    verdict = Verdict()
    for when, word in phases:
        verdict.add(when, word, False, 0.5)
    assert verdict.outcome == outcome
    assert verdict.duration == 0.5 * len(phases)
