import { accessSync, constants, readdirSync, readFileSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** How the server is started. */
export interface Launch {
    command: string;
    args: string[];
    /** In words for people: what was found, and where. */
    why: string;
}

/** What kept the server from being found. */
export interface NoServer {
    reason: "no-java" | "no-server" | "bad-path" | "bad-java";
    /** What was looked at. */
    path: string;
}

/** What is looked at to find it; a value, so that tests can say what a machine has. */
export interface Machine {
    env: Readonly<Record<string, string | undefined>>;
    platform: NodeJS.Platform;
    arch: string;
}

export interface Wishes {
    serverPath: string;
    javaHome: string;
}

export const NEEDED_JAVA = 25;

/**
 * How to start the server: the program that the person has named; else the jar that comes with the extension, with a
 * JDK of this machine; else `fastest` on PATH.
 *
 * @param bundle the folder of the extension that holds the jar, what it needs of native code, and the Python side
 */
export function findServer(bundle: string, wishes: Wishes, machine: Machine): Launch | NoServer {
    if (wishes.serverPath !== "") {
        return isRunnable(wishes.serverPath)
            ? { command: wishes.serverPath, args: ["--stdio"], why: "fastest.server.path" }
            : { reason: "bad-path", path: wishes.serverPath };
    }
    const jar = join(bundle, "fastest.jar");
    const native = join(bundle, "native", nativeFolder(machine));
    const isBundled = isFile(jar) && isFolder(native);
    if (wishes.javaHome !== "" && javaVersion(wishes.javaHome) < NEEDED_JAVA) {
        return { reason: "bad-java", path: wishes.javaHome };
    }
    const java = isBundled ? findJava(wishes.javaHome, machine) : undefined;
    if (java !== undefined) {
        return { command: javaProgram(java, machine), args: javaArguments(bundle, jar), why: `${java}, ${jar}` };
    }
    const program = onPath(machine.platform === "win32" ? "fastest.exe" : "fastest", machine);
    if (program !== undefined) {
        return { command: program, args: ["--stdio"], why: "PATH" };
    }
    return { reason: isBundled ? "no-java" : "no-server", path: bundle };
}

export function isFound(server: Launch | NoServer): server is Launch {
    return "command" in server;
}

/** The home of a JDK or runtime that is new enough: the person's, the environment's, then the usual places'. */
function findJava(javaHome: string, machine: Machine): string | undefined {
    const { env, platform } = machine;
    const said = [javaHome, env.FASTEST_JAVA_HOME ?? "", env.JAVA_HOME ?? ""].filter((home) => home !== "");
    const usual = usualPlaces(machine).flatMap(below);
    const java = platform === "win32" ? "java.exe" : "java";
    const ofPath = (env.PATH ?? "")
        .split(delimiter)
        .filter((folder) => folder !== "" && isRunnable(join(folder, java)))
        .map((folder) => join(folder, ".."));
    return [...said, ...usual, ...ofPath].find((home) => javaVersion(home) >= NEEDED_JAVA);
}

/** Folders with a JDK in each of their folders: a pair says what lies between the two. */
function usualPlaces({ env, platform }: Machine): [string, string][] {
    const home = env.HOME ?? env.USERPROFILE ?? "";
    const own: [string, string][] = [
        [join(home, ".sdkman", "candidates", "java"), ""],
        [join(home, ".jdks"), ""],
        [join(home, ".local", "share", "mise", "installs", "java"), ""],
    ];
    switch (platform) {
        case "darwin":
            return [
                ["/Library/Java/JavaVirtualMachines", "Contents/Home"],
                [join(home, "Library", "Java", "JavaVirtualMachines"), "Contents/Home"],
                ["/opt/homebrew/opt", "libexec/openjdk.jdk/Contents/Home"],
                ...own,
            ];
        case "win32": {
            const programs = env.ProgramFiles ?? "C:\\Program Files";
            const makers = ["Eclipse Adoptium", "Java", "Microsoft", "Zulu", "Amazon Corretto", "BellSoft"];
            return [...makers.map((maker): [string, string] => [join(programs, maker), ""]), ...own];
        }
        default:
            return [["/usr/lib/jvm", ""], ["/opt/java", ""], ["/opt", ""], ...own];
    }
}

function below([folder, inside]: [string, string]): string[] {
    try {
        return readdirSync(folder).map((name) => join(folder, name, inside));
    } catch {
        return [];
    }
}

/** The feature version of the JDK or runtime whose home this is, by its release file; 0 where it is none. */
export function javaVersion(home: string): number {
    try {
        const release = readFileSync(join(home, "release"), "utf8");
        return Number(/^JAVA_VERSION="(\d+)/m.exec(release)?.[1] ?? 0);
    } catch {
        return 0;
    }
}

function javaProgram(home: string, { platform }: Machine): string {
    return join(home, "bin", platform === "win32" ? "java.exe" : "java");
}

/** As the launcher `fastest` starts it for editors: its flags were written down when the extension was built. */
function javaArguments(bundle: string, jar: string): string[] {
    return [
        `@${join(bundle, "jvm.args")}`,
        `-Dfastest.native=${join(bundle, "native")}`,
        `-Dfastest.bridge=${join(bundle, "python")}`,
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        jar,
        "org.fastest.Main",
        "--stdio",
    ];
}

/** As the server names the folder of its native library. */
export function nativeFolder({ platform, arch }: Machine): string {
    const system = platform === "darwin" ? "macos" : platform === "win32" ? "windows" : "linux";
    return `${system}-${arch === "x64" ? "x86_64" : arch === "arm64" ? "aarch64" : arch}`;
}

function onPath(name: string, { env }: Machine): string | undefined {
    return (env.PATH ?? "")
        .split(delimiter)
        .filter((folder) => folder !== "")
        .map((folder) => join(folder, name))
        .find(isRunnable);
}

function isRunnable(path: string): boolean {
    try {
        accessSync(path, constants.X_OK);
        return isFile(path);
    } catch {
        return false;
    }
}

function isFile(path: string): boolean {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isFolder(path: string): boolean {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
