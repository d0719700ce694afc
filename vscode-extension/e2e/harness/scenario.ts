import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { VsCode } from "./vscode.ts";
import type { Trust, VsCodeWindow } from "./window.ts";

let started: Promise<VsCode> | undefined;

after(async () => {
    if (started !== undefined) {
        const killed = await (await started).stop();
        assert.deepEqual(killed, [], "processes that did not end by themselves");
    }
});

/** One step of a story that is told in one window. */
export type Step = (name: string, body: (window: VsCodeWindow, folder: string) => Promise<void>) => void;

/**
 * Steps in one window, on a folder of their own, one after the other. After one that failed, the rest of them is left out.
 *
 * @param make makes the folder below the one that it is given, and says where it is
 */
export function story(
    name: string,
    make: (root: string, name: string) => string,
    tell: (step: Step) => void,
    trust: Trust = "yes",
): void {
    describe(name, { timeout: 240_000 }, () => {
        let window: VsCodeWindow | undefined;
        let folder = "";
        let failed = false;
        before(async () => {
            started ??= VsCode.start();
            const code = await started;
            folder = make(code.root, name);
            window = await code.open(name, folder, trust);
        });
        after(async () => {
            await window?.close();
        });
        tell((step, body) =>
            test(step, async (context) => {
                if (failed || window === undefined) {
                    context.skip("an earlier step failed");
                    return;
                }
                try {
                    await body(window, folder);
                } catch (problem) {
                    failed = true;
                    // A picture that cannot be taken must not hide why.
                    await window.shoot(`FAILED ${step}`).catch((why) => context.diagnostic(`no picture: ${why}`));
                    throw problem;
                }
            }),
        );
    });
}
