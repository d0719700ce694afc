package org.fastest.model;

import org.jspecify.annotations.Nullable;

/**
 * A file or folder that pytest could not collect.
 *
 * @param nodeId pytest's id of the collector
 * @param path the file whose collection failed, relative to the rootdir
 * @param line from 1, in that file, or null
 * @param text pytest's own representation, plain
 * @param ansi the same with colours, where they were asked for
 */
public record CollectError(
        String nodeId, String path, @Nullable Integer line, String text, @Nullable String ansi) {}
