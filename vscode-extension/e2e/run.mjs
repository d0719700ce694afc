/**
 * The packaged extension in real VS Code: `npm run e2e [-- NAME…]` in vscode-extension, which packs it first.
 *
 *     node run.mjs               fetch and build what is missing, then run every scenario
 *     node run.mjs NAME…         only the scenarios whose file name holds one of these words
 *     node run.mjs --prepare     only fetch and build: all that needs the network
 *     node run.mjs --if-possible where there is no browser, say so and end well
 *
 * Screenshots and logs are left in vscode-extension/target/e2e.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { browser, HERE, TARGET } from "./places.mjs";
import { prepare } from "./prepare.mjs";

const words = process.argv.slice(2);
const names = words.filter((word) => !word.startsWith("--"));

const chromium = browser();
if (chromium === undefined) {
    const optional = words.includes("--if-possible");
    console.log(
        `${optional ? "Left out: the extension in real VS Code. " : ""}There is no chromium on PATH. ` +
            "On Debian: apt-get install chromium. Elsewhere, set CHROMIUM to the program of a Chromium or Chrome.",
    );
    process.exit(optional ? 0 : 1);
}
prepare();
if (words.includes("--prepare")) {
    process.exit(0);
}

const types = spawnSync("npm", ["run", "--silent", "check"], { cwd: HERE, stdio: "inherit" });
if (types.status !== 0) {
    process.exit(1);
}
const out = join(TARGET, "e2e");
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const { build } = await import("esbuild");
const scenarios = readdirSync(join(HERE, "scenarios"))
    .filter((file) => file.endsWith(".test.ts") && (names.length === 0 || names.some((name) => file.includes(name))))
    .sort();
if (scenarios.length === 0) {
    console.error(`No scenario's file name holds ${names.join(" or ")}.`);
    process.exit(1);
}
// Below node_modules, where it finds playwright-core.
const program = join(HERE, "node_modules", ".scenarios", "scenarios.mjs");
await build({
    stdin: {
        contents: scenarios.map((file) => `import "./scenarios/${file}";`).join("\n"),
        resolveDir: HERE,
        loader: "ts",
    },
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "inline",
    external: ["playwright-core"],
    define: { "import.meta.url": JSON.stringify(pathToFileURL(join(HERE, "places.mjs")).href) },
    logLevel: "warning",
});
const done = spawnSync(process.execPath, ["--enable-source-maps", "--test-reporter=spec", program], {
    stdio: "inherit",
    env: { ...process.env, CHROMIUM: chromium },
});
process.exit(done.status ?? 1);
