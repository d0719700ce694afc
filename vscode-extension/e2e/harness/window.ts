import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { OUT } from "../places.mjs";
import { Editor } from "./editor.ts";
import { Explorer } from "./explorer.ts";
import { texts, until } from "./until.ts";

/** What is answered when VS Code asks whether the authors of a folder are trusted. */
export type Trust = "yes" | "no";

/** One window of VS Code: what a person can see of it, and do in it. */
export class VsCodeWindow {
    readonly explorer: Explorer;
    readonly editor: Editor;
    private shots = 0;

    private constructor(
        readonly page: Page,
        readonly name: string,
    ) {
        this.explorer = new Explorer(this);
        this.editor = new Editor(this);
    }

    static async open(page: Page, name: string, address: string, trust: Trust): Promise<VsCodeWindow> {
        page.setDefaultTimeout(30_000);
        await page.goto(address);
        const window = new VsCodeWindow(page, name);
        const dialog = page.locator(".monaco-dialog-box");
        await dialog.waitFor({ timeout: 60_000 });
        await dialog.getByText(trust === "yes" ? "Yes, I trust the authors" : "No, I don't trust the authors").click();
        await dialog.waitFor({ state: "detached" });
        return window;
    }

    /** Runs a command by its title in the palette, as soon as the palette has it. */
    async command(title: string): Promise<void> {
        const input = this.page.locator(".quick-input-widget input.input");
        const row = this.page
            .locator(".quick-input-list .monaco-list-row", {
                has: this.page.locator(".label-name", { hasText: new RegExp(`^${escaped(title)}$`) }),
            })
            .first();
        await until(`the command ${title}`, async () => {
            // The list is of the moment at which it was asked for.
            await this.page.keyboard.press("F1");
            await input.fill(`>${title}`);
            return row.click({ timeout: 3000 }).then(
                () => true,
                () => false,
            );
        });
        await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    }

    /** Chooses from a list that is open. */
    async pick(label: string | RegExp): Promise<void> {
        const rows = this.page.locator(".quick-input-list .monaco-list-row");
        await rows
            .filter({ has: this.page.locator(".label-name", { hasText: label }) })
            .first()
            .click();
        await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    }

    /** Opens a file of the folder, by its path below it. */
    async openFile(path: string): Promise<void> {
        await this.page.keyboard.press("Control+P");
        const input = this.page.locator(".quick-input-widget input.input");
        await input.waitFor();
        await input.fill(path);
        const row = this.page.locator(".quick-input-list .monaco-list-row", {
            has: this.page.locator(".label-name", { hasText: new RegExp(`^${escaped(basename(path))}$`) }),
        });
        await row.first().click();
        await this.page.locator(`.tab.active[data-resource-name="${basename(path)}"]`).waitFor();
        await this.page.locator(".editor-instance .monaco-editor .view-line").first().waitFor();
    }

    /** The texts of the notifications that are shown. */
    async notifications(): Promise<string[]> {
        return texts(this.page, ".notification-toast .notification-list-item-message");
    }

    /** The notification with this text. */
    notification(text: string | RegExp): Locator {
        return this.page.locator(".notification-toast", { hasText: text });
    }

    /** The texts in the status bar, from the left. */
    async statusBar(): Promise<string[]> {
        return texts(this.page, ".part.statusbar .statusbar-item");
    }

    /** Waits until an item of the status bar has this text. */
    async status(text: RegExp, seconds = 30): Promise<string> {
        return until(
            `${text} in the status bar`,
            async () => (await this.statusBar()).find((each) => text.test(each)),
            seconds,
            () => this.statusBar(),
        );
    }

    /** How many errors and warnings the status bar counts. */
    async problems(): Promise<number> {
        const [counts = ""] = await texts(this.page, '.statusbar-item[id="status.problems"]');
        return (counts.match(/\d+/g) ?? []).reduce((sum, each) => sum + Number(each), 0);
    }

    /** Keeps a picture of the window, numbered in the order of a scenario. */
    async shoot(what: string): Promise<void> {
        await this.page.mouse.move(700, 8); // nothing pops up there
        const number = String(++this.shots).padStart(2, "0");
        await this.page.screenshot({ path: join(OUT, `${this.name}-${number}-${what.replaceAll(/\W+/g, "-")}.png`) });
    }

    async close(): Promise<void> {
        await this.page.context().close();
    }
}

function basename(path: string): string {
    return path.slice(path.lastIndexOf("/") + 1);
}

function escaped(text: string): string {
    return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
