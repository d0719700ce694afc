package org.fastest.engine;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is another than in a revision.
 *
 * @param files absolute; changed, new, and deleted ones
 * @param refused why that can't be told, or null
 */
public record ChangedFiles(List<Path> files, @Nullable String refused) {
    public ChangedFiles {
        files = List.copyOf(files);
    }
}
