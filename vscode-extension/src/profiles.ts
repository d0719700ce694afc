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

/** What makes coverage.py, by pytest-cov or the server, note which test has executed a line. */
const BY_TEST = "--cov-context=test";

/** A way to run: of a kind, by the name of a profile that is written down, with further arguments. */
interface Way {
    key: string;
    label: string;
    kind: RunKind;
    name?: string;
    args?: string[];
}

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
        return this.made.get(kind);
    }

    dispose(): void {
        for (const profile of this.made.values()) {
            profile.dispose();
        }
    }

    /** Those that stay are kept: VS Code remembers which of them the person has chosen. */
    private draw(): void {
        const wanted = new Set<string>();
        for (const way of this.kinds.flatMap((kind) => this.ways(kind))) {
            wanted.add(way.key);
            if (!this.made.has(way.key)) {
                this.made.set(way.key, this.make(way));
            }
        }
        for (const [key, profile] of [...this.made]) {
            if (!wanted.has(key)) {
                profile.dispose();
                this.made.delete(key);
            }
        }
    }

    private ways(kind: RunKind): Way[] {
        const names = [...new Set(this.named.map((each) => each.name))];
        const named = names.map((name) => ({ key: `${kind} ${name}`, label: `${labelOf(kind)}: ${name}`, kind, name }));
        const plain = { key: kind, label: labelOf(kind), kind };
        if (kind !== "coverage") {
            return [plain, ...named];
        }
        // Not what each run with coverage does: it takes its time.
        const label = vscode.l10n.t("Run with coverage of each test");
        return [plain, { key: `${kind}, by test`, label, kind, args: [BY_TEST] }, ...named];
    }

    private make({ key, label, kind, name, args }: Way): vscode.TestRunProfile {
        const profile = this.controller.createRunProfile(
            label,
            KINDS[kind],
            (request, token) => this.start(orderOf(kind, name, args), request, token),
            key === kind,
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
export function orderOf(kind: RunKind, name?: string, further: readonly string[] = []): Order {
    const { coverageArgs, debugArgs } = settings();
    const args = [...(kind === "coverage" ? coverageArgs : kind === "debug" ? debugArgs : []), ...further];
    return {
        profile: {
            kind,
            ...(name === undefined ? {} : { name }),
            ...(args.length === 0 ? {} : { args }),
        },
    };
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
