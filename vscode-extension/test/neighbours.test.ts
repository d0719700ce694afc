/** Living beside other extensions: the Python extension, its debugger. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, mock, test } from "node:test";
import type * as vscode from "vscode";
import { offerToSwitchOff } from "../src/companion";
import { attach, withDebugger } from "../src/debug";
import { Interpreter } from "../src/interpreter";
import { settled } from "./scripted";
import { configured, debug, EventEmitter, executed, extensions, pressed, said, type Uri, workspace } from "./vscode";

beforeEach(() => {
    extensions.clear();
    said.length = 0;
    pressed.length = 0;
    workspace.workspaceFolders = undefined;
});

/** What VS Code keeps for a workspace. */
function memory(values: Record<string, unknown> = {}) {
    return {
        values,
        get: (key: string, otherwise?: unknown) => values[key] ?? otherwise,
        update: async (key: string, value: unknown) => {
            values[key] = value;
        },
    };
}

/** The Python extension, with the environments that were chosen for folders. */
function pythonExtension(paths: Record<string, string>) {
    const changed = new EventEmitter<void>();
    const api = {
        environments: {
            getActiveEnvironmentPath: (uri: Uri) => ({ path: paths[uri.toString()] ?? "python" }),
            onDidChangeActiveEnvironmentPath: (hear: () => void) => changed.event(hear),
        },
    };
    return { changed, extension: { id: "ms-python.python", activate: async () => api } };
}

async function interpreter(kept: ReturnType<typeof memory>) {
    const made = new Interpreter(kept as unknown as vscode.Memento);
    const told: unknown[] = [];
    made.onDidChange(() => told.push(made.choice));
    await settled();
    return { made, told };
}

test("the interpreter is the Python extension's choice, and follows it", async () => {
    const paths = { "file:///p": "/p/.venv/bin/python" };
    const { changed, extension } = pythonExtension(paths);
    extensions.install(extension);
    workspace.open("file:///p");
    const kept = memory();
    const { made, told } = await interpreter(kept);
    assert.equal(made.choice, "/p/.venv/bin/python");
    paths["file:///p"] = "/p/other";
    changed.fire();
    await settled();
    changed.fire();
    await settled();
    assert.deepEqual(told, ["/p/.venv/bin/python", "/p/other"]);
    const { made: next } = await interpreter(memory(kept.values));
    assert.equal(next.choice, "/p/other", "what it was is known before that extension starts");
});

test("the Python extension's choice goes before the setting, the setting before the server's search", async () => {
    workspace.open("file:///p");
    const { made } = await interpreter(memory());
    assert.equal(made.choice, "");
    configured["fastest.python"] = " /set/python ";
    assert.equal(made.choice, "/set/python");
    const paths: Record<string, string> = {};
    const { changed, extension } = pythonExtension(paths);
    extensions.install(extension);
    await settled();
    assert.equal(made.choice, "/set/python", "a bare name is no choice");
    paths["file:///p"] = "/chosen/python";
    changed.fire();
    await settled();
    assert.equal(made.choice, "/chosen/python");
    delete configured["fastest.python"];
});

test("folders have interpreters of their own, chosen or set, and one alone where they agree", async () => {
    const paths: Record<string, string> = { "file:///a": "/a/bin/python", "file:///b": "/b/bin/python" };
    const { changed, extension } = pythonExtension(paths);
    extensions.install(extension);
    workspace.open("file:///a", "file:///b", "file:///c");
    const { made, told } = await interpreter(memory());
    assert.deepEqual(made.choice, { "file:///a": "/a/bin/python", "file:///b": "/b/bin/python" });
    configured["file:///c: fastest.python"] = "/c/set";
    configured["file:///a: fastest.python"] = "/a/set";
    assert.deepEqual(made.choice, {
        "file:///a": "/a/bin/python",
        "file:///b": "/b/bin/python",
        "file:///c": "/c/set",
    });
    paths["file:///a"] = "/c/set";
    paths["file:///b"] = "/c/set";
    changed.fire();
    await settled();
    assert.equal(told.at(-1), "/c/set");
    delete configured["file:///c: fastest.python"];
    const before = told.length;
    workspace.open("file:///a");
    assert.ok(told.length > before, "the folders are others");
    workspace.open("file:///unknown");
    await settled();
    assert.equal(made.choice, "");
    delete configured["file:///a: fastest.python"];
});

test("without the Python extension nothing is chosen, and one that comes later is heard", async () => {
    workspace.open("file:///p");
    const { made, told } = await interpreter(memory({ pythons: { "file:///p": "/old" } }));
    assert.equal(made.choice, "");
    extensions.install(pythonExtension({ "file:///p": "/p/bin/python" }).extension);
    await settled();
    assert.equal(made.choice, "/p/bin/python");
    assert.deepEqual(told.slice(-1), ["/p/bin/python"]);
});

test("the other test explorer is offered to be switched off once", async () => {
    const kept = memory();
    const offer = () => offerToSwitchOff(kept as unknown as vscode.Memento);
    extensions.install(pythonExtension({}).extension);
    await offer();
    assert.deepEqual(said, []);
    configured["python.testing.pytestEnabled"] = true;
    pressed.push("Switch it off here");
    await offer();
    assert.equal(said.length, 1);
    assert.equal(configured["python.testing.pytestEnabled"], false);
    configured["python.testing.pytestEnabled"] = true;
    await offer();
    assert.equal(said.length, 1);
    assert.equal(configured["python.testing.pytestEnabled"], true);
    delete configured["python.testing.pytestEnabled"];
});

test("a run in the debugger takes the debugger's own debugpy; without one it says what to install", async () => {
    const order = { profile: { kind: "debug" as const } };
    pressed.push("Show the Python Debugger");
    assert.equal(await withDebugger(order), undefined);
    assert.deepEqual(executed.at(-1), ["workbench.extensions.search", "ms-python.debugpy"]);
    assert.deepEqual(await withDebugger({ profile: { kind: "run" } }), { profile: { kind: "run" } });
    const packageJSON = { contributes: { debuggers: [{ type: "debugpy" }] } };
    extensions.install({ id: "other.adapter", packageJSON });
    assert.deepEqual(await withDebugger(order), order);
    const extensionPath = mkdtempSync(join(tmpdir(), "fastest-debugger-"));
    mkdirSync(join(extensionPath, "bundled", "libs", "debugpy"), { recursive: true });
    extensions.install({ id: "ms-python.debugpy", packageJSON, extensionPath });
    const path = join(extensionPath, "bundled", "libs");
    assert.deepEqual(await withDebugger(order), { profile: { kind: "debug", debugger: { path } } });
    rmSync(extensionPath, { recursive: true });
});

test("the end of the debugger's session ends a run that goes on, and no other", async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    const connect = { host: "127.0.0.1", port: 4711 };
    for (const [runEnds, sessionEnds, cancelled] of [
        [false, true, 1],
        [true, true, 0],
        [false, false, 0],
    ] as const) {
        let cancels = 0;
        let end: () => void = () => {};
        const ended = new Promise<void>((resolve) => {
            end = resolve;
        });
        await attach({} as vscode.TestRun, connect, ended, () => {
            cancels += 1;
        });
        const { name = "", ...asked } = debug.started.at(-1) ?? {};
        assert.deepEqual(asked, {
            type: "debugpy",
            request: "attach",
            connect,
            rules: [{ module: "fastest_bridge", include: false }],
            justMyCode: true,
        });
        debug.end({ name: "of somebody else" });
        debug.end({ name, parentSession: {} });
        if (sessionEnds) {
            debug.end({ name });
        }
        if (runEnds) {
            end();
            await settled();
        }
        mock.timers.tick(60_000);
        assert.equal(cancels, cancelled);
        end();
        await settled();
    }
    mock.timers.reset();
});

test("a debugger that can't be attached ends the run", async () => {
    debug.works = false;
    let cancels = 0;
    await attach({} as vscode.TestRun, { host: "h", port: 1 }, Promise.resolve(), () => {
        cancels += 1;
    });
    assert.equal(cancels, 1);
    debug.works = true;
});
