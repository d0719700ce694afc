package org.fastest.discover;

/**
 * Where a fixture's function stands.
 *
 * @param path absolute, of the file
 * @param function the function's name
 * @param at the offset of that name in the text that was read
 */
public record FixtureSite(String path, String function, int at) {}
