package org.fastest.lsp;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fastest.model.Span;

/**
 * The texts that a run sees: what was on disk when it began. Moves its lines to where they stand in
 * the buffers now.
 */
final class RunTexts {
    private static final int KEPT = 32;

    private final Project project;
    private final Map<Document, Document.Mark> marks = new HashMap<>();
    private final Map<Path, Document> disk = new LinkedHashMap<>();

    RunTexts(Project project, Documents documents) {
        this.project = project;
        for (Document open : documents.all()) {
            marks.put(open, open.savedAt());
        }
    }

    /** The text of a line, from 1, without its indentation, as a place in the text as it is now. */
    Span line(String path, int line) {
        String text = disk(project.file(path)).line(line - 1);
        int from = text.length() - text.stripLeading().length();
        int to = Math.max(from, text.stripTrailing().length());
        return now(path, new Span(Math.max(0, line - 1), from, Math.max(0, line - 1), to));
    }

    private Span now(String path, Span span) {
        Document open = project.document(path);
        if (open == null) {
            return span;
        }
        Document.Mark mark = marks.get(open);
        return open.since(mark == null ? open.savedAt() : mark, span);
    }

    /** Read once a run: a file with thousands of failures would be read for each of them. */
    private Document disk(Path file) {
        Document known = disk.get(file);
        if (known == null) {
            if (disk.size() == KEPT) {
                disk.remove(disk.keySet().iterator().next());
            }
            known = Document.closed(file, project.workspace().diskText(file));
            disk.put(file, known);
        }
        return known;
    }
}
