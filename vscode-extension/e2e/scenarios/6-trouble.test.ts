import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lastServer } from "../harness/processes.ts";
import { sample } from "../harness/project.ts";
import { story } from "../harness/scenario.ts";
import { until } from "../harness/until.ts";
import type { VsCodeWindow } from "../harness/window.ts";

/** Waits until another server than this one is there. */
function anotherServer(than: number): Promise<number> {
    return until("another server", () => {
        const now = lastServer();
        return now !== undefined && now !== than && now;
    });
}

async function runsOne({ explorer }: VsCodeWindow): Promise<void> {
    await explorer.act("test_no_discount", "Run Test");
    await explorer.row("test_no_discount", (row) => row.state === "passed" && !row.outdated);
}

story(
    "trouble",
    (root, name) => {
        const folder = sample(root, name);
        mkdirSync(join(folder, ".vscode"));
        const javaHome = join(folder, "no-java-here");
        writeFileSync(
            join(folder, ".vscode", "settings.json"),
            JSON.stringify({ "fastest.server.javaHome": javaHome }),
        );
        return folder;
    },
    (step) => {
        step("without Java a message says so, and leads to what to do", async (window, folder) => {
            const message = window.notification("is no Java 25 or newer");
            await message.waitFor();
            await window.shoot("no-java");
            await message.getByRole("button", { name: "What to do" }).click();
            await window.page.locator(".gettingStartedContainer", { hasText: "Have Java 25" }).waitFor();
            await window.shoot("what-to-do");
            rmSync(join(folder, ".vscode"), { recursive: true });
            await window.explorer.show();
            await window.explorer.expand("tests", "test_prices.py", "TestDiscount");
        });

        step("the palette copies the command of the test at the cursor", async (window) => {
            await window.openFile("tests/test_prices.py");
            await window.editor.goTo(7);
            await window.command("Python tests: Copy the pytest command");
            await window.status(/^Copied: cd \S+trouble && \S+python -m pytest .*test_prices\.py::test_no_discount$/);
        });

        step("it says how a test runs, and why none is found", async (window) => {
            const { page } = window;
            const dialog = page.locator(".monaco-dialog-box");
            const explain = async (what: RegExp) => {
                await window.command("Python tests: Why is this test run so, or not found?");
                await dialog.filter({ hasText: what }).waitFor();
                await window.shoot("explained");
                await page.keyboard.press("Escape");
                await dialog.waitFor({ state: "detached" });
            };
            await explain(/test_prices\.py::test_no_discount.*Engine: \w+.*pyproject\.toml.*Interpreter:.*\.venv/s);
            await window.openFile("shop/prices.py");
            await explain(/There is no test here\./);
        });

        step("another server is started when asked for, and the tree stays", async (window) => {
            const before = lastServer();
            assert.ok(before);
            await window.command("Python tests: Restart the server");
            await anotherServer(before);
            assert.ok((await window.explorer.rows()).some((row) => row.label === "test_half"));
            await runsOne(window);
        });

        step("a server that dies in a run leaves errors there, and the next one is as good", async (window) => {
            const { explorer } = window;
            await explorer.act("test_slow.py", "Run Test");
            await explorer.row("test_slow.py", (row) => row.state === "running");
            const before = lastServer();
            assert.ok(before);
            process.kill(before, "SIGKILL");
            await explorer.row("test_slow.py", (row) => row.state === "error");
            await window.notification("ended before this test had a result").waitFor();
            await window.shoot("died");
            await anotherServer(before);
            await runsOne(window);
            await window.shoot("recovered");
        });
    },
);
