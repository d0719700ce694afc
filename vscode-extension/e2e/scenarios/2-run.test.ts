import assert from "node:assert/strict";
import { sample } from "../harness/project.ts";
import { story } from "../harness/scenario.ts";
import { texts, until } from "../harness/until.ts";

story("run", sample, (step) => {
    step("one test runs from the gutter", async (window) => {
        await window.explorer.show();
        await window.explorer.expand("tests", "test_prices.py", "TestDiscount");
        await window.openFile("tests/test_prices.py");
        await (await window.editor.glyph(6)).click();
        const row = await window.explorer.row("test_no_discount", (row) => row.state === "passed");
        assert.match(row.description, /^[\d.]+ ?ms$/);
        const others = (await window.explorer.rows()).filter(
            (row) => row.level > 2 && row.label !== "test_no_discount",
        );
        assert.deepEqual(new Set(others.map((row) => row.state)), new Set(["unset"]));
        await window.shoot("passed");
    });

    step("a failing test shows what was expected and what was there", async (window) => {
        await (await window.editor.glyph(10)).click();
        await window.explorer.row("test_receipt", (row) => row.state === "failed");
        const inline = window.page.locator(".test-error-content-widget");
        await inline.waitFor();
        await window.shoot("failed");
        await inline.click();
        const peek = window.page.locator(".test-output-peek");
        await peek.first().waitFor();
        const side = async (which: string) =>
            (await texts(window.page, `.zone-widget .monaco-diff-editor .${which} .view-line`)).join("\n");
        await until(
            "the expected total",
            async () => (await side("original")).replaceAll("\u00a0", " ").includes("'total         6'"),
            30,
            () => side("original"),
        );
        await until(
            "the actual total",
            async () => (await side("modified")).replaceAll("\u00a0", " ").includes("'total         5'"),
            30,
            () => side("modified"),
        );
        await window.shoot("peek");
        await window.page.keyboard.press("Escape");
        await peek.first().waitFor({ state: "detached" });
    });

    step("a class runs from the explorer, with its cases", async (window) => {
        await window.explorer.act("TestDiscount", "Run Test");
        await window.explorer.row("TestDiscount", (row) => row.state === "passed");
        await window.explorer.expand("test_percent");
        await window.explorer.row("10", (row) => row.state === "passed");
        await window.explorer.row("25", (row) => row.state === "passed");
        await window.explorer.row("test_receipt", (row) => row.state === "failed");
        await window.explorer.row("test_vouchers", (row) => row.state === "unset");
        await window.shoot("class");
    });

    step("what a test prints is in the results", async (window) => {
        await window.explorer.act("test_half", "Run Test");
        const printed = () => texts(window.page, ".part.panel .xterm-rows > div");
        const said = (what: RegExp) =>
            until(`${what} in the results`, async () => (await printed()).some((line) => what.test(line)), 30, printed);
        await said(/half of.80/);
        await said(/^1.passed.in.\d/);
        await window.shoot("output");
    });

    step("a skipped test says so", async (window) => {
        await window.explorer.act("test_vouchers", "Run Test");
        await window.explorer.row("test_vouchers", (row) => row.state === "skipped");
        await window.shoot("skipped");
    });

    step("a long run is cancelled, and what has ended keeps its result", async (window) => {
        const { explorer } = window;
        await explorer.act("test_slow.py", "Run Test");
        await explorer.expand("test_slow.py", "test_patience");
        await explorer.row("0", (row) => row.state === "passed");
        const cases = async () => (await explorer.rows()).filter((row) => row.level === 4 && /^\d$/.test(row.label));
        await until(
            "a case runs and another waits",
            async () => {
                const states = (await cases()).map((row) => row.state);
                return states.includes("running") && states.includes("queued");
            },
            30,
            cases,
        );
        await window.shoot("running");
        await explorer.press("Cancel Test Run");
        await until(
            "nothing runs and nothing waits",
            async () => {
                const states = (await explorer.rows()).map((row) => row.state);
                return !states.includes("running") && !states.includes("queued");
            },
            30,
            () => explorer.rows(),
        );
        const states = (await cases()).map((row) => row.state);
        assert.equal(states[0], "passed");
        assert.equal(states.at(-1), "unset");
        await window.shoot("cancelled");
    });

    step("results of each kind are still there after a reload, as of before", async (window) => {
        const { explorer, page } = window;
        await page.reload();
        await explorer.show();
        await explorer.expand("tests", "test_prices.py", "TestDiscount", "test_percent");
        await explorer.row("test_receipt", (row) => row.state === "failed" && row.outdated);
        await explorer.row("test_vouchers", (row) => row.state === "skipped" && row.outdated);
        await explorer.row("test_half", (row) => row.state === "passed" && row.outdated);
        await explorer.row("25", (row) => row.state === "passed");
        await window.shoot("reloaded");
    });

    step("what failed before the reload runs again, and nothing else", async (window) => {
        await window.command("Python tests: Run failed tests again");
        await window.status(/^1\/1$/);
        await window.explorer.row("test_receipt", (row) => row.state === "failed" && !row.outdated);
        await window.explorer.row("test_half", (row) => row.state === "passed" && row.outdated);
        await window.shoot("failed-again");
    });

    step("a continuous run runs again what is saved", async (window) => {
        const { editor, explorer } = window;
        await explorer.act("test_prices.py", "Turn on Continuous Run");
        await window.shoot("continuous");
        await window.openFile("tests/test_prices.py");
        await editor.goTo(12);
        await window.page.keyboard.press("End");
        await window.page.keyboard.press("ArrowLeft");
        await window.page.keyboard.press("ArrowLeft");
        await window.page.keyboard.press("Backspace");
        await editor.type("5");
        await editor.save();
        await explorer.row("test_receipt", (row) => row.state === "passed");
        await window.shoot("continuous-passed");
        await explorer.act("test_prices.py", "Turn off Continuous Run");
    });

    step("coverage is drawn in the gutter and counted", async (window) => {
        const { page } = window;
        await window.explorer.act("test_prices.py", "Run Test with Coverage");
        await page.locator('.part.sidebar .monaco-list-row[aria-label*="prices.py"]', { hasText: "84.62%" }).waitFor();
        await window.openFile("shop/prices.py");
        await page.locator(".coverage-deco-gutter.coverage-deco-hit").first().waitFor();
        await page.locator(".coverage-deco-gutter.coverage-deco-miss").first().waitFor();
        await window.shoot("coverage");
    });

    step("coverage of a single test is shown where it was measured", async (window) => {
        const { explorer, page } = window;
        await explorer.show();
        await explorer.at("test_prices.py").first().click({ button: "right" });
        const menu = page.locator(".context-view .action-label", { hasText: "Execute Using Profile" });
        await menu.waitFor();
        await until("the profiles", async () => {
            // A menu takes no click for a moment after it has come.
            await menu.click({ timeout: 500 }).catch(() => undefined);
            return page.locator(".quick-input-widget").isVisible();
        });
        await window.pick("Run with coverage of each test");
        await window.status(/^6$/);
        await page.locator('.editor-actions .action-label[aria-label^="Filter Coverage to Test"]').click();
        await window.pick(/^test_no_discount/);
        // A price of which nothing is taken off is all that this test asks for.
        await page.locator(".coverage-deco-gutter.coverage-deco-hit").first().waitFor();
        await until(
            "only two lines of the function",
            async () => (await page.locator(".coverage-deco-gutter.coverage-deco-hit").count()) === 2,
        );
        await window.shoot("coverage-of-a-test");
    });

    step("a debug run stops at a breakpoint, with the values of that moment", async (window) => {
        const { editor, explorer, page } = window;
        await explorer.show();
        await window.openFile("tests/test_prices.py");
        await editor.goTo(18);
        await page.keyboard.press("F9");
        await explorer.act("test_half", "Debug Test");
        await page.locator(".debug-toolbar").waitFor({ timeout: 60_000 });
        await page.locator(".debug-top-stack-frame-line").first().waitFor({ timeout: 60_000 });
        const local = page.locator(".debug-variables .monaco-list-row", { hasText: /^price\s*=\s*80$/ });
        await local.waitFor();
        await window.shoot("stopped");
        await page.keyboard.press("F5");
        await page.locator(".debug-toolbar").waitFor({ state: "hidden" });
        await explorer.show();
        await explorer.row("test_half", (row) => row.state === "passed");
        await window.shoot("debugged");
    });
});
