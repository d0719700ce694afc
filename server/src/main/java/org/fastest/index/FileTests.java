package org.fastest.index;

import java.util.List;
import org.fastest.model.Issue;
import org.fastest.model.TestItem;

/**
 * The tests of one file.
 *
 * @param path relative to the rootdir, with {@code /}
 * @param items the file's own item first, parents before children, in pytest's order
 * @param issues what is wrong with the file
 * @param stale whether the text has an error and {@code items} are those of the last good text
 */
public record FileTests(String path, List<TestItem> items, List<Issue> issues, boolean stale) {
    public FileTests {
        items = List.copyOf(items);
        issues = List.copyOf(issues);
    }
}
