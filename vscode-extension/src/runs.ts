import * as vscode from "vscode";
import { ActiveRun, type RunWatcher } from "./activeRun";
import type { Ask, DidStartRunParams, Profile, RunEventParams, RunParams } from "./protocol";
import type { TestTree } from "./testTree";
import type { TestView } from "./testView";

/** What a run asks for beside the tests that VS Code names. */
export interface Order {
    profile: Profile;
    select?: NonNullable<RunParams["select"]>;
}

/** A continuous run: each round of it is drawn as a run of its own. */
interface Standing {
    order: Order;
    request: vscode.TestRunRequest;
}

let lastNumber = 0;

/** The runs of a window: asks the server for them and draws what it tells. */
export class Runs implements vscode.Disposable {
    private readonly active = new Map<string, ActiveRun>();
    private readonly standing = new Map<string, Standing>();

    constructor(
        private readonly ask: Ask,
        private readonly controller: vscode.TestController,
        private readonly tree: TestTree,
        private readonly view: TestView,
        private readonly watcher: RunWatcher,
    ) {}

    /** Runs what VS Code asks for; resolves when it has ended. */
    async start(order: Order, request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
        lastNumber += 1;
        const runId = `vscode-${lastNumber}`;
        const params: RunParams = { runId, ...order };
        if (request.include !== undefined) {
            params.include = request.include.map((item) => item.id);
        }
        if (request.exclude !== undefined && request.exclude.length > 0) {
            params.exclude = request.exclude.map((item) => item.id);
        }
        if (request.continuous) {
            await this.stand(runId, { order, request }, params, token);
            return;
        }
        const run = this.open(runId, order, request);
        const cancel = token.onCancellationRequested(() => this.cancel(runId));
        try {
            const refusal = await this.refusal(params);
            if (refusal !== undefined) {
                run.refuse(refusal);
            }
            await run.ended;
        } finally {
            cancel.dispose();
        }
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
        const run = this.open(params.runId, standing.order, standing.request);
        const cancel = run.token.onCancellationRequested(() => this.cancel(params.runId));
        void run.ended.then(() => cancel.dispose());
    }

    /** The server is gone: what has no result by now will never get one. */
    serverGone(): void {
        this.standing.clear();
        for (const run of [...this.active.values()]) {
            run.abandon(vscode.l10n.t("The test server ended before this test had a result."));
        }
    }

    dispose(): void {
        this.serverGone();
    }

    private open(runId: string, order: Order, request: vscode.TestRunRequest): ActiveRun {
        const run = this.controller.createTestRun(request);
        const active = new ActiveRun(runId, order.profile.kind, run, this.tree, this.view, this.watcher);
        this.active.set(runId, active);
        void active.ended.then(() => this.active.delete(runId));
        return active;
    }

    private async stand(
        runId: string,
        standing: Standing,
        params: RunParams,
        token: vscode.CancellationToken,
    ): Promise<void> {
        this.standing.set(runId, standing);
        token.onCancellationRequested(() => this.cancel(runId));
        const refusal = await this.refusal({ ...params, continuous: true });
        if (refusal !== undefined) {
            this.standing.delete(runId);
            this.watcher.refused(refusal);
        }
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

    /** Why the server does not run this; undefined where it does. */
    private async refusal(params: RunParams): Promise<string | undefined> {
        try {
            const answer = await this.ask("tests/run", params);
            return answer.accepted ? undefined : answer.reason;
        } catch (failed) {
            return failed instanceof Error ? failed.message : String(failed);
        }
    }
}
