/** The real server's sessions, docs/protocol/*.jsonl, played to the parts that draw them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type * as vscode from "vscode";
import { plain, Scripted, settled, transcript } from "./scripted";
import { CancellationTokenSource, Location, TestRunRequest } from "./vscode";

const SHOP = "file:///shop::test_shop.py";

/** A client that has listed what the transcripts' folder holds. */
async function listed(): Promise<Scripted> {
    const scripted = new Scripted();
    void scripted.sync.begin();
    await scripted.play(transcript("list").slice(0, 4));
    scripted.view.open("file:///shop/test_shop.py");
    scripted.view.open("file:///shop/test_slow.py");
    return scripted;
}

function request(scripted: Scripted, include?: string[], exclude?: string[], continuous = false): TestRunRequest {
    const items = (ids?: string[]) => ids?.map((id) => scripted.item(id));
    return new TestRunRequest(items(include), items(exclude), undefined, continuous);
}

/** Begins a run with the id that the transcripts give it. */
async function start(scripted: Scripted, kind: "run" | "coverage" | "debug", wanted: TestRunRequest) {
    const cancel = new CancellationTokenSource();
    const done = scripted.runs.start(
        { profile: { kind } },
        wanted as unknown as vscode.TestRunRequest,
        cancel.token as unknown as vscode.CancellationToken,
    );
    await settled();
    return { cancel, done, runId: scripted.lastRunId() };
}

/** The transcript with this client's id for its run. */
function renamed(name: string, runId: string) {
    return JSON.parse(JSON.stringify(transcript(name)).replaceAll('"r1', `"${runId}`)) as ReturnType<typeof transcript>;
}

test("list: the tree is the server's", async () => {
    const scripted = new Scripted();
    void scripted.sync.begin();
    await scripted.play(transcript("list").slice(0, 4));
    assert.deepEqual(scripted.shown(), ["test_shop.py", "test_slow.py"]);
    assert.deepEqual(scripted.told, ["lists", "has listed"]);
    scripted.view.expand(scripted.item("test_shop.py") as unknown as vscode.TestItem);
    assert.deepEqual(scripted.shown(), ["test_shop.py", "  test_price", "  TestCart", "test_slow.py"]);
    assert.equal(scripted.item("test_shop.py").canResolveChildren, false);
    assert.equal(scripted.item("test_slow.py").canResolveChildren, true);
    scripted.view.expand(scripted.item("test_shop.py::TestCart") as unknown as vscode.TestItem);
    const full = scripted.item("test_shop.py::TestCart::test_full");
    assert.deepEqual(plain(full.range?.start), { line: 13, character: 8 });
    assert.deepEqual(
        scripted.item("test_shop.py::test_price").tags.map((tag) => tag.id),
        ["parametrize"],
    );
});

test("edit: a rename replaces one item, an error keeps all", async () => {
    const scripted = await listed();
    const cart = scripted.item("test_shop.py::TestCart");
    const [rename, broken, mended, closed] = transcript("edit").filter((line) => line.from === "server");
    assert.ok(rename && broken && mended && closed);
    const before = scripted.controller.record.length;
    await scripted.play([rename]);
    assert.deepEqual(scripted.controller.record.slice(before), [
        `- ${SHOP}::TestCart::test_full`,
        `+ ${SHOP}::TestCart::test_sum`,
    ]);
    await scripted.play([broken]);
    assert.match(scripted.item("test_shop.py").error?.value ?? "", /\w/);
    assert.equal(scripted.controller.record.length, before + 2);
    await scripted.play([mended]);
    assert.equal(scripted.item("test_shop.py").error, undefined);
    await scripted.play([closed]);
    assert.equal(scripted.item("test_shop.py::TestCart"), cart, "what stays is the same item");
    assert.equal(scripted.tree.generation, 5);
    assert.deepEqual(
        scripted.asked.map((each) => each.method),
        ["tests/list"],
    );
});

test("run: each event is drawn, the failure with its comparison, place and stack", async () => {
    const scripted = await listed();
    const wanted = request(scripted, ["test_shop.py"], ["test_shop.py::test_price[2]"]);
    const { done, runId } = await start(scripted, "run", wanted);
    assert.deepEqual(scripted.asked.at(-1)?.params, {
        runId,
        profile: { kind: "run" },
        include: [SHOP],
        exclude: [`${SHOP}::test_price[2]`],
    });
    const lines = renamed("run", runId);
    await scripted.play(lines.slice(0, lines.findLastIndex((line) => line.method === "tests/runEvent") + 1));
    await done;
    const [run] = scripted.controller.runs;
    assert.deepEqual(run?.record, [
        "output",
        `enqueued ${SHOP}::test_price[1]`,
        `enqueued ${SHOP}::TestCart::test_full`,
        `started ${SHOP}::test_price[1]`,
        `passed ${SHOP}::test_price[1] 1.5`,
        `started ${SHOP}::TestCart::test_full`,
        "output",
        `failed ${SHOP}::TestCart::test_full 1.5`,
        "output",
        "end",
    ]);
    const [message] = run?.messages ?? [];
    assert.ok(message);
    assert.equal(message.message.split("\n")[0], "AssertionError: assert 3 == 4");
    assert.equal(message.expectedOutput, "4");
    assert.equal(message.actualOutput, "3");
    assert.equal(message.contextValue, "fastest.comparison");
    assert.ok(message.location?.range && "start" in message.location.range);
    assert.deepEqual(plain(message.location.range.start), { line: 15, character: 8 });
    assert.deepEqual(
        message.stackTrace?.map((frame) => [frame.label, frame.position?.line]),
        [["TestCart.test_full", 15]],
    );
    const [command, printed, end] = run?.outputs ?? [];
    assert.match(command?.text ?? "", /cd \/shop && .*pytest .*test_shop\.py/);
    assert.match(end?.text ?? "", /1 passed, 1 failed in \d+\.\d\d s/);
    assert.equal(printed?.text, "counting\r\n");
    assert.ok(printed?.location instanceof Location);
    assert.equal(printed.test, `${SHOP}::TestCart::test_full`);
    assert.equal(scripted.told.at(-1), `ended ${runId} 2`);
});

test("cancel: the tests without a result get none, and the run ends", async () => {
    const scripted = await listed();
    const { done, runId } = await start(scripted, "run", request(scripted, ["test_slow.py"]));
    const lines = renamed("cancel", runId);
    const asked = lines.findIndex((line) => line.method === "tests/cancel");
    await scripted.play(lines.slice(0, asked));
    scripted.controller.runs[0]?.cancel.cancel();
    assert.deepEqual(scripted.asked.at(-1), { method: "tests/cancel", params: { runId } });
    await scripted.play(lines.slice(asked, asked + 3));
    await done;
    const [run] = scripted.controller.runs;
    const last = run?.record.slice(-4);
    assert.deepEqual(last, [`started file:///shop::test_slow.py::test_slow`, "output", "output", "end"]);
    assert.match(run?.outputs[1]?.text ?? "", /2 tests not run\r\n/);
    assert.match(run?.outputs[2]?.text ?? "", /cancelled after \d+\.\d\d s: no tests/);
});

test("continuous: each round is a run, until the person ends it", async () => {
    const scripted = await listed();
    const { cancel, runId } = await start(scripted, "run", request(scripted, undefined, undefined, true));
    assert.deepEqual(scripted.asked.at(-1)?.params, { runId, profile: { kind: "run" }, continuous: true });
    const lines = renamed("continuous", runId);
    const asked = lines.findIndex((line) => line.method === "tests/cancel");
    await scripted.play(lines.slice(0, asked));
    assert.equal(scripted.controller.runs.length, 1);
    assert.deepEqual(scripted.controller.runs[0]?.record.slice(-3), [
        `passed ${SHOP}::TestCart::test_full 1.5`,
        "output",
        "end",
    ]);
    cancel.cancel();
    await scripted.play(lines.slice(asked));
    assert.equal(scripted.controller.runs.length, 1);
});

test("coverage: files with statements and branches; their lines when somebody looks", async () => {
    const scripted = await listed();
    const { done, runId } = await start(scripted, "coverage", request(scripted, ["test_shop.py::test_price"]));
    const lines = renamed("coverage", runId);
    await scripted.play(
        lines.slice(
            0,
            lines.findIndex((line) => line.method === "tests/coverage"),
        ),
    );
    await done;
    const [run] = scripted.controller.runs;
    assert.deepEqual(
        run?.coverage.map((file) => [file.uri.toString(), plain(file.statementCoverage), file.branchCoverage]),
        [
            ["file:///shop/test_shop.py", { covered: 8, total: 10 }, undefined],
            ["file:///shop/test_slow.py", { covered: 0, total: 5 }, undefined],
        ],
    );
    assert.match(run?.outputs.at(-2)?.text ?? "", /TOTAL/);
    assert.deepEqual(
        run?.coverage.map((file) => file.includesTests),
        [[], []],
    );
});
