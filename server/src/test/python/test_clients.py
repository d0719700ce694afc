"""What is sent to clients as others describe them, each message held against types not ours."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from lsprotocol import converters, types
from pytest_lsp import client_capabilities

import program
from editor import editing, named

CONVERTER = converters.get_converter()
PROGRESS = {
    "begin": types.WorkDoneProgressBegin,
    "report": types.WorkDoneProgressReport,
    "end": types.WorkDoneProgressEnd,
}
SOURCE = "def test_ok():\n    pass\n\n\ndef test_sum():\n    assert 1 + 2 == 4\n"


def strict(message: object, kind: type) -> None:
    """Nothing is lost or changed on the way through the type: reading alone passes too much."""
    again = CONVERTER.unstructure(CONVERTER.structure(message, kind), kind)
    assert again == message, f"{kind.__name__}: {message}"


def check(log: Path) -> list[str]:
    """Holds every message that was sent against its type; gives their methods in order."""
    asked, sent = {}, []
    for line in log.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        _, milliseconds, direction, text = line.split(" ", 3)
        assert float(milliseconds) >= 0
        message = json.loads(text)
        if direction == "recv":
            if "method" in message and "id" in message:
                asked[message["id"]] = message["method"]
            continue
        method = message.get("method") or asked[message["id"]]
        request, response, *_ = types.METHOD_TO_TYPES[method]
        sent.append(method)
        assert "error" not in message, message
        if method == types.PROGRESS:
            value = message["params"]["value"]
            strict(value, PROGRESS[value["kind"]])
        elif method == types.TEXT_DOCUMENT_CODE_ACTION:
            for action in message["result"]:
                strict(action, types.CodeAction)
        else:
            strict(message, request if "method" in message else response)
    return sent


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["visual-studio-code", "neovim@v0.11", "emacs"])
async def test_messages_are_as_specified(name, tmp_path, write, env):
    project = write({"test_it.py": SOURCE})
    path = project / "test_it.py"
    log = tmp_path / "messages.log"
    env["FASTEST_LOG"] = str(log)
    async with editing(project, env) as editor:
        answer = await editor.client.initialize_session(
            types.InitializeParams(
                capabilities=client_capabilities(name),
                root_uri=project.as_uri(),
                workspace_folders=[named(project)],
            )
        )
        editor.open(path)
        document = types.TextDocumentIdentifier(path.as_uri())
        if answer.capabilities.code_lens_provider:
            (_, lens) = await editor.lenses(path)
            command = lens.command
            assert await editor.command(command.command, *command.arguments)
        else:
            place = types.Range(types.Position(5, 4), types.Position(5, 4))
            actions = types.CodeActionParams(document, place, types.CodeActionContext([]))
            await editor.client.text_document_code_action_async(actions)
            assert await editor.command("tests.runFile", {"uri": path.as_uri()})
        (failure,) = await editor.diagnostics(path, len)
        assert failure.range.start.line == 5
        since = len(editor.heard)
        editor.edit(path, 0, 0, 0, "# typed\n")
        (failure,) = await editor.diagnostics(path, len, since)
        assert failure.range.start.line == 6
        editor.save(path, "# typed\n" + SOURCE.replace("4", "3"))
        assert await editor.command("tests.rerunFailed")
        await editor.diagnostics(path, lambda found: not found, since)
        if answer.capabilities.document_symbol_provider:
            await editor.client.text_document_document_symbol_async(
                types.DocumentSymbolParams(document)
            )
        assert await editor.leave() == 0
    sent = check(log)
    assert {"initialize", "shutdown", types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS} <= set(sent)
    assert not [method for method in sent if method.startswith("tests/")]


def test_example_client(shop, env, tmp_path):
    """docs/examples/client.py, which finds `fastest` on PATH as its reader's does."""
    (tmp_path / "fastest").symlink_to(program.LAUNCHER)
    env["PATH"] = f"{tmp_path}:{env['PATH']}"
    client = program.HOME / "docs" / "examples" / "client.py"

    result = program.run_command([sys.executable, client, shop], tmp_path, env)
    assert result.status == 0, result.err
    assert "passed tests/test_cart.py::CartTest::" in result.out
    assert result.lines[-1].startswith("{'passed': 20, 'failed': 0,")

    failing = tmp_path / "failing"
    failing.mkdir()
    (failing / "test_it.py").write_text(
        "def test_no():\n    assert 1 == 2\ndef test_other(): pass\n"
    )
    result = program.run_command(
        [sys.executable, client, failing, "test_it.py::test_no"], tmp_path, env
    )
    assert result.status == 1, result.err
    assert "failed test_it.py::test_no" in result.out
    assert "assert 1 == 2" in result.out
    assert "test_other" not in result.out
