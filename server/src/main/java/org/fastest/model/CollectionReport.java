package org.fastest.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a real collection gave.
 *
 * @param rootdir absolute path
 * @param inifile absolute path of the ini file, or null
 * @param items in pytest's final order
 * @param deselected how many were deselected
 * @param errors files that could not be collected
 * @param unmatched asked-for node ids that match nothing
 */
public record CollectionReport(
        String rootdir,
        @Nullable String inifile,
        List<RunItem> items,
        int deselected,
        List<CollectError> errors,
        List<String> unmatched) {
    public CollectionReport {
        items = List.copyOf(items);
        errors = List.copyOf(errors);
        unmatched = List.copyOf(unmatched);
    }
}
