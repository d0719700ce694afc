package org.fastest.model;

/**
 * A stretch of a source file: lines from 0, columns from 0 in UTF-16 units, the end exclusive.
 *
 * @param startLine line of the first character
 * @param startColumn column of the first character
 * @param endLine line of the place behind the last character
 * @param endColumn column of the place behind the last character
 */
public record Span(int startLine, int startColumn, int endLine, int endColumn) {}
