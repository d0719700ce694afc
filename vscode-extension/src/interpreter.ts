import * as vscode from "vscode";

const PYTHON = "ms-python.python";
const REMEMBERED = "python";

/** As much of the Python extension's API as is used; documented in its package @vscode/python-extension. */
interface PythonApi {
    ready?: Promise<void>;
    environments: {
        getActiveEnvironmentPath(resource?: vscode.Uri): { path: string };
        onDidChangeActiveEnvironmentPath(hear: () => void): vscode.Disposable;
    };
}

/**
 * The interpreter that the person has chosen in the Python extension. What it was last time holds until that extension
 * has started, so that nobody waits for it.
 */
export class Interpreter implements vscode.Disposable {
    private readonly emitter = new vscode.EventEmitter<void>();
    /** Another one is chosen now. */
    readonly onDidChange = this.emitter.event;
    private readonly disposables: vscode.Disposable[] = [this.emitter];
    private isFollowed = false;

    constructor(private readonly memory: vscode.Memento) {
        void this.follow();
        // It may be installed or switched on later.
        this.disposables.push(vscode.extensions.onDidChange(() => void this.follow()));
    }

    /** Its path, or its environment's folder; undefined where nothing is chosen, or not the same for all folders. */
    get path(): string | undefined {
        return this.memory.get<string>(REMEMBERED);
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
            await this.take(undefined);
            return;
        }
        this.isFollowed = true;
        const api = await extension.activate();
        await api.ready;
        const read = () => this.take(chosen(api));
        this.disposables.push(
            api.environments.onDidChangeActiveEnvironmentPath(() => void read()),
            vscode.workspace.onDidChangeWorkspaceFolders(() => void read()),
        );
        await read();
    }

    private async take(path: string | undefined): Promise<void> {
        if (path !== this.path) {
            await this.memory.update(REMEMBERED, path);
            this.emitter.fire();
        }
    }
}

/** The choice for all folders. Where they differ, each project's own environment is found by the server. */
export function chosen(api: PythonApi): string | undefined {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const paths = new Set(folders.map((folder) => api.environments.getActiveEnvironmentPath(folder.uri).path));
    const [only] = paths;
    // A name alone ("python") is the extension's word for no choice.
    return paths.size === 1 && only !== undefined && /[\\/]/.test(only) ? only : undefined;
}
