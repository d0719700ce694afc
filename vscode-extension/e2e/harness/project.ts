import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CORPUS, HERE, VENV } from "../places.mjs";

/** A copy of e2e/sample with the environment of the scenarios as its own. */
export function sample(root: string, name: string): string {
    const folder = join(root, name);
    cpSync(join(HERE, "sample"), folder, { recursive: true });
    symlinkSync(VENV, join(folder, ".venv"));
    return folder;
}

/** A copy of a real suite's sources, with the environment that it was prepared with. */
export function suite(root: string, name: string): string {
    const folder = join(root, name);
    cpSync(join(CORPUS, name, "src"), folder, { recursive: true });
    if (!existsSync(join(CORPUS, name, "venv", "bin", "python"))) {
        throw new Error(`${name} is not prepared in ${CORPUS}`);
    }
    symlinkSync(join(CORPUS, name, "venv"), join(folder, ".venv"));
    return folder;
}

/** Made-up files of 50 functions each, in folders of 10 files. */
export function large(root: string, name: string, tests: number): string {
    const folder = join(root, name);
    for (let file = 0; file * 50 < tests; file++) {
        const below = join(folder, "tests", `part_${String(Math.floor(file / 10)).padStart(2, "0")}`);
        mkdirSync(below, { recursive: true });
        const functions = Array.from(
            { length: 50 },
            (_, n) => `def test_${String(n).padStart(2, "0")}():\n    assert ${n} < 50\n`,
        );
        writeFileSync(join(below, `test_${String(file).padStart(4, "0")}.py`), functions.join("\n\n"));
    }
    writeFileSync(join(folder, "pyproject.toml"), '[tool.pytest.ini_options]\ntestpaths = ["tests"]\n');
    symlinkSync(VENV, join(folder, ".venv"));
    return folder;
}
