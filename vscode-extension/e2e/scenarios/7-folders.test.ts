import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { story } from "../harness/scenario.ts";
import { texts, until } from "../harness/until.ts";
import { CORPUS, SUITE, VENV } from "../places.mjs";

/** Two folders in one window, each with a test that tells of its interpreter: one has it inside, one by its own setting. */
function folders(root: string, name: string): string {
    const other = join(CORPUS, SUITE, "venv");
    for (const [folder, environment] of [
        ["one", VENV],
        ["two", other],
    ] as const) {
        const path = join(root, name, folder);
        mkdirSync(join(path, ".vscode"), { recursive: true });
        writeFileSync(
            join(path, "test_where.py"),
            `import os, sys\n\n\ndef test_interpreter():\n    assert os.path.samefile(sys.prefix, ${JSON.stringify(environment)})\n`,
        );
    }
    symlinkSync(VENV, join(root, name, "one", ".venv"));
    const settings = JSON.stringify({ "fastest.python": join(other, "bin", "python") });
    writeFileSync(join(root, name, "two", ".vscode", "settings.json"), settings);
    const workspace = join(root, name, "both.code-workspace");
    writeFileSync(
        workspace,
        JSON.stringify({ folders: ["one", "two"].map((each) => ({ path: join(root, name, each) })) }),
    );
    return workspace;
}

story("folders", folders, (step) => {
    step("each folder is apart, and runs with its own interpreter", async (window, workspace) => {
        const { explorer } = window;
        // A browser that has never seen a workspace takes it for empty until its file changes, and may then ask again.
        const again = window.page.locator(".monaco-dialog-box").getByRole("button", { name: "Yes", exact: true });
        // The window may load itself anew at that, and cannot be asked then: it is opened once it stays so for a second.
        let shown: number | undefined;
        let trouble: unknown;
        await until(
            "the folders are opened",
            async () => {
                try {
                    if (await again.isVisible()) {
                        await again.click();
                        shown = undefined;
                    } else if ((await texts(window.page, ".explorer-folders-view .label-name")).includes("two")) {
                        shown ??= performance.now();
                    } else {
                        appendFileSync(workspace, "\n");
                        shown = undefined;
                    }
                } catch (problem) {
                    trouble = problem;
                    shown = undefined;
                }
                return shown !== undefined && performance.now() - shown > 1000;
            },
            30,
            () => String(trouble),
        );
        await explorer.show();
        await explorer.expand("one", "test_where.py", "two");
        await explorer.press("Run Tests");
        await explorer.row("one", (row) => row.state === "passed", 60);
        await explorer.row("two", (row) => row.state === "passed", 60);
        await window.shoot("ran");
    });
});
