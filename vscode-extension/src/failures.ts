import * as vscode from "vscode";
import type { Frame, Message } from "./protocol";

/** What menus of a failure's message may ask for: a comparison has two sides to copy. */
export const COMPARISON = "fastest.comparison";
const FAILURE = "fastest.failure";

/** Why a test did not pass, as VS Code shows it. */
export function testMessage(message: Message): vscode.TestMessage {
    const made = new vscode.TestMessage(textOf(message));
    if (message.location !== undefined) {
        made.location = new vscode.Location(vscode.Uri.parse(message.location.uri), rangeOf(message.location.range));
    }
    made.contextValue = FAILURE;
    if (message.expected !== undefined && message.actual !== undefined) {
        made.expectedOutput = message.expected;
        made.actualOutput = message.actual;
        made.contextValue = COMPARISON;
    }
    if (message.stack.length > 0) {
        // The server's deepest frame is last, VS Code's first.
        made.stackTrace = message.stack.map(frameOf).reverse();
    }
    return made;
}

/** pytest's text behind a line that says it in short: that line is what stands in the editor. */
export function textOf(message: Message): string {
    const text = message.ansi ?? message.text;
    const where = message.subtest === undefined ? "" : `${message.subtest}: `;
    const headline = `${where}${headlineOf(message)}`;
    return headline === message.text ? text : `${headline}\n\n${text}`;
}

/** The first line that pytest marks with E, which is what was wrong; else the first one. */
export function headlineOf(message: Message): string {
    const lines = message.text.split("\n");
    const marked = lines.find((line) => /^E\s+\S/.test(line));
    const line = (marked?.slice(1) ?? lines[0] ?? "").trim();
    const { exception } = message;
    if (message.phase === "setup" || message.phase === "teardown") {
        return `${message.phase}: ${line}`;
    }
    return exception === undefined || marked === undefined || line.includes(exception) ? line : `${exception}: ${line}`;
}

function frameOf(frame: Frame): vscode.TestMessageStackFrame {
    const { start } = frame.range;
    return new vscode.TestMessageStackFrame(
        frame.name,
        vscode.Uri.parse(frame.uri),
        new vscode.Position(start.line, start.character),
    );
}

function rangeOf(range: Frame["range"]): vscode.Range {
    return new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character);
}
