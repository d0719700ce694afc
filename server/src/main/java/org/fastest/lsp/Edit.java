package org.fastest.lsp;

import org.fastest.model.Span;

/**
 * One replacement in a text, as what it does to positions: the old stretch and its new end. Columns
 * are UTF-16 units.
 */
record Edit(
        int startLine, int startColumn, int endLine, int endColumn, int newLine, int newColumn) {
    /** The edit that replaces a stretch by {@code text}. */
    static Edit of(Span old, String text) {
        int lines = 0;
        int lineStart = 0;
        for (int i = 0; i < text.length(); i++) {
            if (Document.endsLine(text, i)) {
                lines++;
                lineStart = i + 1;
            }
        }
        int column = text.length() - lineStart + (lines == 0 ? old.startColumn() : 0);
        return new Edit(
                old.startLine(),
                old.startColumn(),
                old.endLine(),
                old.endColumn(),
                old.startLine() + lines,
                column);
    }

    /** Where the text of a span stands after this edit; what was deleted collapses. */
    Span shift(Span span) {
        int[] start = shift(span.startLine(), span.startColumn());
        int[] end = shift(span.endLine(), span.endColumn());
        return new Span(start[0], start[1], end[0], end[1]);
    }

    private int[] shift(int line, int column) {
        if (line < startLine || (line == startLine && column < startColumn)) {
            return new int[] {line, column};
        }
        if (line > endLine) {
            return new int[] {line + newLine - endLine, column};
        }
        if (line == endLine && column >= endColumn) {
            return new int[] {newLine, column - endColumn + newColumn};
        }
        return new int[] {newLine, newColumn};
    }
}
