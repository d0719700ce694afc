package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.fastest.model.Span;

/** Keeps buffers as the client has them and tells the projects. */
final class Sync {
    /** After so long an editor that has opened a file has got its lenses, and nobody types yet. */
    private static final Duration SHOWN = Duration.ofMillis(250);

    private final Features features;
    private final Documents documents;
    private final DiskChanges disk;
    private final Delay delay;

    Sync(Features features, DiskChanges disk, Delay delay) {
        this.delay = delay;
        this.features = features;
        this.documents = features.documents();
        this.disk = disk;
    }

    /** The client opened a file, which it calls by {@code uri} in {@code params}. */
    void opened(JsonObject params, Path file) {
        String text = Json.needString(params, "text");
        String uri = Json.needString(params, "uri");
        Integer version = Json.integer(params, "version");
        String saved = features.disk(file);
        documents.open(new Document(uri, file, text, version == null ? 0 : version, saved));
        respelled(file);
        if (saved != null && isNews(file)) {
            disk.told(List.of(file));
        }
        changed(file);
        delay.after(SHOWN, () -> expectEdits(file));
    }

    private void expectEdits(Path path) {
        ProjectFile file = features.projects().file(path);
        if (file != null && documents.at(path) != null) {
            file.project().workspace().expectEdits(path);
        }
    }

    /**
     * Whether nobody has told of a file that is there: what else is new, the client does not tell
     * either.
     */
    private boolean isNews(Path path) {
        ProjectFile file = features.projects().file(path);
        return file != null
                && !features.client().profile().watching()
                && file.project().workspace().mayHoldTests(path)
                && file.project().snapshot().file(file.path()) == null;
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
        if (differed != document.differs()) {
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
        ProjectFile file = features.projects().file(document.path());
        if (file != null) {
            features.diagnostics().edited(file, edit);
        }
    }

    private Span span(Document document, JsonObject range) {
        boolean utf8 = features.client().profile().utf8();
        Positions positions = utf8 ? Positions.utf8(document::line) : Positions.UTF16;
        return positions.span(range);
    }

    void closed(JsonObject identifier) {
        Document document = documents.of(Json.needString(identifier, "uri"));
        if (document == null) {
            return;
        }
        documents.close(document);
        ProjectFile file = features.projects().file(document.path());
        if (file != null) {
            Project project = file.project();
            features.changed(project, project.workspace().close(document.path()));
            features.diagnostics().respelled(file);
        }
    }

    void saved(JsonObject identifier) {
        Document document = documents.of(Json.needString(identifier, "uri"));
        if (document != null) {
            boolean differed = document.differs();
            // Watchers are slower, and a click may follow at once.
            features.engine().look();
            document.saved(features.disk(document.path()));
            if (differed) {
                features.lensesChanged();
            }
        }
        // A client that watches files for us tells of its own saves too.
        if (!features.client().profile().watching()) {
            disk.lookAtAll();
        }
    }

    private void changed(Path path) {
        Document document = documents.at(path);
        ProjectFile file = features.projects().file(path);
        if (document != null && file != null) {
            Project project = file.project();
            features.changed(
                    project, project.workspace().edit(path, document.told(), document.version()));
        }
    }

    private void respelled(Path path) {
        ProjectFile file = features.projects().file(path);
        if (file != null) {
            features.diagnostics().respelled(file);
        }
    }
}
