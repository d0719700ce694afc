package org.fastest.lsp;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The open buffers by their files: one, however many ways the client spells it. */
final class Documents {
    private final Map<Path, Document> byPath = new HashMap<>();

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
        Path file = Uris.path(uri);
        return file == null ? null : byPath.get(file);
    }

    void open(Document document) {
        byPath.put(document.path(), document);
    }

    void close(Document document) {
        byPath.remove(document.path());
    }
}
