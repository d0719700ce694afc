import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv/dist/2020";
import type * as vscode from "vscode";
import type { RunWatcher } from "../src/activeRun";
import { CoveredByRun } from "../src/coverage";
import type { Ask, Notifications } from "../src/protocol";
import { Runs } from "../src/runs";
import { Sync } from "../src/sync";
import { TestTree } from "../src/testTree";
import { TestView } from "../src/testView";
import { TestController, type TestItem, type TestItemCollection } from "./vscode";

export const DOCS = join(process.cwd(), "..", "docs");

const ajv = new Ajv({ strict: false, validateFormats: false });
const isAllowed = ajv.compile(JSON.parse(readFileSync(join(DOCS, "protocol", "tests.schema.json"), "utf8")) as object);

/** Holds a message of this client against the schema. */
function check(message: unknown): void {
    assert.ok(isAllowed(message), `${JSON.stringify(message)}: ${ajv.errorsText(isAllowed.errors)}`);
}

/** What one side said, in a transcript of the real server. */
export interface Line {
    from?: "client" | "server";
    method?: string;
    params?: unknown;
    result?: unknown;
    files?: Record<string, string>;
}

export function transcript(name: string): Line[] {
    const text = readFileSync(join(DOCS, "protocol", `${name}.jsonl`), "utf8");
    return text
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Line);
}

/** The extension's parts before a server whose answers a test has written down. */
export class Scripted {
    readonly controller = new TestController();
    readonly asked: { method: string; params: unknown }[] = [];
    readonly told: string[] = [];
    endDebugging: () => void = () => {};
    private readonly answers = new Map<string, ((value: unknown) => void)[]>();

    readonly ask: Ask = (method, params) => {
        check({ method, params });
        this.asked.push({ method, params });
        return new Promise((resolve) => {
            this.answers.set(method, [...(this.answers.get(method) ?? []), resolve as (value: unknown) => void]);
        });
    };

    readonly tree = new TestTree();
    readonly view: TestView;
    readonly sync = new Sync(this.ask, this.tree, {
        changed: (change) => this.view.draw(change),
        listing: (isListing) => this.told.push(isListing ? "lists" : "has listed"),
        failed: (message) => this.told.push(`no list: ${message}`),
    });
    readonly runs: Runs;

    /** Before a window in which up to so many items are all shown at once, with what was kept of an earlier one. */
    constructor(
        small = 0,
        readonly kept = new Map<string, unknown>(),
    ) {
        const controller = this.controller as unknown as vscode.TestController;
        this.view = new TestView(this.tree, controller, small);
        this.runs = new Runs(this.ask, controller, this.tree, this.view, this.watcher(), async (order) => order, {
            get: (key) => kept.get(key),
            update: async (key, value) => {
                kept.set(key, value);
            },
        });
    }

    /** The id of the run that was asked for last. */
    lastRunId(): string {
        const asked = this.asked.findLast((each) => each.method === "tests/run");
        if (asked === undefined) {
            throw new Error("no run was asked for");
        }
        return (asked.params as { runId: string }).runId;
    }

    /** Answers the oldest request of a method that has no answer. */
    async answer(method: string, result: unknown): Promise<void> {
        const resolve = this.answers.get(method)?.shift();
        if (resolve === undefined) {
            throw new Error(`nobody has asked for ${method}`);
        }
        resolve(result);
        await settled();
    }

    /** The server tells something. */
    async tell<M extends keyof Notifications>(method: M, params: Notifications[M]): Promise<void> {
        switch (method) {
            case "tests/didChange":
                this.sync.changed(params as Notifications["tests/didChange"]);
                break;
            case "tests/didStartRun":
                this.runs.round(params as Notifications["tests/didStartRun"]);
                break;
            case "tests/runEvent":
                this.runs.event(params as Notifications["tests/runEvent"]);
                break;
        }
        await settled();
    }

    /** Plays the server's lines of a transcript, each after the client has said its own. */
    async play(lines: Line[]): Promise<void> {
        for (const { from, method, params, result } of lines) {
            if (from !== "server" || method === undefined) {
                continue;
            }
            if (result === undefined) {
                await this.tell(method as keyof Notifications, params as Notifications[keyof Notifications]);
            } else {
                await this.answer(method, result);
            }
        }
    }

    /** An item that is shown. */
    item(nodeId: string): TestItem {
        const found = find(this.controller.items, nodeId);
        if (found === undefined) {
            throw new Error(`${nodeId} is not shown`);
        }
        return found;
    }

    /** What is shown, a line an item. */
    shown(): string[] {
        return lines(this.controller.items, "");
    }

    private watcher(): Omit<RunWatcher, "outcome"> {
        return {
            progress: (_, done, total) => this.told.push(`${done}/${total}`),
            ended: (id, counts) => this.told.push(`ended ${id} ${counts?.total ?? "-"}`),
            refused: (reason) => this.told.push(`refused: ${reason}`),
            failed: (message) => this.told.push(`failed: ${message}`),
            debug: (_, { host, port }, _ended, cancel) => {
                this.told.push(`debug ${host}:${port}`);
                this.endDebugging = cancel;
            },
            coverage: (run, id, files, tests) => {
                for (const file of files) {
                    run.addCoverage(new CoveredByRun(id, file, tests));
                }
            },
        };
    }
}

/** All that was to happen by itself has happened. */
export function settled(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
}

/** A value without its class, to compare by what it holds. */
export function plain(value: unknown): unknown {
    return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function find(items: TestItemCollection, nodeId: string): TestItem | undefined {
    for (const [id, item] of items) {
        const found = id.endsWith(`::${nodeId}`) ? item : find(item.children, nodeId);
        if (found !== undefined) {
            return found;
        }
    }
    return undefined;
}

function lines(items: TestItemCollection, indent: string): string[] {
    const sorted = [...items].map(([, item]) => item).sort((a, b) => (sortOf(a) < sortOf(b) ? -1 : 1));
    return sorted.flatMap((item) => [indent + item.label, ...lines(item.children, `${indent}  `)]);
}

function sortOf(item: TestItem): string {
    return item.sortText ?? item.label;
}
