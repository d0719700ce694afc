import assert from "node:assert/strict";
import { test } from "node:test";
import type * as vscode from "vscode";
import type { FileChange, Item } from "../src/protocol";
import { item, items, PROJECT, random } from "./made";
import { plain, Scripted } from "./scripted";
import { type TestItem, workspace } from "./vscode";

const asItem = (shown: TestItem) => shown as unknown as vscode.TestItem;

/** A tree that is drawn, with everything expanded. */
function drawn(all: Item[]): Scripted {
    const scripted = new Scripted();
    scripted.view.draw(scripted.tree.list(all, 1));
    expandAll(scripted);
    return scripted;
}

function expandAll(scripted: Scripted): void {
    scripted.view.expand(undefined);
    const expand = (shown: TestItem) => {
        scripted.view.expand(asItem(shown));
        for (const [, child] of shown.children) {
            expand(child);
        }
    };
    for (const [, root] of scripted.controller.items) {
        expand(root);
    }
}

function change(scripted: Scripted, ...files: FileChange[]): void {
    const base = scripted.tree.generation;
    const done = scripted.tree.apply({ base, generation: base + 1, files });
    assert.ok(done);
    scripted.view.draw(done);
}

function replace(path: string, ...nodeIds: string[]): FileChange {
    return { uri: `${PROJECT}/${path}`, op: "replace", items: items(...nodeIds) };
}

test("a change that does not follow what is known is not taken", () => {
    const scripted = drawn(items("test_a.py"));
    for (const base of [0, 2]) {
        assert.equal(scripted.tree.apply({ base, generation: 3, files: [] }), undefined);
    }
    assert.equal(scripted.tree.generation, 1);
});

test("what changes is changed in place, below and beside it nothing", () => {
    const scripted = drawn(items("t/", "t/test_a.py", "t/test_a.py::test_1", "t/test_b.py", "t/test_b.py::test_2"));
    const [file, one] = [scripted.item("t/test_a.py"), scripted.item("t/test_a.py::test_1")];
    const before = scripted.controller.record.length;
    const moved = item("t/test_a.py::test_1", 7);
    moved.tags = ["slow"];
    change(scripted, { uri: `${PROJECT}/t/test_a.py`, op: "replace", items: [item("t/test_a.py"), moved] });
    assert.equal(scripted.controller.record.length, before);
    assert.equal(scripted.item("t/test_a.py"), file);
    assert.equal(scripted.item("t/test_a.py::test_1"), one);
    assert.deepEqual(plain(one.range?.start), { line: 7, character: 4 });
    assert.deepEqual(plain(one.tags), [{ id: "slow" }]);
});

test("a file that is told of anew and is as it was changes nothing, wherever it stands in the list", () => {
    const scripted = drawn(items("test_a.py", "test_a.py::test_1", "test_b.py", "test_b.py::test_2"));
    const same = [item("test_b.py", 2), item("test_b.py::test_2", 3)];
    const files: FileChange[] = [{ uri: `${PROJECT}/test_b.py`, op: "replace", items: same }];
    const done = scripted.tree.apply({ base: 1, generation: 2, files });
    assert.deepEqual(done, { added: [], updated: [], removed: [] });
});

test("what has lost its last child can't be unfolded any more", () => {
    const scripted = new Scripted();
    scripted.view.draw(scripted.tree.list(items("test_a.py", "test_a.py::test_1"), 1));
    assert.equal(scripted.item("test_a.py").canResolveChildren, true);
    change(scripted, replace("test_a.py", "test_a.py"));
    assert.equal(scripted.item("test_a.py").canResolveChildren, false);
});

test("a file that is removed goes with all in it, a folder by its own URI", () => {
    const scripted = drawn(items("t/", "t/test_a.py", "t/test_a.py::TestA", "t/test_a.py::TestA::test_1", "test_b.py"));
    change(
        scripted,
        { uri: `${PROJECT}/t/test_a.py`, op: "remove" },
        { uri: `${PROJECT}/t`, op: "remove" },
        replace("u/test_c.py", "u/", "u/test_c.py", "u/test_c.py::test_3"),
    );
    assert.deepEqual(scripted.shown(), ["test_b.py", "u"]);
    assert.equal(scripted.tree.get(`${PROJECT}::t/test_a.py::TestA::test_1`), undefined);
    assert.deepEqual(scripted.tree.at(`${PROJECT}/t/test_a.py`), []);
});

test("siblings are sorted as the server lists them, what a run finds comes last", () => {
    const scripted = drawn(
        ["", "::TestC", "::TestC::test_1", "::TestC::test_2", "::test_z", "::test_b"].flatMap((name, line) => [
            item(`test_a.py${name}`, line),
        ]),
    );
    const shown = ["test_a.py", "  TestC", "    test_1", "    test_2", "  test_z", "  test_b"];
    assert.deepEqual(scripted.shown(), shown);
    scripted.view.draw(scripted.tree.discover(items("test_a.py::test_a")));
    assert.deepEqual(scripted.shown(), [...shown, "  test_a"]);
    const known = scripted.item("test_a.py::test_z").sortText;
    scripted.view.draw(scripted.tree.discover(items("test_a.py::test_z")));
    assert.equal(scripted.item("test_a.py::test_z").sortText, known);
});

test("an error is shown at its file and goes with it", () => {
    const scripted = drawn(items("test_a.py", "test_a.py::test_1"));
    const broken = replace("test_a.py", "test_a.py", "test_a.py::test_1");
    change(scripted, { ...broken, stale: true, error: { message: "invalid *syntax*" } } as FileChange);
    assert.equal(scripted.item("test_a.py").error?.value, "invalid *syntax*");
    change(scripted, broken);
    assert.equal(scripted.item("test_a.py").error, undefined);
});

test("what is not known for certain says so", () => {
    const base: Item = { ...item("test_a.py::test_1", 1), certainty: "base" };
    const scripted = drawn([item("test_a.py"), base]);
    assert.equal(scripted.item("test_a.py::test_1").description, "cases are found when it runs");
    change(scripted, replace("test_a.py", "test_a.py", "test_a.py::test_1"));
    assert.equal(scripted.item("test_a.py::test_1").description, "");
});

test("why nothing of a folder can be run stands at its top, once, and goes with the reason", () => {
    const reason = "the folder /p is not trusted: trust it to run its tests";
    const all = items("t/", "t/test_a.py", "t/test_a.py::test_1", "test_b.py");
    const untrusted = all.map((each) => ({ ...each, notRunnable: reason }));
    const scripted = drawn(untrusted);
    const said = () =>
        ["t", "t/test_a.py", "t/test_a.py::test_1", "test_b.py"].map((id) => scripted.item(id).description);
    assert.deepEqual(said(), [reason, "", "", reason]);
    workspace.isTrusted = false;
    scripted.view.draw(scripted.tree.list(all, 2));
    scripted.view.draw(scripted.tree.list(untrusted, 3));
    assert.deepEqual(said(), ["not trusted: nothing runs", "", "", "not trusted: nothing runs"]);
    workspace.isTrusted = true;
    scripted.view.draw(scripted.tree.list(all, 2));
    assert.deepEqual(said(), ["", "", "", ""]);
});

test("of 50,000 tests only what is looked at becomes an item, and a change touches nothing else", () => {
    const all: Item[] = [item("t/")];
    for (let file = 0; file < 1000; file += 1) {
        all.push(item(`t/test_${file}.py`));
        for (let line = 0; line < 50; line += 1) {
            all.push(item(`t/test_${file}.py::test_${line}`, line));
        }
    }
    const scripted = new Scripted();
    scripted.view.draw(scripted.tree.list(all, 1));
    assert.equal(scripted.tree.tests, 50_000);
    assert.deepEqual(scripted.controller.record, [`+ ${PROJECT}::t`]);
    change(scripted, replace("t/test_7.py", "t/test_7.py", "t/test_7.py::test_new"));
    assert.equal(scripted.controller.record.length, 1);
    scripted.view.expand(asItem(scripted.item("t")));
    assert.equal(scripted.controller.record.length, 1001);
    scripted.view.open(`${PROJECT}/t/test_7.py`);
    assert.deepEqual(scripted.controller.record.slice(1001), [`+ ${PROJECT}::t/test_7.py::test_new`]);
    const known = scripted.item("t/test_8.py");
    const list = scripted.controller.record.length;
    scripted.view.draw(scripted.tree.list([...all, item("test_last.py")], 9));
    assert.equal(scripted.item("t/test_8.py"), known, "a whole list, too, keeps what stays");
    assert.equal(scripted.controller.record.length, list + 1 + 1 + 50);
});

test("of a small workspace all is there without being unfolded, also what comes later", () => {
    const scripted = new Scripted(6);
    const all = items("test_a.py", "test_a.py::TestA", "test_a.py::TestA::test_1", "test_b.py");
    scripted.view.draw(scripted.tree.list(all, 1));
    change(scripted, replace("test_b.py", "test_b.py", "test_b.py::test_2"));
    const shown = ["test_a.py", "  TestA", "    test_1", "test_b.py", "  test_2"];
    assert.deepEqual(scripted.shown(), shown);
    const folded = (nodeId: string) => scripted.item(nodeId).canResolveChildren;
    assert.deepEqual(["test_a.py", "test_a.py::TestA", "test_b.py"].map(folded), [false, false, false]);
    change(scripted, replace("test_b.py", "test_b.py", "test_b.py::test_2", "test_b.py::test_3", "test_b.py::test_4"));
    assert.deepEqual(scripted.shown(), shown, "it is small no more");
    assert.deepEqual(["test_a.py", "test_b.py"].map(folded), [false, true]);
    change(scripted, replace("test_a.py", "test_a.py"));
    assert.deepEqual([scripted.shown(), folded("test_b.py")], [["test_a.py", "test_b.py", "  test_2"], true]);
    scripted.view.expand(asItem(scripted.item("test_b.py")));
    assert.deepEqual(scripted.shown(), ["test_a.py", "test_b.py", "  test_2", "  test_3", "  test_4"]);
});

test("an open file shows its new tests, one that is closed and folded does not", () => {
    const scripted = new Scripted();
    scripted.view.open(`${PROJECT}/test_a.py`);
    scripted.view.draw(scripted.tree.list(items("test_a.py", "test_a.py::TestA", "test_b.py"), 1));
    change(scripted, replace("test_a.py", "test_a.py", "test_a.py::TestA", "test_a.py::TestA::test_1"));
    change(scripted, replace("test_b.py", "test_b.py", "test_b.py::test_2"));
    assert.deepEqual(scripted.shown(), ["test_a.py", "  TestA", "    test_1", "test_b.py"]);
    assert.equal(scripted.item("test_b.py").canResolveChildren, true);
});

test("several projects: each is an item above its own, and stands for all of them", () => {
    const scripted = drawn([item("test_a.py", 0, "file:///m/one")]);
    assert.deepEqual(scripted.shown(), ["test_a.py"]);
    const shown = scripted.item("test_a.py");
    const other: FileChange = {
        uri: "file:///m/two/test_b.py",
        op: "replace",
        items: [item("test_b.py", 0, "file:///m/two")],
    };
    change(scripted, other);
    assert.deepEqual(scripted.shown(), ["one", "  test_a.py", "two", "  test_b.py"]);
    assert.equal(scripted.item("test_a.py"), shown);
    const two = scripted.controller.items.get("file:///m/two");
    assert.ok(two);
    assert.deepEqual(scripted.view.ids([asItem(two)]), ["file:///m/two::test_b.py"]);
    change(scripted, { uri: other.uri, op: "remove" });
    assert.deepEqual(scripted.shown(), ["one", "  test_a.py"]);
});

test("a project that is an opened folder has that one's name, others say where they lie", () => {
    workspace.open("file:///m/one");
    const scripted = drawn([item("test_a.py", 0, "file:///m/one"), item("test_b.py", 0, "file:///m/one/two")]);
    assert.deepEqual(scripted.shown(), ["folder one", "  test_a.py", "two", "  test_b.py"]);
    workspace.workspaceFolders = undefined;
});

test("the test at a line is the innermost one that is no case", () => {
    const all = items("test_a.py", "test_a.py::TestA", "test_a.py::TestA::test_1", "test_a.py::TestA::test_1[x]");
    const span = (from: number, to: number) => ({
        start: { line: from, character: 0 },
        end: { line: to, character: 0 },
    });
    const [file, type, method, inCase] = all;
    assert.ok(file && type && method && inCase);
    type.range = span(2, 9);
    method.range = span(4, 6);
    inCase.range = span(4, 6);
    const { tree } = drawn(all);
    const at = (line: number) => tree.atLine(file.uri, line)?.item.nodeId;
    assert.deepEqual([0, 2, 4, 6, 7, 9, 10].map(at), [
        "test_a.py",
        "test_a.py::TestA",
        "test_a.py::TestA::test_1",
        "test_a.py::TestA::test_1",
        "test_a.py::TestA",
        "test_a.py::TestA",
        "test_a.py",
    ]);
    assert.equal(tree.atLine("file:///elsewhere.py", 0), undefined);
});

test("hundreds of random changes leave what a fresh list shows, and re-create nothing that stays", () => {
    const next = random(7);
    const scripted = new Scripted();
    scripted.view.draw(scripted.tree.list([], 0));
    const files = new Map<string, Item[]>();
    for (let step = 0; step < 300; step += 1) {
        const path = `test_${next(6)}.py`;
        const uri = `${PROJECT}/${path}`;
        const before = new Map([...all(scripted)]);
        if (next(5) === 0) {
            files.delete(path);
            change(scripted, { uri, op: "remove" });
        } else {
            const names = [path];
            for (let each = 0; each < 8; each += 1) {
                const type = `${path}::Test${next(2)}`;
                const name = next(2) === 0 ? `${path}::test_${next(5)}` : `${type}::test_${next(3)}`;
                for (const node of name.startsWith(type) ? [type, name] : [name, `${name}[${next(2)}]`]) {
                    if (!names.includes(node)) {
                        names.push(node);
                    }
                }
            }
            files.set(path, items(...names));
            change(scripted, { uri, op: "replace", items: items(...names) });
        }
        expandAll(scripted);
        const now = new Map([...all(scripted)]);
        for (const [id, shown] of now) {
            assert.ok(!before.has(id) || before.get(id) === shown, `${id} was made anew`);
        }
        const fresh = drawn([...files.values()].flat());
        assert.deepEqual(scripted.shown(), fresh.shown());
        assert.equal(scripted.tree.tests, fresh.tree.tests);
    }
});

function* all(scripted: Scripted, below?: TestItem): Generator<[string, TestItem]> {
    for (const [id, shown] of below?.children ?? scripted.controller.items) {
        yield [id, shown];
        yield* all(scripted, shown);
    }
}
