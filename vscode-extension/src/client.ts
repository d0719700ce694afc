import * as vscode from "vscode";
import {
    type ClientCapabilities,
    CloseAction,
    type CloseHandlerResult,
    ErrorAction,
    type ErrorHandlerResult,
    type FeatureState,
    LanguageClient,
    type LanguageClientOptions,
    type Middleware,
    State,
    type StaticFeature,
} from "vscode-languageclient/node";
import { type Ask, type Notifications, type ServerCapability, VERSION } from "./protocol";
import type { Launch } from "./server";
import { SECTION, settings } from "./settings";

/** Who hears of what the server tells. */
export type Listener = { [M in keyof Notifications]: (params: Notifications[M]) => void } & {
    /** A server begins: the first one, or another after the last has ended. */
    began(can: ServerCapability): void;
    /** The server has ended. */
    gone(): void;
    /** The command of a lens or a code action; whether it was taken. */
    command(name: string, args: unknown[]): boolean;
};

/** So often within three minutes a server that ends is started again. */
const RESTARTS = 4;
const RESTARTS_WITHIN_MS = 180_000;

/** The connection to one server process. */
export class Client implements vscode.Disposable {
    private readonly client: LanguageClient;
    private readonly ends: number[] = [];

    constructor(
        launch: Launch,
        log: vscode.LogOutputChannel,
        private readonly listener: Listener,
        /** The interpreters that the person has chosen, as the server's setting takes them. */
        private readonly python: () => unknown,
        private readonly givenUp: () => void,
    ) {
        const options: LanguageClientOptions = {
            documentSelector: [{ scheme: "file", language: "python" }],
            outputChannel: log,
            initializationOptions: { trusted: vscode.workspace.isTrusted, ...this.section() },
            errorHandler: { error: () => stayed(), closed: () => this.closed() },
            middleware: this.middleware(),
            progressOnInitialization: false,
        };
        const { command, args } = launch;
        this.client = new LanguageClient("fastest", "Fastest", { command, args }, options);
        this.client.registerFeature(new OptIn());
        this.client.onDidChangeState(({ newState, oldState }) => {
            if (newState === State.Running) {
                const can = this.client.initializeResult?.capabilities.experimental?.tests as ServerCapability;
                listener.began(can);
            } else if (oldState === State.Running) {
                listener.gone();
            }
        });
        this.hear("tests/didChange");
        this.hear("tests/didChangeProfiles");
        this.hear("tests/didStartRun");
        this.hear("tests/runEvent");
    }

    readonly ask: Ask = (method, params) => this.client.sendRequest(method, params);

    /** Starts the server; fails where the process cannot be started or does not answer. */
    async start(): Promise<void> {
        await this.client.start();
    }

    async stop(): Promise<void> {
        if (this.client.needsStop()) {
            await this.client.stop();
        }
        await this.client.dispose();
    }

    /** Tells the server of its settings as they are now. */
    async configure(): Promise<void> {
        if (this.client.state === State.Running) {
            const settings = { [SECTION]: this.section() };
            await this.client.sendNotification("workspace/didChangeConfiguration", { settings });
        }
    }

    dispose(): void {
        void this.stop();
    }

    private hear<M extends keyof Notifications>(method: M): void {
        const take = this.listener[method] as (params: Notifications[M]) => void;
        this.client.onNotification(method, (params: Notifications[M]) => take(params));
    }

    /** What of the settings is for the server. */
    private section(): Record<string, unknown> {
        const section = vscode.workspace.getConfiguration(SECTION);
        return {
            python: this.python(),
            workers: section.get("workers") ?? null,
            profiles: section.get("profiles") ?? null,
        };
    }

    private middleware(): Middleware {
        return {
            executeCommand: (command, args, next) =>
                this.listener.command(command, args) ? undefined : next(command, args),
            // Marks in the gutter run tests already: a light bulb at each line of one would only be in the way.
            provideCodeActions: (document, range, context, token, next) =>
                context.triggerKind === vscode.CodeActionTriggerKind.Automatic
                    ? []
                    : next(document, range, context, token),
            handleDiagnostics: (uri, diagnostics, next) =>
                next(
                    uri,
                    // The Test Explorer shows failures at their lines already.
                    settings().failuresAsProblems
                        ? diagnostics
                        : diagnostics.filter((each) => each.code !== "test-failed"),
                ),
            workspace: {
                configuration: () => [this.section()],
                didChangeConfiguration: () => this.configure(),
            },
        };
    }

    private closed(): CloseHandlerResult {
        const now = Date.now();
        this.ends.push(now);
        if (this.ends.filter((at) => now - at < RESTARTS_WITHIN_MS).length <= RESTARTS) {
            return { action: CloseAction.Restart };
        }
        this.givenUp();
        return { action: CloseAction.DoNotRestart, handled: true };
    }
}

function stayed(): ErrorHandlerResult {
    return { action: ErrorAction.Continue };
}

/**
 * Says that this client draws tests itself, and what else of the server it wants: what VS Code shows of runs and what
 * Python's own language server shows is not shown twice.
 */
class OptIn implements StaticFeature {
    fillClientCapabilities(capabilities: ClientCapabilities): void {
        const experimental = (capabilities.experimental ?? {}) as Record<string, unknown>;
        capabilities.experimental = { ...experimental, tests: { version: VERSION } };
        const { textDocument, workspace, window } = capabilities;
        if (textDocument !== undefined) {
            delete textDocument.documentSymbol;
            if (!settings().codeLens) {
                delete textDocument.codeLens;
            }
        }
        if (workspace !== undefined) {
            delete workspace.symbol;
            if (!settings().codeLens) {
                delete workspace.codeLens;
            }
        }
        if (window !== undefined) {
            delete window.workDoneProgress;
        }
    }

    initialize(): void {}

    getState(): FeatureState {
        return { kind: "static" };
    }

    clear(): void {}
}
