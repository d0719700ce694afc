/** How the server is found, on machines that a test has made up in a folder. */
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { findServer, isFound, javaVersion, type Machine, nativeFolder } from "../src/server";

const root = mkdtempSync(join(tmpdir(), "fastest-server-"));
after(() => rmSync(root, { recursive: true }));

const bundle = join(root, "bundle");
const machine: Machine = { env: { HOME: root, PATH: "" }, platform: "linux", arch: "x64" };
const nothing = { serverPath: "", javaHome: "" };
put("bundle/fastest.jar");
put("bundle/native/linux-x86_64/libfastest.so");

function put(path: string, text = ""): string {
    const whole = join(root, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, text);
    return whole;
}

function program(path: string): string {
    const whole = put(path, "#!/bin/sh\n");
    chmodSync(whole, 0o755);
    return whole;
}

function jdk(path: string, version: string): string {
    program(`${path}/bin/java`);
    put(`${path}/release`, `IMPLEMENTOR="x"\nJAVA_VERSION="${version}"\n`);
    return join(root, path);
}

/** The usual places of this machine are not ours to change: what they hold is left out of the answer. */
const hasJava = isFound(findServer(bundle, nothing, { ...machine, env: { PATH: "" } }));

test("the program of the setting goes before all else; one that is none is said", () => {
    const own = program("own/fastest");
    assert.deepEqual(findServer(bundle, { ...nothing, serverPath: own }, machine), {
        command: own,
        args: ["--stdio"],
        why: "fastest.server.path",
    });
    const bad = { ...nothing, serverPath: join(root, "none") };
    assert.deepEqual(findServer(bundle, bad, machine), { reason: "bad-path", path: join(root, "none") });
    const folder = { ...nothing, serverPath: root };
    assert.deepEqual(findServer(bundle, folder, machine), { reason: "bad-path", path: root });
});

test("the bundled server runs on the first Java that is new enough", () => {
    const old = jdk("old", "21.0.4");
    const chosen = jdk("chosen", "25.0.1");
    const newer = jdk("newer", "26");
    const env = { HOME: root, PATH: "", FASTEST_JAVA_HOME: old, JAVA_HOME: newer };
    const found = findServer(bundle, nothing, { ...machine, env });
    assert.ok(isFound(found));
    assert.equal(found.command, join(newer, "bin", "java"));
    assert.equal(found.args.at(-1), "--stdio");
    assert.ok(found.args.includes(join(bundle, "fastest.jar")));
    assert.equal(found.args[0], `@${join(bundle, "jvm.args")}`);
    assert.ok(found.args.includes(`-Dfastest.native=${join(bundle, "native")}`));
    const said = findServer(bundle, { ...nothing, javaHome: chosen }, { ...machine, env });
    assert.ok(isFound(said) && said.command === join(chosen, "bin", "java"));
    const tooOld = findServer(bundle, { ...nothing, javaHome: old }, { ...machine, env });
    assert.deepEqual(tooOld, { reason: "bad-java", path: old });
});

test("a Java on PATH counts, and one of a person's own tools", () => {
    const onPath = jdk("path", "25");
    const found = findServer(bundle, nothing, { ...machine, env: { PATH: join(onPath, "bin") } });
    assert.ok(isFound(found));
    const home = join(root, "home");
    jdk("home/.sdkman/candidates/java/25-tem", "25.0.1");
    assert.ok(isFound(findServer(bundle, nothing, { ...machine, env: { HOME: home, PATH: "" } })));
});

test("without Java the program on PATH, else what is missing", { skip: hasJava }, () => {
    assert.deepEqual(findServer(bundle, nothing, machine), { reason: "no-java", path: bundle });
});

test("a build without a server for this machine takes the program on PATH", () => {
    const there = program("there/fastest");
    const env = { HOME: root, PATH: dirname(there) };
    const other = { ...machine, arch: "arm64", env };
    assert.deepEqual(findServer(bundle, nothing, other), { command: there, args: ["--stdio"], why: "PATH" });
    const none = findServer(bundle, nothing, { ...other, env: { HOME: root, PATH: "" } });
    assert.deepEqual(none, { reason: "no-server", path: bundle });
});

test("names of native folders are the server's", () => {
    const of = (platform: NodeJS.Platform, arch: string) => nativeFolder({ ...machine, platform, arch });
    assert.equal(of("linux", "x64"), "linux-x86_64");
    assert.equal(of("linux", "arm64"), "linux-aarch64");
    assert.equal(of("darwin", "arm64"), "macos-aarch64");
    assert.equal(of("win32", "x64"), "windows-x86_64");
});

test("a version is read from the release file", () => {
    assert.equal(javaVersion(jdk("early", "25-ea")), 25);
    assert.equal(javaVersion(jdk("eight", "1.8.0_402")), 1);
    assert.equal(javaVersion(join(root, "none")), 0);
});
