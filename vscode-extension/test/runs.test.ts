import assert from "node:assert/strict";
import { test } from "node:test";
import type * as vscode from "vscode";
import type { Message, RunEvent } from "../src/protocol";
import { item, items, messages, NO_COUNTS, PROJECT } from "./made";
import { Scripted, settled } from "./scripted";
import { type CancellationTokenSource, TestRunRequest } from "./vscode";

const FILE = `${PROJECT}::test_a.py`;
const ONE = `${FILE}::test_1`;
const TWO = `${FILE}::test_2`;
const DONE: RunEvent = { t: "ended", reason: "done", counts: NO_COUNTS, exitCode: 0 };

/** A client with a run of everything that the server has accepted. */
async function running(argv: string[] = ["x"], small = 9) {
    const scripted = new Scripted(small);
    const all = items("test_a.py", "test_a.py::test_1", "test_a.py::test_2");
    scripted.view.draw(scripted.tree.list(all, 1));
    const done = scripted.runs.startAnew({ profile: { kind: "run" } }, undefined, undefined);
    await settled();
    const [run] = scripted.controller.runs;
    const runId = scripted.lastRunId();
    assert.ok(run);
    await scripted.answer("tests/run", { runId, accepted: true, command: { argv, cwd: "/", env: {} } });
    const [command] = run.outputs.splice(0);
    assert.deepEqual(run.record.splice(0), ["output"]);
    assert.match(command?.text ?? "", new RegExp(`cd / && ${argv.join(" ")}`), "what does the same in a terminal");
    const tell = (...events: RunEvent[]) => {
        for (const message of messages(runId, ...events)) {
            scripted.runs.event(message);
        }
    };
    return { scripted, run, runId, done, tell };
}

function message(more: Partial<Message>): Message {
    return { text: "text", phase: "call", stack: [], ...more };
}

test("each outcome has its own look, and says why", async () => {
    const { run, tell, done } = await running();
    const why = (text: string) => ({ id: ONE, durationMs: 2, messages: [message({ text })] });
    tell(
        { t: "skipped", ...why("not today") },
        { t: "xfailed", ...why("known bug") },
        { t: "xpassed", id: ONE, durationMs: 3 },
        { t: "failed", ...why("no") },
        { t: "errored", ...why("worse") },
        { t: "passed", id: ONE, durationMs: 4 },
        DONE,
    );
    await done;
    assert.deepEqual(
        run.record.filter((line) => line !== "output"),
        [
            `skipped ${ONE}`,
            `passed ${ONE} 2`,
            `passed ${ONE} 3`,
            `failed ${ONE} 2`,
            `errored ${ONE} 2`,
            `passed ${ONE} 4`,
            "end",
        ],
    );
    assert.deepEqual(
        run.outputs.map((each) => [each.text, each.test]),
        [
            ["skipped: not today\r\n", ONE],
            ["failed, as expected: known bug\r\n", ONE],
            ["passed, though it was expected to fail: \r\n", ONE],
            [run.outputs.at(-1)?.text, undefined],
        ],
    );
    assert.match(run.outputs.at(-1)?.text ?? "", /32mno tests in \d+\.\d\d s/);
    assert.deepEqual(
        run.messages.map((each) => each.message),
        ["no", "worse"],
    );
});

test("a test that is over in the message that tells of its begin is not drawn as running", async () => {
    const { scripted, run, runId, done, tell } = await running();
    tell({ t: "enqueued", id: ONE }, { t: "enqueued", id: TWO });
    scripted.runs.event({
        runId,
        seq: 3,
        events: [
            { t: "started", id: ONE },
            { t: "passed", id: ONE, durationMs: 1 },
            { t: "started", id: TWO },
        ],
    });
    scripted.runs.event({ runId, seq: 4, events: [{ t: "passed", id: TWO, durationMs: 2 }, DONE] });
    await done;
    assert.deepEqual(run.record, [
        `enqueued ${ONE}`,
        `enqueued ${TWO}`,
        `passed ${ONE} 1`,
        `started ${TWO}`,
        `passed ${TWO} 2`,
        "output",
        "end",
    ]);
});

test("cases that are found while it runs are there before their results", async () => {
    const { scripted, run, tell, done } = await running();
    const found = { ...item("test_a.py::test_1[x]"), origin: "run" as const };
    tell(
        { t: "discovered", items: [found] },
        { t: "enqueued", id: found.id },
        { t: "passed", id: found.id, durationMs: 1 },
        DONE,
    );
    await done;
    assert.deepEqual(run.record, [`enqueued ${found.id}`, `passed ${found.id} 1`, "output", "end"]);
    assert.equal(scripted.item("test_a.py::test_1[x]").parent, scripted.item("test_a.py::test_1"));
});

test("of tests that nobody looks at only results are drawn; what is shown above them waits and runs once", async () => {
    const { scripted, run, tell, done } = await running(["x"], 0);
    tell(
        { t: "enqueued", id: ONE },
        { t: "enqueued", id: TWO },
        { t: "enqueued", id: "x::y" },
        { t: "started", id: ONE },
        { t: "started", id: TWO },
        { t: "enqueued", id: ONE },
        { t: "failed", id: TWO, durationMs: 1 },
        DONE,
    );
    await done;
    assert.deepEqual(run.record, [`enqueued ${FILE}`, `started ${FILE}`, `failed ${TWO} 1`, "output", "end"]);
    assert.deepEqual(scripted.shown(), ["test_a.py", "  test_2"]);
});

test("a server that ends leaves errors, not silence, and nothing that looks passed", async () => {
    const { scripted, run, tell, done } = await running();
    tell({ t: "enqueued", id: ONE }, { t: "enqueued", id: TWO }, { t: "passed", id: ONE, durationMs: 1 });
    scripted.runs.serverGone();
    await done;
    assert.deepEqual(run.record.slice(3), [`errored ${TWO} undefined`, "output", "end"]);
    assert.match(run.messages[0]?.message ?? "", /ended before/);
    assert.deepEqual(scripted.runs.failures, [TWO]);
});

test("a message that is missing ends the run with errors", async () => {
    const { scripted, run, runId, done } = await running();
    const [first, , third] = messages(runId, { t: "enqueued", id: ONE }, { t: "started", id: ONE }, DONE);
    assert.ok(first && third);
    scripted.runs.event(first);
    scripted.runs.event(third);
    await done;
    assert.deepEqual(run.record, [`enqueued ${ONE}`, `errored ${ONE} undefined`, "output", "end"]);
    assert.equal(scripted.told.filter((line) => line.startsWith("failed:")).length, 1);
    assert.deepEqual(scripted.asked.at(-1), { method: "tests/cancel", params: { runId } });
});

test("a run that ends otherwise than with results says so; one that is cancelled need not", async () => {
    for (const reason of ["error", "crashed", "timeout", "cancelled"] as const) {
        const { scripted, run, tell, done } = await running();
        tell({ t: "ended", reason, counts: NO_COUNTS, exitCode: 4, message: "no such option\nat all" });
        await done;
        assert.equal(run.outputs.at(-2)?.text, "no such option\r\nat all\r\n");
        const words = reason === "cancelled" ? "cancelled after" : "no tests in";
        assert.match(run.outputs.at(-1)?.text ?? "", new RegExp(`33m${words} `));
        const said = scripted.told.includes("failed: no such option\nat all");
        assert.equal(said, reason !== "cancelled", reason);
    }
});

test("a refused run says why and ends", async () => {
    const scripted = new Scripted();
    scripted.view.draw(scripted.tree.list(items("test_a.py"), 1));
    const done = scripted.runs.startAnew({ profile: { kind: "run" } }, undefined, undefined);
    await settled();
    await scripted.answer("tests/run", { accepted: false, reason: "not trusted" });
    await done;
    assert.deepEqual(scripted.controller.runs[0]?.record, ["output", "end"]);
    assert.ok(scripted.told.includes("refused: not trusted"));
});

test("an outcome of an item that nobody told of is not lost", async () => {
    const { run, tell, done } = await running();
    tell({ t: "errored", id: "x::y", durationMs: 1, messages: [message({ text: "no room" })] }, DONE);
    await done;
    assert.equal(run.outputs[0]?.text, "x::y: errored: no room\r\n");
});

test("only the first that a test prints stands beside it", async () => {
    const { run, tell, done } = await running();
    tell(
        { t: "output", stream: "stdout", text: "one\n", id: ONE },
        { t: "output", stream: "stdout", text: "two\n", id: ONE },
        { t: "output", stream: "stderr", text: "three\r\n" },
        DONE,
    );
    await done;
    assert.deepEqual(
        run.outputs.slice(0, -1).map((each) => [each.text, each.location !== undefined, each.test]),
        [
            ["one\r\n", true, ONE],
            ["two\r\n", false, ONE],
            ["three\r\n", false, undefined],
        ],
    );
});

test("the words of a failure begin with what was wrong", async () => {
    const { run, tell, done } = await running();
    const text = "def test():\n>   assert 1 == 2\nE   assert 1 == 2\n\ntest_a.py:1: AssertionError";
    const frame = (name: string, line: number) => {
        const at = { line, character: 0 };
        return { name, uri: `${PROJECT}/test_a.py`, range: { start: at, end: at }, user: true };
    };
    const failed = (more: Partial<Message>): RunEvent => ({
        t: "failed",
        id: ONE,
        durationMs: 1,
        messages: [message(more)],
    });
    tell(
        failed({ text, exception: "AssertionError" }),
        failed({ text: "E   ValueError: no", exception: "ValueError" }),
        failed({ text, exception: "AssertionError", phase: "setup" }),
        failed({ text, exception: "AssertionError", subtest: "(i=1)", ansi: "\u001b[31mred" }),
        failed({ text: "worker died", stack: [frame("outer", 1), frame("inner", 2)] }),
        DONE,
    );
    await done;
    assert.deepEqual(
        run.messages.map((each) => each.message.split("\n\n")[0]),
        [
            "AssertionError: assert 1 == 2",
            "ValueError: no",
            "setup: assert 1 == 2",
            "(i=1): AssertionError: assert 1 == 2",
            "worker died",
        ],
    );
    assert.deepEqual(
        run.messages[4]?.stackTrace?.map((each) => each.label),
        ["inner", "outer"],
    );
    assert.ok(run.messages[3]?.message.endsWith("\n\n\u001b[31mred"));
});

test("progress counts a test once, however often it is tried", async () => {
    const { scripted, tell } = await running();
    tell(
        { t: "enqueued", id: ONE },
        { t: "enqueued", id: TWO },
        { t: "started", id: ONE },
        { t: "attempt", id: ONE, outcome: "failed", messages: [message({ text: "first try" })] },
        { t: "passed", id: ONE, durationMs: 1 },
        { t: "passed", id: TWO, durationMs: 1 },
        { t: "enqueued", id: TWO },
    );
    assert.deepEqual(scripted.told.slice(-7), ["0/1", "0/2", "0/2", "0/2", "1/2", "2/2", "1/2"]);
});

test("failures are those of the newest results, and go with their tests", async () => {
    const { scripted, tell } = await running();
    tell({ t: "failed", id: ONE, durationMs: 1 }, { t: "errored", id: TWO, durationMs: 1 });
    assert.deepEqual(scripted.runs.failures, [ONE, TWO]);
    scripted.view.draw(scripted.tree.list(items("test_a.py", "test_a.py::test_1"), 2));
    assert.deepEqual(scripted.runs.failures, [ONE]);
    const again = scripted.runs.startAnew({ profile: { kind: "run" } }, undefined, undefined);
    await settled();
    const [passed, ended] = messages(scripted.lastRunId(), { t: "passed", id: ONE, durationMs: 1 }, DONE);
    assert.ok(passed && ended);
    scripted.runs.event(passed);
    assert.deepEqual(scripted.runs.failures, []);
    scripted.runs.event(ended);
    await scripted.answer("tests/run", { runId: scripted.lastRunId(), accepted: true, command: { argv: [] } });
    await again;
});

test("the end is told as a terminal would: what is wrong first in its colour", async () => {
    const { run, tell, done } = await running();
    const counts = { ...NO_COUNTS, passed: 2, failed: 1, total: 3 };
    tell({ t: "ended", reason: "done", counts, exitCode: 1 });
    await done;
    assert.match(run.outputs[0]?.text ?? "", /31m2 passed, 1 failed in \d+\.\d\d s/);
});

test("failures are known after a reload, those of tests that are no more are not", async () => {
    const { scripted, tell, done } = await running();
    tell({ t: "failed", id: ONE, durationMs: 1 }, { t: "errored", id: TWO, durationMs: 1 }, DONE);
    await done;
    await settled();
    const next = new Scripted(0, scripted.kept);
    assert.deepEqual(next.runs.failures, [], "nothing is listed yet");
    next.view.draw(next.tree.list(items("test_a.py", "test_a.py::test_2"), 1));
    assert.deepEqual(next.runs.failures, [TWO]);
    assert.deepEqual(new Scripted(0, new Map([["failed", "?"]])).runs.failures, []);
});

test("the last run is asked for again, with the same tests and order", async () => {
    const { scripted, tell, done } = await running();
    tell(DONE);
    await done;
    const include = [scripted.item("test_a.py") as unknown as vscode.TestItem];
    const order = { profile: { kind: "coverage" as const, args: ["--cov=src"] } };
    void scripted.runs.startAnew(order, include, undefined);
    await settled();
    const first = scripted.lastRunId();
    void scripted.runs.again();
    await settled();
    assert.notEqual(scripted.lastRunId(), first);
    assert.deepEqual(scripted.asked.at(-1)?.params, {
        runId: scripted.lastRunId(),
        profile: order.profile,
        include: [FILE],
    });
});

test("coverage is asked for test by test where each test was a context of its own", async () => {
    for (const [argv, tests] of [
        [["python", "-m", "pytest", "--cov-context=test"], [ONE]],
        [["python", "-m", "pytest", "--cov"], []],
    ] as const) {
        const { scripted, run, tell } = await running([...argv]);
        tell(
            { t: "passed", id: ONE, durationMs: 1 },
            { t: "coverage", files: [{ uri: `${PROJECT}/a.py`, statements: { covered: 1, total: 2 } }] },
        );
        assert.deepEqual(
            run.coverage.map((file) => file.includesTests.map((each) => each.id)),
            [tests],
        );
        scripted.runs.dispose();
    }
});

test("the debugger attaches where the server says", async () => {
    const { scripted, runId, tell } = await running();
    tell({ t: "debug", connect: { host: "127.0.0.1", port: 4711 }, id: ONE });
    assert.equal(scripted.told.at(-2), "debug 127.0.0.1:4711");
    scripted.endDebugging();
    assert.deepEqual(scripted.asked.at(-1), { method: "tests/cancel", params: { runId } });
});

test("a round is cancelled alone, its continuous run with the person's token", async () => {
    const scripted = new Scripted();
    scripted.view.draw(scripted.tree.list(items("test_a.py", "test_a.py::test_1"), 1));
    const { CancellationTokenSource: Source } = await import("./vscode");
    const stop: CancellationTokenSource = new Source();
    const request = new TestRunRequest(undefined, undefined, undefined, true);
    void scripted.runs.start(
        { profile: { kind: "run" } },
        request as unknown as vscode.TestRunRequest,
        stop.token as unknown as vscode.CancellationToken,
    );
    await settled();
    const runId = scripted.lastRunId();
    const command = { argv: ["x"], cwd: "/", env: {} };
    await scripted.answer("tests/run", { runId, accepted: true, command });
    assert.equal(scripted.controller.runs.length, 0);
    const round = { runId: `${runId}/1`, continuous: runId, include: [FILE], saved: [`${PROJECT}/test_a.py`], command };
    scripted.runs.round(round);
    scripted.runs.round({ ...round, runId: "other/1", continuous: "other" });
    assert.equal(scripted.controller.runs.length, 1);
    scripted.controller.runs[0]?.cancel.cancel();
    assert.deepEqual(scripted.asked.at(-1)?.params, { runId: `${runId}/1` });
    scripted.runs.serverGone();
    void scripted.runs.serverBegan();
    const again = { method: "tests/run", params: { runId, profile: { kind: "run" }, continuous: true } };
    assert.deepEqual(scripted.asked.at(-1), again, "another server runs on saves, too");
    await scripted.answer("tests/run", { runId, accepted: true, command });
    scripted.runs.round(round);
    assert.equal(scripted.controller.runs.length, 2);
    stop.cancel();
    assert.deepEqual(scripted.asked.at(-1)?.params, { runId });
    const asked = scripted.asked.length;
    await scripted.runs.serverBegan();
    assert.equal(scripted.asked.length, asked, "what the person has ended stays ended");
});
