import { isDeepStrictEqual } from "node:util";
import type { Locator } from "playwright-core";
import { texts, until } from "./until.ts";
import type { VsCodeWindow } from "./window.ts";

/** A row of the test explorer, as it is drawn. */
export interface Row {
    readonly level: number;
    readonly label: string;
    /** What stands behind the label: a description or a duration. */
    readonly description: string;
    /** The state that the icon shows: unset, queued, running, passed, failed, error, skipped. */
    readonly state: string;
    readonly expanded: boolean | undefined;
    /** Whether the state is told to be of before. */
    readonly outdated: boolean;
}

/** The tree of the Testing view. Only rows that fit into the window are drawn, so only these are seen. */
export class Explorer {
    constructor(private readonly window: VsCodeWindow) {}

    async show(): Promise<void> {
        const view = this.window.page.locator(".test-explorer");
        if (!(await view.isVisible())) {
            // It is there from the first test on.
            await this.window.page.locator('.activitybar .action-label[aria-label^="Testing"]').click();
            await view.waitFor();
        }
    }

    async rows(): Promise<Row[]> {
        return this.window.page.$$eval(".test-explorer .test-explorer-tree .monaco-list-row", (rows) =>
            rows
                .map((row) => {
                    const icon = row.querySelector(".computed-state")?.className ?? "";
                    const expanded = row.getAttribute("aria-expanded");
                    const label = row.querySelector(".label");
                    const own = [...(label?.childNodes ?? [])].filter((node) => node.nodeType === Node.TEXT_NODE);
                    return {
                        top: Number.parseFloat((row as HTMLElement).style.top),
                        level: Number(row.getAttribute("aria-level")),
                        label:
                            own.length > 0 ? own.map((node) => node.textContent).join("") : (label?.textContent ?? ""),
                        description: row.querySelector(".duration, .test-label-description")?.textContent ?? "",
                        state:
                            /codicon-testing-(\w+)-icon/.exec(icon)?.[1] ??
                            (/codicon-loading|spin/.test(icon) ? "running" : icon),
                        expanded: expanded === null ? undefined : expanded === "true",
                        outdated: /\bretired\b/.test(icon),
                    };
                })
                .filter((row) => row.label !== "")
                .sort((left, right) => left.top - right.top)
                .map(({ top: _, ...row }) => row),
        );
    }

    /** What is said to be wrong with files, in rows of their own. */
    async errors(): Promise<string[]> {
        return texts(this.window.page, ".test-explorer .test-explorer-tree .monaco-list-row .error");
    }

    /** The row with this label, once it is drawn and is as asked for. */
    async row(label: string, is: (row: Row) => boolean = () => true, seconds = 30): Promise<Row> {
        return until(
            `a row ${label} ${is}`,
            async () => (await this.rows()).find((row) => row.label === label && is(row)),
            seconds,
            () => this.rows(),
        );
    }

    /** Waits until these are the labels of all rows. */
    async labels(wanted: string[], seconds = 30): Promise<void> {
        const labels = async () => (await this.rows()).map((row) => row.label);
        await until(
            `rows ${wanted.join(", ")}`,
            async () => isDeepStrictEqual(await labels(), wanted),
            seconds,
            labels,
        );
    }

    /** Waits until there is no row with this label. */
    async gone(label: string, seconds = 30): Promise<void> {
        await until(
            `no row ${label}`,
            async () => (await this.rows()).every((row) => row.label !== label),
            seconds,
            () => this.rows(),
        );
    }

    /** Opens rows one below the other: `expand("tests", "test_cart.py")`. */
    async expand(...labels: string[]): Promise<void> {
        for (const label of labels) {
            await this.fold(label, true);
        }
    }

    async collapse(label: string): Promise<void> {
        await this.fold(label, false);
    }

    /** Clicks a button at the top of the view. */
    async press(action: string): Promise<void> {
        await this.window.page
            .locator(`.part.sidebar .title-actions .action-label[aria-label^="${action}"]`)
            .first()
            .click();
    }

    /**
     * Clicks a row's arrow where it points the other way. An element of the list stands for another row from one moment to
     * the next while the tree is filled: looking for it and clicking it are one step of the page.
     */
    private async fold(label: string, expanded: boolean): Promise<void> {
        await this.row(label, (row) => row.expanded !== undefined);
        await until(
            `${label} is ${expanded ? "open" : "closed"}`,
            async () => {
                await this.window.page.$$eval(
                    ".test-explorer .monaco-list-row",
                    (rows, [wanted, target]) => {
                        const row = rows.find(
                            (each) => each.querySelector(".label")?.firstChild?.textContent === wanted,
                        );
                        if (row !== undefined && row.getAttribute("aria-expanded") !== target) {
                            const arrow = row.querySelector(".monaco-tl-twistie");
                            for (const type of ["mousedown", "mouseup", "click"]) {
                                arrow?.dispatchEvent(
                                    new MouseEvent(type, { bubbles: true, cancelable: true, button: 0, detail: 1 }),
                                );
                            }
                        }
                    },
                    [label, String(expanded)] as const,
                );
                return this.row(label, (row) => row.expanded === expanded, 2).then(
                    () => true,
                    () => false,
                );
            },
            30,
            () => this.rows(),
        );
    }

    /** Waits until no row has come, gone or moved for a moment. */
    private async settled(): Promise<void> {
        let last: string | undefined;
        let same = 0;
        await until("the tree stands still", async () => {
            const now = (await this.rows()).map((row) => row.label).join("\n");
            same = now === last ? same + 1 : 0;
            last = now;
            return same >= 3;
        });
    }

    /** The drawn row with this label. */
    at(label: string): Locator {
        return this.window.page.locator(".test-explorer .monaco-list-row").filter({
            has: this.window.page.locator(".label", {
                hasText: new RegExp(`^${label.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}`),
            }),
        });
    }

    /** Clicks one of the actions that a row offers to the mouse. */
    async act(label: string, action: string): Promise<void> {
        await this.settled();
        const row = this.at(label).first();
        await row.hover();
        await row.locator(`.action-label[aria-label^="${action}"]`).first().click();
    }
}
