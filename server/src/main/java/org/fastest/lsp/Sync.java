package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import org.fastest.model.Span;
import org.jspecify.annotations.Nullable;

/** Keeps buffers as the client has them and tells the workspace. */
final class Sync {
    private final Documents documents;
    private final @Nullable Features features;

    Sync(Documents documents, @Nullable Features features) {
        this.documents = documents;
        this.features = features;
    }

    void opened(JsonObject params, Path file) {
        String text = Json.needString(params, "text");
        String uri = Json.needString(params, "uri");
        Integer version = Json.integer(params, "version");
        documents.open(new Document(uri, file, text, version == null ? 0 : version, disk(file)));
        respelled(file);
        changed(file);
    }

    void changed(JsonObject params) {
        JsonObject identifier = Json.needObject(params, "textDocument");
        Document document = documents.of(Json.needString(identifier, "uri"));
        JsonArray changes = Json.list(params, "contentChanges");
        if (document == null || changes == null) {
            return;
        }
        Integer version = Json.integer(identifier, "version");
        boolean differed = document.differs();
        for (JsonElement change : changes) {
            change(document, change, version == null ? document.version() : version);
        }
        changed(document.path());
        if (features != null && differed != document.differs()) {
            features.lensesChanged();
        }
    }

    private void change(Document document, JsonElement change, int version) {
        String text = Json.needString(change, "text");
        JsonObject range = Json.object(change, "range");
        Edit edit =
                range == null
                        ? document.replaceAll(text, version)
                        : document.replace(span(document, range), text, version);
        String path = path(document.path());
        if (features != null && path != null) {
            features.diagnostics().edited(path, edit);
        }
    }

    private Span span(Document document, JsonObject range) {
        boolean utf8 = features != null && features.client().profile().utf8();
        Positions positions = utf8 ? Positions.utf8(document::line) : Positions.UTF16;
        return positions.span(range);
    }

    void closed(JsonObject identifier) {
        Document document = documents.of(Json.needString(identifier, "uri"));
        if (document == null) {
            return;
        }
        documents.close(document);
        if (features != null && path(document.path()) != null) {
            features.changed(features.project().workspace().close(document.path()));
            respelled(document.path());
        }
    }

    void saved(JsonObject identifier) {
        Document document = documents.of(Json.needString(identifier, "uri"));
        if (document != null) {
            boolean differed = document.differs();
            document.saved(disk(document.path()));
            if (features != null && differed) {
                features.lensesChanged();
            }
        }
        // A client that watches files for us tells of its own saves too.
        if (features != null && !features.client().profile().watching()) {
            filesChanged();
        }
    }

    void filesChanged() {
        if (features == null) {
            return;
        }
        for (Document document : documents.all()) {
            document.saved(disk(document.path()));
        }
        features.changed(features.project().workspace().refresh());
        features.lensesChanged();
    }

    private void changed(Path file) {
        Document document = documents.at(file);
        if (features != null && document != null && path(file) != null) {
            features.changed(
                    features.project().workspace().edit(file, document.text(), document.version()));
        }
    }

    private void respelled(Path file) {
        String path = path(file);
        if (features != null && path != null) {
            features.diagnostics().respelled(path);
        }
    }

    private @Nullable String path(Path file) {
        return features == null ? null : features.project().workspace().pathOf(file);
    }

    private @Nullable String disk(Path file) {
        return path(file) == null || features == null
                ? null
                : features.project().workspace().diskText(file);
    }
}
