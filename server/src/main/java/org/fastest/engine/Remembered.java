package org.fastest.engine;

import java.util.List;
import org.fastest.cache.CollectionKey;
import org.fastest.cache.Kept;

/**
 * What was collected before for the same command.
 *
 * @param key the command's
 * @param kept what pytest said then
 * @param changed what it depends on and is not as it was: absolute paths, perhaps not all of them
 */
public record Remembered(CollectionKey key, Kept kept, List<String> changed) {
    public Remembered {
        changed = List.copyOf(changed);
    }

    /** Whether pytest would say the same now. */
    public boolean isTrue() {
        return changed.isEmpty();
    }
}
