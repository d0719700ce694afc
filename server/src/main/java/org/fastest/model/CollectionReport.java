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
 * @param together why a file collected by itself might give something else than with the others, or
 *     null; null too where a run follows
 * @param world what the collection looked at, in the cache's own form; null where a run follows, or
 *     where it depends on what can't be followed
 * @param skipped modules that skipped themselves
 */
public record CollectionReport(
        String rootdir,
        @Nullable String inifile,
        List<RunItem> items,
        int deselected,
        List<CollectError> errors,
        List<String> unmatched,
        @Nullable String together,
        @Nullable String world,
        List<CollectSkip> skipped) {
    /** A collection without skipped modules. */
    public CollectionReport(
            String rootdir,
            @Nullable String inifile,
            List<RunItem> items,
            int deselected,
            List<CollectError> errors,
            List<String> unmatched,
            @Nullable String together,
            @Nullable String world) {
        this(rootdir, inifile, items, deselected, errors, unmatched, together, world, List.of());
    }

    /** A collection that a run follows. */
    public CollectionReport(
            String rootdir,
            @Nullable String inifile,
            List<RunItem> items,
            int deselected,
            List<CollectError> errors,
            List<String> unmatched) {
        this(rootdir, inifile, items, deselected, errors, unmatched, null, null);
    }

    public CollectionReport {
        items = List.copyOf(items);
        skipped = List.copyOf(skipped);
        errors = List.copyOf(errors);
        unmatched = List.copyOf(unmatched);
    }

    /** The same with other items. */
    public CollectionReport with(List<RunItem> others) {
        return new CollectionReport(
                rootdir, inifile, others, deselected, errors, unmatched, together, world, skipped);
    }
}
