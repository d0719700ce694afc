"""A session that waits for a debugger before it begins.

It is forked first and listens then, since the debugger's threads would not survive a fork.
"""

from __future__ import annotations

import os
import sys
import threading

from fastest_bridge.channel import Channel
from fastest_bridge.ended import Ended

# How long the session waits for a client, in seconds.
_PATIENCE = 60.0


def wait(channel: Channel, asked: dict) -> Ended | None:
    """Listen on a port of this machine, tell it, and return when a client has said what it wants.

    `asked` may have the folder of a debugpy as `path`, else the interpreter's own one is used. Gives how
    the session ends where there is no debugger.
    """
    try:
        debugpy = _import(asked.get("path"))
    except ImportError as error:
        return Ended(
            4,
            f"Debugging needs debugpy: {error}\n"
            f"Install it with: {sys.executable} -m pip install debugpy",
        )
    try:
        host, port = debugpy.listen(("127.0.0.1", 0))
    except Exception as error:  # Its adapter, a process of its own, may fail in any way.
        return Ended(3, f"debugpy cannot listen: {type(error).__name__}: {error}")
    channel.event("debug", host=host, port=port)
    channel.flush()
    late = threading.Timer(asked.get("patience") or _PATIENCE, debugpy.wait_for_client.cancel)
    late.daemon = True
    late.start()
    debugpy.wait_for_client()
    late.cancel()
    if not debugpy.is_client_connected():
        return Ended(2, f"no debugger has connected to {host}:{port}")
    return None


def _import(path: str | None):
    if not path:
        import debugpy

        return debugpy
    # The package itself, or the folder that it lies in.
    folder = os.path.dirname(path) if os.path.basename(path) == "debugpy" else path
    if not os.path.isdir(os.path.join(folder, "debugpy")):
        raise ModuleNotFoundError(f"there is none in {path}")
    sys.path.insert(0, folder)
    try:
        import debugpy
    finally:
        # Nothing else that lies there may shadow what the person has installed.
        sys.path.remove(folder)
    return debugpy
