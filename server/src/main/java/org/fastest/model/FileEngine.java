package org.fastest.model;

import org.jspecify.annotations.Nullable;

/**
 * How many of a file's tests run past pytest's hooks, and how many with them.
 *
 * @param path relative to the rootdir, with {@code /}
 * @param why the first reason for {@code full}, or null where there is none
 */
public record FileEngine(String path, int lean, int full, @Nullable String why) {}
