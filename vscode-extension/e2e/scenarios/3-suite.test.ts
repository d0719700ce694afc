import assert from "node:assert/strict";
import { suite } from "../harness/project.ts";
import { story } from "../harness/scenario.ts";
import { until } from "../harness/until.ts";
import { SUITE } from "../places.mjs";

story(SUITE, suite, (step) => {
    step("a real suite is listed", async (window) => {
        await window.explorer.show();
        await window.explorer.expand("testing");
        await window.explorer.row("test_hookcaller.py");
    });

    step("all of it runs", async (window) => {
        await window.explorer.press("Run Tests");
        const root = await window.explorer.row("testing", (row) => row.state === "passed", 60);
        assert.match(root.description, /\d/);
        assert.equal(await window.problems(), 0);
        await window.shoot("passed");
    });

    step("the extension says how long its own start took", async (window) => {
        await window.command("Developer: Show Running Extensions");
        const rows = window.page.locator(".runtime-extensions-editor .monaco-list-row", { hasText: "Fastest" });
        const activation = await until("the time of activation", async () =>
            /Activation: (\d+ ?ms)/.exec((await rows.allTextContents()).join()),
        );
        process.stdout.write(`The extension's own activation took ${activation[1]}.\n`);
        await window.shoot("activation");
    });
});
