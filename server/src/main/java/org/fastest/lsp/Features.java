package org.fastest.lsp;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import org.fastest.engine.Engine;
import org.fastest.index.Delta;
import org.fastest.index.FileTests;
import org.fastest.model.Issue;
import org.fastest.model.Span;
import org.fastest.model.TestId;

/**
 * An opened folder and what the client is shown of it. Used by the session's thread.
 *
 * @param engine discovers and runs
 * @param project the folder's tests
 * @param documents open buffers
 * @param client hears of it
 * @param diagnostics what is pushed of it
 * @param clock tells when results were heard of
 */
record Features(
        Engine engine,
        Project project,
        Documents documents,
        Client client,
        Diagnostics diagnostics,
        InstantSource clock) {
    /** Shows what a change of the workspace did. */
    void changed(Delta delta) {
        if (delta.isEmpty()) {
            return;
        }
        for (Delta.Change change : delta.files()) {
            diagnostics.issues(change.path(), change.issues());
            project.found().prune(change.path(), project.snapshot());
            diagnostics.retain(change.path(), this::isKnown);
        }
        client.tests("tests/didChange", ToLsp.delta(delta, project));
    }

    /** Shows what is wrong with files when the folder is opened. */
    void showIssues() {
        for (FileTests file : project.snapshot().files()) {
            diagnostics.issues(file.path(), file.issues());
        }
    }

    private boolean isKnown(TestId id) {
        return project.item(id) != null;
    }

    boolean hasErrors(String path) {
        FileTests file = project.snapshot().file(path);
        return file != null
                && file.issues().stream()
                        .anyMatch(issue -> issue.severity() == Issue.Severity.ERROR);
    }

    /** Whether some buffer differs from its file, which is what is run. */
    boolean isUnsaved() {
        return documents.all().stream().anyMatch(Document::differs);
    }

    void lensesChanged() {
        if (!documents.isEmpty()) {
            client.lensesChanged();
        }
    }

    void remember(TestId id, LastResult last) {
        project.last().put(id, last);
    }

    Instant now() {
        return clock.instant();
    }

    JsonObject location(String path, Span span) {
        return ToLsp.location(project.uri(path), project.positions(path).range(span));
    }
}
