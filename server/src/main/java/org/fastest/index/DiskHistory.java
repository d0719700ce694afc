package org.fastest.index;

import java.util.HashMap;
import java.util.Map;

/** The looks at the disk, counted, and at which one each file was seen to have changed last. */
final class DiskHistory {
    private final Map<String, Long> byPath = new HashMap<>();
    private long looks;
    private long all;

    /** The disk is looked at again. */
    void look() {
        looks++;
    }

    /** This file is another one now, or is no more. */
    void changed(String path) {
        byPath.put(path, looks);
    }

    /** What every file means may be something else now. */
    void changed() {
        all = looks;
        byPath.clear();
    }

    long looks() {
        return looks;
    }

    /** 0 for a file that is as it was at the first look. */
    long changedAt(String path) {
        return byPath.getOrDefault(path, all);
    }
}
