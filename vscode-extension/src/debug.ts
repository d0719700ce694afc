import { existsSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import type { Order } from "./runs";

const PYTHON_DEBUGGER = "ms-python.debugpy";
const TYPE = "debugpy";

/** A run whose debugger has gone is given so long to end by itself, as it does after its last test. */
const ENDS_WITHIN_MS = 2000;

/** An order for the debugger with what it needs; undefined where nothing here can debug Python, which is then told. */
export async function withDebugger(order: Order): Promise<Order | undefined> {
    if (order.profile.kind !== "debug") {
        return order;
    }
    if (!(await hasDebugger())) {
        return undefined;
    }
    const path = bundledDebugger();
    return path === undefined ? order : { ...order, profile: { ...order.profile, debugger: { path } } };
}

/** The folder with the Python debugger's own debugpy, so that the project's environment needs none. */
function bundledDebugger(): string | undefined {
    const extension = vscode.extensions.getExtension(PYTHON_DEBUGGER);
    const libs = extension === undefined ? "" : join(extension.extensionPath, "bundled", "libs");
    return libs !== "" && existsSync(join(libs, TYPE)) ? libs : undefined;
}

/** Whether some extension knows how to debug Python; says what to install where none does. */
async function hasDebugger(): Promise<boolean> {
    if (vscode.extensions.all.some(isDebugger)) {
        return true;
    }
    const install = vscode.l10n.t("Show the Python Debugger");
    const text = vscode.l10n.t("To debug Python tests, VS Code needs the extension Python Debugger.");
    if ((await vscode.window.showErrorMessage(text, install)) === install) {
        await vscode.commands.executeCommand("workbench.extensions.search", PYTHON_DEBUGGER);
    }
    return false;
}

/**
 * Attaches the debugger to a run that waits for it. When the person ends the session, `cancel` ends the run, too.
 *
 * @param ended resolves with the run
 */
export async function attach(
    run: vscode.TestRun,
    connect: { host: string; port: number },
    ended: Promise<void>,
    cancel: () => void,
): Promise<void> {
    const name = vscode.l10n.t("Python tests ({0})", `${connect.port}`);
    const configuration: vscode.DebugConfiguration = {
        type: TYPE,
        request: "attach",
        name,
        connect,
        // How the test came to be run is nothing to step through.
        rules: [{ module: "fastest_bridge", include: false }],
        justMyCode: vscode.workspace.getConfiguration("debugpy").get("debugJustMyCode", true),
    };
    const folder = vscode.workspace.workspaceFolders?.[0];
    const gone = vscode.debug.onDidTerminateDebugSession((session) => {
        if (session.name === name && session.parentSession === undefined) {
            const timer = setTimeout(cancel, ENDS_WITHIN_MS);
            void ended.then(() => clearTimeout(timer));
        }
    });
    void ended.then(() => gone.dispose());
    if (!(await vscode.debug.startDebugging(folder, configuration, { testRun: run }))) {
        cancel();
    }
}

function isDebugger(extension: vscode.Extension<unknown>): boolean {
    const { contributes } = extension.packageJSON as { contributes?: { debuggers?: { type?: string }[] } };
    return contributes?.debuggers?.some(({ type }) => type === TYPE) ?? false;
}
