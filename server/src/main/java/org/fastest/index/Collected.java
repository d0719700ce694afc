package org.fastest.index;

import java.util.List;
import org.fastest.model.CollectError;
import org.fastest.model.RunItem;

/**
 * What pytest's own collection said of one file as it was on disk.
 *
 * @param path relative to the rootdir
 * @param items all of the file, in pytest's order; none where it has none or could not be collected
 * @param errors why it could not be collected; none where it could
 */
public record Collected(String path, List<RunItem> items, List<CollectError> errors) {
    public Collected {
        items = List.copyOf(items);
        errors = List.copyOf(errors);
    }
}
