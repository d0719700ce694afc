import assert from "node:assert/strict";
import { sample } from "../harness/project.ts";
import { story } from "../harness/scenario.ts";
import { until } from "../harness/until.ts";

story("tree", sample, (step) => {
    step("all tests are shown, and nothing has run for that", async (window) => {
        await window.explorer.show();
        await window.explorer.expand("tests", "test_prices.py", "TestDiscount", "test_percent");
        await window.explorer.labels([
            "tests",
            "test_prices.py",
            "test_no_discount",
            "test_receipt",
            "TestDiscount",
            "test_half",
            "test_percent",
            "10",
            "25",
            "test_vouchers",
            "test_slow.py",
        ]);
        assert.deepEqual(new Set((await window.explorer.rows()).map((row) => row.state)), new Set(["unset"]));
        assert.deepEqual(await window.notifications(), []);
        await window.shoot("tree");
    });

    step("a test that is typed appears without saving", async (window) => {
        await window.openFile("tests/test_prices.py");
        await window.editor.goTo(5);
        await window.editor.type("\ndef test_typed():\n    assert True\n\n");
        await window.explorer.row("test_typed");
        assert.ok(await window.editor.isDirty());
        // What was open stays open.
        assert.equal((await window.explorer.row("test_percent")).expanded, true);
        const glyph = await window.editor.glyph(6);
        await glyph.waitFor();
        await window.shoot("typed");
    });

    step("a file that is broken keeps its tests", async (window) => {
        const before = (await window.explorer.rows()).map((row) => row.label);
        await window.editor.goTo(6);
        await window.editor.type("def test_(((:\n");
        await until("the error is told", async () => (await window.explorer.errors()).length > 0);
        await window.shoot("broken");
        assert.match((await window.explorer.errors()).join(), /SyntaxError/);
        assert.equal(await window.problems(), 1);
        await window.explorer.labels(before);
        await window.editor.goTo(6);
        await window.page.keyboard.press("Control+Shift+K");
        await until("the text is good again", async () => (await window.explorer.errors()).length === 0);
        await until("no error is left", async () => (await window.problems()) === 0);
        await window.explorer.labels(before);
    });

    step("a test that is renamed is one row, and one that goes is none", async (window) => {
        await window.editor.goTo(6, 15);
        await window.editor.type("_again");
        await window.explorer.row("test_typed_again");
        await window.explorer.gone("test_typed");
        await window.command("File: Revert File");
        await window.explorer.gone("test_typed_again");
        await window.shoot("reverted");
    });
});
