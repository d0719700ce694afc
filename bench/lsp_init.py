#!/usr/bin/env python3
"""Time a language server's start: from spawn to its `initialize` response.

    lsp_init.py [--root DIR] [--open FILE] [--wait SECONDS] CMD...

Prints that, and the time to the first publishDiagnostics after FILE was opened (`none` where none
comes within the wait). The request is the same for every server.
"""

from __future__ import annotations

import argparse
import json
import queue
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from compare import Arm, Sample, reap

PATIENCE = 30.0  # seconds for an initialize response


def initialize(argv: Sequence[str], root: Path, env: Mapping[str, str]) -> Arm:
    """An arm whose wall time ends at the `initialize` response; its CPU is that of the server up
    to its kill right after."""

    def once() -> Sample:
        start = time.perf_counter()
        server = subprocess.Popen(
            argv,
            cwd=root,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        # An answer that never comes must not hold up the run: the kill ends the read.
        watchdog = threading.Timer(PATIENCE, server.kill)
        watchdog.start()
        try:
            _send(server.stdin, _request(root))
            answer = _receive(server.stdout)
            while answer is not None and answer.get("id") != 1:
                answer = _receive(server.stdout)
            wall = (time.perf_counter() - start) * 1000
        finally:
            watchdog.cancel()
            server.kill()
        sample = reap(server, start, wall)
        server.stdin.close()
        server.stdout.close()
        if answer is None or "result" not in answer:
            raise SystemExit(f"{argv[0]}: no initialize response")
        return Sample(sample.wall, sample.cpu, 0)

    return once


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--root", type=Path, default=Path())
    parser.add_argument("--open", type=Path)
    parser.add_argument("--wait", type=float, default=3)
    parser.add_argument("cmd", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    inbox: queue.Queue[tuple[float, dict[str, Any] | None]] = queue.Queue()
    start = time.perf_counter()
    server = subprocess.Popen(
        options.cmd, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    threading.Thread(target=_read, args=(server.stdout, inbox), daemon=True).start()
    _send(server.stdin, _request(options.root.resolve()))
    initialized = diagnostics = None
    deadline = start + PATIENCE
    while diagnostics is None and (left := deadline - time.perf_counter()) > 0:
        try:
            at, message = inbox.get(timeout=left)
        except queue.Empty:
            break
        if message is None:
            break
        if message.get("id") == 1 and "method" not in message:
            initialized, deadline = at, time.perf_counter() + options.wait
            _send(server.stdin, {"method": "initialized", "params": {}})
            if options.open:
                _send(server.stdin, _opened(options.open))
        elif "id" in message and "method" in message:
            _send(server.stdin, {"id": message["id"], "result": None})
        elif message.get("method") == "textDocument/publishDiagnostics":
            diagnostics = at
    server.kill()
    server.wait()
    print(f"initialize {_since(start, initialized)}, diagnostics {_since(start, diagnostics)}")


def _request(root: Path) -> dict[str, Any]:
    uri = root.as_uri()
    params = {
        "processId": None,
        "rootUri": uri,
        "capabilities": {},
        "workspaceFolders": [{"uri": uri, "name": root.name}],
    }
    return {"id": 1, "method": "initialize", "params": params}


def _opened(file: Path) -> dict[str, Any]:
    document = {
        "uri": file.resolve().as_uri(),
        "languageId": "python",
        "version": 1,
        "text": file.read_text(encoding="utf-8"),
    }
    return {"method": "textDocument/didOpen", "params": {"textDocument": document}}


def _send(pipe: IO[bytes], message: Mapping[str, Any]) -> None:
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    try:
        pipe.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        pipe.flush()
    except BrokenPipeError:
        pass  # the missing answer tells


def _receive(pipe: IO[bytes]) -> dict[str, Any] | None:
    size = 0
    while line := pipe.readline().strip():
        if line.lower().startswith(b"content-length:"):
            size = int(line.split(b":")[1])
    return json.loads(pipe.read(size)) if size else None


def _read(pipe: IO[bytes], inbox: queue.Queue[tuple[float, dict[str, Any] | None]]) -> None:
    message: dict[str, Any] | None = {}
    while message is not None:
        message = _receive(pipe)
        inbox.put((time.perf_counter(), message))


def _since(start: float, at: float | None) -> str:
    return "none" if at is None else f"{(at - start) * 1000:.1f} ms"


if __name__ == "__main__":
    main()
