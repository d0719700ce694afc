package org.fastest.index;

import java.io.File;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The names in folders, each folder listed once. Thread-safe. */
final class Folders {
    private final ConcurrentMap<String, Set<String>> listed = new ConcurrentHashMap<>();

    /** The names in a folder; none where there is no such folder. */
    Set<String> names(String folder) {
        Set<String> known = listed.get(folder);
        if (known == null) {
            String[] names = new File(folder).list();
            known = names == null ? Set.of() : Set.of(names);
            listed.put(folder, known);
        }
        return known;
    }
}
