"""Finding and killing what is below a process."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from client import SOURCE

SWEEP = """
import os, sys
from fastest_bridge import processes

processes.become_subreaper()
asked = []
sys.addaudithook(lambda name, args: asked.append(args[0]) if name == "os.listdir" else None)
none, looked = processes.sweep(), list(asked)
leader = os.fork()
if leader == 0:
    # Its own child outlives it, in a session that is not this process'.
    if os.fork() == 0:
        os.setsid()
        os.execv("/bin/sleep", ["sleep", "600"])
    os._exit(0)
os.waitpid(leader, 0)
orphan = processes.sweep()
os.waitpid(-1, 0)
print(none, looked, orphan, processes.sweep())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="orphans come to this process on Linux only")
def test_orphans_are_found_and_nobody_is_asked_for_where_there_is_none():
    done = subprocess.run(
        [sys.executable, "-c", SWEEP],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )
    assert done.stdout == "0 [] 1 0\n"
