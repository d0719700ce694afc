import * as vscode from "vscode";
import { testMessage } from "./failures";
import type {
    Command,
    Counts,
    CoveredFile,
    Ended,
    Finished,
    Message,
    Outcome,
    RunEvent,
    RunEventParams,
} from "./protocol";
import { isFinished } from "./protocol";
import { shellLine } from "./shell";
import { wordsOf } from "./status";
import type { TestTree } from "./testTree";
import type { TestView } from "./testView";

/** Who wants to know how runs go, beside the Test Explorer. */
export interface RunWatcher {
    /** A run goes on: so many tests have a result, of so many. */
    progress(runId: string, done: number, total: number): void;
    ended(runId: string, counts: Counts | undefined): void;
    /** The server did not accept a run. */
    refused(reason: string): void;
    /** A run has ended in another way than with its tests' results. */
    failed(message: string): void;
    /** A run waits for a debugger; `cancel` ends it. */
    debug(run: vscode.TestRun, connect: { host: string; port: number }, ended: Promise<void>, cancel: () => void): void;
    /** How a test ended. */
    outcome(id: string, outcome: Outcome): void;
    coverage(run: vscode.TestRun, runId: string, files: CoveredFile[], tests: vscode.TestItem[]): void;
}

const DIM = "\u001b[2m";
const RED = "\u001b[31m";
const GREEN = "\u001b[32m";
const YELLOW = "\u001b[33m";
const PLAIN = "\u001b[0m";

/** A run that goes on, and the TestRun that shows it. */
export class ActiveRun {
    /** Resolves when nothing more is told of it. */
    readonly ended: Promise<void>;
    private readonly waiting = new Set<string>();
    private readonly finished = new Set<string>();
    private readonly hasPrinted = new Set<string>();
    /** What stands for tests below it that are not shown. */
    private readonly marked = new Map<string, "enqueued" | "started">();
    private resolve: () => void = () => {};
    private isOver = false;
    /** Whether it is known which lines each single test has reached. */
    private isMeasuredByTest = false;
    private seq = 0;
    private readonly began = performance.now();

    constructor(
        readonly id: string,
        private readonly run: vscode.TestRun,
        private readonly tree: TestTree,
        private readonly view: TestView,
        private readonly watcher: RunWatcher,
        /** Asks the server to end it. */
        private readonly cancel: () => void,
    ) {
        const asked = run.token.onCancellationRequested(cancel);
        this.ended = new Promise((resolve) => {
            this.resolve = resolve;
        });
        void this.ended.then(() => asked.dispose());
        watcher.progress(id, 0, 0);
    }

    /** Draws the events of a message. */
    take(params: RunEventParams): void {
        this.seq += 1;
        if (params.seq !== this.seq) {
            this.cancel();
            this.abandon(
                vscode.l10n.t("Message {0} of the run came in the place of {1}.", `${params.seq}`, `${this.seq}`),
            );
            return;
        }
        // VS Code draws a row and all above it anew for each state: one that is over already is left out.
        const over = new Set(params.events.filter(isFinished).map((event) => event.id));
        for (const event of params.events) {
            if (this.isOver) {
                return;
            }
            if (event.t !== "started" || !over.has(event.id)) {
                this.draw(event);
            }
        }
        if (!this.isOver) {
            this.watcher.progress(this.id, this.finished.size, this.finished.size + this.waiting.size);
        }
    }

    /** The server runs it, with this command. */
    accept(command: Command): void {
        if (this.isOver) {
            return;
        }
        this.isMeasuredByTest = command.argv.some((word) => word.startsWith("--cov-context"));
        this.print(`${DIM}${shellLine(command, process.platform)}${PLAIN}\n`);
    }

    /** The server did not accept it. */
    refuse(reason: string): void {
        this.print(`${reason}\n`);
        this.watcher.refused(reason);
        this.close(undefined);
    }

    /** Nothing more will be told: what waits for a result gets an error, never silence. */
    abandon(reason: string): void {
        if (this.isOver) {
            return;
        }
        for (const id of this.waiting) {
            const item = this.view.item(id);
            this.watcher.outcome(id, "errored");
            if (item !== undefined) {
                this.run.errored(item, new vscode.TestMessage(reason));
            }
        }
        this.print(`${reason}\n`);
        this.watcher.failed(reason);
        this.close(undefined);
    }

    private draw(event: RunEvent): void {
        if (isFinished(event)) {
            this.finish(event);
            return;
        }
        switch (event.t) {
            case "discovered":
                this.view.draw(this.tree.discover(event.items));
                return;
            case "enqueued":
                this.waiting.add(event.id);
                this.finished.delete(event.id);
                this.mark(event.id, "enqueued");
                return;
            case "started":
                this.mark(event.id, "started");
                return;
            case "output":
                this.output(event.text, event.id);
                return;
            case "attempt":
                this.output(vscode.l10n.t("an earlier attempt: {0}", event.outcome), event.id, event.messages);
                return;
            case "debug":
                this.watcher.debug(this.run, event.connect, this.ended, this.cancel);
                return;
            case "coverage":
                this.watcher.coverage(this.run, this.id, event.files, this.tests());
                this.print(event.message ?? "");
                return;
            case "ended":
                this.end(event);
        }
    }

    private finish(event: Finished): void {
        this.waiting.delete(event.id);
        this.finished.add(event.id);
        this.watcher.outcome(event.id, event.t);
        const item = this.view.item(event.id);
        const messages = event.messages ?? [];
        if (item === undefined) {
            this.output(`${event.id}: ${event.t}`, undefined, messages);
            return;
        }
        switch (event.t) {
            case "passed":
                this.run.passed(item, event.durationMs);
                return;
            case "failed":
                this.run.failed(item, messages.map(testMessage), event.durationMs);
                return;
            case "errored":
                this.run.errored(item, messages.map(testMessage), event.durationMs);
                return;
            case "skipped":
                this.output(vscode.l10n.t("skipped"), event.id, messages);
                this.run.skipped(item);
                return;
            case "xfailed":
                this.output(vscode.l10n.t("failed, as expected"), event.id, messages);
                this.run.passed(item, event.durationMs);
                return;
            case "xpassed":
                this.output(vscode.l10n.t("passed, though it was expected to fail"), event.id, messages);
                this.run.passed(item, event.durationMs);
        }
    }

    private end(event: Ended): void {
        if (event.message !== undefined) {
            this.print(`${event.message}\n`);
        }
        if (event.reason !== "done" && event.reason !== "cancelled") {
            this.watcher.failed(event.message ?? event.reason);
        }
        this.sumUp(event);
        this.close(event.counts);
    }

    /** The last line, as a terminal would show it. */
    private sumUp({ counts, exitCode, reason }: Ended): void {
        const seconds = ((performance.now() - this.began) / 1000).toFixed(2);
        const colour = exitCode === 0 ? GREEN : counts.failed + counts.errored > 0 ? RED : YELLOW;
        const words = wordsOf(counts);
        const line =
            reason === "cancelled"
                ? vscode.l10n.t("cancelled after {1} s: {0}", words, seconds)
                : vscode.l10n.t("{0} in {1} s", words, seconds);
        this.print(`${colour}${line}${PLAIN}\n`);
    }

    private close(counts: Counts | undefined): void {
        this.isOver = true;
        this.run.end();
        this.watcher.ended(this.id, counts);
        this.resolve();
    }

    /**
     * Draws that a test waits or runs. Where it is not shown, what is shown above it does, once, until the run's end: each
     * state costs VS Code time, and without one a folder would look passed with its first test that is.
     */
    private mark(id: string, state: "enqueued" | "started"): void {
        const item = this.view.nearest(id);
        if (item === undefined) {
            return;
        }
        if (item.id !== id) {
            const known = this.marked.get(item.id);
            if (known === state || known === "started") {
                return;
            }
            this.marked.set(item.id, state);
        }
        this.run[state](item);
    }

    /** The tests whose coverage can be asked for one by one. */
    private tests(): vscode.TestItem[] {
        return !this.isMeasuredByTest
            ? []
            : [...this.finished].map((id) => this.view.item(id)).filter((item) => item !== undefined);
    }

    /** Says how something ended, and why. */
    private output(text: string, id: string | undefined, messages?: Message[]): void {
        const whole =
            messages === undefined ? text : `${text}: ${messages.map((message) => message.text).join("\n")}\n`;
        const item = id === undefined ? undefined : this.view.item(id);
        this.print(whole, item);
    }

    /** The first that a test prints stands beside it in the editor; all of it is in the run's output. */
    private print(text: string, item?: vscode.TestItem): void {
        if (text === "") {
            return;
        }
        const isFirst = item !== undefined && !this.hasPrinted.has(item.id);
        const location =
            isFirst && item.uri !== undefined && item.range !== undefined
                ? new vscode.Location(item.uri, item.range.start)
                : undefined;
        if (item !== undefined) {
            this.hasPrinted.add(item.id);
        }
        this.run.appendOutput(text.replace(/\r?\n/g, "\r\n"), location, item);
    }
}
