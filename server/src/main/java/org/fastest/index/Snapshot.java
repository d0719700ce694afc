package org.fastest.index;

import java.nio.file.Path;
import java.util.List;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/** Every test of one project at one moment; immutable. */
public interface Snapshot {
    /** Grows with each change that is shown. */
    long generation();

    /** The rootdir, absolute. */
    Path rootdir();

    /** What {@code TestId.project} is here: the rootdir's URI. */
    String project();

    /** All files with tests or issues, in pytest's order. */
    List<FileTests> files();

    /** One file's tests by its path relative to the rootdir. */
    @Nullable FileTests file(String path);

    /** Every item, folders and files included, parents before children, in pytest's order. */
    List<TestItem> items();

    /** An item by its identity. */
    @Nullable TestItem item(TestId id);
}
