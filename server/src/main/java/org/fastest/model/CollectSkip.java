package org.fastest.model;

import org.jspecify.annotations.Nullable;

/**
 * A module that skipped itself while it was collected.
 *
 * @param path relative to the rootdir, or absolute where it lies outside
 * @param line from 1, or null
 * @param reason as the person wrote it
 */
public record CollectSkip(String path, @Nullable Integer line, String reason) {}
