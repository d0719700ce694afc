import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { OUT } from "../places.mjs";

/** The processes whose environment holds `mark`: what a server with that mark has started, directly or by others. */
export function marked(mark: string): { pid: number; command: string }[] {
    const found = [];
    for (const name of readdirSync("/proc")) {
        if (!/^\d+$/.test(name) || Number(name) === process.pid) {
            continue;
        }
        try {
            if (readFileSync(`/proc/${name}/environ`, "latin1").split("\0").includes(mark)) {
                const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ").trim();
                found.push({ pid: Number(name), command });
            }
        } catch {
            // it has ended, or belongs to somebody else
        }
    }
    return found;
}

/** The process of the test server that was started last, by the log of messages that all of them share. */
export function lastServer(): number | undefined {
    const log = readFileSync(join(OUT, "messages.log"), "utf8");
    const [, pid] = [...log.matchAll(/^# fastest \S+, process (\d+)$/gm)].at(-1) ?? [];
    return pid === undefined ? undefined : Number(pid);
}
