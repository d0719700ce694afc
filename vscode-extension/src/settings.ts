import * as vscode from "vscode";

export const SECTION = "fastest";

/** The settings that the client itself reads; the server asks for the rest. */
export interface Settings {
    serverPath: string;
    javaHome: string;
    codeLens: boolean;
    failuresAsProblems: boolean;
    coverageArgs: string[];
    debugArgs: string[];
}

export function settings(): Settings {
    const section = vscode.workspace.getConfiguration(SECTION);
    return {
        serverPath: section.get("server.path", "").trim(),
        javaHome: section.get("server.javaHome", "").trim(),
        codeLens: section.get("codeLens", false),
        failuresAsProblems: section.get("failuresAsProblems", false),
        coverageArgs: section.get("coverage.args", []),
        debugArgs: section.get("debug.args", []),
    };
}

/** Opens the settings at the one of this name. */
export async function openSetting(name: string): Promise<void> {
    await vscode.commands.executeCommand("workbench.action.openSettings", `@id:${SECTION}.${name}`);
}
