import type { Locator } from "playwright-core";
import { texts, until } from "./until.ts";
import type { VsCodeWindow } from "./window.ts";

/** The active text editor. */
export class Editor {
    constructor(private readonly window: VsCodeWindow) {}

    /** Places the cursor: both count from 1. */
    async goTo(line: number, column = 1): Promise<void> {
        const { page } = this.window;
        await page.locator(".editor-instance .monaco-editor .view-line").first().waitFor();
        await page.keyboard.press("Control+G");
        const input = page.locator(".quick-input-widget input.input");
        await input.waitFor();
        await input.fill(`:${line}:${column}`);
        await page.keyboard.press("Enter");
        await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
        await until(`the cursor is at ${line}:${column}`, async () =>
            (await this.window.statusBar()).some((text) => text.startsWith(`Ln ${line}, Col ${column}`)),
        );
    }

    /** Enters a text at the cursor, as typing does, key by key. */
    async type(text: string): Promise<void> {
        await this.window.page.keyboard.type(text);
    }

    async save(): Promise<void> {
        await this.window.page.keyboard.press("Control+S");
        await this.window.page.locator(".tab.active:not(.dirty)").waitFor();
    }

    async isDirty(): Promise<boolean> {
        return (await this.window.page.locator(".tab.active.dirty").count()) > 0;
    }

    /** The lines that are drawn. */
    async lines(): Promise<string[]> {
        return (await texts(this.window.page, ".editor-instance .view-line")).map((line) =>
            line.replaceAll("\u00a0", " "),
        );
    }

    /** The mark of a test in the gutter, at a line that is drawn (from 1). */
    async glyph(line: number): Promise<Locator> {
        const { page } = this.window;
        const top = await until(`line ${line} is drawn`, async () =>
            page.$$eval(
                ".editor-instance .margin-view-overlays .line-numbers",
                (numbers, wanted) => {
                    const found = numbers.find((each) => each.textContent?.trim() === wanted)?.parentElement;
                    return found?.style.top;
                },
                String(line),
            ),
        );
        return page.locator(`.editor-instance .glyph-margin-widgets .testing-run-glyph[style*="top: ${top}"]`);
    }
}
