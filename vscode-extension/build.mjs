/** Bundles the extension, or with `tests` its tests. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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
    const { metafile } = await build({
        ...common,
        entryPoints: ["src/extension.ts"],
        outfile: "dist/extension.js",
        format: "cjs",
        external: ["vscode"],
        minify: true,
        metafile: true,
    });
    writeFileSync("dist/THIRD-PARTY.txt", licences(Object.keys(metafile.inputs)));
}

/** The licences of the packages whose files are in the bundle, which they ask to be handed on with it. */
function licences(inputs) {
    const packages = new Set(inputs.map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]));
    return [...packages]
        .filter((folder) => folder !== undefined)
        .sort()
        .map((folder) => {
            const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
            const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
            if (file === undefined) {
                throw new Error(`${folder} has no licence to hand on`);
            }
            return `${name} ${version}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
        })
        .join(`\n${"-".repeat(80)}\n\n`);
}
