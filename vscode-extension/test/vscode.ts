/**
 * As much of VS Code as the tests need, and a record of what was drawn. It refuses what VS Code refuses: an item in
 * two places, a result outside of a run.
 */
export class Position {
    constructor(
        readonly line: number,
        readonly character: number,
    ) {}
}

export class Range {
    readonly start: Position;
    readonly end: Position;

    constructor(startLine: number, startCharacter: number, endLine: number, endCharacter: number) {
        this.start = new Position(startLine, startCharacter);
        this.end = new Position(endLine, endCharacter);
    }

    contains(position: Position): boolean {
        const { start, end } = this;
        return (
            (position.line > start.line || (position.line === start.line && position.character >= start.character)) &&
            (position.line < end.line || (position.line === end.line && position.character <= end.character))
        );
    }
}

export class Uri {
    private constructor(private readonly text: string) {}

    static parse(text: string): Uri {
        return new Uri(text);
    }

    static file(path: string): Uri {
        return new Uri(`file://${path}`);
    }

    get scheme(): string {
        return this.text.slice(0, this.text.indexOf(":"));
    }

    get fsPath(): string {
        return this.text.replace(/^file:\/\//, "");
    }

    toString(): string {
        return this.text;
    }
}

export class Location {
    constructor(
        readonly uri: Uri,
        readonly range: Range | Position,
    ) {}
}

export class MarkdownString {
    value = "";

    appendText(text: string): this {
        this.value += text;
        return this;
    }
}

export class TestTag {
    constructor(readonly id: string) {}
}

export class TestMessage {
    expectedOutput?: string;
    actualOutput?: string;
    location?: Location;
    contextValue?: string;
    stackTrace?: TestMessageStackFrame[];

    constructor(readonly message: string) {}
}

export class TestMessageStackFrame {
    constructor(
        readonly label: string,
        readonly uri?: Uri,
        readonly position?: Position,
    ) {}
}

export class TestCoverageCount {
    constructor(
        readonly covered: number,
        readonly total: number,
    ) {}
}

export class FileCoverage {
    constructor(
        readonly uri: Uri,
        readonly statementCoverage: TestCoverageCount,
        readonly branchCoverage?: TestCoverageCount,
        readonly declarationCoverage?: TestCoverageCount,
        readonly includesTests: TestItem[] = [],
    ) {}
}

export class StatementCoverage {
    constructor(
        readonly executed: number,
        readonly location: Position,
        readonly branches: BranchCoverage[] = [],
    ) {}
}

export class BranchCoverage {
    constructor(
        readonly executed: number,
        readonly location: Position,
        readonly label?: string,
    ) {}
}

export const TestRunProfileKind = { Run: 1, Debug: 2, Coverage: 3 };

export class TestRunRequest {
    constructor(
        readonly include?: readonly TestItem[],
        readonly exclude?: readonly TestItem[],
        readonly profile?: unknown,
        readonly continuous = false,
    ) {}
}

type Hear<T> = (value: T) => void;

export class EventEmitter<T> {
    private readonly heard = new Set<Hear<T>>();

    readonly event = (hear: Hear<T>): { dispose(): void } => {
        this.heard.add(hear);
        return { dispose: () => this.heard.delete(hear) };
    };

    fire(value: T): void {
        for (const hear of [...this.heard]) {
            hear(value);
        }
    }
}

export class CancellationTokenSource {
    private readonly emitter = new EventEmitter<void>();
    readonly token = { isCancellationRequested: false, onCancellationRequested: this.emitter.event };

    cancel(): void {
        this.token.isCancellationRequested = true;
        this.emitter.fire();
    }
}

export class TestItemCollection implements Iterable<[string, TestItem]> {
    private readonly items = new Map<string, TestItem>();

    constructor(
        private readonly owner: TestItem | undefined,
        private readonly record: string[],
    ) {}

    get size(): number {
        return this.items.size;
    }

    [Symbol.iterator](): IterableIterator<[string, TestItem]> {
        return this.items.entries();
    }

    get(id: string): TestItem | undefined {
        return this.items.get(id);
    }

    add(item: TestItem): void {
        if (item.isPlaced) {
            throw new Error(`${item.id} is in a collection already`);
        }
        item.isPlaced = true;
        item.parent = this.owner;
        this.items.set(item.id, item);
        this.record.push(`+ ${item.id}`);
    }

    delete(id: string): void {
        const item = this.items.get(id);
        if (item !== undefined) {
            item.isPlaced = false;
            this.items.delete(id);
            this.record.push(`- ${id}`);
        }
    }

    replace(items: readonly TestItem[]): void {
        for (const id of [...this.items.keys()]) {
            this.delete(id);
        }
        for (const item of items) {
            this.add(item);
        }
    }
}

export class TestItem {
    readonly children: TestItemCollection;
    parent: TestItem | undefined;
    isPlaced = false;
    range: Range | undefined;
    sortText: string | undefined;
    description: string | undefined;
    error: MarkdownString | undefined;
    tags: readonly TestTag[] = [];
    canResolveChildren = false;
    busy = false;

    constructor(
        readonly id: string,
        public label: string,
        readonly uri: Uri | undefined,
        record: string[],
    ) {
        this.children = new TestItemCollection(this, record);
    }
}

/** What happened in a run, a line each: `failed ID`. */
export class TestRun {
    readonly record: string[] = [];
    readonly messages: TestMessage[] = [];
    readonly outputs: { text: string; location: Location | undefined; test: string | undefined }[] = [];
    readonly coverage: FileCoverage[] = [];
    readonly cancel = new CancellationTokenSource();
    readonly token = this.cancel.token;
    hasEnded = false;

    constructor(readonly request: TestRunRequest) {}

    enqueued(test: TestItem): void {
        this.say(`enqueued ${test.id}`);
    }

    started(test: TestItem): void {
        this.say(`started ${test.id}`);
    }

    passed(test: TestItem, duration?: number): void {
        this.say(`passed ${test.id} ${duration}`);
    }

    failed(test: TestItem, messages: TestMessage[], duration?: number): void {
        this.messages.push(...messages);
        this.say(`failed ${test.id} ${duration}`);
    }

    errored(test: TestItem, messages: TestMessage | TestMessage[], duration?: number): void {
        this.messages.push(...(Array.isArray(messages) ? messages : [messages]));
        this.say(`errored ${test.id} ${duration}`);
    }

    skipped(test: TestItem): void {
        this.say(`skipped ${test.id}`);
    }

    appendOutput(text: string, location?: Location, test?: TestItem): void {
        this.outputs.push({ text, location, test: test?.id });
        this.say("output");
    }

    addCoverage(coverage: FileCoverage): void {
        this.coverage.push(coverage);
        this.say(`coverage ${coverage.uri}`);
    }

    end(): void {
        this.say("end");
        this.hasEnded = true;
    }

    private say(text: string): void {
        if (this.hasEnded) {
            throw new Error(`after the end: ${text}`);
        }
        this.record.push(text);
    }
}

export class TestController {
    /** Each item that was added or removed. */
    readonly record: string[] = [];
    readonly items = new TestItemCollection(undefined, this.record);
    readonly runs: TestRun[] = [];
    readonly profiles: RunProfile[] = [];

    createTestItem(id: string, label: string, uri?: Uri): TestItem {
        return new TestItem(id, label, uri, this.record);
    }

    createTestRun(request: TestRunRequest): TestRun {
        const run = new TestRun(request);
        this.runs.push(run);
        return run;
    }

    createRunProfile(
        label: string,
        kind: number,
        runHandler: RunProfile["runHandler"],
        isDefault: boolean,
        _tag: unknown,
        supportsContinuousRun: boolean,
    ): RunProfile {
        const profile: RunProfile = {
            label,
            kind,
            runHandler,
            isDefault,
            supportsContinuousRun,
            dispose: () => this.profiles.splice(this.profiles.indexOf(profile), 1),
        };
        this.profiles.push(profile);
        return profile;
    }
}

export interface RunProfile {
    label: string;
    kind: number;
    runHandler: (request: TestRunRequest, token: CancellationTokenSource["token"]) => unknown;
    isDefault: boolean;
    supportsContinuousRun: boolean;
    configureHandler?: () => void;
    dispose(): void;
}

export const l10n = {
    t: (text: string, ...args: string[]): string => text.replace(/\{(\d)\}/g, (_, index) => args[Number(index)] ?? ""),
};

/** The person's settings, those of a folder behind its URI: `URI: section.name`; a test puts in what it needs. */
export const configured: Record<string, unknown> = {};

const foldersChanged = new EventEmitter<void>();

export const ConfigurationTarget = { Workspace: 2 };

export const workspace = {
    isTrusted: true,
    workspaceFolders: undefined as { uri: Uri; name: string }[] | undefined,
    onDidChangeWorkspaceFolders: foldersChanged.event,
    /** The window has these folders now. */
    open: (...uris: string[]) => {
        workspace.workspaceFolders = uris.map((uri) => ({
            uri: Uri.parse(uri),
            name: `folder ${uri.split("/").at(-1)}`,
        }));
        foldersChanged.fire();
    },
    asRelativePath: (uri: Uri) => uri.toString().split("/").at(-1) ?? "",
    getConfiguration: (section: string, folder?: Uri) => ({
        get: (name: string, otherwise?: unknown) =>
            configured[`${folder}: ${section}.${name}`] ?? configured[`${section}.${name}`] ?? otherwise,
        update: async (name: string, value: unknown) => {
            configured[`${section}.${name}`] = value;
        },
    }),
};

export const executed: unknown[][] = [];

export const commands = {
    executeCommand: async (...all: unknown[]): Promise<void> => {
        executed.push(all);
    },
};

export const Disposable = {
    from: (...all: { dispose(): void }[]) => ({
        dispose: () => {
            for (const each of all) {
                each.dispose();
            }
        },
    }),
};

interface Extension {
    id: string;
    extensionPath: string;
    packageJSON: unknown;
    activate(): Promise<unknown>;
}

const extensionsChanged = new EventEmitter<void>();

/** The other extensions of the window. */
export const extensions = {
    all: [] as Extension[],
    getExtension: (id: string) => extensions.all.find((each) => each.id === id),
    onDidChange: extensionsChanged.event,
    install: (extension: Partial<Extension> & { id: string }) => {
        extensions.all.push({ extensionPath: "", packageJSON: {}, activate: async () => undefined, ...extension });
        extensionsChanged.fire();
    },
    clear: () => {
        extensions.all.length = 0;
    },
};

/** What was said to the person, and which button is pressed next. */
export const said: string[] = [];
export const pressed: string[] = [];

async function say(text: string, ...buttons: unknown[]): Promise<unknown> {
    said.push(text);
    const next = pressed.shift();
    return buttons.find((button) => button === next);
}

export class ThemeColor {
    constructor(readonly id: string) {}
}

export const StatusBarAlignment = { Left: 1 };

/** The status bar's item. */
export const statusItem = { text: "", tooltip: "", command: "", show: () => {}, dispose: () => {} };

export const window = {
    showInformationMessage: say,
    showErrorMessage: say,
    createStatusBarItem: () => statusItem,
};

const sessionEnded = new EventEmitter<{ name: string; parentSession?: unknown }>();

export const debug = {
    started: [] as { type: string; name: string; connect: unknown }[],
    works: true,
    startDebugging: async (_folder: unknown, configuration: { type: string; name: string; connect: unknown }) => {
        debug.started.push(configuration);
        return debug.works;
    },
    onDidTerminateDebugSession: sessionEnded.event,
    end: (session: { name: string; parentSession?: unknown }) => sessionEnded.fire(session),
};
