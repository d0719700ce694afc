package org.fastest.index;

import java.util.List;

/**
 * Files of which the text alone does not tell all items.
 *
 * @param moment when this was so; {@link Workspace#collected} wants it back, to know what changed
 *     meanwhile
 * @param paths relative to the rootdir, in pytest's order
 */
public record Wanted(long moment, List<String> paths) {
    public Wanted {
        paths = List.copyOf(paths);
    }
}
