/** The hand-written types of src/protocol.ts against docs/protocol/tests.schema.json. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { DOCS } from "./scripted";

interface Schema {
    properties?: Record<string, Schema>;
    required?: string[];
    $ref?: string;
    oneOf?: Schema[];
    items?: Schema;
    enum?: unknown[];
    const?: unknown;
}

const schema = JSON.parse(readFileSync(join(DOCS, "protocol", "tests.schema.json"), "utf8")) as Schema & {
    $defs: Record<string, Schema>;
};
const source = readFileSync("src/protocol.ts", "utf8");

/** The members that an interface of the source names, `?` behind those that may be absent. */
function members(name: string): string[] {
    const body = new RegExp(`export interface ${name}\\b[^{]*\\{\\n([\\s\\S]*?)\\n\\}`).exec(source)?.[1];
    assert.ok(body !== undefined, `no interface ${name}`);
    return [...body.matchAll(/^ {4}(?:readonly )?(\w+\??):/gm)].map(([, member]) => member ?? "").sort();
}

function membersOf({ properties = {}, required = [] }: Schema): string[] {
    return Object.keys(properties)
        .map((name) => (required.includes(name) ? name : `${name}?`))
        .sort();
}

const SAME_NAME = [
    ...["LastResult", "Item", "ListParams", "ListResult", "RefreshParams", "RefreshResult", "DidChangeParams"],
    ...["Profile", "RunParams", "Command", "Frame", "Message", "Covered", "RunEventParams", "DidStartRunParams"],
    ...[
        "CoverageParams",
        "CoverageResult",
        "CancelParams",
        "CancelResult",
        "ResolveCommandParams",
        "ExplainParams",
        "ExplainResult",
        "ExplainResult",
    ],
    ...["DidChangeProfilesParams", "ServerCapability"],
];

for (const name of SAME_NAME) {
    test(`${name} has the members that the schema says`, () => {
        assert.deepEqual(members(name), membersOf(schema.$defs[name] ?? {}));
    });
}

test("each event of the schema is one that the client knows, with the same members", () => {
    const union = /export type RunEvent =\n([\s\S]*?);\n\n/.exec(source)?.[1] ?? "";
    const known = [...union.matchAll(/\{ t: "(\w+)";(.*?) \}$/gm)].map(([, t, rest]) => {
        const names = [...(rest ?? "").matchAll(/ (\w+\??):/g)].map(([, name]) => name ?? "");
        return [t, ["t", ...names.filter((each) => each !== "host" && each !== "port")].sort()] as const;
    });
    const told = schema.$defs.Event?.oneOf ?? [];
    for (const event of told) {
        const t = event.properties?.t;
        if (t?.const === undefined) {
            assert.deepEqual(membersOf(event), members("Finished"));
        } else if (t.const === "ended") {
            assert.deepEqual(membersOf(event), members("Ended"));
        } else {
            assert.deepEqual(known.find(([name]) => name === t.const)?.[1], membersOf(event), `event ${t.const}`);
        }
    }
    assert.equal(known.length + 2, told.length);
});

test("outcomes and kinds are the schema's", () => {
    const words = (name: string) =>
        [...(new RegExp(`${name}[^=]*= \\[?([^\\];]*)`).exec(source)?.[1] ?? "").matchAll(/"(\w+)"/g)].map(
            ([, w]) => w,
        );
    assert.deepEqual(words("export const OUTCOMES"), schema.$defs.Outcome?.enum);
    assert.deepEqual(words("export type RunKind"), schema.$defs.Profile?.properties?.kind?.enum);
});
