import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
    cpSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    openSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { HERE, OUT, TARGET, VSCODE } from "../places.mjs";
import { marked } from "./processes.ts";
import { until } from "./until.ts";
import { type Trust, VsCodeWindow } from "./window.ts";

/** What a person's own settings would hold: no greeting, and typing that enters just what is typed. */
const SETTINGS = {
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": false,
    "security.workspace.trust.startupPrompt": "always",
    "security.workspace.trust.banner": "never",
    "extensions.ignoreRecommendations": true,
    "files.autoSave": "off",
    "editor.minimap.enabled": false,
    "editor.autoClosingBrackets": "never",
    "editor.autoClosingQuotes": "never",
    "editor.autoIndent": "none",
    "editor.quickSuggestions": { other: "off", comments: "off", strings: "off" },
    "editor.hover.enabled": false,
};

/** A VS Code of its own, on a free port, with folders of its own, and a browser that shows it. */
export class VsCode {
    private constructor(
        /** Everything that is not to outlive this object lies below it. */
        readonly root: string,
        private readonly mark: string,
        private readonly server: ChildProcess,
        private readonly browser: Browser,
        private readonly address: string,
    ) {}

    /** Starts with the packaged extension installed, and the unpacked ones from e2e/extensions. */
    static async start(): Promise<VsCode> {
        const root = mkdtempSync(join(tmpdir(), "fastest-e2e-"));
        const extensions = join(root, "extensions");
        const data = join(root, "server");
        mkdirSync(OUT, { recursive: true });
        mkdirSync(join(data, "data", "User"), { recursive: true });
        writeFileSync(join(data, "data", "User", "settings.json"), JSON.stringify(SETTINGS));
        cpSync(join(HERE, "extensions"), extensions, { recursive: true });
        const own = ["--accept-server-license-terms", "--server-data-dir", data, "--extensions-dir", extensions];
        const program = join(VSCODE, "out", "server-main.js");
        const mark = `FASTEST_E2E=${randomUUID()}`;
        const env: NodeJS.ProcessEnv = {
            ...process.env,
            FASTEST_E2E: mark.slice(mark.indexOf("=") + 1),
            FASTEST_LOG: join(OUT, "messages.log"),
            // what a test remembers of earlier runs and of trust belongs to it alone
            XDG_STATE_HOME: join(root, "state"),
            XDG_CACHE_HOME: join(root, "cache"),
        };
        install(program, [...own, "--install-extension", packaged(), "--force"], env);
        const words = [program, ...own, "--host", "127.0.0.1", "--port", "0", "--without-connection-token"];
        // Its native log has been seen to die at its start ("double free"), which says nothing of the extension.
        const [server, address] =
            (await listening([...words, "--telemetry-level", "off"], root, env)) ??
            (await listening([...words, "--telemetry-level", "off"], root, env)) ??
            assert.fail("VS Code's server died twice at its start");
        const browser = await chromium.launch({
            executablePath: process.env.CHROMIUM ?? "chromium",
            args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"].concat(
                "--disable-background-networking",
                "--disable-component-update",
            ),
        });
        return new VsCode(root, mark, server, browser, `http://127.0.0.1:${address}`);
    }

    /** Opens a folder, or a workspace by its file, in a window of its own, answering VS Code's question about trust. */
    async open(name: string, folder: string, trust: Trust = "yes"): Promise<VsCodeWindow> {
        const context = await this.browser.newContext({ viewport: { width: 1400, height: 900 } });
        return VsCodeWindow.open(
            await context.newPage(),
            name,
            `${this.address}/?${folder.endsWith(".code-workspace") ? "workspace" : "folder"}=${folder}`,
            trust,
        );
    }

    /** Keeps the logs of VS Code's server and extension hosts beside the screenshots. */
    keepLogs(): void {
        const logs = join(this.root, "server", "data", "logs");
        if (existsSync(logs)) {
            cpSync(logs, join(OUT, "logs"), { recursive: true });
        }
    }

    /** Ends what was started, removes the folders, and says what had to be killed: nothing, where all is well. */
    async stop(): Promise<string[]> {
        await this.browser.close();
        this.server.kill("SIGTERM");
        const left = await this.survivors();
        for (const { pid } of left) {
            try {
                process.kill(pid, "SIGKILL");
            } catch {
                // it has just ended
            }
        }
        this.keepLogs();
        rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
        return left.map((each) => each.command);
    }

    /** What has not ended after a while. */
    private async survivors(): Promise<{ pid: number; command: string }[]> {
        const over = () => marked(this.mark).length === 0;
        return until("no process is left", over, 20).then(
            () => [],
            () => marked(this.mark),
        );
    }
}

/** Starts VS Code's server; gives it with its port, or undefined where it has died before it listened. */
async function listening(
    words: string[],
    cwd: string,
    env: NodeJS.ProcessEnv,
): Promise<[ChildProcess, string] | undefined> {
    const log = join(OUT, "server.log");
    const server = spawn(process.execPath, words, {
        cwd,
        env,
        stdio: ["ignore", openSync(log, "w"), openSync(log, "a")],
    });
    const port = () => /Web UI available at \S+:(\d+)/.exec(readFileSync(log, "utf8"))?.[1];
    const hasEnded = () => server.exitCode !== null || server.signalCode !== null;
    await until(`${log} says where the server listens`, () => hasEnded() || port() !== undefined);
    const found = port();
    return hasEnded() || found === undefined ? undefined : [server, found];
}

/** The newest VSIX. */
function packaged(): string {
    const built = readdirSync(TARGET)
        .filter((name) => name.endsWith(".vsix"))
        .map((name) => join(TARGET, name))
        .sort((left, right) => statSync(right).mtimeMs - statSync(left).mtimeMs);
    const [vsix] = built;
    if (vsix === undefined) {
        throw new Error(`there is no VSIX in ${TARGET}: npm run package`);
    }
    return vsix;
}

function install(program: string, words: string[], env: NodeJS.ProcessEnv): void {
    const done = spawnSync(process.execPath, [program, ...words], { env, encoding: "utf8" });
    if (done.status !== 0 || !done.stdout.includes("successfully installed")) {
        throw new Error(`the extension could not be installed:\n${done.stdout}\n${done.stderr}`);
    }
}
