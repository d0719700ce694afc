package org.fastest.text;

/**
 * Why Python would refuse a text.
 *
 * @param offset where, in UTF-16 units from the text's start
 * @param message what is wrong, in CPython's words where it has some
 */
public record SyntaxIssue(int offset, String message) {}
