import * as vscode from "vscode";
import type { Change, Node, TestTree } from "./testTree";

/** Up to so many items all exist from the start: VS Code's filter finds only what exists. */
const SMALL = 5000;

/**
 * Draws the tree into a TestController. Of large workspaces only what somebody looks at exists as TestItems: the
 * roots, what was expanded, the files that are open, and what a run tells of. Where there are several projects, each
 * is an item above its own roots.
 */
export class TestView implements vscode.Disposable {
    private readonly shown = new Map<string, vscode.TestItem>();
    private readonly expanded = new Set<string>();
    private readonly openFiles = new Set<string>();
    private readonly tags = new Map<string, vscode.TestTag>();
    /** By URI; empty until there is a second project. */
    private readonly projects = new Map<string, vscode.TestItem>();
    private isDivided = false;

    constructor(
        private readonly tree: TestTree,
        private readonly controller: vscode.TestController,
        private readonly small = SMALL,
    ) {}

    /** Draws what a message did to the tree. */
    draw(change: Change): void {
        this.divide();
        const parents = new Set<Node>();
        for (const node of change.removed) {
            this.remove(node);
            parents.add(node.parent ?? node);
        }
        for (const node of change.added) {
            if (this.isWanted(node)) {
                this.show(node);
            }
            parents.add(node.parent ?? node);
        }
        for (const node of [...change.updated, ...parents]) {
            this.redraw(node);
        }
        this.dropEmptyProjects();
    }

    /** The ids that the server knows an item by: its own, of a project those of its roots. */
    ids(items: readonly vscode.TestItem[]): string[] {
        return items.flatMap((item) =>
            this.projects.get(item.id) === item ? [...item.children].map(([id]) => id) : [item.id],
        );
    }

    /** Shows what lies right below an item, or the roots. */
    expand(item: vscode.TestItem | undefined): void {
        const node = item === undefined ? undefined : this.tree.get(item.id);
        if (item !== undefined && node === undefined) {
            return;
        }
        for (const child of (node?.children ?? this.tree.roots).values()) {
            this.show(child);
        }
        if (item !== undefined && node !== undefined) {
            this.expanded.add(item.id);
            this.redraw(node);
        }
    }

    /** The item of an id, or where it is not shown the innermost one above it that is. */
    nearest(id: string): vscode.TestItem | undefined {
        let node = this.tree.get(id);
        while (node !== undefined && !this.shown.has(node.item.id)) {
            node = node.parent;
        }
        return node === undefined ? undefined : this.shown.get(node.item.id);
    }

    /** The item of an id, made where it was not shown so far; undefined where the tree has none. */
    item(id: string): vscode.TestItem | undefined {
        const known = this.shown.get(id);
        if (known !== undefined) {
            return known;
        }
        const node = this.tree.get(id);
        return node === undefined ? undefined : this.show(node);
    }

    /** Shows all tests of a file, for as long as it is open: VS Code draws them beside the text. */
    open(uri: string): void {
        this.openFiles.add(spelled(uri));
        for (const node of this.tree.at(uri)) {
            this.showAll(node);
        }
    }

    close(uri: string): void {
        this.openFiles.delete(spelled(uri));
    }

    /** Whether something goes on that may change all items. */
    setBusy(busy: boolean): void {
        for (const [, item] of this.controller.items) {
            item.busy = busy;
        }
    }

    dispose(): void {
        this.controller.items.replace([]);
        this.shown.clear();
    }

    private showAll(node: Node): void {
        this.show(node);
        for (const child of node.children.values()) {
            this.showAll(child);
        }
        this.expanded.add(node.item.id);
        this.redraw(node);
    }

    private isWanted(node: Node): boolean {
        const parent = node.parent;
        return (
            this.tree.size <= this.small ||
            parent === undefined ||
            this.expanded.has(parent.item.id) ||
            this.isOpen(node)
        );
    }

    private isOpen(node: Node): boolean {
        let file: Node | undefined = node;
        while (file !== undefined && file.item.kind !== "file") {
            file = file.parent;
        }
        return file !== undefined && this.openFiles.has(spelled(file.item.uri));
    }

    private show(node: Node): vscode.TestItem {
        const known = this.shown.get(node.item.id);
        if (known !== undefined) {
            return known;
        }
        const { item } = node;
        const made = this.controller.createTestItem(item.id, item.label, vscode.Uri.parse(item.uri));
        this.shown.set(item.id, made);
        this.dress(made, node);
        if (node.parent === undefined) {
            this.above(item.project).add(made);
        } else {
            this.show(node.parent).children.add(made);
        }
        return made;
    }

    /** Where the roots of a project are shown. */
    private above(project: string): vscode.TestItemCollection {
        if (!this.isDivided) {
            return this.controller.items;
        }
        let item = this.projects.get(project);
        if (item === undefined) {
            const uri = vscode.Uri.parse(project);
            item = this.controller.createTestItem(project, nameOf(uri), uri);
            this.projects.set(project, item);
            this.controller.items.add(item);
        }
        return item.children;
    }

    /** Moves the roots below their projects once there are two; they stay there, whatever goes later. */
    private divide(): void {
        if (this.isDivided || new Set([...this.tree.roots.values()].map((node) => node.item.project)).size < 2) {
            return;
        }
        this.isDivided = true;
        const roots = [...this.controller.items].map(([, item]) => item);
        this.controller.items.replace([]);
        for (const root of roots) {
            const node = this.tree.get(root.id);
            if (node !== undefined) {
                this.above(node.item.project).add(root);
            }
        }
    }

    private dropEmptyProjects(): void {
        for (const [project, item] of this.projects) {
            if (item.children.size === 0) {
                this.projects.delete(project);
                this.controller.items.delete(project);
            }
        }
    }

    private redraw(node: Node): void {
        const shown = this.shown.get(node.item.id);
        if (shown !== undefined) {
            this.dress(shown, node);
        }
    }

    private remove({ item }: Node): void {
        const shown = this.shown.get(item.id);
        this.shown.delete(item.id);
        this.expanded.delete(item.id);
        if (shown !== undefined) {
            (shown.parent?.children ?? this.controller.items).delete(item.id);
        }
    }

    /** Gives a test item the looks of its node; VS Code passes on only what differs. */
    private dress(shown: vscode.TestItem, node: Node): void {
        const { item } = node;
        shown.label = item.label;
        shown.range = rangeOf(item);
        if (node.sortText !== undefined) {
            shown.sortText = node.sortText;
        }
        shown.description = descriptionOf(node) ?? "";
        shown.canResolveChildren = this.hasHidden(node);
        shown.error = node.error === undefined ? undefined : errorText(node.error.message);
        if (!isSameTags(shown.tags, item.tags)) {
            shown.tags = item.tags.map((tag) => this.tag(tag));
        }
    }

    /** Whether some item right below it does not exist as a TestItem yet. */
    private hasHidden({ item, children }: Node): boolean {
        return !this.expanded.has(item.id) && [...children.keys()].some((id) => !this.shown.has(id));
    }

    private tag(name: string): vscode.TestTag {
        let tag = this.tags.get(name);
        if (tag === undefined) {
            tag = new vscode.TestTag(name);
            this.tags.set(name, tag);
        }
        return tag;
    }
}

/** How a project is called: as the opened folder that it is, else by where it lies. */
function nameOf(project: vscode.Uri): string {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const folder = folders.find(({ uri }) => uri.toString() === project.toString());
    return folder?.name ?? vscode.workspace.asRelativePath(project);
}

/** Where the mark in the gutter goes: to the name, below the decorators. */
function rangeOf(item: Node["item"]): vscode.Range | undefined {
    const { range, selectionRange } = item;
    if (range === undefined) {
        return undefined;
    }
    const start = selectionRange?.start ?? range.start;
    return new vscode.Range(start.line, start.character, range.end.line, range.end.character);
}

/** What stands behind a label. Why nothing of a folder can be run stands at its top, once. */
function descriptionOf({ item, parent }: Node): string | undefined {
    if (item.notRunnable !== undefined && parent?.item.notRunnable === undefined) {
        return vscode.workspace.isTrusted ? item.notRunnable : vscode.l10n.t("not trusted: nothing runs");
    }
    if (item.certainty === "base") {
        return vscode.l10n.t("cases are found when it runs");
    }
    return item.certainty === "unknown" ? vscode.l10n.t("known when it runs") : undefined;
}

function errorText(message: string): vscode.MarkdownString {
    return new vscode.MarkdownString().appendText(message);
}

function isSameTags(shown: readonly vscode.TestTag[], tags: readonly string[]): boolean {
    return shown.length === tags.length && tags.every((tag, index) => tag === shown[index]?.id);
}

/** A URI as VS Code writes it. */
export function spelled(uri: string): string {
    return vscode.Uri.parse(uri).toString();
}
