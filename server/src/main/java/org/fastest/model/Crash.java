package org.fastest.model;

/**
 * Where a test failed, in one line, as pytest's {@code reprcrash}.
 *
 * @param path absolute path of the source file
 * @param line from 1
 * @param message the exception's first line or lines
 */
public record Crash(String path, int line, String message) {}
