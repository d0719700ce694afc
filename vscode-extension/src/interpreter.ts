import * as vscode from "vscode";
import { SECTION } from "./settings";

const PYTHON = "ms-python.python";
const REMEMBERED = "pythons";

/** As much of the Python extension's API as is used; documented in its package @vscode/python-extension. */
interface PythonApi {
    ready?: Promise<void>;
    environments: {
        getActiveEnvironmentPath(resource?: vscode.Uri): { path: string };
        onDidChangeActiveEnvironmentPath(hear: () => void): vscode.Disposable;
    };
}

/** Interpreters by the URIs of their folders. */
type ByFolder = Readonly<Record<string, string>>;

/**
 * The interpreters of the window's folders: what is chosen in the Python extension, else what the setting says. What was
 * chosen last time holds until that extension has started, so that nobody waits for it.
 */
export class Interpreter implements vscode.Disposable {
    private readonly emitter = new vscode.EventEmitter<void>();
    /** Another one is chosen now. */
    readonly onDidChange = this.emitter.event;
    private readonly disposables: vscode.Disposable[] = [this.emitter];
    private isFollowed = false;

    constructor(private readonly memory: vscode.Memento) {
        void this.follow();
        this.disposables.push(
            // It may be installed or switched on later.
            vscode.extensions.onDidChange(() => void this.follow()),
            vscode.workspace.onDidChangeWorkspaceFolders(() => this.emitter.fire()),
        );
    }

    /**
     * As the server's setting `python` takes it: one for all folders, or each folder's own; "" where the server is to
     * find them.
     */
    get choice(): string | ByFolder {
        const chosen = this.memory.get<ByFolder>(REMEMBERED, {});
        const folders = vscode.workspace.workspaceFolders ?? [];
        const pythons = folders.map(({ uri }): [string, string] => [
            uri.toString(),
            chosen[uri.toString()] ?? settingOf(uri),
        ]);
        const different = new Set(pythons.map(([, python]) => python));
        if (different.size <= 1) {
            return [...different][0] ?? settingOf(undefined);
        }
        return Object.fromEntries(pythons.filter(([, python]) => python !== ""));
    }

    dispose(): void {
        vscode.Disposable.from(...this.disposables).dispose();
    }

    private async follow(): Promise<void> {
        const extension = vscode.extensions.getExtension<PythonApi>(PYTHON);
        if (this.isFollowed) {
            return;
        }
        if (extension === undefined) {
            await this.take({});
            return;
        }
        this.isFollowed = true;
        const api = await extension.activate();
        await api.ready;
        const read = () => this.take(chosenIn(api));
        this.disposables.push(
            api.environments.onDidChangeActiveEnvironmentPath(() => void read()),
            vscode.workspace.onDidChangeWorkspaceFolders(() => void read()),
        );
        await read();
    }

    private async take(chosen: ByFolder): Promise<void> {
        const before = JSON.stringify(this.memory.get<ByFolder>(REMEMBERED, {}));
        if (JSON.stringify(chosen) !== before) {
            await this.memory.update(REMEMBERED, chosen);
            this.emitter.fire();
        }
    }
}

/** What is chosen for each folder: a path or an environment's folder. */
function chosenIn(api: PythonApi): ByFolder {
    const folders = vscode.workspace.workspaceFolders ?? [];
    return Object.fromEntries(
        folders
            .map(({ uri }) => [uri.toString(), api.environments.getActiveEnvironmentPath(uri).path] as const)
            // A name alone ("python") is the extension's word for no choice.
            .filter(([, path]) => /[\\/]/.test(path)),
    );
}

/** What the person has written down, for a folder or all. */
function settingOf(folder: vscode.Uri | undefined): string {
    const section = vscode.workspace.getConfiguration(SECTION, folder);
    return section.get("python", "").trim();
}
