package org.fastest.index;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/**
 * Finds items in their file: in a long one not by going through it, as a run asks for each of its
 * tests. The files that were asked for last are remembered. Thread-safe.
 */
final class ItemsById {
    /** So many items are gone through as quickly as they are looked up. */
    private static final int SHORT = 32;

    /** As many files as workers may be busy with at a time. */
    private static final int MOST = 16;

    private final List<Known> last = new ArrayList<>();

    private record Known(FileTests file, Map<TestId, TestItem> byId) {}

    /** The file's item with this identity. */
    @Nullable TestItem item(FileTests file, TestId id) {
        if (file.items().size() > SHORT) {
            return byId(file).get(id);
        }
        for (TestItem item : file.items()) {
            if (item.id().equals(id)) {
                return item;
            }
        }
        return null;
    }

    @SuppressWarnings("ReferenceEquality")
    private synchronized Map<TestId, TestItem> byId(FileTests file) {
        for (int i = last.size() - 1; i >= 0; i--) {
            Known known = last.get(i);
            if (known.file == file) {
                if (i != last.size() - 1) {
                    last.remove(i);
                    last.add(known);
                }
                return known.byId;
            }
        }
        Map<TestId, TestItem> byId = HashMap.newHashMap(file.items().size());
        for (TestItem item : file.items()) {
            byId.putIfAbsent(item.id(), item);
        }
        if (last.size() == MOST) {
            last.removeFirst();
        }
        last.add(new Known(file, byId));
        return byId;
    }
}
