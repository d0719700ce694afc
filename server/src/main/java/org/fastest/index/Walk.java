package org.fastest.index;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What going through a project's folders gave.
 *
 * @param files relative to the rootdir with {@code /}, in pytest's order, each once
 * @param doubtful those that a conftest may leave out
 * @param isSessionDoubtful whether a conftest may change the items of all files
 * @param conftests what was read of conftests on the way
 * @param disk what was looked through
 */
record Walk(
        List<String> files,
        Set<String> doubtful,
        boolean isSessionDoubtful,
        Conftests conftests,
        DiskView disk) {
    /** Before the first walk. */
    static final Walk NOTHING = nothing(DiskView.unnoted());

    private static Walk nothing(DiskView disk) {
        return new Walk(List.of(), Set.of(), false, new Conftests(Path.of(""), null, disk), disk);
    }

    Walk {
        files = List.copyOf(files);
        doubtful = Set.copyOf(doubtful);
    }
}
