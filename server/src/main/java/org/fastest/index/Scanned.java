package org.fastest.index;

import java.nio.file.Path;
import java.util.List;

/**
 * A file's tests with what they were found from.
 *
 * @param inputs absolute paths of the other files that were read, or looked for and not found; a
 *     change of any of them may change the tests
 */
record Scanned(FileTests tests, List<Path> inputs) {
    Scanned {
        inputs = List.copyOf(inputs);
    }

    /** A file that is not there. */
    static Scanned nothing(String path) {
        return new Scanned(new FileTests(path, List.of(), List.of(), false), List.of());
    }
}
