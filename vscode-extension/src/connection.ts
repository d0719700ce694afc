import { join } from "node:path";
import * as vscode from "vscode";
import type { Client, Listener } from "./client";
import type { Ask } from "./protocol";
import { findServer, isFound, NEEDED_JAVA, type NoServer } from "./server";
import { SECTION, settings } from "./settings";

/** Settings that a server has from its beginning. */
const FROM_THE_BEGINNING = ["server.path", "server.javaHome", "codeLens", "failuresAsProblems"];
/** The step of the manifest's walkthrough that says how to get a Java. */
export const HELP = { category: "fastest.fastest#start", step: "java" };

/** The window's server: found, started, started anew when what it depends on changes. */
export class Connection implements vscode.Disposable {
    private client: Client | undefined;
    /** Starts and stops follow each other. */
    private turn: Promise<void> = Promise.resolve();
    private readonly disposables: vscode.Disposable[];

    constructor(
        private readonly extensionPath: string,
        private readonly log: vscode.LogOutputChannel,
        private readonly listener: Listener,
        /** The interpreters that the person has chosen, as the server's setting takes them. */
        private readonly python: () => unknown,
        private readonly failed: (why: string) => void,
    ) {
        this.disposables = [
            vscode.workspace.onDidChangeConfiguration((change) => {
                if (FROM_THE_BEGINNING.some((name) => change.affectsConfiguration(`${SECTION}.${name}`))) {
                    void this.restart();
                }
            }),
            // What is trusted a server is told when it starts.
            vscode.workspace.onDidGrantWorkspaceTrust(() => void this.restart()),
        ];
    }

    /** Asks the server; while one is started or ended, the next one. */
    readonly ask: Ask = async (method, params) => {
        await this.turn;
        await this.turn;
        if (this.client === undefined) {
            throw new Error(vscode.l10n.t("The test server does not run."));
        }
        return this.client.ask(method, params);
    };

    /** Resolves when no server is about to start or to end. */
    settled(): Promise<void> {
        return this.turn;
    }

    /** Starts the server; resolves when it has answered, or a person was told why there is none. */
    start(): Promise<void> {
        return this.inTurn(() => this.begin());
    }

    /** Ends the server and starts another. */
    restart(): Promise<void> {
        return this.inTurn(async () => {
            await this.end();
            await this.begin();
        });
    }

    /** Tells the server that the settings are others now. */
    async configure(): Promise<void> {
        await this.client?.configure();
    }

    dispose(): void {
        vscode.Disposable.from(...this.disposables).dispose();
        void this.inTurn(() => this.end());
    }

    private inTurn(step: () => Promise<void>): Promise<void> {
        this.turn = this.turn.then(step, step);
        return this.turn;
    }

    private async begin(): Promise<void> {
        const { env, platform, arch } = process;
        const found = findServer(join(this.extensionPath, "server"), settings(), { env, platform, arch });
        if (!isFound(found)) {
            this.missing(found);
            return;
        }
        this.log.info(`${found.command} (${found.why})`);
        // Nine tenths of the program are the language client: it is run once the editor's start is over.
        const { Client } = await import("./client");
        const client = new Client(found, this.log, this.listener, this.python, () => {
            this.tell(vscode.l10n.t("The test server ended several times, and is not started again."));
        });
        this.client = client;
        try {
            await client.start();
        } catch (failed) {
            const why = failed instanceof Error ? failed.message : String(failed);
            this.tell(vscode.l10n.t("The test server did not start: {0}", why));
        }
    }

    private async end(): Promise<void> {
        const client = this.client;
        this.client = undefined;
        try {
            await client?.stop();
        } catch (failed) {
            // It is gone all the same.
            this.log.warn(String(failed));
        }
    }

    /** Says what went wrong, with the log and another try. */
    private tell(why: string): void {
        this.log.error(why);
        this.failed(why);
        const log = vscode.l10n.t("Show the log");
        const again = vscode.l10n.t("Start again");
        void vscode.window.showErrorMessage(why, again, log).then((chosen) => {
            if (chosen === log) {
                this.log.show();
            } else if (chosen === again) {
                void this.restart();
            }
        });
    }

    /** Says what the machine lacks, with one button that says what to do. */
    private missing(what: NoServer): void {
        const why = wordsOf(what);
        this.log.error(why);
        this.failed(why);
        const help = vscode.l10n.t("What to do");
        void vscode.window.showErrorMessage(why, help).then((chosen) => {
            if (chosen === help) {
                void vscode.commands.executeCommand("workbench.action.openWalkthrough", HELP);
            }
        });
    }
}

function wordsOf({ reason, path }: NoServer): string {
    const version = `${NEEDED_JAVA}`;
    switch (reason) {
        case "no-java":
            return vscode.l10n.t("Python tests need Java {0} or newer, and none was found.", version);
        case "no-server":
            return vscode.l10n.t("This build holds no test server for this machine, and there is no fastest on PATH.");
        case "bad-path":
            return vscode.l10n.t("fastest.server.path names no program: {0}", path);
        case "bad-java":
            return vscode.l10n.t("fastest.server.javaHome is no Java {0} or newer: {1}", version, path);
    }
}
