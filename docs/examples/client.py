"""Runs a project's tests over the protocol of `fastest --stdio`: client.py FOLDER [NODEID …]

A small client of docs/protocol.md: the standard library only, to copy from. Exit status: pytest's.
"""

import itertools
import json
import subprocess
import sys
from pathlib import Path

folder, wanted = Path(sys.argv[1]).resolve(), sys.argv[2:]
server = subprocess.Popen(["fastest", "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
numbers = itertools.count(1)


def send(**message) -> None:
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    server.stdin.flush()


def receive() -> dict:
    headers = dict(line.split(b": ") for line in iter(server.stdout.readline, b"\r\n"))
    return json.loads(server.stdout.read(int(headers[b"Content-Length"])))


def ask(method: str, **params) -> dict:
    """Sends a request; notifications that come before its answer are not for us."""
    send(id=(number := next(numbers)), method=method, params=params)
    while (message := receive()).get("id") != number:
        pass
    if "error" in message:
        raise SystemExit(f"{method}: {message['error']['message']}")
    return message["result"]


opt_in = {"experimental": {"tests": {"version": 1}}}
trust = {"trusted": True}
ask("initialize", rootUri=folder.as_uri(), capabilities=opt_in, initializationOptions=trust)
send(method="initialized", params={})
event, page, items = {}, {"nextCursor": None}, []
while "nextCursor" in page:
    page = ask("tests/list", cursor=page["nextCursor"])
    items += page["items"]
names = {item["id"]: item["nodeId"] for item in items}
include = [id for id, name in names.items() if name in wanted] if wanted else None
answer = ask("tests/run", runId="run", include=include)
if not answer["accepted"]:
    raise SystemExit(answer["reason"])
while event.get("t") != "ended":
    for event in (receive().get("params") or {}).get("events", []):
        if event["t"] == "discovered":
            names.update((item["id"], item["nodeId"]) for item in event["items"])
        elif "durationMs" in event:
            print(event["t"], names[event["id"]], *(it["text"] for it in event.get("messages", [])))
print(event["counts"], event.get("message", ""))
ask("shutdown")
send(method="exit")
sys.exit(event.get("exitCode", 2))
