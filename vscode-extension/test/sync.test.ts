import assert from "node:assert/strict";
import { test } from "node:test";
import type { DidChangeParams } from "../src/protocol";
import { items, PROJECT } from "./made";
import { Scripted } from "./scripted";

function renamed(base: number, name: string): DidChangeParams {
    const uri = `${PROJECT}/test_a.py`;
    const all = items("test_a.py", `test_a.py::${name}`);
    return { base, generation: base + 1, files: [{ uri, op: "replace", items: all }] };
}

function names(scripted: Scripted): string[] {
    return [...(scripted.tree.get(`${PROJECT}::test_a.py`)?.children.values() ?? [])].map((node) => node.item.label);
}

async function listed(generation: number): Promise<Scripted> {
    const scripted = new Scripted();
    void scripted.sync.begin();
    await scripted.answer("tests/list", { generation, items: items("test_a.py", "test_a.py::test_1") });
    return scripted;
}

test("pages are one list, and what changed meanwhile follows it", async () => {
    const scripted = new Scripted();
    void scripted.sync.begin();
    await scripted.answer("tests/list", { generation: 4, items: items("test_a.py"), nextCursor: "c1" });
    scripted.sync.changed(renamed(3, "test_old"));
    scripted.sync.changed(renamed(4, "test_new"));
    assert.deepEqual(scripted.asked.at(-1)?.params, { cursor: "c1" });
    assert.equal(scripted.tree.size, 0);
    await scripted.answer("tests/list", { generation: 4, items: items("test_a.py::test_1") });
    assert.equal(scripted.tree.generation, 5);
    assert.deepEqual(names(scripted), ["test_new"]);
    assert.deepEqual(scripted.told, ["lists", "has listed"]);
});

test("a change that is missing is made good by a list", async () => {
    const scripted = await listed(1);
    scripted.sync.changed(renamed(3, "test_new"));
    assert.deepEqual(names(scripted), ["test_1"]);
    await scripted.answer("tests/list", { generation: 4, items: items("test_a.py", "test_a.py::test_new") });
    assert.deepEqual(names(scripted), ["test_new"]);
    scripted.sync.changed(renamed(4, "test_newer"));
    assert.deepEqual(names(scripted), ["test_newer"]);
});

test("another server begins to count anew, and what the old one answers late counts for nothing", async () => {
    const scripted = await listed(7);
    void scripted.sync.list();
    scripted.sync.changed(renamed(5, "test_of_the_old_one"));
    void scripted.sync.begin();
    await scripted.answer("tests/list", { generation: 8, items: items("test_a.py", "test_a.py::test_late") });
    assert.deepEqual(names(scripted), ["test_1"]);
    scripted.sync.changed(renamed(0, "test_typed"));
    await scripted.answer("tests/list", { generation: 0, items: items("test_a.py", "test_a.py::test_2") });
    assert.equal(scripted.tree.generation, 1);
    assert.deepEqual(names(scripted), ["test_typed"]);
    assert.equal(scripted.told.at(-1), "has listed");
});

test("what the server that is gone can't list is not asked of the next one", async () => {
    const scripted = await listed(7);
    void scripted.sync.list();
    void scripted.sync.begin();
    const asked = scripted.asked.length;
    await scripted.answer("tests/list", Promise.reject(new Error("connection closed")));
    assert.equal(scripted.asked.length, asked);
    assert.deepEqual(scripted.told.slice(2), ["lists", "lists"]);
});

test("a list that fails is begun again, three times", async () => {
    const scripted = new Scripted();
    void scripted.sync.begin();
    await scripted.answer("tests/list", { generation: 1, items: items("test_a.py"), nextCursor: "old" });
    await scripted.answer("tests/list", Promise.reject(new Error("the cursor is too old")));
    assert.deepEqual(scripted.asked.at(-1)?.params, {});
    await scripted.answer("tests/list", { generation: 2, items: items("test_a.py", "test_a.py::test_1") });
    assert.deepEqual(names(scripted), ["test_1"]);

    const other = new Scripted();
    void other.sync.begin();
    for (let tries = 0; tries < 3; tries += 1) {
        await other.answer("tests/list", Promise.reject(new Error("no")));
    }
    assert.deepEqual(other.told, ["lists", "no list: no", "has listed"]);
});
