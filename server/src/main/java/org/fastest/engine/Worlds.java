package org.fastest.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.cache.World;
import org.jspecify.annotations.Nullable;

/** What the collected files of one workspace depend on, each as of its last collection. */
final class Worlds {
    /** A world takes some 200 kB; of older ones it is forgotten what they depend on. */
    private static final int MOST = 16;

    /** The files that were collected together, the oldest collection first. */
    private final Map<World, Set<String>> files = new LinkedHashMap<>();

    /**
     * Files were collected.
     *
     * @param world what they depend on, or null where that can't be followed
     */
    void put(Collection<String> paths, @Nullable World world) {
        for (Iterator<Set<String>> all = files.values().iterator(); all.hasNext(); ) {
            Set<String> others = all.next();
            others.removeAll(paths);
            if (others.isEmpty()) {
                all.remove();
            }
        }
        if (world != null) {
            files.put(world, new LinkedHashSet<>(paths));
            if (files.size() > MOST) {
                files.remove(files.keySet().iterator().next());
            }
        }
    }

    /** Files that depend on something that is not as it was when they were collected. */
    List<String> outdated() {
        List<String> outdated = new ArrayList<>();
        for (Map.Entry<World, Set<String>> each : files.entrySet()) {
            if (!each.getKey().look(1).changed().isEmpty()) {
                outdated.addAll(each.getValue());
            }
        }
        return outdated;
    }
}
