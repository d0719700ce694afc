import type { DidChangeParams, FileChange, FileError, Item } from "./protocol";

/** An item in its place. Children stand in the server's order, which is pytest's. */
export interface Node {
    readonly item: Item;
    readonly parent: Node | undefined;
    readonly children: ReadonlyMap<string, Node>;
    /** What keeps siblings in order where their labels would not; undefined for files and folders. */
    readonly sortText: string | undefined;
    /** Of a file whose text is broken now: its items are those of before. */
    readonly error: FileError | undefined;
}

/** What a message did to the tree. An item that stays is never among the removed. */
export interface Change {
    /** Parents before their children. */
    readonly added: Node[];
    readonly updated: Node[];
    /** Children before their parents. */
    readonly removed: Node[];
}

class Place implements Node {
    readonly children = new Map<string, Place>();
    sortText: string | undefined;
    error: FileError | undefined;

    constructor(
        public item: Item,
        readonly parent: Place | undefined,
    ) {}
}

/** Every item that the server has told of, by id: pages of a list, changes, and what runs discover. Knows nothing of VS Code. */
export class TestTree {
    private readonly places = new Map<string, Place>();
    private readonly top = new Map<string, Place>();
    /** The files and folders at each URI, in one spelling. */
    private readonly byUri = new Map<string, Set<Place>>();
    private current = -1;

    /**
     * A tree without items.
     *
     * @param spell gives a URI the one spelling in which it is looked up: editor and server escape differently
     */
    constructor(private readonly spell: (uri: string) => string = (uri) => uri) {}

    get generation(): number {
        return this.current;
    }

    get size(): number {
        return this.places.size;
    }

    get roots(): ReadonlyMap<string, Node> {
        return this.top;
    }

    get(id: string): Node | undefined {
        return this.places.get(id);
    }

    /** The files and folders whose URI this is. */
    at(uri: string): Node[] {
        return [...(this.byUri.get(this.spell(uri)) ?? [])];
    }

    /** How many tests there are, by what is known: a function without cases is one. */
    get tests(): number {
        let count = 0;
        for (const { item, children } of this.places.values()) {
            if (children.size === 0 && item.kind !== "dir" && item.kind !== "file" && item.kind !== "class") {
                count += 1;
            }
        }
        return count;
    }

    /** The innermost item of a file that holds a line (from 0): the function, else its class, else the file. */
    atLine(uri: string, line: number): Node | undefined {
        const [file] = this.at(uri).filter((node) => node.item.kind === "file");
        return file === undefined ? undefined : (innermost(file, this.spell(uri), line, this.spell) ?? file);
    }

    /** Takes a whole list in the place of all there was; what is in both stays as it is. */
    list(items: Item[], generation: number): Change {
        const change = newChange();
        const kept = new Set<string>();
        for (const [index, item] of ordered(items)) {
            this.put(item, sortTextOf(item, index), change);
            kept.add(item.id);
        }
        this.dropUnless(kept, this.top, change);
        this.current = generation;
        return change;
    }

    /** Takes a change; undefined where it follows a generation that was never told of, and all has to be listed again. */
    apply(params: DidChangeParams): Change | undefined {
        if (params.base !== this.current) {
            return undefined;
        }
        const change = newChange();
        for (const file of params.files) {
            this.applyFile(file, change);
        }
        this.current = params.generation;
        return change;
    }

    /** Takes what a run has found, parents first. */
    discover(items: Item[]): Change {
        const change = newChange();
        for (const item of items) {
            const known = this.places.get(item.id);
            this.put(item, known === undefined ? `~${digits(this.childrenOf(item).size)}` : known.sortText, change);
        }
        return change;
    }

    private applyFile(file: FileChange, change: Change): void {
        const before = this.at(file.uri) as Place[];
        if (file.op === "remove") {
            for (const place of before) {
                this.drop(place, change);
            }
            return;
        }
        const kept = new Set<string>();
        for (const [index, item] of ordered(file.items)) {
            const place = this.put(item, sortTextOf(item, index), change);
            kept.add(item.id);
            if (item.kind === "file" && item.uri === file.uri) {
                this.mark(place, file.error, change);
            }
        }
        for (const place of before) {
            if (place.item.kind !== "file") {
                continue;
            }
            if (kept.has(place.item.id)) {
                this.dropUnless(kept, place.children, change);
            } else {
                this.drop(place, change);
            }
        }
    }

    private mark(file: Place, error: FileError | undefined, change: Change): void {
        if (JSON.stringify(file.error) !== JSON.stringify(error)) {
            file.error = error;
            if (!change.added.includes(file) && !change.updated.includes(file)) {
                change.updated.push(file);
            }
        }
    }

    private childrenOf(item: Item): Map<string, Place> {
        const parent = item.parent === undefined ? undefined : this.places.get(item.parent);
        return parent?.children ?? this.top;
    }

    private put(item: Item, sortText: string | undefined, change: Change): Place {
        const known = this.places.get(item.id);
        if (known !== undefined && isSamePlace(known, item)) {
            if (known.sortText !== sortText || !isSame(known.item, item)) {
                change.updated.push(known);
            }
            known.item = item;
            known.sortText = sortText;
            return known;
        }
        if (known !== undefined) {
            this.drop(known, change);
        }
        const place = new Place(item, item.parent === undefined ? undefined : this.places.get(item.parent));
        place.sortText = sortText;
        this.places.set(item.id, place);
        this.childrenOf(item).set(item.id, place);
        if (item.kind === "file" || item.kind === "dir") {
            const key = this.spell(item.uri);
            let there = this.byUri.get(key);
            if (there === undefined) {
                there = new Set();
                this.byUri.set(key, there);
            }
            there.add(place);
        }
        change.added.push(place);
        return place;
    }

    private dropUnless(kept: ReadonlySet<string>, places: ReadonlyMap<string, Place>, change: Change): void {
        for (const place of [...places.values()]) {
            if (kept.has(place.item.id)) {
                this.dropUnless(kept, place.children, change);
            } else {
                this.drop(place, change);
            }
        }
    }

    private drop(place: Place, change: Change): void {
        for (const child of [...place.children.values()]) {
            this.drop(child, change);
        }
        const { id, uri } = place.item;
        this.places.delete(id);
        (place.parent?.children ?? this.top).delete(id);
        if (place.item.kind === "file" || place.item.kind === "dir") {
            const there = this.byUri.get(this.spell(uri));
            if (there?.delete(place) && there.size === 0) {
                this.byUri.delete(this.spell(uri));
            }
        }
        change.removed.push(place);
    }
}

/** Cases stand where their function stands: of what is equally far in, the outer one. */
function innermost(above: Node, uri: string, line: number, spell: (uri: string) => string): Node | undefined {
    for (const node of above.children.values()) {
        const { range } = node.item;
        const isHere = range !== undefined && range.start.line <= line && line <= range.end.line;
        if (isHere && node.item.kind !== "case" && spell(node.item.uri) === uri) {
            return innermost(node, uri, line, spell) ?? node;
        }
    }
    return undefined;
}

function newChange(): Change {
    return { added: [], updated: [], removed: [] };
}

/** What a test item of VS Code can never change: another of these is another item. */
function isSamePlace(known: Place, item: Item): boolean {
    return known.parent?.item.id === item.parent && known.item.uri === item.uri && known.item.kind === item.kind;
}

function isSame(one: Item, other: Item): boolean {
    return (
        one.label === other.label &&
        one.certainty === other.certainty &&
        one.notRunnable === other.notRunnable &&
        one.tags.length === other.tags.length &&
        one.tags.every((tag, index) => tag === other.tags[index]) &&
        isSameRange(one.range, other.range) &&
        isSameRange(one.selectionRange, other.selectionRange)
    );
}

function isSameRange(one: Item["range"], other: Item["range"]): boolean {
    return (
        one?.start.line === other?.start.line &&
        one?.start.character === other?.start.character &&
        one?.end.line === other?.end.line &&
        one?.end.character === other?.end.character
    );
}

/** Items with their numbers, which begin anew in each file so that a change of one file moves nothing of another. */
function* ordered(items: Item[]): Generator<[number, Item]> {
    let index = 0;
    for (const item of items) {
        index = item.kind === "file" ? 0 : index + 1;
        yield [index, item];
    }
}

/** Files and folders are sorted by their names, what is in them as the server lists it. */
function sortTextOf(item: Item, index: number): string | undefined {
    return item.kind === "dir" || item.kind === "file" ? undefined : digits(index);
}

function digits(index: number): string {
    return String(index).padStart(6, "0");
}
