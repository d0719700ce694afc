/** What people read: each text has its translation, each name in the manifest its words. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { HELP } from "../src/connection";

const read = (path: string) => readFileSync(path, "utf8");
const json = (path: string) => JSON.parse(read(path)) as Record<string, string>;
const sources = readdirSync("src").map((name) => read(join("src", name)));

test("each text of the program is in the German bundle, and nothing else is", () => {
    const used = new Set<string>();
    for (const source of sources) {
        for (const [, text] of source.matchAll(/l10n\.t\(\s*"((?:[^"\\]|\\.)*)"/g)) {
            used.add(JSON.parse(`"${text}"`) as string);
        }
        assert.equal(source.match(/l10n\.t\(/g)?.length ?? 0, source.match(/l10n\.t\(\s*"/g)?.length ?? 0);
    }
    assert.ok(used.size > 20);
    assert.deepEqual(Object.keys(json("l10n/bundle.l10n.de.json")).sort(), [...used].sort());
});

test("translations keep their places", () => {
    const places = (text: string) => [...text.matchAll(/\{\d\}/g)].map(String).sort();
    for (const [text, german] of Object.entries(json("l10n/bundle.l10n.de.json"))) {
        assert.deepEqual(places(german), places(text), text);
    }
});

test("each name in the manifest has its words, in both languages", () => {
    const named = [...read("package.json").matchAll(/"%([^%"]+)%"/g)].map(([, name]) => name);
    assert.deepEqual(Object.keys(json("package.nls.json")).sort(), [...new Set(named)].sort());
    assert.deepEqual(Object.keys(json("package.nls.de.json")), Object.keys(json("package.nls.json")));
});

test("the manifest's commands are registered, and no others", () => {
    const manifest = JSON.parse(read("package.json")) as { contributes: { commands: { command: string }[] } };
    const offered = manifest.contributes.commands.map((each) => each.command);
    const registered = [...read("src/commands.ts").matchAll(/\bon\("(\w+)"/g)].map(([, name]) => `fastest.${name}`);
    assert.deepEqual(offered.sort(), registered.sort());
});

test("the manifest's settings are those that are read, by the client or the server", () => {
    const manifest = JSON.parse(read("package.json")) as {
        contributes: { configuration: { properties: Record<string, { default: unknown }> } };
    };
    const { properties } = manifest.contributes.configuration;
    const readHere = [...sources.join("\n").matchAll(/section\.get\("([\w.]+)"/g)].map(([, name]) => `fastest.${name}`);
    assert.deepEqual(
        Object.keys(properties).sort(),
        [...new Set(readHere)].filter((name) => name in properties).sort(),
    );
    assert.ok(Object.values(properties).every((setting) => "default" in setting));
});

test("the message about what is missing leads to a step of the walkthrough, and each step shows a page", () => {
    const manifest = JSON.parse(read("package.json")) as {
        publisher: string;
        name: string;
        contributes: { walkthroughs: { id: string; steps: { id: string; media: { markdown: string } }[] }[] };
    };
    const [walkthrough] = manifest.contributes.walkthroughs;
    assert.equal(HELP.category, `${manifest.publisher}.${manifest.name}#${walkthrough?.id}`);
    assert.ok(walkthrough);
    assert.ok(walkthrough.steps.some((step) => step.id === HELP.step));
    for (const { media } of walkthrough.steps) {
        assert.match(read(media.markdown), /^# /);
    }
});

test("what the oldest VS Code that is tested gives is what is compiled against", () => {
    const manifest = JSON.parse(read("package.json")) as {
        engines: { vscode: string };
        devDependencies: Record<string, string>;
    };
    assert.equal(manifest.engines.vscode, `^${manifest.devDependencies["@types/vscode"]}`);
});
