import type { RunKind } from "./protocol";
import type { TestTree } from "./testTree";

/** What a command of the server's lenses and code actions runs; without ids everything. */
export interface Target {
    kind: RunKind;
    ids?: readonly string[];
}

/** What such a command runs; undefined of one that runs nothing. */
export function lensTarget(
    name: string,
    args: readonly unknown[],
    tree: TestTree,
    failures: readonly string[],
): Target | undefined {
    const { ids, uri } = (args[0] ?? {}) as { ids?: string[]; uri?: string };
    const chosen = ids ?? (uri === undefined ? undefined : tree.at(uri).map((node) => node.item.id));
    const some = chosen === undefined ? {} : { ids: chosen };
    switch (name) {
        case "tests.run":
        case "tests.runFile":
            return { kind: "run", ...some };
        case "tests.debug":
            return { kind: "debug", ...some };
        case "tests.rerunFailed":
            return { kind: "run", ids: failures };
        default:
            return undefined;
    }
}
