"""A client of the language server that reads whenever it has asked."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any

import peers


class Client:
    """One server and its only client."""

    def __init__(self, folder: Path, env: dict[str, str], trusted: bool = True) -> None:
        self._ids = itertools.count(1)
        self._spawned = time.perf_counter()
        self.server = subprocess.Popen(
            [str(peers.FASTEST), "--stdio"],
            cwd=folder,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.ask(
            "initialize",
            rootUri=folder.as_uri(),
            capabilities={
                "textDocument": {"codeLens": {}},
                "workspace": {"codeLens": {"refreshSupport": True}},
                "experimental": {"tests": {"version": 1}},
            },
            initializationOptions={"trusted": trusted},
        )
        self.tell("initialized")

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.ask("shutdown")
        self.tell("exit")
        self.server.wait()
        self.server.stdin.close()
        self.server.stdout.close()

    def since_spawn(self) -> float:
        return (time.perf_counter() - self._spawned) * 1000

    def resident(self) -> float:
        """Megabytes of the server's own process."""
        status = Path(f"/proc/{self.server.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1000

    def cpu(self) -> float:
        """Seconds of user and system time of the server's own process."""
        fields = Path(f"/proc/{self.server.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def tell(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, **params: Any) -> Any:
        number = next(self._ids)
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self.receive()
            if message.get("id") == number and "method" not in message:
                if "error" in message:
                    raise SystemExit(f"{method}: {message['error']}")
                return message["result"]

    def receive(self) -> dict[str, Any]:
        size = 0
        while line := self.server.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                size = int(line.split(b":")[1])
        if not size:
            raise SystemExit("the server has left")
        message = json.loads(self.server.stdout.read(size))
        if "id" in message and "method" in message:
            self._send({"id": message["id"], "result": None})
        return message

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.server.stdin.flush()
