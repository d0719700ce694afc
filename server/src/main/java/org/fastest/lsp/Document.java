package org.fastest.lsp;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fastest.model.Span;
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
    private String text;
    private @Nullable String savedText;
    private int version;
    private int[] starts;

    /** A place in a document's history of edits. */
    record Mark(int edits) {}

    Document(String uri, Path path, String text, int version, @Nullable String savedText) {
        this.uri = uri;
        this.path = path;
        this.text = text;
        this.version = version;
        this.savedText = savedText;
        this.starts = starts(text);
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
        return text;
    }

    int version() {
        return version;
    }

    /** Whether the buffer differs from the file, so that a run sees another text. */
    boolean differs() {
        return !text.equals(savedText);
    }

    /** The file now holds {@code disk}. */
    void saved(@Nullable String disk) {
        savedText = disk;
        if (text.equals(disk)) {
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
        int from = offset(span.startLine(), span.startColumn());
        int to = Math.max(from, offset(span.endLine(), span.endColumn()));
        return replace(from, to, by, newVersion);
    }

    private Edit replace(int from, int to, String by, int newVersion) {
        Edit edit = Edit.of(span(from, to), by);
        text = text.substring(0, from) + by + text.substring(to);
        starts = starts(text);
        version = newVersion;
        remember(edit);
        return edit;
    }

    /** Replaces the whole text: by the smallest edit, so that what stayed keeps its place. */
    Edit replaceAll(String by, int newVersion) {
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
        return starts.length;
    }

    /** A line's text without its end; empty beyond the end. */
    String line(int line) {
        if (line < 0 || line >= starts.length) {
            return "";
        }
        int end = line + 1 < starts.length ? starts[line + 1] : text.length();
        while (end > starts[line] && isEnd(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(starts[line], end);
    }

    private int offset(int line, int column) {
        if (line < 0) {
            return 0;
        }
        if (line >= starts.length) {
            return text.length();
        }
        return starts[line] + Math.max(0, Math.min(column, line(line).length()));
    }

    private Span span(int from, int to) {
        int first = lineOf(from);
        int last = lineOf(to);
        return new Span(first, from - starts[first], last, to - starts[last]);
    }

    private int lineOf(int offset) {
        int found = Arrays.binarySearch(starts, offset);
        return found >= 0 ? found : -found - 2;
    }

    private static int[] starts(String text) {
        int[] starts = new int[16];
        int count = 1;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= '\r' && endsLine(text, i)) {
                if (count == starts.length) {
                    starts = Arrays.copyOf(starts, count * 2);
                }
                starts[count++] = i + 1;
            }
        }
        return Arrays.copyOf(starts, count);
    }

    /** Whether a line ends behind this character: LF, CRLF or a lone CR. */
    static boolean endsLine(String text, int at) {
        char here = text.charAt(at);
        return here == '\n'
                || (here == '\r' && (at + 1 == text.length() || text.charAt(at + 1) != '\n'));
    }

    private static boolean isEnd(char c) {
        return c == '\n' || c == '\r';
    }
}
