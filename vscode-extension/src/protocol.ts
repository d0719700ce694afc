/**
 * The `tests/*` messages, version 1: docs/protocol.md says what they mean, docs/protocol/tests.schema.json is their
 * exact form, and test/protocol.test.ts holds these types against it.
 */
import type { Location, Position, Range } from "vscode-languageserver-protocol";

export const VERSION = 1;

export type RunKind = "run" | "coverage" | "debug";

export const OUTCOMES = ["passed", "failed", "errored", "skipped", "xfailed", "xpassed"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface LastResult {
    outcome: Outcome;
    durationMs: number;
    at: string;
    runId: string;
}

export interface Item {
    id: string;
    nodeId: string;
    project: string;
    kind: "dir" | "file" | "class" | "function" | "case" | "subtest" | "doctest";
    label: string;
    uri: string;
    tags: string[];
    origin: "static" | "collected" | "run";
    certainty: "exact" | "base" | "unknown";
    parent?: string;
    range?: Range;
    selectionRange?: Range;
    /** Why it can not be run, in a folder that is not trusted. */
    notRunnable?: string;
    last?: LastResult;
}

export interface ListParams {
    uri?: string;
    id?: string;
    cursor?: string;
}

export interface ListResult {
    generation: number;
    items: Item[];
    nextCursor?: string;
}

export interface RefreshParams {
    uris?: string[] | null;
    mode?: "static" | "collect";
}

export interface RefreshResult {
    generation: number;
}

export interface FileError {
    message: string;
    location?: Location;
}

export type FileChange =
    | { uri: string; op: "replace"; items: Item[]; version?: number; stale?: true; error?: FileError }
    | { uri: string; op: "remove" };

export interface DidChangeParams {
    generation: number;
    base: number;
    files: FileChange[];
}

export interface Profile {
    kind: RunKind;
    name?: string;
    args?: string[];
    env?: Record<string, string | null>;
    debugger?: { path: string };
    timeout?: number;
    runTimeout?: number;
}

export interface RunParams {
    runId?: string;
    workers?: number;
    profile?: Profile;
    include?: string[] | null;
    exclude?: string[] | null;
    select?: { failedIn?: string; marker?: string; keyword?: string } | null;
    continuous?: boolean;
}

export interface Command {
    argv: string[];
    cwd: string;
    env: Record<string, string | null>;
    debug?: { host: string; port: number };
}

export type RunResult =
    | { accepted: true; runId: string; command: Command }
    | { accepted: false; reason: string; runId?: string };

export interface Frame {
    name: string;
    uri: string;
    range: Range;
    user: boolean;
}

export interface Message {
    text: string;
    phase: "setup" | "call" | "teardown" | "collect";
    stack: Frame[];
    ansi?: string;
    expected?: string;
    actual?: string;
    location?: Location;
    exception?: string;
    subtest?: string;
}

export interface Counts extends Record<Outcome, number> {
    total: number;
}

export interface Covered {
    covered: number;
    total: number;
}

export interface CoveredFile {
    uri: string;
    statements: Covered;
    branches?: Covered;
}

export interface Ended {
    t: "ended";
    reason: "done" | "cancelled" | "crashed" | "timeout" | "error";
    counts: Counts;
    exitCode: number;
    message?: string;
    unfinished?: string[];
}

export interface Finished {
    t: Outcome;
    id: string;
    durationMs: number;
    messages?: Message[];
}

export type RunEvent =
    | { t: "enqueued"; id: string }
    | { t: "started"; id: string; worker?: number }
    | Finished
    | { t: "attempt"; id: string; outcome: Outcome; messages?: Message[] }
    | { t: "discovered"; items: Item[] }
    | { t: "output"; text: string; stream: "stdout" | "stderr" | "log"; id?: string }
    | { t: "debug"; connect: { host: string; port: number }; id?: string }
    | { t: "coverage"; files: CoveredFile[]; message?: string }
    | Ended;

export interface RunEventParams {
    runId: string;
    seq: number;
    events: RunEvent[];
}

export interface DidStartRunParams {
    runId: string;
    continuous: string;
    include: string[];
    saved: string[];
    command: Command;
}

export interface CoverageParams {
    runId: string;
    uri: string;
    testId?: string;
}

export interface CoverageResult {
    lines: { line: number; hits: 0 | 1 }[];
    branches?: { line: number; to: number; hits: 0 | 1 }[];
}

export interface CancelParams {
    runId: string;
    force?: boolean;
}

export interface CancelResult {
    state: "cancelling" | "unknown";
}

export interface ResolveCommandParams {
    ids?: string[];
    profile?: Profile;
}

/** An id, or a place. */
export interface ExplainParams {
    id?: string;
    uri?: string;
    position?: Position;
}

export interface ExplainResult {
    why: string;
    certainty?: Item["certainty"];
    engine?: "full" | "lean" | "plain";
    cold?: string;
    config?: string;
    interpreter?: { path: string; why: string; version?: string; pytest?: string };
}

export interface NamedProfile {
    name: string;
    project?: string;
}

export interface DidChangeProfilesParams {
    profiles: NamedProfile[];
}

export interface ServerCapability {
    version: number;
    profiles: RunKind[];
}

/** Each request: what goes to the server and what comes back. */
export interface Requests {
    "tests/list": [ListParams, ListResult];
    "tests/refresh": [RefreshParams, RefreshResult];
    "tests/run": [RunParams, RunResult];
    "tests/cancel": [CancelParams, CancelResult];
    "tests/coverage": [CoverageParams, CoverageResult];
    "tests/resolveCommand": [ResolveCommandParams, Command[]];
    "tests/explain": [ExplainParams, ExplainResult];
}

/** Each notification of the server. */
export interface Notifications {
    "tests/didChange": DidChangeParams;
    "tests/didChangeProfiles": DidChangeProfilesParams;
    "tests/didStartRun": DidStartRunParams;
    "tests/runEvent": RunEventParams;
}

/** Asks the server; cancelled with the token, fails as the server says. */
export type Ask = <M extends keyof Requests>(method: M, params: Requests[M][0]) => Promise<Requests[M][1]>;

const OUTCOME_WORDS: ReadonlySet<string> = new Set(OUTCOMES);

export function isFinished(event: RunEvent): event is Finished {
    return OUTCOME_WORDS.has(event.t);
}
