package org.fastest.lsp;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fastest.model.Span;
import org.fastest.text.SourceText;
import org.fastest.text.TextChange;
import org.jspecify.annotations.Nullable;

/** An open buffer: its text with the client's edits applied, and what they did to positions. */
final class Document {
    /** Edits kept for moving results of older texts; older results just lose their columns. */
    private static final int MAX_EDITS = 10_000;

    private final String uri;
    private final Path path;
    private final List<Edit> edits = new ArrayList<>();
    private int dropped;
    private Mark saved = new Mark(0);
    private SourceText source;
    private @Nullable String savedText;
    private int version;

    /** What was done to the text since it was told last; null for nothing. */
    private @Nullable TextChange untold;

    /** A place in a document's history of edits. */
    record Mark(int edits) {}

    Document(String uri, Path path, String text, int version, @Nullable String savedText) {
        this.uri = uri;
        this.path = path;
        this.source = SourceText.of(text);
        this.untold = TextChange.whole(source);
        this.version = version;
        this.savedText = savedText;
    }

    /** A file that no editor has open. */
    static Document closed(Path path, @Nullable String disk) {
        return new Document(Uris.of(path), path, disk == null ? "" : disk, 0, disk);
    }

    /** The client's own spelling. */
    String uri() {
        return uri;
    }

    Path path() {
        return path;
    }

    String text() {
        return source.text();
    }

    /** What was done to the text since this was asked last; at first, all of it. */
    TextChange told() {
        TextChange change = untold;
        untold = null;
        return change == null ? TextChange.replace(source, 0, 0, "") : change;
    }

    int version() {
        return version;
    }

    /** Whether the buffer differs from the file, so that a run sees another text. */
    boolean differs() {
        return !text().equals(savedText);
    }

    /** The file now holds {@code disk}. */
    void saved(@Nullable String disk) {
        savedText = disk;
        if (text().equals(disk)) {
            saved = now();
        }
    }

    /** When the buffer was last the same as the file. */
    Mark savedAt() {
        return saved;
    }

    private Mark now() {
        return new Mark(dropped + edits.size());
    }

    /** Replaces a stretch; positions beyond the text mean its end. */
    Edit replace(Span span, String by, int newVersion) {
        int from = source.offset(span.startLine(), span.startColumn());
        int to = Math.max(from, source.offset(span.endLine(), span.endColumn()));
        return replace(from, to, by, newVersion);
    }

    private Edit replace(int from, int to, String by, int newVersion) {
        Edit edit = Edit.of(span(from, to), by);
        TextChange change = TextChange.replace(source, from, to, by);
        untold = untold == null ? change : untold.then(change);
        source = change.after();
        version = newVersion;
        remember(edit);
        return edit;
    }

    /** Replaces the whole text: by the smallest edit, so that what stayed keeps its place. */
    Edit replaceAll(String by, int newVersion) {
        String text = text();
        int same = 0;
        int least = Math.min(text.length(), by.length());
        while (same < least && text.charAt(same) == by.charAt(same)) {
            same++;
        }
        int tail = 0;
        while (tail < least - same
                && text.charAt(text.length() - 1 - tail) == by.charAt(by.length() - 1 - tail)) {
            tail++;
        }
        // By offsets: one between CR and LF has no line and column of its own.
        return replace(
                same, text.length() - tail, by.substring(same, by.length() - tail), newVersion);
    }

    private void remember(Edit edit) {
        edits.add(edit);
        if (edits.size() > MAX_EDITS) {
            dropped += edits.size();
            edits.clear();
        }
        if (!differs()) {
            saved = now();
        }
    }

    /** Where a stretch of the text at {@code mark} stands now. */
    Span since(Mark mark, Span span) {
        Span at = span;
        for (int i = Math.max(0, mark.edits() - dropped); i < edits.size(); i++) {
            at = edits.get(i).shift(at);
        }
        return at;
    }

    int lines() {
        return source.lineCount();
    }

    /** A line's text without its end; empty beyond the end. */
    String line(int line) {
        return line < 0 || line >= source.lineCount()
                ? ""
                : text().substring(source.lineStart(line), source.lineEnd(line));
    }

    private Span span(int from, int to) {
        int first = source.line(from);
        int last = source.line(to);
        return new Span(first, from - source.lineStart(first), last, to - source.lineStart(last));
    }

    /** Whether a line ends behind this character: LF, CRLF or a lone CR. */
    static boolean endsLine(String text, int at) {
        char here = text.charAt(at);
        return here == '\n'
                || (here == '\r' && (at + 1 == text.length() || text.charAt(at + 1) != '\n'));
    }
}
