package org.fastest.discover;

import org.fastest.model.Span;
import org.fastest.text.SourceText;
import org.fastest.text.TextChange;
import org.jspecify.annotations.Nullable;

/** Where lines and columns stand after an edit. */
final class Shift {
    private final int startLine;
    private final int startColumn;
    private final int oldLine;
    private final int oldColumn;
    private final int newLine;
    private final int newColumn;

    Shift(TextChange change) {
        SourceText before = change.before();
        SourceText after = change.after();
        startLine = before.line(change.start());
        startColumn = change.start() - before.lineStart(startLine);
        oldLine = before.line(change.oldEnd());
        oldColumn = change.oldEnd() - before.lineStart(oldLine);
        newLine = after.line(change.newEnd());
        newColumn = change.newEnd() - after.lineStart(newLine);
    }

    /** The same span of the text after the edit; null where the edit touches it. */
    @Nullable Span of(Span span) {
        if (span.endLine() < startLine
                || (span.endLine() == startLine && span.endColumn() <= startColumn)) {
            return span;
        }
        if (span.startLine() < oldLine
                || (span.startLine() == oldLine && span.startColumn() < oldColumn)) {
            return null;
        }
        int lines = newLine - oldLine;
        boolean startsThere = span.startLine() == oldLine;
        boolean endsThere = span.endLine() == oldLine;
        int columns = newColumn - oldColumn;
        if (lines == 0 && (!startsThere || columns == 0)) {
            return span;
        }
        return new Span(
                span.startLine() + lines,
                span.startColumn() + (startsThere ? columns : 0),
                span.endLine() + lines,
                span.endColumn() + (endsThere ? columns : 0));
    }
}
