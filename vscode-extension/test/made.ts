import type { Item, RunEvent } from "../src/protocol";

export const PROJECT = "file:///p";

/** Items of a project from their node ids, in order: what ends with / is a folder, what ends with .py a file. */
export function items(...nodeIds: string[]): Item[] {
    return nodeIds.map((nodeId, line) => item(nodeId, line));
}

export function item(nodeId: string, line = 0, project = PROJECT): Item {
    const path = nodeId.split("::")[0] ?? "";
    const name = nodeId.replace(/\/$/, "");
    const made: Item = {
        id: `${project}::${name}`,
        nodeId: name,
        project,
        kind: kindOf(nodeId),
        label: /[^/:[]+\]?$/.exec(name)?.[0] ?? name,
        uri: `${project}/${path.replace(/\/$/, "")}`,
        tags: [],
        origin: "static",
        certainty: "exact",
    };
    const parent = parentOf(name);
    if (parent !== undefined) {
        made.parent = `${project}::${parent}`;
    }
    if (nodeId.includes("::")) {
        const start = { line, character: 0 };
        made.range = { start, end: { line: line + 1, character: 0 } };
        made.selectionRange = { start: { line, character: 4 }, end: { line, character: 8 } };
    }
    return made;
}

function kindOf(nodeId: string): Item["kind"] {
    if (nodeId.endsWith("/")) {
        return "dir";
    }
    if (nodeId.endsWith("]")) {
        return "case";
    }
    const name = nodeId.split("::").at(-1) ?? "";
    return nodeId.endsWith(".py") ? "file" : /^Test/.test(name) ? "class" : "function";
}

function parentOf(name: string): string | undefined {
    const cut = name.endsWith("]") ? name.indexOf("[") : Math.max(name.lastIndexOf("::"), name.lastIndexOf("/"));
    return cut < 0 ? undefined : name.slice(0, cut);
}

/** A run's messages, one event each. */
export function messages(runId: string, ...events: RunEvent[]) {
    return events.map((event, index) => ({ runId, seq: index + 1, events: [event] }));
}

export const NO_COUNTS = { passed: 0, failed: 0, errored: 0, skipped: 0, xfailed: 0, xpassed: 0, total: 0 };

/** The same numbers each time. */
export function random(seed: number): (below: number) => number {
    let state = seed;
    return (below) => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return Math.floor((state / 2 ** 32) * below);
    };
}
