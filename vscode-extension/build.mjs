/** Bundles the extension, or with `tests` its tests. */
import { readdirSync } from "node:fs";
import { build } from "esbuild";

const common = { bundle: true, platform: "node", target: "node20", logLevel: "warning", sourcemap: true };

if (process.argv[2] === "tests") {
    await build({
        ...common,
        entryPoints: readdirSync("test")
            .filter((name) => name.endsWith(".test.ts"))
            .map((name) => `test/${name}`),
        outdir: "target/test",
        format: "cjs",
        alias: { vscode: "./test/vscode.ts" },
    });
} else {
    await build({
        ...common,
        entryPoints: ["src/extension.ts"],
        outfile: "dist/extension.js",
        format: "cjs",
        external: ["vscode"],
        minify: true,
        metafile: true,
    });
}
