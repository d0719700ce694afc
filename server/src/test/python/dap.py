"""A client of the Debug Adapter Protocol, as small as an editor's debugger can be."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import program


class Debugger:
    """One connection to a waiting process."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._sent = 0
        self._heard: list[dict] = []

    @classmethod
    async def connect(cls, host: str, port: int) -> Debugger:
        return cls(*await asyncio.open_connection(host, port))

    async def attach(self, breakpoints: dict[Path, list[int]]) -> None:
        """Everything from the first word to the moment when the process runs on."""
        await self.ask("initialize", {"adapterID": "fastest-test", "pathFormat": "path"})
        attached = await self._send("attach", {"justMyCode": True})
        await self.event("initialized")
        for path, lines in breakpoints.items():
            answer = await self.ask(
                "setBreakpoints",
                {"source": {"path": str(path)}, "breakpoints": [{"line": line} for line in lines]},
            )
            assert all(found["verified"] for found in answer["breakpoints"])
        await self.ask("configurationDone", {})
        await self._answer(attached)

    async def stopped(self) -> tuple[int, str, list[dict]]:
        """Waits for a breakpoint: gives the thread, the reason and the frames, deepest first."""
        body = await self.event("stopped")
        frames = await self.ask("stackTrace", {"threadId": body["threadId"]})
        return body["threadId"], body["reason"], frames["stackFrames"]

    async def variables(self, frame: dict) -> dict[str, str]:
        scopes = await self.ask("scopes", {"frameId": frame["id"]})
        reference = scopes["scopes"][0]["variablesReference"]
        found = await self.ask("variables", {"variablesReference": reference})
        return {one["name"]: one["value"] for one in found["variables"]}

    async def go_on(self, thread: int) -> None:
        await self.ask("continue", {"threadId": thread})

    async def ask(self, command: str, arguments: dict) -> dict:
        return await self._answer(await self._send(command, arguments))

    async def event(self, name: str) -> dict:
        return (await self._hear(lambda heard: heard.get("event") == name)).get("body", {})

    async def close(self) -> None:
        self._writer.close()

    async def _send(self, command: str, arguments: dict) -> int:
        self._sent += 1
        message = {"seq": self._sent, "type": "request", "command": command, "arguments": arguments}
        body = json.dumps(message).encode()
        self._writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        await self._writer.drain()
        return self._sent

    async def _answer(self, number: int) -> dict:
        answer = await self._hear(lambda heard: heard.get("request_seq") == number)
        assert answer["success"], answer
        return answer.get("body", {})

    async def _hear(self, wanted) -> dict:
        while True:
            for at, heard in enumerate(self._heard):
                if wanted(heard):
                    return self._heard.pop(at)
            head = await asyncio.wait_for(self._reader.readuntil(b"\r\n\r\n"), program.PATIENCE)
            length = int(head.decode().partition("Content-Length:")[2].split()[0])
            self._heard.append(json.loads(await self._reader.readexactly(length)))
