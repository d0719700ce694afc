package org.fastest.model;

/**
 * A stretch of a source file: lines from 0, columns from 0 in UTF-16 units, the end exclusive.
 *
 * @param startLine line of the first character
 * @param startColumn column of the first character
 * @param endLine line of the place behind the last character
 * @param endColumn column of the place behind the last character
 */
public record Span(int startLine, int startColumn, int endLine, int endColumn) {
    // Written out: a record's own take ten times as long until C2 has compiled them, and all items
    // of a file are compared at each keystroke.
    @Override
    public boolean equals(Object other) {
        return other instanceof Span span
                && startLine == span.startLine
                && startColumn == span.startColumn
                && endLine == span.endLine
                && endColumn == span.endColumn;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * startLine + startColumn) + endLine) + endColumn;
    }
}
