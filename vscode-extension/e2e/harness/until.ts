import type { Page } from "playwright-core";

/** Asks until there is an answer other than undefined, null and false; fails by name, with the last answer that was seen, when the time is over. */
export async function until<T>(
    what: string,
    probe: () => Promise<T | undefined | null | false> | T | undefined | null | false,
    seconds = 30,
    seen?: () => Promise<unknown> | unknown,
): Promise<T> {
    const end = performance.now() + seconds * 1000;
    for (;;) {
        const answer = await probe();
        if (answer !== undefined && answer !== null && answer !== false) {
            return answer;
        }
        if (performance.now() > end) {
            const last = seen === undefined ? "" : `; there is ${JSON.stringify(await seen(), undefined, 1)}`;
            throw new Error(`not within ${seconds} s: ${what}${last}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}

/** The texts of all elements that a selector finds, trimmed. */
export async function texts(page: Page, selector: string): Promise<string[]> {
    return page.$$eval(selector, (found) => found.map((each) => (each.textContent ?? "").trim()));
}
