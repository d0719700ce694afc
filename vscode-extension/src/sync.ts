import type { Ask, DidChangeParams, Item, ListParams } from "./protocol";
import type { Change, TestTree } from "./testTree";

/** What the tree's owner is told. */
export interface TreeWatcher {
    changed(change: Change): void;
    /** Whether all items are being listed. */
    listing(isListing: boolean): void;
    /** The server does not list. */
    failed(message: string): void;
}

/** So often a list is begun, where a page of it fails: its moment may be forgotten. */
const TRIES = 3;

/** Keeps a tree as the server's: lists all once, then follows the changes, and lists again where one is missing. */
export class Sync {
    private waiting: DidChangeParams[] = [];
    private listing: Promise<void> | undefined;
    private server = 0;

    constructor(
        private readonly ask: Ask,
        private readonly tree: TestTree,
        private readonly watcher: TreeWatcher,
    ) {}

    /** Lists all: of a server that has just begun, or where a change was missed. */
    list(): Promise<void> {
        if (this.listing === undefined) {
            const listing = this.listAll().finally(() => {
                if (this.listing === listing) {
                    this.listing = undefined;
                }
            });
            this.listing = listing;
        }
        return this.listing;
    }

    /** A new server begins to count anew: nothing that the old one told is waited for. */
    begin(): Promise<void> {
        this.server += 1;
        this.waiting = [];
        this.listing = undefined;
        return this.list();
    }

    /** Takes a change; during a list it waits for that one's end. */
    changed(params: DidChangeParams): void {
        if (this.listing !== undefined) {
            this.waiting.push(params);
            return;
        }
        const change = this.tree.apply(params);
        if (change === undefined) {
            void this.list();
        } else {
            this.watcher.changed(change);
        }
    }

    private async listAll(): Promise<void> {
        const server = this.server;
        this.watcher.listing(true);
        try {
            const pages = await this.pages(server);
            if (pages === undefined) {
                return;
            }
            const [items, generation] = pages;
            this.watcher.changed(this.tree.list(items, generation));
            this.listing = undefined;
            const missed = this.waiting.filter((params) => params.base >= generation);
            this.waiting = [];
            for (const params of missed) {
                this.changed(params);
            }
        } finally {
            if (server === this.server) {
                this.watcher.listing(false);
            }
        }
    }

    /** All items; undefined where that is not to be had, or of a server that is gone. */
    private async pages(server: number): Promise<[Item[], number] | undefined> {
        for (let tries = 1; ; tries += 1) {
            try {
                const all = await this.once();
                return server === this.server ? all : undefined;
            } catch (failed) {
                if (server !== this.server) {
                    return undefined;
                }
                if (tries === TRIES) {
                    this.watcher.failed(failed instanceof Error ? failed.message : String(failed));
                    return undefined;
                }
            }
        }
    }

    private async once(): Promise<[Item[], number]> {
        const items: Item[] = [];
        let params: ListParams = {};
        for (;;) {
            const page = await this.ask("tests/list", params);
            for (const item of page.items) {
                items.push(item);
            }
            if (page.nextCursor === undefined) {
                return [items, page.generation];
            }
            params = { cursor: page.nextCursor };
        }
    }
}
