import * as vscode from "vscode";
import { orderOf } from "./profiles";
import type { Ask, ExplainParams, ExplainResult, RunKind } from "./protocol";
import type { Runs } from "./runs";
import { shellLine } from "./shell";
import type { TestTree } from "./testTree";
import type { TestView } from "./testView";

/** What the commands act on. */
export interface Parts {
    ask: Ask;
    tree: TestTree;
    view: TestView;
    runs: Runs;
    log: vscode.LogOutputChannel;
    restart(): Promise<void>;
    profile(kind: RunKind): vscode.TestRunProfile | undefined;
}

/** The commands of the palette and of the menus of tests. */
export function registerCommands(parts: Parts): vscode.Disposable {
    const on = (name: string, run: (...args: never[]) => unknown) =>
        vscode.commands.registerCommand(`fastest.${name}`, run);
    return vscode.Disposable.from(
        on("runAtCursor", () => start(parts, "run", atCursor(parts))),
        on("debugAtCursor", () => start(parts, "debug", atCursor(parts))),
        on("runFile", () => start(parts, "run", inFile(parts))),
        on("runAll", () => parts.runs.startAnew(orderOf("run"), undefined, parts.profile("run"))),
        on("rerunFailed", () => start(parts, "run", parts.runs.failures)),
        on("runLast", () => parts.runs.again()),
        on("copyCommand", (item?: vscode.TestItem) => copyCommand(parts, item)),
        on("explain", (item?: vscode.TestItem) => explain(parts, item)),
        on("copyActual", (at: { message?: vscode.TestMessage }) =>
            vscode.env.clipboard.writeText(at.message?.actualOutput ?? ""),
        ),
        on("showOutput", () => vscode.commands.executeCommand("testing.showMostRecentOutput")),
        on("showLog", () => parts.log.show()),
        on("restart", () => parts.restart()),
    );
}

/** Runs items by their ids; says so where there are none. */
async function start({ runs, view, profile }: Parts, kind: RunKind, ids: readonly string[]): Promise<void> {
    const items = ids.map((id) => view.item(id)).filter((item) => item !== undefined);
    if (items.length === 0) {
        void vscode.window.showInformationMessage(vscode.l10n.t("There is no such test."));
        return;
    }
    await vscode.workspace.saveAll(false);
    await runs.startAnew(orderOf(kind), items, profile(kind));
}

function atCursor({ tree }: Parts): string[] {
    const editor = vscode.window.activeTextEditor;
    const node =
        editor === undefined ? undefined : tree.atLine(editor.document.uri.toString(), editor.selection.active.line);
    return node === undefined ? [] : [node.item.id];
}

function inFile({ tree }: Parts): string[] {
    const uri = vscode.window.activeTextEditor?.document.uri.toString();
    return uri === undefined ? [] : tree.at(uri).map((node) => node.item.id);
}

async function copyCommand(parts: Parts, item: vscode.TestItem | undefined): Promise<void> {
    const ids = item === undefined ? atCursor(parts) : parts.view.ids([item]);
    const commands = await parts.ask("tests/resolveCommand", ids.length === 0 ? {} : { ids });
    const lines = commands.map((command) => shellLine(command, process.platform));
    await vscode.env.clipboard.writeText(lines.join("\n"));
    vscode.window.setStatusBarMessage(vscode.l10n.t("Copied: {0}", lines.join(" …")), 5000);
}

/** Says how a test would be run, or why there is none at the cursor. */
async function explain(parts: Parts, item: vscode.TestItem | undefined): Promise<void> {
    const params = item === undefined ? placeOfCursor() : idOf(parts, item);
    if (params === undefined) {
        void vscode.window.showInformationMessage(vscode.l10n.t("Put the cursor where a test should be."));
        return;
    }
    const found = await parts.ask("tests/explain", params);
    const title = found.certainty === undefined ? vscode.l10n.t("There is no test here.") : nameOf(parts, item);
    await vscode.window.showInformationMessage(title, { modal: true, detail: wordsOf(found).join("\n") });
}

function placeOfCursor(): ExplainParams | undefined {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) {
        return undefined;
    }
    const { line, character } = editor.selection.active;
    return { uri: editor.document.uri.toString(), position: { line, character } };
}

function idOf({ view }: Parts, item: vscode.TestItem): ExplainParams | undefined {
    const [id] = view.ids([item]);
    return id === undefined ? undefined : { id };
}

function nameOf(parts: Parts, item: vscode.TestItem | undefined): string {
    const [id] = item === undefined ? atCursor(parts) : parts.view.ids([item]);
    return (id === undefined ? undefined : parts.tree.get(id)?.item.nodeId) ?? "";
}

function wordsOf({ why, engine, cold, config, interpreter }: ExplainResult): string[] {
    const lines = [engine === undefined ? why : vscode.l10n.t("Engine: {0}, {1}", engine, why)];
    if (cold !== undefined) {
        lines.push(cold);
    }
    if (config !== undefined) {
        lines.push(vscode.l10n.t("Settings: {0}", config));
    }
    if (interpreter !== undefined) {
        lines.push(vscode.l10n.t("Interpreter: {0}, {1}", interpreter.path, interpreter.why));
    }
    return lines;
}
