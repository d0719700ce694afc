import * as vscode from "vscode";
import type { RunWatcher } from "./activeRun";
import type { Listener } from "./client";
import { registerCommands } from "./commands";
import { offerToSwitchOff } from "./companion";
import { Connection } from "./connection";
import { CoveredByRun, coverageDetails } from "./coverage";
import { attach, withDebugger } from "./debug";
import { Interpreter } from "./interpreter";
import { lensTarget } from "./lenses";
import { orderOf, Profiles } from "./profiles";
import { Runs } from "./runs";
import { Status } from "./status";
import { Sync } from "./sync";
import { TestTree } from "./testTree";
import { spelled, TestView } from "./testView";

/** What lives as long as the window: its parts, and who tells whom. */
export class Session implements vscode.Disposable {
    private readonly log = vscode.window.createOutputChannel("Fastest", { log: true });
    private readonly controller = vscode.tests.createTestController("fastest", vscode.l10n.t("Python tests"));
    private readonly status = new Status("fastest.showLog");
    private readonly interpreter: Interpreter;
    private readonly connection: Connection;
    private readonly tree = new TestTree(spelled);
    private readonly view = new TestView(this.tree, this.controller);
    private readonly sync: Sync;
    private readonly runs: Runs;
    private readonly profiles: Profiles;
    private readonly disposables: vscode.Disposable[] = [];

    constructor(context: vscode.ExtensionContext) {
        this.interpreter = new Interpreter(context.workspaceState);
        this.connection = new Connection(
            context.extensionPath,
            this.log,
            this.listener(),
            () => this.interpreter.choice,
            (why) => this.status.failed(why),
        );
        const { ask } = this.connection;
        this.sync = new Sync(ask, this.tree, {
            changed: (change) => {
                this.view.draw(change);
                this.status.changed(() => this.tree.tests);
            },
            listing: (isListing) => this.view.setBusy(isListing),
            failed: (message) => this.log.error(message),
        });
        this.runs = new Runs(
            ask,
            this.controller,
            this.tree,
            this.view,
            this.watcher(),
            async (order) => {
                // VS Code asks for trust when a test is run: the run is the next server's, the old one would take it along.
                await this.connection.settled();
                return withDebugger(order);
            },
            context.workspaceState,
        );
        this.profiles = new Profiles(
            this.controller,
            (order, request, token) => this.runs.start(order, request, token),
            coverageDetails(ask),
        );
        this.controller.resolveHandler = (item) => this.view.expand(item);
        this.controller.refreshHandler = async () => {
            await ask("tests/refresh", { mode: vscode.workspace.isTrusted ? "collect" : "static" });
        };
        this.follow(context);
    }

    /** Starts the server. */
    async start(): Promise<void> {
        await this.connection.start();
    }

    dispose(): void {
        vscode.Disposable.from(...this.disposables).dispose();
    }

    private follow(context: vscode.ExtensionContext): void {
        this.disposables.push(
            this.connection,
            this.runs,
            this.profiles,
            this.view,
            this.controller,
            this.interpreter,
            this.status,
            this.log,
            this.interpreter.onDidChange(() => void this.connection.configure()),
            vscode.workspace.onDidOpenTextDocument((document) => this.opened(document)),
            vscode.workspace.onDidCloseTextDocument((document) => this.view.close(document.uri.toString())),
            registerCommands({
                ask: this.connection.ask,
                tree: this.tree,
                view: this.view,
                runs: this.runs,
                log: this.log,
                restart: () => this.connection.restart(),
                profile: (kind) => this.profiles.of(kind),
            }),
        );
        for (const document of vscode.workspace.textDocuments) {
            this.opened(document);
        }
        void offerToSwitchOff(context.workspaceState);
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
                void this.runs.serverBegan();
            },
            gone: () => {
                this.runs.serverGone();
                this.view.setBusy(true);
            },
            command: (name, args) => this.command(name, args),
            "tests/didChange": (params) => this.sync.changed(params),
            "tests/didChangeProfiles": ({ profiles }) => this.profiles.name(profiles),
            "tests/didStartRun": (params) => this.runs.round(params),
            "tests/runEvent": (params) => this.runs.event(params),
        };
    }

    /** Runs of lenses and code actions are drawn like all others. */
    private command(name: string, args: unknown[]): boolean {
        const target = lensTarget(name, args, this.tree, this.runs.failures);
        if (target === undefined) {
            return false;
        }
        const items = target.ids?.map((id) => this.view.item(id)).filter((item) => item !== undefined);
        void this.runs.startAnew(orderOf(target.kind), items, this.profiles.of(target.kind));
        return true;
    }

    private watcher(): Omit<RunWatcher, "outcome"> {
        return {
            progress: (id, done, total) => this.status.progress(id, done, total),
            ended: (id, counts) => this.status.ended(id, counts),
            refused: (reason) => this.refused(reason),
            failed: (message) => {
                this.log.error(message);
                void vscode.window.showErrorMessage(message.split("\n")[0] ?? message);
            },
            debug: (run, connect, ended, cancel) => void attach(run, connect, ended, cancel),
            coverage: (run, id, files, tests) => {
                for (const file of files) {
                    run.addCoverage(new CoveredByRun(id, file, tests));
                }
            },
        };
    }

    private refused(reason: string): void {
        this.log.warn(reason);
        if (vscode.workspace.isTrusted) {
            void vscode.window.showErrorMessage(reason);
            return;
        }
        const manage = vscode.l10n.t("Manage trust");
        const text = vscode.l10n.t("Tests run in trusted folders only.");
        void vscode.window.showErrorMessage(text, manage).then((chosen) => {
            if (chosen === manage) {
                void vscode.commands.executeCommand("workbench.trust.manage");
            }
        });
    }
}
