import { large } from "../harness/project.ts";
import { story } from "../harness/scenario.ts";

const TESTS = 50_000;

story(
    "large",
    (root, name) => large(root, name, TESTS),
    (step) => {
        step("50,000 tests are listed", async (window) => {
            await window.explorer.show();
            await window.explorer.expand("tests", "part_07", "test_0077.py");
            await window.explorer.row("test_00");
            await window.status(/^50,?000$/);
            await window.shoot("listed");
        });

        step("a test that is typed appears, and what was open stays open", async (window) => {
            await window.openFile("tests/part_07/test_0077.py");
            await window.editor.goTo(1);
            await window.editor.type("def test_typed():\n    pass\n\n\n");
            await window.explorer.row("test_typed");
            await window.explorer.row("test_0077.py", (row) => row.expanded === true);
            await window.explorer.row("test_0070.py", (row) => row.expanded === false);
            await window.status(/^50,?001$/);
            await window.shoot("typed");
        });

        step("a folder of 501 tests runs, and no other", async (window) => {
            await window.editor.save();
            await window.explorer.collapse("test_0077.py");
            await window.explorer.act("part_07", "Run Test");
            await window.explorer.row("part_07", (row) => row.state === "passed", 90);
            await window.explorer.row("test_0070.py", (row) => row.state === "passed");
            await window.explorer.row("part_08", (row) => row.state === "unset");
            await window.shoot("ran");
        });
    },
);
