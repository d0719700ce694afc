/** Fetches and builds what the scenarios need, once: npm packages, VS Code's server, Python environments, a real suite. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CHECKOUT, HERE, onPath, SUITE, TARGET, VENV, VSCODE } from "./places.mjs";

/** Leaves what is there and up to date as it is. Ends the process with a sentence where something cannot be had. */
export function prepare() {
    const stamp = join(HERE, "node_modules", ".fastest-e2e");
    const wanted = createHash("sha256")
        .update(process.version)
        .update(readFileSync(join(HERE, "package-lock.json")))
        .update(readFileSync(join(HERE, "prepare.mjs")))
        .digest("hex");
    if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
        packages();
        writeFileSync(stamp, wanted);
    }
    mkdirSync(TARGET, { recursive: true });
    const python = process.env.PYTHON ?? "python3";
    const environments = join(CHECKOUT, "python-bridge", "prepare.py");
    run(python, [environments, TARGET, `venv=${join(HERE, "requirements.txt")}`], HERE);
    run(python, [join(CHECKOUT, "bench", "parity"), "prepare", SUITE], HERE);
    if (!existsSync(join(VENV, "bin", "python"))) {
        stop(`${VENV} has no Python.`);
    }
}

function packages() {
    if (Number(process.versions.node.split(".")[0]) < 20) {
        stop(`Node 20 or newer is needed, this is ${process.version}.`);
    }
    for (const tool of ["g++", "make"]) {
        if (onPath(tool) === undefined) {
            stop(
                `There is no ${tool} on PATH; VS Code's server needs it once, to build its log. On Debian: apt-get install g++ make.`,
            );
        }
    }
    run("npm", ["ci"], HERE);
    // Its shrinkwrap lacks a package: `npm ci` refuses it, so does code-server itself not use that.
    run("npm", ["install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"], VSCODE);
    // Without it there is neither a log nor an output channel. Terminals and Kerberos are not built: no scenario has one.
    run("npm", ["rebuild", "--ignore-scripts=false", "@vscode/spdlog"], VSCODE);
    const ripgrep = join(VSCODE, "node_modules", "@vscode", "ripgrep", "bin");
    mkdirSync(ripgrep, { recursive: true });
    copyFileSync(
        join(HERE, "node_modules", "@vscode", `ripgrep-${process.platform}-${process.arch}`, "bin", "rg"),
        join(ripgrep, "rg"),
    );
}

function run(program, words, cwd) {
    const env = { ...process.env, JOBS: "max" }; // as many compilers as there are cores
    const done = spawnSync(program, words, { cwd, env, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
    if (done.status !== 0) {
        stop(
            `${[program, ...words].join(" ")} (in ${cwd}): ${done.error ?? `exit ${done.status}`}\n${done.stdout}\n${done.stderr}`,
        );
    }
}

function stop(reason) {
    console.error(`e2e: ${reason}`);
    process.exit(1);
}
