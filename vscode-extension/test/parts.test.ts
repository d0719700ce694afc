import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import type * as vscode from "vscode";
import { detailsOf } from "../src/coverage";
import { lensTarget } from "../src/lenses";
import { orderOf, Profiles } from "../src/profiles";
import { shellLine } from "../src/shell";
import { wordsOf } from "../src/status";
import { items, NO_COUNTS, PROJECT } from "./made";
import { plain, Scripted } from "./scripted";
import { configured, executed, TestController } from "./vscode";

test("a command line does in a shell what the server says", { skip: process.platform === "win32" }, () => {
    const argv = ["printf", "%s|", "it's", "a b", "$HOME", "test_a.py::test[x-*]", "", "ü\\n"];
    const line = shellLine({ argv, cwd: "/", env: { SET: "a 'b'", HOME: null } }, "linux");
    assert.equal(execFileSync("sh", ["-c", line], { encoding: "utf8" }), `${argv.slice(2).join("|")}|`);
    const env = shellLine(
        { argv: ["sh", "-c", 'echo "$PWD $SET [$HOME]"'], cwd: "/", env: { SET: "a 'b'", HOME: null } },
        "linux",
    );
    assert.equal(execFileSync("sh", ["-c", env], { encoding: "utf8" }), "/ a 'b' []\n");
    assert.equal(
        shellLine(
            { argv: ["C:\\py\\python.exe", "-m", "pytest", "a'b"], cwd: "C:\\my p", env: { A: "1", B: null } },
            "win32",
        ),
        "Set-Location 'C:\\my p'; $env:A = 1; Remove-Item Env:B; & C:\\py\\python.exe -m pytest 'a''b'",
    );
});

test("the server's lenses and code actions run what they say", () => {
    const scripted = new Scripted();
    scripted.tree.list(items("test_a.py", "test_a.py::test_1"), 1);
    const of = (name: string, args: unknown) => lensTarget(name, [args], scripted.tree, ["f"]);
    assert.deepEqual(of("tests.run", { ids: ["a"] }), { kind: "run", ids: ["a"] });
    assert.deepEqual(of("tests.run", {}), { kind: "run" });
    assert.deepEqual(of("tests.runFile", { uri: `${PROJECT}/test_a.py` }), {
        kind: "run",
        ids: [`${PROJECT}::test_a.py`],
    });
    assert.deepEqual(of("tests.debug", { ids: ["a"] }), { kind: "debug", ids: ["a"] });
    assert.deepEqual(of("tests.rerunFailed", {}), { kind: "run", ids: ["f"] });
    assert.equal(of("tests.cancel", {}), undefined);
});

test("profiles: one of each kind and name; those that stay are not made anew", () => {
    const controller = new TestController();
    const started: unknown[] = [];
    const details = { loadDetailedCoverage: async () => [], loadDetailedCoverageForTest: async () => [] };
    const profiles = new Profiles(
        controller as unknown as vscode.TestController,
        (order) => {
            started.push(order);
        },
        details,
    );
    profiles.offer(["run", "coverage", "debug"]);
    const labels = () => controller.profiles.map((each) => each.label);
    assert.deepEqual(labels(), ["Run", "Run with coverage", "Run with coverage of each test", "Debug"]);
    const [run, coverage, byTest, debug] = controller.profiles;
    assert.deepEqual(
        [run, coverage, debug].map((each) => each?.supportsContinuousRun),
        [true, true, false],
    );
    assert.ok(byTest && "loadDetailedCoverageForTest" in byTest);
    assert.ok(coverage && "loadDetailedCoverage" in coverage && !("loadDetailedCoverage" in (run ?? {})));
    profiles.name([{ name: "slow" }, { name: "slow", project: PROJECT }]);
    assert.deepEqual(labels().slice(4), ["Run: slow", "Run with coverage: slow", "Debug: slow"]);
    assert.equal(controller.profiles[0], run);
    assert.deepEqual(
        controller.profiles.map((each) => each.isDefault),
        [true, true, false, true, false, false, false],
    );
    configured["fastest.coverage.args"] = ["--cov=src"];
    for (const profile of controller.profiles) {
        profile.runHandler({} as never, {} as never);
    }
    delete configured["fastest.coverage.args"];
    assert.deepEqual(started, [
        { profile: { kind: "run" } },
        { profile: { kind: "coverage", args: ["--cov=src"] } },
        { profile: { kind: "coverage", args: ["--cov=src", "--cov-context=test"] } },
        { profile: { kind: "debug" } },
        { profile: { kind: "run", name: "slow" } },
        { profile: { kind: "coverage", name: "slow", args: ["--cov=src"] } },
        { profile: { kind: "debug", name: "slow" } },
    ]);
    run?.configureHandler?.();
    assert.deepEqual(executed.at(-1), ["workbench.action.openSettings", "@id:fastest.profiles"]);
    profiles.name([]);
    assert.deepEqual(labels(), ["Run", "Run with coverage", "Run with coverage of each test", "Debug"]);
    assert.deepEqual(orderOf("run"), { profile: { kind: "run" } });
});

test("coverage: lines count from 0 in the editor, branches stand at their line", () => {
    const found = detailsOf({
        lines: [
            { line: 1, hits: 1 },
            { line: 4, hits: 0 },
        ],
        branches: [
            { line: 4, to: 9, hits: 1 },
            { line: 4, to: -1, hits: 0 },
        ],
    });
    assert.deepEqual(plain(found), [
        { executed: 1, location: { line: 0, character: 0 }, branches: [] },
        {
            executed: 0,
            location: { line: 3, character: 0 },
            branches: [
                { executed: 1, location: { line: 3, character: 0 }, label: "line 9" },
                { executed: 0, location: { line: 3, character: 0 }, label: "the exit" },
            ],
        },
    ]);
});

test("counts are said as pytest does", () => {
    assert.equal(wordsOf(NO_COUNTS), "no tests");
    assert.equal(
        wordsOf({ ...NO_COUNTS, passed: 3, errored: 1, xpassed: 2, total: 6 }),
        "3 passed, 1 errors, 2 passed against expectation",
    );
});
