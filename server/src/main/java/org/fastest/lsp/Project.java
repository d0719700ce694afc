package org.fastest.lsp;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import org.fastest.index.Delta;
import org.fastest.index.FileTests;
import org.fastest.index.Snapshot;
import org.fastest.index.Workspace;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/**
 * One of the projects that are served: its workspace, what runs have found of its tests, and how
 * its files are called on the wire. Used by one thread, the session's.
 */
final class Project {
    private final Workspace workspace;
    private final Documents documents;
    private final Queue<Delta> background = new ConcurrentLinkedQueue<>();
    private final Found found;
    private final boolean utf8;
    private final String rootUri;
    private final @Nullable String refusal;

    /**
     * A project that is served.
     *
     * @param refusal why its tests can't be run, or null
     */
    Project(Workspace workspace, Documents documents, boolean utf8, @Nullable String refusal) {
        this.refusal = refusal;
        this.workspace = workspace;
        this.documents = documents;
        this.found = new Found(workspace);
        this.utf8 = utf8;
        this.rootUri = Uris.of(snapshot().rootdir());
    }

    /** Why its tests can't be run, whoever asks for it; null where they can. */
    @Nullable String refusal() {
        return refusal;
    }

    /** Puts what changes without anybody of this thread having asked for it into a queue. */
    void listen(Runnable arrived) {
        workspace.listen(delta -> {
            background.add(delta);
            arrived.run();
        });
    }

    /**
     * The next change from the background that was made before a generation; null for none. What an
     * edit answers may overtake what happened before it on another thread: that is shown first.
     */
    @Nullable Delta before(long generation) {
        Delta next = background.peek();
        return next == null || next.generation() > generation ? null : background.poll();
    }

    Workspace workspace() {
        return workspace;
    }

    Snapshot snapshot() {
        return workspace.snapshot();
    }

    Found found() {
        return found;
    }

    Path file(String path) {
        return snapshot().rootdir().resolve(path).normalize();
    }

    @Nullable Document document(String path) {
        return documents.isEmpty() ? null : documents.at(file(path));
    }

    /** A file's URI: in the client's own spelling where it has the file open. */
    String uri(String path) {
        Document open = document(path);
        if (open != null) {
            return open.uri();
        }
        if (Path.of(path).isAbsolute()) {
            return Uris.of(path);
        }
        return path.isEmpty() || path.equals(".") ? rootUri : rootUri + "/" + Uris.encode(path);
    }

    /** How columns of this file are counted on the wire. */
    Positions positions(String path) {
        if (!utf8) {
            return Positions.UTF16;
        }
        Path file = file(path);
        Document open = documents.at(file);
        if (open != null) {
            return Positions.utf8(open::line);
        }
        return Positions.utf8(new DiskLines(workspace, file));
    }

    /** Lines of a closed file, read when the first one is asked for. */
    private static final class DiskLines implements IntFunction<String> {
        private final Workspace workspace;
        private final Path file;
        private @Nullable Document read;

        DiskLines(Workspace workspace, Path file) {
            this.workspace = workspace;
            this.file = file;
        }

        @Override
        public String apply(int line) {
            Document text = read;
            if (text == null) {
                text = Document.closed(file, workspace.diskText(file));
                read = text;
            }
            return text.line(line);
        }
    }

    /** All items, parents before children, those that runs found among them. */
    List<TestItem> items() {
        return found.with(snapshot().items(), snapshot());
    }

    List<TestItem> items(String path) {
        FileTests tests = snapshot().file(path);
        return tests == null ? List.of() : found.with(tests.items(), snapshot());
    }

    List<TestItem> children(TestId id) {
        List<TestItem> children = new ArrayList<>();
        for (TestItem item : items()) {
            if (id.nodeId().equals(item.parent())) {
                children.add(item);
            }
        }
        return children;
    }

    /** Whether an identity is one of this project, or of another with the same rootdir. */
    boolean isNamed(String project) {
        return snapshot().project().equals(project);
    }

    @Nullable TestItem item(TestId id) {
        TestItem item = snapshot().item(id);
        return item == null ? found.item(id, snapshot()) : item;
    }
}
