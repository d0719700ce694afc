import { join } from "node:path";
import * as vscode from "vscode";
import type { RunWatcher } from "./activeRun";
import { Client, type Listener } from "./client";
import { CoveredByRun, coverageDetails } from "./coverage";
import { Profiles } from "./profiles";
import type { Ask } from "./protocol";
import { Runs } from "./runs";
import { findServer, isFound, type NoServer } from "./server";
import { settings } from "./settings";
import { Sync } from "./sync";
import { TestTree } from "./testTree";
import { TestView } from "./testView";

/** What lives as long as the window: the Test Explorer's tree and runs, and the server that they come from. */
export class Session implements vscode.Disposable {
    private readonly log = vscode.window.createOutputChannel("Fastest", { log: true });
    private readonly controller = vscode.tests.createTestController("fastest", "Fastest");
    private readonly tree = new TestTree();
    private readonly view = new TestView(this.tree, this.controller);
    private readonly ask: Ask = async (method, params) => {
        if (this.client === undefined) {
            throw new Error(vscode.l10n.t("The test server does not run."));
        }
        return this.client.ask(method, params);
    };
    private readonly sync = new Sync(this.ask, this.tree, {
        changed: (change) => this.view.draw(change),
        listing: (isListing) => this.view.setBusy(isListing),
    });
    private readonly runs = new Runs(this.ask, this.controller, this.tree, this.view, this.watcher());
    private readonly profiles = new Profiles(
        this.controller,
        (order, request, token) => this.runs.start(order, request, token),
        coverageDetails(this.ask),
    );
    private readonly disposables: vscode.Disposable[] = [];
    private client: Client | undefined;

    constructor(private readonly context: vscode.ExtensionContext) {
        this.controller.resolveHandler = (item) => this.view.expand(item);
        this.controller.refreshHandler = async () => {
            await this.ask("tests/refresh", { mode: vscode.workspace.isTrusted ? "collect" : "static" });
        };
        this.disposables.push(
            this.profiles,
            this.runs,
            this.view,
            this.controller,
            this.log,
            vscode.workspace.onDidOpenTextDocument((document) => this.opened(document)),
            vscode.workspace.onDidCloseTextDocument((document) => this.view.close(document.uri.toString())),
        );
        for (const document of vscode.workspace.textDocuments) {
            this.opened(document);
        }
    }

    /** Finds the server and starts it; a person is told what to do where there is none. */
    async start(): Promise<void> {
        const bundle = join(this.context.extensionPath, "server");
        const { env, platform, arch } = process;
        const found = findServer(bundle, settings(), { env, platform, arch });
        if (!isFound(found)) {
            this.missing(found);
            return;
        }
        this.log.info(`server: ${found.why}`);
        this.client = new Client(
            found,
            this.log,
            this.listener(),
            () => settings().python || undefined,
            () => this.failed(vscode.l10n.t("The test server ended several times.")),
        );
        try {
            await this.client.start();
        } catch (failed) {
            this.failed(failed instanceof Error ? failed.message : String(failed));
        }
    }

    dispose(): void {
        this.client?.dispose();
        vscode.Disposable.from(...this.disposables).dispose();
    }

    private opened(document: vscode.TextDocument): void {
        if (document.languageId === "python" && document.uri.scheme === "file") {
            this.view.open(document.uri.toString());
        }
    }

    private listener(): Listener {
        return {
            began: (can) => {
                this.profiles.offer(can.profiles);
                void this.sync.begin();
            },
            gone: () => {
                this.runs.serverGone();
                this.view.setBusy(true);
            },
            command: () => false,
            "tests/didChange": (params) => this.sync.changed(params),
            "tests/didChangeProfiles": ({ profiles }) => this.profiles.name(profiles),
            "tests/didStartRun": (params) => this.runs.round(params),
            "tests/runEvent": (params) => this.runs.event(params),
        };
    }

    private watcher(): RunWatcher {
        return {
            progress: () => {},
            ended: () => {},
            refused: (reason) => void vscode.window.showErrorMessage(reason),
            failed: (message) => this.failed(message),
            debug: (run, _runId, connect) => {
                const type = "debugpy";
                const attach = { type, request: "attach", name: vscode.l10n.t("Tests"), connect };
                void vscode.debug.startDebugging(undefined, attach, { testRun: run });
            },
            coverage: (run, runId, files, tests) => {
                for (const file of files) {
                    run.addCoverage(new CoveredByRun(runId, file, tests));
                }
            },
        };
    }

    private missing(_why: NoServer): void {
        void vscode.window.showErrorMessage(vscode.l10n.t("Fastest needs a JDK 25."));
    }

    private failed(message: string): void {
        this.log.error(message);
        void vscode.window.showErrorMessage(message.split("\n")[0] ?? message);
    }
}
