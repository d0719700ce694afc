import type { Command } from "./protocol";

/** A command as a line for the person's terminal. */
export function shellLine(command: Command, platform: NodeJS.Platform): string {
    return platform === "win32" ? powerShellLine(command) : posixLine(command);
}

function posixLine({ argv, cwd, env }: Command): string {
    const set = Object.entries(env).filter(([, value]) => value !== null);
    const unset = Object.entries(env).filter(([, value]) => value === null);
    const words = [
        ...(unset.length > 0 ? ["env", ...unset.flatMap(([name]) => ["-u", name])] : []),
        ...set.map(([name, value]) => `${name}=${posixWord(value ?? "")}`),
        ...argv.map(posixWord),
    ];
    return `cd ${posixWord(cwd)} && ${words.join(" ")}`;
}

function posixWord(word: string): string {
    return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function powerShellLine({ argv, cwd, env }: Command): string {
    const changes = Object.entries(env).map(([name, value]) =>
        value === null ? `Remove-Item Env:${name}` : `$env:${name} = ${powerShellWord(value)}`,
    );
    const steps = [`Set-Location ${powerShellWord(cwd)}`, ...changes, `& ${argv.map(powerShellWord).join(" ")}`];
    return steps.join("; ");
}

function powerShellWord(word: string): string {
    return /^[\w@+=:./\\-]+$/.test(word) && !word.startsWith("@") ? word : `'${word.replaceAll("'", "''")}'`;
}
