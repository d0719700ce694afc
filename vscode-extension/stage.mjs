/** Puts the server that was built next door into `server/`, from where the extension starts it. */
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
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
