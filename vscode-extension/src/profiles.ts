import * as vscode from "vscode";
import type { NamedProfile, RunKind } from "./protocol";
import type { Order } from "./runs";
import { openSetting, settings } from "./settings";

/** Runs what a profile of the Test Explorer is asked for. */
export type Start = (
    order: Order,
    request: vscode.TestRunRequest,
    token: vscode.CancellationToken,
) => Promise<void> | void;

/** What shows the details of a run's coverage. */
export type CoverageDetails = Required<
    Pick<vscode.TestRunProfile, "loadDetailedCoverage" | "loadDetailedCoverageForTest">
>;

const KINDS: Record<RunKind, vscode.TestRunProfileKind> = {
    run: vscode.TestRunProfileKind.Run,
    debug: vscode.TestRunProfileKind.Debug,
    coverage: vscode.TestRunProfileKind.Coverage,
};

/** The run profiles: one of each kind that the server can do, and of each name that is written down. */
export class Profiles implements vscode.Disposable {
    private readonly made = new Map<string, vscode.TestRunProfile>();
    private kinds: RunKind[] = [];
    private named: NamedProfile[] = [];

    constructor(
        private readonly controller: vscode.TestController,
        private readonly start: Start,
        private readonly details: CoverageDetails,
    ) {}

    /** The server can do runs of these kinds. */
    offer(kinds: RunKind[]): void {
        this.kinds = kinds.filter((kind) => kind in KINDS);
        this.draw();
    }

    /** These profiles are written down. */
    name(profiles: NamedProfile[]): void {
        this.named = profiles;
        this.draw();
    }

    /** The profile without a name of a kind. */
    of(kind: RunKind): vscode.TestRunProfile | undefined {
        return this.made.get(keyOf(kind, undefined));
    }

    dispose(): void {
        for (const profile of this.made.values()) {
            profile.dispose();
        }
    }

    /** Those that stay are kept: VS Code remembers which of them the person has chosen. */
    private draw(): void {
        const wanted = new Set<string>();
        for (const kind of this.kinds) {
            for (const name of [undefined, ...new Set(this.named.map((each) => each.name))]) {
                const key = keyOf(kind, name);
                wanted.add(key);
                if (!this.made.has(key)) {
                    this.made.set(key, this.make(kind, name));
                }
            }
        }
        for (const [key, profile] of [...this.made]) {
            if (!wanted.has(key)) {
                profile.dispose();
                this.made.delete(key);
            }
        }
    }

    private make(kind: RunKind, name: string | undefined): vscode.TestRunProfile {
        const profile = this.controller.createRunProfile(
            name === undefined ? labelOf(kind) : `${labelOf(kind)}: ${name}`,
            KINDS[kind],
            (request, token) => this.start(orderOf(kind, name), request, token),
            name === undefined,
            undefined,
            kind !== "debug",
        );
        profile.configureHandler = () => void openSetting("profiles");
        if (kind === "coverage") {
            Object.assign(profile, this.details);
        }
        return profile;
    }
}

/** What a run of a kind asks for, with what the person's settings add. */
export function orderOf(kind: RunKind, name?: string): Order {
    const { coverageArgs, debugArgs } = settings();
    const args = kind === "coverage" ? coverageArgs : kind === "debug" ? debugArgs : [];
    return {
        profile: {
            kind,
            ...(name === undefined ? {} : { name }),
            ...(args.length === 0 ? {} : { args }),
        },
    };
}

function keyOf(kind: RunKind, name: string | undefined): string {
    return name === undefined ? kind : `${kind} ${name}`;
}

function labelOf(kind: RunKind): string {
    switch (kind) {
        case "run":
            return vscode.l10n.t("Run");
        case "debug":
            return vscode.l10n.t("Debug");
        case "coverage":
            return vscode.l10n.t("Run with coverage");
    }
}
