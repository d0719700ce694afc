package org.fastest.lsp;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The open buffers by their files: one, however many ways the client spells it. */
final class Documents {
    private final Map<Path, Document> byPath = new HashMap<>();
    private final Map<String, Document> byUri = new HashMap<>();

    boolean isEmpty() {
        return byPath.isEmpty();
    }

    Collection<Document> all() {
        return byPath.values();
    }

    @Nullable Document at(Path file) {
        return byPath.get(file);
    }

    /** The open document of a URI; null for other schemes and closed files. */
    @Nullable Document of(String uri) {
        Document spelled = byUri.get(uri);
        Path file = spelled == null ? Uris.path(uri) : null;
        return file == null ? spelled : byPath.get(file);
    }

    void open(Document document) {
        Document same = byPath.put(document.path(), document);
        if (same != null) {
            byUri.remove(same.uri());
        }
        byUri.put(document.uri(), document);
    }

    void close(Document document) {
        byPath.remove(document.path());
        byUri.remove(document.uri());
    }
}
