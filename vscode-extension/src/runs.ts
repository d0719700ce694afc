import * as vscode from "vscode";
import { ActiveRun, type RunWatcher } from "./activeRun";
import type { Ask, DidStartRunParams, Outcome, Profile, RunEventParams, RunParams, RunResult } from "./protocol";
import type { TestTree } from "./testTree";
import type { TestView } from "./testView";

/** What a run asks for beside the tests that VS Code names. */
export interface Order {
    profile: Profile;
    select?: NonNullable<RunParams["select"]>;
}

/** What was asked for; each round of a continuous run is drawn as a run of its own. */
interface Standing {
    order: Order;
    request: vscode.TestRunRequest;
}

/** What is kept of a window for the next one on the same folders. */
export interface Memory {
    get(key: string): unknown;
    update(key: string, value: unknown): Thenable<void>;
}

const FAILED = "failed";
/** Of so many failures at most is it remembered which tests they were. */
const REMEMBERED = 2000;

let lastNumber = 0;

/** The ids of this window's runs; rounds of continuous ones are named by the server. */
function nextId(): string {
    lastNumber += 1;
    return `vscode-${lastNumber}`;
}

/** The runs of a window: asks the server for them and draws what it tells. */
export class Runs implements vscode.Disposable {
    private readonly active = new Map<string, ActiveRun>();
    private readonly standing = new Map<string, Standing>();
    private readonly failed: Set<string>;
    private last: Standing | undefined;

    constructor(
        private readonly ask: Ask,
        private readonly controller: vscode.TestController,
        private readonly tree: TestTree,
        private readonly view: TestView,
        private readonly watcher: Omit<RunWatcher, "outcome">,
        /** Completes an order; undefined where it cannot be done and the person has been told. */
        private readonly complete: (order: Order) => Promise<Order | undefined>,
        private readonly memory: Memory,
    ) {
        const failed = memory.get(FAILED);
        this.failed = new Set(Array.isArray(failed) ? failed.map(String) : []);
    }

    /**
     * Runs what is asked for; resolves when it has ended.
     *
     * @param token ends a continuous run; others are cancelled in the Test Explorer
     */
    async start(order: Order, request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
        if (request.continuous) {
            await this.stand(order, request, token);
        } else {
            await this.begin(order, request);
        }
    }

    /** Runs items, or everything, that no profile of the Test Explorer was asked for. */
    async startAnew(
        order: Order,
        include: readonly vscode.TestItem[] | undefined,
        profile: vscode.TestRunProfile | undefined,
    ): Promise<void> {
        await this.begin(order, new vscode.TestRunRequest(include, undefined, profile));
    }

    /** The same as the last time; what is no more is left out. */
    async again(): Promise<void> {
        if (this.last !== undefined) {
            const { order, request } = this.last;
            const there = (items: readonly vscode.TestItem[] | undefined) =>
                items?.map((item) => this.view.item(item.id) ?? item);
            const again = new vscode.TestRunRequest(there(request.include), there(request.exclude), request.profile);
            await this.begin(order, again);
        }
    }

    /** The ids of the tests whose newest result is a failure or an error, be it of before a reload. */
    get failures(): string[] {
        return [...this.failed].filter((id) => this.tree.get(id) !== undefined);
    }

    /** Takes the events of a run. */
    event(params: RunEventParams): void {
        const run = this.active.get(params.runId);
        if (run === undefined) {
            this.standingEnded(params);
            return;
        }
        run.take(params);
    }

    /** A round of a continuous run begins. */
    round(params: DidStartRunParams): void {
        const standing = this.standing.get(params.continuous);
        if (standing === undefined) {
            return;
        }
        this.open(params.runId, standing.request).accept(params.command);
    }

    /** Another server begins: it is asked for the continuous runs that the person has not ended. */
    async serverBegan(): Promise<void> {
        await Promise.all([...this.standing].map(([runId, standing]) => this.askToStand(runId, standing)));
    }

    /** The server is gone: what has no result by now will never get one. */
    serverGone(): void {
        for (const run of [...this.active.values()]) {
            run.abandon(vscode.l10n.t("The test server ended before this test had a result."));
        }
    }

    dispose(): void {
        this.serverGone();
    }

    private open(runId: string, request: vscode.TestRunRequest): ActiveRun {
        const run = this.controller.createTestRun(request);
        const watcher: RunWatcher = { ...this.watcher, outcome: (id, outcome) => this.remember(id, outcome) };
        const cancel = () => this.cancel(runId);
        const active = new ActiveRun(runId, run, this.tree, this.view, watcher, cancel);
        this.active.set(runId, active);
        void active.ended.then(() => {
            this.active.delete(runId);
            void this.memory.update(FAILED, this.failures.slice(-REMEMBERED));
        });
        return active;
    }

    private remember(id: string, outcome: Outcome): void {
        if (outcome === "failed" || outcome === "errored") {
            this.failed.add(id);
        } else {
            this.failed.delete(id);
        }
    }

    private async begin(order: Order, request: vscode.TestRunRequest): Promise<void> {
        const complete = await this.complete(order);
        if (complete === undefined) {
            return;
        }
        this.last = { order, request };
        const runId = nextId();
        const run = this.open(runId, request);
        const answer = await this.answer(this.params(runId, complete, request));
        if (answer.accepted) {
            run.accept(answer.command);
        } else {
            run.refuse(answer.reason);
        }
        await run.ended;
    }

    private async stand(order: Order, request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
        const complete = await this.complete(order);
        if (complete === undefined) {
            return;
        }
        const runId = nextId();
        this.standing.set(runId, { order, request });
        token.onCancellationRequested(() => {
            this.standing.delete(runId);
            this.cancel(runId);
        });
        await this.askToStand(runId, { order, request });
    }

    private async askToStand(runId: string, { order, request }: Standing): Promise<void> {
        const answer = await this.answer({ ...this.params(runId, order, request), continuous: true });
        if (!answer.accepted) {
            this.standing.delete(runId);
            this.watcher.refused(answer.reason);
        }
    }

    private params(runId: string, order: Order, request: vscode.TestRunRequest): RunParams {
        const params: RunParams = { runId, ...order };
        if (request.include !== undefined) {
            params.include = this.view.ids(request.include);
        }
        if (request.exclude !== undefined && request.exclude.length > 0) {
            params.exclude = this.view.ids(request.exclude);
        }
        return params;
    }

    private standingEnded(params: RunEventParams): void {
        if (params.events.some((event) => event.t === "ended")) {
            this.standing.delete(params.runId);
        }
    }

    private cancel(runId: string): void {
        this.ask("tests/cancel", { runId }).catch(() => {
            // Without a server the run has been abandoned already.
        });
    }

    /** What the server says to a run; where it says nothing, why. */
    private async answer(params: RunParams): Promise<RunResult> {
        try {
            return await this.ask("tests/run", params);
        } catch (failed) {
            return { accepted: false, reason: failed instanceof Error ? failed.message : String(failed) };
        }
    }
}
