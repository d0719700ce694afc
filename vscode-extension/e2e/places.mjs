/** Where things are: folders of the checkout, and programs of the machine. */
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const HERE = dirname(fileURLToPath(import.meta.url));
export const EXTENSION = dirname(HERE);
export const CHECKOUT = dirname(EXTENSION);
export const TARGET = join(EXTENSION, "target");
/** Where screenshots and logs are left. */
export const OUT = join(TARGET, "e2e");
/** code-server's VS Code: its server can be started without the rest of code-server. */
export const VSCODE = join(HERE, "node_modules", "code-server", "lib", "vscode");
/** pytest, coverage.py and debugpy of the sample projects. */
export const VENV = join(TARGET, "venv");
/** Where real suites are prepared, and the one that is driven here. */
export const CORPUS = join(CHECKOUT, "bench", "target", "corpus");
export const SUITE = "pluggy";

/** A Chromium to drive: what CHROMIUM names, else the first on PATH. @returns {string | undefined} */
export function browser() {
    const named = process.env.CHROMIUM;
    return named !== undefined && existsSync(named) ? named : onPath("chromium", "chromium-browser", "google-chrome");
}

/** The first of these programs that PATH has. @param {string[]} names @returns {string | undefined} */
export function onPath(...names) {
    for (const name of names) {
        for (const folder of (process.env.PATH ?? "").split(delimiter)) {
            try {
                accessSync(join(folder, name), constants.X_OK);
                return join(folder, name);
            } catch {
                // not in this folder
            }
        }
    }
    return undefined;
}
