/** Puts the server that was built next door into `server/`, from where the extension starts it. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const jar = join("..", "server", "target", "fastest.jar");
const native = join("..", "server", "target", "native");
const python = join("..", "python-bridge", "src", "fastest_bridge");

if (!existsSync(jar)) {
    console.error(`${jar} is not there: build the server first (mvn -pl server -am package)`);
    process.exit(1);
}
rmSync("server", { recursive: true, force: true });
mkdirSync("server");
cpSync(jar, join("server", "fastest.jar"), { preserveTimestamps: true });
for (const system of readdirSync(native).filter((name) => name !== "sources")) {
    cpSync(join(native, system), join("server", "native", system), {
        recursive: true,
        filter: (path) => !path.endsWith("stamp"),
    });
}
cpSync(python, join("server", "python", "fastest_bridge"), {
    recursive: true,
    filter: (path) => !path.includes("__pycache__"),
});
// What the JVM runs with is the launcher's to say: one file of arguments, as `java @FILE` reads it.
const flags = execFileSync("sh", [join("..", "fastest"), "--jvm-flags", "--stdio"], { encoding: "utf8" });
if (!/^-XX:\S+( -\S+)+\n$/.test(flags)) {
    console.error(`no flags for the JVM: ${flags}`);
    process.exit(1);
}
writeFileSync(join("server", "jvm.args"), flags.replaceAll(" ", "\n"));
