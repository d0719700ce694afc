/** Fetches what package-lock.json names, where it has changed since: a build without network works from what is there. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const STAMP = join("node_modules", ".installed");

const hash = createHash("sha256");
for (const part of [readFileSync("package.json"), readFileSync("package-lock.json"), process.platform, process.arch]) {
    hash.update(part);
}
const wanted = hash.digest("hex");
if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === wanted) {
    process.exit(0);
}
const npm = process.platform === "win32" ? "npm.cmd" : "npm";
execFileSync(npm, ["ci", "--no-progress"], { stdio: "inherit", shell: process.platform === "win32" });
writeFileSync(STAMP, wanted);
