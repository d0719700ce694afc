import type * as vscode from "vscode";
import { Session } from "./session";

/** Makes the parts; nothing is waited for, so that the editor's start is not held up. */
export function activate(context: vscode.ExtensionContext): void {
    const session = new Session(context);
    context.subscriptions.push(session);
    setImmediate(() => void session.start());
}
