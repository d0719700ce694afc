import assert from "node:assert/strict";
import { sample } from "../harness/project.ts";
import { story } from "../harness/scenario.ts";

story(
    "untrusted",
    sample,
    (step) => {
        step("a folder that is not trusted is listed from its text", async (window) => {
            await window.explorer.show();
            await window.explorer.expand("tests", "test_prices.py");
            await window.explorer.row("test_receipt");
            const top = await window.explorer.row("tests");
            assert.match(top.description, /^not trusted: nothing runs$/);
            await window.shoot("listed");
        });

        step("nothing of it runs before VS Code has asked", async (window) => {
            await window.explorer.act("test_no_discount", "Run Test");
            const dialog = window.page.locator(".monaco-dialog-box", { hasText: "Running tests may execute code" });
            await dialog.waitFor();
            await window.shoot("asked");
            await dialog.getByText("Cancel").click();
            await dialog.waitFor({ state: "detached" });
            const states = (await window.explorer.rows()).map((row) => row.state);
            assert.deepEqual(new Set(states), new Set(["unset"]));
        });

        step("it runs as soon as it is trusted", async (window) => {
            await window.explorer.act("test_no_discount", "Run Test");
            await window.page.locator(".monaco-dialog-box").getByText("Trust Folder & Continue").click();
            await window.explorer.row("test_no_discount", (row) => row.state === "passed");
            assert.doesNotMatch((await window.explorer.row("tests")).description, /trusted/);
            await window.shoot("trusted");
        });
    },
    "no",
);
