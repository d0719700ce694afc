/** Makes the VSIX, target/fastest-VERSION.vsix, with the server that was built next door. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const LARGEST_BUNDLE = 500 * 1000;

const run = (...args) => execFileSync(process.execPath, args, { stdio: "inherit" });
run("build.mjs");
run("stage.mjs");
const size = statSync("dist/extension.js").size;
if (size > LARGEST_BUNDLE) {
    console.error(
        `dist/extension.js has ${size} bytes, more than ${LARGEST_BUNDLE}: each start of the editor reads it`,
    );
    process.exit(1);
}
const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const vsix = join("target", `fastest-${version}.vsix`);
mkdirSync("target", { recursive: true });
run("node_modules/@vscode/vsce/vsce", "package", "--no-dependencies", "--allow-missing-repository", "--out", vsix);
