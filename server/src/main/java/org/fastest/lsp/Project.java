package org.fastest.lsp;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.fastest.index.FileTests;
import org.fastest.index.Snapshot;
import org.fastest.index.Workspace;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/**
 * The folder that is served: its workspace, what runs have told of its tests, and how its files are
 * called on the wire. Used by one thread, the session's.
 */
final class Project {
    private final Workspace workspace;
    private final Documents documents;
    private final Map<TestId, LastResult> last = new HashMap<>();
    private final Found found = new Found();
    private final boolean utf8;
    private final String rootUri;

    Project(Workspace workspace, Documents documents, boolean utf8) {
        this.workspace = workspace;
        this.documents = documents;
        this.utf8 = utf8;
        this.rootUri = Uris.of(snapshot().rootdir());
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

    /** Results of tests, the newest of each. */
    Map<TestId, LastResult> last() {
        return last;
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

    /** The file of a URI relative to the rootdir, or null where it is none of ours. */
    @Nullable String path(String uri) {
        Path file = Uris.path(uri);
        return file == null ? null : workspace.pathOf(file);
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

    @Nullable TestItem item(TestId id) {
        TestItem item = snapshot().item(id);
        return item == null ? found.item(id, snapshot()) : item;
    }

    /**
     * The identity that an id on the wire stands for, also where no such item is known any more.
     *
     * @throws RpcError where it is none of ours
     */
    TestId id(String wire) {
        String prefix = snapshot().project() + "::";
        if (!wire.startsWith(prefix)) {
            throw RpcError.params("not an id of this workspace: " + wire);
        }
        String nodeId = wire.substring(prefix.length());
        TestId plain = TestId.of(snapshot().project(), nodeId);
        int hash = nodeId.lastIndexOf('#');
        if (hash < 0 || item(plain) != null || !isCount(nodeId.substring(hash + 1))) {
            return plain;
        }
        int occurrence = Integer.parseInt(nodeId.substring(hash + 1));
        return new TestId(plain.project(), nodeId.substring(0, hash), occurrence);
    }

    List<TestId> ids(Collection<String> wire) {
        List<TestId> ids = new ArrayList<>(wire.size());
        for (String id : wire) {
            ids.add(id(id));
        }
        return ids;
    }

    private static boolean isCount(String text) {
        if (text.isEmpty() || text.length() > 6 || text.charAt(0) == '0') {
            return false;
        }
        return text.chars().allMatch(Character::isDigit);
    }
}
