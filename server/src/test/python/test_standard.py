"""What every editor shows by itself: problems, outlines, hovers, definitions."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lsprotocol import types

from editor import editing

ASKING = types.ClientCapabilities(
    text_document=types.TextDocumentClientCapabilities(
        document_symbol=types.DocumentSymbolClientCapabilities(
            hierarchical_document_symbol_support=True
        ),
        hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.Markdown]),
        definition=types.DefinitionClientCapabilities(),
        references=types.ReferenceClientCapabilities(),
    ),
    workspace=types.WorkspaceClientCapabilities(symbol=types.WorkspaceSymbolClientCapabilities()),
)

FAULTS = """\
import pytest

def test_twice(): ...
def test_twice(): ...

class TestMade:
    def __init__(self): ...

@pytest.mark.parametrize("a", [1])
def test_unused(): ...
"""


@pytest.mark.asyncio
async def test_faults_are_shown_while_they_are_typed(write, env):
    project = write({"test_faults.py": FAULTS})
    path = project / "test_faults.py"
    async with editing(project, env) as editor:
        await editor.begin(options={"trusted": False})
        editor.open(path)
        found = await editor.diagnostics(path, lambda found: len(found) == 3)
        assert [(each.range.start.line, each.code, each.severity) for each in found] == [
            (2, "shadowed-test", 2),
            (5, "test-class-with-constructor", 2),
            (8, "parametrize-mismatch", 1),
        ]
        assert {each.source for each in found} == {"fastest"}
        # They move with the text, and each goes with what it is about.
        since = len(editor.heard)
        editor.edit(path, 0, 0, 0, "# typed\n")
        editor.edit(path, 4, 4, 14, "test_other")
        found = await editor.diagnostics(path, lambda found: len(found) == 2, since)
        assert [each.range.start.line for each in found] == [6, 9]
        editor.edit(path, 10, 16, 16, "a")
        editor.edit(path, 7, 8, 16, "setup")
        await editor.diagnostics(path, lambda found: not found, since)
        # What is half typed is one fault, and the others wait.
        editor.edit(path, 4, 14, 15, "")
        (broken,) = await editor.diagnostics(path, len, len(editor.heard))
        assert broken.code == "syntax-error"
        assert await editor.leave() == 0


TESTS = """\
import pytest

class TestShop:
    class TestIn:
        def test_deep(self): ...
    def test_one(self): ...

class TestMore(TestShop):
    @pytest.mark.slow
    @pytest.mark.parametrize("n", [1, 2])
    def test_größe(self, n): assert n == 1
"""


@pytest.mark.asyncio
async def test_outline_symbols_and_hover(write, env):
    project = write({"test_shop.py": TESTS, "sub/test_other.py": "def test_shopping(): ...\n"})
    path = project / "test_shop.py"
    document = types.TextDocumentIdentifier(path.as_uri())
    async with editing(project, env) as editor:
        answer = await editor.begin(ASKING)
        assert answer.capabilities.hover_provider is True
        editor.open(path)
        client = editor.client

        def names(symbols, depth=0):
            for symbol in symbols:
                yield "  " * depth + symbol.name
                yield from names(symbol.children or [], depth + 1)

        async def outline() -> list[str]:
            found = await client.text_document_document_symbol_async(
                types.DocumentSymbolParams(document)
            )
            return list(names(found))

        # What a class inherits stands where it is written.
        written = ["TestShop", "  TestIn", "    test_deep", "  test_one"]
        assert await outline() == [*written, "TestMore", "  test_größe"]
        # A text that is typed just now keeps what it had.
        editor.edit(path, 5, 21, 22, "")
        assert await outline() == [*written, "TestMore", "  test_größe"]
        editor.edit(path, 5, 21, 21, ")")

        async def symbols(query: str) -> list[str]:
            found = await client.workspace_symbol_async(types.WorkspaceSymbolParams(query))
            return [f"{each.name} {each.location.uri.rsplit('/')[-1]}" for each in found]

        # Names come before node ids, closed files count too.
        assert await symbols("SHOPP") == ["test_shopping test_other.py"]
        assert (await symbols("shop"))[:2] == [
            "test_shopping test_other.py",
            "TestShop test_shop.py",
        ]
        assert await symbols("nothing of this name") == []

        async def hover(line: int, column: int):
            return await client.text_document_hover_async(
                types.HoverParams(document, types.Position(line, column))
            )

        assert await hover(0, 3) is None
        shown = await hover(10, 12)
        assert shown.contents.kind == "markdown"
        assert shown.range.start == types.Position(10, 8)
        assert shown.contents.value == (
            "`test_shop.py::TestMore::test_größe`\n\n2 cases\n\n- `[1]`\n- `[2]`\n\n"
            "Marks: parametrize, slow"
        )
        await editor.command("tests.run", {"uri": path.as_uri()})
        await editor.hear(lambda what, _: what == types.WINDOW_SHOW_MESSAGE)
        shown = await hover(10, 12)
        assert "2 cases: 1 passed, 1 failed" in shown.contents.value
        assert "- `[2]` failed, " in shown.contents.value
        assert (await hover(5, 10)).contents.value.splitlines()[2].startswith("passed, ")
        assert await editor.leave() == 0


CONFTEST = """\
import pytest

@pytest.fixture(scope="session")
def shop():
    \'\'\'A shop with nothing in it.\'\'\'
    return []
"""
SUB = """\
import pytest

@pytest.fixture
def shop(shop): return shop

def test_shop(shop, tmp_path): ...
"""


@pytest.mark.asyncio
async def test_fixtures_are_found(write, env):
    project = write(
        {"conftest.py": CONFTEST, "test_a.py": SUB, "test_b.py": "def test_b(shop): ...\n"}
    )
    path, conftest = project / "test_a.py", project / "conftest.py"
    document = types.TextDocumentIdentifier(path.as_uri())
    async with editing(project, env) as editor:
        answer = await editor.begin(ASKING, options={"trusted": False})
        assert answer.capabilities.definition_provider is True
        assert answer.capabilities.references_provider is True
        editor.open(path)
        client = editor.client

        async def definition(line: int, column: int):
            place = types.Position(line, column)
            return await client.text_document_definition_async(
                types.DefinitionParams(document, place)
            )

        # The nearest one; its own argument is the one above it.
        found = await definition(5, 15)
        assert (found.uri, found.range.start) == (path.as_uri(), types.Position(3, 4))
        found = await definition(3, 10)
        assert (found.uri, found.range.start) == (conftest.as_uri(), types.Position(3, 4))
        assert (await definition(5, 21)).uri.endswith("/_pytest/tmpdir.py")
        assert await definition(0, 8) is None

        # Lines typed above, and a text that is broken at its end.
        editor.edit(path, 0, 0, 0, "# typed\n")
        editor.edit(path, 6, 29, 34, "(")
        assert (await definition(6, 15)).range.start == types.Position(4, 4)

        hover = await client.text_document_hover_async(
            types.HoverParams(document, types.Position(4, 10))
        )
        assert hover.contents.value == (
            "fixture `shop`, scope session\n\ndefined in conftest.py:4\n\n"
            "A shop with nothing in it."
        )
        editor.open(conftest)
        uses = await client.text_document_references_async(
            types.ReferenceParams(
                types.ReferenceContext(include_declaration=True),
                types.TextDocumentIdentifier(conftest.as_uri()),
                types.Position(3, 6),
            )
        )
        assert sorted((use.uri.rsplit("/")[-1], use.range.start.line) for use in uses) == [
            ("conftest.py", 3),
            ("test_a.py", 4),
            ("test_b.py", 0),
        ]
        assert await editor.leave() == 0


@pytest.mark.asyncio
async def test_odd_names_and_documents_that_are_no_files(tmp_path, env):
    project = tmp_path / "mein öder ordner" / "100% #1"
    project.mkdir(parents=True)
    path = project / "test_größe [x].py"
    path.write_text("def test_a(): assert 0\n")
    link = tmp_path / "link"
    link.symlink_to(project)
    canonical = path.as_uri()
    # As some clients spell it: small letters in escapes, brackets as they are, ä not escaped.
    small = canonical.replace("%C3%B6", "%c3%b6").replace("%5B", "[").replace("%5D", "]")
    assert small != canonical
    plain = f"file://{str(project).replace('%', '%25').replace('#', '%23')}/{path.name}"

    async with editing(project, env) as editor:
        await editor.begin(ASKING, tests=True)
        client = editor.client
        text = path.read_text()

        def open_as(uri: str, content: str = text) -> None:
            item = types.TextDocumentItem(uri, "python", 1, content)
            client.text_document_did_open(types.DidOpenTextDocumentParams(item))

        def close(uri: str) -> None:
            document = types.TextDocumentIdentifier(uri)
            client.text_document_did_close(types.DidCloseTextDocumentParams(document))

        async def symbols(uri: str) -> list[str]:
            document = types.TextDocumentIdentifier(uri)
            params = types.DocumentSymbolParams(document)
            found = await client.text_document_document_symbol_async(params)
            return [each.name for each in found]

        # What is no local file, or no document at all, is nobody's business.
        for uri in (
            "untitled:Untitled-1",
            "vscode-notebook-cell:/x/test_n.ipynb#W0sZmlsZQ",
            "git:/x/test_a.py?%7B%22ref%22%7D",
            "file://elsewhere/share/test_a.py",
            "test_a.py",
            "",
        ):
            open_as(uri)
            assert await symbols(uri) == []
            close(uri)
        cells = [types.NotebookCell(types.NotebookCellKind.Code, "vscode-notebook-cell:/x#1")]
        client.notebook_document_did_open(
            types.DidOpenNotebookDocumentParams(
                types.NotebookDocument("file:///x/test_n.ipynb", "jupyter-notebook", 1, cells),
                [types.TextDocumentItem("vscode-notebook-cell:/x#1", "python", 1, text)],
            )
        )

        # Each way of writing the same file, and the way through a link: its own is given back.
        (own,) = {item.id for item in await editor.items() if item.kind == "function"}
        for uri in (canonical, small, plain, (link / path.name).as_uri()):
            open_as(uri, "# typed\n" + text)
            assert await symbols(uri) == ["test_a"]
            items = [item for item in await editor.items() if item.kind == "function"]
            assert [(item.id, item.uri) for item in items] == [(own, uri)]
            assert items[0].range.start.line == 1
            close(uri)

        open_as(small)
        await editor.ask("tests/run", {"runId": "r", "profile": {"kind": "run"}})
        failed = await editor.hear(
            lambda what, params: (
                what == types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS and params.diagnostics
            )
        )
        assert failed
        (uri,) = {
            params.uri
            for what, params in editor.heard
            if what == types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS
        }
        assert uri == small
        assert await editor.leave() == 0


@pytest.mark.asyncio
async def test_the_output_of_the_last_run_is_shown(write, env):
    source = "def test_a():\n    print('hello from a')\n    assert 1 == 2\ndef test_b(): ...\n"
    project = write({"test_a.py": source})
    showing = types.ClientCapabilities(
        window=types.WindowClientCapabilities(
            show_document=types.ShowDocumentClientCapabilities(support=True)
        )
    )
    async with editing(project, env) as editor:
        answer = await editor.begin(showing)
        assert "tests.showOutput" in answer.capabilities.execute_command_provider.commands
        # Nothing was run yet: said once, nothing opened.
        assert await editor.command("tests.showOutput") is None
        since = len(editor.heard)
        await editor.command("tests.run", {})
        await editor.hear(lambda what, _: what == types.WINDOW_SHOW_MESSAGE, since)
        uri = await editor.command("tests.showOutput")
        assert [each.uri for each in editor.client.shown_documents] == [uri]
        text = Path(unquote(urlsplit(uri).path)).read_text()
        assert "=== failed test_a.py::test_a" in text
        assert "assert 1 == 2" in text
        assert "--- stdout of call\nhello from a\n" in text
        assert "test_b" not in text
        assert text.splitlines()[-1] == "=== 1 failed, 1 passed"
        assert await editor.leave() == 0
