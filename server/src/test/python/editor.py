"""An editor as others wrote it: a typed client (pytest-lsp, lsprotocol) on the real server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from lsprotocol import types
from pytest_lsp import LanguageClient, make_test_lsp_client

import program

PLAIN = types.ClientCapabilities(
    text_document=types.TextDocumentClientCapabilities(
        code_lens=types.CodeLensClientCapabilities(),
        publish_diagnostics=types.PublishDiagnosticsClientCapabilities(related_information=True),
        synchronization=types.TextDocumentSyncClientCapabilities(did_save=True),
    ),
    window=types.WindowClientCapabilities(work_done_progress=True),
    workspace=types.WorkspaceClientCapabilities(
        code_lens=types.CodeLensWorkspaceClientCapabilities(refresh_support=True),
        configuration=True,
        workspace_folders=True,
    ),
)


class Editor:
    """What an editor does, in its own words; it remembers what the server sent, in order."""

    def __init__(self, client: LanguageClient, folder: Path, env: dict[str, str]) -> None:
        self.client = client
        self.folder = folder
        self.env = env
        self.heard: list[tuple[str, object]] = []
        self._news = asyncio.Condition()
        self._versions: dict[Path, int] = {}
        # Below the client's own dispatch, so that what it has no handler for is seen, too.
        handle = client.protocol._handle_notification

        def listen(method: str, params: object) -> None:
            self.heard.append((method, params))
            self._tell()
            if not method.startswith("tests/"):
                handle(method, params)

        client.protocol._handle_notification = listen

        @client.feature(types.WORKSPACE_CODE_LENS_REFRESH)
        def refresh(_: LanguageClient, __: None) -> None:
            self.heard.append((types.WORKSPACE_CODE_LENS_REFRESH, None))
            self._tell()

    def _tell(self) -> None:
        async def tell() -> None:
            async with self._news:
                self._news.notify_all()

        asyncio.get_running_loop().create_task(tell())

    async def hear(self, wanted, since: int = 0):
        """Waits for the first message after `since` that is wanted: method, params → bool."""

        def found():
            return next(
                (params for what, params in self.heard[since:] if wanted(what, params)), None
            )

        async with asyncio.timeout(program.PATIENCE), self._news:
            await self._news.wait_for(lambda: found() is not None)
        return found()

    async def diagnostics(self, path: Path, wanted, since: int = 0) -> list[types.Diagnostic]:
        """Waits until the server pushes a list of diagnostics that is wanted for the file."""
        params = await self.hear(
            lambda what, params: (
                what == types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS
                and params.uri == path.as_uri()
                and wanted(params.diagnostics)
            ),
            since,
        )
        return params.diagnostics

    async def begin(
        self,
        capabilities=PLAIN,
        tests: bool = False,
        options=None,
        folders: list[Path] | None = None,
        watching: bool = False,
    ) -> types.InitializeResult:
        """The handshake, for `folders` or else the editor's own one."""
        workspace = capabilities.workspace
        if watching:
            workspace = types.WorkspaceClientCapabilities(
                workspace_folders=True,
                did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(
                    dynamic_registration=True
                ),
            )
        capabilities = types.ClientCapabilities(
            text_document=capabilities.text_document,
            window=capabilities.window,
            workspace=workspace,
            experimental={"tests": {"version": 1}} if tests else None,
        )
        folders = [self.folder] if folders is None else folders
        return await self.client.initialize_session(
            types.InitializeParams(
                capabilities=capabilities,
                root_uri=folders[0].as_uri() if folders else None,
                workspace_folders=[named(folder) for folder in folders],
                initialization_options={"trusted": True} if options is None else options,
            )
        )

    async def items(self, **what: str) -> list:
        """All items, or those of one `uri`, page by page."""
        found, cursor = [], {}
        while True:
            page = await self.ask("tests/list", {**what, **cursor})
            found += page.items
            if getattr(page, "nextCursor", None) is None:
                return found
            cursor = {"cursor": page.nextCursor}

    async def ids(self, **what: str) -> list[str]:
        """The node ids of tests, without the files, folders and classes that they are in."""
        kinds = ("function", "case", "doctest")
        items = [item for item in await self.items(**what) if item.kind in kinds]
        above = {getattr(item, "parent", None) for item in items}
        return [item.nodeId for item in items if item.id not in above]

    def files_changed(self, *paths: Path) -> None:
        """What a client tells that watches files; whether they are there says what happened."""
        kinds = types.FileChangeType
        self.client.workspace_did_change_watched_files(
            types.DidChangeWatchedFilesParams(
                [
                    types.FileEvent(
                        path.as_uri(), kinds.Changed if path.exists() else kinds.Deleted
                    )
                    for path in paths
                ]
            )
        )

    def configure(self, settings: dict) -> None:
        self.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))

    def folders_changed(self, added: list[Path] = (), removed: list[Path] = ()) -> None:
        self.client.workspace_did_change_workspace_folders(
            types.DidChangeWorkspaceFoldersParams(
                types.WorkspaceFoldersChangeEvent(
                    added=[named(folder) for folder in added],
                    removed=[named(folder) for folder in removed],
                )
            )
        )

    def open(self, path: Path) -> None:
        self._versions[path] = 1
        item = types.TextDocumentItem(
            uri=path.as_uri(), language_id="python", version=1, text=path.read_text()
        )
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def edit(self, path: Path, line: int, start: int, end: int, text: str) -> None:
        """Replaces a part of a line."""
        self.edit_at(path, (line, start), (line, end), text)

    def edit_at(self, path: Path, start: tuple[int, int], end: tuple[int, int], text: str) -> None:
        """Replaces what lies between two places: line and column each."""
        self._versions[path] += 1
        change = types.TextDocumentContentChangePartial(
            range=types.Range(types.Position(*start), types.Position(*end)), text=text
        )
        document = types.VersionedTextDocumentIdentifier(self._versions[path], path.as_uri())
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(text_document=document, content_changes=[change])
        )

    def save(self, path: Path, text: str) -> None:
        path.write_text(text)
        document = types.TextDocumentIdentifier(path.as_uri())
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(document))

    async def lenses(self, path: Path) -> list[types.CodeLens]:
        document = types.TextDocumentIdentifier(path.as_uri())
        found = await self.client.text_document_code_lens_async(types.CodeLensParams(document))
        return list(found or [])

    async def command(self, command: str, *arguments: object):
        return await self.client.workspace_execute_command_async(
            types.ExecuteCommandParams(command=command, arguments=list(arguments))
        )

    async def ask(self, method: str, params: dict):
        return await self.client.protocol.send_request_async(method, params)

    @property
    def pid(self) -> int:
        return self.client._server.pid

    @property
    def threads(self) -> int:
        return len(list(Path(f"/proc/{self.pid}/task").iterdir()))

    async def leave(self) -> int:
        """Shutdown and exit, as the protocol has it; nothing may be left of the server."""
        await self.client.shutdown_session()
        status = await self.client._server.wait()
        program.wait_until_gone(self.env)
        return status


def named(folder: Path) -> types.WorkspaceFolder:
    return types.WorkspaceFolder(uri=folder.as_uri(), name=folder.name)


@asynccontextmanager
async def editing(folder: Path, env: dict[str, str]) -> AsyncIterator[Editor]:
    client = make_test_lsp_client()
    await client.start_io(str(program.LAUNCHER), "--stdio", cwd=folder, env=env)
    try:
        yield Editor(client, folder, env)
        assert client.error is None
    finally:
        program.kill_all(env)
        await client._server.wait()
        await client.stop()
