package org.fastest.index;

import java.nio.file.Path;
import org.fastest.discover.ModuleTests;

/**
 * What was found in a text that is edited.
 *
 * @param by what it was found with: the same as long as nothing else changes
 * @param tests with what they were found from
 * @param isLacking whether importing the file surely fails
 * @param scanned the tests; items of a broken text are told as if it were whole
 */
record LiveScan(FileScan by, ModuleTests tests, boolean isLacking, Scanned scanned) {
    /** Whether the tests after an edit can be found from these. */
    @SuppressWarnings("ReferenceEquality")
    boolean isEditable(FileScan now) {
        // A file that another reads, and itself reads that: nothing stands apart in it.
        return by == now && !scanned.inputs().contains(Path.of(tests.module().path()));
    }
}
