import * as vscode from "vscode";

const ASKED = "companionAsked";
const SECTION = "python.testing";
const SWITCHES = ["pytestEnabled", "unittestEnabled"];

/** Offers once in a workspace to switch the Python extension's own test explorer off, where both would show the same. */
export async function offerToSwitchOff(memory: vscode.Memento): Promise<void> {
    const section = vscode.workspace.getConfiguration(SECTION);
    const on = SWITCHES.filter((name) => section.get(name, false));
    if (
        on.length === 0 ||
        memory.get(ASKED, false) ||
        vscode.extensions.getExtension("ms-python.python") === undefined
    ) {
        return;
    }
    await memory.update(ASKED, true);
    const off = vscode.l10n.t("Switch it off here");
    const text = vscode.l10n.t("The Python extension lists this workspace's tests, too: each is shown twice.");
    if ((await vscode.window.showInformationMessage(text, off, vscode.l10n.t("Keep both"))) === off) {
        for (const name of on) {
            await section.update(name, false, vscode.ConfigurationTarget.Workspace);
        }
    }
}
