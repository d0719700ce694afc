import * as vscode from "vscode";
import type { Counts } from "./protocol";

/** How long changes of the tree are gathered before the tests are counted anew. */
const COUNT_AFTER_MS = 300;

/** So often the progress of runs is drawn anew, at most. */
const DRAW_AFTER_MS = 100;

/** The status bar's item: how many tests there are, how far a run is, how the last one ended. */
export class Status implements vscode.Disposable {
    private readonly item: vscode.StatusBarItem;
    private readonly running = new Map<string, [done: number, total: number]>();
    private last: Counts | undefined;
    private tests: number | undefined;
    private counting: NodeJS.Timeout | undefined;
    private drawing: NodeJS.Timeout | undefined;
    private trouble: string | undefined;

    constructor(command: string, priority = 10) {
        this.item = vscode.window.createStatusBarItem("fastest.status", vscode.StatusBarAlignment.Left, priority);
        this.item.name = vscode.l10n.t("Python tests");
        this.item.command = command;
        this.draw();
        this.item.show();
    }

    /** The tree has changed; `count` is asked once it comes to rest. */
    changed(count: () => number): void {
        this.counting ??= setTimeout(() => {
            this.counting = undefined;
            this.tests = count();
            this.trouble = undefined;
            this.draw();
        }, COUNT_AFTER_MS);
    }

    progress(runId: string, done: number, total: number): void {
        this.running.set(runId, [done, total]);
        this.drawing ??= setTimeout(() => this.draw(), DRAW_AFTER_MS);
    }

    ended(runId: string, counts: Counts | undefined): void {
        this.running.delete(runId);
        this.last = counts ?? this.last;
        this.draw();
    }

    /** There is no server, for this reason. */
    failed(why: string): void {
        this.trouble = why;
        this.draw();
    }

    dispose(): void {
        clearTimeout(this.counting);
        clearTimeout(this.drawing);
        this.item.dispose();
    }

    private draw(): void {
        clearTimeout(this.drawing);
        this.drawing = undefined;
        this.item.text = this.text();
        this.item.tooltip = [...this.lines(), vscode.l10n.t("Click for the log.")].join("\n");
        this.item.backgroundColor =
            this.trouble === undefined ? undefined : new vscode.ThemeColor("statusBarItem.warningBackground");
    }

    private text(): string {
        if (this.trouble !== undefined) {
            return "$(beaker) $(warning)";
        }
        if (this.running.size > 0) {
            const all = [...this.running.values()];
            const done = all.reduce((sum, [each]) => sum + each, 0);
            const total = all.reduce((sum, [, each]) => sum + each, 0);
            return `$(loading~spin) ${done}/${total}`;
        }
        if (this.last !== undefined) {
            const { total, failed, errored } = this.last;
            const bad = failed + errored;
            return bad > 0 ? `$(beaker) $(error) ${bad}/${total}` : `$(beaker) $(pass) ${total}`;
        }
        return this.tests === undefined ? "$(beaker) $(loading~spin)" : `$(beaker) ${this.tests}`;
    }

    private lines(): string[] {
        const lines = this.trouble === undefined ? [] : [this.trouble];
        if (this.tests !== undefined) {
            lines.push(vscode.l10n.t("{0} tests", `${this.tests}`));
        }
        if (this.last !== undefined) {
            lines.push(vscode.l10n.t("The last run: {0}", wordsOf(this.last)));
        }
        return lines;
    }
}

/** As pytest's closing line counts, without what is zero. */
export function wordsOf(counts: Counts): string {
    const words = [
        [counts.passed, vscode.l10n.t("passed")],
        [counts.failed, vscode.l10n.t("failed")],
        [counts.errored, vscode.l10n.t("errors")],
        [counts.skipped, vscode.l10n.t("skipped")],
        [counts.xfailed, vscode.l10n.t("failed as expected")],
        [counts.xpassed, vscode.l10n.t("passed against expectation")],
    ] as const;
    const there = words.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
    return there.length === 0 ? vscode.l10n.t("no tests") : there.join(", ");
}
