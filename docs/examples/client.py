"""Runs a project's tests over the protocol of `fastest --stdio` and prints each outcome.

    client.py FOLDER [NODEID …]

A small client of docs/protocol.md: the standard library only, to copy from. Exit status: pytest's.
"""

import json
import subprocess
import sys
from pathlib import Path

OUTCOMES = ("passed", "failed", "errored", "skipped", "xfailed", "xpassed")


class Server:
    def __init__(self, command: list[str]) -> None:
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.asked = 0

    def send(self, message: dict) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def read(self) -> dict:
        length = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        if not length:
            raise SystemExit("the server has ended")
        return json.loads(self.process.stdout.read(length))

    def ask(self, method: str, params: dict | None = None) -> dict:
        """Sends a request; notifications that come before its answer are not for us."""
        self.asked += 1
        self.send({"id": self.asked, "method": method, "params": params or {}})
        while (message := self.read()).get("id") != self.asked or "method" in message:
            pass
        if "error" in message:
            raise SystemExit(f"{method}: {message['error']['message']}")
        return message["result"]

    def events(self):
        """What happens in the only run, until it has ended."""
        event = {}
        while event.get("t") != "ended":
            message = self.read()
            if message.get("method") == "tests/runEvent":
                for event in message["params"]["events"]:
                    yield event


def main(folder: Path, wanted: list[str]) -> int:
    server = Server(["fastest", "--stdio"])
    opt_in = {"experimental": {"tests": {"version": 1}}}
    params = {"rootUri": folder.as_uri(), "capabilities": opt_in}
    server.ask("initialize", {**params, "initializationOptions": {"trusted": True}})
    server.send({"method": "initialized", "params": {}})
    page = server.ask("tests/list")
    items = page["items"]
    while "nextCursor" in page:
        page = server.ask("tests/list", {"cursor": page["nextCursor"]})
        items += page["items"]
    names = {item["id"]: item["nodeId"] for item in items}
    order = {"runId": "run", "profile": {"kind": "run"}}
    if wanted:
        order["include"] = [id for id, name in names.items() if name in wanted]
    answer = server.ask("tests/run", order)
    if not answer["accepted"]:
        raise SystemExit(answer["reason"])
    for event in server.events():
        if event["t"] == "discovered":
            names.update((item["id"], item["nodeId"]) for item in event["items"])
        elif event["t"] in OUTCOMES:
            print(event["t"], names[event["id"]], *(it["text"] for it in event.get("messages", ())))
    print(event["counts"], event.get("message", ""))
    server.ask("shutdown")
    server.send({"method": "exit"})
    server.process.wait()
    return event.get("exitCode", 2)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), sys.argv[2:]))
